"""The firms of the library as pages list them."""

from __future__ import annotations

from typing import Final

from coordsim.scenario.file import names

FIRST: Final = "base"
EXTREME: Final = "blind"  # nobody's firm, kept to be compared with


def on_list() -> list[str]:
    """Return the names of all scenarios: the base case first, the extreme last."""
    others = [name for name in names() if name not in (FIRST, EXTREME)]
    return [FIRST, *others, EXTREME]
