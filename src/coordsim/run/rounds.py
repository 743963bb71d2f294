"""KPIs of rounds, and what pay over a quarter needs besides: what pay rules are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from coordsim.core.firm import FLOWS
from coordsim.core.kpis import KPIS
from coordsim.core.records import Floats
from coordsim.scenario.file import Scenario
from coordsim.week.closing import SUMMED

SHOWN = frozenset(FLOWS[: SUMMED + 3])  # flows that are summed over a round
MEASURED = tuple(
    kpi for kpi in KPIS if not kpi.variance and kpi.top in SHOWN and kpi.bottom in SHOWN
)


def means(total: Mapping[str, Floats]) -> dict[str, Floats]:
    """KPIs of a round from its summed flows (F,); a ratio without a base counts as over one
    unit.
    """
    out = {}
    for kpi in MEASURED:
        bottom = total[kpi.bottom]
        ratio = total[kpi.top] / np.where(bottom > 0, bottom, 1.0)
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


def rounds_of(
    scenario: Scenario, flows: Mapping[str, Floats]
) -> Iterator[tuple[int, dict[str, Floats]]]:
    """Yield the first week of each whole round of a run of one scenario, and what pay is reckoned
    by. ``flows``: name -> (F, T).
    """
    length, weeks = scenario.horizon.round_weeks, flows["units"].shape[1]
    for start in range(0, weeks - length + 1, length):
        span = slice(start, start + length)
        total = {name: flows[name][:, span].sum(axis=1) for name in SHOWN}
        begun = start - start % (length * scenario.people.quarter_rounds)
        sold = flows["units"][:, begun:start].sum(axis=1)
        yield start, means(total) | quarter(scenario, sold, flows["quota"][:, start], start)
