"""Runs in which nobody has to be asked: rule-based managers on both seats, customers of our own. The
whole run of a firm is one call, firms of any kinds side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from coordsim.core.kpis import ACCOUNTS, CAUSES, KPIS
from coordsim.core.levers import COLUMN, ROLES, owned
from coordsim.core.records import Decision, Floats
from coordsim.one.closing import SUMMED
from coordsim.one.fleet import Fleet
from coordsim.one.record import FLOWS
from coordsim.one.story import Log
from coordsim.run.build import distinct, kinds
from coordsim.run.engine import AT, decision_of
from coordsim.run.result import Run, Weeks
from coordsim.scenario.file import Scenario

CHUNK = 64  # firms at a time: what they need stays in a processor's cache

Progress = Callable[[int, int], None]


def by_rules(
    scenarios: Sequence[Scenario], seeds: Sequence[int], progress: Progress | None = None
) -> Run:
    """Return the run of firms, one scenario and one world each."""
    weeks, logs = scenarios[0].horizon.weeks, list[Log]()
    chunks = range(0, len(scenarios), CHUNK)
    for done, first in enumerate(chunks):
        here = slice(first, first + CHUNK)
        fleet = Fleet(scenarios[here], seeds[here])
        log = fleet.log(0, weeks)
        fleet.live(log, weeks)
        logs.append(log)
        if progress is not None:
            progress((done + 1) * weeks, len(chunks) * weeks)
    whole = Log(0, *(np.concatenate(part) for part in list(zip(*logs, strict=True))[1:]))
    return _run(list(scenarios), tuple(int(seed) for seed in seeds), whole)


def _run(scenarios: list[Scenario], seeds: tuple[int, ...], log: Log) -> Run:
    amounts = log.amounts
    flows = {name: np.ascontiguousarray(amounts[:, :, place]) for place, name in enumerate(FLOWS)}
    every = distinct(scenarios)
    alike = len({kinds(one) for one in every}) == 1
    starts = range(0, amounts.shape[1], scenarios[0].horizon.round_weeks)
    return Run(
        scenarios=scenarios,
        seeds=seeds,
        flows=flows,
        accounts={name: flows[f"account:{name}"] for name in ACCOUNTS},
        causes={name: flows[f"cause:{name}"] for name in CAUSES},
        plan=log.levers,
        known={
            "facts": Weeks((log.facts,)),
            **{f"beliefs of {role}": Weeks((log.beliefs[:, :, k],)) for k, role in enumerate(ROLES)},
            **{f"ages of {role}": Weeks((log.ages[:, :, k],)) for k, role in enumerate(ROLES)},
        },
        tape=_tape(scenarios[0], log, starts) if alike else {},
        slips=slips_of(scenarios, amounts),
        contested=_contested(scenarios[0], log) if alike else {},
        detail=(),
    )


def _tape(scenario: Scenario, log: Log, starts: range) -> dict[str, dict[int, Decision]]:
    return {
        role: {
            week: decision_of(
                scenario, role, log.decided[:, week], log.forecast[:, week], log.predicted[:, week]
            )
            for week in starts
        }
        for role in ROLES
    }


def _contested(scenario: Scenario, log: Log) -> dict[str, Floats]:
    return {
        lever.name: log.contested[:, :, COLUMN[lever.name]]
        for role in reversed(ROLES)
        for lever in owned(role)
        if lever.name not in scenario.levers or scenario.levers[lever.name].open
    }


def slips_of(scenarios: Sequence[Scenario], amounts: Floats) -> dict[str, dict[str, Floats]]:
    """Return the pay slips of a run from its flows (F, T, FLOWS): role -> line -> (F, T), nan where
    no pay was due.
    """
    firms, weeks, _ = amounts.shape
    lines: dict[str, dict[str, Floats]] = {role: {} for role in ROLES}
    rows: dict[int, list[int]] = {}
    for place, scenario in enumerate(scenarios):
        rows.setdefault(id(scenario), []).append(place)
    for places in rows.values():
        scenario = scenarios[places[0]]
        for week, pay in _paid(scenario, amounts[places]):
            for role in ROLES:
                for line, values in pay[role].items():
                    whole = lines[role].setdefault(line, np.full((firms, weeks), np.nan))
                    whole[places, week] = values
    return lines


def _paid(
    scenario: Scenario, amounts: Floats
) -> list[tuple[int, Mapping[str, Mapping[str, Floats]]]]:
    """Return the slips of each round's last week, of firms of one scenario."""
    length, people = scenario.horizon.round_weeks, scenario.people
    units, quota = amounts[:, :, AT["units"]], amounts[:, :, AT["quota"]]
    out = []
    for start in range(0, amounts.shape[1] - length + 1, length):
        total = amounts[:, start : start + length].sum(axis=1)
        kpis = {}
        for kpi in KPIS:
            top, bottom = AT[kpi.top], AT[kpi.bottom]
            if max(top, bottom) >= SUMMED + 3 or kpi.variance:
                continue
            ratio = total[:, top] / np.where(total[:, bottom] > 0, total[:, bottom], 1.0)
            kpis[kpi.name] = 1 - ratio if kpi.one_minus else ratio
        begun = start // length % people.quarter_rounds
        left = (people.quarter_rounds - begun) * length
        ones = np.ones(len(amounts))
        kpis |= {
            "quarter_units": units[:, start - begun * length : start].sum(axis=1),
            "quarter_left": left * ones,
            "quota": quota[:, start],
            "round_weeks": length * ones,
            "quota_share": ones * (left == length),
            "played": ones,
        }
        rule = scenario.rules_from(start).incentive
        out.append((start + length - 1, {role: rule.pay(role, kpis) for role in ROLES}))
    return out

