"""Claims beyond the sources, from the literature: C47, C48, C49, C50 (C46 is with pay and talk)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from coordsim.core.records import Floats
from coordsim.evidence.claims import reasons
from coordsim.evidence.claims.records import DOWN, UP, Claim, Contrast, higher, lower
from coordsim.run.comparison import paired
from coordsim.run.result import Run

SOURCE = "literature"
SHOCKS = (0.03, 0.12, 0.24)
EVEN = 0.02  # how far from one the index of a pay rule that does not bend sales may lie
QUARTER, ROUND = 12, 4  # weeks; the base scenario's


def _c47(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    gains = [
        runs[f"{sd} integrated"].kpi("profit") - runs[f"{sd} apart"].kpi("profit") for sd in SHOCKS
    ]
    return [
        Contrast(f"gain of integration: shock {b} - {a}", "money/week", paired(high, low), UP)
        for a, b, low, high in (
            (SHOCKS[0], SHOCKS[-1], gains[0], gains[-1]),
            *zip(SHOCKS, SHOCKS[1:], gains, gains[1:], strict=False),
        )
    ]


def _c48(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    gain = runs["sop"].kpi("forecast_accuracy") - runs["none"].kpi("forecast_accuracy")
    nothing = np.zeros_like(gain)
    return [
        Contrast("forecast_accuracy: sop - none", "share", paired(gain, nothing), UP, 0.10),
        Contrast(
            "forecast_accuracy: sop - none, less 0.35", "share", paired(gain - 0.35, nothing), DOWN
        ),
    ]


def _c49(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "decentralised", "planner"
    up = [higher(runs, a, b, kpi) for kpi in ("demand", "lead_time")]
    return [*up, *(lower(runs, a, b, kpi) for kpi in ("price_realised", "profit"))]


def last_weeks_index(run: Run) -> Floats:
    """Units sold in the last round of a quarter over the quarter's mean round, after warm-up, (F,).

    Counted over the last even number of whole quarters, so that promotions every eight weeks fall
    on each round equally often.
    """
    last = run.plan.shape[1] // QUARTER
    quarters = (last - -(-run.warmup // QUARTER)) // 2 * 2
    units = run.flows["units"][:, (last - quarters) * QUARTER : last * QUARTER]
    whole = units.reshape(len(units), quarters, QUARTER)
    index: Floats = (whole[:, :, -ROUND:].mean(axis=2) / whole.mean(axis=2)).mean(axis=1)
    return index


def _c50(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    quota, linear = last_weeks_index(runs["quota"]), last_weeks_index(runs["linear"])
    nothing = np.zeros_like(quota)
    return [
        Contrast("last weeks' index, quota, less 1.05", "1", paired(quota - 1.05, nothing), UP),
        Contrast(
            f"last weeks' index, linear, less {1 + EVEN}",
            "1",
            paired(linear - 1 - EVEN, nothing),
            DOWN,
        ),
        Contrast(
            f"{1 - EVEN} less last weeks' index, linear",
            "1",
            paired(1 - EVEN - linear, nothing),
            DOWN,
        ),
    ]


CLAIMS = (
    Claim(
        id="C47",
        title="Integration pays more the less certain demand is",
        statement=(
            "Both share the profit; the market's weekly shock is small, as in the base case, or"
            " twice that. What a dashboard adds to profit grows with the shock (O'Leary-Kelly &"
            " Flores 2002)."
        ),
        source=SOURCE,
        arms={
            f"{sd} {name}": {"incentives": "shared", "communication": talk, "market.shock_sd": sd}
            for sd in SHOCKS
            for name, talk in (("integrated", "dashboard"), ("apart", "none"))
        },
        contrasts=_c47,
        kpis=("profit",),
        why=reasons.UNCERTAIN,
        plot="line",
    ),
    Claim(
        id="C48",
        title="Process alone lifts the forecast",
        statement=(
            "Pay unchanged and split, one agreed plan lifts forecast accuracy by 10 to 35 points"
            " over silence (Oliva & Watson 2011: 58 to 88 %)."
        ),
        source=SOURCE,
        arms={talk: {"incentives": "silo", "communication": talk} for talk in ("none", "sop")},
        contrasts=_c48,
        kpis=("forecast_accuracy", "profit"),
        why=reasons.PROCESS,
    ),
    Claim(
        id="C49",
        title="Price and lead time decided apart",
        statement=(
            "Knowing the same, departments paid for units and for unit cost ask a lower price,"
            " draw more demand, serve it later and earn less than a planner who decides for both"
            " (Pekgün, Griffin & Keskinocak 2008)."
        ),
        source=SOURCE,
        arms={
            "decentralised": {
                "incentives": "silo",
                "communication": "dashboard",
                "governance": "independent",
            },
            "planner": {
                "incentives": "silo",
                "communication": "dashboard",
                "governance": "leadership",
                "involvement": 1.0,
            },
        },
        contrasts=_c49,
        kpis=("demand", "lead_time", "price_realised", "profit"),
    ),
    Claim(
        id="C50",
        title="Quotas bend sales to the quarter's end",
        statement=(
            "With a bonus for the quarter's units, more than a third of a quarter's sales, by 5"
            " % and more, falls into its last third; paid in proportion to units, sales are even"
            " (Oyer 1998; Larkin 2014)."
        ),
        source=SOURCE,
        arms={
            "linear": {"incentives": "silo", "communication": "dashboard"},
            "quota": {"incentives": "quota", "communication": "dashboard"},
        },
        contrasts=_c50,
        kpis=("units", "promotion_share", "profit"),
        why=reasons.QUOTA,
    ),
)
