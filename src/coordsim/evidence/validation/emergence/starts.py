"""D5 starts: a coordinated firm comes to earn the same wherever it begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from coordsim.core.levers import BY_NAME, COLUMN
from coordsim.evidence.validation.emergence.findings import (
    Estimate,
    Family,
    Finding,
    Need,
    ratio,
    share,
)
from coordsim.evidence.validation.emergence.lab import ARMS, BEST, YEARS, Lab, money
from coordsim.run.result import Run
from coordsim.scenario.file import Scenario
from coordsim.study.draws import on_grid

# steps either way of the start, where a scenario does not say between which values worlds draw it
BOX = {"price": 3, "range": 5, "hours": 8, "advertising": 3}
# an orthogonal array: nine starts in which every pair of levels of any two levers stands once
NINE = (
    (-1, -1, -1, -1),
    (-1, 0, 0, 0),
    (-1, 1, 1, 1),
    (0, -1, 0, 1),
    (0, 0, 1, -1),
    (0, 1, -1, 0),
    (1, -1, 1, 0),
    (1, 0, -1, 1),
    (1, 1, 0, -1),
)
LEVELS = ("low", "middle", "high")
APART = Need(
    title="profit of shared + sop in year 2, best start less worst",
    unit="share of revenue",
    high=0.03,
)
MOVES = Need(title="moved within two years under shared + sop", unit="share of firms", low=0.5)


def start(scenario: Scenario, levels: tuple[int, ...]) -> dict[str, float]:
    """Return the levers of a start, dotted field -> value, on their grids and within the scenario's
    limits; closed levers stay. The box reaches over the values that worlds draw a lever's start
    from, or by ``BOX`` around the one start.
    """
    out = {}
    for (name, steps), level in zip(BOX.items(), levels, strict=True):
        if scenario.lever_open(name):
            middle, values = scenario.lever_start(name), scenario.lever_inherited(name)
            away = steps * BY_NAME[name].step
            box = {
                -1: min(values, default=middle - away),
                0: middle,
                1: max(values, default=middle + away),
            }
            out[f"levers.{name}.start"] = on_grid(scenario, name, box[level])
    return out


class Ends(NamedTuple):
    """How far the best start is from the worst, over mean revenue, and which they are."""

    distance: Estimate
    best: int
    worst: int


def apart(runs: list[Run]) -> Ends:
    """Compare the profit of year 2 from some starts."""
    each = [money(run, YEARS[2]) for run in runs]
    means = [float(profit.mean()) for profit, _ in each]
    best, worst = int(np.argmax(means)), int(np.argmin(means))
    revenue = np.mean([row for _, row in each], axis=0)
    return Ends(ratio(each[best][0] - each[worst][0], revenue), best, worst)


def moved(runs: list[Run], lever: str) -> Estimate:
    """Return in which share of firms a lever stands elsewhere after two years than it began."""
    place = COLUMN[lever]
    ends = [run.plan[:, YEARS[2].stop - 1, place] != run.start[:, place] for run in runs]
    return share(np.concatenate(ends))


def starts(lab: Lab) -> Iterator[Finding]:
    """Run the nine starts."""
    runs = [
        lab.run(f"start {place}", {**ARMS[BEST], **start(lab.scenario, levels)}, YEARS[2].stop)
        for place, levels in enumerate(NINE)
    ]
    ends = apart(runs)
    note = f"best: {words(ends.best)}; worst: {words(ends.worst)}"
    yield Finding("D5", APART, "", ends.distance, note)
    for name in ("range", "price", "hours"):
        yield Finding("D5", MOVES, name, moved(runs, name))
    for place in range(len(NINE)):
        del lab.kept[f"start {place}"]


def words(place: int) -> str:
    """Say a start."""
    each = zip(BOX, NINE[place], strict=True)
    return ", ".join(f"{name} {LEVELS[level + 1]}" for name, level in each)


FAMILIES = (
    Family(
        id="D5",
        title="Starts",
        how=(
            "Nine starts, an orthogonal array of price, range, hours and advertising: the ends and"
            " the middle of what the scenario's worlds draw them from, else 3, 5, 8 and 3 steps"
            " either way of its start; in the same worlds."
        ),
        needs=(APART, MOVES),
        run=starts,
    ),
)
