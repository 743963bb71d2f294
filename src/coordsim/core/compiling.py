"""Who is told how far compilation is. Free of numba, so that whoever starts a process can listen
before anything is loaded.
"""

from __future__ import annotations

from collections.abc import Callable

LISTENERS: list[Callable[[int, int], None]] = []
"""Called with (parts compiled, parts known) after each part, with none of them compiled where
another process does so; never where all is at hand."""


def tell(done: int, parts: int) -> None:
    """Tell all who listen."""
    for listener in LISTENERS:
        listener(done, parts)
