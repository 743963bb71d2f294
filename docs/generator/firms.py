"""The base firm in numbers: README's corners of pay and talk, and where base's money goes, in
docs/model.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import coordsim as cs
from coordsim.core.kpis import KPI
from coordsim.show.numbers import interval, measured, number
from coordsim.study.attribution import Attribution, attribute
from coordsim.study.optimum.firms import CORNERS
from coordsim.study.waterfall import draw, sentence
from generator.page import Parts, Settings, table

SHOWN = (
    "profit",
    "stockout_rate",
    "unit_cost",
    "range",
    "lost_units",
    "forecast_accuracy",
    "satisfaction",
    "frustration",
)
MODEL = "docs/model.md"


def corners(settings: Settings) -> Parts:
    """README's table: pay x talk, means over worlds after warm-up; the numbers are kept beside it
    as JSON.
    """
    base = cs.load("base")
    data: dict[str, Any] = {}
    for name, rules in CORNERS.items():
        run = cs.simulate(base.with_(rules), firms=settings.worlds, seed=1)
        data[name] = {"kpis": {kpi: run.summary()[kpi] for kpi in SHOWN}, "hash": run.hash}
    (settings.docs / "corners.json").write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    return {("README.md", "corners"): corners_table(data)}


def corners_table(data: Mapping[str, Any]) -> str:
    """Return the table from the stored numbers."""
    rows = [
        [name, *(measured(arm["kpis"][kpi]["mean"], KPI[kpi].unit) for kpi in SHOWN)]
        for name, arm in data.items()
    ]
    headers = ["pay + talk", *(f"{KPI[kpi].label} ({KPI[kpi].unit})" for kpi in SHOWN)]
    return table(headers, rows)


def attribution(settings: Settings, held_range: int | None = None) -> Parts:
    """Where base's money goes; needs a stored benchmark plan unless ``held_range`` says where the
    range is held.
    """
    found = attribute("base", held_range=held_range, firms=settings.worlds)
    figure = settings.docs / "figures" / "attribution-base.png"
    figure.parent.mkdir(parents=True, exist_ok=True)
    draw(found).savefig(figure, dpi=150)
    return {(MODEL, "attribution"): attribution_text(found)}


def attribution_text(found: Attribution) -> str:
    """The figure, its sentence, and the parts with their intervals."""
    rows = [
        [name, found.words[name], number(part.mean), interval(part)]
        for name, part in found.intervals.items()
    ]
    rows.append(["together", "", number(found.gap.mean), interval(found.gap)])
    unit = KPI[found.kpi].unit
    causes = [
        [cause, number(lost), number(found.lost_best[cause])]
        for cause, lost in found.lost_worst.items()
    ]
    return "\n\n".join(
        [
            f"![Where the money of {found.scenario} goes](figures/attribution-base.png)",
            sentence(found),
            table(["friction", "from → to", f"part ({unit})", "95 %"], rows),
            table(["units lost a week, by cause", "as it is", "coordinated"], causes),
        ]
    )
