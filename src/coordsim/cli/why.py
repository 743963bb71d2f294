"""Commands that say where the money went: explain (frictions) and benchmark (the best steady
plan).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordsim.cli.app import Json, Seed, Sets, Threads, changed, scenario_of
from coordsim.cli.console import print_json, print_table, progress_bar, say
from coordsim.show.numbers import Estimate, difference, given, interval, number

if TYPE_CHECKING:
    from coordsim.scenario.file import Scenario
    from coordsim.study.optimum.record import Benchmark


def explain(
    scenario: str,
    *,
    set_: Sets = None,
    kpi: Annotated[str, typer.Option(help="The KPI whose gap is shared out.")] = "profit",
    seeds: Annotated[
        int,
        typer.Option("--seeds", "--firms", min=2, max=100_000, help="Worlds for each mixture."),
    ] = 200,
    seed: Seed = 1,
    threads: Threads = 1,
    held_range: Annotated[
        int | None,
        typer.Option(
            "--range",
            min=1,
            help="Variants once range is no friction; the benchmark plan's if not set.",
        ),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(help="Where the figure goes; results/explain/NAME.png if not set."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Share out the gap between a firm and the same firm coordinated: pay, information, governance,
    range, and where a scenario has them biased priors and the owner (exact Shapley).
    """
    from coordsim.core.kpis import KPI
    from coordsim.run.result import AFTER_A_STOP
    from coordsim.study.attribution import attribute
    from coordsim.study.waterfall import draw, sentence

    chosen = scenario_of(scenario, changed(set_))
    held_range = _benchmark_range(scenario, chosen) if held_range is None else held_range
    with progress_bar("mixtures", as_json) as progress:
        found = attribute(
            chosen,
            kpi=kpi,
            held_range=held_range,
            firms=seeds,
            seed=seed,
            progress=progress,
            threads=threads,
        )
    path = figure or Path("results/explain") / f"{chosen.name}.png"
    path = path if path.suffix else path.with_suffix(".png")
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(found).savefig(path, dpi=150)
    if as_json:
        print_json(found.as_json() | {"sentence": sentence(found), "figure": path.as_posix()})
        return
    unit = KPI[kpi].unit
    rows = [
        [name, found.words[name], *_interval(part, unit)] for name, part in found.intervals.items()
    ]
    rows.append(["together", "", *_interval(found.gap, unit)])
    title = f"{chosen.title}: {KPI[kpi].label.lower()}, {unit}, {seeds} worlds"
    print_table(title, ["friction", "from → to", "part", "95 %"], rows)
    causes = [
        [cause, number(lost), number(found.lost_best[cause])]
        for cause, lost in found.lost_worst.items()
    ]
    print_table("Units lost per week, by cause", ["cause", "as it is", "coordinated"], causes)
    say(sentence(found))
    if without := seeds - len(found.seeds):
        say(f"In {without} of {seeds} worlds it has no base in some mixture; they are left out.")
    if found.stopped_worst or found.stopped_best:
        say(
            f"Could not pay and stopped: {found.stopped_worst} of {seeds} firms as they are,"
            f" {found.stopped_best} coordinated; {AFTER_A_STOP}."
        )
    say(f"The figure: {path}")


def _benchmark_range(name: str, scenario: Scenario) -> int:
    """Return the benchmark plan's range; raises ValueError with the way out when there is no plan
    for these numbers.
    """
    from coordsim.study.optimum.record import BenchmarkError, read, stored_at

    path = stored_at(name)
    if not path.is_file():
        raise ValueError(f"{name}: no benchmark plan is stored to hold the range at; give --range")
    record = read(path)
    try:
        record.fits(scenario)
    except BenchmarkError:
        raise ValueError(
            f"{name}: the benchmark plan stored is for other numbers than these; give --range"
        ) from None
    return round(record.plan["range"])


def benchmark(
    scenario: Annotated[str, typer.Argument(help="Name, or path of a .toml file.")] = "",
    *,
    every: Annotated[bool, typer.Option("--all", help="Every scenario of the library.")] = False,
    seeds: Annotated[
        int | None,
        typer.Option(
            min=3, max=100_000, help="Fresh worlds in which the plan is verified; 50 if not set."
        ),
    ] = None,
    budget: Annotated[
        int | None,
        typer.Option(
            min=1, max=10_000_000, help="Firms that the search may simulate; 2000 if not set."
        ),
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Search, and store the record with the scenario.")
    ] = False,
    search: Annotated[
        bool, typer.Option("--search", help="Search even though a record is stored.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find, or show as stored, the best joint plan held steady, and how near to it pay and talk
    come.
    """
    from coordsim.scenario.file import names
    from coordsim.study.optimum.measure import BUDGET, WORLDS, make
    from coordsim.study.optimum.record import as_json as record_json
    from coordsim.study.optimum.record import save as save_record
    from coordsim.study.optimum.record import stored_at

    if bool(scenario) == every:
        raise ValueError("benchmark needs the name of a scenario, or --all, and not both")
    records = []
    for name in names() if every else [scenario]:
        path = stored_at(name)
        if save or search or not path.is_file():
            with progress_bar(name, as_json) as progress:
                record = make(
                    name,
                    seeds or WORLDS,
                    budget or BUDGET,
                    lambda what, done, of: progress(done, of),
                )
        elif seeds or budget:
            raise ValueError(
                f"{name}: a plan is stored; --seeds and --budget need --search, or --save to"
                " replace it"
            )
        else:
            record = _checked(name, path)
        if save:
            save_record(record, path)
        records.append(record_json(record))
        if not as_json:
            _show(record)
            say(
                f"Stored: {path.name}\n"
                if save or path.is_file()
                else "Not stored; --save would.\n"
            )
    if as_json:
        print_json({"benchmarks": records} if every else records[0])


def _checked(name: str, path: Path) -> Benchmark:
    """Read a stored record and run its plan again where it is checked; raises BenchmarkError when
    it is out of date.
    """
    from coordsim.scenario.file import load
    from coordsim.study.optimum.measure import recheck
    from coordsim.study.optimum.record import read

    record = read(path)
    recheck(record, load(name))
    return record


def _show(record: Benchmark) -> None:
    from coordsim.core.levers import BY_NAME

    levers = [
        [BY_NAME[name].label, given(value), BY_NAME[name].unit]
        for name, value in record.plan.items()
    ]
    print_table(f"{record.scenario}: the best joint plan found", ["lever", "value", "unit"], levers)
    rounds: list[dict[str, Any]] = record.search["rounds"]
    rows = [
        [
            item["tried"],
            str(item["candidates"]),
            str(item["firms"]),
            f"{number(item['profit'])} in {item['worlds']}",
            item["changed"],
        ]
        for item in rounds
    ]
    headers = ["round", "candidates", "firms so far", "best, worlds", "changed"]
    print_table(
        f"The search: {record.search['plans']} plans, {record.search['firms']} firms", headers, rows
    )
    arms = [["benchmark plan", *_interval(record.profit), "", "1", ""]]
    for name, arm in record.arms.items():
        share = ["–", ""] if arm.efficiency is None else _interval(arm.efficiency)
        arms.append([name, *_interval(arm.profit), number(arm.behind.mean), *share])
    headers = ["firm", "profit", "95 %", "behind", "coordination efficiency", "95 %"]
    print_table(
        f"Money a week in {record.worlds} worlds that the search has not seen", headers, arms
    )


def _interval(found: Estimate, unit: str = "") -> list[str]:
    return [difference(found.mean, unit), interval(found, unit)]
