"""A fleet's firms as arrays (F, ...), and back: what is kept of a firm between rounds, and what the
few who read a firm's inside read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.core.facts import REMEMBERED
from coordsim.core.firm import DAWN, FLOWS
from coordsim.core.levers import LEVERS
from coordsim.core.records import FirmState
from coordsim.core.spelling import between, plain, shown
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
    "memory",
    "told",
    "told_week",
    "report",
    "surprise",
    "set_up_for",
    "set_up_hours",
    "lot_left",
    "quarter_units",
    "quota",
    "quarter_before",
    "quota_before",
    "quarter_profit",
    "bad_quarters",
    "good_quarters",
    "under_orders",
    "orders",
    "cash",
    "stopped",
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
    "lot_waits",
    "lacking",
    "parts",
    "deviation",
)
FLAGS = ("announced", "stocked", "owed_launch")
APART = ("past_facts", "round_flows", "scatter")  # not arrays of one shape
UNTOLD = ("told", "orders", "past_facts", "lacking")  # where nan means that there is none
NEARLY = 1e-9  # rounding
KEPT = FLOWS[: SUMMED + 3]


def state_of(fleet: Fleet) -> FirmState:
    """Return where firms of one kind stand."""
    firms, lines = fleet.firms, fleet.lines
    slots = int(fleet.tables.numbers["line_slots"][0])
    week = int(firms["week"].min())
    crowds, rows = fleet.crowds, (len(firms), -1)
    cohorts = bool(len(crowds.members))
    return FirmState(
        plan=firms["levers"].copy(),
        crew=lines.crew.copy(),
        record=np.stack([firms["heard_late"], firms["heard_unanswered"]], axis=1),
        in_process=lines.in_process[:, :, :slots].copy(),
        shelved=lines.shelved[:, :, :slots].copy(),
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


def check_state(
    state: object, like: FirmState, week: int, limits: Sequence[tuple[float, float]]
) -> None:
    """Raise ValueError where a state is none of firms like these when a week begins: compiled code
    trusts shapes and numbers. ``limits`` are those of all levers.
    """
    if not isinstance(state, FirmState):
        raise ValueError(f"state = {shown(state)} is not allowed: a FirmState")
    weeks = min(week, REMEMBERED)
    if len(state.past_facts) != weeks:
        raise ValueError(
            f"state.past_facts holds {len(state.past_facts)} weeks; needed in week {week}: {weeks}"
        )
    unknown = [name for name in state.round_flows if name not in KEPT]
    if unknown:
        raise ValueError(f"state.round_flows names {unknown[0]!r}, which is no flow of a round")
    for name in (one.name for one in fields(FirmState) if one.name not in APART):
        _fits(name, getattr(state, name), getattr(like, name))
    if state.scatter.size:
        _fits("scatter", state.scatter, np.zeros(like.satisfaction.shape))
    for age, facts in enumerate(state.past_facts):
        _fits(f"past_facts[{age}]", facts, like.told)
    for name, flow in state.round_flows.items():
        _fits(f"round_flows[{name!r}]", flow, like.common)
    for lever, values, (low, high) in zip(LEVERS, state.plan.T, limits, strict=True):
        wrong = values[(values < low - NEARLY) | (values > high + NEARLY)]
        if len(wrong):
            raise ValueError(
                f"state.plan has {lever.name} = {plain(wrong[0])}, which is outside"
                f" {between(low, high)}"
            )


def _fits(name: str, found: object, like: NDArray[Any]) -> None:
    where = f"state.{name}"
    if not isinstance(found, np.ndarray):
        raise ValueError(f"{where} = {shown(found)} is no array")
    if (found.dtype, found.shape) != (like.dtype, like.shape):
        raise ValueError(
            f"{where} is {found.dtype} {found.shape}; needed for these firms: {like.dtype}"
            f" {like.shape}"
        )
    if not name.startswith(UNTOLD) and found.dtype.kind == "f" and not np.isfinite(found).all():
        raise ValueError(f"{where} has a number that is not finite")


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
    lines.shelved[:, :, :slots] = state.shelved
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
