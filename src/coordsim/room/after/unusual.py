"""Whether a team's world is like most: where two managers' firms come out against what they do in
other worlds, which a lesson read off one world alone would get wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from coordsim.core.records import Floats
from coordsim.room.after.elsewhere import SPOKEN, Pair, others_of, rules_of
from coordsim.room.after.records import Elsewhere, Unusual
from coordsim.room.scores import COORDINATED
from coordsim.room.what_if import Game, play_all

WORLDS = 20
FIRST = 1_000_000  # the first of the other worlds
CLEAR = 0.6  # of the other worlds, in which the order has to be the other way
NEAR = 0.05  # of a profit, up to which another is about the same
PAYS = ("silo", "shared")


def unusual(
    games: Sequence[Game], found: Sequence[Sequence[Elsewhere]], worlds: int = WORLDS
) -> list[Unusual | None]:
    """Return for each game the step between its rules and others that goes the other way in most
    other worlds, the one that does so in most of them; None where none does. Games under the same
    rules share what is played.
    """
    known: dict[str, dict[Pair, Floats]] = {}
    told = []
    for game, here in zip(games, found, strict=True):
        name = game.scenario.model_dump_json()
        if name not in known:
            known[name] = _steps(game, worlds)
        told.append(_against(here, known[name]))
    return told


def corners_of(game: Game) -> list[Pair]:
    """Return the pairs of pay and talk that a game's managers are looked at under: the other pay,
    one agreed plan, and both.
    """
    pay, talk = rules_of(game)
    both = (COORDINATED["incentives"], COORDINATED["communication"])
    wanted = {*((one, talk) for one in PAYS), (pay, SPOKEN), both}
    return [pair for pair in others_of(game) if pair in wanted]


def _steps(game: Game, worlds: int) -> dict[Pair, Floats]:
    """Return what managers make more under other rules in other worlds, (worlds,), money a week."""
    pairs = corners_of(game)
    arms = [game, *(game.under(incentives=pay, communication=talk) for pay, talk in pairs)]
    seeds = range(FIRST, FIRST + worlds)
    played = [Game(one.scenario, seed, {}) for one in arms for seed in seeds]
    profit = play_all(played).kpi("profit").reshape(len(arms), worlds)
    return {pair: row - profit[0] for pair, row in zip(pairs, profit[1:], strict=True)}


def _against(here: Sequence[Elsewhere], steps: Mapping[Pair, Floats]) -> Unusual | None:
    """Return the step that goes the other way in most other worlds; None where none does."""
    own = next(one.profit for one in here if one.present)
    best: Unusual | None = None
    for one in here:
        pair = (one.pay, one.talk)
        if one.level != "L2" or one.present or pair not in steps:
            continue
        gaps, gap = steps[pair], one.profit - own
        told = abs(gap) > max(1.0, NEAR * abs(own))
        against = int((np.sign(gaps) == -np.sign(gap)).sum()) if told else 0
        if against >= CLEAR * len(gaps) and (best is None or against > best.against):
            best = Unusual(one.pay, one.talk, more=gap > 0, against=against, worlds=len(gaps))
    return best
