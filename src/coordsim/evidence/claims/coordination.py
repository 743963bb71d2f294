"""Claims on pay and talk: C01, C02, C13, C16, C42, C46."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coordsim.evidence.claims import reasons
from coordsim.evidence.claims.records import (
    DOWN,
    REPORTED,
    SAME,
    UP,
    Claim,
    Contrast,
    higher,
    lower,
    relative,
)
from coordsim.run.comparison import paired
from coordsim.run.result import Run
from coordsim.study.variety import margin, variety_cost

PRESETS = ("none", "reports", "meetings", "dashboard", "sop")
WORST = {"incentives": "silo", "communication": "none"}
BEST = {"incentives": "shared", "communication": "sop"}
ONLY_FORECAST = {
    "preset": "dashboard",
    "without": ["calendar", "capacity", "stock", "cost", "feedback"],
    "free": True,
}


def _c01(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "silo, none", "shared, sop"
    named = f"{a} over {b}, less 1"
    one, other = runs[a], runs[b]
    weeks = slice(one.warmup, None)
    variety = [variety_cost(run, weeks) for run in (one, other)]
    cost = [run.kpi("unit_cost") for run in (one, other)]
    return [
        relative(
            margin(one, weeks), margin(other, weeks), f"price less unit cost: {named}", DOWN, 0.15
        ),
        relative(variety[0], variety[1], f"what variety costs a unit made: {named}", UP, 0.20),
        lower(runs, a, b, "profit"),
        lower(runs, a, b, "satisfaction"),
        relative(cost[0], cost[1], f"unit_cost: {named}", REPORTED, 0.0),
    ]


def _c02(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [higher(runs, "silo", "shared", "conflicts"), lower(runs, "silo", "shared", "profit")]


def _c13(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [higher(runs, f"shared, {talk}", f"silo, {talk}", "profit") for talk in PRESETS]


def _c16(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [
        higher(runs, "dashboard", "none", "forecast_accuracy"),
        lower(runs, "dashboard", "none", "stockout_rate"),
    ]


def _c42(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "silo, none", "shared, sop"
    return [
        lower(runs, a, b, "satisfaction"),
        lower(runs, a, b, "reputation"),
        higher(runs, a, b, "unit_cost"),
        higher(runs, a, b, "lost_units"),
        higher(runs, a, b, "frustration"),
    ]


def _c46(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    told, untold = runs["forecast told"], runs["not told"]
    return [
        Contrast(f"{kpi}: told - not told", "", paired(told.kpi(kpi), untold.kpi(kpi)), SAME)
        for kpi in ("profit", "units", "stock")
    ]


CLAIMS = (
    Claim(
        id="C01",
        title="Lack of coordination eats the margin",
        statement=(
            "When each department is paid for its own number and told nothing, a unit leaves at"
            " least 15 % less and its variety costs at least 20 % more, customers are less"
            " content, and the firm earns less than when both share the result and plan"
            " together. What a unit costs in all is reported: a firm that sells more hides what"
            " its variety costs."
        ),
        source="customisation and the two departments",
        arms={"silo, none": WORST, "shared, sop": BEST},
        contrasts=_c01,
        kpis=("unit_cost", "profit", "satisfaction"),
        why=reasons.BY_A_HAIR,
    ),
    Claim(
        id="C02",
        title="Pay alone strains the departments",
        statement=(
            "With the same facts on the same dashboard, departments paid for unit sales and for"
            " manufacturing cost contest more of each other's levers, and the firm earns less,"
            " than departments that share the profit."
        ),
        source="customisation and the two departments",
        arms={pay: {"incentives": pay, "communication": "dashboard"} for pay in ("silo", "shared")},
        contrasts=_c02,
        kpis=("conflicts", "profit"),
    ),
    Claim(
        id="C13",
        title="Mismatched objectives cost money however people talk",
        statement=(
            "Under each way of talking, the firm earns more when both departments share the"
            " profit than when each is paid for its own number."
        ),
        source="marketing and production",
        arms={
            f"{pay}, {talk}": {"incentives": pay, "communication": talk}
            for talk in PRESETS
            for pay in ("silo", "shared")
        },
        contrasts=_c13,
        kpis=("profit",),
    ),
    Claim(
        id="C16",
        title="Sharing data helps",
        statement=(
            "A dashboard lifts the accuracy of the forecast that operations plans with and"
            " empties fewer shelves than silence, pay unchanged."
        ),
        source="marketing and production",
        arms={talk: {"communication": talk} for talk in ("none", "dashboard")},
        contrasts=_c16,
        kpis=("forecast_accuracy", "stockout_rate"),
    ),
    Claim(
        id="C42",
        title="Five consequences of not coordinating",
        statement=(
            "Unhappy customers, a damaged name, higher costs, missed sales and frustrated people"
            " all come together when pay is split and nothing is told."
        ),
        source="what marketing needs to know from operations",
        arms={"silo, none": WORST, "shared, sop": BEST},
        contrasts=_c42,
        kpis=("satisfaction", "reputation", "unit_cost", "lost_units", "frustration"),
    ),
    Claim(
        id="C46",
        title="No uncertainty, no value of information",
        statement=(
            "Where demand never moves, a forecast told free of charge changes nothing at all: a"
            " negative control."
        ),
        source="literature",
        arms={
            "not told": {"communication": "none"},
            "forecast told": {"communication": ONLY_FORECAST},
        },
        contrasts=_c46,
        kpis=("profit", "units", "stock"),
        note=reasons.EXACTLY,
        scenario="calm",
    ),
)
