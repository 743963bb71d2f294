"""Patterns B1 to B5: what was measured in real firms and never used to set a number here, against
scenario ``blind``.

Whatever is compared lives in the same worlds. Ranges and sizes were written down before the first
run; what was restated after one is said where it is stated, and in docs/theory.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coordsim.core.facts import GROUPS
from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import ASSUMED, is_neutral
from coordsim.core.records import Floats
from coordsim.evidence.validation.curves import bends, best, worst
from coordsim.evidence.validation.rows import (
    Case,
    Row,
    Size,
    band,
    below,
    mean_of,
    not_above,
    not_below,
)
from coordsim.run.build import TRAITS
from coordsim.run.result import Run
from coordsim.run.simulate import seeds_from, simulate
from coordsim.scenario.file import Scenario, load

HELD = {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}}
RANGES = (
    1,
    2,
    4,
    8,
    12,
    18,
    24,
    36,
)  # the shape of a curve, coarse: single variants split gaps between tastes of uneven size
PEAKS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14)  # where a curve is highest, to the variant
ROOMY = {"plant.endless": True, "supply.endless": True}
NOBODY_PUT_OFF = {
    "market.overload": 0.0
}  # so that the range, and not the volume that it costs, moves the curve
# units a week through the distribution centre of B2: blind's demand at 8 variants, held, is 138.8
# (s.e. 0.4)
VOLUME = 140.0
CENTRE = {
    **HELD,
    **ROOMY,
    "levers.cycle.start": 1.0,
    "levers.safety.start": 0.0,  # replenished weekly, without safety
    "demand": "given",
    "given.distribution": "poisson",
    "given.lost": False,  # what waits is booked: forecasts see all demand
}
VARIETY = ("set-ups", "range overhead", "holding", "parts holding", "write-offs")

# The mixed population of B5, assumed: numbers of these groups whose source begins with "assumed"
# are spread out (``mixed``) ...
MIXED = ("market", "line", "plant", "supply", "service", "money")
SPREAD = (
    0.5,
    1.5,
)  # ... uniform between these multiples of their value in blind, clipped to their bounds ...
# ... except market.attraction, a utility, which is uniform within this much of its value in blind
ATTRACTION = 1.0
SHARED_PAY = {
    "silo": 0.0,
    "departmental": 0.0,
    "shared": 1.0,
}  # share of pay that hangs on the firm's profit
RELIABILITY = 0.7  # of a survey's score of integration; assumed, the usual least (Nunnally 1978)
TALK = ("none", "reports", "meetings", "dashboard", "sop")


def shipped(size: Size, changes: Mapping[str, Any]) -> Scenario:
    """The firm of scenario ``blind`` with changes, as long as ``size`` says."""
    return load("blind").with_(
        {"horizon.weeks": size.warmup + size.weeks, "horizon.warmup": size.warmup, **changes}
    )


def side_by_side(arms: Sequence[Scenario], size: Size) -> Run:
    """Run every arm in the worlds 1, 2, ..., size.firms; the firms of an arm follow one another."""
    seeds = seeds_from(1, size.firms)
    return simulate(
        [arm for arm in arms for _ in seeds], seeds=[seed for _ in arms for seed in seeds]
    )


def by_arm(values: Floats, size: Size) -> Floats:
    """Cut (arms x firms,) into (arms, firms)."""
    return values.reshape(-1, size.firms)


def held(ranges: Sequence[int], size: Size, changes: Mapping[str, Any]) -> Run:
    """Run a held plan at each range."""
    return side_by_side(
        [
            shipped(size, {**HELD, **changes, "levers.range.start": float(count)})
            for count in ranges
        ],
        size,
    )


# The patterns


def range_curves(name: str, size: Size) -> list[Row]:
    """B1: units over range rise ever less, then fall; profit is best at a smaller range. Both seats
    hold the start plan.

    Fill-rate feedback: an empty shelf lowers satisfaction, which lowers later demand and, as word
    gets round, visits.
    """
    ranges = sorted({*RANGES, *PEAKS})
    run = held(ranges, size, {})
    every_units, every_profit = (by_arm(run.kpi(kpi), size) for kpi in ("units", "profit"))
    gap = (
        np.array(ranges)[np.argmax(every_profit, axis=0)]
        - np.array(ranges)[np.argmax(every_units, axis=0)]
    )
    units = every_units[[ranges.index(count) for count in RANGES]]
    top = best(units)
    rising = max(top + 1, 3)
    free = by_arm(held(RANGES, size, {**ROOMY, "market.overload": 0.0}).kpi("units"), size)
    return [
        not_above(
            f"{name} units, largest bend up before the peak",
            0.0,
            worst(bends(RANGES[:rising], units[:rising]), 1),
        ),
        below(f"{name} units, {RANGES[0]} less {RANGES[top]} variants", 0.0, units[0] - units[top]),
        below(
            f"{name} units, {RANGES[-1]} less {RANGES[top]} variants", 0.0, units[-1] - units[top]
        ),
        below(f"{name} range of most profit less range of most units", 0.0, gap.astype(np.float64)),
        not_below(
            f"{name} units, no overload and hours endless, smallest step",
            0.0,
            worst(np.diff(free, axis=0), -1),
        ),
    ]


def centre(count: int, size: Size) -> Scenario:
    """A distribution centre with so many variants that share a given volume equally."""
    return shipped(
        size, {**CENTRE, "levers.range.start": float(count), "given.mean": VOLUME / count}
    )


def fill_curves(name: str, size: Size) -> list[Row]:
    """B2: the fill rate falls with the range, ever more slowly.

    In a distribution centre, which is what the source measured, neither hours nor materials bind
    and stock is replenished weekly. Its result is read as variety's own effect, so demand is given
    there (Poisson), with one total at every range. The second set of rows is the plant of blind,
    where hours and materials bind, the market answers the range, and choice puts nobody off.

    Restated after first runs: the centre had the market's own demand, which more variants raise,
    fast from 4 to 8 of them.
    """
    rows = []
    ranges = RANGES[2:]
    runs = {
        "distribution centre": side_by_side([centre(count, size) for count in ranges], size),
        "plant": held(ranges, size, NOBODY_PUT_OFF),
    }
    for where, run in runs.items():
        fill = by_arm(run.kpi("fill_rate"), size)
        rows += [
            below(
                f"{name} {where}, {ranges[-1]} less {ranges[0]} variants", 0.0, fill[-1] - fill[0]
            ),
            not_above(f"{name} {where}, largest step up", 0.0, worst(np.diff(fill, axis=0), 1)),
            not_below(f"{name} {where}, largest bend down", 0.0, worst(bends(ranges, fill), -1)),
        ]
    return rows


def variety_cost(run: Run) -> Floats:
    """Variety-related cost of a unit made, (F,): set-ups and their labour, range overhead, stock of
    goods and parts, write-offs.
    """
    weeks = slice(run.warmup, None)
    wage = np.array([scenario.money.wage for scenario in run.scenarios])
    money = sum(
        (run.accounts[account][:, weeks].sum(axis=1) for account in VARIETY),
        start=np.zeros(run.firms),
    )
    labour = wage * run.flows["setup_hours"][:, weeks].sum(axis=1)
    return np.asarray((money + labour) / run.flows["made"][:, weeks].sum(axis=1))


def variety_costs(name: str, size: Size) -> list[Row]:
    """B3: variety-related unit cost rises by 20 to 35 % per doubling of the range in a rigid plant,
    by less with packages.

    Operations replans lots and stock for the range it has, as the factories of the source did;
    choice puts nobody off.

    The rows stand as they were; the engine was changed after a first run in which packages missed.
    They came to cost less to keep than bespoke variants (``line.package_overhead``: they share
    drawings and parts; its size is assumed). In per cent they still rise by more, from a lower
    level.
    """
    few, many = 4, 16
    rises, steps = {}, {}
    for build in (0.0, 1.0):
        changes = {**NOBODY_PUT_OFF, "operations": {"kind": "manager"}, "levers.build.start": build}
        cost = by_arm(variety_cost(held((few, many), size, changes)), size)
        rises[build], steps[build] = (
            (cost[1] / cost[0]) ** (1 / np.log2(many / few)) - 1,
            cost[1] - cost[0],
        )
    rise, error = mean_of(rises[0.0])
    return [
        band(
            f"{name} rigid plant, per doubling from {few} to {many} variants",
            0.20,
            0.35,
            rise,
            se=error,
        ),
        below(
            f"{name} packages less rigid plant, rise in money a unit", 0.0, steps[1.0] - steps[0.0]
        ),
    ]


def accuracy(name: str, size: Size) -> list[Row]:
    """B4: planning together, pay unchanged, makes forecasts 20 to 30 points more accurate. Managers
    at work, paid by silo.
    """
    runs = [
        simulate(shipped(size, {"incentives": "silo", "communication": talk}), firms=size.firms)
        for talk in ("none", "sop")
    ]
    before, after = (run.kpi("forecast_accuracy") for run in runs)
    gain, error = mean_of(100 * (after - before))
    return [
        band(f"{name} forecast accuracy, sop less none, points", 20.0, 30.0, gain, se=error),
    ]


def mixed(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """Return the ends between which each number of a mixed population is uniform, by dotted field.

    Every real number of the groups MIXED whose source begins with "assumed", but for those of what
    is switched off. TRAITS are left out: customers of one world share them, so firms that differ in
    them cannot run in one batch.
    """
    out = {}
    for group in MIXED:
        for name, field in type(getattr(scenario, group)).model_fields.items():
            value, extra = getattr(getattr(scenario, group), name), field.json_schema_extra
            assumed = isinstance(extra, dict) and str(extra.get("source", "")).startswith(ASSUMED)
            there = name not in TRAITS and not is_neutral(getattr(scenario, group), name)
            if assumed and isinstance(value, float) and there:
                low, high = (
                    next(getattr(m, end) for m in field.metadata if hasattr(m, end))
                    for end in ("ge", "le")
                )
                out[f"{group}.{name}"] = (max(low, SPREAD[0] * value), min(high, SPREAD[1] * value))
    value = scenario.market.attraction
    return {**out, "market.attraction": (value - ATTRACTION, value + ATTRACTION)}


def population(
    firms: int, size: Size, ends: Mapping[str, tuple[float, float]] | None = None, seed: int = 1
) -> tuple[list[Scenario], Floats]:
    """Draw a mixed population: scenarios, and how integrated each is, (F,) in [0, 1].

    Numbers (uniform between ``ends``, those of ``mixed`` when omitted), talk rule and pay rule are
    independent of each other. Integration is the mean of two shares: groups of facts that the talk
    rule carries, and pay that hangs on the firm's profit.

    Restated after a first run, which missed the band of B5 from above: twelve numbers picked by
    hand gave way to a rule.
    """
    luck = Streams.generator(seed, "population", 0)
    base = shipped(size, {})
    ends = mixed(base) if ends is None else ends
    scenarios, scores = [], []
    for _ in range(firms):
        changes = {field: float(luck.uniform(low, high)) for field, (low, high) in ends.items()}
        pay = tuple(SHARED_PAY)[luck.integers(len(SHARED_PAY))]
        talk = TALK[luck.integers(len(TALK))]
        scenario = base.with_({**changes, "incentives": pay, "communication": talk})
        scenarios.append(scenario)
        scores.append((len(scenario.rules.channel.groups) / len(GROUPS) + SHARED_PAY[pay]) / 2)
    return scenarios, np.array(scores)


def correlation(first: Floats, second: Floats) -> tuple[float, float]:
    """Pearson correlation over firms and its standard error, (1 - r^2) / sqrt(firms - 3)."""
    value = float(np.corrcoef(first, second)[0, 1])
    return value, float((1 - value**2) / np.sqrt(len(first) - 3))


def between_firms(name: str, firms: int, size: Size) -> list[Row]:
    """B5: over a mixed population, integration and profit hang together by about 0.1 to 0.4, not by
    0.9.

    The surveys scored integration by questionnaires: a score's reliability weakens a correlation by
    its root (Spearman 1904).
    """
    scenarios, scores = population(firms, size)
    profit = simulate(scenarios, seeds=seeds_from(1, firms)).kpi("profit")
    value, error = (RELIABILITY**0.5 * part for part in correlation(scores, profit))
    return [
        band(
            f"{name} correlation of integration, as surveyed, and profit", 0.1, 0.4, value, se=error
        )
    ]


YEARS = Size(30, 92, 12)
SAME_WORLDS = (
    "Both seats hold the start plan of blind; only the range differs, in the same worlds, weeks 13"
    " to 104."
)
CASES: tuple[Case, ...] = (
    Case(
        id="B1",
        title="Units and profit over range",
        source="Wan, Evers & Dresner 2012; Iyengar & Lepper 2000",
        conventions=(
            f"{SAME_WORLDS} A bend is a change of slope between neighbouring ranges. Signs have"
            " to be clear by two standard errors; a curve counts as concave or rising unless it"
            " is clearly not."
        ),
        kind="band",
        run=lambda: range_curves("B1", Size(20, 92, 12)),
    ),
    Case(
        id="B2",
        title="Fill rate over range",
        source="Wan, Evers & Dresner 2012, 108 distribution centres",
        conventions=(
            f"{SAME_WORLDS} Fill rate: first choices met from the shelf. In a distribution centre"
            f" demand is given (Poisson), {VOLUME:g} units a week in all at every range, shared"
            " equally, and waits when the shelf is empty; neither hours nor materials bind;"
            " stock is replenished weekly, without safety. In the plant choice puts nobody off,"
            " so that volume does not shrink with the range."
        ),
        kind="band",
        run=lambda: fill_curves("B2", YEARS),
    ),
    Case(
        id="B3",
        title="Variety-related unit cost over range",
        source="Stalk 1988 (size); Fisher & Ittner 1999 (packages)",
        conventions=(
            f"{SAME_WORLDS} Set-ups and their labour, range overhead, holding of goods and parts,"
            " write-offs, over units made. Operations is at work, paid by unit cost; choice puts"
            " nobody off. Mean over two doublings, 4 to 16 variants."
        ),
        kind="band",
        run=lambda: variety_costs("B3", YEARS),
    ),
    Case(
        id="B4",
        title="Forecast accuracy of planning together",
        source="one case of sales and operations planning, 58 to 88 %: docs/theory.md",
        conventions=(
            "Managers at work, both paid by silo, sop against no talk. Accuracy: 1 - sum of"
            " misses over sum of weekly demand."
        ),
        kind="band",
        run=lambda: accuracy("B4", Size(40, 92, 12)),
    ),
    Case(
        id="B5",
        title="Integration and profit between firms",
        source="surveys of integration and performance: docs/theory.md",
        conventions=(
            "200 firms, each in a world of its own, managers at work for 64 weeks. Assumed"
            " population: every real number of market, line, plant, supply, service and money"
            ' whose source begins with "assumed" is uniform between half and one and a half'
            " times blind, within its bounds (not how the comfort with choice and the price"
            " coefficient differ over customers, which firms of a batch share), attraction"
            " within one of blind, talk rule and pay rule (silo, departmental, shared) at random."
            " Integration: mean of the shares of fact groups told and of pay shared, as a survey"
            " of reliability 0.7 would score it."
        ),
        kind="band",
        run=lambda: between_firms("B5", 200, Size(1, 52, 12)),
    ),
)
