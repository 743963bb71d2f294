"""docs/claims.md: all claims at a glance, then each with its statement, arms, contrasts with
intervals, and figure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from coordsim.core.kpis import KPI
from coordsim.evidence.claims.records import Contrast, Verdict
from coordsim.evidence.claims.run import CLAIMS, run_claims
from coordsim.show.numbers import estimate, given, interval, number
from generator.page import Parts, Settings, table

FILE = "docs/claims.md"


def claims(settings: Settings) -> Parts:
    """Run every claim; its figures go to docs/figures/claims."""
    figures = settings.docs / "figures" / "claims"
    verdicts = run_claims(
        list(CLAIMS.values()), seeds=settings.worlds, figures=figures, jobs=settings.jobs
    )
    return {
        (FILE, "verdicts"): glance(verdicts),
        (FILE, "claims"): "\n\n".join(one(verdict) for verdict in verdicts),
    }


def glance(verdicts: Sequence[Verdict]) -> str:
    """A row for each claim: what it says in a few words, its verdict, its first contrast."""
    rows = []
    for verdict in verdicts:
        claim, first = verdict.claim, verdict.contrasts[0]
        word = verdict.word if verdict.supported else f"**{verdict.word}**"
        measured = estimate(first.measured)
        rows.append(
            [f"[{claim.id}](#{claim.id.lower()})", claim.title, word, first.label, measured]
        )
    supported = sum(verdict.supported for verdict in verdicts)
    count = f"{supported} of {len(verdicts)} claims are supported."
    heads = ["claim", "in short", "verdict", "first contrast", "mean (95 %)"]
    return f"{count}\n\n{table(heads, rows)}"


def one(verdict: Verdict) -> str:
    """One claim in full."""
    claim = verdict.claim
    arms = "\n".join(f"- *{name}*: {said(changes)}" for name, changes in claim.arms.items())
    rows = []
    for contrast in verdict.contrasts:
        least = f", by {given(contrast.at_least)} at least" if contrast.at_least else ""
        holds = "–" if contrast.expected == "reported" else "yes" if contrast.holds else "**no**"
        gap = contrast.measured
        rows.append(
            [
                contrast.label,
                unit_of(contrast),
                number(gap.mean),
                interval(gap),
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


def unit_of(contrast: Contrast) -> str:
    """Return a contrast's unit: its own, or that of the KPI that its label begins with."""
    first = contrast.label.split(":")[0].split(" ")[0].rstrip(",")
    return contrast.unit or (KPI[first].unit if first in KPI else "–")
