"""docs/claims.md: all claims at a glance, then each with its statement, arms, contrasts with
intervals, and figure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from coordsim.core.kpis import KPI
from coordsim.evidence.claims.records import Contrast, Verdict
from coordsim.evidence.claims.run import CLAIMS, chosen, run_claims
from coordsim.show.numbers import difference, estimate, given, in_hundredths, interval, share
from generator.page import SHIPPED, Parts, Settings, between, cells, table

FILE = "docs/claims.md"
DRAWS = SHIPPED / "docs" / "claims-draws.json"  # printed by coordsim claims --json
RATIO = ", less 1"


class Told(NamedTuple):
    """What the document says of a claim: its row in the table, and its section."""

    row: str
    section: str


def claims(settings: Settings) -> Parts:
    """Run claims, all of them unless some are named, and leave what is written of the others;
    figures go to docs/figures/claims.
    """
    figures = settings.docs / "figures" / "claims"
    verdicts = run_claims(
        chosen(settings.only), firms=settings.worlds, figures=figures, jobs=settings.jobs
    )
    told = written(settings.root / FILE) if settings.only else {}
    told |= {verdict.claim.id: Told(row(verdict), section(verdict)) for verdict in verdicts}
    missing = [name for name in CLAIMS if name not in told]
    if missing:
        raise SystemExit(f"{FILE} says nothing of {missing[0]} yet: name it after --only as well")
    return {
        (FILE, "verdicts"): glance([told[name].row for name in CLAIMS]),
        (FILE, "claims"): "\n\n".join(told[name].section for name in CLAIMS),
    }


def over_draws(_settings: Settings) -> Parts:
    """In which share of draws over assumptions each direction holds, as kept in
    docs/claims-draws.json; that it was not measured where there is no such file.
    """
    if not DRAWS.is_file():
        return {(FILE, "draws"): "Not measured yet."}
    return {(FILE, "draws"): draws_table(json.loads(DRAWS.read_text("utf-8")))}


def draws_table(data: Mapping[str, Any]) -> str:
    """Say how many directions are fragile, and write the row of each claim: its first contrast, and
    the one that holds in fewest draws.
    """
    kept = [claim for claim in data["claims"] if claim.get("holds_in") is not None]
    fragile = [claim["id"] for claim in kept if claim["fragile"]]
    rows = []
    for claim in kept:
        least = min(one for one in claim["contrasts_hold_in"] if one is not None)
        word = "**fragile**" if claim["fragile"] else ""
        link = f"[{claim['id']}](#{claim['id'].lower()})"
        holds, blind = share(claim["holds_in"]), str(claim["unmeasured"] or "")
        verdict = claim["verdict"] if claim["verdict"] == "supported" else f"**{claim['verdict']}**"
        rows.append([link, verdict, holds, share(least), blind, str(claim["draws"]), word])
    heads = [
        "claim",
        f"verdict on {data['scenario']}",
        "its direction holds in",
        "its weakest contrast in",
        "could not be measured in",
        "draws",
        "",
    ]
    supported = sum(claim["verdict"] == "supported" for claim in kept)
    count = (
        f"On {data['scenario']} {supported} of {len(kept)} claims are supported, and"
        f" {len(fragile)} directions are fragile."
    )
    return f"{count}\n\n{table(heads, rows)}"


def written(path: Path) -> dict[str, Told]:
    """Return what stands in the document, by claim."""
    rows = [line for line in between(path, "verdicts").splitlines() if line.startswith("| [")]
    sections = re.split(r"\n\n(?=## )", between(path, "claims"))
    return {
        section.split("\n")[0].removeprefix("## "): Told(row, section)
        for row, section in zip(rows, sections, strict=True)
    }


def row(verdict: Verdict) -> str:
    """A claim in a row: what it says in a few words, its verdict, its first contrast."""
    claim, first = verdict.claim, verdict.contrasts[0]
    word = verdict.word if verdict.supported else f"**{verdict.word}**"
    link = f"[{claim.id}](#{claim.id.lower()})"
    mean, ends = measured(first)
    found = f"{mean} ({ends})"
    if not relative(first):
        found = estimate(first.measured, unit_of(first))
    return cells([link, claim.title, word, first.label, found])


def glance(rows: Sequence[str]) -> str:
    """How many claims are supported, and the row of each."""
    supported = sum("| supported |" in row for row in rows)
    count = f"{supported} of {len(rows)} claims are supported."
    heads = ["claim", "in short", "verdict", "first contrast", "mean (95 %)"]
    return "\n".join([f"{count}\n\n{table(heads, [])}", *rows])


def section(verdict: Verdict) -> str:
    """One claim in full."""
    claim = verdict.claim
    arms = "\n".join(f"- *{name}*: {said(changes)}" for name, changes in claim.arms.items())
    rows = []
    for contrast in verdict.contrasts:
        least = f", by {given(contrast.at_least)} at least" if contrast.at_least else ""
        holds = "–" if contrast.expected == "reported" else "yes" if contrast.holds else "**no**"
        rows.append(
            [
                contrast.label,
                unit_of(contrast),
                *measured(contrast),
                f"{contrast.expected}{least}",
                holds,
            ]
        )
    tried = f"What was tried: {claim.tried}\n\n" if claim.tried and not verdict.supported else ""
    return (
        f"## {claim.id}\n\n**{claim.title}: {verdict.word}.** {claim.statement}\n\n"
        f"Source: {claim.source}; scenario `{claim.scenario}`. Arms:\n\n{arms}\n\n"
        f"{table(['contrast', 'unit', 'mean', '95 %', 'must be', 'holds'], rows)}\n\n"
        f"{tried}![{claim.title}](figures/claims/{claim.id}.png)"
    )


def said(changes: Mapping[str, Any]) -> str:
    """Say what an arm changes, and in which scenario where it names another one than the claim."""
    left = {key: value for key, value in changes.items() if key != "scenario"}
    where = f"scenario `{changes['scenario']}`, " if "scenario" in changes else ""
    return where + (f"`{json.dumps(left, ensure_ascii=False)}`" if left else "as it is")


def measured(contrast: Contrast) -> tuple[str, str]:
    """Return a contrast's mean and interval: differences of shares in points, ratios less 1 in
    hundredths.
    """
    gap, unit = contrast.measured, unit_of(contrast)
    if relative(contrast):
        return share(gap.mean), f"{share(gap.low)} to {share(gap.high)}"
    return difference(gap.mean, unit), interval(gap, unit)


def relative(contrast: Contrast) -> bool:
    """Whether a contrast is by what part one arm lies above another."""
    return contrast.label.endswith(RATIO) and in_hundredths(unit_of(contrast))


def unit_of(contrast: Contrast) -> str:
    """Return a contrast's unit: its own, or that of the KPI that its label begins with."""
    first = contrast.label.split(":")[0].split(" ")[0].rstrip(",")
    return contrast.unit or (KPI[first].unit if first in KPI else "–")
