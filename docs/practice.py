"""Draw what a practitioner would look at: six firms under each corner of pay and talk, week by
week.

    python3 -m uv run python docs/practice.py base                    docs/figures/practice/base.png
    python3 -m uv run python docs/practice.py base machinery --to DIR  others, elsewhere
    python3 -m uv run python docs/practice.py base --seeds 6 --first 90001 --weeks 104

Units, price, range and weeks of cover; cash and the owner's orders where the model has them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coordsim.core.kpis import KPI
from coordsim.core.levers import BY_NAME, COLUMN
from coordsim.core.records import Floats
from coordsim.evidence.validation.emergence.lab import ARMS, FIRST, known, plain
from coordsim.run.result import Run
from coordsim.run.simulate import seeds_from, simulate
from coordsim.scenario.file import Scenario, load
from coordsim.show.axes import tidy
from coordsim.show.numbers import number
from coordsim.show.palette import INK, INK_2, LOSS, MARKETING, OPERATIONS

FOLDER = Path(__file__).parent / "figures" / "practice"
CASH, ORDERS = ("cash",), ("under_orders",)  # KPIs, where there are such
LINE, MOST = 0.9, 1.8  # widths of a firm's line, and of the one in the middle

Series = Callable[[Run], Floats]


def lever(name: str) -> Series:
    """Return a lever in force, (F, T)."""
    return lambda run: run.plan[:, :, COLUMN[name]]


def kpi(name: str, smooth: int = 1) -> Series:
    """Return a KPI week by week, (F, T)."""
    return lambda run: run.series(name, smooth)


def panels(scenario: Scenario) -> Mapping[str, tuple[Series, str]]:
    """Return the rows of the figure: title -> what is drawn, (F, T), and its colour. Cash is drawn
    where a firm that cannot pay stops, weeks under the owner's orders where an owner acts.
    """
    out: dict[str, tuple[Series, str]] = {
        f"{KPI['units'].label} ({KPI['units'].unit})": (kpi("units"), OPERATIONS),
        f"{BY_NAME['price'].label} ({BY_NAME['price'].unit})": (lever("price"), MARKETING),
        f"{KPI['range'].label} ({KPI['range'].unit})": (kpi("range"), MARKETING),
        "Weeks of cover": (kpi("weeks_of_cover", 4), OPERATIONS),
    }
    kept = {CASH: scenario.money.insolvency, ORDERS: scenario.owner.acts != "none"}
    for names, colour in ((CASH, OPERATIONS), (ORDERS, LOSS)):
        name = known(*names)
        if name is not None and kept[names]:
            out[f"{KPI[name].label} ({KPI[name].unit})"] = kpi(name), colour
    return out


def draw(scenario: Scenario, seeds: int = 6, first: int = FIRST, weeks: int = 104) -> Figure:
    """Return the figure: a row for each measure, a column for each corner, a line for each firm;
    the firm whose profit is in the middle is drawn broad. Firms of a column's worlds are those of
    the next one's.
    """
    runs = {
        name: simulate(plain(scenario, rules, weeks), seeds=seeds_from(first, seeds))
        for name, rules in ARMS.items()
    }
    rows = panels(scenario)
    figure = Figure(figsize=(3.1 * len(runs), 1.9 * len(rows) + 0.9), layout="constrained")
    grid = figure.subplots(len(rows), len(runs), sharex=True, sharey="row", squeeze=False)
    for place, (line, title) in enumerate(zip(grid, rows, strict=True)):
        series, colour = rows[title]
        for axes, (name, run) in zip(line, runs.items(), strict=True):
            _firms(axes, series(run), _middle(run), colour)
            tidy(axes, "y")
            if place == 0:
                profit = run.kpi("profit", slice(weeks // 2, weeks)).mean()
                axes.set_title(f"{name}\nprofit {number(profit)} a week", fontsize=10, color=INK)
            if place == len(rows) - 1:
                axes.set_xlabel("week", fontsize=9)
        line[0].set_ylabel(fill(title, 22), fontsize=9)
    figure.suptitle(
        f"{scenario.title}: {seeds} firms, worlds {first} to {first + seeds - 1}; profit of the"
        " second half",
        fontsize=11,
        color=INK_2,
        x=0.01,
        ha="left",
    )
    return figure


def _middle(run: Run) -> int:
    profit = run.kpi("profit", slice(0, None))
    return int(np.argsort(profit)[len(profit) // 2])


def _firms(axes: Axes, values: Floats, middle: int, colour: str) -> None:
    for place, row in enumerate(values):
        broad = place == middle
        axes.plot(
            row, color=colour, linewidth=MOST if broad else LINE, alpha=1.0 if broad else 0.45
        )
    axes.tick_params(labelsize=8)


def main(arguments: list[str]) -> None:
    """Read the command line, draw, and say where the pictures are."""
    parser = argparse.ArgumentParser("docs/practice.py", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("scenarios", nargs="+", help="names of the library, or files")
    parser.add_argument("--seeds", type=int, default=6, help="firms of each corner (6)")
    parser.add_argument("--first", type=int, default=FIRST, help=f"the first world ({FIRST})")
    parser.add_argument("--weeks", type=int, default=104, help="weeks (104)")
    parser.add_argument("--to", type=Path, default=FOLDER, help="folder of the pictures")
    given = parser.parse_args(arguments)
    given.to.mkdir(parents=True, exist_ok=True)
    for name in given.scenarios:
        scenario = load(name)
        path = given.to / f"{scenario.name}.png"
        draw(scenario, given.seeds, given.first, given.weeks).savefig(path, dpi=110)
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
