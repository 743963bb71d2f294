"""Where the time goes: the stages of a market week, and the parts of a run. One process, no peers.

A stage's time is what a week takes up to its end less what it takes up to the end of the stage
before, over the same visitors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from coordsim.core.compiled import compiled
from coordsim.core.contracts import DemandRule, Offer, World
from coordsim.core.levers import ROLES
from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import Parameters
from coordsim.core.records import Ask, Decision, FirmState, Floats, Flow, Traits
from coordsim.customers.individuals import Asked, ask
from coordsim.customers.kernel import (
    BLOCK,
    Scratch,
    against,
    coming,
    draw_luck,
    find_visitors,
    scratch,
    sort_out,
)
from coordsim.customers.records import TOTALS
from coordsim.run.simulate import Engine
from coordsim.scenario.file import load
from coordsim.speed.figures import Figure, figure

STAGES = ("find the visitors", "draw their luck", "utilities", "logit", "sort")
REST = "buyers, feelings, copies"
CUSTOMERS, FIRMS, WEEKS = 1_000_000, 100, 104
QUICK = 10  # times fewer customers and firms
WEEKS_BEFORE = 4

Say = Callable[[str], None]


@dataclass(frozen=True)
class Where:
    """Seconds by stage of one market week, and share of the time by part of a run, by firms side by
    side; notes.
    """

    stages: dict[str, Figure] = field(default_factory=dict)
    shares: dict[int, dict[str, Figure]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Watched:
    """A demand that is timed, and whose last question is kept."""

    def __init__(self, demand: DemandRule) -> None:
        self.demand, self.seconds = demand, 0.0
        self.asked: tuple[World, FirmState, Offer, int] | None = None

    def traits(self, parameters: Parameters[Floats], streams: Streams) -> Traits | None:
        """Draw who the customers are."""
        return self.demand.traits(parameters, streams)

    def respond(
        self, world: World, state: FirmState, offer: Offer, week: int
    ) -> tuple[FirmState, Flow]:
        """Pass the question on."""
        began = perf_counter()
        out = self.demand.respond(world, state, offer, week)
        self.seconds += perf_counter() - began
        self.asked = world, state, offer, week
        return out


class TimedEngine(Engine):
    """An engine that adds up the seconds of its seats and of its market."""

    asks = ROLES
    seats = 0.0

    def watch(self) -> Watched:
        """Put a watch on the market."""
        watched = Watched(self.kinds.demand)
        self.kinds = replace(self.kinds, demand=watched)
        return watched

    def answer(self, ask: Ask) -> Decision:
        """Put a question to its seat."""
        began = perf_counter()
        out = super().answer(ask)
        self.seats += perf_counter() - began
        return out


def measure(repeats: int, say: Say, quick: bool = False) -> Where:
    """Measure stages and parts."""
    out, less = Where(), QUICK if quick else 1
    say("where: stages of a market week")
    out.stages.update(stages(CUSTOMERS // less, repeats))
    out.notes.append(
        f"stages: one firm of {CUSTOMERS // less:,} customers, week {WEEKS_BEFORE + 1} of base"
    )
    for firms in (1, FIRMS // less):
        say(f"where: a run of {firms} firms")
        out.shares[firms] = shares(firms, WEEKS // 4 if quick else WEEKS, repeats)
    out.notes.append(
        f"shares: base, 1,000 customers, {WEEKS // 4 if quick else WEEKS} weeks, whole runs"
    )
    return out


def shares(firms: int, weeks: int, repeats: int) -> dict[str, Figure]:
    """Return by part the share of the time of a run: managers' search, market, the rest."""
    scenario = load("base").with_(
        {"market.customers": 1_000, "horizon.weeks": weeks, "horizon.warmup": 0}
    )
    found: list[Mapping[str, float]] = []
    for turn in range(repeats + 1):
        engine = TimedEngine([scenario] * firms, [1 + turn * firms + k for k in range(firms)])
        market = engine.watch()
        began = perf_counter()
        for _ in range(weeks):
            engine.step()
        whole = perf_counter() - began
        parts = {"managers' search": engine.seats, "market": market.seconds}
        found.append(
            {
                name: value / whole
                for name, value in (parts | {"the rest": whole - sum(parts.values())}).items()
            }
        )
    return {name: figure([turn[name] for turn in found[1:]]) for name in found[0]}


@compiled
def up_to(stage: int, asked: Asked, totals: Floats, space: Scratch) -> None:
    """Go through the first firm's customers as ``kernel.visit_market`` does, and no further than a
    stage.
    """
    luck, crowd, window, tastes = asked
    s, inclusive = luck.row[0], tastes.inclusive[tastes.rows[0]]
    taste, beta, comfort = crowd.taste_class[s], crowd.price_sensitivity[s], crowd.comfort[s]
    satisfaction, here = crowd.satisfaction[0], coming(luck, crowd, window, 0)
    for begin in range(0, len(taste), BLOCK):
        end = min(begin + BLOCK, len(taste))
        count = find_visitors(begin, end, here, space)
        if stage > 0:
            draw_luck(count, here, space)
        if stage > 1:
            for k in range(count):
                i = space.found[k]
                utility = window.base_utility[0] + window.satisfaction_effect[0] * satisfaction[i]
                space.buy[k] = utility + inclusive[taste[i]] - beta[i] * window.price_gap[0]
                space.off[k] = (window.options[0] - comfort[i]) / window.overload_slope[0]
        if stage > 2:
            against(space.buy, count)
            against(space.off, count)
        if stage > 3:
            sort_out(count, window.overload[0], totals, space)


def stages(customers: int, repeats: int) -> dict[str, Figure]:
    """Return by stage the seconds of one market week of the base firm."""
    engine = TimedEngine([load("base").with_({"market.customers": customers})], [1])
    market = engine.watch()
    for _ in range(WEEKS_BEFORE + 1):
        engine.step()
    if market.asked is None or market.asked[0].traits is None:
        raise ValueError("base has no customers of its own, so that there are no stages to measure")
    world, state, offer, week = market.asked
    asked = ask(world, market.asked[0].traits, state, offer, week)
    totals, space = np.zeros(TOTALS), scratch()
    found: list[dict[str, float]] = []
    for _ in range(repeats + 1):
        ends = [0.0]
        for stage in range(len(STAGES)):
            began = perf_counter()
            up_to(stage, asked, totals, space)
            ends.append(perf_counter() - began)
        began = perf_counter()
        market.demand.respond(world, state, offer, week)
        ends.append(perf_counter() - began)
        found.append(dict(zip((*STAGES, REST), np.diff(ends).tolist(), strict=True)))
    return {name: figure([turn[name] for turn in found[1:]]) for name in found[0]}
