"""One driver of a study at a time, on this machine: two would run every firm twice. Shards share
the work on purpose; of each of them there is one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coordsim.core.turns import Claim
from coordsim.research.errors import SweepError
from coordsim.research.store import Store, now


@contextmanager
def alone(store: Store, design: str = "") -> Iterator[None]:
    """Be the one who runs a study, or a shard of it; ``design`` is the design's hash. Ends with
    this process, however that ends. Raises SweepError where somebody else is, or runs another
    design there; where files cannot be locked nobody knows.
    """
    path, claim = store.out / f".running{store.shard}", Claim()
    note = {"process": os.getpid(), "since": now(), "design": design}
    held = claim.ask(path, json.dumps(note).encode())
    try:
        for other in sorted(store.out.glob(".running*")):
            if (held or other != path) and _runs_another(other, design):
                raise SweepError(
                    f"{store.folder}: somebody runs another design there{_told(other)}; wait for"
                    " its end, or take another folder"
                )
        if held:
            raise SweepError(_somebody(store, path))
        yield
    finally:
        claim.end()


def _runs_another(path: Path, design: str) -> bool:
    """Say whether somebody runs a design that is not this one, by the note in a claimed file."""
    return (_noted(path).get("design") or design) != design and Claim().held(path)


def _somebody(store: Store, path: Path) -> str:
    """Say that somebody runs it, and what can be done."""
    shard = store.shard.removeprefix("-").replace("-of-", "/")
    what = f"shard {shard} of this study" if shard else "this study"
    share = "the other shards" if shard else "--shard 1/2 and --shard 2/2"
    return (
        f"{store.folder}: somebody runs {what} already{_told(path)}; coordsim sweep {store.folder}"
        f" --status tells how far it is, and {share}, run side by side, share the work"
    )


def _told(path: Path) -> str:
    """Return which process it is and since when, as far as its note says so."""
    note = _noted(path)
    if not {"process", "since"} <= note.keys():
        return ""
    return f" (process {note['process']}, since {note['since']})"


def _noted(path: Path) -> dict[str, Any]:
    """Return what a claimed file's note says; nothing where it says nothing."""
    try:
        note = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}
