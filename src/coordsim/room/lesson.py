"""What a class is likely to see of an agenda's lesson: rule-based managers play it in many worlds,
under each arm's rules and coordinated. Nothing of it is known before it was played.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from coordsim.core.records import Floats
from coordsim.room.agenda import Agenda
from coordsim.room.scores import COORDINATED
from coordsim.room.what_if import Game, play_all
from coordsim.run.comparison import Difference, paired

WORLDS = 40


@dataclass(frozen=True)
class Step:
    """A firm's profit under some rules less that under others, money a week: its mean over worlds
    with its interval, and in what share of classes of this size the mean over the class's worlds
    is above zero. An empty ``other`` is the coordinated firm.
    """

    other: str
    base: str
    gap: Difference
    seen: float


@dataclass(frozen=True)
class Lesson:
    """What managers come to: the mean profit of each arm and coordinated, money a week; the steps
    between them; the step from a firm whose plan nobody touches to the coordinated one; over how
    many worlds, of which a class plays so many.
    """

    worlds: int
    each: int
    profit: dict[str, float]
    coordinated: float
    steps: tuple[Step, ...]
    untouched: Step


def worlds_of(agenda: Agenda, teams: int) -> int:
    """Return how many worlds a class of so many teams plays."""
    return -(-teams // len(agenda.arms)) if agenda.worlds == "blocks" else 1


def lesson(agenda: Agenda, teams: int, seed: int = 1, worlds: int = WORLDS) -> Lesson:
    """Play an agenda's arms with managers on both seats, in worlds from ``seed`` on. Raises
    ScenarioError.
    """
    seeds = range(seed, seed + worlds)
    scenarios = agenda.scenarios()
    first = next(iter(scenarios.values()))
    games = [Game(one, world, {}) for one in scenarios.values() for world in seeds]
    games += [Game(first, world, {}).under(**COORDINATED) for world in seeds]
    games += [Game(first, world, {}).untouched() for world in seeds]
    *rows, together, alone = play_all(games).kpi("profit").reshape(-1, worlds)
    each = min(worlds_of(agenda, teams), worlds)
    arms = dict(zip(scenarios, rows, strict=True))
    pairs = [("", arm, together, arms[arm]) for arm in arms]
    pairs += [(other, base, arms[other], arms[base]) for base, other in combinations(arms, 2)]
    return Lesson(
        worlds=worlds,
        each=each,
        profit={arm: float(values.mean()) for arm, values in arms.items()},
        coordinated=float(together.mean()),
        steps=tuple(
            Step(other, base, paired(above, below), seen(above - below, each))
            for other, base, above, below in pairs
        ),
        untouched=Step("", "", paired(together, alone), seen(together - alone, each)),
    )


def seen(gaps: Floats | Sequence[float], each: int) -> float:
    """Return in what share of classes the mean gap is above zero: a class plays ``each`` worlds in
    a row, and may begin with any of them.
    """
    ring = np.asarray(gaps, dtype=np.float64)
    starts = np.arange(len(ring))[:, None] + np.arange(each)[None, :]
    means = ring[starts % len(ring)].mean(axis=1)
    return float((means > 0).mean())
