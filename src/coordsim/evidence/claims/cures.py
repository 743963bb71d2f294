"""Claims on cures: C43 (six remedies), C44 (technologies)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordsim.core.kpis import KPI
from coordsim.evidence.claims import reasons
from coordsim.evidence.claims.contexts import HELD, USUAL
from coordsim.evidence.claims.records import DOWN, REPORTED, UP, Claim, Contrast, higher
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.run.comparison import paired
from coordsim.run.result import Run

SOURCE = "what marketing needs to know from operations"
REMEDIES: Mapping[str, Mapping[str, Any]] = {
    "open communication": {"communication": "meetings"},
    "shared metrics": {"incentives": "scorecard"},
    "integrated systems": {"technologies": ["erp"]},
    "cross-training": {"cross_training": True},
    "joint planning": {"governance": "joint"},
    "continuous improvement": {"continuous_improvement": True},
}
BEFORE = {"incentives": "silo", "communication": "none"}


def reported(runs: Mapping[str, Run], first: str, second: str, kpi: str) -> Contrast:
    """Difference of a KPI between two arms whose sign the claim leaves open."""
    return Contrast(
        f"{kpi}: {first} - {second}",
        "",
        paired(runs[first].kpi(kpi), runs[second].kpi(kpi)),
        REPORTED,
    )


def _c43(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    alone = [reported(runs, name, "none of them", "profit") for name in REMEDIES]
    best = [higher(runs, "all six", name, "profit") for name in ("none of them", *REMEDIES)]
    return [*best, *alone]


def _c44(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    out = []
    for item in TECHNOLOGIES.own.values():
        gap = paired(
            runs[f"{item.title}, plans held"].kpi(item.kpi),
            runs["without, plans held"].kpi(item.kpi),
        )
        way = UP if KPI[item.kpi].better == "up" else DOWN
        out.append(Contrast(f"{item.kpi}: {item.title} - without, plans held", "", gap, way))
    more = [reported(runs, item.title, "without", "profit") for item in TECHNOLOGIES.own.values()]
    return [*out, *more]


_REPORTS = {"incentives": "shared", "communication": "reports"}
_SYSTEMS: Mapping[str, Mapping[str, Any]] = {
    "without": _REPORTS,
    **{item.title: {**_REPORTS, "technologies": [item.name]} for item in TECHNOLOGIES.own.values()},
}

CLAIMS = (
    Claim(
        id="C43",
        title="Six remedies, one by one and together",
        statement=(
            "Starting from split pay and silence, each of six remedies is tried on its own and"
            " what it does to profit is reported: meetings, one scorecard, an ERP,"
            " cross-training, joint planning, continuous improvement. All six together earn more"
            " than any one of them and more than none."
        ),
        source=SOURCE,
        arms={
            "none of them": BEFORE,
            **{name: {**BEFORE, **changes} for name, changes in REMEDIES.items()},
            "all six": {
                **BEFORE,
                **{key: value for changes in REMEDIES.values() for key, value in changes.items()},
            },
        },
        contrasts=_c43,
        kpis=("profit", "satisfaction", "conflicts"),
        why=reasons.REMEDIES,
    ),
    Claim(
        id="C44",
        title="Eight technologies, each at its price",
        statement=(
            "With noisy reports of forecast, stock and cost, and plans held alike, each"
            " technology improves the figure that it acts on. Whether it earns its price where"
            " managers who share the profit act on it is reported."
        ),
        source=SOURCE,
        arms={
            **_SYSTEMS,
            **{
                f"{name}, plans held": {**changes, **HELD, **USUAL}
                for name, changes in _SYSTEMS.items()
            },
        },
        contrasts=_c44,
        kpis=("profit", "belief_error", "forecast_accuracy"),
    ),
)
