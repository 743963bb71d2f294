"""What a case of theory leaves behind: rows of a table, each with its verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from coordsim.records import Floats

Verdict = Literal["pass", "fail"]
Kind = Literal["formula", "simulated", "exact"]

RELATIVE = 1e-6  # formula rows: largest relative difference
ERRORS = 3.0  # simulated rows: largest distance from the exact value, in standard errors
PRECISION = 0.005  # simulated rows: largest standard error over the exact value
ROUNDING = 1e-9  # balances of fractional units and money: largest residual over the size of what is balanced


@dataclass(frozen=True)
class Row:
    """One line of the table. ``se`` is the standard error of ``simulated``; None where nothing is uncertain."""

    id: str
    expected: float
    simulated: float
    se: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Case:
    """One case: where it comes from, under which conventions it holds, and how to run it. ``kind`` is that of its main rows."""

    id: str
    title: str
    source: str
    conventions: str
    kind: Kind
    run: Callable[[], list[Row]]


@dataclass(frozen=True)
class Size:
    """How much is simulated: independent firms (seeds 1, 2, ...), weeks counted and weeks of warm-up before them."""

    firms: int
    weeks: int
    warmup: int = 30


def formula(name: str, expected: float, value: float) -> Row:
    """A value of the engine's own arithmetic against the closed form."""
    return Row(name, expected, value, None, _verdict(abs(value - expected) <= RELATIVE * abs(expected)))


def simulated(name: str, expected: float, values: Floats) -> Row:
    """Long-run means of independent firms, (firms,), against the exact value.

    One number a firm: weeks of a firm hang together, firms do not, so this standard error is honest about autocorrelation.
    """
    se = float(values.std(ddof=1) / np.sqrt(len(values)))
    return _judged(name, expected, float(values.mean()), se)


def ratio(name: str, expected: float, top: Floats, bottom: Floats) -> Row:
    """Ratio of two means over independent firms, (firms,) each; standard error by the delta method."""
    value = float(top.mean() / bottom.mean())
    rest = (top - value * bottom) / bottom.mean()
    return _judged(name, expected, value, float(rest.std(ddof=1) / np.sqrt(len(rest))))


def nothing(name: str, worst: float, scale: float = 0.0) -> Row:
    """A difference that has to vanish: exactly, or to rounding of amounts as large as ``scale``."""
    return Row(name, 0.0, float(worst), None, _verdict(abs(worst) <= ROUNDING * scale))


def _judged(name: str, expected: float, value: float, se: float) -> Row:
    near = abs(value - expected) <= ERRORS * se
    return Row(name, expected, value, se, _verdict(near and se <= PRECISION * abs(expected)))


def _verdict(good: bool) -> Verdict:
    return "pass" if good else "fail"
