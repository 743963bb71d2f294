"""Customers one by one before a shelf, worked by hand."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from support.compiled_market import compiled_week, guides

PLAIN: dict[str, Any] = {
    "row": np.array([0]),
    "seeds": np.array([1], dtype=np.uint64),
    "week": 4,
    "visit": np.uint64(1),
    "life": np.uint64(2),
    "first": np.array([0]),
    "u_visit": [0.0, 0.0, 0.0],
    "u_overload": [0.5, 0.5, 0.5],
    "u_choice": [0.1, 0.2, 0.6],
    "u_experience": [0.5, 0.5, 0.5],
    "u_substitute": [0.5, 0.5, 0.5],
    "taste_class": np.zeros((1, 3), dtype=np.int16),
    "price_sensitivity": np.zeros((1, 3), dtype=np.float32),
    "comfort": np.full((1, 3), 10.0, dtype=np.float32),
    "heard": np.ones((1, 0), dtype=np.float32),
    "satisfaction": np.full((1, 3), 0.5, dtype=np.float32),
    "need_week": np.zeros((1, 3), dtype=np.int32),
    "stock": [1.0, 0.0],
    "next_need": np.array([7], dtype=np.int32),
    "visit_chance": 0.5,
    "base_utility": 0.0,
    "price_gap": 0.0,
    "options": 2.0,
    "overload": 0.0,
    "overload_slope": 1.0,
    "satisfaction_effect": 0.0,
    "substitute": 0.2,
    "wait": 0.2,
    "defect": np.full((1, 2), 0.1),
    "unanswered": 0.0,
    "room": 100.0,
    "rows": np.array([0]),
    "inclusive": np.zeros((1, 1)),
    "cumulative": np.array([[[0.5, 1.0]]]),
    "guide": None,
    "rate": 0.2,
    "loss_weight": 2.0,
    "outcomes": np.array([[1.0, 0.5, 0.2, 0.6, 0.0, 0.3, 0.4]]),
}
LUCK = ("u_visit", "u_overload", "u_choice", "u_experience", "u_substitute")


@dataclass(frozen=True)
class Outcome:
    """What a week did to one firm."""

    totals: list[float]  # visits, put off, lost to choice, priced out, switched, bought again
    demand: list[float]
    sold: list[float]
    waiting: list[float]
    lost: list[float]
    defective: list[float]
    satisfaction: list[float]
    need_week: list[int]
    stock: list[float]


def market(**changes: Any) -> Outcome:
    """Three customers before two variants: an even choice between buying and not, and between the
    variants; one unit of the first.

    One in five takes the other variant before an empty shelf, one in five waits. Luck is dictated.
    """
    variants = changes.get("cumulative", PLAIN["cumulative"]).shape[2]
    given = PLAIN | {"defect": np.full((1, variants), 0.1)} | changes
    given["guide"] = guides(given["cumulative"])
    given["dictated"] = np.stack([given[name] for name in LUCK], axis=1)[np.newaxis]
    counted = ("demand", "sold", "waiting", "lost", "defective")
    given |= {"totals": np.zeros((1, 6))} | {name: np.zeros((1, variants)) for name in counted}
    fields = {
        name: np.array([value]) if name == "stock" or isinstance(value, float) else copy(value)
        for name, value in given.items()
    }
    compiled_week(fields)
    return Outcome(
        **{name: fields[name][0].tolist() for name in ("totals", *counted, "need_week", "stock")},
        satisfaction=[round(float(value), 6) for value in fields["satisfaction"][0]],
    )


@pytest.mark.slow
def test_one_buys_one_finds_nothing_one_does_not_want_it() -> None:
    """Utility 0: half would buy. Luck 0.1 and 0.2 buy, and mark 0.2 and 0.4 of the circle of
    shares: both want the first variant.

    The one unit goes to the first of them, whose satisfaction rises by 0.2 x (1 - 0.5). The second
    leaves: its satisfaction falls twice as fast, by 0.4 x (0.5 - 0.2). Luck 0.6 does not buy, feels
    nothing, and needs the product still.
    """
    week = market()
    assert week.totals == [3, 0, 0, 1, 0, 0]
    assert (week.demand, week.sold, week.lost, week.waiting) == ([2, 0], [1, 0], [1, 0], [0, 0])
    assert week.satisfaction == [0.6, 0.38, 0.5]
    assert week.need_week == [7, 7, 0]
    assert week.stock == [0, 0]


def test_who_comes_first_is_served_first() -> None:
    """When the round of arrivals begins with the second customer, it gets the unit."""
    assert market(first=np.array([1])).satisfaction == [0.38, 0.6, 0.5]
    assert market(first=np.array([2])).satisfaction == [0.6, 0.38, 0.5]


def test_some_wait() -> None:
    """Luck 0.3 lies in [0.2, 0.4): the second customer waits, satisfied at 0.6 of full: up by 0.2 x
    (0.6 - 0.5).
    """
    week = market(u_experience=[0.5, 0.3, 0.5])
    assert (week.sold, week.waiting, week.lost) == ([1, 0], [1, 0], [0, 0])
    assert week.satisfaction == [0.6, 0.52, 0.5]


def test_some_take_the_other_variant() -> None:
    """Luck 0.1 is below 0.2: the second customer takes the other variant, if there is one;
    otherwise it leaves.
    """
    week = market(u_experience=[0.5, 0.1, 0.5], stock=[1.0, 1.0])
    assert (week.totals[4], week.demand, week.sold, week.stock) == (1, [2, 0], [1, 1], [0, 0])
    week = market(u_experience=[0.5, 0.1, 0.5], stock=[1.0, 0.9])
    assert (week.totals[4], week.sold, week.lost) == (0, [1, 0], [1, 0])


def test_substitutes_are_chosen_by_their_shares_among_what_is_left() -> None:
    """Shares 1/2, 1/8, 3/8 and the first sold out: of those who take another, a quarter take the
    second and the rest the third.
    """
    cumulative = np.array([[[0.5, 0.625, 1.0]]])
    taken = []
    for luck in (0.0, 0.048, 0.052, 0.199):
        week = market(
            u_experience=[luck] * 3,
            u_choice=[0.1, 0.9, 0.9],
            cumulative=cumulative,
            stock=[0.0, 9.0, 9.0],
        )
        taken.append(week.sold.index(1))
    assert taken == [1, 1, 2, 2]


def test_a_defect_spoils_it() -> None:
    """Luck 0.95 is above 1 - 0.1: the unit is sold, defective, and satisfaction falls by 0.4 x
    0.5.
    """
    week = market(u_experience=[0.95, 0.5, 0.5])
    assert (week.sold, week.defective) == ([1, 0], [1, 0])
    assert week.satisfaction[0] == 0.3


def test_beyond_the_room_to_ship_it_is_late() -> None:
    """Two buy; one unit can still be shipped in time. The other is late: down by 0.4 x (0.5 - 0.3).
    A defect counts before that.
    """
    week = market(stock=[2.0, 0.0], room=1.0)
    assert (week.sold, week.satisfaction) == ([2, 0], [0.6, 0.42, 0.5])
    assert market(stock=[2.0, 0.0], room=1.0, u_experience=[0.5, 0.95, 0.5]).satisfaction == [
        0.6,
        0.3,
        0.5,
    ]


def test_unanswered_in_time() -> None:
    """Luck 0.5 is below the chance of 0.6 to have asked and got no answer in time: down by 0.4 x
    (0.5 - 0.4). Late counts first.
    """
    assert market(stock=[2.0, 0.0], unanswered=0.6).satisfaction == [0.46, 0.46, 0.5]
    assert market(stock=[2.0, 0.0], unanswered=0.4).satisfaction == [0.6, 0.6, 0.5]
    assert market(stock=[2.0, 0.0], unanswered=0.6, room=1.0).satisfaction == [0.46, 0.42, 0.5]


def test_who_buys_again() -> None:
    """Only who had needed the product before, and got a unit."""
    before = np.array([[0, 3, 3]], dtype=np.int32)
    assert market(need_week=before, stock=[2.0, 0.0]).totals[5] == 1
    assert market(need_week=before).totals[5] == 0  # the one unit went to the first customer


def test_in_a_small_world_neighbours_bring_or_keep_away() -> None:
    """Luck 0.3 for all, a chance of 0.5: halved by what neighbours say it is 0.25; as it is, or
    doubled, all come.
    """
    luck = [0.3, 0.3, 0.3]
    assert market(u_visit=luck).totals[0] == 3
    assert market(u_visit=luck, heard=np.array([[0.5, 1.0, 2.0]], dtype=np.float32)).totals[0] == 2


def test_too_much_choice_puts_off() -> None:
    """As many options as the comfort of 10: half of the largest share of 0.8 are put off. Luck 0.39
    is, luck 0.41 is not.

    Of the two put off the first would have bought: it is lost to choice. Both keep their need;
    outcome 0.5 leaves satisfaction 0.5.
    """
    week = market(overload=0.8, options=10.0, u_overload=[0.39, 0.41, 0.39])
    assert week.totals == [3, 2, 1, 0, 0, 0]
    assert (week.demand, week.sold) == ([1, 0], [1, 0])
    assert week.need_week == [0, 7, 0]
    assert week.satisfaction == [0.5, 0.6, 0.5]


def test_only_those_in_need_come_and_only_by_chance() -> None:
    """The first needs the product only next week, the second's luck of 0.5 is not below the chance
    of 0.5.
    """
    week = market(need_week=np.array([[5, 4, 4]], dtype=np.int32), u_visit=[0.0, 0.5, 0.49])
    assert week.totals == [1, 0, 0, 1, 0, 0]


@pytest.mark.slow
def test_utility_of_price_satisfaction_and_taste() -> None:
    """Utility 0.3 + 1.2 x 0.5 - 0.2 x 4 - 0.1 = 0: half buy. A little dearer, or further from its
    taste: luck 0.499 does not.
    """
    near = {
        "base_utility": 0.3,
        "satisfaction_effect": 1.2,
        "price_gap": 4.0,
        "price_sensitivity": np.full((1, 3), 0.2),
        "inclusive": np.array([[-0.1]]),
        "u_choice": [0.499, 0.501, 0.9],
    }
    assert market(**near).totals[3] == 2
    assert market(**near | {"price_gap": 4.1}).totals[3] == 3
    assert market(**near | {"inclusive": np.array([[-0.11]])}).totals[3] == 3
    assert market(**near | {"base_utility": 0.31}).totals[3] == 1


def test_nobody_buys_where_nothing_is_offered() -> None:
    """An inclusive value of minus infinity is a chance of zero, also for luck zero."""
    assert market(inclusive=np.array([[-np.inf]]), u_choice=[2.0**-33] * 3).totals[3] == 3
