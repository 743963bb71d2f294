"""KPIs of rounds, and what pay over a quarter needs besides: what pay rules are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coordsim.core.contracts import IncentiveRule
from coordsim.core.firm import FLOWS
from coordsim.core.kpis import KPIS
from coordsim.core.levers import ROLES
from coordsim.core.records import Floats
from coordsim.mind.expectation import EXPECTED
from coordsim.mind.program import based_slip
from coordsim.scenario.file import Scenario
from coordsim.week.closing import SUMMED
from coordsim.week.story import Log

Bools = NDArray[np.bool_]

SHOWN = frozenset(FLOWS[: SUMMED + 3])  # flows that are summed over a round
MEASURED = tuple(
    kpi for kpi in KPIS if not kpi.variance and kpi.top in SHOWN and kpi.bottom in SHOWN
)
PAID = {role: FLOWS.index(f"{role}_pay") for role in ROLES}


def means(total: Mapping[str, Floats]) -> dict[str, Floats]:
    """KPIs of a round from its summed flows (F,); nan where there is no base."""
    out = {}
    for kpi in MEASURED:
        bottom = total[kpi.bottom]
        ratio = total[kpi.top] / np.where(bottom > 0, bottom, np.nan)
        out[kpi.name] = 1 - ratio if kpi.one_minus else ratio
    return out


def quarter(scenario: Scenario, units: Floats, quota: Floats, week: int) -> dict[str, Floats]:
    """Return what pay over a quarter needs of a round that was played and began in ``week``, name
    -> (F,): ``units`` were sold in the quarter before it.
    """
    length, rounds = scenario.horizon.round_weeks, scenario.people.quarter_rounds
    left = (rounds - week // length % rounds) * length
    ones = np.ones(len(units))
    return {
        "quarter_units": units.copy(),
        "quarter_left": left * ones,
        "quota": quota.copy(),
        "round_weeks": length * ones,
        "quota_share": ones * (left == length),
        "played": ones,
    }


def payable(kpis: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the KPIs that pay may hang on."""
    return {name: kpis[name] for name in EXPECTED}


def rounds_of(
    scenario: Scenario, flows: Mapping[str, Floats]
) -> Iterator[tuple[int, dict[str, Floats]]]:
    """Yield the first week of each whole round of a run of one scenario, and what pay is reckoned
    by: what managers expect as well, and nothing else. ``flows``: name -> (F, T).
    """
    length = scenario.horizon.round_weeks
    firms, weeks = flows["units"].shape
    rounds = weeks // length
    total = {
        name: flows[name][:, : rounds * length].reshape(firms, rounds, length).sum(axis=2)
        for name in SHOWN
    }
    kpis = payable(means(total))
    for place in range(rounds):
        start = place * length
        begun = start - start % (length * scenario.people.quarter_rounds)
        sold = flows["units"][:, begun:start].sum(axis=1)
        mine = {name: values[:, place] for name, values in kpis.items()}
        yield start, mine | quarter(scenario, sold, flows["quota"][:, start], start)


def check_paid(scenarios: Sequence[Scenario], seeds: Sequence[int], log: Log) -> None:
    """Raise ValueError where somebody of some firms was paid what is no money."""
    for role, place in PAID.items():
        finite = np.isfinite(log.amounts[:, :, place])
        if not finite.all():
            firm, weeks = (int(at) for at in np.argwhere(~finite)[0])
            paid, week = log.amounts[firm, weeks, place], log.first + weeks
            name = scenarios[firm].rules_from(week).incentives
            raise ValueError(
                f"pay rule {name}: it pays {role} {paid:g} in week {week} (from 0) of world"
                f" {seeds[firm]}; needed: finite money, whatever the KPIs"
            )


def _check_finite(name: str, role: str, paid: Mapping[str, Floats], due: Bools, week: int) -> None:
    """Raise ValueError where a rule that was not in force would have paid what is no money."""
    for line, values in paid.items():
        if not np.isfinite(values[due]).all():
            raise ValueError(
                f"pay rule {name}: {line!r} would pay {role} what is no finite money in week {week}"
                " (from 0)"
            )


def slip_due(
    rule: IncentiveRule, role: str, kpis: Mapping[str, Floats], due: Bools
) -> dict[str, Floats]:
    """Return what a rule pays a role, line -> (F,), nan where nothing is ``due``, (F,): nobody is
    paid where a firm has stopped.
    """
    paid = based_slip(rule, role, kpis)
    if due.all():
        return paid
    return {line: np.where(due, values, np.nan) for line, values in paid.items()}


def slips_of(
    scenarios: Sequence[Scenario], flows: Mapping[str, Floats], pay: str | None = None
) -> Mapping[str, Mapping[str, Floats]]:
    """Return the pay slips of a run from its flows, name -> (F, T): role -> line -> (F, T), nan
    where no pay was due. ``pay`` is the pay rule to reckon by where it is not the scenarios' own.
    """
    shape = flows["units"].shape
    lines: dict[str, dict[str, Floats]] = {role: {} for role in ROLES}
    rows: dict[int, list[int]] = {}
    for place, scenario in enumerate(scenarios):
        rows.setdefault(id(scenario), []).append(place)
    for places in rows.values():
        scenario = scenarios[places[0]]
        mine = {name: values[places] for name, values in flows.items()}
        for start, kpis in rounds_of(scenario, mine):
            week = start + scenario.horizon.round_weeks - 1
            rules = scenario.rules_from(start)
            rule = rules.incentive if pay is None else rules.paid_by(pay)
            for role in ROLES:
                due = mine["paid_weeks"][:, week] > 0
                paid = slip_due(rule, role, kpis, due)
                if pay is not None:
                    _check_finite(rule.name, role, paid, due, week)
                for line, values in paid.items():
                    whole = lines[role].setdefault(line, np.full(shape, np.nan))
                    whole[places, week] = values
    return lines
