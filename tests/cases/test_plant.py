"""Lots, hours and materials of one week, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.bench import Bench, lucky, morning
from support.firms import calm, planned
from support.steps import Promotions, own_forecast, plant, spread, window_multiplier

from coordsim.core.records import FirmState, Floats

THREE = {
    "line.slots": 3,
    "levers.range.start": 3,
    "plant.run_hours": 1.0,
    "plant.setup_hours": 2.0,
    "supply.endless": True,
}
LEVERS = {"cycle": 1, "safety": 0, "overtime": 0, "quality": 0.5}


def shop(
    shelf: list[float], hours: float, changes: dict[str, object] | None = None, **levers: float
) -> tuple[Bench, FirmState]:
    """Three variants on sale, no luck, no safety stock, set-up 2 h, run 1 h a unit, one week from
    lot to shelf.
    """
    world, state = morning(calm(THREE | (changes or {})))
    state = planned(state, **(LEVERS | levers))
    return lucky(world), replace(
        state, on_hand=np.array([shelf]), crew=np.full_like(state.crew, hours)
    )


def forecast(each: float) -> Floats:
    return np.full((1, 3), each)


def test_hours_run_short() -> None:
    """Forecast 10 a week, S = 10 x (1 + 1) = 20: wanted are 20 - [5, 0, 15] = [15, 20, 5].

    Weeks of cover are [0.5, 0, 1.5], so the second variant goes first: 2 h + 20 h of 30 h, 8 h are
    left. The first has its set-up of 2 h and 6 units. Nothing is left for the third. 14 units were
    not made: 9 of the first and 5 of the third. Set-ups took 4 h, room for 4 units, so 4 of the 14
    go to set-ups and 10 to hours, to each variant in proportion: 9 x 4/14 and 5 x 4/14.
    """
    world, state = shop([5, 0, 15], hours=30)
    state, made = plant.produce(world, state, forecast(10), forecast(10), 0)
    assert made.wanted.tolist() == [[15, 20, 5]]
    assert made.lots.tolist() == [[6, 20, 0]]
    assert (
        made.setups[0],
        made.setup_hours[0],
        made.used[0],
        made.available[0],
        made.overtime[0],
    ) == (2, 4, 30, 30, 0)
    materials, setups, hours, breakdowns = np.moveaxis(state.shortfall[0], 1, 0)
    np.testing.assert_allclose(setups, [36 / 14, 0, 20 / 14])
    np.testing.assert_allclose(hours, [90 / 14, 0, 50 / 14])
    assert materials.tolist() == breakdowns.tolist() == [0, 0, 0]
    assert state.in_process[0].tolist() == [[6, 20, 0]]
    assert state.on_hand[0].tolist() == [5, 0, 15]


def test_hours_lost_to_breakdowns() -> None:
    """A breakdown share of 0.2 without effort, and the luck with which an exponential loss equals
    its mean, 1 - 1/e.

    Of 40 h regular and 25 % overtime = 50 h, 10 h are lost: 40 h are open. Wanted are 20 - 0 = 20
    of each: the first gets 2 + 20 h, the second 2 + 16 h, the third nothing. 24 units are missing:
    4 h of set-ups explain 4, 10 h of breakdowns explain 10, the other 10 are hours. Used are 40 h;
    regular hours net of breakdowns are 40 x 0.8 = 32, so 8 h are overtime.
    """
    world, state = shop(
        [0, 0, 0], hours=40, changes={"plant.breakdown_share": 0.2}, overtime=0.25, quality=0
    )
    world = lucky(world, uniform=1 - np.exp(-1))
    state, made = plant.produce(world, state, forecast(10), forecast(10), 0)
    np.testing.assert_allclose(made.lots, [[20, 16, 0]])
    np.testing.assert_allclose([made.available[0], made.used[0], made.overtime[0]], [40, 40, 8])
    np.testing.assert_allclose(state.shortfall[0].sum(axis=0), [0, 4, 10, 10])


def test_availability_with_and_without_effort() -> None:
    """Breakdowns take 0.1 of the hours; full effort avoids 0.6 of that: 0.9, 0.93 at half effort,
    0.96.
    """
    world, _ = morning(calm({"plant.breakdown_share": 0.1, "plant.effort_effect": 0.6}))
    for quality, share in ((0.0, 0.9), (0.5, 0.93), (1.0, 0.96)):
        assert plant.availability(world, np.array([quality]))[0] == pytest.approx(share)


def test_materials_run_short() -> None:
    """Wanted are 20 of each. Specific parts are [20, 7.5, 30]: 20, 7 and 20 units at most.

    The third variant has the least cover (0 weeks), then the second (1), then the first (2). Of 30
    common modules the third takes 20, the second 7, 3 are left for the first. Cut by materials:
    [17, 13, 0]; parts fall to [17, 0.5, 10], common modules to 0.
    """
    world, state = shop(
        [20, 10, 0], hours=500, changes={"supply.endless": False, "plant.lead_weeks": 3}
    )
    state = replace(state, parts=np.array([[20.0, 7.5, 30.0]]), common=np.array([30.0]))
    state, made = plant.produce(world, state, forecast(10), forecast(10), 0)
    assert made.wanted.tolist() == [[20, 30, 40]]
    assert made.lots.tolist() == [[0, 0, 30]]
    assert state.shortfall[0, :, 0].tolist() == [20, 30, 10]
    assert state.parts.tolist() == [[20, 7.5, 0]]
    assert state.common.tolist() == [0]


def test_common_modules_go_to_the_least_cover_first() -> None:
    """S = 20; the shelf holds [15, 10, 12], so 5, 10 and 8 are wanted, cover [1.5, 1, 1.2]: second,
    third, first.

    Parts allow [5, 7, 8]. Of 13 common modules the second takes 7, the third 6, the first none.
    Missing: [5, 3, 2].
    """
    world, state = shop([15, 10, 12], hours=500, changes={"supply.endless": False})
    state = replace(state, parts=np.array([[9.0, 7.5, 30.0]]), common=np.array([13.9]))
    state, made = plant.produce(world, state, forecast(10), forecast(10), 0)
    assert made.lots.tolist() == [[0, 7, 6]]
    assert state.shortfall[0, :, 0].tolist() == [5, 3, 2]
    np.testing.assert_allclose(state.parts, [[9, 0.5, 24]])
    np.testing.assert_allclose(state.common, [0.9])


def test_who_is_due() -> None:
    """A cycle of two weeks: slots 0 and 2 are due in even weeks, slot 1 in odd ones; an unfinished
    lot is due at once.
    """
    world, state = shop([0, 0, 0], hours=500, cycle=2)
    for week, lots in ((0, [30, 0, 30]), (1, [0, 30, 0]), (2, [30, 0, 30])):
        assert (
            plant.produce(world, state, forecast(10), forecast(10), week)[1].lots[0].tolist()
            == lots
        )
    gap = np.zeros((1, 3, 4))
    gap[0, 0] = [0, 0, 0.6, 0.4]  # one unit of slot 0 not made
    gap[0, 2] = [0, 0, 0.5, 0.4]  # less than a unit of slot 2
    unfinished = replace(state, shortfall=gap)
    assert plant.produce(world, unfinished, forecast(10), forecast(10), 1)[1].lots[0].tolist() == [
        30,
        30,
        0,
    ]


def test_position_counts_what_is_coming_and_what_is_owed() -> None:
    """S = 20, position = 6 on the shelf + 9 in process - 3 owed = 12: a lot of 8. A surplus is
    nobody's lot.
    """
    world, state = shop([6, 25, 20], hours=500)
    process, owed = state.in_process.copy(), state.backlog.copy()
    process[0, 0, 0], owed[0, 0, 1], owed[0, 0, 4] = 9, 2, 1
    state, made = plant.produce(
        world, replace(state, in_process=process, backlog=owed), forecast(10), forecast(10), 0
    )
    assert made.lots.tolist() == [[8, 0, 0]]
    assert state.on_hand.tolist() == [[15, 25, 20]]  # what was in process has arrived


def test_not_told() -> None:
    """Operations plans for 10 a week, S = 20; told all it would have planned for 13.3, S = 26.6.

    The first variant's lot would have been 26.6 - 20 = 6.6 larger: 6 whole units. The second stands
    at 24 already: 2. The third, at 30, has enough either way.
    """
    world, state = shop([0, 24, 30], hours=500)
    state, _ = plant.produce(world, state, forecast(10), forecast(13.3), 0)
    assert state.untold.tolist() == [[6, 2, 0]]


def test_lots_reach_the_shelf_after_the_lead_time() -> None:
    """Without lead time a lot is on the shelf at once; with two weeks it is there in the second
    week after.
    """
    world, state = shop([0, 0, 0], hours=500, changes={"plant.lead_weeks": 0})
    assert plant.produce(world, state, forecast(10), forecast(10), 0)[0].on_hand.tolist() == [
        [10, 10, 10]
    ]
    world, state = shop([0, 0, 0], hours=500, changes={"plant.lead_weeks": 2})
    shelves = []
    for week in range(3):
        state, _ = plant.produce(world, state, forecast(10), forecast(10), week)
        shelves.append(state.on_hand[0, 0])
    assert shelves == [0, 0, 30]


def test_packages_share_a_set_up() -> None:
    """Half of a set-up of 8 h is saved when packages share modules; bespoke variants save
    nothing.
    """
    world, _ = morning(calm({"line.package_commonality": 0.5}), firms=2)
    assert plant.setup_hours(world, np.array([8.0, 8.0]), np.array([0.0, 1.0])).tolist() == [8, 4]


@pytest.mark.parametrize(
    ("quality", "variants", "utilisation", "share"),
    [
        (0.5, 8, 0.80, 0.02),  # as given
        (0.5, 18, 0.80, 0.026),  # ten variants more: 1 + 0.03 x 10
        (1.0, 8, 0.80, 0.013),  # full effort: 1 - 0.7 x 0.5
        (0.5, 8, 0.925, 0.03),  # half-way from 85 % to full: 1 + 1 x 0.5
        (0.5, 8, 1.4, 0.04),  # full is full
        (0.0, 2, 1.0, 0.054),  # a smaller range saves nothing: 0.02 x 1.35 x 2
    ],
)
def test_defects(quality: float, variants: float, utilisation: float, share: float) -> None:
    """Defect share 0.02 x range x effort x crowding."""
    world, _ = morning(calm({"plant.defect_share": 0.02}))
    found = plant.defect_share(
        world, np.array([quality]), np.array([variants]), np.array([utilisation])
    )
    assert found[0] == pytest.approx(share)


def test_base_stock_level() -> None:
    """Forecast 16; surprises so far of 0.1875 of the forecast: sigma^2 = 16 + (0.1875 x 16)^2 = 25.

    One week of lead and a cycle of three are four weeks, whose root is 2: at z = 1, S = 16 x 4 + 1
    x 5 x 2 = 74; at z = -0.5, 59. In week 0 only the first slot is due.
    """
    for safety, level in ((1.0, 74), (-0.5, 59)):
        world, state = shop([0, 0, 0], hours=500, cycle=3, safety=safety)
        state = replace(state, surprise=np.array([0.1875**2]))
        assert plant.produce(world, state, forecast(16), forecast(16), 0)[1].wanted.tolist() == [
            [level, 0, 0]
        ]


def test_own_forecast_is_the_average_of_bookings_on_sale() -> None:
    """Bookings of 4, 8 and 6 in the last three weeks: 6 a week; a variant that is not on sale has
    no forecast.
    """
    world, state = morning(
        calm({"plant.forecast_window": 3, "line.slots": 2, "levers.range.start": 1})
    )
    booked = np.array([[[4.0, 8.0, 6.0], [9.0, 9.0, 9.0]]])
    assert own_forecast(world, replace(state, booked=booked)).tolist() == [[6, 0]]


def test_a_total_is_spread_like_the_averages() -> None:
    """30 units over averages of 6 and 4: 18 and 12. Without averages: half each of the two on
    sale.
    """
    on_sale = np.array([[True, True, False]])
    assert spread(np.array([[6.0, 4.0, 0.0]]), on_sale, np.array([30.0])).tolist() == [[18, 12, 0]]
    assert spread(np.zeros((1, 3)), on_sale, np.array([30.0])).tolist() == [[15, 15, 0]]


def test_weeks_of_promotion_in_a_window() -> None:
    """A promotion every fourth week falls on weeks 3 and 7. Weeks 2, 3, 4 hold one: (0.8 + 1.5 +
    0.8) / 3. Weeks 4 and 5 none.
    """
    told = Promotions(*(np.array([value]) for value in (0.2, 4.0, 1.5, 0.8)))
    never = told._replace(every=np.array([0.0]))
    assert window_multiplier(told, 2, np.array([3.0]))[0] == pytest.approx(3.1 / 3)
    assert window_multiplier(told, 4, np.array([2.0]))[0] == pytest.approx(0.8)
    assert window_multiplier(never, 2, np.array([3.0]))[0] == pytest.approx(0.8)


def test_a_lot_that_lacks_a_whole_unit_goes_on_however_its_reasons_add_up() -> None:
    """0.7 + 0.1 + 0.1 + 0.1 is a unit, though not in floating point."""
    assert 0.7 + 0.1 + 0.1 + 0.1 < 1
    world, state = shop([0, 0, 0], hours=500, cycle=2)
    gap = np.zeros((1, 3, 4))
    gap[0, 0] = [0.7, 0.1, 0.1, 0.1]
    lots = plant.produce(
        world,
        replace(state, shortfall=gap, stocked=np.ones((1, 3), dtype=bool)),
        forecast(10),
        forecast(10),
        1,
    )[1].lots
    assert lots[0, 0] > 0
