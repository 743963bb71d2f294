"""Commands that answer questions with many runs: sweep, claims, validate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from coordsim.cli.app import Json, end_on_sigterm, mean_of
from coordsim.cli.console import print_json, print_table, progress_bar, say
from coordsim.show.numbers import COMPARED, interval, number

if TYPE_CHECKING:
    from coordsim.evidence.validation.rows import Row
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


def claims(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Claims to run, such as C01; all when none is named.")
    ] = None,
    *,
    seeds: Annotated[
        int, typer.Option("--seeds", "--firms", min=2, max=100_000, help="Worlds for each arm.")
    ] = 200,
    figures: Annotated[Path, typer.Option(help="Folder for one figure per claim.")] = Path(
        "results/claims"
    ),
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, max=256, help="Processes that simulate arms.")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Run what the sources claim, and print a verdict with its interval for each."""
    from coordsim.evidence.claims.run import chosen, run_claims

    with progress_bar("arms", as_json) as progress:
        verdicts = run_claims(
            chosen(ids or []), seeds=seeds, figures=figures, progress=progress, jobs=jobs
        )
    if as_json:
        rows = []
        for verdict in verdicts:
            first = verdict.contrasts[0].measured
            rows.append(
                {
                    "id": verdict.claim.id,
                    "verdict": verdict.word,
                    "effect": first.mean,
                    "low": first.low,
                    "high": first.high,
                }
            )
        print_json({"claims": rows})
        return
    for verdict in verdicts:
        lines = []
        for contrast in verdict.contrasts:
            gap = contrast.measured
            lines.append(
                [
                    contrast.label,
                    number(gap.mean),
                    interval(gap),
                    contrast.expected,
                    "yes" if contrast.holds else "NO",
                ]
            )
        print_table(
            f"{verdict.claim.id}  {verdict.claim.title}: {verdict.word}",
            ["contrast", "mean", "95 %", "must be", "holds"],
            lines,
        )
    say(f"Figures are in {figures}.")


def _expected(row: Row) -> str:
    """Say the expected value, or the band that it may lie in."""
    if row.low is None and row.high is None:
        return number(row.expected, matter=COMPARED)
    low, high = ("" if end is None else number(end, matter=COMPARED) for end in (row.low, row.high))
    return f"{low} to {high}"


def validate(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Cases to run, such as A1; all when none is named.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Run the engine on cases with known answers and print expected against simulated."""
    from coordsim.evidence.validation import validate as run_cases

    rows = run_cases(ids or None, progress=None if as_json else lambda line: say(line, err=True))
    if as_json:
        print_json({"cases": [vars(row) for row in rows]})
    else:
        cells = [
            [
                row.id,
                _expected(row),
                number(row.simulated, matter=COMPARED),
                "exact" if row.se is None else number(row.se),
                row.verdict,
            ]
            for row in rows
        ]
        print_table(
            "The engine against theory", ["case", "expected", "simulated", "s.e.", "verdict"], cells
        )
    if any(row.verdict == "fail" for row in rows):
        raise typer.Exit(1)
