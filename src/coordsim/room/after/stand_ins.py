"""Stand-ins that react (L3): what people would have decided under other rules, as far as what they
did decide lets one say so.

A stand-in moves each lever a share of the way that the rule-based manager in its chair would move
it. That one share is fitted to the moves of a game, and judged by the rounds that were left out of
the fit: a stand-in that does not explain them is refused. What comes of two stand-ins under other
rules is an estimate, with the band of shares fitted to rounds drawn again and of moves as far off
as they were in the game (a bootstrap by rounds: Efron & Tibshirani 1993, ch. 8 and 9).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from coordsim.core.contracts import MentalModel
from coordsim.core.levers import COLUMN, ROLES, Lever, owned
from coordsim.core.luck.streams import Streams
from coordsim.core.records import Decision, Floats, Ints, Observation
from coordsim.players.manager import Manager
from coordsim.room.after.elsewhere import Pair, others_of, rules_of
from coordsim.room.after.records import Elsewhere, StandIn
from coordsim.room.moments import Seen
from coordsim.room.what_if import Game
from coordsim.run.recorder import Recorder
from coordsim.run.result import Run
from coordsim.run.simulate import Engine

ENOUGH = 0.5  # assumed: share of the squared moves in rounds left out that a fit has to explain
FEWEST = 4  # rounds in which somebody decided; assumed
COPIES = 40  # firms that an estimate is made of
BAND = (0.05, 0.95)  # quantiles of copies
FINE, FEW, STILL, POOR = "fine", "few", "still", "poor"


class Moves(NamedTuple):
    """A seat's moves over R rounds, (R, levers), in steps of each lever: what it did, and what the
    manager in its chair would have done.
    """

    made: Floats
    wanted: Floats
    words: Floats  # (R,) log of its word on demand over the manager's; nan where it gave none


class Fit(NamedTuple):
    """A stand-in, and the moves that it was fitted to."""

    told: StandIn
    moves: Moves


def moves_of(game: Game, seen: Seen, role: str, weeks: Collection[int]) -> Moves:
    """Return the moves of a seat in the rounds, by their first weeks, in which a person decided."""
    model = Engine([game.scenario], [game.seed]).world.model
    levers = open_levers(model, role)
    made, wanted, words = [], [], []
    for (week, who), observation in sorted(seen.items()):
        if who != role or week not in weeks:
            continue
        answer = game.answer(week, role)
        proposal = _manager(game, model, role, week).decide(observation)
        now = {lever.name: float(observation.plan[0, COLUMN[lever.name]]) for lever in levers}
        said = answer.plan.levers
        made.append(
            [(said.get(one.name, now[one.name]) - now[one.name]) / one.step for one in levers]
        )
        wanted.append(
            [(float(proposal.levers[one.name][0]) - now[one.name]) / one.step for one in levers]
        )
        words.append(_word(answer.plan.forecast, proposal))
    shape = (len(made), len(levers))
    return Moves(np.reshape(made, shape), np.reshape(wanted, shape), np.array(words, dtype=float))


def _word(said: float | None, proposal: Decision) -> float:
    if said is None or proposal.forecast is None or said <= 0:
        return np.nan
    return float(np.log(said / max(float(proposal.forecast[0]), 1e-9)))


def open_levers(model: MentalModel, role: str) -> tuple[Lever, ...]:
    """Return the levers that a seat may move."""
    return tuple(lever for lever in owned(role) if lever.name not in model.closed)


def _manager(game: Game, model: MentalModel, role: str, week: int) -> Manager:
    return Manager(model, game.scenario.rules_from(week).incentive, role)


def fitted(role: str, moves: Moves) -> Fit:
    """Fit a stand-in to a seat's moves, and judge it by the rounds left out one by one."""
    rounds = len(moves.made)
    share = _share(moves)
    if rounds < FEWEST:
        return Fit(StandIn(role, rounds, share, None, FEW), moves)
    missed, whole = 0.0, float((moves.made**2).sum())
    if not whole:
        return Fit(StandIn(role, rounds, share, None, STILL), moves)
    for place in range(rounds):
        kept = np.arange(rounds) != place
        others = Moves(moves.made[kept], moves.wanted[kept], moves.words[kept])
        missed += float(((moves.made[place] - _share(others) * moves.wanted[place]) ** 2).sum())
    skill = 1 - missed / whole
    return Fit(StandIn(role, rounds, share, skill, FINE if skill >= ENOUGH else POOR), moves)


def _share(moves: Moves) -> float:
    """Return the share of the manager's moves that fits best, by least squares."""
    size = float((moves.wanted**2).sum())
    return float((moves.made * moves.wanted).sum() / size) if size else 0.0


def fits(game: Game, seen: Seen, people: Mapping[str, Collection[int]]) -> tuple[Fit, ...]:
    """Return a fit for each seat in which a person decided: role -> first weeks of those rounds."""
    return tuple(
        fitted(role, moves_of(game, seen, role, weeks)) for role, weeks in people.items() if weeks
    )


def reacting(game: Game, found: Sequence[Fit]) -> tuple[Elsewhere, ...]:
    """Return what stand-ins would make of a game's weeks under its own and other rules; nothing
    where any of them is refused, or where nobody decided.
    """
    if not found or any(fit.told.verdict != FINE for fit in found):
        return ()
    rows = []
    for pair in (None, *others_of(game)):
        ruled = game if pair is None else under(game, pair)
        came = estimate(ruled, found)
        pay, talk = pair or rules_of(game)
        rows.append(
            Elsewhere(
                level="L3",
                held="",
                pay=pay,
                talk=talk,
                present=pair is None,
                profit=came.profit,
                pays=came.pays,
                band=(came.low, came.high),
            )
        )
    return tuple(rows)


class Estimate(NamedTuple):
    """What stand-ins come to: the mean of COPIES firms and their band; pays are means. Money a
    week.
    """

    profit: float
    low: float
    high: float
    pays: Mapping[str, float]


def estimate(game: Game, found: Sequence[Fit]) -> Estimate:
    """Return what comes of a game's rules with stand-ins in the seats that were fitted, and
    managers in the others; the same luck as in the game.
    """
    run = _played(game, {one.told.role: one for one in found})
    profit = run.kpi("profit")
    low, high = np.quantile(profit, BAND)
    pays = {role: float(run.kpi(f"{role}_pay").mean()) for role in ROLES}
    return Estimate(float(profit.mean()), float(low), float(high), pays)


def _played(game: Game, found: Mapping[str, Fit]) -> Run:
    scenarios, seeds = [game.scenario] * COPIES, [game.seed] * COPIES
    engine, recorder = Engine(scenarios, seeds), Recorder(scenarios, seeds, detail=False)
    for role, fit in found.items():
        player = _Player(game, engine.world.model, fit)
        engine.seated[role] = engine.players[role] = player
    for _ in range(game.scenario.horizon.weeks):
        recorder.add(engine.step())
    return recorder.run()


class _Player:
    """A stand-in in COPIES firms at once, in each with a share fitted to rounds drawn again."""

    def __init__(self, game: Game, model: MentalModel, fit: Fit) -> None:
        self.game, self.model, self.fit = game, model, fit
        self.role = fit.told.role
        moves, rounds = fit.moves, fit.told.rounds
        self.luck = Streams.generator(game.seed, f"stand-in of {self.role}", 0)
        picks: Ints = self.luck.integers(0, rounds, (COPIES, rounds))
        self.share = np.array(
            [_share(Moves(moves.made[one], moves.wanted[one], moves.words[one])) for one in picks]
        )
        self.off = moves.made - fit.told.share * moves.wanted
        known = moves.words[np.isfinite(moves.words)]
        self.word = float(known.mean()) if 2 * len(known) >= rounds else None

    def decide(self, observation: Observation) -> Decision:
        """Move a share of the way that the manager would, as far off as in some round of the
        game.
        """
        proposal = _manager(self.game, self.model, self.role, observation.week).decide(observation)
        off = self.off[self.luck.integers(0, self.fit.told.rounds, COPIES)]
        levers = {}
        for place, lever in enumerate(open_levers(self.model, self.role)):
            now = observation.plan[:, COLUMN[lever.name]]
            moved = self.share * (proposal.levers[lever.name] - now) + off[:, place] * lever.step
            levers[lever.name] = _allowed(lever, now + moved, observation.limits[lever.name])
        word = None
        if self.word is not None and proposal.forecast is not None:
            word = proposal.forecast * np.exp(self.word)
        return Decision(levers, word)


def _allowed(lever: Lever, values: Floats, limits: tuple[float, float]) -> Floats:
    """Return the nearest values that a lever may have."""
    if lever.choices:
        grid = lever.grid(*limits)
        nearest: Floats = grid[np.abs(grid - values[:, np.newaxis]).argmin(axis=1)]
        return nearest
    within: Floats = np.clip(np.round(values) if lever.whole else values, *limits)
    return within


def under(game: Game, pair: Pair) -> Game:
    """Return a game's rules changed to a pair of pay and talk, with nothing decided."""
    return replace(game.under(incentives=pair[0], communication=pair[1]), decided={})
