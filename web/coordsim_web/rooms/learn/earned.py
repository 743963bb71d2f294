"""What the person of a game for one was paid, and what their firm made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from coordsim.core.levers import ROLES
from coordsim.room import seen
from coordsim.room.report import games_of
from coordsim.room.room import Room
from coordsim.room.what_if import play_all


def pays(room: Room, role: str) -> tuple[float, ...]:
    """Return what a seat of the only team was paid in each round, money a week."""
    state = room.state
    rule = next(iter(state.arms.values()))
    found: Sequence[Any] = [
        (rule.rules_from((place) * state.round_weeks).incentive, one.paid(1, role))
        for place, one in enumerate(room.course().rounds)
    ]
    return tuple(
        seen.slip(lines, incentive).total or 0.0 for incentive, lines in found if lines is not None
    )


def mean_pay(room: Room, role: str) -> float:
    """Return what a seat of the only team was paid on average, money a week."""
    found = pays(room, role)
    return sum(found) / len(found) if found else 0.0


def mean_profit(room: Room) -> float:
    """Return what the firm of the only team earned, money a week."""
    return float(room.run(1).kpi("profit")[0])


class Instead(NamedTuple):
    """What a seat is paid and what its firm makes, money a week."""

    pay: float
    profit: float


class Beside(NamedTuple):
    """The same weeks: what came, what comes with a manager in the chair, and with nobody who
    touches anything there, while the other seat decides as it does: its manager anew, plans that
    are held as they are. ``idle``: nothing was touched.
    """

    own: Instead
    manager: Instead
    untouched: Instead
    idle: bool


def beside(room: Room, role: str) -> Beside:
    """Return a seat of the only team beside a manager in its chair and nobody's hands. Raises
    RoomError where nothing was played.
    """
    own = room.run(1)
    (game,) = games_of(room, [own])
    game = game.without(*(one for one in ROLES if one != role and not room.state.agenda.held))
    run = play_all([game.without(role), game.idle(role)])
    pays, profits = run.kpi(f"{role}_pay"), run.kpi("profit")
    manager, untouched = (Instead(float(pays[k]), float(profits[k])) for k in range(2))
    idle = bool((own.plan[0] == run.plan[1]).all())
    mine = Instead(float(own.kpi(f"{role}_pay")[0]), float(own.kpi("profit")[0]))
    return Beside(mine, manager, untouched, idle)
