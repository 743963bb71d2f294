"""Where the time goes: the stages of a market week, and the parts of a run. One process, no peers.

A stage's time is what a week takes up to its end less what it takes up to the end of the stage
before, over the same visitors. A part's time is what a run takes less what it takes without that
part: managers, customers and physics are one compiled call, in which no clock can stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.run.fleet import Fleet, Span, log_for
from coordsim.run.rules import CHUNK
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load
from coordsim.speed.figures import Figure, figure
from coordsim.speed.one_market import at_the_door, market_up_to, sell_once, shop_of

STAGES = ("find the visitors", "draw their luck", "utilities", "logit", "sort")
REST = "buyers and feelings"
CUSTOMERS, FIRMS, WEEKS = 1_000_000, 100, 104
QUICK = 10  # times fewer customers and firms
WEEKS_BEFORE = 4
SEARCH, MARKET, PHYSICS, AROUND = "managers' search", "customers", "the rest", "set-up and reading"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Where:
    """Seconds by stage of one market week, and share of the time by part of a run, by firms side by
    side; notes.
    """

    stages: dict[str, Figure] = field(default_factory=dict)
    shares: dict[int, dict[str, Figure]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Turn:
    """Seconds of the same firms: a whole run as anybody calls it; of that the compiled weeks; the
    compiled weeks where both seats hold their levers; those with one customer a firm.
    """

    run: float
    weeks: float
    held: float
    few: float

    @property
    def shares(self) -> dict[str, float]:
        """Share of the run by part; a negative one is a difference lost in noise, and stays so."""
        search, market = self.weeks - self.held, self.weeks - self.few
        parts = {
            SEARCH: search,
            MARKET: market,
            PHYSICS: self.weeks - search - market,
            AROUND: self.run - self.weeks,
        }
        return {name: seconds / self.run for name, seconds in parts.items()}


def measure(repeats: int, say: Say, quick: bool = False) -> Where:
    """Measure stages and parts."""
    out, less = Where(), QUICK if quick else 1
    weeks = WEEKS // 4 if quick else WEEKS
    say("where: stages of a market week")
    out.stages.update(stages(CUSTOMERS // less, repeats))
    out.notes.append(
        f"stages: one firm of {CUSTOMERS // less:,} customers, week {WEEKS_BEFORE + 1} of base;"
        " each is the week up to its end less the week up to the stage before, so that a difference"
        " below nothing is told as it is"
    )
    for firms in (1, FIRMS // less):
        say(f"where: a run of {firms} firms")
        out.shares[firms] = shares(firms, weeks, repeats)
    out.notes.append(
        f"shares: base, 1,000 customers, {weeks} weeks, measured by leaving out: {SEARCH}, the"
        f" compiled weeks less those with both seats on hold; {MARKET}, less those with one"
        f" customer; {PHYSICS}, what is left of the compiled weeks; {AROUND}, the whole run less"
        " them. What is left out changes the firm as well, so these are estimates; a difference"
        " below nothing is told as it is"
    )
    return out


def shares(firms: int, weeks: int, repeats: int) -> dict[str, Figure]:
    """Return by part the share of the time of a run."""
    whole = load("blind").with_(
        {"market.customers": 1_000, "horizon.weeks": weeks, "horizon.warmup": 0}
    )
    held = whole.with_({"marketing.kind": "hold", "operations.kind": "hold"})
    few = whole.with_({"market.customers": 1})
    found = []
    for turn in range(repeats + 1):
        seed = 1 + turn * firms
        began = perf_counter()
        simulate(whole, firms=firms, seed=seed)
        run = perf_counter() - began
        found.append(Turn(run, *(compiled_weeks(one, firms, seed) for one in (whole, held, few))))
    turns = [turn.shares for turn in found[1:]]
    return {name: figure([turn[name] for turn in turns]) for name in turns[0]}


def compiled_weeks(scenario: Scenario, firms: int, seed: int) -> float:
    """Return the seconds of the compiled weeks of a run by rules, in its chunks."""
    seconds = 0.0
    for first in range(0, firms, CHUNK):
        worlds = range(seed + first, seed + min(first + CHUNK, firms))
        fleet = Fleet([scenario] * len(worlds), worlds)
        span = Span(0, scenario.horizon.weeks, scenario.horizon.round_weeks)
        log = log_for(len(worlds), span, known=False)
        began = perf_counter()
        fleet.live(log)
        seconds += perf_counter() - began
    return seconds


def stages(customers: int, repeats: int) -> dict[str, Figure]:
    """Return by stage the seconds of one market week of scenario ``blind``."""
    fleet = at_the_door(load("blind").with_({"market.customers": customers}), 1, WEEKS_BEFORE)
    crowds, shelf = fleet.crowds, fleet.firms["on_hand"]
    changing: list[NDArray[Any]] = [crowds.satisfaction, crowds.need_week, shelf]
    morning = [each.copy() for each in changing]
    shop = shop_of(fleet)
    found: list[dict[str, float]] = []
    for _ in range(repeats + 1):
        ends = [0.0]
        for stage in range(len(STAGES)):
            began = perf_counter()
            market_up_to(stage, shop)
            ends.append(perf_counter() - began)
        began = perf_counter()
        sell_once(fleet)
        ends.append(perf_counter() - began)
        found.append(dict(zip((*STAGES, REST), np.diff(ends).tolist(), strict=True)))
        for each, before in zip(changing, morning, strict=True):
            each[:] = before
    return {name: figure([turn[name] for turn in found[1:]]) for name in found[0]}
