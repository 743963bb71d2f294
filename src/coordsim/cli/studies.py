"""The command that answers questions with many runs: sweep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from coordsim.cli.app import Json, end_on_sigterm, mean_of
from coordsim.cli.console import print_json, print_table, progress_bar, say

if TYPE_CHECKING:
    from coordsim.research import Summary

SHOWN = 5  # failures that are told one by one
SHOWN_KPIS = ("profit", "units", "unit_cost", "stockout_rate", "range")


def sweep(
    folder: Path,
    *,
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, max=256, help="Processes; 0 = all cores.")
    ] = 0,
    mend: Annotated[
        bool, typer.Option("--mend", help="Run finished parts again whose file was damaged.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Run an experiment's design (full factorial x seeds); finished parts are kept and skipped."""
    from coordsim.research import sweep as run_sweep

    end_on_sigterm()
    with progress_bar("firms", as_json) as progress:
        summary = run_sweep(folder, jobs=jobs, progress=progress, mend=mend)
    if as_json:
        print_json(summary.as_json())
    else:
        print_table(summary.question, *_points(summary))
        firms = summary.firms
        say(
            f"{firms.done} firms run, {firms.skipped} there already, {firms.failed} failed; the"
            f" table: {summary.table or 'not written, as firms are missing'}"
        )
    for failure in summary.failures[:SHOWN]:
        levels = ", ".join(f"{name} = {level}" for name, level in failure.levels.items())
        say(f"failed: {levels}, seed {failure.seed}: {failure.reason}", err=True)
    if more := len(summary.failures[SHOWN:]):
        say(f"and {more} more", err=True)
    if summary.firms.failed:
        raise typer.Exit(1)


class Points(NamedTuple):
    """The table of a sweep: a row for each point."""

    headers: list[str]
    rows: list[list[str]]


def _points(summary: Summary) -> Points:
    """Return means over firms, point by point, with the number of firms that a mean is over where
    it is not all of them.
    """
    from coordsim.core.kpis import KPI

    results = summary.results
    if not results:
        return Points(["point"], [])
    first = results[0]["factors"]
    varied = [
        name for name in first if any(each["factors"][name] != first[name] for each in results)
    ]
    kpis = [name for name in SHOWN_KPIS if name in results[0]["kpis"]]
    rows = []
    for result in results:
        means = [mean_of(result["kpis"][kpi], KPI[kpi].unit, result["firms"]) for kpi in kpis]
        point = ", ".join(str(result["factors"][name]) for name in varied)
        rows.append([point, str(result["firms"]), *means])
    return Points(["point", "firms", *kpis], rows)
