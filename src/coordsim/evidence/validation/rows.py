"""What a case of theory leaves behind: rows of a table, each with its verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from coordsim.core.records import Floats
from coordsim.theory.equivalence import least_margin

Verdict = Literal["pass", "fail"]
Kind = Literal["formula", "simulated", "exact", "band"]

RELATIVE = 1e-6  # formula rows: largest relative difference
ERRORS = 3.0  # simulated rows: largest distance from the exact value, in standard errors
PRECISION = 0.005  # simulated rows: largest standard error over the exact value
CLEAR = 2.0  # rows of bands: standard errors by which a sign has to be clear, or may be missed
EQUIVALENT = 0.02  # simulated rows: largest margin, over the exact value, that equivalence may need
SHARP = 0.25  # band rows: largest standard error over the width of the band
# balances of fractional units and money: largest residual over the size of what is balanced
ROUNDING = 1e-9


@dataclass(frozen=True)
class Row:
    """One line of the table. ``se`` is the standard error of ``simulated``; None where nothing is
    uncertain. ``within`` is the least margin, over the exact value, within which the two are
    equivalent (two one-sided tests at 5 %); None where nothing was tested.

    Where a source gives a band, ``low`` and ``high`` are its ends (None where it is open) and
    ``expected`` is the source's own value, the band's middle, or the one end that there is.
    """

    id: str
    expected: float
    simulated: float
    se: float | None
    verdict: Verdict
    low: float | None = None
    high: float | None = None
    within: float | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case: where it comes from, under which conventions it holds, and how to run it. ``kind``
    is that of its main rows.
    """

    id: str
    title: str
    source: str
    conventions: str
    kind: Kind
    run: Callable[[], list[Row]]


@dataclass(frozen=True)
class Size:
    """How much is simulated: independent firms (seeds 1, 2, ...), weeks counted and weeks of
    warm-up before them.
    """

    firms: int
    weeks: int
    warmup: int = 30


def formula(name: str, expected: float, value: float) -> Row:
    """A value of the engine's own arithmetic against the closed form."""
    return Row(
        name, expected, value, None, _verdict(abs(value - expected) <= RELATIVE * abs(expected))
    )


def simulated(name: str, expected: float, values: Floats) -> Row:
    """Long-run means of independent firms, (firms,), against the exact value.

    One number a firm: weeks of a firm hang together, firms do not, so this standard error is honest
    about autocorrelation.
    """
    return _judged(name, expected, *mean_of(values), len(values))


def ratio(name: str, expected: float, top: Floats, bottom: Floats) -> Row:
    """Ratio of two means over independent firms, (firms,) each; standard error by the delta
    method.
    """
    value = float(top.mean() / bottom.mean())
    rest = (top - value * bottom) / bottom.mean()
    se = float(rest.std(ddof=1) / np.sqrt(len(rest)))
    return _judged(name, expected, value, se, len(rest))


def band(
    name: str,
    low: float,
    high: float,
    value: float,
    *,
    se: float | None = None,
    expected: float | None = None,
) -> Row:
    """A value that a source places within [low, high], at its middle unless ``expected`` says
    where.

    A standard error has to be small against the width.
    """
    sharp = se is None or se <= SHARP * (high - low)
    wanted = (low + high) / 2 if expected is None else expected
    return Row(
        name,
        expected=wanted,
        simulated=value,
        se=se,
        verdict=_verdict(low <= value <= high and sharp),
        low=low,
        high=high,
    )


def above(name: str, bound: float, values: Floats) -> Row:
    """The mean over independent firms, (firms,), is above a bound, by CLEAR standard errors."""
    mean, se = mean_of(values)
    return Row(name, bound, mean, se, _verdict(mean - CLEAR * se > bound), low=bound)


def below(name: str, bound: float, values: Floats) -> Row:
    """The mean over independent firms, (firms,), is below a bound, by CLEAR standard errors."""
    mean, se = mean_of(values)
    return Row(name, bound, mean, se, _verdict(mean + CLEAR * se < bound), high=bound)


def not_above(name: str, bound: float, values: Floats) -> Row:
    """The mean over independent firms, (firms,), is not clearly above a bound."""
    mean, se = mean_of(values)
    return Row(name, bound, mean, se, _verdict(mean - CLEAR * se <= bound), high=bound)


def not_below(name: str, bound: float, values: Floats) -> Row:
    """The mean over independent firms, (firms,), is not clearly below a bound."""
    mean, se = mean_of(values)
    return Row(name, bound, mean, se, _verdict(mean + CLEAR * se >= bound), low=bound)


def mean_of(values: Floats) -> tuple[float, float]:
    """Mean over firms and its standard error."""
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def nothing(name: str, worst: float, scale: float = 0.0) -> Row:
    """A difference that has to vanish: exactly, or to rounding of amounts as large as ``scale``."""
    return Row(name, 0.0, float(worst), None, _verdict(abs(worst) <= ROUNDING * scale))


def _judged(name: str, expected: float, value: float, se: float, firms: int) -> Row:
    """Near by the standard error, a standard error that is small, and equivalent."""
    near = abs(value - expected) <= ERRORS * se
    within = least_margin(value - expected, se, firms) / abs(expected)
    sharp = se <= PRECISION * abs(expected) and within <= EQUIVALENT
    return Row(name, expected, value, se, _verdict(near and sharp), within=within)


def _verdict(good: bool) -> Verdict:
    return "pass" if good else "fail"
