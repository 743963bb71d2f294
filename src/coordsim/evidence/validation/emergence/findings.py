"""What a row of part D is: what has to hold, the figure with its interval over worlds, and whether
it held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from coordsim.core.records import Floats
from coordsim.run.comparison import paired
from coordsim.show.numbers import given

if TYPE_CHECKING:
    from coordsim.evidence.validation.emergence.lab import Lab

Verdict = Literal["held", "not held", "not measured", "shown"]
SOURCE = "how one will know: docs/emergence.md"
Z = 1.96  # of a 95 % interval of a share


@dataclass(frozen=True, kw_only=True)
class Need:
    """What has to hold: a measure and the band that it may lie in, each end None where it is open.
    Without a band the figure is only shown.

    ``by`` says what has to lie there: the figure; the whole interval (*clearly*: a sign that must
    not be noise); or any of it (*perhaps*: a sign that noise may hide).
    """

    title: str
    unit: str
    low: float | None = None
    high: float | None = None
    by: Literal["figure", "clearly", "perhaps"] = "figure"
    source: str = SOURCE

    @property
    def words(self) -> str:
        """The band in words."""
        ends = {"at least": self.low, "at most": self.high}
        if self.low is not None and self.high is not None:
            text = f"{given(self.low)} to {given(self.high)}"
        else:
            text = " ".join(f"{word} {given(end)}" for word, end in ends.items() if end is not None)
        if not text:
            return "shown only"
        return text + {"figure": "", "clearly": ", clearly", "perhaps": ", perhaps"}[self.by]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval and the number of worlds, firms or draws that it is over."""

    figure: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Finding:
    """A row: a need, of what it was measured (an arm, a year), the estimate (None: not measured,
    and ``note`` says why), and whether the need held.
    """

    family: str
    need: Need
    of: str
    estimate: Estimate | None
    note: str = ""

    @property
    def name(self) -> str:
        """Family, measure, and what it was measured of."""
        return f"{self.family} {self.need.title}" + (f", {self.of}" if self.of else "")

    @property
    def verdict(self) -> Verdict:
        """Whether it held. A figure that is no number did not."""
        need, found = self.need, self.estimate
        if found is None:
            return "not measured"
        if need.low is None and need.high is None:
            return "shown"
        ends = {
            "figure": (found.figure, found.figure),
            "clearly": (found.high, found.low),
            "perhaps": (found.low, found.high),
        }[need.by]
        above = need.low is None or ends[1] >= need.low
        below = need.high is None or ends[0] <= need.high
        return "held" if above and below and not np.isnan(found.figure) else "not held"

    @property
    def clear(self) -> bool:
        """Whether the whole interval says the same as the figure."""
        need, found = self.need, self.estimate
        if found is None or self.verdict == "shown":
            return True
        inside = [
            (need.low is None or end >= need.low) and (need.high is None or end <= need.high)
            for end in (found.low, found.high)
        ]
        return all(inside) if self.verdict == "held" else not any(inside)


@dataclass(frozen=True, kw_only=True)
class Family:
    """Rows that are measured together: D1, D2, ...; ``needs`` is what they have to meet."""

    id: str
    title: str
    how: str
    needs: tuple[Need, ...]
    run: Callable[[Lab], Iterable[Finding]]


def mean(values: Floats) -> Estimate:
    """Mean over worlds, (W,), with Student's interval; nan are left out."""
    values = values[~np.isnan(values)]
    if len(values) < 2:
        return Estimate(
            float(values.mean()) if len(values) else np.nan, np.nan, np.nan, len(values)
        )
    found = paired(values, np.zeros_like(values))
    return Estimate(found.mean, found.low, found.high, len(values))


def ratio(top: Floats, bottom: Floats, *, less: float = 0.0) -> Estimate:
    """Ratio of two means over the same worlds, (W,) each, less a number; interval by the delta
    method. Worlds in which one is nan are left out.
    """
    there = ~np.isnan(top) & ~np.isnan(bottom)
    top, bottom = top[there], bottom[there]
    if not len(top) or bottom.mean() == 0:
        return Estimate(np.nan, np.nan, np.nan, len(top))
    value = float(top.mean() / bottom.mean())
    found = mean((top - value * bottom) / bottom.mean())
    return Estimate(value - less, value - less + found.low, value - less + found.high, len(top))


def share(which: np.ndarray) -> Estimate:
    """Share of worlds, firms or draws in which something is so, (N,) bool, with Wilson's
    interval.
    """
    n = len(which)
    if not n:
        return Estimate(np.nan, np.nan, np.nan, 0)
    p = float(which.mean())
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * float(np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)))
    return Estimate(p, max(0.0, middle - half), min(1.0, middle + half), n)


def spread(values: Floats) -> Estimate:
    """Standard deviation over worlds, (W,), with the interval of normal values (chi-squared)."""
    from scipy.special import chdtri

    values = values[~np.isnan(values)]
    n = len(values)
    if n < 2:
        return Estimate(np.nan, np.nan, np.nan, n)
    sd = float(values.std(ddof=1))
    low, high = (sd * float(np.sqrt((n - 1) / chdtri(n - 1, p))) for p in (0.025, 0.975))
    return Estimate(sd, low, high, n)


def exact(value: float, n: int) -> Estimate:
    """A count or another figure without an interval."""
    return Estimate(float(value), float(value), float(value), n)
