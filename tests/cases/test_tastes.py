"""Tastes in clusters and variants placed where most taste is uncovered, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from support.bench import At, each, morning
from support.firms import CALM, small
from support.plain import plain

from coordsim.core import tastes
from coordsim.core.records import DEVELOPING, NONE
from coordsim.core.tastes import Clusters, Likes, ground
from coordsim.mind.reaction import ELSEWHERE, NODES, WORLDS, average_nodes
from coordsim.run.build import build
from coordsim.run.fleet import Fleet
from coordsim.run.simulate import simulate

CLUSTERED = {"market.tastes": "clusters"}
PLAIN = plain("core.tastes")
LIKES = Likes(attraction=-0.6, away=0.0, taste_cost=20.0, nest_scale=0.35, slots=3, range=3)


def room(classes: int) -> tastes.Scratch:
    return tastes.Scratch(np.empty(classes), np.empty(classes), np.empty(tastes.PLACES))


def placed(density: np.ndarray, likes: Likes) -> list[float]:
    places = np.empty(likes.slots)
    PLAIN.place_variants(likes, density, room(len(density)), places)
    return places.tolist()


def test_a_cluster_goes_round_the_circle() -> None:
    """Two classes, a cluster round 1/4 with sd 1/4: [0, 1/2) holds -1 to 1 sd, 0.6827, and the
    tails from 3 to 5 sd that come round on both sides, 2 x 0.00135. Round 0 half lies in each.
    """
    for centre, first in ((0.25, 0.6854), (0.0, 0.5), (0.75, 0.3146)):
        density = np.zeros(2)
        PLAIN.add_cluster(centre, 0.25, 0.8, density)
        np.testing.assert_allclose(density, [0.8 * first, 0.8 * (1 - first)], atol=1e-4)


def test_the_largest_clusters_come_first() -> None:
    """Three clusters in one class of 48 each: half of all round 10.5/48, 0.3 round 30.5/48, 0.2
    round 42.5/48. The first variants stand in their middle, in that order.
    """
    density = np.zeros(48)
    density[[10, 30, 42]] = 0.5, 0.3, 0.2
    np.testing.assert_allclose(placed(density, LIKES), [10.5 / 48, 30.5 / 48, 42.5 / 48])


def test_a_covered_cluster_waits() -> None:
    """0.9 and 0.1 of all in two classes. The first variant wins 0.9 / (1 + exp(0.6)) = 0.3189. A
    second one 1/240 beside it raises the inclusive value by 0.35 log(1 + exp(-20 / 84)) = 0.2035
    and the share of buyers by 0.9 x (0.4021 - 0.3543) = 0.0430; in the small cluster it wins 0.1 x
    0.3543 = 0.0354. So the large cluster gets two variants before the small one gets one.
    """
    density = np.zeros(48)
    density[[10, 30]] = 0.9, 0.1
    places = placed(density, LIKES)
    assert places[0] == pytest.approx(10.5 / 48)
    assert abs(places[1] - 10.5 / 48) == pytest.approx(1 / 240)
    assert places[2] == pytest.approx(30.5 / 48)
    one = 1 / (1 + np.exp(0.6))
    two = 1 / (1 + np.exp(0.6 - 0.35 * np.log(1 + np.exp(-20 / 84))))
    assert (0.9 * (two - one), 0.1 * one) == pytest.approx((0.0430, 0.0354), abs=1e-4)


def test_who_buys_stays_away() -> None:
    """Who always finds what it wants, buys at a visit with chance b = 1 / (1 + exp(0.6)) = 0.3543.
    Visits once in two weeks and is away for four: 0.3543 / (1 + 2 x 0.3543) = 0.2074 a visit.
    """
    assert PLAIN._buys(LIKES, 0.0) == pytest.approx(0.3543, abs=1e-4)
    assert PLAIN._buys(LIKES._replace(away=2.0), 0.0) == pytest.approx(0.2074, abs=1e-4)
    scenario = small(CLUSTERED | {"market.visit_rate": 0.5, "market.need_weeks": 4})
    numbers = Fleet([scenario], [1]).tables.numbers[0]
    assert tastes.likes_of(numbers).away == 2.0


def test_first_choices_of_the_first_range() -> None:
    """Three clusters as above and a variant in each: they are chosen as often as there are people,
    0.5, 0.3, 0.2. With two on sale at the start those of the third are far: 0.5 and 0.3 of 0.8, but
    for the few of the third who buy from 0.25 and 0.33 circles away.
    """
    density, popular = np.zeros(48), np.empty(3)
    density[[10, 30, 42]] = 0.5, 0.3, 0.2
    places = np.array([10.5, 30.5, 42.5]) / 48
    PLAIN.count_choices(LIKES, density, places, popular)
    np.testing.assert_allclose(popular, [0.5, 0.3, 0.2], atol=5e-3)
    PLAIN.count_choices(LIKES._replace(range=2), density, places, popular)
    np.testing.assert_allclose(popular, [0.625, 0.375, 0.0], atol=5e-3)


def test_customers_are_found_in_their_classes() -> None:
    """Shares 0.2, 0, 0.8: luck below 0.2 is of the first class, above it of the third."""
    density = np.array([0.2, 0.0, 0.8])
    found = tastes.classes_of(density, np.array([0.0, 0.199, 0.2, 0.201, 0.999999999]))
    assert found.tolist() == [0, 0, 2, 2, 2]
    assert tastes.classes_of(np.ones(1), np.array([0.3])).tolist() == [0]


def test_no_weight_is_an_even_floor() -> None:
    drawn = Clusters(classes=12, clusters=3, weight=0.0, width=0.05, sd=0.5)
    np.testing.assert_allclose(ground(drawn, LIKES, 5).density, np.full(12, 1 / 12))


def test_what_managers_believe_is_the_mean_curve() -> None:
    """At the reference price the eight nodes buy as the mean over their worlds does, by range."""
    drawn = Clusters(classes=48, clusters=4, weight=0.6, width=0.06, sd=0.5)
    likes = LIKES._replace(slots=20)
    nodes = average_nodes(drawn, likes)
    assert nodes.shape == (21, NODES)
    assert np.isinf(nodes[0]).all()
    found = np.zeros(20)
    for world in range(ELSEWHERE, ELSEWHERE + WORLDS):
        here = ground(drawn, likes, world)
        values = tastes.inclusive_values(here.places, likes, 48)
        found += (here.density / (1 + np.exp(0.6 - values))).sum(axis=1) / WORLDS
    np.testing.assert_allclose((1 / (1 + np.exp(0.6) * nodes[1:])).mean(axis=1), found, rtol=1e-9)


def test_compiled_is_plain() -> None:
    drawn = Clusters(classes=24, clusters=2, weight=0.7, width=0.05, sd=0.5)
    for one, other in zip(ground(drawn, LIKES, 3), PLAIN.ground(drawn, LIKES, 3), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_the_first_shelf_is_filled_by_what_sells() -> None:
    """Four variants on sale; stock and bookings are shared by first choices, and in all are what
    they would be if all sold alike.
    """
    fleet = Fleet([small(CLUSTERED)], [3])
    firm, booked = fleet.firms[0], fleet.lines.booked[0, 0]
    assert firm["popular"][:4].sum() == pytest.approx(1)
    assert (firm["popular"][:4] > 0.05).all()
    assert np.ptp(firm["popular"][:4]) > 0.02
    np.testing.assert_allclose(booked[:4] / booked[:4].sum(), firm["popular"][:4])
    np.testing.assert_allclose(booked[4:], 0.0)
    np.testing.assert_allclose(firm["on_hand"][:4], np.rint(booked[:4] * small().start.cover_weeks))


def test_a_fitted_firm_has_sold_by_first_choices() -> None:
    """The weeks that a firm has lived before its first have booked each variant as it is chosen."""
    fleet = Fleet([small(CLUSTERED | {"start.stock": "fitted"})], [3])
    firm, booked = fleet.firms[0], fleet.lines.booked[0]
    np.testing.assert_allclose(
        booked[:, :4] / booked[:, :4].sum(axis=1, keepdims=True),
        [firm["popular"][:4]] * len(booked),
    )


def test_the_slowest_variant_is_known() -> None:
    """Bookings of two weeks: 8 and 4, 3 and 1, 2 and 6 units. Means 6, 2 and 4: the slowest is
    booked half as often as the mean of 4. A variant in development counts for nothing.
    """
    bench, state = morning(small({"plant.forecast_window": 2, "levers.range.start": 3}))
    booked = state.booked.copy()
    booked[0, :4] = [[8, 4], [3, 1], [2, 6], [0, 0]]
    status = state.status.copy()
    status[0, 3] = DEVELOPING
    flow = SimpleNamespace()

    def step(at: At) -> None:
        plain("week.closing")._of_variants(at.n, at.firm, at.lines, flow)

    each(bench, replace(state, booked=booked, status=status), 0, step)
    assert (flow.slowest, flow.usual) == (2, 4)
    each(bench, replace(state, status=np.full_like(status, NONE)), 0, step)
    assert (flow.slowest, flow.usual) == (0, 0)


def test_clusters_make_slow_variants() -> None:
    """Where tastes are even, variants sell alike; where they cluster the last ones do not."""
    slow = [
        simulate(small(CALM | {"market.customers": 2000} | changes), firms=6).kpi("slowest_variant")
        for changes in ({}, CLUSTERED)
    ]
    assert slow[1].mean() < slow[0].mean() - 0.05


def test_one_world_has_one_taste() -> None:
    """Rules, prices and costs change nobody's taste nor where variants stand; another world has
    others; both ways of drawing customers draw the same.
    """
    arms = [small(CLUSTERED), small(CLUSTERED | {"incentives": "silo", "money.wage": 3.0})]
    fleet = Fleet([*arms, arms[0]], [7, 7, 8])
    places = fleet.firms["places"]
    np.testing.assert_array_equal(places[0], places[1])
    assert not np.array_equal(places[0], places[2])
    drawn = fleet.crowds.taste_class.reshape(3, -1)
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0], drawn[2])
    world = build([arms[0]] * 2, [7, 8])
    np.testing.assert_array_equal(world.traits.taste_class, drawn[[0, 2]])
    np.testing.assert_array_equal(world.catalogue.places, places[[0, 2], :8])


def test_even_tastes_stay_as_they_were() -> None:
    """Numbers of clusters mean nothing where tastes are even."""
    others = {"market.clusters": 9, "market.cluster_weight": 1.0, "market.cluster_width": 0.01}
    assert simulate(small()).hash == simulate(small(others)).hash
    assert simulate(small()).hash != simulate(small(CLUSTERED)).hash


def test_what_is_no_way_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match=r"market.tastes = 'odd'.*'even'.*'clusters'"):
        small({"market.tastes": "odd"})
    with pytest.raises(ValueError, match=r"market.cluster_width = 0"):
        small({"market.cluster_width": 0.0})
