"""Findings as plain data, for ``--json`` and for docs/emergence.md, and how a figure is read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from coordsim.evidence.validation.emergence.findings import Finding, Verdict
from coordsim.evidence.validation.emergence.lab import Lab
from coordsim.show.numbers import MATTER, NONE, number

VERDICTS: tuple[Verdict, ...] = ("held", "not held", "not measured", "shown")


def document(lab: Lab, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what was measured and where, fit for JSON: numbers that are none are None."""
    return {
        "scenario": lab.named or lab.scenario.name,
        "worlds": lab.worlds,
        "first": lab.first,
        "draws": lab.draws,
        "counts": counts(findings),
        "rows": [row(lab, finding) for finding in findings],
    }


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """Return how many rows came to each verdict."""
    return {
        verdict: sum(finding.verdict == verdict for finding in findings) for verdict in VERDICTS
    }


def row(lab: Lab, finding: Finding) -> dict[str, Any]:
    """Return one finding."""
    need, found = finding.need, finding.estimate
    ends = (found.figure, found.low, found.high) if found else (None, None, None)
    figure, low, high = (None if end is None or not math.isfinite(end) else end for end in ends)
    return {
        "family": finding.family,
        "row": finding.name,
        "must": need.words,
        "band": [need.low, need.high],
        "by": need.by,
        "unit": need.unit,
        "source": need.source,
        "figure": figure,
        "low": low,
        "high": high,
        "n": found.n if found else 0,
        "verdict": finding.verdict,
        "clear": finding.clear,
        "note": finding.note,
        "command": lab.command(finding.family),
    }


def figure(row: Mapping[str, Any]) -> str:
    """Write a row's figure with its interval."""
    if row["figure"] is None:
        return NONE
    text = number(row["figure"], matter=MATTER)
    if row["low"] is None or row["low"] == row["high"]:
        return text
    return f"{text} ({number(row['low'])} to {number(row['high'])})"


def verdict(row: Mapping[str, Any]) -> str:
    """Write a row's verdict; one that its interval does not bear out in full says so."""
    return str(row["verdict"]) + ("" if row["clear"] else ", not clearly")
