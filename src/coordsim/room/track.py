"""What a seat has behind it, round by round: what was sold, what it had expected, what it moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coordsim.core.kpis import KPI
from coordsim.room import seen
from coordsim.room.course import Round
from coordsim.room.records import Move, PastRound
from coordsim.room.state.records import Answer, RoomState, about

MEASURE = "units"  # both seats see it, and both expect some of each plan
DECIDED = ("person", "repeated")


def track(
    state: RoomState,
    rounds: Sequence[Round],
    place: tuple[int, str],
    start: Mapping[str, float],
) -> tuple[PastRound, ...]:
    """Return a seat's rounds so far; ``start`` are its levers before the first."""
    team, role = place
    holder = state.seat(team, role).holder
    said = {one.about: one.value for one in state.beliefs if one.person == holder}
    before: Mapping[str, float] | None = start
    out = []
    for done, item in zip(state.played, rounds, strict=True):
        answer = done.answer(team, role)
        mine = answer.source in DECIDED
        sold = item.flow(team, KPI[MEASURE].top)
        out.append(
            PastRound(
                number=done.number,
                weeks=tuple(sold),
                units=tuple(map(seen.number, sold.values())),
                expected=_expected(said, about(team, role, done.number, MEASURE), answer),
                mine=mine,
                moves=_moves(before, answer),
            )
        )
        before = _after(before, answer)
    return tuple(out)


def _expected(said: Mapping[str, float], what: str, answer: Answer) -> float | None:
    """Return what was expected of a plan that was handed in; of another nothing was."""
    return said.get(what) if answer.source == "person" else None


def _after(before: Mapping[str, float] | None, answer: Answer) -> Mapping[str, float] | None:
    """Return the levers after a round; None where a bot set them, which nobody was told."""
    if answer.source == "bot":
        return None
    return before if before is None else {**before, **answer.plan.levers}


def _moves(before: Mapping[str, float] | None, answer: Answer) -> tuple[Move, ...]:
    if before is None or answer.source not in DECIDED:
        return ()
    return tuple(
        Move(name, before[name], value)
        for name, value in answer.plan.levers.items()
        if name in before and abs(before[name] - value) > 1e-9
    )
