"""One driver of a study at a time, on this machine: two would run every firm twice. Shards share
the work on purpose; of each of them there is one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coordsim.core.turns import Claim
from coordsim.research.errors import SweepError
from coordsim.research.store import Store, now


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Be the one who runs a study, or a shard of it. Ends with this process, however that ends.
    Raises SweepError where somebody else is; where files cannot be locked nobody knows.
    """
    path, claim = store.out / f".running{store.shard}", Claim()
    if claim.ask(path, json.dumps({"process": os.getpid(), "since": now()}).encode()):
        raise SweepError(_somebody(store, path))
    try:
        yield
    finally:
        claim.end()


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
    try:
        note = json.loads(path.read_bytes())
        return f" (process {int(note['process'])}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
