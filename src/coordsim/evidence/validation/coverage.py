"""Kinks: what each world demands at every range, and which range earns most there, in closed form.

Where places on the taste circle favour some numbers of variants, demand over the range has kinks
and firms with different costs end at the same range. Demand has to be concave in the range in every
world, and the best range has to answer what variety costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from coordsim.core.facts import INDEX
from coordsim.core.levers import BY_NAME, COLUMN
from coordsim.core.records import Floats
from coordsim.core.tastes import Ground, Likes, ground_of, inclusive_values, likes_of
from coordsim.evidence.validation.rows import Row, band, mean_of, nothing
from coordsim.mind.outlook import Anchor, outlook
from coordsim.mind.reaction import nodes_of
from coordsim.run.simulate import Engine
from coordsim.run.tables import tables
from coordsim.scenario.file import Scenario

DEARER = 1.3  # of what variety costs
VARIETY = ("money.setup", "money.range_overhead", "plant.setup_hours")  # what a variant costs
LEAST, MOST = 0.5, 3.0  # variants that the best range falls by when variety costs DEARER
HELD = {role: {"kind": "hold"} for role in ("marketing", "operations")}


def worlds_of(scenario: Scenario, seeds: Sequence[int]) -> tuple[Likes, list[Ground]]:
    """Return what tastes are worth, and tastes and places of each world. Raises ValueError where
    tastes are even: then all worlds are one.
    """
    numbers = tables([scenario]).numbers[0]
    if not numbers["clustered"]:
        raise ValueError(
            f"market.tastes = {scenario.market.tastes!r} of {scenario.name} draws no worlds of"
            " tastes; allowed: 'clusters', with customers of the market's own"
        )
    first = scenario.lever_start("range")
    return likes_of(numbers, first), [ground_of(numbers, seed, first) for seed in seeds]


def demand_curves(likes: Likes, worlds: Sequence[Ground]) -> Floats:
    """Demand of the first 1, 2, ... V variants in each world, (V, W), at the reference price, over
    what is demanded where every taste is met exactly.

    In a class of share w a visitor buys with chance b, and who bought stays away: w b / (1 + a b)
    with a the weeks away over the weeks between visits (``customers`` of docs/model.md).
    """
    out = []
    for world in worlds:
        values = inclusive_values(world.places, likes, len(world.density))
        against = 1 + np.exp(-likes.attraction - values)
        out.append((world.density / (likes.away + against)).sum(axis=1))
    met = 1 / (likes.away + 1 + np.exp(-likes.attraction))
    curves: Floats = np.array(out).T / met
    return curves


def best_ranges(scenario: Scenario, worlds: Sequence[Ground], likes: Likes) -> Floats:
    """Range at which a firm that knows everything expects most profit in each world, (W,), with the
    hours that suit it and all else as at the start: the top of the parabola through the best range
    and the two beside it.
    """
    engine = Engine([scenario.with_(HELD)], [1])
    truth = engine.step().known.facts
    low, high = scenario.lever_limits("range")
    ranges = np.arange(max(low, 1.0), min(high, likes.slots) + 1)
    hours = BY_NAME["hours"].grid(*scenario.lever_limits("hours"))
    plans = np.repeat(engine.world.start_plan, len(ranges) * len(hours), axis=0)
    plans[:, COLUMN["range"]] = np.repeat(ranges, len(hours))
    plans[:, COLUMN["hours"]] = np.tile(hours, len(ranges))
    known = np.repeat(truth, len(plans), axis=0)
    for lever in ("range", "hours"):  # in force for long: nothing is launched, nobody is hired
        known[:, INDEX[lever]] = plans[:, COLUMN[lever]]
    level, usual = np.ones(1), np.full(1, scenario.market.satisfaction_reference)
    out = []
    for world in worlds:
        model = replace(engine.world.model, nodes=nodes_of([world], likes)[np.newaxis])
        profit = outlook(model, plans, known, Anchor(level, usual))["profit"]
        out.append(_top(ranges, profit.reshape(len(ranges), len(hours)).max(axis=1)))
    return np.array(out)


def _top(places: Floats, curve: Floats) -> float:
    best = int(np.argmax(curve))
    if not 0 < best < len(places) - 1:
        return float(places[best])
    left, top, right = curve[best - 1 : best + 2]
    return float(places[best] + (right - left) / max(2 * (2 * top - left - right), 1e-12))


def kinks(scenario: Scenario, seeds: Sequence[int]) -> list[Row]:
    """Rows: the largest bend up of demand over the range in any world, and how many variants
    fewer are best where variety costs 30 % more.
    """
    likes, worlds = worlds_of(scenario, seeds)
    bend = np.diff(demand_curves(likes, worlds), n=2, axis=0, prepend=0.0).max()
    dear = scenario.with_({name: DEARER * _value(scenario, name) for name in VARIETY})
    fall = best_ranges(scenario, worlds, likes) - best_ranges(dear, worlds, likes)
    mean, error = mean_of(fall)
    return [
        nothing("kinks demand, largest bend up in any world", max(float(bend), 0.0), 1.0),
        band("kinks best range, less with variety 30 % dearer", LEAST, MOST, mean, se=error),
    ]


def _value(scenario: Scenario, name: str) -> float:
    group, field = name.split(".")
    return float(getattr(getattr(scenario, group), field))
