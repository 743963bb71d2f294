"""What a sweep did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coordsim.research.errors import SweepError
from coordsim.research.results import Results


@dataclass(frozen=True)
class Count:
    """How many were run now, were there already, could not be run."""

    done: int = 0
    skipped: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Failure:
    """A firm that could not be run, and why."""

    levels: Mapping[str, str]
    seed: int
    reason: str


@dataclass(frozen=True)
class Summary:
    """What a sweep did. ``results``: for each of the first points its factors and the mean and
    standard error of every outcome. ``ignored``: what lies there and was not used, in a sentence.
    """

    question: str
    points: int
    seeds: int
    firms: Count
    parts: Count
    failures: tuple[Failure, ...]
    seconds: float
    manifest: Path
    table: Path | None
    results: tuple[Mapping[str, Any], ...]
    ignored: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        paths = {
            "manifest": str(self.manifest),
            "table": None if self.table is None else str(self.table),
        }
        return asdict(self) | paths | {"results": [dict(row) for row in self.results]}


@dataclass(frozen=True)
class Done:
    """What ``run`` gives: a summary, and the results, None where firms are missing."""

    summary: Summary
    whole: Results | None

    @property
    def results(self) -> Results:
        """The results. Raises SweepError where firms are missing, with the first reason."""
        if self.whole is not None:
            return self.whole
        firms = self.summary.firms
        if not firms.failed:
            raise SweepError(
                f"this shard has done its part, {firms.done} firms, and others are missing: results"
                " come when the last shard has run (coordsim sweep FOLDER --status)"
            )
        first = self.summary.failures[:1]
        why = f": {first[0].reason}" if first else ""
        raise SweepError(f"{firms.failed} firms could not be run{why}")
