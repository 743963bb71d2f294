"""Runs in which nobody has to be asked: rule-based managers on both seats, customers of our own.
The whole run of a firm is one call, firms of any kinds side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from coordsim.core.firm import FLOWS
from coordsim.core.kpis import ACCOUNTS, CAUSES
from coordsim.core.levers import COLUMN, ROLES, owned
from coordsim.core.records import Decision, Floats
from coordsim.run.build import distinct, kinds
from coordsim.run.engine import decision_of
from coordsim.run.fleet import Fleet, log_for, part_of
from coordsim.run.result import Run, Weeks
from coordsim.run.rounds import rounds_of
from coordsim.scenario.file import Scenario
from coordsim.week.story import Log

CHUNK = 64  # firms at a time: what they need stays in a processor's cache

Progress = Callable[[int, int], None]
Slips = Mapping[str, Mapping[str, Floats]]


def by_rules(
    scenarios: Sequence[Scenario], seeds: Sequence[int], progress: Progress | None = None
) -> Run:
    """Return the run of firms, one scenario and one world each."""
    weeks = scenarios[0].horizon.weeks
    log = log_for(len(scenarios), 0, weeks)
    chunks = range(0, len(scenarios), CHUNK)
    for done, first in enumerate(chunks):
        here = slice(first, first + CHUNK)
        Fleet(scenarios[here], seeds[here]).live(part_of(log, here))
        if progress is not None:
            progress((done + 1) * weeks, len(chunks) * weeks)
    return _run(list(scenarios), tuple(int(seed) for seed in seeds), log)


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
            **{
                f"beliefs of {role}": Weeks((log.beliefs[:, :, k],)) for k, role in enumerate(ROLES)
            },
            **{f"ages of {role}": Weeks((log.ages[:, :, k],)) for k, role in enumerate(ROLES)},
        },
        tape=_tape(scenarios[0], log, starts) if alike else {},
        slips=slips_of(scenarios, flows),
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


def slips_of(scenarios: Sequence[Scenario], flows: Mapping[str, Floats]) -> Slips:
    """Return the pay slips of a run from its flows, name -> (F, T): role -> line -> (F, T), nan
    where no pay was due.
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
            for role in ROLES:
                slip = scenario.rules_from(start).incentive.pay(role, kpis)
                for line, values in slip.items():
                    whole = lines[role].setdefault(line, np.full(shape, np.nan))
                    whole[places, week] = values
    return lines
