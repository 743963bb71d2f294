"""Pay and talk: from the table of the sweep to the figure, the result in the README, and a check
against expected.csv.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coordsim.core.kpis import KPI
from coordsim.research import SweepError, load_table
from coordsim.run.comparison import Difference, paired
from coordsim.show.axes import tidy
from coordsim.show.numbers import COMPARED, estimate, measured, number
from coordsim.show.palette import CUSTOMERS, GREY, INK, INK_2, LINE, LOSS

HERE = Path(__file__).resolve().parent
PAY = {"silo": (LOSS, "o"), "departmental": (INK_2, "s"), "shared": (CUSTOMERS, "D")}
TALK = ("none", "reports", "meetings", "dashboard", "sop")
SHOWN = ("profit", "forecast_accuracy", "stockout_rate", "unit_cost", "range", "lost_units")
START, END = "<!-- result: written by analysis.py -->", "<!-- end of result -->"
TOLERANCE_SE = 3.0
ROUNDING = 1e-6


@dataclass(frozen=True)
class Finding:
    """One expectation: what was found, in a sentence with its numbers, and whether it held."""

    name: str
    held: bool
    found: str


def worlds(table: pd.DataFrame, kpi: str) -> dict[tuple[str, str], np.ndarray]:
    """Return a KPI for each (pay, talk), by seed."""
    groups = table.sort_values("seed").groupby(["incentives", "communication"])[kpi]
    return {
        (str(pay), str(talk)): groups.get_group((pay, talk)).to_numpy()
        for pay in PAY
        for talk in TALK
    }


def means(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard error of the shown KPIs: one row for each pay, talk and KPI."""
    rows = []
    for kpi in SHOWN:
        for (pay, talk), values in worlds(table, kpi).items():
            rows.append(
                (
                    pay,
                    talk,
                    kpi,
                    np.nanmean(values),
                    np.nanstd(values, ddof=1) / np.sqrt(len(values)),
                )
            )
    out = pd.DataFrame(rows, columns=["incentives", "communication", "kpi", "mean", "se"])
    order = {name: place for place, name in enumerate((*PAY, *TALK, *SHOWN))}
    return out.sort_values(
        ["incentives", "communication", "kpi"],
        key=lambda column: column.map(order),
        ignore_index=True,
    )


def gains(table: pd.DataFrame) -> dict[str, Difference]:
    """Return what pay and talk add to profit over silo pay and silence, paired by world."""
    profit = worlds(table, "profit")
    neither, both = profit["silo", "none"], profit["shared", "sop"]
    pay, talk = profit["shared", "none"], profit["silo", "sop"]
    return {
        "pay alone": paired(pay, neither),
        "talk alone": paired(talk, neither),
        "both": paired(both, neither),
        "both, beyond the sum": paired(both - pay, talk - neither),
    }


def findings(table: pd.DataFrame) -> list[Finding]:
    """Hold the expectations of the README against the table."""
    gain, profit, accuracy = (
        gains(table),
        worlds(table, "profit"),
        worlds(table, "forecast_accuracy"),
    )
    half = paired(
        profit["silo", "sop"] - profit["silo", "none"],
        (profit["shared", "none"] - profit["silo", "none"]) / 2,
    )
    by_talk = {pay: paired(accuracy[pay, "sop"], accuracy[pay, "none"]) for pay in PAY}
    by_pay = paired(accuracy["shared", "none"], accuracy["silo", "none"])
    average = {pay: np.mean([profit[pay, talk] for talk in TALK], axis=0) for pay in PAY}
    low, high = (
        paired(average["departmental"], average["silo"]),
        paired(average["shared"], average["departmental"]),
    )
    points = ", ".join(
        f"{number(100 * step.mean, sign=True)} under {pay} pay" for pay, step in by_talk.items()
    )
    return [
        Finding(
            "Pay alone helps",
            gain["pay alone"].low > 0,
            f"shared over silo pay, in silence: {said(gain['pay alone'])}",
        ),
        Finding(
            "Talk alone helps less",
            gain["talk alone"].low > 0 and half.high < 0,
            f"`sop` over silence, under silo pay: {said(gain['talk alone'])}; against half of what"
            f" pay brings: {said(half)}",
        ),
        Finding(
            "They need each other",
            gain["both, beyond the sum"].low > 0,
            f"both over the sum: {said(gain['both, beyond the sum'])}",
        ),
        Finding(
            "Talk mends the forecast, pay does not",
            all(step.low > 0 and abs(by_pay.mean) < step.mean for step in by_talk.values()),
            f"points of accuracy, `sop` over silence: {points}; shared over silo pay, in silence:"
            f" {number(100 * by_pay.mean, sign=True)}",
        ),
        Finding(
            "Departmental pay lies between",
            low.low > 0 and high.low > 0,
            f"departmental over silo pay: {said(low)}; shared over departmental pay: {said(high)}",
        ),
    ]


def said(difference: Difference) -> str:
    """Spell a difference in money a week with its interval."""
    return estimate(difference, sign=True)


def draw(table: pd.DataFrame) -> Figure:
    """Draw profit by talk for each pay rule, and what each adds."""
    figure = Figure(figsize=(10, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    draw_lines(left, means(table))
    draw_gains(right, gains(table))
    for axes in (left, right):
        tidy(axes)
    return figure


def draw_lines(axes: Axes, result: pd.DataFrame) -> None:
    """One line for each pay rule, named at its end."""
    places = np.arange(len(TALK))
    ends: list[float] = []
    for pay, (colour, marker) in PAY.items():
        rows = (
            result[(result["incentives"] == pay) & (result["kpi"] == "profit")]
            .set_index("communication")
            .loc[list(TALK)]
        )
        axes.errorbar(
            places,
            rows["mean"],
            yerr=1.96 * rows["se"],
            color=colour,
            marker=marker,
            capsize=3,
            linewidth=1.8,
        )
        ends.append(float(rows["mean"].iloc[-1]))
    low, high = axes.get_ylim()
    heights = spread(ends, (high - low) / 14)
    for (pay, (colour, _)), height in zip(PAY.items(), heights, strict=True):
        axes.text(
            places[-1] + 0.15, height, f"{pay} pay", color=colour, va="center", fontweight="bold"
        )
    axes.set_xticks(places, TALK)
    axes.set_xlim(-0.3, len(TALK) + 0.35)
    axes.set_xlabel("talk rule")
    axes.set_ylabel("profit, money/week")
    axes.set_title(
        "Profit by pay and talk (mean, 95 % interval)", loc="left", fontsize=11, color=INK
    )


def spread(heights: list[float], least: float) -> list[float]:
    """Move labels apart by at least ``least``, keeping their order."""
    out = list(heights)
    order = sorted(range(len(out)), key=lambda place: out[place])
    for below, above in pairwise(order):
        out[above] = max(out[above], out[below] + least)
    return out


def draw_gains(axes: Axes, gain: dict[str, Difference]) -> None:
    """What each adds over silo pay and silence, as dots with intervals."""
    places = np.arange(len(gain))[::-1]
    for place, (name, step) in zip(places, gain.items(), strict=True):
        colour = INK if name != "both, beyond the sum" else CUSTOMERS if step.mean > 0 else LOSS
        axes.plot([0, step.mean], [place, place], color=LINE, linewidth=1)
        axes.plot([step.low, step.high], [place, place], color=colour, linewidth=3)
        axes.plot(step.mean, place, "o", color=colour)
        axes.annotate(
            number(step.mean, sign=True),
            (step.mean, place),
            (0, 8),
            textcoords="offset points",
            ha="center",
            color=colour,
        )
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set_yticks(places, [f"{name}" for name in gain])
    axes.set_ylim(-0.5, len(gain) - 0.3)
    axes.margins(x=0.15)
    axes.set_xlabel("gain over silo pay and silence, money/week")
    axes.set_title("What each adds", loc="left", fontsize=11, color=INK)


def report(table: pd.DataFrame) -> str:
    """Return the result part of the README."""
    gain, result, checks = gains(table), means(table), findings(table)
    need = against_sum(gain["both, beyond the sum"])
    sentence = (
        f"Shared pay alone changes profit by {said(gain['pay alone'])} money a week, planning"
        f" together alone by {said(gain['talk alone'])}, and both by {said(gain['both'])}: {need}."
    )
    lines = [
        f"**{sentence}** ({table['seed'].nunique()} worlds; in brackets 95 % intervals, paired.)",
        "",
    ]
    picture = (
        "Left: profit against the talk rule, a line for each pay rule. Right: what pay, talk and"
        " both add."
    )
    lines += [f"![{picture}](figure.svg)", ""]
    lines += [
        "| expected | held | found (money a week where nothing else is said) |",
        "| --- | --- | --- |",
    ]
    for place, finding in enumerate(checks, 1):
        lines.append(
            f"| {place}. {finding.name} | {'yes' if finding.held else '**no**'} | {finding.found} |"
        )
    lines += ["", "Means over worlds, after the first weeks:", ""]
    lines += [
        "| pay | talk | "
        + " | ".join(f"{KPI[name].label}, {KPI[name].unit}" for name in SHOWN)
        + " |"
    ]
    lines += ["| --- | --- |" + " --: |" * len(SHOWN)]
    values = result.set_index(["incentives", "communication", "kpi"])["mean"]
    for pay in PAY:
        for talk in TALK:
            lines.append(
                f"| {pay} | {talk} | "
                + " | ".join(measured(values[pay, talk, name], KPI[name].unit) for name in SHOWN)
                + " |"
            )
    return "\n".join(lines)


def against_sum(beyond: Difference) -> str:
    """Say how both together compare with the sum of each alone."""
    if beyond.low > 0:
        return f"more than the sum, by {estimate(beyond)}"
    if beyond.high < 0:
        less = Difference(-beyond.mean, -beyond.high, -beyond.low)
        return f"less than the sum, by {estimate(less)}"
    return f"not to be told apart from the sum, the difference being {said(beyond)}"


def check(result: pd.DataFrame, path: Path) -> list[str]:
    """Compare means with the expected ones; return a line for each that is off."""
    expected = pd.read_csv(path)
    both = expected.merge(
        result, on=["incentives", "communication", "kpi"], suffixes=("_expected", ""), how="outer"
    )
    off = both[~((both["mean"] - both["mean_expected"]).abs() <= both["tolerance"])]
    return [
        f"{row.incentives} + {row.communication}: {row.kpi} = {number(row.mean, matter=COMPARED)},"
        f" not {number(row.mean_expected, matter=COMPARED)} ± {number(row.tolerance)}"
        for row in off.itertuples()
    ]


def main(arguments: list[str] | None = None) -> int:
    """Analyse the sweep of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=HERE, help="the experiment's folder")
    parser.add_argument(
        "--accept", action="store_true", help="make the present means the expected ones"
    )
    chosen = parser.parse_args(arguments)
    folder: Path = chosen.folder
    try:
        table = load_table(folder)
    except SweepError as error:
        print(error, file=sys.stderr)
        return 2
    result = means(table)
    with rc_context({"svg.hashsalt": "coordsim", "font.size": 10}):
        draw(table).savefig(folder / "figure.svg", metadata={"Date": None})
    readme = folder / "README.md"
    head, rest = readme.read_text(encoding="utf-8").split(START)
    readme.write_text(
        f"{head}{START}\n{report(table)}\n{END}{rest.split(END)[1]}", encoding="utf-8"
    )
    if chosen.accept:
        kept = result.assign(
            worlds=table["seed"].nunique(),
            tolerance=TOLERANCE_SE * result["se"] + ROUNDING * result["mean"].abs(),
        ).drop(columns="se")
        kept.to_csv(folder / "expected.csv", index=False, float_format="%.8g")
    for finding in findings(table):
        print(f"{'held    ' if finding.held else 'NOT HELD'}  {finding.name}: {finding.found}")
    expected, worlds = (
        int(pd.read_csv(folder / "expected.csv")["worlds"].iloc[0]),
        table["seed"].nunique(),
    )
    if expected != worlds:
        print(
            f"{worlds} worlds, not the {expected} of expected.csv: not compared (--accept makes"
            " these the expected means)"
        )
        return 0
    off = check(result, folder / "expected.csv")
    print("\n".join(off) or f"all {len(result)} means are as expected")
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
