"""Case A18: negative controls. Where something cannot matter, switching it has to change nothing at
all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from coordsim.core.levers import BY_NAME
from coordsim.evidence.validation.rows import Row, Size, nothing
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load

FORECAST_ONLY = {
    "preset": "dashboard",
    "without": ["calendar", "capacity", "stock", "cost", "feedback"],
    "free": True,
}
PAYS = ("silo", "departmental", "shared")
GOVERNANCE = ("independent", "marketing_leads", "operations_leads", "joint")
CAPACITY = ("materials", "set-ups", "hours", "breakdowns")


def _base(size: Size, changes: Mapping[str, Any]) -> Scenario:
    return load("blind").with_(
        {"horizon.weeks": size.warmup + size.weeks, "horizon.warmup": size.warmup, **changes}
    )


def _run(size: Size, changes: Mapping[str, Any]) -> Run:
    return simulate(_base(size, changes), firms=size.firms)


def value_of_forecast(size: Size, pay: str, sd: float) -> float:
    """Largest weekly difference in profit between firms told marketing's honest forecast and firms
    told nothing, given demand.

    Both roles are managers as in base. An empty shelf hides demand from operations, which is what a
    forecast could be worth, so unmet demand is lost. Hours and materials are endless; range and
    cycle stay (a new variant's demand would be told before it is there, a longer cycle would empty
    the shelf once, uncertainty or not).
    """
    given = {
        "demand": "given",
        "incentives": pay,
        "given.mean": 15.0,
        "given.sd": sd,
        "given.lost": True,
        "levers.range.open": False,
        "levers.cycle.open": False,
        "plant.endless": True,
        "supply.endless": True,
        "start.cover_weeks": 4.0,
        "rules.marketing": {"forecast_bias": 0.0},
    }
    silent = _run(size, given | {"communication": "none"})
    told = _run(size, given | {"communication": FORECAST_ONLY})
    return float(np.abs(told.flows["profit"] - silent.flows["profit"]).max())


def _pinned(size: Size) -> dict[str, Any]:
    """Both seats hold, no lever can go anywhere, and sales people's effort does not follow their
    reward.
    """
    base = _base(size, {})
    pins = {
        name: {"low": at, "high": at, "start": at, "open": False}
        for name in BY_NAME
        for at in (base.lever_start(name),)
    }
    seats = {f"rules.{role}": {"kind": "hold"} for role in ("marketing", "operations")}
    return {"levers": pins, "people.effort_elasticity": 0.0, **seats}


def different_hashes(size: Size, changes: Mapping[str, Any]) -> int:
    """Firms whose run differs from that under independent governance, over the other governance
    rules.
    """
    hashes = [_run(size, {**changes, "governance": rule}).hashes for rule in GOVERNANCE]
    return sum(
        ours != theirs
        for other in hashes[1:]
        for ours, theirs in zip(hashes[0], other, strict=True)
    )


def information(name: str, size: Size) -> list[Row]:
    """No uncertainty: an honest, free forecast is worth nothing, to the last bit of every week's
    profit.
    """
    return [
        nothing(f"{name} no uncertainty, told or not, {pay}", value_of_forecast(size, pay, 0.0))
        for pay in PAYS
    ]


def levers(name: str, size: Size) -> list[Row]:
    """Rules that cannot move a lever: the identical run. Pay shows in pay only."""
    pinned = _pinned(size)
    first, *others = (_run(size, {**pinned, "incentives": pay}) for pay in PAYS)
    apart = 0.0
    for other in others:
        for table in ("flows", "accounts", "causes"):
            ours, theirs = getattr(first, table), getattr(other, table)
            apart = max(
                apart,
                *(
                    float(np.abs(ours[key] - theirs[key]).max())
                    for key in ours
                    if not key.endswith("_pay")
                ),
            )
    return [
        nothing(f"{name} governance without levers, hashes", different_hashes(size, pinned)),
        nothing(f"{name} pay without levers, books", apart),
    ]


def causes(name: str, size: Size) -> list[Row]:
    """What is endless or switched off costs no sale."""
    rows = []
    for pay, talk in (("silo", "none"), ("shared", "sop")):
        rules = {"incentives": pay, "communication": talk}
        endless = _run(size, rules | {"plant.endless": True, "supply.endless": True})
        lost = sum(float(endless.causes[cause].sum()) for cause in CAPACITY)
        rows.append(
            nothing(f"{name} endless hours and materials, lost units, {pay} + {talk}", lost)
        )
        calm = _run(size, rules | {"market.overload": 0.0})
        rows.append(
            nothing(
                f"{name} overload off, put off, {pay} + {talk}", float(calm.flows["put_off"].sum())
            )
        )
    return rows
