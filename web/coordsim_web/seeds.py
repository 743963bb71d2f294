"""The seed that somebody types for a world, in the Lab and at Learn alike."""

from __future__ import annotations

from typing import Final

LARGEST: Final = 999_999_999
ALLOWED: Final = f"digits only, from 0 to {LARGEST}"
SHOWN: Final = 20  # characters of a refused text


def seed_of(text: str) -> int:
    """Return the seed that a text stands for. Raises ValueError on all else, with what was typed
    and what is allowed.
    """
    typed = text.strip()
    if not typed:
        raise ValueError(f"an empty field is not possible; allowed: {ALLOWED}")
    if not typed.isascii() or not typed.isdigit() or len(typed) > len(str(LARGEST)):
        raise ValueError(f"“{typed[:SHOWN]}” is not possible; allowed: {ALLOWED}")
    return int(typed)
