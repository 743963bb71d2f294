"""How far a study is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coordsim.research.design import Design
from coordsim.research.estimate import spelled
from coordsim.research.plan import firms_of, plan
from coordsim.research.runner import ignored
from coordsim.research.store import Store
from coordsim.research.why import differences

RECENT = 50  # parts whose pace says how long the rest takes


@dataclass(frozen=True)
class Standing:
    """How far a study is: firms that are there and in all, tasks that are missing, firms that
    failed when they were last tried, damaged parts, minutes left at the pace of late (None where
    none is known), and what differs from what lies there.
    """

    firms: int
    there: int
    tasks: int
    failed: int
    damaged: int
    minutes: float | None
    running: bool
    differs: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of firms that are there."""
        return self.there / self.firms if self.firms else 1.0

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"share": self.share}

    def __str__(self) -> str:
        left = ""
        if self.there < self.firms:
            left = (
                ", time left not known"
                if self.minutes is None
                else f", {spelled(self.minutes)} left"
            )
        damaged = f", {self.damaged} parts damaged" if self.damaged else ""
        running = "" if self.running or self.there == self.firms else ", nothing runs"
        return (
            f"{100 * self.share:.4g} % ({self.there} of {self.firms} firms){left},"
            f" {self.failed} failed{damaged}{running}"
        )


def status(folder: str | Path) -> Standing:
    """Say how far the study of a folder is, on whatever machines it runs. Raises DesignError when
    its design cannot be read.
    """
    folder = Path(folder)
    design, store = Design.load(folder), Store(folder)
    current = plan(design, store)
    notes = store.notes()
    lacking = firms_of(current.missing)
    last = {note["file"]: note["event"] for note in notes}
    others = [*differences(design, store.out), ignored(current)]
    return Standing(
        firms=current.firms,
        there=firms_of(current.ready),
        tasks=len(current.missing),
        failed=_failed(notes),
        damaged=len(current.found.damaged),
        minutes=_minutes(notes, lacking),
        running=any(event not in ("finished", "incomplete", "stopped") for event in last.values()),
        differs=tuple(text for text in others if text),
    )


def _failed(notes: list[dict[str, Any]]) -> int:
    failed = {note["part"]: note["firms"] for note in notes if note["event"] == "failed"}
    finished = {note["part"] for note in notes if note["event"] == "part"}
    return sum(firms for part, firms in failed.items() if part not in finished)


def _minutes(notes: list[dict[str, Any]], lacking: int) -> float | None:
    parts = [note for note in notes if note["event"] == "part"][-RECENT:]
    if not lacking or len(parts) < 2:
        return None if lacking else 0.0
    first, last = (datetime.fromisoformat(parts[place]["time"]) for place in (0, -1))
    seconds = (last - first).total_seconds()
    firms = sum(note["firms"] for note in parts[1:])
    return None if seconds <= 0 else lacking * seconds / firms / 60
