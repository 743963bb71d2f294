"""In how many worlds one other rule would have done to a seller's firm what it did in theirs:
played, never typed in. The first game's own world is chosen by it as a usual one.
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


class Elsewhere(NamedTuple):
    """In how many of ``worlds`` the firm made more, about the same, or less."""

    worlds: int
    more: int
    same: int
    less: int


def decided_by(plans: Sequence[Mapping[str, float]], round_weeks: int) -> Decided:
    """Return a seller's plans as decisions, round by round."""
    return {
        (place * round_weeks, ROLES[0]): Answer("person", Plan(dict(levers), None))
        for place, levers in enumerate(plans)
    }


def profits(scenario: Scenario, decided: Decided, worlds: Sequence[int]) -> Floats:
    """Return what firms make a week in worlds, operations by its manager."""
    return play_all([Game(scenario, world, decided) for world in worlds]).kpi("profit").ravel()


def outcomes(
    scenario: Scenario, other: Mapping[str, str], plans: Sequence[Mapping[str, float]]
) -> list[int]:
    """Return whether other rules make a seller's firm more, 1, less, -1, or about the same, 0, in
    each of the worlds from 1 on.
    """
    decided, worlds = decided_by(plans, scenario.horizon.round_weeks), range(1, WORLDS + 1)
    before = profits(scenario, decided, worlds)
    after = profits(scenario.with_(other), decided, worlds)
    return [change_of(now, then) for now, then in zip(after, before, strict=True)]


def elsewhere(
    scenario: Scenario, other: Mapping[str, str], plans: Sequence[Mapping[str, float]]
) -> Elsewhere:
    """Return in how many worlds other rules do what to a seller's plans."""
    count = Counter(outcomes(scenario, other, plans))
    return Elsewhere(WORLDS, more=count[1], same=count[0], less=count[-1])


def usual(
    scenario: Scenario,
    others: Sequence[Mapping[str, str]],
    sellers: Sequence[Sequence[Mapping[str, float]]],
) -> int:
    """Return the first world in which each of other rules does to each seller's firm what it does
    in most worlds. Raises StopIteration where there is none.
    """
    cases = [outcomes(scenario, other, plans) for other in others for plans in sellers]
    most = [Counter(case).most_common(1)[0][0] for case in cases]
    return next(
        world for world, here in enumerate(zip(*cases, strict=True), 1) if list(here) == most
    )
