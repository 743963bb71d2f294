"""What was written down of whole runs, made into a ``Run``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.firm import FLOWS, L
from coordsim.core.kpis import ACCOUNTS, CAUSES
from coordsim.core.levers import COLUMN, ROLES
from coordsim.core.records import Decision, Floats
from coordsim.run.build import places_of
from coordsim.run.fleet import Span
from coordsim.run.later import Later
from coordsim.run.mixed import tape_beside
from coordsim.run.result import Run, Weeks
from coordsim.run.seats import decision_of, opened
from coordsim.scenario.file import Scenario
from coordsim.week.story import Log

Tape = Mapping[int, Decision]


@dataclass(frozen=True)
class Begun:
    """Weeks that are not over: what is written down of them, and what was answered. Where somebody
    fails to answer, they go on from there.
    """

    span: Span
    log: Log
    decisions: dict[str, dict[int, Decision]]  # role -> week -> Decision

    @property
    def known(self) -> dict[str, Weeks]:
        """Facts, and each role's beliefs and their ages, for later."""
        return known_of(self._part)

    def _part(self, name: str, role: int | None = None) -> Floats:
        whole: Floats = getattr(self.log, name)
        return whole if role is None else whole[:, :, role]


class Book:
    """Takes in the logs of firms, and is a run when all are in."""

    def __init__(self, scenarios: Sequence[Scenario], seeds: Sequence[int]) -> None:
        firms, weeks = len(scenarios), scenarios[0].horizon.weeks
        self.scenarios, self.seeds = list(scenarios), tuple(int(seed) for seed in seeds)
        self.flows = np.empty((len(FLOWS), firms, weeks))
        self.plan = np.empty((firms, weeks, L))
        self.sums = np.empty((firms, weeks))
        self.said = Said(self.scenarios)

    def add(self, firms: slice, log: Log) -> None:
        """Take in the log of some firms."""
        self.flows[:, firms] = log.amounts.transpose(2, 0, 1)
        self.plan[firms] = log.levers
        self.sums[firms] = sums_of(log)
        self.said.add(log)

    def run(self, known: Mapping[str, Weeks], answered: Mapping[str, Tape] | None = None) -> Run:
        """Return the run; ``answered`` are what roles that were asked have answered."""
        flows = dict(zip(FLOWS, self.flows, strict=True))
        said, given = self.said, answered or {}
        return Run(
            scenarios=self.scenarios,
            seeds=self.seeds,
            flows=flows,
            accounts={name: flows[f"account:{name}"] for name in ACCOUNTS},
            causes={name: flows[f"cause:{name}"] for name in CAUSES},
            plan=self.plan,
            known=known,
            tape=Later(ROLES, lambda role: given.get(role) or said.tape(role)),
            contested=Later(said.levers, said.contested),
            orders=Later(said.levers, partial(said.ordered, flows["one"] > 0)),
            detail=(),
        )


def sums_of(log: Log) -> Floats:
    """Return the sum of all flows of each week, (F, T), by which a run is known again."""
    sums: Floats = log.amounts.sum(axis=2)
    return sums


def known_of(part: Callable[..., Floats]) -> dict[str, Weeks]:
    """Return facts, and each role's beliefs and their ages, for later: ``part`` of a name, and of a
    role's place where there is one for each, brings (F, T, K).
    """
    out = {"facts": Weeks((partial(part, "facts"),))}
    for place, role in enumerate(ROLES):
        out[f"beliefs of {role}"] = Weeks((partial(part, "beliefs", place),))
        out[f"ages of {role}"] = Weeks((partial(part, "ages", place),))
    return out


class Rounds(NamedTuple):
    """What was written down by round, (F, R, ...), as in ``Log``."""

    decided: Floats
    contested: Floats
    orders: Floats
    forecast: Floats
    predicted: Floats


class Said:
    """What the seats of firms said, round by round, for later."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self.firms, self.weeks = len(scenarios), scenarios[0].horizon.weeks
        self.kinds = places_of(scenarios)
        self.logs = list[Rounds]()
        self.levers = tuple(
            dict.fromkeys(
                name
                for scenario, _ in self.kinds
                for role in reversed(ROLES)
                for name in opened(scenario, role)
            )
        )

    def add(self, log: Log) -> None:
        """Take in what more firms said."""
        self.logs.append(
            Rounds(log.decided, log.contested, log.orders, log.forecast, log.predicted)
        )

    @cached_property
    def whole(self) -> Rounds:
        """What all firms said."""
        return Rounds(*map(np.concatenate, zip(*self.logs, strict=True)))

    def tape(self, role: str) -> Mapping[int, Decision]:
        """Return what a role decided, by week."""
        parts = [(places, self._tape(scenario, places, role)) for scenario, places in self.kinds]
        return parts[0][1] if len(parts) == 1 else tape_beside(parts, self.firms)

    def _tape(self, scenario: Scenario, firms: Sequence[int], role: str) -> Mapping[int, Decision]:
        """Return what a role of firms of one kind decided, by week."""
        said, mine = self.whole, list(firms)
        return {
            week: decision_of(
                scenario,
                role,
                said.decided[mine, place],
                said.forecast[mine, place],
                said.predicted[mine, place],
            )
            for place, week in enumerate(self._starts(scenario))
        }

    def _starts(self, scenario: Scenario) -> range:
        """Return the weeks in which firms of a kind decide."""
        return range(0, self.weeks, scenario.horizon.round_weeks)

    def ordered(self, lived: NDArray[np.bool_], lever: str) -> Floats:
        """Return what an owner ordered a lever to be, (F, T), nan where nothing, and in weeks that
        a firm has not ``lived``.
        """
        by_round = self.whole.orders[:, :, COLUMN[lever]]
        out = np.full((self.firms, self.weeks), np.nan)
        for scenario, places in self._who_set(lever):
            mine, length = list(places), scenario.horizon.round_weeks
            out[mine] = np.repeat(by_round[mine], length, axis=1)[:, : self.weeks]
        return np.where(lived, out, np.nan)

    def contested(self, lever: str) -> Floats:
        """Return in which weeks a lever was contested, (F, T)."""
        fought = self.whole.contested[:, :, COLUMN[lever]]
        out = np.zeros((self.firms, self.weeks))
        for scenario, places in self._who_set(lever):
            starts = self._starts(scenario)
            out[np.ix_(places, starts)] = fought[places, : len(starts)]
        return out

    def _who_set(self, lever: str) -> list[tuple[Scenario, list[int]]]:
        """Return the kinds, with the places of their firms, in which a lever may be set."""
        return [
            (scenario, places)
            for scenario, places in self.kinds
            if any(lever in opened(scenario, role) for role in ROLES)
        ]
