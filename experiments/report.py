"""From the tables of an experiment to its figure, its result in words, and a check of its means
against ``expected.csv``.

    python experiments/report.py experiments/who-settles [--accept]

A folder holds ``design.toml`` and ``report.toml``, which says what is drawn and what was expected:

    sentence = "Settling together changes profit by {joint} money a week."
    kpis = ["profit", "conflicts"]       # shown, and kept in expected.csv
    [figure]
    kpi = "profit"
    x = "governance"                     # a factor, on the axis
    lines = "incentives"                 # another one, a line for each level; may be left out
    less = "independent"                 # level of x that others are held against, pair by pair
    [numbers]                            # what the sentence speaks of
    joint = "profit(governance='joint') - profit(governance='independent')"
    [[expected]]                         # what was expected, held against what was found
    name = "Joint settling earns more"
    of = { "joint less nobody" = "profit(governance='joint') > profit(governance='independent')" }

What formulas may say: ``formulas.py``.
"""

from __future__ import annotations

import argparse
import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from formulas import ReportError, by_world, differing, first_kpi, upwards
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coordsim.core.kpis import KPI
from coordsim.research import Design, DesignError, Results, SweepError, load_table, read_design
from coordsim.research.analysis.figures import COLOURS, MARKERS, canvas, finish, legend, zero
from coordsim.research.factors import called, column, resolved
from coordsim.run.comparison import Difference, paired
from coordsim.show.numbers import COMPARED, estimate, measured, number

START, END = "<!-- result: written by report.py -->", "<!-- end of result -->"
TOLERANCE_SE = 3.0
ROUNDING = 1e-6
CROSSED = ("grid", "one-at-a-time")  # methods whose points are few, each a row of its own
DESIGN = "design"  # column that says which of a folder's designs a firm is of


@dataclass(frozen=True)
class Study:
    """A folder: its designs by name, what ``report.toml`` says, and the columns of its cells."""

    folder: Path
    designs: Mapping[str, Design]
    said: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path) -> Study:
        """Read designs and report. Raises DesignError, ReportError."""
        path = folder / "report.toml"
        if not path.is_file():
            raise ReportError(f"{path}: is not there; it says what is drawn and what was expected")
        said = tomllib.loads(path.read_text("utf-8"))
        names = said.get("designs", [""])
        return cls(folder, {name: read_design(folder / name) for name in names}, said)

    @property
    def kpis(self) -> list[str]:
        """What is shown and compared."""
        return list(self.said["kpis"])

    @property
    def cells(self) -> list[str]:
        """Columns of factors whose every combination has a mean of its own: choices, and what is
        uncertain where it was not sampled.
        """
        found: dict[str, None] = {DESIGN: None} if len(self.designs) > 1 else {}
        for design in self.designs.values():
            file = design.file
            crossed = file.factors if file.design.method in CROSSED else file.choices
            found |= {column(name): None for name, one in crossed.items() if one.count != 1}
        return list(found)

    @property
    def order(self) -> Mapping[str, Sequence[str]]:
        """Levels of each cell's column in the order of the design."""
        order: dict[str, dict[str, None]] = {DESIGN: dict.fromkeys(self.designs)}
        for design in self.designs.values():
            for name, factor in design.factors.items():
                steps = [] if factor.count is None else factor.steps(name)
                order.setdefault(column(name), {}).update({called(one.cell): None for one in steps})
        return {name: list(levels) for name, levels in order.items()}

    def table(self, home: Path | None = None) -> pd.DataFrame:
        """Return a row for each firm of all designs. Raises SweepError where some are missing."""
        parts = [
            load_table((home or self.folder) / name).assign(**{DESIGN: name})
            for name in self.designs
        ]
        return pd.concat(parts, ignore_index=True)

    def unit(self, name: str) -> str:
        """Return the unit of a KPI or outcome."""
        return KPI[self._kpi(name)].unit if self._kpi(name) in KPI else ""

    def label(self, name: str) -> str:
        """Return how a KPI or outcome is called, with its unit."""
        kpi = self._kpi(name)
        told = KPI[kpi].label if name == kpi and kpi in KPI else name.replace("_", " ")
        return f"{told}, {self.unit(name)}" if self.unit(name) else told

    def _kpi(self, name: str) -> str:
        for design in self.designs.values():
            if name in design.file.outcomes:
                return design.file.outcomes[name].kpi or name
        return name


@dataclass(frozen=True)
class Found:
    """One expectation: what was found, in numbers, and whether it held."""

    name: str
    held: str  # yes, **no**, **not clear**
    told: str


def said(study: Study, text: str, frame: pd.DataFrame) -> str:
    """Spell a formula's mean with its interval; a ratio of KPIs has no unit."""
    ratio = any(isinstance(node, ast.Div) for node in ast.walk(ast.parse(text.strip())))
    unit = "share" if ratio else study.unit(first_kpi(text))
    return estimate(differing(text, frame), unit, sign=True)


def findings(study: Study, frame: pd.DataFrame) -> list[Found]:
    """Hold what was expected against the table."""
    out = []
    for one in study.said["expected"]:
        if "sobol" in one:
            out.append(_largest(study, one["name"], **one["sobol"]))
            continue
        marks, told = [], []
        for label, text in one["of"].items():
            gap, up = differing(text, frame), upwards(text)
            clear, against = (gap.low > 0, gap.high < 0) if up else (gap.high < 0, gap.low > 0)
            marks.append("yes" if clear else "**no**" if against else "**not clear**")
            told.append(f"{label}: {said(study, text, frame)}")
        held = "**no**" if "**no**" in marks else "**not clear**"
        held = "yes" if set(marks) == {"yes"} else held
        out.append(Found(one["name"], held, "; ".join(told)))
    return out


def _largest(study: Study, name: str, contrast: str, kpi: str, factor: str) -> Found:
    """Say whether a factor has the largest total Sobol index of a contrast, in each group."""
    (design,) = study.designs
    result = Results.load(study.folder / design).contrast(contrast, kpi=kpi).sobol()
    totals = result.table[result.table["order"] == "total"]
    marks, told = [], []
    for levels, rows in totals.groupby(list(result.by), sort=False):
        first = rows.loc[rows["index"].idxmax()]
        marks.append(first["factor"] == factor)
        ends = f"{number(first['low'])} to {number(first['high'])}"
        told.append(
            f"{', '.join(levels)}: {str(first['factor']).split('__')[-1]}"
            f" {number(first['index'])} ({ends})"
        )
    held = "yes" if all(marks) else "**not clear**" if any(marks) else "**no**"
    return Found(name, held, "largest total index, " + "; ".join(told))


def means(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    """Return mean, standard error and number of worlds of each cell and KPI."""
    rows = [
        (*levels, kpi, *_spread(mine.groupby("seed")[kpi].mean().to_numpy()))
        for levels, mine in _cells(study, frame)
        for kpi in study.kpis
    ]
    return pd.DataFrame(rows, columns=[*study.cells, "kpi", *Spread._fields])


class Spread(NamedTuple):
    """Mean over worlds, its standard error, and how many worlds there are."""

    mean: float
    se: float
    worlds: int


def _spread(values: np.ndarray) -> Spread:
    there = values[~np.isnan(values)]
    spread = there.std(ddof=1) / np.sqrt(len(there)) if len(there) > 1 else np.nan
    return Spread(float(there.mean()) if len(there) else np.nan, float(spread), len(values))


def _cells(study: Study, frame: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """Yield the levels and firms of each cell, in the order of the design."""
    if not study.cells:
        yield (), frame
        return
    words = frame.assign(**{name: frame[name].map(called) for name in study.cells})
    groups = dict(list(words.groupby(study.cells, sort=False)))
    order = study.order
    for levels in sorted(
        groups, key=lambda key: [order[n].index(v) for n, v in zip(study.cells, key, strict=True)]
    ):
        yield levels, groups[levels]


def off(study: Study, found: pd.DataFrame, path: Path) -> list[str]:
    """Compare means with the expected ones; return a line for each that is off. With fewer worlds
    than were expected their standard errors are those of as many.
    """
    keys = [*study.cells, "kpi"]
    expected = pd.read_csv(
        path, dtype=dict.fromkeys(keys, str), keep_default_na=False, na_values=""
    )
    both = expected.merge(found, on=keys, suffixes=("_expected", ""), how="outer")
    spread = both["se_expected"] * np.sqrt(both["worlds_expected"] / both["worlds"])
    tolerance = TOLERANCE_SE * spread + ROUNDING * both["mean_expected"].abs()
    near = (both["mean"] - both["mean_expected"]).abs() <= tolerance
    near |= both["mean"].isna() & both["mean_expected"].isna() & both["worlds"].notna()
    return [
        f"{', '.join(str(row[key]) for key in keys)} ="
        f" {number(row['mean'], matter=COMPARED)}, not"
        f" {number(row['mean_expected'], matter=COMPARED)} ± {number(tolerance[place])}"
        for place, row in both[~near].iterrows()
    ]


def draw(study: Study, frame: pd.DataFrame) -> Figure:
    """Draw a KPI over a factor, with intervals: a line over numbers, dots over names."""
    wish = study.said["figure"]
    kpi, x = wish["kpi"], _named(study, wish["x"])
    lines = _named(study, wish["lines"]) if "lines" in wish else None
    levels = [one for one in study.order[x] if one in set(frame[x].map(called))]
    groups = study.order[lines] if lines else [""]
    numbers = all(_is_number(level) for level in levels)
    figure = canvas(wish["title"], height=4.2 if numbers else 1.4 + 0.42 * len(levels))
    axes = figure.add_subplot()
    for place, group in enumerate(groups):
        mine = {x: None} | ({lines: group} if lines else {})
        ends = [_at(study, frame, mine | {x: level}) for level in levels]
        style = {"color": COLOURS[place], "marker": MARKERS[place], "label": group or None}
        (_line if numbers else _dots)(axes, levels, ends, (place, len(groups)), **style)
    told = study.label(kpi)
    if "less" in wish:
        told += f", less that of {wish['less']}"
        if not numbers:
            zero(axes)
    label = wish.get("label", _short(x))
    if numbers:
        finish(axes, label, told, grid="y")
    else:
        finish(axes, told)
    if lines:
        legend(axes)
    return figure


def _short(name: str) -> str:
    """Return the last part of a factor's name that says anything."""
    return name.removesuffix("__start").split("__")[-1].replace("_", " ")


def _named(study: Study, name: str) -> str:
    return resolved(name, [*study.cells, *study.order])


def _at(study: Study, frame: pd.DataFrame, levels: Mapping[str, str]) -> Difference:
    """Return the mean at a place of the figure, less that of the level it is held against."""
    wish = study.said["figure"]
    here = by_world(frame, wish["kpi"], levels)
    if "less" not in wish:
        return paired(here.to_numpy(), np.zeros(len(here)))
    there = by_world(frame, wish["kpi"], {**levels, _named(study, wish["x"]): wish["less"]})
    return paired(here.to_numpy(), there.to_numpy())


def _line(
    axes: Axes, levels: list[str], ends: list[Difference], place: tuple[int, int], **style: Any
) -> None:
    errors = [[end.mean - end.low for end in ends], [end.high - end.mean for end in ends]]
    xs = [float(level) for level in levels]
    axes.errorbar(xs, [end.mean for end in ends], yerr=errors, capsize=3, linewidth=1.8, **style)
    axes.set_xticks(xs, levels)


def _dots(
    axes: Axes, levels: list[str], ends: list[Difference], place: tuple[int, int], **style: Any
) -> None:
    shift = 0.5 * ((place[1] - 1) / 2 - place[0]) / place[1]
    ys = np.arange(len(levels))[::-1] + shift
    errors = [[end.mean - end.low for end in ends], [end.high - end.mean for end in ends]]
    axes.errorbar([end.mean for end in ends], ys, xerr=errors, linestyle="", capsize=3, **style)
    axes.set_yticks(np.arange(len(levels))[::-1], levels)
    axes.set_ylim(-0.6, len(levels) - 0.4)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def written(study: Study, frame: pd.DataFrame) -> str:
    """Return the result part of the README."""
    worlds = frame["seed"].nunique()
    numbers = {
        name: said(study, text, frame) for name, text in study.said.get("numbers", {}).items()
    }
    sentence = study.said["sentence"].format(**numbers)
    lines = [
        f"**{sentence}** ({len(frame):,} firms, {worlds} worlds; in brackets 95 % intervals over"
        " worlds, paired.)",
        "",
        f"![{study.said['figure']['title']}](figure.svg)",
        "",
        "| expected | held | found |",
        "| --- | --- | --- |",
    ]
    for place, one in enumerate(findings(study, frame), 1):
        lines.append(f"| {place}. {one.name} | {one.held} | {one.told} |")
    lines += ["", "Means over worlds:", "", *listed(study, means(study, frame))]
    return "\n".join(lines)


def listed(study: Study, found: pd.DataFrame) -> list[str]:
    """Return the lines of the README's table of means, a row for each cell."""
    heads = [_short(name) for name in study.cells]
    lines = [f"| {' | '.join([*heads, *map(study.label, study.kpis)])} |"]
    lines += [("| " + "--- | " * len(heads) + "--: | " * len(study.kpis)).rstrip()]
    for levels, rows in found.groupby(study.cells, sort=False):
        cells = [measured(row["mean"], study.unit(row["kpi"])) for _, row in rows.iterrows()]
        lines.append(f"| {' | '.join([*levels, *cells])} |")
    return lines


def into(readme: str, text: str) -> str:
    """Return a README whose part between the marks is ``text``."""
    if readme.count(START) != 1 or readme.count(END) != 1:
        raise ReportError(f"README.md needs the marks {START} and {END}, once each")
    head, _, rest = readme.partition(START)
    return f"{head}{START}\n{text}\n{END}{rest.partition(END)[2]}"


def main(arguments: list[str] | None = None) -> int:
    """Report on folders; returns 1 where a mean is not as expected, 2 where one cannot be had."""
    parser = argparse.ArgumentParser(description="Report on experiments: figure, words, check.")
    parser.add_argument("folders", type=Path, nargs="+", help="folders of experiments")
    parser.add_argument("--accept", action="store_true", help="make the means the expected ones")
    chosen = parser.parse_args(arguments)
    return max(_report(folder, chosen.accept) for folder in chosen.folders)


def _report(folder: Path, accept: bool) -> int:
    try:
        study = Study.load(folder)
        frame = study.table()
        with rc_context({"svg.hashsalt": "coordsim", "font.size": 10}):
            draw(study, frame).savefig(folder / "figure.svg", metadata={"Date": None})
        path = folder / "README.md"
        path.write_text(into(path.read_text("utf-8"), written(study, frame)), "utf-8")
        told, found = findings(study, frame), means(study, frame)
    except (DesignError, SweepError, ReportError) as error:
        print(error, file=sys.stderr)
        return 2
    expected = folder / "expected.csv"
    if accept:
        found.to_csv(expected, index=False, float_format="%.8g")
    for one in told:
        print(f"{one.held:<13} {one.name}: {one.told}")
    lines = off(study, found, expected) if expected.is_file() else [f"{expected}: is not there"]
    print("\n".join(lines) or f"{folder.name}: all {len(found)} means are as expected")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
