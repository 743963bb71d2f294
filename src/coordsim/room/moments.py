"""Moments: the single decisions that cost the firm most, each found by playing the game again with
that one decision changed and everything else held.

A decision is a lever's value for as long as its seat left it there, from a round on in which the
seat could move it. It is held against leaving the lever as it was before, and against steps of
several sizes along its grid. Levers that mean nothing without each other are one decision. Why it
was made is read off the seat's own reckoning, in which the truth is put in place of what it
believed: it knew better already, one fact would have turned it, only several together, or none: it
was paid for its choice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from coordsim.core.facts import FACTS, INDEX, Fact
from coordsim.core.levers import BY_NAME, COLUMN, LEVERS, ROLES, Lever, owned
from coordsim.core.records import Ask, Floats, Observation
from coordsim.mind.outlook import anchor, outlook
from coordsim.mind.search import worth
from coordsim.room.chair import taught
from coordsim.room.firms import decision_of
from coordsim.room.state.records import Answer, Plan, limits_of
from coordsim.room.what_if import DEMAND, Game, lived, ordered, play_all
from coordsim.run.result import Run
from coordsim.run.simulate import Engine

KNEW, TOLD, TOGETHER, PAID = REASONS = ("knew", "told", "together", "paid")
STEPS = (-8, -4, -2, -1, 1, 2, 4, 8)  # along the lever's grid, that a decision is changed by
PROMOTIONS = ("promotion_depth", "promotion_every")  # none where either of them is 0
CUSTOMERS, NOBODY = "customers", "nobody"
Seen = Mapping[tuple[int, str], Observation]
Named = Mapping[tuple[int, str], Collection[str]]
"""Levers that a seat's plan of a round named, by the round's first week and the seat."""


@dataclass(frozen=True)
class Choice:
    """A lever's value over the rounds that begin in ``weeks``, and another that was possible;
    ``kept`` where it was left as it had been before.
    """

    role: str
    lever: str
    weeks: tuple[int, ...]
    chose: float
    instead: float
    kept: bool = False

    @property
    def ends_promotions(self) -> bool:
        """Whether the other choice would have been no promotions at all."""
        return self.lever in PROMOTIONS and self.instead == 0


@dataclass(frozen=True)
class Told:
    """A fact that would have helped: what was believed, what was true, how old the word was (None:
    never told), and who could have told: a role, the customers, or nobody who knew it better.
    """

    fact: str
    believed: float
    true: float
    age: float | None
    teller: str

    @property
    def plain(self) -> dict[str, Any]:
        """The fact as JSON-able data: no number where it was believed to be without limit, or where
        there was no idea of it.
        """
        words = "no limit" if np.isposinf(self.believed) else ""
        words = "no idea" if np.isnan(self.believed) else words
        return {**vars(self), "believed": None if words else self.believed, "words": words}


@dataclass(frozen=True)
class Moment:
    """A decision that cost the firm ``cost`` and its own seat ``pay_cost`` money a week over the
    game (below zero: the seat gained by it), and why it was made, one of REASONS; ``told`` is the
    fact that would have turned it.
    """

    choice: Choice
    cost: float
    pay_cost: float
    reason: str
    told: Told | None

    @property
    def plain(self) -> dict[str, Any]:
        """The moment as JSON-able data; no pay where none was ever due."""
        told = None if self.told is None else self.told.plain
        costs = {"cost": self.cost, "pay_cost": None if np.isnan(self.pay_cost) else self.pay_cost}
        return {**vars(self.choice), **costs, "reason": self.reason, "told": told}


def moments(
    game: Game,
    own: Run,
    roles: Sequence[str],
    most: int = 3,
    *,
    seen: Seen | None = None,
    named: Named | None = None,
) -> list[Moment]:
    """Return a game's costliest decisions of some seats, one for each lever, promotions being one,
    the costliest first; none where every other choice would have been worse. ``seen`` is what the
    seats saw, if that is known already; ``named`` what their plans named, where not every lever
    was theirs to move in every round.
    """
    choices = [choice for role in roles for choice in choices_of(game, own, role, named)]
    if not choices:
        return []
    again = play_all([changed(game, choice) for choice in choices])
    costs = again.kpi("profit") - own.kpi("profit")[0]
    pays = {role: again.kpi(f"{role}_pay") - own.kpi(f"{role}_pay")[0] for role in roles}
    best: dict[tuple[str, str], int] = {}
    for place in np.argsort(-costs, kind="stable"):
        choice = choices[place]
        if costs[place] > 0 and len(best) < most:
            best.setdefault((choice.role, _thing(choice.lever)), int(place))
    if seen is None:
        seen = observed(game) if best else {}
    return [
        Moment(
            choices[place],
            float(costs[place]),
            float(pays[choices[place].role][place]),
            *why(game, own, choices[place], seen),
        )
        for place in best.values()
    ]


def _thing(lever: str) -> str:
    """Return what a lever is a part of: levers that mean nothing without each other are one."""
    return PROMOTIONS[0] if lever in PROMOTIONS else lever


def choices_of(game: Game, own: Run, role: str, named: Named | None = None) -> list[Choice]:
    """Return every other choice of a seat that is looked at; of levers that its plans ``named``
    alone, where that is given.
    """
    scenario = game.scenario
    starts = range(0, lived(own), scenario.horizon.round_weeks)
    out = []
    for name, (low, high) in limits_of(scenario, role).items():
        chosen = [_chosen(game, own, role, (week, name)) for week in starts]
        open_ = [named is None or name in named.get((week, role), ()) for week in starts]
        for first, last in _spans(chosen, open_):
            weeks = tuple(starts[first : last + 1])
            before = chosen[first - 1] if first else game.start[name]
            others = dict.fromkeys([before, *_others(BY_NAME[name], (low, high), chosen[first])])
            out += [
                Choice(role, name, weeks, chosen[first], other, kept=chosen[first] == before)
                for other in others
                if other != chosen[first] and low <= other <= high
            ]
    return out


def _spans(chosen: Sequence[float], open_: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Return the first and the last round of each decision: it is made where it could be, and lasts
    for as long as the value stays.
    """
    first = 0
    while first < len(chosen):
        last = first
        while open_[first] and last + 1 < len(chosen) and chosen[last + 1] == chosen[first]:
            last += 1
        if open_[first]:
            yield first, last
        first = last + 1


def _chosen(game: Game, own: Run, role: str, what: tuple[int, str]) -> float:
    """Return a lever's value in a seat's decision; as it was in force where it left it out."""
    week, name = what
    said = game.answer(week, role).plan.levers.get(name)
    if said is not None:
        return said
    before = own.plan[0, week - 1, COLUMN[name]] if week else game.start[name]
    return float(before)


def _others(lever: Lever, limits: tuple[float, float], value: float) -> list[float]:
    """Return the values some steps away on the lever's grid, each once."""
    grid = np.sort(lever.grid(*limits))
    nearest = int(np.abs(grid - value).argmin())
    steps = [nearest + step for step in STEPS if 0 <= nearest + step < len(grid)]
    return [float(grid[step]) for step in steps if grid[step] != value]


def changed(game: Game, choice: Choice) -> Game:
    """Return the game with one choice changed, and every other decision held."""
    decided = dict(game.decided)
    for week in choice.weeks:
        answer = game.answer(week, choice.role)
        levers = {**answer.plan.levers, choice.lever: choice.instead}
        decided[week, choice.role] = Answer("person", Plan(levers, answer.plan.forecast))
    return replace(game, decided=decided)


def observed(game: Game) -> Seen:
    """Return what each seat was shown in each round of a game: where its firm had stopped, and
    nobody was asked, what it was shown last.
    """
    engine, seen = Engine([game.scenario], [game.seed]), {}
    while engine.week < game.scenario.horizon.weeks:
        story = engine.story()
        try:
            ask: Ask = next(story)
            while True:
                seen[ask.week, ask.role] = ask.observation
                answer = game.answer(engine.week, ask.role)
                ask = story.send(decision_of(engine, ask, [answer]))
        except StopIteration:
            pass
    for week in range(0, game.scenario.horizon.weeks, game.scenario.horizon.round_weeks):
        for role in ROLES:
            seen.setdefault((week, role), seen[max(key for key in seen if key[1] == role)])
    return seen


class Why(NamedTuple):
    """Why a decision was made, one of REASONS, and the fact that would have turned it, if one."""

    reason: str
    told: Told | None = None


def why(game: Game, own: Run, choice: Choice, seen: Seen) -> Why:
    """Return why a seat did not make the other choice, as its own reckoning has it: a choice is
    turned by the fact whose truth makes the other one the better, and most so.
    """
    week, role = choice.weeks[0], choice.role
    observation, truth = seen[week, role], knowable(game, own, week, role)
    reckon = _Reckoning(game, choice, observation)
    held, least = observation.beliefs, reckon.tolerance
    if reckon.gain(held) > least:
        return Why(KNEW)
    unknown = [place for place, fact in enumerate(FACTS) if _has_to_be_told(fact, role)]
    gains = {place: reckon.gain(_corrected(held, truth, [place])) for place in unknown}
    found = max(gains, key=lambda place: gains[place])
    if gains[found] <= least:
        together = reckon.gain(_corrected(held, truth, unknown)) > least
        return Why(TOGETHER if together else PAID)
    fact, age = FACTS[found], float(observation.age[0, found])
    told = Told(
        fact=fact.name,
        believed=float(held[0, found]),
        true=float(truth[found]),
        age=None if np.isnan(age) else age,
        teller=_teller(fact, held[0, found], truth[found], own.facts[0, week, found]),
    )
    return Why(TOLD, told)


def _teller(fact: Fact, believed: float, true: float, word: float) -> str:
    """Return who could have told a fact better than it was believed: what its owner had to say of
    it is its ``word``.
    """
    if fact.surveyed:
        return CUSTOMERS
    worse = fact.name == DEMAND and abs(word - true) >= abs(believed - true)
    return NOBODY if worse else fact.owner


def knowable(game: Game, own: Run, week: int, role: str) -> Floats:
    """Return what was true when a seat decided, (K,): what operations sets in the same round is not
    there yet when marketing decides, which comes first; of demand, what customers ordered in the
    round, as marketing's word on it is a guess.
    """
    truth: Floats = own.facts[0, week].copy()
    truth[INDEX[DEMAND]] = ordered(own, week)
    if role == ROLES[0]:
        for lever in owned(ROLES[1]):
            place = COLUMN[lever.name]
            before = own.plan[0, week - 1, place] if week else game.start[lever.name]
            truth[place] = before
    return truth


def _corrected(beliefs: Floats, truth: Floats, places: Sequence[int]) -> Floats:
    """Return beliefs with the truth of some facts in them."""
    known = beliefs.copy()
    known[0, places] = truth[places]
    return known


def _has_to_be_told(fact: Fact, role: str) -> bool:
    return not fact.public and (fact.owner != role or fact.surveyed)


class _Reckoning:
    """What a seat would gain by the other choice, as its own mental model has it."""

    def __init__(self, game: Game, choice: Choice, observation: Observation) -> None:
        week = choice.weeks[0]
        self.model = Engine([game.scenario], [game.seed]).world.model
        self.incentive = game.scenario.rules_from(week).incentive
        self.choice, self.observation = choice, observation
        self.own = dict(game.answer(week, choice.role).plan.levers)

    @property
    def tolerance(self) -> float:
        """The gain below which a manager leaves a lever alone, money a week."""
        held = self._worth(self.observation.beliefs, self.choice.chose)
        return float(self.model.parameters.people.tolerance[0]) * max(abs(held), 1.0)

    def gain(self, beliefs: Floats) -> float:
        """Return the other choice's worth less the one made, money a week, on some beliefs."""
        return self._worth(beliefs, self.choice.instead) - self._worth(beliefs, self.choice.chose)

    def _worth(self, beliefs: Floats, value: float) -> float:
        plan = beliefs[:, : len(LEVERS)].copy()
        for name, said in (self.own | {self.choice.lever: value}).items():
            plan[:, COLUMN[name]] = said
        known = taught(self.model, self.observation)
        kpis = outlook(self.model, plan, beliefs, anchor(self.model, beliefs), learnt=known)
        role, progress = self.choice.role, self.observation.progress
        return float(worth(self.model, self.incentive, role, kpis, progress)[0])
