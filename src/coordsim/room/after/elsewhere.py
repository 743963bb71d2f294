"""The same weeks under other rules, for all teams at once: one seat's decisions held (L1), or
nobody's (L2); and what the frictions cost two managers there (Shapley).

People who react to other rules (L3) stand in ``stand_ins``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from coordsim.core.levers import COLUMN, ROLES
from coordsim.room.after.records import Elsewhere, Frictions, Silence
from coordsim.room.scores import best_plan
from coordsim.room.what_if import Game, play_all
from coordsim.scenario.file import Scenario, ScenarioError
from coordsim.study.attribution import COORDINATED, FRICTIONS, shapley
from coordsim.study.optimum.firms import Plan
from coordsim.study.optimum.record import BenchmarkError

PAIRS = (
    ("silo", "none"),
    ("silo", "dashboard"),
    ("shared", "none"),
    ("shared", "dashboard"),
    ("shared", "sop"),
)
TOLD, SPOKEN = "dashboard", "sop"  # the talk that silence is held against
Pair = tuple[str, str]


class _Asked(NamedTuple):
    level: str
    held: str
    pair: Pair
    present: bool


def rules_of(game: Game) -> Pair:
    """Return the pay and the talk that a game began under."""
    rules = game.scenario.rules
    return rules.incentives, rules.channel.name


def elsewhere(games: Sequence[Game]) -> list[tuple[Elsewhere, ...]]:
    """Return each game's weeks under other rules."""
    ruled = _Ruled()
    asked: list[list[_Asked]] = []
    played: list[Game] = []
    for game in games:
        mine = [_Asked("L2", "", rules_of(game), present=True)]
        mine += [_Asked("L2", "", pair, present=False) for pair in others_of(game)]
        mine += [
            _Asked("L1", role, pair, present=False) for role in ROLES for pair in others_of(game)
        ]
        asked.append(mine)
        for one in mine:
            kept = game.without(*(role for role in ROLES if role != one.held))
            scenario = game.scenario if one.present else ruled.by(game.scenario, one.pair)
            played.append(replace(kept, scenario=scenario))
    run = play_all(played)
    profit = iter(run.kpi("profit"))
    pays = {role: iter(run.kpi(f"{role}_pay")) for role in ROLES}
    return [
        tuple(
            Elsewhere(
                level=one.level,
                held=one.held,
                pay=one.pair[0],
                talk=one.pair[1],
                present=one.present,
                profit=float(next(profit)),
                pays={role: float(next(values)) for role, values in pays.items()},
            )
            for one in mine
        )
        for mine in asked
    ]


def others_of(game: Game) -> list[Pair]:
    """Return the pairs of pay and talk that a game is held against; a game whose rules changed on
    the way was played under none of them.
    """
    now = rules_of(game)
    steady = not game.scenario.phases
    pairs = dict.fromkeys((*PAIRS, (now[0], TOLD), (now[0], SPOKEN)))
    return [pair for pair in pairs if not (steady and pair == now)]


def silence(game: Game, found: Sequence[Elsewhere]) -> Silence | None:
    """Return what two managers make under the game's rules, told everything, and with one agreed
    plan, paid alike; None where the game began with one agreed plan.
    """
    pay, talk = rules_of(game)
    if talk == SPOKEN:
        return None
    mine = next(one for one in found if one.present)
    others = {one.talk: one.profit for one in found if (one.level, one.pay) == ("L2", pay)}
    horizon = game.scenario.horizon
    weeks = range(0, horizon.weeks, horizon.round_weeks)
    quiet = not any(game.scenario.rules_from(week).channel.groups for week in weeks)
    return Silence(own=mine.profit, told=others[TOLD], agreed=others[SPOKEN], quiet=quiet)


class _Ruled:
    """Scenarios under other rules, each made once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, Pair], Scenario] = {}
        self.names: dict[int, str] = {}

    def by(self, scenario: Scenario, pair: Pair) -> Scenario:
        """Return the scenario under a pair of pay and talk from the first week to the last."""
        name = self.names.setdefault(id(scenario), scenario.model_dump_json())
        if (name, pair) not in self.known:
            game = Game(scenario, 0, {})
            ruled = game.under(incentives=pair[0], communication=pair[1]).scenario
            self.known[name, pair] = ruled
        return self.known[name, pair]


def frictions(games: Sequence[Game]) -> list[Frictions]:
    """Return what each friction costs in each game's world; games of one world under the same rules
    share an answer.
    """
    alike: dict[tuple[str, int], list[int]] = {}
    for place, game in enumerate(games):
        alike.setdefault((game.scenario.model_dump_json(), game.seed), []).append(place)
    firsts = [games[places[0]] for places in alike.values()]
    found: dict[int, Frictions] = {}
    for places, told in zip(alike.values(), _shared_out(firsts), strict=True):
        found |= dict.fromkeys(places, told)
    return [found[place] for place in range(len(games))]


class _Mixed(NamedTuple):
    """All mixtures of what can be removed from a game, and why something cannot."""

    gone: tuple[str, ...]
    games: list[Game]
    missing: str


def _shared_out(games: Sequence[Game]) -> Iterator[Frictions]:
    """Share out what each game's frictions cost; all mixtures of all games are played at once."""
    asked = [_mixtures(game) for game in games]
    profit = iter(play_all([game for one in asked for game in one.games]).kpi("profit"))
    for one in asked:
        values = [float(next(profit)) for _ in one.games]
        yield Frictions(
            worst=values[0],
            best=values[-1],
            parts=dict(zip(one.gone, map(float, shapley(np.asarray(values))), strict=True)),
            missing=one.missing,
        )


def _mixtures(game: Game) -> _Mixed:
    try:
        plan: Plan | None = best_plan(game.scenario)
        missing = ""
    except (BenchmarkError, ScenarioError) as error:
        plan, missing = None, str(error)
    gone = _removed(plan)
    empty = game.without(*ROLES)
    mixtures = [_mixed(empty, gone, place) for place in range(2 ** len(gone))]
    return _Mixed(tuple(gone), mixtures, missing)


def _removed(plan: Plan | None) -> Mapping[str, Mapping[str, Any]]:
    """Return each friction's changes once it is gone."""
    gone: dict[str, Mapping[str, Any]] = dict(COORDINATED)
    if plan is not None:
        held = round(plan[COLUMN["range"]])
        gone["range"] = {"levers.range.start": held, "levers.range.open": False}
    return {name: gone[name] for name in FRICTIONS if name in gone}


def _mixed(game: Game, gone: Mapping[str, Mapping[str, Any]], place: int) -> Game:
    """Return the game in which the frictions whose bits are set are gone."""
    changes: dict[str, Any] = {}
    for bit, name in enumerate(gone):
        changes |= gone[name] if place >> bit & 1 else {}
    if not changes:
        return game
    rules = [name for name in changes if not name.startswith("levers.")]
    phases = [phase.model_dump() | dict.fromkeys(rules) for phase in game.scenario.phases]
    return replace(game, scenario=game.scenario.with_({**changes, "phases": phases}))
