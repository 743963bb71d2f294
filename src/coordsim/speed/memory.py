"""Memory for each customer and each firm: what the most memory of a fresh process grows by between
two sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from coordsim.speed.figures import Figure, figure
from coordsim.speed.workers import engine

FIRM = {"market.customers": 1_000, "horizon.weeks": 104}
LADDERS: Mapping[
    str, tuple[str, dict[str, int], tuple[int, int]]
] = {  # per what -> field, the rest, two sizes
    "customer": ("market.customers", {"horizon.weeks": 4}, (1_000_000, 5_000_000)),
    "firm": ("firms", FIRM, (500, 2_500)),
    "firm_sums_only": ("firms", FIRM, (1_000, 9_000)),
}
SUMS_ONLY = "firm_sums_only"  # by coordsim.kpis, which keeps no weeks

QUICK = 10  # times smaller

Say = Callable[[str], None]


@dataclass(frozen=True)
class Memory:
    """Bytes by what they are for; notes."""

    bytes_per: dict[str, Figure] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def measure(repeats: int, say: Say, quick: bool = False) -> Memory:
    """Measure all ladders, each size in a process of its own."""
    out = Memory()
    for what, (name, rest, sizes) in LADDERS.items():
        say(f"memory: per {what}")
        low, high = (max(1, size // QUICK) for size in sizes) if quick else sizes
        do = "kpis" if what == SUMS_ONLY else "run"
        peak = partial(_peak, do, name, rest)
        peak(low)  # compiles what is not yet compiled
        found = [(peak(high) - peak(low)) / (high - low) for _ in range(repeats)]
        out.bytes_per[what] = figure(found)
        given = ", ".join(f"{key} {value:,}" for key, value in rest.items())
        out.notes.append(
            f"per {what}: most memory of whole runs with {given}, {high:,} less {low:,}"
        )
    return out


def _peak(do: str, name: str, rest: Mapping[str, int], size: int) -> float:
    """Return the most memory of a fresh process that runs once."""
    changes = dict(rest) | {"horizon.warmup": 0} | ({} if name == "firms" else {name: size})
    with engine() as ours:
        return float(ours.ask(do=do, changes=changes, firms=size if name == "firms" else 1)["peak"])
