"""One market week, the same work by the engine and by each peer, in turns: A B A B ..."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from coordsim.speed.figures import Figure, figure, ratio
from coordsim.speed.machine import available
from coordsim.speed.workers import MissingPeerError, Worker, peer


@dataclass(frozen=True)
class Peer:
    """Another way of doing the same work: a short label, and a sentence on what it does."""

    label: str
    does: str


PLAIN = {
    "mesa": Peer(
        "Mesa",
        "One Mesa agent for each customer, shuffled each week; each visitor weighs every variant in"
        " Python.",
    ),
    "mesa_frames": Peer(
        "mesa-frames", "The customers are rows of an AgentSetPolars; its week is that of polars."
    ),
    "polars": Peer(
        "polars",
        "The customers are a table, a week is a few queries, weights are one column for each"
        " variant; all cores.",
    ),
    "numpy": Peer(
        "numpy",
        "The customers are arrays in single precision; visitors by variants is one matrix of"
        " weights.",
    ),
}
LEAN = {
    "mesa_lean": Peer(
        "Mesa",
        "One agent for each customer, in a plain loop over a list; weights are looked up by taste"
        " class.",
    ),
    "mesa_frames_lean": Peer(
        "mesa-frames",
        "The customers are rows of an AgentSetPolars; its week is that of polars with the same"
        " tables.",
    ),
    "polars_lean": Peer(
        "polars",
        "Inclusive values are looked up by taste class, variants found by one search in all"
        " classes' shares.",
    ),
    "numpy_lean": Peer(
        "numpy",
        "Inclusive values are looked up by taste class, variants found by one search in all"
        " classes' shares, in arrays.",
    ),
}
LIMIT = {
    "limit": Peer(
        "limit: memory and luck",
        "Nothing is decided: each customer's 26 bytes are read and written as in a week, and one"
        " keyed word of luck is drawn.",
    )
}
GIVEN_TABLES = "given our taste-class tables"
PEERS = PLAIN | LEAN | LIMIT
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK = (1_000, 10_000)
OWN_STATE = {
    "mesa": 1_000.0,
    "mesa_lean": 1_000.0,
}  # bytes that an object for each customer takes, about
SHORT_STEP, SLOW_STEP = 0.005, 20.0  # seconds
MORE, FEWER = 5, 3  # short steps are measured so many times as often; slow ones so often

Say = Callable[[str], None]


@dataclass(frozen=True)
class MarketWeek:
    """What was measured: seconds by customers and peer, how many times the engine's, and what has
    to be said of it.
    """

    seconds: dict[int, dict[str, Figure]] = field(default_factory=dict)
    times: dict[int, dict[str, Figure]] = field(default_factory=dict)
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def measure(
    sizes: Sequence[int], repeats: int, say: Say, peers: Sequence[str] = tuple(PEERS)
) -> MarketWeek:
    """Measure every peer against the engine at every size. A peer that is not at hand is noted with
    the reason.
    """
    out = MarketWeek()
    with peer("coordsim") as ours:
        problems = {size: ours.ask(do="problem", customers=size)["problem"] for size in sizes}
        kept: dict[int, list[float]] = {size: [] for size in sizes}
        for name in peers:
            say(f"market week: {name}")
            try:
                with peer(name) as other:
                    for size in sizes:
                        pair = Pair(name, ours, other, size, problems[size])
                        kept[size] += _played(out, pair, repeats)
            except MissingPeerError as reason:
                out.notes.append(f"{name} is not at hand: {reason}")
        for size in sizes:
            if not kept[size]:
                kept[size] = _alone(ours, problems[size], repeats)
            out.seconds.setdefault(size, {})["coordsim"] = figure(kept[size])
    return out


def _alone(ours: Worker, problem: dict[str, Any], repeats: int) -> list[float]:
    ours.ask(do="prepare", problem=problem)
    return [ours.ask(do="step", week=week)["seconds"] for week in range(repeats + 1)][1:]


class Pair(NamedTuple):
    """Who is measured beside whom: a peer by name, the engine's worker and its own, and how many
    customers of which problem.
    """

    name: str
    ours: Worker
    other: Worker
    size: int
    problem: dict[str, Any]


def _played(out: MarketWeek, pair: Pair, repeats: int) -> list[float]:
    """Play weeks in turns and return the engine's seconds; the first week of each is left out, as
    it compiles and warms up.
    """
    name, ours, other, size, problem = pair
    needed = OWN_STATE.get(name, 0.0) * size
    if needed > available():
        out.notes.append(
            f"{name} was not run with {size:,} customers: it needs about {needed / 2**30:.0f} GB of"
            " memory"
        )
        return []
    ours.ask(do="prepare", problem=problem)
    out.versions[name] = other.ask(do="prepare", problem=problem)["versions"]
    ours.ask(do="step", week=0)
    first = other.ask(do="step", week=0)["seconds"]
    count = repeats * MORE if first < SHORT_STEP else repeats
    if first > SLOW_STEP and count > FEWER:
        count = FEWER
        out.notes.append(
            f"{name} with {size:,} customers: median of {count} weeks only, as one takes"
            f" {first:.0f} s"
        )
    pairs = [
        (ours.ask(do="step", week=week)["seconds"], other.ask(do="step", week=week)["seconds"])
        for week in range(1, count + 1)
    ]
    mine, theirs = [one for one, _ in pairs], [one for _, one in pairs]
    out.seconds.setdefault(size, {})[name] = figure(theirs)
    out.times.setdefault(size, {})[name] = ratio(mine, theirs)
    return mine
