"""The command that measures: how fast the engine is on this machine, beside other ways of doing the
same work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from coordsim.cli.app import Json, end_on_sigterm
from coordsim.cli.console import print_json, print_table, say
from coordsim.show.numbers import number

if TYPE_CHECKING:
    from coordsim.speed.figures import Figure
    from coordsim.speed.market_week import MarketWeek
    from coordsim.speed.report import Report
    from coordsim.speed.runs import Runs


def warm() -> None:
    """Compile the engine now, so that nobody has to wait for it later: for classrooms and images.
    What is compiled is kept for this copy of coordsim on this kind of machine.
    """
    from time import process_time

    from coordsim.run.warm import warm as compile_engine
    from coordsim.run.warm import warm_the_rest

    began = process_time()
    folder = compile_engine()
    ready = process_time()
    say(f"The engine is ready ({ready - began:.1f} s of work), kept in {folder}.")
    warm_the_rest()
    say(
        "So is what only some ask for, such as classes of customers"
        f" ({process_time() - ready:.1f} s of work)."
    )


def bench(
    part: Annotated[
        str, typer.Argument(help="market-week, runs, scaling, memory, startup, where or all.")
    ] = "all",
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Small sizes: a look, not a figure to quote.")
    ] = False,
    size: Annotated[
        list[int] | None,
        typer.Option("--size", min=1, max=10_000_000, help="Customers of a market week."),
    ] = None,
    repeats: Annotated[
        int, typer.Option(min=1, max=1000, help="Measurements of which the median is taken.")
    ] = 5,
    as_json: Json = False,
) -> None:
    """Measure the engine on this machine, side by side with other ways of doing the same work."""
    from coordsim.speed.report import PARTS, measure

    if size and part not in ("market-week", "all"):
        raise ValueError(f"--size is the customers of a market week; {part} has none: leave it out")
    end_on_sigterm()
    report = measure(
        PARTS if part == "all" else (part,),
        size,
        repeats,
        quick,
        lambda line: None if as_json else say(line, err=True),
    )
    data = report.as_json()
    if as_json:
        print_json(data)
        return
    facts = data["machine"]
    say(
        f"{facts['cpu']}, {facts['cores']} cores, {facts['memory_gb']} GB, load {facts['load'][0]};"
        f" Python {facts['python']}, numpy {facts['numpy']}, numba {facts['numba']}, coordsim"
        f" {facts['coordsim']}"
    )
    _print(report)
    for note in data["notes"]:
        say(f"- {note}")


def _print(report: Report) -> None:
    """Print a table for each part: medians, with quartiles in brackets."""
    if report.market_week:
        _print_weeks(report.market_week)
    if report.runs:
        _print_runs(report.runs)
    if report.scaling:
        rows = [
            [what, _cell(each), number(report.scaling.fixed[what])]
            for what, each in report.scaling.exponents.items()
        ]
        print_table("How time grows", ["with", "exponent", "fixed part, s"], rows)
    if report.memory:
        rows = [[f"per {what}", _cell(each)] for what, each in report.memory.bytes_per.items()]
        print_table("Memory", ["", "bytes"], rows)
    if report.startup:
        print_table(
            "Until it is there",
            ["", "seconds"],
            [[name, _cell(each)] for name, each in report.startup.seconds.items()],
        )
    if report.where:
        rows = [[stage, _cell(each, 1e3)] for stage, each in report.where.stages.items()]
        print_table("Where a market week's time goes", ["", "ms"], rows)
        for firms, parts in report.where.shares.items():
            title = f"Where the time of a run goes, firms side by side: {firms}"
            print_table(title, ["", "share"], [[name, _cell(each)] for name, each in parts.items()])


def _print_weeks(week: MarketWeek) -> None:
    from coordsim.speed.market_week import GIVEN_TABLES, LEAN, LIMIT, PLAIN

    for size, seconds in sorted(week.seconds.items()):
        rows = [["coordsim", _cell(seconds["coordsim"], 1e3), "1"]]
        for heading, peers in (("", PLAIN), (f"{GIVEN_TABLES}:", LEAN), ("", LIMIT)):
            there = {name: peer for name, peer in peers.items() if name in seconds}
            rows += [[heading, "", ""]] if heading and there else []
            rows += [
                [peer.label, _cell(seconds[name], 1e3), _cell(week.times[size][name])]
                for name, peer in there.items()
            ]
        if "limit" in week.times[size]:
            rows.append(
                ["coordsim over the limit", "", number(1 / week.times[size]["limit"].median)]
            )
        print_table(
            f"A market week of {size:,} customers and 20 variants",
            ["", "ms", "times coordsim"],
            rows,
        )


def _print_runs(runs: Runs) -> None:
    rows = []
    words = {
        "coordsim": f"coordsim, {runs.batch} firms side by side",
        "mixed_kinds": "coordsim, as many of mixed kinds",
        "coordsim_one_firm": "coordsim, one firm at a time",
        "one_process": "one process of a sweep",
        "two_processes": "two processes of a sweep",
        "batch_run": "mesa.batch_run",
        "plain_firm": "plain Mesa, one firm at a time",
    }
    beside = f"{runs.batch} side by side"
    than = {
        "mixed_kinds": f"{beside}, in turns",
        "coordsim_one_firm": beside,
        "one_process": "two processes",
        "batch_run": f"{beside}, in turns",
        "plain_firm": "coordsim, one firm at a time, in turns",
    }
    for name, label in words.items():
        if name in runs.per_second:
            times = _cell(runs.times[name]) if name in runs.times else ""
            rows.append([label, _cell(runs.per_second[name]), times, than.get(name, "")])
    headers = ["", "firms/s", "times slower", "than"]
    print_table("Firms a second: base, 1,000 customers", headers, rows)
    for each in runs.decisions.values():
        say(f"Decisions a second of one seat of one firm, answered at once: {_cell(each)}")
    for seconds in runs.huge_seconds:
        say(f"One firm of a million customers, 104 weeks: {number(seconds)} s")


def _cell(each: Figure, scale: float = 1.0) -> str:
    """Return median and quartiles."""
    low, high = number(each.low * scale), number(each.high * scale)
    return f"{number(each.median * scale)} ({low} to {high})"
