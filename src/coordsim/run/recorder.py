"""Weeks as they are played, written down into a run; runs of kinds put side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from coordsim.core.kpis import ACCOUNTS, CAUSES
from coordsim.core.levers import COLUMN, ROLES
from coordsim.core.records import Week
from coordsim.run.later import Weeks, weekly
from coordsim.run.mixed import details_beside, later_beside, tapes_beside
from coordsim.run.result import Run
from coordsim.scenario.file import Scenario


class Recorder:
    """Writes weeks down into arrays."""

    def __init__(self, scenarios: Sequence[Scenario], seeds: Sequence[int], detail: bool) -> None:
        self.scenarios, self.seeds, self.keep_detail = list(scenarios), tuple(seeds), detail
        self.log: list[Week] = []

    def add(self, week: Week) -> None:
        """Take in a week; shelves and customers are let go unless they were asked for."""
        self.log.append(week if self.keep_detail else replace(week, detail=None))

    def run(self) -> Run:
        """Return what was recorded."""
        log = self.log
        none = np.zeros(len(self.seeds))
        fought = next((week.conflicts for week in log if week.conflicts), {})
        return Run(
            scenarios=self.scenarios,
            seeds=self.seeds,
            flows={name: weekly([week.flows[name] for week in log]) for name in log[0].flows},
            accounts={name: weekly([week.entries[name] for week in log]) for name in ACCOUNTS},
            causes={name: weekly([week.lost[name] for week in log]) for name in CAUSES},
            plan=weekly([week.plan for week in log]),
            known={
                "facts": Weeks((tuple(week.known.facts for week in log),)),
                **{
                    f"beliefs of {role}": Weeks((tuple(week.known.beliefs[role] for week in log),))
                    for role in ROLES
                },
                **{
                    f"ages of {role}": Weeks((tuple(week.known.ages[role] for week in log),))
                    for role in ROLES
                },
            },
            tape={
                role: {week.week: week.decisions[role] for week in log if week.decisions}
                for role in ROLES
            },
            contested={
                name: weekly([week.conflicts[name] if week.conflicts else none for week in log])
                for name in fought
            },
            orders={
                name: weekly(
                    [none + np.nan if w.orders is None else w.orders[:, COLUMN[name]] for w in log]
                )
                for name in fought
            },
            detail=tuple(week.detail for week in log if week.detail is not None),
        )


def join(parts: Sequence[tuple[list[int], Run]]) -> Run:
    """Put the runs of batches of different kinds back into one, in the order of the firms asked
    for.
    """
    if len(parts) == 1:
        return parts[0][1]
    order = np.argsort(np.concatenate([places for places, _ in parts]))
    runs = [run for _, run in parts]

    def merge(pick: Any) -> Any:
        return np.concatenate([pick(run) for run in runs])[order]

    first = runs[0]
    scenarios = [scenario for run in runs for scenario in run.scenarios]
    seeds = [seed for run in runs for seed in run.seeds]
    return Run(
        scenarios=[scenarios[k] for k in order],
        seeds=tuple(seeds[k] for k in order),
        flows={name: merge(lambda run, n=name: run.flows[n]) for name in first.flows},
        accounts={name: merge(lambda run, n=name: run.accounts[n]) for name in ACCOUNTS},
        causes={name: merge(lambda run, n=name: run.causes[n]) for name in CAUSES},
        plan=merge(lambda run: run.plan),
        known={
            name: Weeks(tuple(batch for run in runs for batch in run.known[name].batches), order)
            for name in first.known
        },
        tape=tapes_beside([(places, run.tape) for places, run in parts], len(seeds)),
        contested=later_beside([(at, run.contested) for at, run in parts], len(seeds), 0),
        orders=later_beside([(at, run.orders) for at, run in parts], len(seeds), np.nan),
        detail=details_beside([(places, run.detail) for places, run in parts]),
    )
