"""What customers of one world like, and where a firm's variants stand: a few clusters of tastes on
the circle over an even floor, and variants placed one by one where most taste is uncovered.

What a class demands at the reference price is a concave function of a sum over variants, so demand
is submodular in the set of variants, and placed greedily (Nemhauser, Wolsey & Fisher 1978) every
variant brings at most as much as the one before it: no range is favoured by where places happen to
lie.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled, part
from coordsim.core.luck.draw import CLUSTERS, SIZES, normal_at, uniform_at
from coordsim.core.parameters import Market
from coordsim.core.records import Floats
from coordsim.core.tables import Row

PLACES = 240  # that a variant may take; those of 48 classes' centres are among them
WRAPS = 3  # times that a cluster's tails go round the circle
KEPT = 4096  # worlds whose tastes are kept


class Clusters(NamedTuple):
    """How the tastes of a world are drawn."""

    classes: int
    clusters: int
    weight: float  # share of customers in clusters
    width: float  # standard deviation of a cluster, in circles
    sd: float  # of the log of a cluster's size


class Likes(NamedTuple):
    """What a taste is worth at the reference price, and how many variants there may be."""

    attraction: float
    away: float  # weeks without need after buying, over the weeks between visits
    taste_cost: float
    nest_scale: float
    slots: int
    range: int  # variants on sale at the start


class Ground(NamedTuple):
    """The tastes of one world and the places of a firm's variants."""

    density: Floats  # (C,) share of customers in each class
    places: Floats  # (V,) on the circle, in the order in which slots fill
    popular: Floats  # (V,) share of first choices, for the variants on sale at the start


class Scratch(NamedTuple):
    """Room in which places are looked for."""

    near: Floats  # (C,) log of the sum over placed variants of exp(-cost x distance / scale)
    bought: Floats  # (C,) demand of a class, in visits of one that never buys
    gain: Floats  # (PLACES,) most that a variant at a place would add; below 0: taken


@part
def away(centre: float, place: float) -> float:
    """Return the shorter way round the taste circle, in [0, 0.5]."""
    gap = abs(centre - place)
    return min(gap, 1 - gap)


@part
def _below(z: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


@part
def add_cluster(centre: float, width: float, share: float, density: Floats) -> None:
    """Add a share of customers who are normal round a centre, wrapped round the circle, to the
    classes (C,).
    """
    classes = len(density)
    for c in range(classes):
        inside = 0.0
        for turn in range(-WRAPS, WRAPS + 1):
            low, high = c / classes + turn - centre, (c + 1) / classes + turn - centre
            inside += _below(high / width) - _below(low / width)
        density[c] += share * inside


@part
def draw_density(drawn: Clusters, seed: np.uint64, density: Floats) -> None:
    """Draw where and how large the clusters of a world are; fill the share of each class, (C,)."""
    whole = 0.0
    for place in range(drawn.clusters):
        whole += math.exp(drawn.sd * normal_at(seed, SIZES, 0, place))
    for c in range(len(density)):
        density[c] = (1 - drawn.weight) / len(density)
    for place in range(drawn.clusters):
        share = drawn.weight * math.exp(drawn.sd * normal_at(seed, SIZES, 0, place)) / whole
        add_cluster(uniform_at(seed, CLUSTERS, 0, place), drawn.width, share, density)


@part
def _both(one: float, other: float) -> float:
    """Return log(exp(one) + exp(other))."""
    return max(one, other) + math.log1p(math.exp(-abs(one - other)))


@part
def _buys(likes: Likes, near: float) -> float:
    """Return the weekly demand of a class at the reference price and satisfaction, in visits of a
    class that never buys: b / (1 + away b), as who bought stays away for a while.
    """
    against = math.exp(min(-likes.attraction - likes.nest_scale * near, 700.0))
    return 1 / (1 + likes.away + against)


@part
def _gain(likes: Likes, density: Floats, room: Scratch, place: float) -> float:
    """Return what a variant at a place would add to demand."""
    classes, steep = len(density), likes.taste_cost / likes.nest_scale
    whole = 0.0
    for c in range(classes):
        near = _both(room.near[c], -steep * away((c + 0.5) / classes, place))
        whole += density[c] * (_buys(likes, near) - room.bought[c])
    return whole


@part
def place_variants(likes: Likes, density: Floats, room: Scratch, places: Floats) -> None:
    """Fill ``places`` (V,) one by one, each with the place at which most is gained.

    A place's gain never rises as others are taken, so what it was is a bound, and most places need
    not be looked at again (Minoux 1978). No place is taken twice.
    """
    classes, steep = len(density), likes.taste_cost / likes.nest_scale
    for c in range(classes):
        room.near[c], room.bought[c] = -1e300, 0.0
    for k in range(PLACES):
        room.gain[k] = np.inf
    for v in range(len(places)):
        found, most = -1, -1.0
        first = 0
        for k in range(PLACES):
            if room.gain[k] > room.gain[first]:
                first = k
        for step in range(PLACES):
            k = (first + step) % PLACES
            if room.gain[k] > most:
                room.gain[k] = max(_gain(likes, density, room, (k + 0.5) / PLACES), 0.0)
                if room.gain[k] > most:
                    found, most = k, room.gain[k]
        places[v] = (found + 0.5) / PLACES
        room.gain[found] = -2.0
        for c in range(classes):
            room.near[c] = _both(room.near[c], -steep * away((c + 0.5) / classes, places[v]))
            room.bought[c] = _buys(likes, room.near[c])


@part
def count_choices(likes: Likes, density: Floats, places: Floats, popular: Floats) -> None:
    """Fill the share of first choices of each variant on sale at the start, (V,), at the reference
    price.
    """
    classes, steep, whole = len(density), likes.taste_cost / likes.nest_scale, 0.0
    for v in range(len(places)):
        popular[v] = 0.0
    for c in range(classes):
        centre, near = (c + 0.5) / classes, -1e300
        for v in range(likes.range):
            near = _both(near, -steep * away(centre, places[v]))
        for v in range(likes.range):
            share = math.exp(-steep * away(centre, places[v]) - near)
            popular[v] += density[c] * _buys(likes, near) * share
            whole += density[c] * _buys(likes, near) * share
    for v in range(likes.range):
        popular[v] /= whole


@compiled
def _lay_out(drawn: Clusters, likes: Likes, seed: np.uint64, ground: Ground) -> None:
    """Fill the tastes of a world and the places of a firm's variants."""
    room = Scratch(np.empty(drawn.classes), np.empty(drawn.classes), np.empty(PLACES))
    draw_density(drawn, seed, ground.density)
    place_variants(likes, ground.density, room, ground.places)
    count_choices(likes, ground.density, ground.places, ground.popular)


@compiled
def _density(drawn: Clusters, seed: np.uint64, density: Floats) -> None:
    draw_density(drawn, seed, density)


@lru_cache(maxsize=KEPT)
def ground(drawn: Clusters, likes: Likes, seed: int) -> Ground:
    """Return the tastes of world ``seed`` and the places of variants; worked out once for all firms
    of a world that value tastes alike.
    """
    out = Ground(np.empty(drawn.classes), np.empty(likes.slots), np.empty(likes.slots))
    _lay_out(drawn, likes, np.uint64(seed), out)
    for values in out:
        values.setflags(write=False)
    return out


def densities(market: Market[Floats], seeds: NDArray[np.uint64]) -> Floats:
    """Return the share of customers in each class of worlds, (seeds, C). Firms of one batch have
    one way to draw them: the first firm's numbers are everybody's.
    """
    drawn = Clusters(
        classes=market.classes,
        clusters=market.clusters,
        weight=float(market.cluster_weight[0]),
        width=float(market.cluster_width[0]),
        sd=float(market.cluster_sd[0]),
    )
    out = np.empty((len(seeds), market.classes))
    for place, seed in enumerate(seeds):
        _density(drawn, seed, out[place])
    return out


def ground_of(n: Row, seed: int, first: float) -> Ground:
    """Return the tastes and places of a firm with the numbers ``n``, a record of NUMBERS, that
    starts with ``first`` variants.
    """
    return ground(clusters_of(n), likes_of(n, first), seed)


def clusters_of(n: Row) -> Clusters:
    """Return how a firm's tastes are drawn from its numbers, a record of NUMBERS."""
    return Clusters(
        classes=int(n["market_classes"]),
        clusters=int(n["market_clusters"]),
        weight=float(n["market_cluster_weight"]),
        width=float(n["market_cluster_width"]),
        sd=float(n["market_cluster_sd"]),
    )


def likes_of(n: Row, first: float = 1.0) -> Likes:
    """Return what tastes are worth to a firm's customers, from a record of NUMBERS."""
    slots = int(n["line_slots"])
    return Likes(
        attraction=float(n["market_attraction"]),
        away=float(n["market_visit_rate"] * n["market_need_weeks"]),
        taste_cost=float(n["market_taste_cost"]),
        nest_scale=float(n["market_nest_scale"]),
        slots=slots,
        range=min(max(int(first), 1), slots),
    )


def classes_of(density: Floats, luck: Floats) -> NDArray[np.int16]:
    """Return the class of each customer, (N,), whose uniforms are ``luck``; ``density`` is (C,)."""
    ends = np.cumsum(density)
    return np.searchsorted(ends[:-1] / ends[-1], luck, side="right").astype(np.int16)


def inclusive_values(places: Floats, likes: Likes, classes: int) -> Floats:
    """Return the inclusive value of the first 1, 2, ... V variants for each class, (V, C):
    scale x log sum exp(-cost x distance / scale) (Train 2009, ch. 4).
    """
    gap = np.abs(places[:, np.newaxis] - (np.arange(classes) + 0.5) / classes)
    steep = likes.taste_cost / likes.nest_scale
    near = np.logaddexp.accumulate(-steep * np.minimum(gap, 1 - gap), axis=0)
    values: Floats = likes.nest_scale * near
    return values
