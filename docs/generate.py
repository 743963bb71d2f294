"""Write the generated parts of README.md and docs/: nothing in them is typed by hand.

    python3 -m uv run python docs/generate.py            everything (some minutes)
    python3 -m uv run python docs/generate.py reference  only the tables of levers, facts, KPIs and parameters (at once)

Parts: corners (README's table), claims (docs/claims.md and its figures), reference (docs/reference.md).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import coordsim as cs
from coordsim.claims.run import CLAIMS, run_claims
from coordsim.facts import FACTS, GROUPS
from coordsim.kpis import KPI, KPIS
from coordsim.levers import LEVERS
from coordsim.parameters import GROUPS as PARAMETER_GROUPS
from coordsim.scenario import COMMUNICATION, DEMAND, GOVERNANCE, INCENTIVES, Scenario

DOCS = Path(__file__).parent
README = DOCS.parent / "README.md"
CORNERS = (("silo", "none"), ("silo", "dashboard"), ("shared", "none"), ("shared", "sop"))
SHOWN = ("profit", "stockout_rate", "unit_cost", "range", "lost_units", "forecast_accuracy", "satisfaction", "frustration")
FIRMS = 200


def table(headers: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(headers) + " |", "|" + "|".join(" --- " for _ in headers) + "|"]
    return "\n".join(lines + ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows])


def put(path: Path, name: str, text: str) -> None:
    """Replace what stands between the markers of a generated part."""
    begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
    old = path.read_text("utf-8")
    if begin not in old or end not in old:
        raise SystemExit(f"{path.name}: the markers of {name} are missing")
    path.write_text(
        re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: f"{begin}\n{text}\n{end}", old, flags=re.S), "utf-8"
    )


def shown(value: float, kpi: str) -> str:
    """Format a KPI with the digits that matter."""
    if KPI[kpi].unit.startswith(("share", "1 -")):
        return f"{value:.0%}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def corners() -> None:
    """README's table: pay x talk, means over worlds after warm-up; the numbers are kept beside it as JSON."""
    base = cs.load("base")
    data: dict[str, Any] = {}
    for pay, talk in CORNERS:
        run = cs.simulate(base.with_({"incentives": pay, "communication": talk}), firms=FIRMS, seed=1)
        data[f"{pay} + {talk}"] = {"kpis": {name: run.summary()[name] for name in SHOWN}, "hash": run.hash}
    (DOCS / "corners.json").write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    put(README, "corners", corners_table(data))


def corners_table(data: Mapping[str, Any]) -> str:
    """Return the table from the stored numbers."""
    rows = [[name, *(shown(arm["kpis"][kpi]["mean"], kpi) for kpi in SHOWN)] for name, arm in data.items()]
    headers = ["pay + talk", *(f"{KPI[kpi].label} ({KPI[kpi].unit})" for kpi in SHOWN)]
    return table(headers, rows)


def claims() -> None:
    """docs/claims.md: statement, arms, contrasts with intervals, verdict, figure."""
    parts = []
    for verdict in run_claims(list(CLAIMS.values()), seeds=FIRMS, figures=DOCS / "figures" / "claims"):
        claim = verdict.claim
        arms = "\n".join(f"- *{name}*: `{json.dumps(dict(changes))}`" for name, changes in claim.arms.items())
        rows = [
            [
                c.label,
                f"{c.measured.mean:.3g}",
                f"{c.measured.low:.3g} to {c.measured.high:.3g}",
                c.expected,
                "yes" if c.holds else "**no**",
            ]
            for c in verdict.contrasts
        ]
        parts.append(
            f"## {claim.id}  {claim.title}: {verdict.word}\n\n{claim.statement} "
            f"(Source: {claim.source}; scenario `{claim.scenario}`.)\n\n{arms}\n\n"
            f"{table(['contrast', 'mean', '95 %', 'must be', 'holds'], rows)}\n\n"
            f"![{claim.title}](figures/claims/{claim.id}.png)"
        )
    put(DOCS / "claims.md", "claims", "\n\n".join(parts))


def reference() -> None:
    """docs/reference.md: levers, facts, KPIs, parameters."""
    path = DOCS / "reference.md"
    put(path, "rules", table(["kind", "name", "what it does"], _rules()))
    levers = [[f"`{v.name}`", v.owner, v.unit, f"{v.low:g} to {v.high:g}", f"{v.step:g}", f"{v.start:g}", v.help] for v in LEVERS]
    put(path, "levers", table(["lever", "owner", "unit", "range", "step", "start", "what it does"], levers))
    facts = [[f"`{f.name}`", f.owner, "everybody" if f.public else f.group, f.unit, f"{f.prior}", f.label] for f in FACTS]
    put(path, "facts", table(["fact", "owner", "group", "unit", "believed when never told", "what it is"], facts))
    kpis = [[f"`{k.name}`", k.unit, k.better, k.formula, k.source] for k in KPIS]
    put(path, "kpis", table(["KPI", "unit", "better", "formula", "source"], kpis))
    put(path, "parameters", "\n\n".join(f"### {group}\n\n{_parameters(group)}" for group in PARAMETER_GROUPS))


def _rules() -> list[list[str]]:
    rows = []
    for name, pay in INCENTIVES.items():
        rows.append(["incentives", f"`{name}`", f"marketing: {pay.words('marketing')} Operations: {pay.words('operations')}"])
    for name, talk in COMMUNICATION.items():
        carried = ", ".join(group for group in GROUPS if group in talk.groups) or "nothing"
        how = f"carries {carried}" if talk.groups else "carries nothing"
        if talk.groups:
            how += f"; every {talk.every} week(s), {talk.delay} week(s) old, noise {talk.noise:g}; "
            how += f"costs {talk.hours:g} manager hours a use and {talk.money:g} a week; teaches {talk.learning:.0%} a use"
            how += "; one agreed forecast" if talk.consensus else ""
        rows.append(["communication", f"`{name}`", how])
    for name, rule in GOVERNANCE.items():
        story = (sys.modules[type(rule).__module__].__doc__ or "").split(": ", 1)[-1]
        rows.append(["governance", f"`{name}`", " ".join(story.split())])
    for name, demand in DEMAND.items():
        story = (type(demand).__doc__ or "").split("(")[0]
        rows.append(["demand", f"`{name}`", " ".join(story.split())])
    return rows


def _parameters(group: str) -> str:
    rows = []
    for name, field in type(getattr(Scenario(name="x", title="x"), group)).model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
        high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
        bounds = "–" if low is None or high is None else f"{low:g} to {high:g}"
        value = f"{field.default:g}" if isinstance(field.default, float) else f"{field.default}"
        rows.append(
            [
                f"`{group}.{name}`",
                value,
                str(extra.get("unit", "–")),
                bounds,
                str(extra.get("source", "–")),
                field.description or "",
            ]
        )
    return table(["parameter", "base value", "unit", "bounds", "source", "what it is"], rows)


PARTS = {"corners": corners, "claims": claims, "reference": reference}

if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in PARTS]
    if unknown:
        raise SystemExit(f"{unknown[0]!r} is not a part; allowed: {', '.join(PARTS)}")
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
