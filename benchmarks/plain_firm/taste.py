"""The taste circle: where classes of customers and variants sit, and what each class makes of an
offer (docs/model.md 7.3; Train 2009, ch. 4).
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from math import erfc, exp, log, sqrt
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE, NODES

if TYPE_CHECKING:
    from benchmarks.plain_firm.luck import Luck

GOLDEN = (5**0.5 - 1) / 2  # golden-ratio steps cover the circle evenly for every number of variants
PLACES = 240  # that a variant may take where tastes cluster
WORLDS = 64  # drawn alike, whose mean is what managers know of tastes


def distance(one: float, other: float) -> float:
    """Return the shorter way round the circle."""
    gap = abs(one - other)
    return min(gap, 1 - gap)


class Tastes:
    """The share of customers in each class, and the place of each slot."""

    def __init__(self, density: list[float], places: list[float]) -> None:
        self.density, self.places = density, places
        self.upto = list(accumulate(density))
        self.known: dict[tuple[int, ...], tuple[list[float], list[list[float]]]] = {}

    def class_of(self, luck: float) -> int:
        """Return the class of a customer drawn with a luck between 0 and 1."""
        return bisect(self.upto, luck * self.upto[-1], 0, len(self.upto) - 1)

    def shares(self, offered: tuple[int, ...]) -> tuple[list[float], list[list[float]]]:
        """Return each class's inclusive value of the offered slots, and its cumulative shares over
        them.
        """
        if offered not in self.known:
            self.known[offered] = self._shares(offered)
        return self.known[offered]

    def _shares(self, offered: tuple[int, ...]) -> tuple[list[float], list[list[float]]]:
        cost, scale, classes = BASE.market.taste_cost, BASE.market.nest_scale, len(self.density)
        inclusive, cumulative = [], []
        for taste in range(classes):
            away = [distance((taste + 0.5) / classes, self.places[slot]) for slot in offered]
            nearest = min(away)
            total = list(accumulate(exp(-cost / scale * (far - nearest)) for far in away))
            inclusive.append(scale * log(total[-1]) - cost * nearest)
            cumulative.append([part / total[-1] for part in total])
        return inclusive, cumulative

    def first_choices(self, variants: int) -> list[float]:
        """Return the share of demand whose first choice each of the first variants is, at the
        reference price.
        """
        inclusive, cumulative = self.shares(tuple(range(variants)))
        popular = [0.0] * variants
        for weight, value, upto in zip(self.density, inclusive, cumulative, strict=True):
            demand, before = weight * demanded(value), 0.0
            for slot, part in enumerate(upto):
                popular[slot] += demand * (part - before)
                before = part
        return [share / sum(popular) for share in popular]


def demanded(inclusive: float) -> float:
    """Return the demand of a class a week at the reference price and satisfaction, in visits of
    one that never buys: who bought stays away for a while.
    """
    market = BASE.market
    buys = 1 / (1 + exp(-market.attraction - inclusive))
    return float(buys / (1 + market.visit_rate * market.need_weeks * buys))


def tastes_of(luck: Luck) -> Tastes:
    """Return the tastes of a world."""
    if BASE.market.tastes == "clusters":
        density = clustered(luck)
        return Tastes(density, placed(density))
    return _even(worth())


def worth() -> tuple[float, ...]:
    """Return the numbers that all worlds of a scenario share."""
    market = BASE.market
    drawn = (market.clusters, market.cluster_weight, market.cluster_width, market.cluster_sd)
    visits = (market.attraction, market.visit_rate, market.need_weeks)
    likes = (market.taste_cost, market.nest_scale, market.classes, BASE.line.slots)
    return tuple(map(float, drawn + visits + likes))


@lru_cache(maxsize=8)
def _even(key: tuple[float, ...]) -> Tastes:
    """Return even tastes at the numbers in use."""
    classes = BASE.market.classes
    return Tastes([1 / classes] * classes, [s * GOLDEN % 1.0 for s in range(BASE.line.slots)])


def clustered(luck: Luck) -> list[float]:
    """Draw the clusters of a world, normal and wrapped round the circle, over an even floor."""
    market = BASE.market
    count, classes, floor = range(market.clusters), market.classes, 1 - market.cluster_weight
    sizes = [
        exp(market.cluster_sd * luck.normal("taste cluster sizes", 0, place)) for place in count
    ]
    centres = [luck.uniform("taste clusters", 0, place) for place in count]

    def inside(low: float, high: float, centre: float) -> float:
        return sum(
            below((high + turn - centre) / market.cluster_width)
            - below((low + turn - centre) / market.cluster_width)
            for turn in (-3, -2, -1, 0, 1, 2, 3)
        )

    return [
        floor / classes
        + (1 - floor)
        * sum(
            size / sum(sizes) * inside(c / classes, (c + 1) / classes, centre)
            for size, centre in zip(sizes, centres, strict=True)
        )
        for c in range(classes)
    ]


def below(z: float) -> float:
    """Return the normal distribution function."""
    return erfc(-z / sqrt(2)) / 2


def placed(density: list[float]) -> list[float]:
    """Place the slots one by one, each where it adds most to demand, none where another is.

    What a place would add never grows as others are taken, so a place whose gain was less when it
    was last looked at is not looked at again (Minoux 1978).
    """
    market, classes = BASE.market, len(density)
    steep = market.taste_cost / market.nest_scale
    circle = [(place + 0.5) / PLACES for place in range(PLACES)]
    pull = [
        [exp(-steep * distance((c + 0.5) / classes, place)) for c in range(classes)]
        for place in circle
    ]
    whole, now = [0.0] * classes, [0.0] * classes  # exp(I / scale), and demand, of each class
    stay, away = exp(-market.attraction), market.visit_rate * market.need_weeks
    scale = market.nest_scale
    bound, places = [float("inf")] * PLACES, []
    for _ in range(BASE.line.slots):
        best, most = -1, -1.0
        for place in sorted(range(PLACES), key=bound.__getitem__, reverse=True):
            if bound[place] <= most:
                break
            bound[place] = sum(
                weight / (1 + away + stay * (held + more) ** -scale) - weight * had
                for weight, held, more, had in zip(density, whole, pull[place], now, strict=True)
            )
            if bound[place] > most:
                best, most = place, bound[place]
        places.append(circle[best])
        bound[best] = -2.0
        whole = [held + more for held, more in zip(whole, pull[best], strict=True)]
        now = [1 / (1 + away + stay * held**-scale) for held in whole]
    return places


Nodes = dict[int, list[float]]  # by number of variants


def believed(luck: Luck) -> Nodes:
    """Return what managers take for the inclusive values of the first n variants, at NODES nodes:
    of even tastes quantiles over classes; where tastes cluster, of WORLDS worlds drawn alike.
    """
    if BASE.market.tastes == "clusters":
        return _elsewhere(luck.elsewhere, worth())
    return even_nodes(worth())


@lru_cache(maxsize=8)
def even_nodes(key: tuple[float, ...]) -> Nodes:
    """Return quantiles of the inclusive value over classes of even tastes."""
    nodes = {}
    for variants in range(1, BASE.line.slots + 1):
        ranked = sorted(_even(key).shares(tuple(range(variants)))[0])
        nodes[variants] = [ranked[int((n + 0.5) / NODES * len(ranked))] for n in range(NODES)]
    return nodes


@lru_cache(maxsize=8)
def _elsewhere(world: Callable[[int], Luck], key: tuple[float, ...]) -> Nodes:
    """Return the nodes of worlds drawn alike: an eighth of their customers each, ranked by what is
    offered to them, with the value at which as many of it would buy as do on average.
    """
    worlds = [tastes_of(world(place)) for place in range(WORLDS)]
    nodes = {}
    for variants in range(1, BASE.line.slots + 1):
        people = sorted(
            (value, weight / WORLDS)
            for one in worlds
            for value, weight in zip(
                one.shares(tuple(range(variants)))[0], one.density, strict=True
            )
        )
        nodes[variants] = [
            log(buying / (1 - buying)) - BASE.market.attraction for buying in eighths(people)
        ]
    return nodes


def eighths(people: list[tuple[float, float]]) -> list[float]:
    """Return the share that buys in each of NODES equal parts of people, sorted (value, weight)."""
    bought, node, left = [0.0] * NODES, 0, 1 / NODES
    for value, weight in people:
        buys = 1 / (1 + exp(-BASE.market.attraction - value))
        while weight > left and node < NODES - 1:
            bought[node] += buys * left
            weight -= left
            node, left = node + 1, 1 / NODES
        bought[node] += buys * weight
        left -= weight
    return [NODES * part for part in bought]


BASE.nodes = even_nodes(worth())
