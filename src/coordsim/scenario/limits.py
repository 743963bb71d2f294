"""What a scenario may set a lever to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from coordsim.core.levers import BY_NAME
from coordsim.core.spelling import between, listed, plain


def check_lever(name: str, limits: tuple[float, float], starts: Mapping[str, float]) -> None:
    """Raise ValueError where limits, or a possible first value, by the field that says so,
    are not allowed.
    """
    lever, (low, high) = BY_NAME[name], limits
    for field, value in (("low", low), ("high", high)):
        if not lever.possible[0] <= value <= lever.possible[1]:
            raise ValueError(
                f"levers.{name}.{field} = {plain(value)} is outside {between(*lever.possible)}"
            )
    if low > high:
        raise ValueError(
            f"levers.{name}.low = {plain(low)} is above levers.{name}.high = {plain(high)}"
        )
    for field, value in starts.items():
        check_value(f"levers.{name}.{field}", name, limits, value)
        if field != "start":
            _check_step(f"levers.{name}.{field}", name, limits, value)


@cache
def _steps(name: str, limits: tuple[float, float]) -> frozenset[float]:
    """Return the points of a lever's grid."""
    return frozenset(float(point) for point in BY_NAME[name].grid(*limits))


def _check_step(where: str, name: str, limits: tuple[float, float], value: float) -> None:
    """Raise ValueError for a value to which nobody could step back."""
    if value not in _steps(name, limits):
        grid = BY_NAME[name].grid(*limits)
        raise ValueError(
            f"{where} = {plain(value)} is not one of the lever's steps; allowed:"
            f" {plain(grid[0])} to {plain(grid[-1])} in steps of {plain(BY_NAME[name].step)}"
        )


def check_value(where: str, name: str, limits: tuple[float, float], value: float) -> None:
    """Raise ValueError for a value that a lever cannot have within its limits (low, high)."""
    lever, (low, high) = BY_NAME[name], limits
    if not low <= value <= high:
        raise ValueError(f"{where} = {plain(value)} is outside {between(low, high)}")
    if lever.choices and value not in lever.choices:
        raise ValueError(f"{where} = {plain(value)} is not one of {listed(lever.choices)}")
    if lever.whole and value != round(value):
        raise ValueError(
            f"{where} = {plain(value)} is not a whole number; allowed: {between(low, high)}"
        )
