"""Claims on marketing and production: C12, C14, C15, C17 to C23."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from coordsim.core.records import Floats
from coordsim.evidence.claims import reasons
from coordsim.evidence.claims.contexts import LAUNCHES
from coordsim.evidence.claims.customisation import VOLATILE
from coordsim.evidence.claims.measures import weeks_to_recover
from coordsim.evidence.claims.records import (
    DOWN,
    REPORTED,
    UP,
    Claim,
    Contrast,
    higher,
    interior_maximum,
    lower,
)
from coordsim.run.comparison import paired
from coordsim.run.result import Run

SOURCE = "marketing and production"
WORST = {"incentives": "silo", "communication": "none"}
BEST = {"incentives": "shared", "communication": "sop"}
RHYTHMS = (1, 2, 4, 8, 13, 26)
FACTORS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "transparency": ({"communication": "none"}, {"communication": "dashboard"}),
    "joint objectives": ({"incentives": "silo"}, {"incentives": "shared"}),
    "accountability": ({"accountability": False}, {"accountability": True}),
}  # name -> changes without and with it
CULTURE: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "sponsorship": ({"involvement": 0.0}, {"involvement": 1.0}),
    "openness": (
        {"communication": {"preset": "meetings", "noise": 0.5}},
        {"communication": {"preset": "meetings", "noise": 0.0}},
    ),
}
AGREED, ONE_SIDED = ("leadership", "joint"), ("marketing_leads", "operations_leads")
MARKETS = {
    "stable": {"market.shock_sd": 0.05},
    "volatile": {**VOLATILE, "market.shock_persistence": 0.95},
}  # moves, and stays
SHOCK: dict[str, Any] = {"kind": "supply", "week": 52, "weeks": 10, "size": 1.0}


def _c12(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [lower(runs, "meetings", "none", "lost_not_told")]


def _c14(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [
        lower(runs, "planned", "ad hoc", "overtime"),
        lower(runs, "planned", "ad hoc", "stockout_rate"),
    ]


def _c15(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return interior_maximum(
        [runs[f"{n}"].kpi("profit") for n in RHYTHMS],
        ["every week" if n == 1 else f"every {n} weeks" for n in RHYTHMS],
        "profit",
    )


def _c17(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [
        lower(runs, "trained", "not trained", "belief_error"),
        higher(runs, "trained", "not trained", "profit"),
    ]


def factorial(
    factors: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]], same: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return the arms of a full factorial: every mixture of factors without and with, named by
    those that are there.
    """
    arms: dict[str, dict[str, Any]] = {}
    for levels in product((0, 1), repeat=len(factors)):
        arm: dict[str, Any] = dict(same)
        for level, pair in zip(levels, factors.values(), strict=True):
            arm |= pair[level]
        arms[_mixture(name for name, level in zip(factors, levels, strict=True) if level)] = arm
    return arms


def effect(runs: Mapping[str, Run], factors: Sequence[str], of: Sequence[str], kpi: str) -> Floats:
    """Return a main effect or an interaction in a full factorial, world by world, (F,): with less
    without, mean over the others.

    An interaction of several is the difference of differences between them (Montgomery, Design and
    Analysis of Experiments).
    """
    total: Floats = np.zeros(next(iter(runs.values())).firms)
    for levels in product((0, 1), repeat=len(factors)):
        there = {name for name, level in zip(factors, levels, strict=True) if level}
        sign = (-1.0) ** sum(name not in there for name in of)
        total = total + sign * runs[_mixture(name for name in factors if name in there)].kpi(kpi)
    return total / 2.0 ** (len(factors) - len(of))


def _mixture(names: Iterable[str]) -> str:
    return " + ".join(names) or "neither"


def _main_effects(runs: Mapping[str, Run], factors: Sequence[str]) -> list[Contrast]:
    nothing = np.zeros(next(iter(runs.values())).firms)
    mains = [
        Contrast(
            f"profit: main effect of {name}",
            "money/week",
            paired(effect(runs, factors, [name], "profit"), nothing),
            UP,
        )
        for name in factors
    ]
    all_of = paired(effect(runs, factors, factors, "profit"), nothing)
    return [*mains, Contrast("profit: interaction of all", "money/week", all_of, REPORTED)]


def _c18(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return _main_effects(runs, list(FACTORS))


def _c19(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "shared, sop", "silo, none"
    launched = paired(
        runs[f"{a}, launches"].kpi("time_to_market"), runs[f"{b}, launches"].kpi("time_to_market")
    )
    return [
        Contrast(f"time_to_market of planned launches: {a} - {b}", "weeks", launched, DOWN),
        *(lower(runs, a, b, kpi) for kpi in ("write_offs", "defect_rate")),
        *(higher(runs, a, b, kpi) for kpi in ("satisfaction", "profit")),
    ]


def _c20(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return _main_effects(runs, list(CULTURE))


def _c21(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    agreed, one_sided = (
        {kpi: _mean_over(runs, ways, kpi) for kpi in ("profit", "frustration")}
        for ways in (AGREED, ONE_SIDED)
    )
    expected = {"profit": UP, "frustration": DOWN}
    return [
        *(
            Contrast(
                f"{kpi}: agreed ways - one-sided ways", "", paired(agreed[kpi], one_sided[kpi]), way
            )
            for kpi, way in expected.items()
        ),
        *(
            Contrast(f"{kpi}: {a} - {b}", "", paired(runs[a].kpi(kpi), runs[b].kpi(kpi)), REPORTED)
            for kpi in expected
            for a, b in product(AGREED, ONE_SIDED)
        ),
    ]


def _mean_over(runs: Mapping[str, Run], arms: Sequence[str], kpi: str) -> Floats:
    """Mean of a KPI over arms, world by world, (F,)."""
    return sum((runs[arm].kpi(kpi) for arm in arms), start=np.zeros(runs[arms[0]].firms)) / len(
        arms
    )


def _c22(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    gain = {
        name: (
            runs[f"{name}, every week"].kpi("profit") - runs[f"{name}, every 8 weeks"].kpi("profit")
        )
        for name in MARKETS
    }
    return [
        Contrast(
            "profit: gain when volatile - gain when stable",
            "money/week",
            paired(gain["volatile"], gain["stable"]),
            UP,
        ),
        *(
            Contrast(
                f"profit, {name}: every week - every 8 weeks",
                "money/week",
                paired(gain[name], 0 * gain[name]),
                REPORTED,
            )
            for name in MARKETS
        ),
    ]


def _c23(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    week = int(SHOCK["week"])
    took = {
        talk: weeks_to_recover(runs[f"{talk}, shock"], runs[f"{talk}, no shock"], week)
        for talk in ("sop", "none")
    }
    return [
        Contrast("weeks to recover: sop - none", "weeks", paired(took["sop"], took["none"]), DOWN)
    ]


CLAIMS = (
    Claim(
        id="C12",
        title="Pitfall: communication breaks down",
        statement=(
            "Departments that meet lose fewer sales because a plan was not told than departments"
            " that do not talk."
        ),
        source=SOURCE,
        arms={talk: {"communication": talk} for talk in ("none", "meetings")},
        contrasts=_c12,
        kpis=("lost_not_told", "lost_units"),
    ),
    Claim(
        id="C14",
        title="Pitfall: no planning",
        statement=(
            "Sales and operations planning needs less overtime, and empties fewer shelves, than"
            " marketing going ahead with operations stretching to follow."
        ),
        source=SOURCE,
        arms={
            "ad hoc": {"communication": "none", "governance": "marketing_leads"},
            "planned": {"communication": "sop"},
        },
        contrasts=_c14,
        kpis=("overtime", "stockout_rate"),
    ),
    Claim(
        id="C15",
        title="Meetings help until there are too many",
        statement=(
            "With pay shared, profit is best at some rhythm of meetings between every week and"
            " twice a year."
        ),
        source=SOURCE,
        arms={
            f"{n}": {"incentives": "shared", "communication": {"preset": "meetings", "every": n}}
            for n in RHYTHMS
        },
        contrasts=_c15,
        kpis=("profit", "cost_meetings"),
        plot="line",
    ),
    Claim(
        id="C17",
        title="Trained in each other's trade",
        statement=(
            "Where departments meet, managers trained in the other's trade have a truer picture,"
            " and the firm earns more."
        ),
        source=SOURCE,
        arms={
            name: {"communication": "meetings", "cross_training": on}
            for name, on in (("not trained", False), ("trained", True))
        },
        contrasts=_c17,
        kpis=("belief_error", "profit"),
        why=reasons.TRADE,
    ),
    Claim(
        id="C18",
        title="Transparency, joint objectives, accountability",
        statement=(
            "Each of the three lifts profit on average over the other two with and without; how"
            " they act together is reported."
        ),
        source=SOURCE,
        arms=factorial(FACTORS, {}),
        contrasts=_c18,
        kpis=("profit",),
        why=reasons.THREE,
        tried=(
            "charges of 0.02 to 0.3 a unit. They get more orders served, which costs money while a"
            " firm sells below cost, as under silo pay, and change next to nothing where pay is"
            " shared."
        ),
    ),
    Claim(
        id="C19",
        title="Everything gets better together",
        statement=(
            "Sharing the result and planning together, firms bring the same planned launches to"
            " market sooner, and, free to choose their range, write off less, make fewer"
            " defects, content customers more and earn more than firms that do neither."
        ),
        source=SOURCE,
        arms={
            name: rules | more
            for more, after in (({}, ""), (LAUNCHES, ", launches"))
            for name, rules in ((f"silo, none{after}", WORST), (f"shared, sop{after}", BEST))
        },
        contrasts=_c19,
        kpis=("time_to_market", "write_offs", "defect_rate", "satisfaction", "profit"),
        tried=(
            "write-offs for each unit sold, which do fall (from 0.068 to 0.065 money). The firm"
            " that plans together sells more and keeps its shelves filled, and what lies on a shelf"
            " grows old; the other is out of stock and has little to write off."
        ),
    ),
    Claim(
        id="C20",
        title="Sponsors at the top, openness below",
        statement=(
            "Where departments meet and leadership may settle, a leadership that takes part and"
            " words that come through clearly each lift profit."
        ),
        source=SOURCE,
        arms=factorial(CULTURE, {"governance": "leadership"}),
        contrasts=_c20,
        kpis=("profit",),
    ),
    Claim(
        id="C21",
        title="An agreed way to settle conflicts",
        statement=(
            "Conflicts settled by leadership or jointly leave more profit and less frustration,"
            " on the mean of the two, than conflicts that one side always wins; each pair is"
            " reported."
        ),
        source=SOURCE,
        arms={way: {"governance": way} for way in (*AGREED, *ONE_SIDED)},
        contrasts=_c21,
        kpis=("profit", "frustration"),
    ),
    Claim(
        id="C22",
        title="Adapting at short notice pays where markets move",
        statement=(
            "Deciding every week in place of every eight gains more where demand is volatile"
            " than where it is stable; pay is shared and all is told."
        ),
        source=SOURCE,
        arms={
            f"{name}, every {label}": {
                "incentives": "shared",
                "communication": "dashboard",
                **market,
                "horizon.round_weeks": weeks,
            }
            for name, market in MARKETS.items()
            for label, weeks in (("8 weeks", 8), ("week", 1))
        },
        contrasts=_c22,
        kpis=("profit",),
        why=reasons.SHORT_NOTICE,
        tried=(
            "shocks that fade (persistence 0.6) and that last (0.95). Deciding every week gains in"
            " a stable market and loses in a moving one, since managers take each week's noise for"
            " news and pay for hiring and firing. A manager who weighs the two is missing."
        ),
    ),
    Claim(
        id="C23",
        title="Risk is met by joint planning",
        statement=(
            "When no shipment of materials arrives for ten weeks, firms that plan together are"
            " sooner back at the sales that they would have had than firms whose departments do"
            " not talk."
        ),
        source=SOURCE,
        arms={
            f"{talk}, {'shock' if shocked else 'no shock'}": {
                "communication": talk,
                "shocks": [SHOCK] if shocked else [],
            }
            for talk in ("none", "sop")
            for shocked in (False, True)
        },
        contrasts=_c23,
        kpis=("units", "fill_rate"),
        why=reasons.RISK,
    ),
)
