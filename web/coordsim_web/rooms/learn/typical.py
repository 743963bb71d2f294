"""In how many worlds one other rule would have done to a seller's firm what it did in theirs:
played, never typed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from coordsim.core.levers import ROLES
from coordsim.core.records import Floats
from coordsim.room.state.records import Answer, Plan
from coordsim.room.what_if import Decided, Game, play_all
from coordsim.scenario.file import Scenario
from coordsim_web.rooms.learn.first_told import change_of

WORLDS: Final = 40
Plans = Sequence[Mapping[str, float]]  # what a seller hands in, round by round


class Elsewhere(NamedTuple):
    """In how many of ``worlds`` the firm made more, about the same, or less."""

    worlds: int
    more: int
    same: int
    less: int


def decided_by(plans: Plans, round_weeks: int) -> Decided:
    """Return a seller's plans as decisions, round by round."""
    return {
        (place * round_weeks, ROLES[0]): Answer("person", Plan(dict(levers), None))
        for place, levers in enumerate(plans)
    }


def profits(games: Sequence[Game]) -> Floats:
    """Return what firms make a week, operations by its manager."""
    return play_all(games).kpi("profit").ravel()


def changes(before: Floats, after: Floats) -> list[int]:
    """Return for each world what changed: 1 made more, 0 about the same, -1 less."""
    return [change_of(now, then) for now, then in zip(after, before, strict=True)]


def elsewhere(scenario: Scenario, other: Mapping[str, str], plans: Plans) -> Elsewhere:
    """Return in how many worlds, from 1 on, other rules do what to a seller's plans."""
    decided, worlds = decided_by(plans, scenario.horizon.round_weeks), range(1, WORLDS + 1)
    games = [Game(scenario, world, decided) for world in worlds]
    under = scenario.with_(other)
    after = [Game(under, world, decided) for world in worlds]
    count = Counter(changes(profits(games), profits(after)))
    return Elsewhere(WORLDS, more=count[1], same=count[0], less=count[-1])
