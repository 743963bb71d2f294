"""Draws over assumptions: a scenario in which every number that is labelled *assumed*, and every
start of a lever that may be moved, is multiplied by a random factor.

Each number of a scenario knows its source (``core.parameters``). A factor is uniform in [1 -
spread, 1 + spread], one for each field and draw, whatever the scenario: so arms of a claim that
start from different scenarios live through the same draw, and a new parameter leaves the factors of
the others as they are. What comes of it is kept within the field's bounds, whole numbers are
rounded, starts stand on their lever's grid; where each world draws a start, all values that it may
draw take one factor. A number that is zero stays zero, and with it whatever
it switches off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from coordsim.core.counts import count
from coordsim.core.levers import BY_NAME, LEVERS
from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import ASSUMED, GROUPS, bounds
from coordsim.scenario.extended import OTHER_START
from coordsim.scenario.file import Scenario, ScenarioError

SPREAD = 0.3  # of a number, on either side
NONE = 1e6  # from here on a number stands for no limit at all
TRIES = 20  # redraws of one draw whose numbers do not fit together
KEPT = {
    "horizon.weeks": "how long one looks",
    "horizon.warmup": "how long one looks",
    "line.slots": "how many variants there is room for, not how many there are",
    "people.neighbours": "an even number, of the network alone",
}  # labelled assumed and not drawn, and why


def assumed(scenario: Scenario) -> dict[str, float]:
    """Return the numbers that a draw changes, dotted field -> value in the scenario, without starts
    of levers: those whose source says *assumed*, but for ``KEPT``, zeros and numbers that stand for
    no limit. The length of a round is kept where phases stand on its weeks.
    """
    out = {}
    for group in GROUPS:
        record = getattr(scenario, group)
        for name, field in type(record).model_fields.items():
            path, value, extra = f"{group}.{name}", getattr(record, name), field.json_schema_extra
            source = extra.get("source", "") if isinstance(extra, dict) else ""
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if ASSUMED not in str(source) or not number or path in KEPT:
                continue
            if value != 0 and abs(value) < NONE and not _bound_by_phases(scenario, path):
                out[path] = float(value)
    return out


def _bound_by_phases(scenario: Scenario, path: str) -> bool:
    return path == "horizon.round_weeks" and bool(scenario.phases)


def changes(
    scenario: Scenario, number: int, *, seed: int = 1, spread: float = SPREAD, again: int = 0
) -> dict[str, Any]:
    """Return what draw ``number`` (from 0) changes in a scenario, dotted field -> value. ``again``
    counts redraws of the same draw. Raises ValueError for a spread outside [0, 1).
    """
    if not 0 <= spread < 1:
        raise ValueError(f"spread = {spread} is not allowed: at least 0, below 1")
    draw = count("draw", number, 0)
    out: dict[str, Any] = {}
    for path, value in assumed(scenario).items():
        group, name = path.split(".")
        record = getattr(scenario, group)
        moved = value * _factor(seed, path, draw, spread, again)
        low, high = bounds(type(record), name) or (-np.inf, np.inf)
        moved = min(max(moved, low), high)
        out[path] = round(moved) if isinstance(getattr(record, name), int) else float(moved)
    for lever in LEVERS:
        path = f"levers.{lever.name}"
        if not scenario.lever_open(lever.name):
            continue
        factor = _factor(seed, f"{path}.start", draw, spread, again)
        start, inherited = scenario.lever_start(lever.name), scenario.lever_inherited(lever.name)
        if inherited:
            out[f"{path}.inherited"] = [
                on_grid(scenario, lever.name, factor * value) for value in inherited
            ]
        elif start != 0:
            out[f"{path}.start"] = on_grid(scenario, lever.name, factor * start)
    return out


def on_grid(scenario: Scenario, name: str, value: float) -> float:
    """Return the point of a lever's grid, within the scenario's limits, that is nearest to a
    value.
    """
    grid = BY_NAME[name].grid(*scenario.lever_limits(name))
    return float(grid[np.abs(grid - value).argmin()])


def _factor(seed: int, path: str, draw: int, spread: float, again: int) -> float:
    process = f"draw of {path}" if again == 0 else f"draw {again} of {path}"
    return float(Streams.generator(seed, process, draw).uniform(1 - spread, 1 + spread))


def drawn(
    scenario: Scenario,
    number: int,
    arms: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    seed: int = 1,
    spread: float = SPREAD,
) -> dict[str, Scenario]:
    """Return the arms of draw ``number``, name -> scenario: each is the drawn scenario with what
    the arm changes in it, which goes before what was drawn (one arm, named after the scenario and
    without changes, when ``arms`` is omitted).

    Numbers that do not fit together are drawn anew, for all arms alike. Raises ScenarioError when
    they never fit.
    """
    wanted = {scenario.name: {}} if arms is None else arms
    for again in range(TRIES):
        moved = changes(scenario, number, seed=seed, spread=spread, again=again)
        try:
            return {
                name: scenario.with_({**_but_for_starts(moved, own), **own})
                for name, own in wanted.items()
            }
        except ScenarioError as error:
            last = error
    raise ScenarioError(f"draw {number} of {scenario.name} did not fit {TRIES} times: {last}")


def _but_for_starts(moved: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out starts that an arm says in the other way: what worlds draw is not drawn where the
    arm says one start for all of them.
    """
    out = {}
    for path, value in moved.items():
        front, _, last = path.rpartition(".")
        other = OTHER_START.get(last) if front.startswith("levers.") else None
        if other is None or f"{front}.{other}" not in own:
            out[path] = value
    return out


def factors(plain: Scenario, moved: Scenario) -> dict[str, float]:
    """Return by what each number that a draw may change stands multiplied in a drawn scenario,
    dotted field -> factor in effect: after bounds, rounding and grids, and after what an arm says.
    ``plain`` is the same scenario, or the same arm of it, before the draw.
    """
    out = {}
    for path, value in assumed(plain).items():
        group, name = path.split(".")
        out[path] = float(getattr(getattr(moved, group), name)) / value
    for lever in LEVERS:
        start = plain.lever_start(lever.name)
        if start != 0:
            out[f"levers.{lever.name}.start"] = moved.lever_start(lever.name) / start
    return out


def draws(
    scenario: Scenario, number: int, *, seed: int = 1, spread: float = SPREAD
) -> Iterator[Scenario]:
    """Yield ``number`` drawn variants of a scenario, draw 0, 1, ..."""
    for place in range(count("draws", number)):
        yield drawn(scenario, place, seed=seed, spread=spread)[scenario.name]
