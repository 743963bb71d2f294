"""Methods: how the points of a design are chosen among what is uncertain. SciPy and SALib draw
them; here stands only what each method needs to be told.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from coordsim.core.parameters import Group
from coordsim.core.spelling import shown
from coordsim.research.errors import DesignError
from coordsim.research.factors import Factor, Level, column, resolved

if TYPE_CHECKING:
    import pandas as pd

Name = Literal["grid", "one-at-a-time", "lhs", "sobol", "saltelli", "morris", "list"]
MOST_POINTS = 1_000_000
NEEDS: Mapping[str, tuple[str, ...]] = {
    "grid": (),
    "one-at-a-time": (),
    "lhs": ("points",),
    "sobol": ("points",),
    "saltelli": ("base",),
    "morris": ("trajectories",),
    "list": ("file",),
}
MAY: Mapping[str, tuple[str, ...]] = {
    "grid": ("levels",),
    "one-at-a-time": ("levels",),
    "lhs": ("seed",),
    "sobol": ("seed",),
    "saltelli": ("seed", "second_order"),
    "morris": ("seed", "levels"),
    "list": (),
}
SAMPLED = ("lhs", "sobol", "saltelli", "morris", "list")
"""Methods that may come to the same scenario twice, which is then run once."""


class Method(Group):
    """How points are chosen among what is uncertain; choices are crossed with each of them."""

    method: Name = Field("grid", description="how points are chosen")
    points: int | None = Field(
        None, ge=2, le=MOST_POINTS, description="lhs, sobol: number of points"
    )
    base: int | None = Field(
        None,
        ge=2,
        le=MOST_POINTS,
        description="saltelli: size N of the base sample; gives N (k + 2) points for k factors",
    )
    trajectories: int | None = Field(
        None, ge=2, le=10_000, description="morris: trajectories of k + 1 points each"
    )
    levels: int | None = Field(
        None,
        ge=2,
        le=100_000,
        description="grid, one-at-a-time: equal steps of a range that says none; morris: levels of"
        " each factor, an even number, 4 when left out",
    )
    second_order: bool | None = Field(
        None, description="saltelli: whether N (2 k + 2) points are drawn, for second-order indices"
    )
    seed: int | None = Field(
        None, ge=0, le=2**32 - 1, description="seed of the points, 1 when left out; no world"
    )
    file: str | None = Field(
        None, description="list: a .csv of points, a column for each uncertain factor"
    )


def grid(levels: int | None = None) -> Method:
    """Return the method of every combination; ranges that say no ``levels`` take these."""
    return Method(method="grid", levels=levels)


def one_at_a_time(levels: int | None = None) -> Method:
    """Return the method that leaves all factors where they rest but one."""
    return Method(method="one-at-a-time", levels=levels)


def lhs(points: int, seed: int = 1) -> Method:
    """Return a Latin hypercube (McKay, Beckman & Conover 1979, Technometrics 21)."""
    return Method(method="lhs", points=points, seed=seed)


def sobol(points: int, seed: int = 1) -> Method:
    """Return the first points, a power of two, of a scrambled Sobol sequence (Owen 1998)."""
    return Method(method="sobol", points=points, seed=seed)


def saltelli(base: int, seed: int = 1, second_order: bool = False) -> Method:
    """Return the points from which Sobol indices are estimated (Saltelli 2002, Computer Physics
    Communications 145); ``base`` is a power of two.
    """
    return Method(method="saltelli", base=base, seed=seed, second_order=second_order)


def morris(trajectories: int, levels: int = 4, seed: int = 1) -> Method:
    """Return the trajectories of Morris (1991), Technometrics 33."""
    return Method(method="morris", trajectories=trajectories, levels=levels, seed=seed)


def faults(method: Method) -> str:
    """Return a sentence on what is wrong with a method, empty where nothing is."""
    needed, may = NEEDS[method.method], MAY[method.method]
    said = method.model_dump(exclude_none=True, exclude={"method"})
    for name in needed:
        if name not in said:
            about = Method.model_fields[name].description
            return f"design.{name} is missing; {method.method} needs it ({about})"
    for name in said:
        if name not in (*needed, *may):
            allowed = ", ".join((*needed, *may)) or "nothing else"
            return f"design.{name} means nothing to the method {method.method}; allowed: {allowed}"
    size = {"sobol": method.points, "saltelli": method.base}.get(method.method)
    if size is not None and size & (size - 1):
        name = needed[0]
        return (
            f"design.{name} = {size} is no power of two, which a Sobol sequence needs; allowed:"
            f" {2 ** (size.bit_length() - 1)} or {2 ** size.bit_length()}"
        )
    if method.method == "morris" and (method.levels or 4) % 2:
        return f"design.levels = {method.levels} is not an even number, which morris needs"
    return ""


def samples(
    method: Method,
    factors: Mapping[str, Factor],
    *,
    rest: Mapping[str, Any],
    crossed: Mapping[str, Factor],
    listed: Any = None,
) -> list[dict[str, Level]]:
    """Return the points among what is uncertain, name -> level; one empty point where nothing is.

    ``rest``: what a factor's field is in the scenario, for one at a time. ``crossed``: the
    choices. ``listed``: the frame of the method list. Raises DesignError on what cannot be had.
    """
    if method.method == "list":
        return _from_frame(listed, factors, crossed)
    if not factors:
        return [{}]
    if method.method == "grid":
        steps = {name: _steps(method, name, factor) for name, factor in factors.items()}
        if (count := prod(map(len, steps.values()))) > MOST_POINTS:
            raise DesignError(f"uncertain gives {count} points; allowed: at most {MOST_POINTS}")
        return [dict(zip(factors, each, strict=True)) for each in product(*steps.values())]
    if method.method == "one-at-a-time":
        return _one_by_one(method, factors, rest)
    shares = drawn(method, list(factors))
    return [
        {name: factors[name].at_share(name, float(u)) for name, u in zip(factors, row, strict=True)}
        for row in shares
    ]


def drawn(method: Method, names: Sequence[str]) -> Any:
    """Return the shares in [0, 1] of a sampled design, (points, factors)."""
    seed = 1 if method.seed is None else method.seed
    box = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    if method.method == "saltelli":
        from SALib.sample import sobol as saltelli_sample

        return saltelli_sample.sample(
            box, method.base, calc_second_order=bool(method.second_order), seed=seed
        )
    if method.method == "morris":
        from SALib.sample import morris as morris_sample

        return morris_sample.sample(
            box, method.trajectories, num_levels=method.levels or 4, seed=seed
        )
    from scipy.stats import qmc

    kind = qmc.Sobol if method.method == "sobol" else qmc.LatinHypercube
    return kind(len(names), rng=seed).random(method.points or 0)


def _steps(method: Method, name: str, factor: Factor) -> list[Level]:
    count = factor.levels or method.levels
    if factor.kind == "range" and count is None:
        raise DesignError(
            f"uncertain.{name} is a range, and nothing says in how many steps to walk it; give it"
            f" levels, or design.levels"
        )
    return factor.steps(name, count)


def _one_by_one(
    method: Method, factors: Mapping[str, Factor], rest: Mapping[str, Any]
) -> list[dict[str, Level]]:
    base = {name: _resting(name, factor, rest) for name, factor in factors.items()}
    found = [base]
    for name, factor in factors.items():
        for level in factor.steps(name, factor.levels or method.levels or 2):
            if level.cell != base[name].cell:
                found.append(base | {name: level})
    return found


def _resting(name: str, factor: Factor, rest: Mapping[str, Any]) -> Level:
    value = rest.get(name) if factor.at is None else factor.at
    levels = {one.label: one for one in factor.steps(name)}
    if factor.kind == "range" and isinstance(value, int | float):
        return factor.level(name, int(value) if factor.whole else float(value))
    for one in levels.values():
        if value is not None and (one.cell == value or one.label == value):
            return one
    if value is None or factor.kind == "range":
        raise DesignError(
            f"uncertain.{name}.at is missing; one at a time needs where it rests while others vary"
        )
    if factor.kind == "values" and factor.at is None and not (factor.labels or factor.moves):
        return Level(float(value) if factor.dtype == "float64" else value, {})
    raise DesignError(
        f"uncertain.{name}.at = {shown(value)} is not one of its levels; allowed:"
        f" {', '.join(levels)}"
    )


def read_list(path: Path) -> pd.DataFrame:
    """Read a list of points. Raises DesignError when it cannot be read, and where a row has not as
    many cells as the first one has names.
    """
    import pandas as pd

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names, *rows = [row for row in csv.reader(file, strict=True) if row] or [[]]
    except (OSError, ValueError, csv.Error) as error:
        raise DesignError(f"design.file: {path.name} cannot be read ({error})") from None
    for place, row in enumerate(rows, 1):
        if len(row) != len(names):
            raise DesignError(
                f"design.file: {path.name}: row {place} has {len(row)} cells; needed: {len(names)},"
                " as many as there are names in the first line"
            )
    try:
        frame = pd.read_csv(path, encoding="utf-8-sig", index_col=False)
    except (ValueError, pd.errors.ParserError) as error:
        raise DesignError(f"design.file: {path.name} cannot be read ({error})") from None
    return frame.set_axis([name.strip() for name in names], axis=1)


def _from_frame(
    frame: pd.DataFrame, factors: Mapping[str, Factor], crossed: Mapping[str, Factor]
) -> list[dict[str, Level]]:
    """Return the points of a list; a column stands for a factor, or for the field it is named
    after.
    """
    columns = [str(name) for name in frame.columns]
    of: dict[str, str] = {}
    for label in columns:
        meant = _factor_of(label, factors)
        if twins := [other for other, name in of.items() if name == meant or other == label]:
            raise DesignError(
                f"design.file has two columns for {meant}, {twins[0]} and {label}; allowed: one"
            )
        if (choice := _factor_of(label, crossed)) in crossed:
            raise DesignError(
                f"design.file has a column {label}, but {choice} is one of the choices, which are"
                " crossed with every row; leave one of them out"
            )
        of[label] = meant
    if frame.empty:
        raise DesignError("design.file has no rows; needed: one for each point")
    for name in factors:
        if name not in of.values():
            raise DesignError(f"design.file has no column {name}; it has: {', '.join(columns)}")
    out = []
    for place, row in enumerate(frame.to_dict("records"), 1):
        levels: dict[str, Level] = {}
        for label, value in zip(columns, row.values(), strict=True):
            name = of[label]
            if value != value:
                raise DesignError(f"design.file: row {place} has no {label}")
            levels[name] = _given(name, value, factors.get(name), place)
        out.append(levels)
    return out


def _factor_of(label: str, factors: Mapping[str, Factor]) -> str:
    """Return the factor that a column of a list means, or the field that it is named after."""
    of = {column(name): name for name in factors}
    try:
        return of[resolved(label, list(of))]
    except ValueError:
        return label.replace("__", ".")


def _given(name: str, value: Any, factor: Factor | None, place: int) -> Level:
    if factor is None:
        return Level(value, {name: value})
    if factor.kind == "range":
        low, high = factor.ends
        if not isinstance(value, int | float) or not low <= value <= high:
            raise DesignError(
                f"design.file: row {place}: {name} = {shown(value)} is outside [{low:g}, {high:g}]"
            )
        return factor.level(name, int(value) if factor.whole else float(value))
    for level in factor.steps(name):
        if level.cell == value or level.label == str(value):
            return level
    raise DesignError(
        f"design.file: row {place}: {name} = {shown(value)} is not one of its levels; allowed:"
        f" {', '.join(factor.names)}"
    )
