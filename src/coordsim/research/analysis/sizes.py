"""How many worlds, firms, teams or players it takes to see an effect (Cohen 1988, *Statistical
Power Analysis*; for teams, the design effect of Donner & Klar 2000, *Cluster Randomization
Trials*).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from coordsim.core.spelling import shown
from coordsim.research.analysis.figures import COLOURS, canvas, finish, legend
from coordsim.research.analysis.finding import Finding
from coordsim.research.analysis.frames import AnalysisError
from coordsim.research.analysis.intervals import LEVEL
from coordsim.show.numbers import counted, number, share
from coordsim.show.palette import GREY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Design = Literal["paired", "independent"]
WANTED = 0.8  # power (Cohen 1988)
MOST = 10_000_000
FEW = 5  # worlds; fewer leave a standard deviation unknown to a factor of four and more


@dataclass(frozen=True, eq=False, repr=False)
class Power(Finding):
    """The power of a two-sided test at 5 %, by the number of units. ``table``: one row: ``units``
    needed and what a ``unit`` is, ``total`` of both arms, ``pairs`` where units are paired,
    ``players`` where units are teams, the ``power`` that is then reached; ``sd`` is that of units,
    ``seen`` the number of worlds that it is known from. ``data``: the curve.

    What is replicated is the world. A unit is a pair where there is one point, as each pair has a
    world of its own; where there are more ``points`` it is a world with all of them, whose mean
    difference counts.
    """

    units: int
    total: int
    players: int
    wanted: float
    design: Design
    points: int

    def plot(self) -> Figure:
        """Return power over the number of units, with the number that is needed."""
        figure = canvas(self.title)
        axes = figure.add_subplot()
        axes.plot(self.data["units"], self.data["power"], color=COLOURS[0], label="power")
        axes.axhline(self.wanted, color=GREY, linestyle="--", linewidth=1, label="wanted")
        axes.axvline(self.units, color=COLOURS[1], linewidth=1, label=f"needed: {self.units}")
        axes.set_ylim(0, 1.02)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.xaxis.set_minor_formatter("{x:,.0f}")
        finish(axes, _units(self.design, self.points), "power", grid="y")
        legend(axes)
        return figure


def power_of(
    effect: float,
    sd: float,
    units: int,
    *,
    design: Design,
    members: int = 1,
    correlation: float = 0.0,
) -> float:
    """Return the power of a two-sided t test at 5 % (noncentral t, exact for normal values).

    ``design`` ``paired``: ``units`` pairs whose differences have the standard deviation ``sd``;
    ``independent``: so many units in each of two arms. With ``members`` > 1 a unit is a team, whose
    mean counts: ``sd`` is then that of single players (or of their differences), ``correlation``
    the intraclass correlation within teams. Raises AnalysisError for numbers out of bounds.
    """
    _check(effect, sd, design, members=members, correlation=correlation)
    if units < 2:
        raise AnalysisError(f"units = {units} is not allowed: at least 2")
    return float(_powers(effect, _team(sd, members, correlation), np.array([units]), design)[0])


def power(
    effect: float,
    sd: float,
    *,
    design: Design,
    wanted: float = WANTED,
    members: int = 1,
    correlation: float = 0.0,
    points: int = 1,
    seen: int | None = None,
) -> Power:
    """Return how many units it takes to see an ``effect`` with a power of ``wanted``; all else as
    in ``power_of``.

    ``points``: how many a design has that all live in the same worlds. More than one hang together
    in each world, so worlds are counted, and ``sd`` is that over worlds of the mean over points.
    ``seen``: from how many worlds ``sd`` is known; fewer than five are too few, which the title
    then says.

    For firms ``sd`` is that of paired differences (``Contrast.power`` has it from a pilot) or of
    single firms; for a study with people it has to come from a pilot with people: bots vary less.
    Raises AnalysisError for numbers out of bounds, for teams in more than one point, and when more
    than ten million units are needed.
    """
    _check(effect, sd, design, members=members, correlation=correlation)
    _check_study(wanted, points, members)
    spread = _team(sd, members, correlation)
    units = _needed(effect, spread, wanted, design)
    line = np.unique(np.geomspace(2, max(4 * units, 20), 80).round().astype(int))
    curve = pd.DataFrame({"units": line, "power": _powers(effect, spread, line, design)})
    arms = 1 if design == "paired" else 2
    reached = float(_powers(effect, spread, np.array([units]), design)[0])
    table = {
        "effect": effect,
        "sd": sd,
        "design": design,
        "members": members,
        "correlation": correlation,
        "wanted": wanted,
        "units": units,
        "unit": _units(design, points),
        "total": arms * units,
        "pairs": units * points if design == "paired" else np.nan,
        "players": arms * units * members,
        "power": reached,
        "seen": np.nan if seen is None else seen,
    }
    title = (
        f"{_needs(units, design, points)} show an effect of {number(effect)} (sd {number(sd)}"
        f"{' over worlds' * (points > 1)}) with a power of {share(reached)}"
    )
    if seen is not None and seen < FEW:
        title += (
            f"; {counted(seen, 'world')} {'is' if seen == 1 else 'are'} too few to know the sd:"
            f" run {FEW} or more"
        )
    return Power(
        title,
        pd.DataFrame([table]),
        curve,
        units=units,
        total=arms * units,
        players=arms * units * members,
        wanted=wanted,
        design=design,
        points=points,
    )


def _units(design: str, points: int) -> str:
    """Say what is counted."""
    each = "" if design == "paired" else " of each arm"
    if points > 1:
        return f"worlds{each}, each with all {_points(design, points)}"
    return "pairs" if design == "paired" else f"units{each}"


def _points(design: str, points: int) -> str:
    """Say what lives in each world."""
    return f"{number(points)} {'pairs of ' if design == 'paired' else ''}points"


def _needs(units: int, design: str, points: int) -> str:
    """Say how many are needed, and how many pairs these are."""
    if points == 1:
        return f"{number(units)} {'pairs' if design == 'paired' else 'units in each arm'}"
    pairs = f" ({number(units * points)} pairs)" if design == "paired" else " in each arm"
    return f"{number(units)} worlds, each with all {_points(design, points)}{pairs},"


def _check_study(wanted: float, points: int, members: int) -> None:
    if not 0 < wanted < 1:
        raise AnalysisError(f"wanted = {wanted} is not allowed: above 0 and below 1")
    if points < 1:
        raise AnalysisError(f"points = {points} is not allowed: at least 1")
    if points > 1 and members > 1:
        raise AnalysisError(
            f"members = {members} is not allowed with {points} points: those of a world are no"
            " team; allowed: 1"
        )


def _check(effect: float, sd: float, design: str, *, members: int, correlation: float) -> None:
    for name, value in (("effect", effect), ("sd", sd)):
        if not np.isfinite(value) or value == 0 or (name == "sd" and value < 0):
            raise AnalysisError(
                f"{name} = {value} is not allowed:"
                + (" above 0" if name == "sd" else " not 0, and finite")
            )
    if design not in ("paired", "independent"):
        raise AnalysisError(f"design = {shown(design)} is not allowed: paired or independent")
    if members < 1:
        raise AnalysisError(f"members = {members} is not allowed: at least 1")
    if not 0 <= correlation <= 1:
        raise AnalysisError(f"correlation = {correlation} is not allowed: 0 to 1")


def _team(sd: float, members: int, correlation: float) -> float:
    """Return the standard deviation of a team's mean."""
    return float(sd * np.sqrt((1 + (members - 1) * correlation) / members))


def _powers(
    effect: float, sd: float, units: np.ndarray[tuple[int], np.dtype[np.int64]], design: str
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    from scipy.stats import nct, t

    pairs = design == "paired"
    freedom = units - 1 if pairs else 2 * (units - 1)
    shift = abs(effect) / sd * np.sqrt(units if pairs else units / 2)
    limit = t.ppf(0.5 + LEVEL / 2, freedom)
    # far out the noncentral t has no value; the power is 1 there
    upper = np.where(shift > 38, 1.0, nct.sf(limit, freedom, np.minimum(shift, 38)))
    lower = np.where(shift > 38, 0.0, nct.cdf(-limit, freedom, np.minimum(shift, 38)))
    return np.asarray(np.nan_to_num(upper) + np.nan_to_num(lower), dtype=float)


def _needed(effect: float, sd: float, wanted: float, design: str) -> int:
    low, high = 2, 2
    while _powers(effect, sd, np.array([high]), design)[0] < wanted:
        low, high = high, 2 * high
        if high > MOST:
            raise AnalysisError(
                f"an effect of {number(effect)} with sd {number(sd)} needs more than"
                f" {number(MOST)} units"
            )
    while low < high:
        middle = (low + high) // 2
        if _powers(effect, sd, np.array([middle]), design)[0] < wanted:
            low = middle + 1
        else:
            high = middle
    return high
