"""Refuse bad arguments with a sentence: which argument, what value, what is allowed."""

from __future__ import annotations

import math


def refuse(name: str, value: object, allowed: str) -> ValueError:
    """The error to raise: `service = 1.2 is not allowed: it has to be above 0 and below 1`."""
    return ValueError(f"{name} = {value} is not allowed: it has to be {allowed}")


def finite(**values: float) -> None:
    """Raise ValueError unless every value is a finite number."""
    for name, value in values.items():
        if not math.isfinite(value):
            raise refuse(name, value, "a finite number")


def positive(**values: float) -> None:
    """Raise ValueError unless every value is finite and above 0."""
    for name, value in values.items():
        if not (math.isfinite(value) and value > 0):
            raise refuse(name, value, "a finite number above 0")


def not_negative(**values: float) -> None:
    """Raise ValueError unless every value is finite and at least 0."""
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0):
            raise refuse(name, value, "a finite number, at least 0")


def inside_zero_one(**values: float) -> None:
    """Raise ValueError unless every value is above 0 and below 1."""
    for name, value in values.items():
        if not 0 < value < 1:
            raise refuse(name, value, "above 0 and below 1")


def whole(*, least: int, **values: int) -> None:
    """Raise ValueError unless every value is a whole number and at least `least`."""
    for name, value in values.items():
        if not (math.isfinite(value) and value == int(value) and value >= least):
            raise refuse(name, value, f"a whole number, at least {least}")
