"""A debrief to take away: one HTML file and one PDF, both open without a network, and their numbers
are those of the room's export.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from coordsim.room.after.records import Told
from coordsim_web.rooms.debrief import offline, room
from coordsim_web.rooms.debrief.slides import Part
from coordsim_web.rooms.debrief.words import Words

SHOWN_OF_HASH = 12


class Files(NamedTuple):
    """Where the files are."""

    html: Path
    pdf: Path


def html(told: Told, words: Words, parts: Sequence[Part]) -> str:
    """Return parts of a debrief as one HTML document."""
    hashes = ", ".join(team.hash[:SHOWN_OF_HASH] for team in told.teams)
    made = words(
        "page.made", code=told.code, teams=len(told.teams), weeks=told.weeks, hashes=hashes
    )
    return offline.page(parts, words, made)


def pdf(parts: Sequence[Part], path: Path) -> None:
    """Write parts of a debrief as a PDF."""
    from coordsim_web.rooms.debrief import printed  # matplotlib, which pages need not wait for

    printed.write(parts, path)


def write(told: Told, folder: Path, language: str) -> Files:
    """Write both into a folder. Raises ValueError where they are there already."""
    files = Files(folder / f"debrief-{told.code}.html", folder / f"debrief-{told.code}.pdf")
    for file in files:
        if file.exists():
            raise ValueError(f"{file} is there already: choose a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    words = Words(language)
    parts = room.whole(told, words)
    files.html.write_text(html(told, words, parts), "utf-8")
    pdf(parts, files.pdf)
    return files
