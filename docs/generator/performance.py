"""The tables of docs/performance.md, from docs/performance.json: what ``coordsim bench all --json``
measured.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coordsim.show.numbers import given, number, share
from coordsim.speed.market_week import GIVEN_TABLES, LEAN, LIMIT, PLAIN
from generator.page import SHIPPED, Parts, Settings, table

FILE = "docs/performance.md"
STORED = SHIPPED / "docs" / "performance.json"
STARTED = {
    "help": "`coordsim --help`",
    "import": "`import coordsim`",
    "import_engine": "`import coordsim; coordsim.simulate`",
    "run_base": "`coordsim run base`: one firm, 104 weeks",
    "web": "`coordsim web`, until it answers",
    "python": "Python itself",
}
RUNS = {
    "coordsim": "coordsim, firms side by side",
    "mixed_kinds": "coordsim, as many of mixed kinds side by side",
    "coordsim_one_firm": "coordsim, one firm at a time",
    "one_process": "one process of a sweep",
    "two_processes": "two processes of a sweep",
    "batch_run": "`mesa.batch_run` of the plain firm",
    "plain_firm": "plain Mesa, one firm at a time",
}
FASTER = {  # who takes turns with whom
    "mixed_kinds": "as many alike",
    "coordsim_one_firm": "side by side",
    "one_process": "two processes",
    "batch_run": "side by side",
    "plain_firm": "coordsim, one firm at a time",
}

Data = Mapping[str, Any]


def performance(_settings: Settings) -> Parts:
    """All generated parts of docs/performance.md."""
    return parts(json.loads(STORED.read_text("utf-8")))


def parts(data: Data) -> Parts:
    """Return the parts from what was measured."""
    made = {
        "machine": machine(data),
        "targets": targets(data),
        "market-week": market_week(data),
        "peers": peers(),
        "runs": runs(data),
        "growth": growth(data),
        "memory": memory(data),
        "startup": startup(data),
        "where": where(data),
        "notes": notes(data),
    }
    return {(FILE, name): text for name, text in made.items()}


def spread(median: float, quartiles: list[float], scale: float = 1.0) -> str:
    """Format a median with its quartiles and the number of measurements."""
    low, high, count = quartiles
    ends = f"{number(low * scale)} to {number(high * scale)}"
    return f"{number(median * scale)} ({ends}; {number(count)})"


def machine(data: Data) -> str:
    """What it was measured on."""
    m = data["machine"]
    return (
        f"{m['cpu']} ({m['processor']}), {m['cores']} cores, {m['memory_gb']} GB of memory,"
        f" {m['system']}; load of the last minute at the start {m['load'][0]}. Python"
        f" {m['python']}, numpy {m['numpy']}, numba {m['numba']}, Mesa {m['mesa']}, coordsim"
        f" {m['coordsim']}."
    )


def largest(data: Data) -> str:
    """Customers of the largest market week."""
    return max(data["market_week"], key=int)


def targets(data: Data) -> str:
    """Each target beside what was measured, and whether it is met."""
    size = largest(data)
    times, rates = data["times"]["market_week"][size], data["times"]["runs_per_second"]
    grown, begun = data["scaling"]["exponents"], data["startup"]
    week = f"market week, {number(int(size))} customers"
    over = 1 / times["limit"] if "limit" in times else None
    two, mixed = rates.get("one_process"), rates.get("mixed_kinds")
    runs_, held = data["runs_per_second"], data["memory"]
    both = runs_["two_processes"] / runs_["batch_run"] if runs_.get("batch_run") else None
    rows = [
        _at_least(f"{week}: times Mesa, one agent per customer", times.get("mesa"), 400),
        _at_least(f"{week}: times mesa-frames", times.get("mesa_frames"), 40),
        _at_least(f"{week}: times numpy", times.get("numpy"), 20),
        _at_most(f"{week}: times the limit of the machine", over, 5),
        _at_least("runs: times `mesa.batch_run`, one core", rates.get("batch_run"), 300),
        _at_least("runs: times `mesa.batch_run`, two processes", both, 150),
        _at_least("runs: one firm, times one plain Mesa firm", rates.get("plain_firm"), 20),
        _at_most("runs: mixed kinds, times the seconds of as many alike", mixed, 1.2),
        _at_least("runs: two processes, times one", two, 1.9),
        _within("growth with customers, exponent", grown.get("customers"), 0.95, 1.05),
        _within("growth with firms, exponent", grown.get("firms"), 0.95, 1.05),
        _at_most("memory, bytes per customer", held["bytes_per_customer"], 16),
        _at_most("memory, bytes per firm, every week kept", held["bytes_per_firm"], 130_000),
        _at_most("memory, bytes per firm, sums only", held.get("bytes_per_firm_sums_only"), 20_000),
        _at_most(
            "one firm of 1,000,000 customers, 104 weeks, s",
            data["runs_per_second"]["million_customers_seconds"],
            60,
        ),
        _at_most("`coordsim --help`, s", begun.get("help"), 0.3),
        _at_most("`import coordsim`, s", begun.get("import"), 1.0),
        _at_most("`coordsim run base`, s", begun.get("run_base"), 2.0),
    ]
    return table(["what", "target", "measured", ""], rows)


def _at_least(what: str, value: float | None, bound: float) -> list[str]:
    return _row(what, f"{given(bound)} or more", value, value is not None and value >= bound)


def _at_most(what: str, value: float | None, bound: float) -> list[str]:
    return _row(what, f"{given(bound)} or less", value, value is not None and value <= bound)


def _within(what: str, value: float | None, low: float, high: float) -> list[str]:
    return _row(
        what, f"{given(low)} to {given(high)}", value, value is not None and low <= value <= high
    )


def _row(what: str, target: str, value: float | None, met: bool) -> list[str]:
    if value is None:
        return [what, target, "–", "not measured"]
    return [what, target, number(value), "met" if met else "**not met**"]


def market_week(data: Data) -> str:
    """Milliseconds by customers and peer, and how many times coordsim's."""
    sizes = sorted(data["market_week"], key=int)
    rows = [["coordsim", *(spread(*_both(data, size, "coordsim"), 1e3) for size in sizes)]]
    for heading, group in (("", PLAIN), (f"*{GIVEN_TABLES}*", LEAN), ("", LIMIT)):
        rows += [[heading, *("" for _ in sizes)]] if heading else []
        rows += [
            [peer.label, *(_against(data, size, name) for size in sizes)]
            for name, peer in group.items()
        ]
    return table(["", *(f"{number(int(size))} customers" for size in sizes)], rows)


def _both(data: Data, size: str, name: str) -> tuple[float, list[float]]:
    return data["market_week"][size][name], data["spread"]["market_week"][size][name]


def _against(data: Data, size: str, name: str) -> str:
    if data["market_week"][size].get(name) is None:
        return "–"
    return (
        f"{spread(*_both(data, size, name), 1e3)}:"
        f" **{number(data['times']['market_week'][size][name])} ×**"
    )


def peers() -> str:
    """What each peer does, in a sentence."""
    lists = [(f"{peer.label}", peer) for peer in PLAIN.values()]
    lists += [(f"{peer.label}, {GIVEN_TABLES}", peer) for peer in LEAN.values()]
    lists += [(peer.label, peer) for peer in LIMIT.values()]
    return "\n".join(f"- **{label}.** {peer.does}" for label, peer in lists)


def runs(data: Data) -> str:
    """Firms a second by way of running them, and decisions a second."""
    done, times = data["runs_per_second"], data["times"]["runs_per_second"]
    rows = []
    for name, label in RUNS.items():
        if done.get(name) is None:
            rows.append([label, "–", ""])
            continue
        size = f" ({done['batch']})" if name == "coordsim" else ""
        rate = spread(done[name], data["spread"]["runs_per_second"][name])
        faster = f"{FASTER[name]}: **{number(times[name])} ×**" if name in times else ""
        rows.append([label + size, rate, faster])
    decided, wide = data["decisions_per_second"], data["spread"]["decisions_per_second"]
    told = [
        "Somebody on one seat of one firm who answers at once makes"
        f" {spread(rate, wide[name])} decisions a second."
        for name, rate in decided.items()
    ]
    headings = ["base, 1,000 customers", "firms a second", "how many times as fast, in turns"]
    return "\n\n".join([table(headings, rows), *told])


def growth(data: Data) -> str:
    """Exponents, and the times behind them."""
    found = data["scaling"]
    rows = [
        [
            what,
            spread(exponent, data["spread"]["scaling"][what]),
            number(found["fixed"][what]),
            ", ".join(
                f"{number(int(size))}: {number(seconds)}"
                for size, seconds in found["seconds"][what].items()
            ),
        ]
        for what, exponent in found["exponents"].items()
    ]
    return table(["with", "exponent (quartiles; fits)", "fixed part, s", "size: seconds"], rows)


def memory(data: Data) -> str:
    """Bytes for each customer and firm."""
    held = data["memory"]
    rows = [
        [
            name.replace("_", " "),
            "not measured" if value is None else spread(value, data["spread"]["memory"][name]),
        ]
        for name, value in held.items()
    ]
    people, size = held["bytes_per_customer"], largest(data)
    seconds = data["market_week"][size]["coordsim"]
    return (
        table(["", "bytes"], rows)
        + f"\n\n10⁸ customers in one process would take about {number(people)} × 10⁸ bytes,"
        f" {number(people / 10)} GB, and a week of their market"
        f" {number(seconds * 1e8 / int(size))} s on one core at the pace of"
        f" {number(int(size))} customers."
    )


def startup(data: Data) -> str:
    """Seconds until it is there."""
    begun = data["startup"]
    rows = [
        [STARTED[name], spread(value, data["spread"]["startup"][name])]
        for name, value in begun.items()
    ]
    return table(["", "seconds"], rows)


def where(data: Data) -> str:
    """Stages of a market week, parts of a run."""
    gone, wide = data["where"], data["spread"]["where"]
    whole = sum(gone["market_week"].values())
    week = [
        [stage, spread(seconds, wide["market_week"][stage], 1e3), share(seconds / whole)]
        for stage, seconds in gone["market_week"].items()
    ]
    firms = sorted(gone["run"], key=int)
    run = [
        [part, *(share(gone["run"][size][part]) for size in firms)]
        for part in gone["run"][firms[0]]
    ]
    headings = [
        "part of a run",
        *("one firm" if size == "1" else f"{size} firms side by side" for size in firms),
    ]
    return table(["stage of a market week", "ms", "share"], week) + "\n\n" + table(headings, run)


def notes(data: Data) -> str:
    """What has to be said of the measurements."""
    return "\n".join(f"- {note}" for note in data["notes"])
