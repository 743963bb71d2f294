"""The shape of a claim, and how its verdict is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from coordsim.core.records import Floats
from coordsim.run.comparison import Difference, paired
from coordsim.run.result import AFTER_A_STOP, Run

UP, DOWN, SAME, REPORTED = "up", "down", "same", "reported"


@dataclass(frozen=True)
class Contrast:
    """One paired contrast: what was measured, its interval, which way it has to go, and by how much
    at least.
    """

    label: str
    unit: str
    measured: Difference
    expected: str
    at_least: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the interval excludes zero on the right side and the mean reaches the named
        minimum; *same*: exactly zero.
        """
        m = self.measured
        if self.expected == UP:
            return m.low > 0 and m.mean >= self.at_least
        if self.expected == DOWN:
            return m.high < 0 and m.mean <= -self.at_least
        if self.expected == SAME:
            return m.low == m.high == 0
        return True


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A claim as an experiment. ``arms``: name -> changes of the scenario; ``contrasts`` measures
    the runs, main contrast first.

    ``plot`` is *arms* (one dot an arm) or *line* (arms named by numbers, in order). ``why`` says,
    with figures, why the base case does not support a claim, and ``tried`` what was tried for it;
    pages show both where it is not supported. ``note`` is shown whatever the verdict.
    """

    id: str
    title: str
    statement: str
    source: str
    arms: Mapping[str, Mapping[str, Any]]
    contrasts: Callable[[Mapping[str, Run]], Sequence[Contrast]]
    kpis: tuple[str, ...]
    scenario: str = "base"
    plot: str = "arms"
    tried: str = ""
    why: str = ""
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """The outcome of a claim: supported only if every contrast holds. ``stopped``: arm -> firms
    that could not pay and stopped, where there are some.
    """

    claim: Claim
    contrasts: Sequence[Contrast]
    stopped: Mapping[str, int] = field(default_factory=dict)

    @property
    def supported(self) -> bool:
        """Whether every contrast goes the way it has to."""
        return all(contrast.holds for contrast in self.contrasts)

    @property
    def word(self) -> str:
        """*supported* or *not supported*."""
        return "supported" if self.supported else "not supported"

    def who_stopped(self, worlds: int) -> str:
        """Say how many firms of which arms stopped, of so many worlds; nothing where none did."""
        if not self.stopped:
            return ""
        arms = ", ".join(f"*{arm}* {firms}" for arm, firms in self.stopped.items())
        return f"Could not pay and stopped, of {worlds} firms: {arms}; {AFTER_A_STOP}."


def _gap(
    expected: str,
    runs: Mapping[str, Run],
    first: str,
    second: str,
    kpi: str,
    *,
    at_least: float = 0.0,
    where: str = "",
) -> Contrast:
    """Compare a KPI of two arms."""
    gap = paired(runs[first].kpi(kpi), runs[second].kpi(kpi))
    return Contrast(f"{kpi}{where}: {first} - {second}", "", gap, expected, at_least)


higher, lower = partial(_gap, UP), partial(_gap, DOWN)
"""The first arm has more, or less, of a KPI than the second."""


def relative(first: Floats, second: Floats, label: str, expected: str, at_least: float) -> Contrast:
    """The first over the second, less one, firm by firm; firms where the second is zero are left
    out.
    """
    ratio = np.divide(first, second, out=np.full_like(first, np.nan), where=second != 0) - 1
    return Contrast(label, "share", paired(ratio, np.zeros_like(ratio)), expected, at_least)


def interior_maximum(values: Sequence[Floats], names: Sequence[str], label: str) -> list[Contrast]:
    """The best inner arm beats both ends, pair by pair. ``values``: one (F,) for each arm, in
    order.
    """
    means = [float(np.nanmean(value)) for value in values]
    best = 1 + int(np.argmax(means[1:-1]))
    return [
        Contrast(f"{label}: {names[best]} - {names[0]}", "", paired(values[best], values[0]), UP),
        Contrast(f"{label}: {names[best]} - {names[-1]}", "", paired(values[best], values[-1]), UP),
    ]
