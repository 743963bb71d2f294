"""Runs in which nobody has to be asked: rule-based managers on both seats, customers of our own.
The whole run of a firm is one call, firms of any kinds side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from coordsim.core.firm import FLOWS, L
from coordsim.core.kpis import ACCOUNTS, CAUSES, KPIS
from coordsim.core.levers import COLUMN, ROLES
from coordsim.core.records import Decision, Floats
from coordsim.run.build import distinct, kinds
from coordsim.run.fleet import Fleet, Span, log_for
from coordsim.run.result import Later, Run, Weeks, kpi_of
from coordsim.run.seats import decision_of, opened
from coordsim.scenario.file import Scenario
from coordsim.week.story import Log

CHUNK = 64  # firms at a time: what they need stays in a processor's cache

Progress = Callable[[int, int], None]


def by_rules(
    scenarios: Sequence[Scenario], seeds: Sequence[int], progress: Progress | None = None
) -> Run:
    """Return the run of firms, one scenario and one world each."""
    firms, weeks = len(scenarios), scenarios[0].horizon.weeks
    flows, plan = np.empty((len(FLOWS), firms, weeks)), np.empty((firms, weeks, L))
    said = Said(scenarios[0])
    for here, log in lived(scenarios, seeds, progress):
        flows[:, here] = log.amounts.transpose(2, 0, 1)
        plan[here] = log.levers
        said.add(log)
    named = dict(zip(FLOWS, flows, strict=True))
    alike = len({kinds(one) for one in distinct(scenarios)}) == 1
    return Run(
        scenarios=list(scenarios),
        seeds=tuple(int(seed) for seed in seeds),
        flows=named,
        accounts={name: named[f"account:{name}"] for name in ACCOUNTS},
        causes={name: named[f"cause:{name}"] for name in CAUSES},
        plan=plan,
        known=Again(list(scenarios), list(seeds)).known(),
        tape=Later(ROLES, said.tape) if alike else {},
        contested=Later(said.levers, said.contested) if alike else {},
        detail=(),
    )


def kpis(
    scenarios: Sequence[Scenario], seeds: Sequence[int], progress: Progress | None = None
) -> dict[str, Floats]:
    """Return each firm's KPIs over the weeks after warm-up, name -> (F,), and keep nothing else."""
    out = {kpi.name: np.empty(len(scenarios)) for kpi in KPIS}
    warm = slice(scenarios[0].horizon.warmup, None)
    for here, log in lived(scenarios, seeds, progress):
        flows = dict(zip(FLOWS, log.amounts.transpose(2, 0, 1), strict=True))
        for kpi in KPIS:
            out[kpi.name][here] = kpi_of(kpi, flows, warm)
    return out


def lived(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    progress: Progress | None = None,
    *,
    known: bool = False,
) -> Iterator[tuple[slice, Log]]:
    """Let firms live, a chunk at a time; yields which they are and what was written down."""
    horizon, chunks = scenarios[0].horizon, range(0, len(scenarios), CHUNK)
    span = Span(0, horizon.weeks, min(one.horizon.round_weeks for one in distinct(scenarios)))
    for done, first in enumerate(chunks):
        here = slice(first, first + CHUNK)
        fleet = Fleet(scenarios[here], seeds[here])
        log = log_for(len(fleet.firms), span, known=known)
        fleet.live(log)
        yield here, log
        if progress is not None:
            progress((done + 1) * horizon.weeks, len(chunks) * horizon.weeks)


@dataclass(frozen=True)
class Again:
    """A run that is lived once more when somebody asks what its firms knew, week by week."""

    scenarios: list[Scenario]
    seeds: list[int]

    def known(self) -> dict[str, Weeks]:
        """Return facts, and each role's beliefs and their ages, for later."""
        out = {"facts": Weeks((partial(self.part, "facts"),))}
        for place, role in enumerate(ROLES):
            out[f"beliefs of {role}"] = Weeks((partial(self.part, "beliefs", place),))
            out[f"ages of {role}"] = Weeks((partial(self.part, "ages", place),))
        return out

    def part(self, name: str, role: int | None = None) -> Floats:
        """Return facts, or a role's beliefs or ages, (F, T, K)."""
        whole = self.whole[name]
        return whole if role is None else whole[:, :, role]

    @cached_property
    def whole(self) -> dict[str, Floats]:
        """All that was known, name -> (F, T, ...)."""
        logs = [log for _, log in lived(self.scenarios, self.seeds, known=True)]
        return {
            name: np.concatenate([getattr(log, name) for log in logs])
            for name in ("facts", "beliefs", "ages")
        }


class Rounds(NamedTuple):
    """What was written down by round, (F, R, ...), as in ``Log``."""

    decided: Floats
    contested: Floats
    forecast: Floats
    predicted: Floats


class Said:
    """What the seats of firms of one kind said, round by round, for later."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.logs = scenario, list[Rounds]()
        self.starts = range(0, scenario.horizon.weeks, scenario.horizon.round_weeks)
        self.levers = tuple(name for role in reversed(ROLES) for name in opened(scenario, role))

    def add(self, log: Log) -> None:
        """Take in what more firms said."""
        self.logs.append(Rounds(log.decided, log.contested, log.forecast, log.predicted))

    @cached_property
    def whole(self) -> Rounds:
        """What all firms said."""
        return Rounds(*map(np.concatenate, zip(*self.logs, strict=True)))

    def tape(self, role: str) -> Mapping[int, Decision]:
        """Return what a role decided, by week."""
        all_ = self.whole
        return {
            week: decision_of(
                self.scenario,
                role,
                all_.decided[:, place],
                all_.forecast[:, place],
                all_.predicted[:, place],
            )
            for place, week in enumerate(self.starts)
        }

    def contested(self, lever: str) -> Floats:
        """Return in which weeks a lever was contested, (F, T)."""
        fought = self.whole.contested[:, :, COLUMN[lever]]
        out = np.zeros((len(fought), self.scenario.horizon.weeks))
        out[:, list(self.starts)] = fought
        return out
