"""The command that answers questions with many runs: sweep."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from coordsim.cli.app import Json, end_on_sigterm, mean_of
from coordsim.cli.console import print_json, print_table, progress_bar, say
from coordsim.core.spelling import shown
from coordsim.show.numbers import spelt

if TYPE_CHECKING:
    from coordsim.research.summary import Failure, Summary

SHOWN = 5  # reasons of failures that are told
SHOWN_POINTS = 60  # points that are told one by one
SHOWN_KPIS = ("profit", "units", "unit_cost", "stockout_rate", "range")


def sweep(
    folder: Path,
    *,
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, max=256, help="Processes; 0 = all cores.")
    ] = 0,
    shard: Annotated[
        str | None,
        typer.Option("--shard", help="i/n: the i-th of n machines that share the work."),
    ] = None,
    dask: Annotated[
        str | None, typer.Option("--dask", help="Address of a Dask scheduler: tcp://host:8786.")
    ] = None,
    mend: Annotated[
        bool, typer.Option("--mend", help="Run finished parts again whose file was damaged.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would take, and run nothing for good.")
    ] = False,
    status: Annotated[bool, typer.Option("--status", help="Say how far it is.")] = False,
    row: Annotated[
        int | None,
        typer.Option("--row", min=0, help="Run a row of the table again and compare its hash."),
    ] = None,
    codebook: Annotated[
        bool, typer.Option("--codebook", help="Explain every column of the tables.")
    ] = False,
    pack: Annotated[
        bool, typer.Option("--pack", help="Write the finished study into one .zip.")
    ] = False,
    slurm: Annotated[
        int, typer.Option("--slurm", min=0, max=100_000, help="Write files for so many Slurm jobs.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Run an experiment's design in all its worlds; what is finished is kept and skipped."""
    if dry_run:
        _dry_run(folder, jobs, as_json)
    elif status:
        _status(folder, as_json)
    elif row is not None:
        _row(folder, row, as_json)
    elif codebook:
        _codebook(folder, as_json)
    elif pack:
        _pack(folder, as_json)
    elif slurm:
        _slurm(folder, slurm, max(1, jobs), as_json)
    else:
        _run(folder, jobs, dask=dask, shard=_shard(shard), mend=mend, as_json=as_json)


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise ValueError(f"--shard {shown(text)} is not of the form i/n with i from 1 to n")
    return int(found[1]), int(found[2])


def _run(
    folder: Path,
    jobs: int,
    *,
    dask: str | None,
    shard: tuple[int, int] | None,
    mend: bool,
    as_json: bool,
) -> None:
    from coordsim.research import sweep as run_sweep

    end_on_sigterm()
    with progress_bar("firms", as_json) as progress:
        summary = run_sweep(
            folder, jobs, progress=progress, executor_factory=dask, mend=mend, shard=shard
        )
    if as_json:
        print_json(summary.as_json())
    else:
        if summary.results:
            print_table(summary.question, *_points(summary))
        firms = summary.firms
        say(
            f"{firms.done} firms run, {firms.skipped} there already, {firms.failed} failed; the"
            f" table: {summary.table or 'not written, as firms are missing'}"
        )
    if summary.ignored:
        say(summary.ignored, err=True)
    _say_failures(summary)
    if summary.firms.failed:
        raise typer.Exit(1)


def _say_failures(summary: Summary) -> None:
    """Tell each reason once, with the first firm that it stopped."""
    reasons: dict[str, list[Failure]] = {}
    for failure in summary.failures:
        reasons.setdefault(failure.reason, []).append(failure)
    for reason, alike in list(reasons.items())[:SHOWN]:
        levels = ", ".join(f"{name} = {level}" for name, level in alike[0].levels.items())
        more = f" (and {len(alike) - 1} more)" if len(alike) > 1 else ""
        say(f"failed: {levels}, seed {alike[0].seed}{more}: {reason}", err=True)
    if (others := len(reasons) - SHOWN) > 0:
        say(f"and {others} other reasons", err=True)


def _dry_run(folder: Path, jobs: int, as_json: bool) -> None:
    from coordsim.research import Experiment

    estimate = Experiment.load(folder).dry_run(jobs or None)
    _tell(as_json, estimate.as_json(), str(estimate))


def _status(folder: Path, as_json: bool) -> None:
    from coordsim.research import status

    standing = status(folder)
    _tell(as_json, standing.as_json(), str(standing), *standing.differs)


def _row(folder: Path, row: int, as_json: bool) -> None:
    from coordsim.research import run_row

    again = run_row(folder, row)
    word = "the same again" if again.same else f"NOT the same: {again.why}"
    _tell(
        as_json,
        again.as_json(),
        f"row {again.row}: point {again.point}, world {again.seed}: {word}",
        f"hash {again.stored} stored, {again.found} now",
        *(f"{name}: {old!r} stored, {now!r} now" for name, (old, now) in again.kpis.items()),
    )
    if not again.same:
        raise typer.Exit(1)


def _codebook(folder: Path, as_json: bool) -> None:
    from dataclasses import asdict

    from coordsim.research import Experiment
    from coordsim.research.codebook import whole

    columns = whole(Experiment.load(folder))
    if as_json:
        print_json({"columns": [{"file": file} | asdict(one) for file, one in columns]})
        return
    rows = [[one.name, one.dtype, one.unit, one.label, file] for file, one in columns]
    print_table("Columns", ["column", "type", "unit", "label", "file"], rows)


def _pack(folder: Path, as_json: bool) -> None:
    from coordsim.research import pack

    path = pack(folder)
    size = path.stat().st_size
    _tell(as_json, {"file": str(path), "bytes": size}, f"{path}: {size / 1e6:.3g} MB")


def _slurm(folder: Path, jobs: int, cores: int, as_json: bool) -> None:
    from coordsim.research import Experiment
    from coordsim.research.slurm import slurm_files

    _ = Experiment.load(folder).points  # no job should find out that the design is bad
    paths = [str(path) for path in slurm_files(folder, jobs, cores)]
    _tell(as_json, {"files": paths}, *paths)


def _tell(as_json: bool, data: dict[str, Any], *lines: str) -> None:
    """Print one JSON object, or lines that say the same."""
    if as_json:
        print_json(data)
    else:
        say("\n".join(lines))


class Points(NamedTuple):
    """The table of a sweep: a row for each point."""

    headers: list[str]
    rows: list[list[str]]


def _words(levels: list[str]) -> list[str]:
    """Return levels of a factor with no more digits than tell them apart."""
    try:
        return spelt([float(level) for level in levels])
    except ValueError:
        return levels


def _points(summary: Summary) -> Points:
    """Return means over firms, point by point, with the number of firms that a mean is over where
    it is not all of them.
    """
    from coordsim.core.kpis import KPI

    results = summary.results
    first = results[0]["factors"]
    varied = [
        name for name in first if any(each["factors"][name] != first[name] for each in results)
    ]
    kpis = [name for name in SHOWN_KPIS if name in results[0]["kpis"]]
    told = results[:SHOWN_POINTS]
    words = [_words([each["factors"][name] for each in told]) for name in varied]
    rows = []
    for place, result in enumerate(told):
        means = [mean_of(result["kpis"][kpi], KPI[kpi].unit, result["firms"]) for kpi in kpis]
        point = ", ".join(levels[place] for levels in words)
        rows.append([point, str(result["firms"]), *means])
    if summary.points > len(rows):
        rows.append([f"... {summary.points} points", *[""] * (1 + len(kpis))])
    return Points(["point", "firms", *kpis], rows)
