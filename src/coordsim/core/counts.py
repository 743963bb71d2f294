"""One door for whole numbers that somebody counts with: firms, worlds, threads."""

from __future__ import annotations

from numbers import Integral

from coordsim.core.spelling import shown


def count(name: str, value: object, least: int = 1) -> int:
    """Return a whole number of any kind as Python's own. Raises ValueError where it is none or
    below ``least``.
    """
    if not isinstance(value, Integral) or int(value) < least:
        raise ValueError(
            f"{name} = {shown(value)} is not allowed: a whole number, at least {least}"
        )
    return int(value)


def world(value: object, firms: int = 1) -> int:
    """Return the number of the first of some worlds. Raises ValueError where one of them is no
    whole number in [0, 2**63).
    """
    if not isinstance(value, Integral):
        raise ValueError(f"seed = {shown(value)} is not a whole number in [0, 2**63)")
    if not 0 <= int(value) < 2**63 - (firms - 1):
        last = "2**63" if firms == 1 else f"2**63 - {firms - 1}"
        raise ValueError(f"seed = {shown(int(value))} is outside [0, {last})")
    return int(value)
