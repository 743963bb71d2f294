"""The same weeks once more with something changed: many firms' whole games in one go.

A game is what both seats decided, round by round; a seat without a decision is its manager's. Games
of one kind that are silent on demand in the same rounds are one batch of the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from coordsim.core.levers import ROLES
from coordsim.room.firms import decision_of
from coordsim.room.state.records import BOT, Answer, Plan
from coordsim.run.build import kinds
from coordsim.run.inherited import first_plan
from coordsim.run.recorder import Recorder, join
from coordsim.run.result import Run
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario

Decided = Mapping[tuple[int, str], Answer]  # (first week of a round, role) -> what was decided


DEMAND = "demand"  # the fact that marketing only expects


@dataclass(frozen=True)
class Game:
    """A firm's whole game: where, in which world, and what was decided."""

    scenario: Scenario
    seed: int
    decided: Decided

    @cached_property
    def start(self) -> dict[str, float]:
        """The plan that the firm started from, by lever."""
        return first_plan(self.scenario, self.seed)

    def answer(self, week: int, role: str) -> Answer:
        """What a seat does in a round: its manager decides where nothing was decided."""
        return self.decided.get((week, role), BOT)

    def without(self, *roles: str) -> Game:
        """Return the game with the managers of some roles deciding."""
        kept = {place: answer for place, answer in self.decided.items() if place[1] not in roles}
        return replace(self, decided=kept)

    def untouched(self) -> Game:
        """Return the game in which neither seat touches anything: the first plan stays, but for
        what settling rules, leadership and an owner do to it.
        """
        return self.idle(*ROLES)

    def idle(self, *roles: str) -> Game:
        """Return the game in which some seats touch nothing, all else held."""
        horizon = self.scenario.horizon
        weeks = range(0, horizon.weeks, horizon.round_weeks)
        still = {(week, role): Answer("person", Plan({})) for week in weeks for role in roles}
        return replace(self, decided={**self.decided, **still})

    def under(self, **rules: str) -> Game:
        """Return the game under other rules from the first week to the last."""
        phases = [phase.model_dump() | dict.fromkeys(rules) for phase in self.scenario.phases]
        return replace(self, scenario=self.scenario.with_({**rules, "phases": phases}))


def held(run: Run, scenario: Scenario) -> Game:
    """Return the game of a run of one firm: every decision of both seats as it was; its last plan,
    without a word, in weeks in which it had stopped.
    """
    decided = {
        (week, role): Answer(
            "person",
            Plan(
                {name: float(values[0]) for name, values in decision.levers.items()},
                None
                if decision.forecast is None or run.stops[0] < week
                else float(decision.forecast[0]),
            ),
        )
        for role, weeks in run.tape.items()
        for week, decision in weeks.items()
    }
    return Game(scenario, run.seeds[0], decided)


def lived(run: Run) -> int:
    """Return how many weeks a run's only firm has lived: fewer than all where it could not pay."""
    return int(run.flows["one"][0].sum())


def ordered(run: Run, week: int) -> float:
    """Return what customers ordered of a run's only firm in the round of a week, units a week on
    average; of its last round where it had stopped by then.
    """
    length, end = run.scenarios[0].horizon.round_weeks, lived(run)
    first = min(week, end - 1) // length * length
    return float(run.flows["demand"][0, first : min(first + length, end)].mean())


class _Kind(NamedTuple):
    kind: str
    silent: tuple[bool, ...]


def play_all(games: Sequence[Game]) -> Run:
    """Play games from the first week to the last; the run's firms are in their order. Raises
    ValueError when there are none, or when they are of different lengths.
    """
    if len({(game.scenario.horizon.weeks, game.scenario.horizon.warmup) for game in games}) != 1:
        raise ValueError("there are no games, or they are of different lengths")
    known = {id(game.scenario): kinds(game.scenario) for game in games}
    batches: dict[_Kind, list[int]] = {}
    for place, game in enumerate(games):
        batches.setdefault(_Kind(known[id(game.scenario)], _silent(game)), []).append(place)
    return join([(places, _play([games[k] for k in places])) for places in batches.values()])


def _silent(game: Game) -> tuple[bool, ...]:
    starts = range(0, game.scenario.horizon.weeks, game.scenario.horizon.round_weeks)
    words = [game.answer(week, ROLES[0]) for week in starts]
    return tuple(word.source != "bot" and word.plan.forecast is None for word in words)


def _play(games: Sequence[Game]) -> Run:
    scenarios, seeds = [game.scenario for game in games], [game.seed for game in games]
    engine, recorder = Engine(scenarios, seeds), Recorder(scenarios, seeds, detail=False)
    for week in range(scenarios[0].horizon.weeks):
        story = engine.story()
        try:
            ask = next(story)
            while True:
                here = [game.answer(week, ask.role) for game in games]
                ask = story.send(decision_of(engine, ask, here))
        except StopIteration as done:
            record = done.value
        recorder.add(record)
    return recorder.run()
