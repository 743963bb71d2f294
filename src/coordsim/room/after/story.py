"""What else a debrief tells of a team's weeks: the owner's orders, the stop of a firm that could
not pay, and what each seat expected of each round beside what came.
"""

from __future__ import annotations

import numpy as np

from coordsim.core.levers import ROLES
from coordsim.room.after.records import Expected, OwnerTold
from coordsim.room.records import Number
from coordsim.room.state.records import RoomState, about
from coordsim.room.track import MEASURE
from coordsim.run.result import Run


def orders(run: Run) -> tuple[OwnerTold, ...]:
    """Return when the owner of a run's only firm gave orders, and when it lifted them."""
    under, out = run.flows["under_orders"][0] > 0, []
    for week in range(len(under)):
        before = bool(under[week - 1]) if week else False
        if under[week] and not before:
            given = {
                name: float(values[0, week])
                for name, values in run.orders.items()
                if np.isfinite(values[0, week])
            }
            out.append(OwnerTold(week, "come", given))
        elif before and not under[week] and not week > run.stops[0]:
            out.append(OwnerTold(week, "lifted", {}))
    return tuple(out)


def stopped(run: Run) -> int | None:
    """Return the last week of a run's only firm, where it could not pay; None where it lives."""
    return int(run.stops[0]) if np.isfinite(run.stops[0]) else None


def expected(state: RoomState, run: Run, number: int) -> tuple[Expected, ...]:
    """Return what each seat expected of each round to be sold, and what was: what a person had
    noted, or what a manager expected; None where neither is known.
    """
    team, out = state.team(number), []
    said = {(one.person, one.about): one.value for one in state.beliefs}
    for done in state.played:
        first = (done.number - 1) * state.round_weeks
        if team.stopped is not None and first > team.stopped:
            break
        hopes: dict[str, Number] = {}
        for role in ROLES:
            source, hopes[role] = done.answer(number, role).source, None
            if source == "person" and (holder := team.seats[role].holder):
                hopes[role] = said.get((holder, about(number, role, done.number, MEASURE)))
            elif source == "bot":
                thought = run.tape[role][first].predicted
                hopes[role] = None if thought is None else float(thought[MEASURE][0])
        came = run.kpi(MEASURE, slice(first, first + state.round_weeks))[0]
        out.append(Expected(done.number, float(came), hopes))
    return tuple(out)
