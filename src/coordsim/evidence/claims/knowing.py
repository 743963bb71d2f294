"""Claims on what marketing needs to know from operations: C31, C33 to C40 (C32, C41, C42 are with
the facts they rest on).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coordsim.evidence.claims.contexts import DEALS, DEEP, DELIVERY, DESK, HELD, USUAL
from coordsim.evidence.claims.measures import lost_in_promotions, mean_lever, over_weeks
from coordsim.evidence.claims.records import DOWN, Claim, Contrast, higher, lower, relative
from coordsim.run.comparison import paired
from coordsim.run.result import Run

SOURCE = "what marketing needs to know from operations"
GAIN_WEEK = 40
PEAKS = np.array(
    [week for peak in (26, 78) for week in range(peak - 8, peak + 9)]
)  # the seasonal scenario's high weeks


def _without(*groups: str) -> dict[str, Any]:
    return {"preset": "dashboard", "without": list(groups)}


def _c31(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "timelines told", "not told"
    return [
        lower(runs, a, b, "not_ready"),
        lower(runs, a, b, "lost_not_ready"),
        higher(runs, a, b, "reputation"),
    ]


def _c33(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b, after = "gain told", "gain not told", slice(GAIN_WEEK, None)
    price = paired(mean_lever(runs[a], "price", after), mean_lever(runs[b], "price", after))
    return [
        Contrast(f"price after the gain: {a} - {b}", "money/unit", price, DOWN),
        over_weeks(runs, a, b, "profit", weeks=after, when="after the gain", up=True),
    ]


def _c34(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [
        over_weeks(
            runs, "capacity told", "not told", "margin", weeks=PEAKS, when="in peak weeks", up=True
        )
    ]


def _c35(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [lower(runs, "stock told", "not told", "promo_empty")]


def _c36(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [lower(runs, "lead times told", "not told", "promises_broken")]


def _c37(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "this week", "in two weeks"
    return [higher(runs, a, b, "promises_broken"), lower(runs, a, b, "satisfaction")]


def _c38(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [lower(runs, "capacity told", "sales driven", "unanswered")]


def _c39(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "desk too small", "desk that matches"
    return [higher(runs, a, b, "unanswered"), lower(runs, a, b, "reputation")]


def _c40(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    told, untold = lost_in_promotions(runs["announced"]), lost_in_promotions(runs["not announced"])
    return [
        relative(
            told, untold, "lost units in promotion weeks: announced over not, less 1", DOWN, 0.5
        ),
        lower(runs, "not announced", "announced", "reputation"),
    ]


_GAIN = {
    "incentives": "shared",
    "shocks": [{"kind": "efficiency", "week": GAIN_WEEK, "weeks": 64, "size": 0.3}],
}

CLAIMS = (
    Claim(
        id="C31",
        title="A feature announced before it can be made",
        statement=(
            "Paid for unit sales, with a feature that takes five months where marketing hopes"
            " for one: told how long it takes, marketing has fewer variants announced that"
            " nobody can buy, loses fewer customers to them, and keeps a better name."
        ),
        source=SOURCE,
        arms={
            "not told": {"incentives": "silo", "communication": _without("feasibility")},
            "timelines told": {"incentives": "silo", "communication": "dashboard"},
        },
        contrasts=_c31,
        kpis=("not_ready", "lost_not_ready", "reputation", "profit"),
        scenario="breakthrough",
    ),
    Claim(
        id="C33",
        title="Efficiency can fund a lower price",
        statement=(
            "Both share the profit and costs are on the dashboard; from week 40 on a unit takes"
            " 30 % fewer hours. Where marketing is told of the gain it asks a lower price than"
            " where costs are no longer told from then on, and the firm earns more."
        ),
        source=SOURCE,
        arms={
            "gain not told": {
                **_GAIN,
                "communication": "dashboard",
                "phases": [{"week": GAIN_WEEK, "communication": _without("cost")}],
            },
            "gain told": {**_GAIN, "communication": "dashboard"},
        },
        contrasts=_c33,
        kpis=("price_realised", "units", "profit"),
    ),
    Claim(
        id="C34",
        title="Prices that know how full the plant is",
        statement=(
            "With a season and shared profit, the margin in the high weeks is better when"
            " marketing is told the plant's hours, lots and effort than when it is not."
        ),
        source=SOURCE,
        arms={
            "not told": {"incentives": "shared", "communication": _without("capacity")},
            "capacity told": {"incentives": "shared", "communication": "dashboard"},
        },
        contrasts=_c34,
        kpis=("margin", "utilisation", "price_realised"),
        scenario="seasonal",
    ),
    Claim(
        id="C35",
        title="Stock that marketing sees steers promotions",
        statement=(
            "Plans held alike, with promotions of 20 %: fewer promotions meet an empty shelf"
            " when marketing sees the stock every week."
        ),
        source=SOURCE,
        arms={
            "not told": {**HELD, **USUAL, **DEEP, "communication": _without("stock")},
            "stock told": {**HELD, **USUAL, **DEEP, "communication": "dashboard"},
        },
        contrasts=_c35,
        kpis=("promo_empty", "stockout_rate", "profit"),
    ),
    Claim(
        id="C36",
        title="Lead times make promises honest",
        statement=(
            "With shared profit and shipping short, fewer orders come later than promised when"
            " marketing is told what can be shipped and how long a unit takes to be had."
        ),
        source=SOURCE,
        arms={
            "not told": {"incentives": "shared", "communication": _without("lead_times")},
            "lead times told": {"incentives": "shared", "communication": "dashboard"},
        },
        contrasts=_c36,
        kpis=("promises_broken", "lead_time", "satisfaction"),
        scenario="next-day",
    ),
    Claim(
        id="C37",
        title="Next-day delivery without the vans",
        statement=(
            "Plans held alike, shipping for little more than an ordinary week: promised within"
            " the week, more orders come late and customers are less content than when two weeks"
            " are promised."
        ),
        source=SOURCE,
        arms={
            "this week": {
                **HELD,
                **DELIVERY,
                "communication": "dashboard",
                "levers.promise.start": 0.0,
            },
            "in two weeks": {
                **HELD,
                **DELIVERY,
                "communication": "dashboard",
                "levers.promise.start": 2.0,
            },
        },
        contrasts=_c37,
        kpis=("promises_broken", "satisfaction", "complaints"),
        scenario="next-day",
    ),
    Claim(
        id="C38",
        title="Never sell more than can be served",
        statement=(
            "Software with service, marketing paid for sales: fewer customers wait longer for an"
            " answer than promised when marketing is told the hours of the desk than when it"
            " sells without knowing them."
        ),
        source=SOURCE,
        arms={
            "sales driven": {"incentives": "silo", "communication": _without("capacity")},
            "capacity told": {"incentives": "silo", "communication": "dashboard"},
        },
        contrasts=_c38,
        kpis=("unanswered", "units", "reputation", "profit"),
        scenario="service-desk",
    ),
    Claim(
        id="C39",
        title="An answer within the hour, day and night",
        statement=(
            "Plans held alike and an answer promised within the hour: a desk of 100 hours a"
            " week, hardly more than the calls take, fails more customers and costs the firm"
            " more of its name than one of 200 hours."
        ),
        source=SOURCE,
        arms={
            name: {
                **HELD,
                **DESK,
                "communication": "dashboard",
                "levers.service_promise.start": 1.0,
                "levers.staff.start": staff,
            }
            for name, staff in (("desk too small", 100.0), ("desk that matches", 200.0))
        },
        contrasts=_c39,
        kpis=("unanswered", "answer_time", "reputation", "profit"),
        scenario="service-desk",
    ),
    Claim(
        id="C40",
        title="A deal with nothing behind it",
        statement=(
            "Plans held alike in a shop with three deals of 35 % that are no habit: where"
            " operations knows the calendar, promotion weeks lose less than half of the sales"
            " that they lose before empty shelves otherwise, and the shop keeps a better name."
            " Marketing does not see the stock, so that it calls none off."
        ),
        source=SOURCE,
        arms={
            "not announced": {**DEALS, "communication": _without("stock", "calendar")},
            "announced": {**DEALS, "communication": _without("stock")},
        },
        contrasts=_c40,
        kpis=("left", "stockout_rate", "reputation"),
        scenario="flash-sale",
    ),
)
