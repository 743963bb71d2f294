"""Claims on range, promotions, forecasts and costs: C09, C24, C26, C32, C41."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coordsim.evidence.claims import reasons
from coordsim.evidence.claims.contexts import CAMPAIGNS, HELD, ROOM, USUAL
from coordsim.evidence.claims.measures import lost_in_promotions
from coordsim.evidence.claims.records import (
    DOWN,
    UP,
    Claim,
    Contrast,
    higher,
    interior_maximum,
    lower,
    relative,
)
from coordsim.run.comparison import paired
from coordsim.run.result import Run
from coordsim.show.numbers import share

RANGES = (2, 6, 12, 18, 24, 36)
BIASES = (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3)
TALKING = {"incentives": "shared", "communication": "dashboard"}
ON = {"owner.acts": "none", "money.insolvency": False}
"""Nobody steps in and nobody stops, so that sales of a firm that loses money are seen, too."""


def _range_arm(variants: int, overload: bool) -> dict[str, Any]:
    arm: dict[str, Any] = {
        **TALKING,
        **ON,
        "marketing": {"kind": "hold"},
        "levers.range.start": float(variants),
    }
    return arm if overload else {**arm, "market.overload": 0.0}


def _c09(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    on = [runs[f"{n}"].kpi("units") for n in RANGES]
    off = [runs[f"{n} without overload"].kpi("units") for n in RANGES]
    names = [f"{n} variants" for n in RANGES]
    put_off = [runs[f"{n}"].kpi("put_off_rate") for n in RANGES]
    rises = [
        Contrast(f"put_off_rate: {b} - {a} variants", "", paired(high, low), UP)
        for a, b, low, high in zip(RANGES, RANGES[1:], put_off, put_off[1:], strict=False)
    ]
    peak = interior_maximum(on, names, "units")
    best = int(np.argmax([value.mean() for value in on]))
    flat = Contrast(
        f"units without overload: 36 - {RANGES[best]} variants", "", paired(off[-1], off[best]), UP
    )
    return [*peak, *rises, flat]


def _c24(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    told, untold = lost_in_promotions(runs["announced"]), lost_in_promotions(runs["not announced"])
    return [
        relative(
            told, untold, "lost units in promotion weeks: announced over not, less 1", DOWN, 0.5
        )
    ]


def _c26(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [
        lower(runs, "forecast told", "own smoothing", "stock"),
        higher(runs, "forecast told", "own smoothing", "fill_rate"),
    ]


def _c32(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    hidden, known = runs["cost hidden"].kpi("profit"), runs["cost known"].kpi("profit")
    nothing = np.zeros_like(hidden)
    return [
        higher(runs, "cost hidden", "cost known", "units"),
        Contrast("profit: cost hidden", "money/week", paired(hidden, nothing), DOWN),
        Contrast("profit: cost known", "money/week", paired(known, nothing), UP),
    ]


def _c41(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return interior_maximum(
        [runs[f"{bias:+.1f}"].kpi("profit") for bias in BIASES],
        [f"bias {share(bias, sign=True)}" for bias in BIASES],
        "profit",
    )


CLAIMS = (
    Claim(
        id="C09",
        title="Swamped by choice, customers leave",
        statement=(
            "The share of visitors put off rises with the range; sales peak inside the range of"
            " ranges while choice can be too much, and do not fall with a wide range when it"
            " cannot."
        ),
        source="customisation and the two departments",
        arms={f"{n}": _range_arm(n, True) for n in RANGES}
        | {f"{n} without overload": _range_arm(n, False) for n in RANGES},
        contrasts=_c09,
        kpis=("units", "put_off_rate"),
        plot="line",
    ),
    Claim(
        id="C24",
        title="Announced promotions find stock",
        statement=(
            "Plans held alike, with three campaigns of 20 % that are no habit: when operations"
            " knows the calendar, promotion weeks lose less than half of the sales that they"
            " lose before empty shelves otherwise. Marketing does not see the stock, so that it"
            " calls none off."
        ),
        source="synergy",
        arms={
            "not announced": {
                **CAMPAIGNS,
                "communication": {"preset": "dashboard", "without": ["stock", "calendar"]},
            },
            "announced": {
                **CAMPAIGNS,
                "communication": {"preset": "dashboard", "without": ["stock"]},
            },
        },
        contrasts=_c24,
        kpis=("lost_units", "stockout_rate"),
        note=reasons.NO_HABIT,
    ),
    Claim(
        id="C26",
        title="Marketing's insight sets the right stock",
        statement=(
            "With a season, plans held alike and hours to spare, operations holds less stock at"
            " a higher fill rate when marketing tells its forecast than when operations smooths"
            " its own sales."
        ),
        source="synergy",
        arms={
            "own smoothing": {
                **HELD,
                **USUAL,
                **ROOM,
                "communication": {"preset": "dashboard", "without": ["forecast"]},
            },
            "forecast told": {**HELD, **USUAL, **ROOM, "communication": "dashboard"},
        },
        contrasts=_c26,
        kpis=("stock", "fill_rate"),
        scenario="seasonal",
    ),
    Claim(
        id="C32",
        title="Price without cost: large volume, a loss",
        statement=(
            "Paid for unit sales and not told what a unit costs, marketing sells more and the"
            " firm loses money; told, it sells less and the firm earns."
        ),
        source="what marketing needs to know from operations",
        arms={
            "cost hidden": {
                "incentives": "silo",
                "communication": {"preset": "dashboard", "without": ["cost"]},
            },
            "cost known": {"incentives": "silo", "communication": "dashboard"},
        },
        contrasts=_c32,
        kpis=("units", "profit"),
        why=reasons.BLIND_PRICE,
    ),
    Claim(
        id="C41",
        title="Forecasts too low lose sales, too high leave stock",
        statement=(
            "Profit is best when marketing's word on demand is about right, and falls on both"
            " sides."
        ),
        source="what marketing needs to know from operations",
        arms={
            f"{bias:+.1f}": {**TALKING, "marketing": {"kind": "manager", "forecast_bias": bias}}
            for bias in BIASES
        },
        contrasts=_c41,
        kpis=("profit", "stock", "fill_rate"),
        why=reasons.TOO_HIGH,
        plot="line",
    ),
)
