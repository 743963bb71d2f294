"""A fleet's firms as arrays (F, ...), and back: what is kept of a firm between rounds, and what the
few who read a firm's inside read.
"""

from __future__ import annotations

import numpy as np

from coordsim.core.facts import REMEMBERED
from coordsim.core.firm import DAWN, FLOWS
from coordsim.core.records import FirmState
from coordsim.run.fleet import Fleet
from coordsim.week.closing import SUMMED

PLAIN = (
    "outbound",
    "contacts",
    "unanswered",
    "lessons",
    "common",
    "shock",
    "adstock",
    "effort",
    "reputation",
    "trust",
    "frustration",
    "understanding",
    "told",
    "told_week",
    "report",
    "surprise",
    "quarter_units",
    "quota",
    "quarter_before",
    "quota_before",
)
BY_VARIANT = (
    "status",
    "ready_in",
    "announce_in",
    "age",
    "taught",
    "on_hand",
    "backlog",
    "shortfall",
    "untold",
    "parts",
    "deviation",
)
FLAGS = ("announced", "stocked", "owed_launch")
KEPT = FLOWS[: SUMMED + 3]


def state_of(fleet: Fleet) -> FirmState:
    """Return where firms of one kind stand."""
    firms, lines = fleet.firms, fleet.lines
    slots = int(fleet.tables.numbers["line_slots"][0])
    week = int(firms["week"][0])
    crowds, rows = fleet.crowds, (len(firms), -1)
    cohorts = bool(len(crowds.members))
    return FirmState(
        plan=firms["levers"].copy(),
        crew=lines.crew.copy(),
        record=np.stack([firms["heard_late"], firms["heard_unanswered"]], axis=1),
        in_process=lines.in_process[:, :, :slots].copy(),
        parts_coming=lines.parts_coming[:, :, :slots].copy(),
        common_coming=lines.common_coming.copy(),
        booked=np.ascontiguousarray(lines.booked[:, :, :slots].swapaxes(1, 2)),
        level=lines.level.copy(),
        satisfaction=crowds.satisfaction.reshape(rows).copy(),
        need_week=crowds.need_week.reshape(rows).astype(np.int32),
        members=crowds.members.reshape(rows).copy() if cohorts else np.zeros((0, 0)),
        scatter=fleet.scatter.copy(),
        past_facts=tuple(lines.past[:, age].copy() for age in range(min(week, REMEMBERED))),
        recent=np.stack([firms["recent_cost"], firms["recent_fill"]], axis=1),
        round_flows={
            name: firms["sums"][:, place].copy() for place, name in enumerate(KEPT) if week
        },
        **{name: firms[name].copy() for name in PLAIN},
        **{name: firms[name][:, :slots].copy() for name in BY_VARIANT},
        announced=firms["announced"][:, :slots].astype(np.bool_),
        stocked=firms["stocked"][:, :slots].astype(np.bool_),
        owed_launch=firms["owed_launch"][:, :slots].astype(np.bool_),
    )


def put(fleet: Fleet, state: FirmState, week: int) -> None:
    """Set firms of one kind to where they stood when a week began."""
    firms, lines = fleet.firms, fleet.lines
    slots = state.status.shape[1]
    firms["week"], firms["turn"], firms["answered"] = week, DAWN, 0
    firms["rules"] = fleet.tables.numbers["first_rules"][firms["row"]]
    firms["levers"] = state.plan
    firms["heard_late"], firms["heard_unanswered"] = state.record.T
    firms["recent_cost"], firms["recent_fill"] = state.recent.T
    for name in PLAIN:
        firms[name] = getattr(state, name)
    for name in (*BY_VARIANT, *FLAGS):
        firms[name][:, :slots] = getattr(state, name)
    lines.crew[:] = state.crew
    lines.in_process[:, :, :slots] = state.in_process
    lines.parts_coming[:, :, :slots] = state.parts_coming
    lines.common_coming[:] = state.common_coming
    lines.booked[:, :, :slots] = state.booked.swapaxes(1, 2)
    lines.level[:] = state.level
    lines.past[:] = np.nan
    for age, facts in enumerate(state.past_facts):
        lines.past[:, age] = facts
    for place, name in enumerate(KEPT):
        firms["sums"][:, place] = state.round_flows.get(name, 0.0)
    firms["contests"] = state.round_flows.get("conflicts", 0.0)
    fleet.crowds.satisfaction[:] = state.satisfaction.ravel()
    fleet.crowds.need_week[:] = state.need_week.ravel()
    if state.members.size:
        fleet.crowds.members[:] = state.members.ravel()
    fleet.scatter = state.scatter.copy()
