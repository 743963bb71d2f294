"""What the person of a game for one was paid, and what their firm made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coordsim.room import seen
from coordsim.room.room import Room


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
