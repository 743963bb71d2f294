"""How time grows with customers, firms, weeks and variants.

A fixed part is fitted together with the power, time = fixed + cost · size ** exponent (least
squares in logs), so that what a week or a run costs at any size does not flatten the exponent. With
variants time hardly grows: there it is the slope of the logs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coordsim.speed.figures import Figure, figure, growth
from coordsim.speed.workers import Worker, engine, has_benchmarks, peer

CUSTOMERS = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
LADDERS: Mapping[
    str, tuple[str, dict[str, int], tuple[int, ...]]
] = {  # what -> field, the rest of the firm, sizes
    "firms": (
        "firms",
        {"market.customers": 1_000, "horizon.weeks": 12},
        (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000),
    ),
    "weeks": (
        "horizon.weeks",
        {"market.customers": 1_000},
        (4, 16, 64, 256, 1_024, 4_096),
    ),  # whole rounds
    "variants": (
        "line.slots",
        {"market.customers": 20_000, "horizon.weeks": 12},
        (4, 9, 18, 36),
    ),
}
NO_FIXED = ("variants",)
MOST_REPEATS = 3
FEWEST = 5  # sizes that --quick measures

Say = Callable[[str], None]


@dataclass(frozen=True)
class Scaling:
    """Seconds by what grows and its size; exponents, one fit for each repeat; notes."""

    seconds: dict[str, dict[int, Figure]] = field(default_factory=dict)
    exponents: dict[str, Figure] = field(default_factory=dict)
    fixed: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def measure(
    repeats: int, say: Say, sizes: Sequence[int] = CUSTOMERS, quick: bool = False
) -> Scaling:
    """Measure every ladder, up and up again; processes are measured with ``runs``."""
    out = Scaling()
    repeats = min(repeats, MOST_REPEATS)
    out.notes.append(
        "exponents: time = fixed + cost x size^exponent by least squares in logs of median times;"
        " quartiles: by repeat"
    )
    if has_benchmarks():
        say("scaling: customers")
        ladder = sizes[:FEWEST] if quick else sizes
        _take(out, "customers", _market_weeks(ladder, repeats))
        out.notes.append(
            f"customers: {min(ladder):,} to {max(ladder):,}, one market week, 20 variants"
        )
    else:
        out.notes.append(
            "customers were not measured: the folder benchmarks of the repository is not here"
        )
    with engine() as ours:
        ours.ask(
            do="run",
            changes={"market.customers": 100, "horizon.weeks": 12, "horizon.warmup": 0},
            firms=2,
        )
        for what, (name, rest, full) in LADDERS.items():
            say(f"scaling: {what}")
            ladder = full[:FEWEST] if quick else full
            _take(out, what, _climb(ours, name, rest, ladder, repeats))
            given = ", ".join(f"{key} {value:,}" for key, value in rest.items())
            also = "; the slope of the logs, without a fixed part" if what in NO_FIXED else ""
            out.notes.append(
                f"{what}: {min(ladder):,} to {max(ladder):,}, whole runs with {given}{also}"
            )
    return out


def _take(out: Scaling, what: str, turns: list[dict[int, float]]) -> None:
    """Keep the times of a ladder and the exponent of each turn."""
    out.seconds[what] = {size: figure([turn[size] for turn in turns]) for size in turns[0]}
    medians = {size: each.median for size, each in out.seconds[what].items()}
    whole = growth(medians, what not in NO_FIXED)
    parts = figure([growth(turn, what not in NO_FIXED).exponent for turn in turns])
    out.exponents[what] = Figure(whole.exponent, parts.low, parts.high, parts.count)
    out.fixed[what] = whole.fixed


def _market_weeks(sizes: Sequence[int], repeats: int) -> list[dict[int, float]]:
    """Return one ladder of market weeks for each repeat: each time the shortest of three weeks, and
    warm.
    """
    turns: list[dict[int, float]] = [{} for _ in range(repeats)]
    with peer("coordsim") as ours:
        for size in sizes:
            ours.ask(do="prepare", problem=ours.ask(do="problem", customers=size)["problem"])
            ours.ask(do="step", week=0)
            for turn in range(repeats):
                turns[turn][size] = min(
                    ours.ask(do="step", week=1 + 3 * turn + k)["seconds"] for k in range(3)
                )
    return turns


def _climb(
    ours: Worker, name: str, rest: Mapping[str, int], sizes: Sequence[int], repeats: int
) -> list[dict[int, float]]:
    """Return one ladder of whole runs for each repeat."""
    turns: list[dict[int, float]] = [{} for _ in range(repeats)]
    for turn in turns:
        for size in sizes:
            changes: dict[str, Any] = dict(rest) | ({} if name == "firms" else {name: size})
            changes |= {"horizon.warmup": 0} | (
                {"levers.range.start": size} if name == "line.slots" else {}
            )
            turn[size] = ours.ask(do="run", changes=changes, firms=size if name == "firms" else 1)[
                "seconds"
            ]
    return turns
