"""Settings that arms of several claims share: whose plans are held, from which plan they start, and
which promotions there are.
"""

from __future__ import annotations

from typing import Any

from coordsim.core.levers import BY_NAME

INHERITED = (
    "price",
    "promotion_depth",
    "promotion_every",
    "advertising",
    "range",
    "hours",
    "cycle",
    "safety",
    "staff",
)  # levers whose start each world of the base case draws
USUAL: dict[str, Any] = {f"levers.{name}.start": BY_NAME[name].start for name in INHERITED}
"""The table's start of each lever that a world of the base case would draw: a sensible plan, the
same in all worlds.
"""
DELIVERY: dict[str, Any] = {
    name: start for name, start in USUAL.items() if name != "levers.staff.start"
}
DESK: dict[str, Any] = {**DELIVERY, "levers.range.start": 3.0, "levers.hours.start": 110.0}
SHOP: dict[str, Any] = {
    **DELIVERY,
    "levers.price.start": 11.0,
    "levers.promotion_depth.start": 0.35,
    "levers.promotion_every.start": 4.0,
    "levers.hours.start": 180.0,
    "levers.safety.start": 0.5,
}
USUAL_OF = {
    "base": USUAL,
    "seasonal": USUAL,
    "next-day": DELIVERY,
    "service-desk": DESK,
    "flash-sale": SHOP,
}
"""Scenario -> its usual plan: what its story is about and what is closed in it are left out."""
HELD: dict[str, Any] = {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}}
DEEP: dict[str, Any] = {"levers.promotion_depth.start": 0.2}
ROOM: dict[str, Any] = {"levers.hours.start": 240.0, "levers.safety.start": 1.75}
LAUNCHES: dict[str, Any] = {
    "levers.range": {"start": 8.0, "open": False},
    "phases": [{"week": 24, "orders": {"range": 12.0}}],
}  # four of them, whatever a world inherits
ORDERED, EVERY = (24, 56, 88), 8  # weeks in which a campaign is ordered; it comes seven weeks later


def _campaigns() -> list[dict[str, Any]]:
    """Return orders of promotions that come once, and are over before they could be a habit."""
    return [
        {"week": week + after, "orders": {"promotion_every": every}}
        for week in ORDERED
        for after, every in ((0, float(EVERY)), (EVERY, 0.0))
    ]


CAMPAIGNS: dict[str, Any] = {
    **HELD,
    **USUAL,
    **DEEP,
    "levers.promotion_every.start": 0.0,
    "phases": _campaigns(),
}
DEALS: dict[str, Any] = {
    **HELD,
    **SHOP,
    "levers.promotion_every.start": 0.0,
    "levers.promotion_every.low": 0.0,
    "phases": _campaigns(),
}
