"""Materials, development, backorders and the ledger of lost units, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.bench import lucky, morning
from support.firms import calm, planned
from support.steps import delivery, development, supply

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.kpis import CAUSES
from coordsim.core.levers import BY_NAME
from coordsim.core.records import DEVELOPING, NONE, ON_SALE, FirmState, Floats
from coordsim.scenario.file import ScenarioError

TWO = {
    "line.slots": 2,
    "levers.range.start": 2,
    "supply.lead_weeks": 3,
    "supply.safety": 2.0,
    "market.shock_sd": 0.0,
}


def test_orders_pool_what_is_common() -> None:
    """Forecasts 16 and 9 a week, three weeks of lead, a review and a cycle of 4: a lot of four
    weeks each, whose root is 2. z = 2.

    Parts of the first: 16 x 4 + 2 x 4 x 2 = 80; of the second: 9 x 4 + 2 x 3 x 2 = 48. On hand 42
    and 80, on order 30 and 0: order 8 and 0. Common: 25 x 4 + 2 x sqrt(16 + 9) x 2 = 120, not 25 x
    4 + 2 x (4 + 3) x 2 as without pooling. On hand 40, on order 15: order 65. They join the queue's
    end.
    """
    world, state = morning(calm(TWO))
    state = replace(
        planned(state, cycle=4, safety=0),
        surprise=np.zeros(1),
        parts=np.array([[42.0, 80.0]]),
        common=np.array([40.0]),
        parts_coming=np.array([[[10.0, 0.0], [20.0, 0.0], [0.0, 0.0]]]),
        common_coming=np.array([[15.0, 0.0, 0.0]]),
    )
    ordered, units = supply.order(world, state, np.array([[16.0, 9.0]]))
    assert units.tolist() == [73]
    assert ordered.parts_coming[0].tolist() == [[10, 0], [20, 0], [8, 0]]
    assert ordered.common_coming[0].tolist() == [15, 0, 65]


@pytest.mark.parametrize(("exact", "first", "second"), [(True, 62, 38), (False, 80, 48)])
def test_orders_cover_the_lead_time_or_a_week_more(exact: bool, first: int, second: int) -> None:
    """A lot every week and three weeks of lead, z = 2: parts of the first 16 x 3 + 2 x 4 x sqrt 3 =
    61.9, of the second 9 x 3 + 2 x 3 x sqrt 3 = 37.4; with a week more 16 x 4 + 2 x 4 x 2 = 80 and
    9 x 4 + 2 x 3 x 2 = 48. Common: 25 x 3 + 2 x 5 x sqrt 3 = 92.3, or 25 x 4 + 2 x 5 x 2 = 120.
    """
    world, state = morning(calm(TWO | {"supply.exact_cover": exact}))
    state = replace(
        planned(state, cycle=1, safety=0),
        surprise=np.zeros(1),
        parts=np.zeros((1, 2)),
        common=np.zeros(1),
        parts_coming=np.zeros((1, 3, 2)),
        common_coming=np.zeros((1, 3)),
    )
    ordered, _ = supply.order(world, state, np.array([[16.0, 9.0]]))
    assert ordered.parts_coming[0].tolist() == [[0, 0], [0, 0], [first, second]]
    assert ordered.common_coming[0].tolist() == [0, 0, 93 if exact else 120]


def test_orders_may_be_timed_to_the_lots() -> None:
    """A cycle of 4 weeks, three weeks of lead and exact cover: in week 0 the second variant's lot
    falls due in week 3 and the first's in week 4, beyond. Parts of the second 9 x 4 + 2 x 3 x 2 =
    48, none of the first; common 9 x 4 + 2 x 3 x 2 = 48. A first variant that was never on the
    shelf needs a lot's parts, 16 x 4 + 2 x 4 x 2 = 80, and common 25 x 4 + 2 x sqrt(100) = 120.
    """
    world, state = morning(calm(TWO | {"supply.exact_cover": True, "supply.timed": True}))
    state = replace(
        planned(state, cycle=4, safety=0),
        surprise=np.zeros(1),
        parts=np.zeros((1, 2)),
        common=np.zeros(1),
        parts_coming=np.zeros((1, 3, 2)),
        common_coming=np.zeros((1, 3)),
    )
    for stocked, first, common in ((True, 0, 48), (False, 80, 120)):
        now = replace(state, stocked=np.array([[stocked, True]]))
        ordered, units = supply.order(world, now, np.array([[16.0, 9.0]]))
        assert ordered.parts_coming[0, 2].tolist() == [first, 48]
        assert ordered.common_coming[0].tolist() == [0, 0, common]
        assert units.tolist() == [first + 48 + common]


def test_shipments_arrive_or_slip_a_week() -> None:
    """With reliability 0.9, luck 0.5 lets a shipment in and luck 0.95 makes it join next week's."""
    world, state = morning(calm(TWO | {"supply.reliability": 0.9}))
    state = replace(
        state,
        parts=np.array([[1.0, 2.0]]),
        common=np.array([3.0]),
        parts_coming=np.array([[[10.0, 20.0], [30.0, 40.0], [50.0, 60.0]]]),
        common_coming=np.array([[5.0, 6.0, 7.0]]),
    )
    on_time = supply.arrive(lucky(world, uniform=0.5), state, 0)
    assert on_time.parts.tolist() == [[11, 22]]
    assert on_time.parts_coming[0].tolist() == [[30, 40], [50, 60], [0, 0]]
    assert (on_time.common.tolist(), on_time.common_coming.tolist()) == ([8], [[6, 7, 0]])
    late = supply.arrive(lucky(world, uniform=0.95), state, 0)
    assert late.parts.tolist() == [[1, 2]]
    assert late.parts_coming[0].tolist() == [[40, 60], [50, 60], [0, 0]]
    assert (late.common.tolist(), late.common_coming.tolist()) == ([3], [[11, 7, 0]])


def marketing(weeks: float) -> Floats:
    """Beliefs of marketing about development, (1, K); it asks for nothing else here."""
    beliefs = np.full((1, len(FACTS)), np.nan)
    beliefs[:, INDEX["development_weeks"]] = weeks
    return beliefs


def owing(shelf: float, owed: list[float], promise: int = 1) -> FirmState:
    """One variant with units owed, by weeks waited."""
    _, state = morning(calm({"line.slots": 1, "levers.range.start": 1}))
    return replace(
        planned(state, promise=promise),
        on_hand=np.array([[shelf]]),
        backlog=np.array([[owed]], dtype=np.float64),
    )


def test_oldest_orders_are_shipped_first() -> None:
    """Owed: 4 of this age, 3 a week older, 2 the oldest. Six on the shelf: the 2, the 3, and one of
    the 4. None is left.
    """
    state, shipped = delivery.ship_backlog(owing(6, [4, 3, 0, 0, 0, 2]))
    assert shipped.tolist() == [[6]]
    assert state.backlog[0, 0].tolist() == [3, 0, 0, 0, 0, 0]
    assert state.on_hand.tolist() == [[0]]
    state, shipped = delivery.ship_backlog(owing(20, [4, 3, 0, 0, 0, 2]))
    assert (shipped[0, 0], state.on_hand[0, 0], state.backlog.sum()) == (9, 11, 0)


def test_promises_age() -> None:
    """Promised for next week. Three new orders join; the 4 of last week are now late, the older
    ones were late before.
    """
    world, _ = morning(calm({"service.late_cancel": 0.0}))
    state, late, gone = delivery.age_backlog(
        world, owing(0, [4, 5, 0, 0, 1, 2]), np.array([[3.0]]), 0
    )
    assert state.backlog[0, 0].tolist() == [3, 4, 5, 0, 0, 3]
    assert (late.tolist(), gone.tolist()) == ([4], [[0]])
    for promise, late_now in ((0, 3), (2, 5), (4, 0)):
        assert delivery.age_backlog(
            world, owing(0, [4, 5, 0, 0, 1, 2], promise=promise), np.array([[3.0]]), 0
        )[1].tolist() == [late_now]


def test_overdue_orders_are_cancelled() -> None:
    """Promised for next week, a fifth of what is overdue is cancelled. Three are new, 4 a week old,
    5 + 1 + 2 older: overdue 8.

    8 x 0.2 = 1.6, and luck 0.5 makes it 2.1: two units, the oldest. Luck 0.3 makes it 1.9: one.
    Luck 0.4 makes it two.
    """
    world, _ = morning(calm({"service.late_cancel": 0.2}))
    for luck, oldest, units in ((0.5, 1, 2), (0.3, 2, 1), (0.4, 1, 2)):
        state, late, gone = delivery.age_backlog(
            lucky(world, luck), owing(0, [4, 5, 0, 0, 1, 2]), np.array([[3.0]]), 0
        )
        assert (state.backlog[0, 0].tolist(), late.tolist(), gone.tolist()) == (
            [3, 4, 5, 0, 0, oldest],
            [4],
            [[units]],
        )


def test_cancelled_beyond_the_oldest_week() -> None:
    """Nine tenths of 8 overdue units and luck 0.9: 8.1: eight, all of them, and none of those that
    are not overdue.
    """
    world, _ = morning(calm({"service.late_cancel": 0.9}))
    state, _, gone = delivery.age_backlog(
        lucky(world, 0.9), owing(0, [4, 5, 0, 0, 1, 2]), np.array([[3.0]]), 0
    )
    assert (state.backlog[0, 0].tolist(), gone.tolist()) == ([3, 4, 0, 0, 0, 0], [[8]])


def test_under_a_given_demand_everybody_waits() -> None:
    """Orders of a given demand are never cancelled, however late."""
    world, _ = morning(calm({"service.late_cancel": 1.0, "rules.demand": "given"}))
    assert delivery.age_backlog(world, owing(0, [4, 5, 0, 0, 1, 2]), np.array([[3.0]]), 0)[
        2
    ].tolist() == [[0]]


def test_a_lost_unit_has_the_first_cause_that_fits() -> None:
    """Ten units lost. Two were not made as nobody told, three for want of materials, 1.7 - one
    whole - for set-ups, two for hours, half a unit - none - for breakdowns; the other two are
    forecast error. Five more were put off by choice.

    What explained is used up: a second week with one lost unit finds 0.7 + 0 + 0.5 left, nothing
    whole: forecast error.
    """
    state = owing(0, [0, 0, 0, 0, 0, 0])
    state = replace(state, untold=np.array([[2.0]]), shortfall=np.array([[[3.0, 1.7, 2.0, 0.5]]]))
    state, causes = delivery.explain_lost(
        state, np.array([[10.0]]), np.array([5.0]), np.array([[0.0]]), np.array([0.0])
    )
    assert {name: float(units[0]) for name, units in causes.items()} == {
        "put off by choice": 5,
        "not ready": 0,
        "not told": 2,
        "materials": 3,
        "set-ups": 1,
        "hours": 2,
        "breakdowns": 0,
        "forecast error": 2,
        "promise": 0,
    }
    assert tuple(causes) == CAUSES
    _, causes = delivery.explain_lost(
        state, np.array([[1.0]]), np.array([0.0]), np.array([[0.0]]), np.array([0.0])
    )
    assert {name: float(units[0]) for name, units in causes.items() if units[0]} == {
        "forecast error": 1
    }


def test_not_ready_and_promise_are_causes_of_their_own() -> None:
    """Seven units lost, three of them of a variant that was never on the shelf, and four orders
    cancelled besides.

    The three use up nothing of the gap of 2 for want of materials: of the other four it explains 2,
    forecast error 2. In all 11.
    """
    state = owing(0, [0, 0, 0, 0, 0, 0])
    state = replace(state, shortfall=np.array([[[2.0, 0.0, 0.0, 0.0]]]))
    _, causes = delivery.explain_lost(
        state, np.array([[7.0]]), np.array([0.0]), np.array([[3.0]]), np.array([4.0])
    )
    found = {name: float(units[0]) for name, units in causes.items() if units[0]}
    assert found == {"not ready": 3, "materials": 2, "forecast error": 2, "promise": 4}


def test_the_order_of_causes_decides_when_one_unit_is_lost() -> None:
    """One unit lost and every cause at hand: not ready comes first; with each cause gone the next
    takes its place.
    """
    state = owing(0, [0, 0, 0, 0, 0, 0])
    gaps, untold = np.ones((1, 1, 4)), np.ones((1, 1))
    found = []
    for place in range(7):
        not_ready = np.full((1, 1), float(place == 0))
        state, causes = delivery.explain_lost(
            replace(state, untold=untold, shortfall=gaps),
            np.array([[1.0]]),
            np.array([0.0]),
            not_ready,
            np.array([0.0]),
        )
        found += [name for name, units in causes.items() if units[0]]
        untold, gaps = state.untold, state.shortfall
    assert found == [
        "not ready",
        "not told",
        "materials",
        "set-ups",
        "hours",
        "breakdowns",
        "forecast error",
    ]


def test_a_new_variant_is_developed() -> None:
    """From two variants to three, two weeks of development: started and paid for once, on sale
    after two more weeks.

    Its first bookings are the mean of those on sale: (6 + 2) / 2 = 4.
    """
    world, state = morning(
        calm({"line.slots": 4, "levers.range.start": 2, "line.development_weeks": 2})
    )
    booked = np.zeros_like(state.booked)
    booked[0, 0], booked[0, 1] = 6, 2
    state = planned(replace(state, booked=booked), range=3)
    story = []
    for week in range(4):
        state, done = development.develop(world, state, marketing(3.0), week)
        story.append(
            (int(state.status[0, 2]), float(done.started[0]), float(state.booked[0, 2, 0]))
        )
    assert story == [(DEVELOPING, 1, 0), (DEVELOPING, 0, 0), (ON_SALE, 0, 4), (ON_SALE, 0, 4)]
    assert state.status[0].tolist() == [ON_SALE, ON_SALE, ON_SALE, NONE]


def test_a_variant_is_retired() -> None:
    """From two variants to one: 5 on the shelf and 3 + 4 in process are scrapped, 3 orders
    cancelled, 11 + 4 + 5 parts are dead.
    """
    world, state = morning(calm(TWO | {"plant.lead_weeks": 2}))
    process, owed = np.zeros_like(state.in_process), np.zeros_like(state.backlog)
    process[0, :, 1], owed[0, 1, 2] = [3, 4], 3
    coming = np.zeros_like(state.parts_coming)
    coming[0, :, 1] = [4, 5, 0]
    state = replace(
        planned(state, range=1),
        on_hand=np.array([[8.0, 5.0]]),
        in_process=process,
        backlog=owed,
        parts=np.array([[6.0, 11.0]]),
        parts_coming=coming,
    )
    state, done = development.develop(world, state, marketing(3.0), 0)
    assert (done.scrapped.tolist(), done.dead_parts.tolist(), done.cancelled.tolist()) == (
        [[0, 12]],
        [[0, 20]],
        [[0, 3]],
    )
    assert done.started.tolist() == [0]
    assert state.status[0].tolist() == [ON_SALE, NONE]
    assert state.on_hand.tolist() == [[8, 0]]
    assert state.in_process.sum() == state.backlog.sum() == state.parts_coming.sum() == 0
    assert state.parts.tolist() == [[6, 0]]
    assert state.booked[0, 1].sum() == 0


def test_a_slot_taken_up_again_starts_without_old_gaps() -> None:
    """A variant is retired with gaps of 4 and 3 units; the variant that later takes its slot has
    none of that to its name.
    """
    world, state = morning(calm(TWO | {"line.development_weeks": 1}))
    gap = np.zeros_like(state.shortfall)
    gap[0, 1] = [3, 0, 0, 0]
    state = replace(planned(state, range=1), untold=np.array([[0.0, 4.0]]), shortfall=gap)
    state, _ = development.develop(world, state, marketing(3.0), 0)
    state, _ = development.develop(world, planned(state, range=2), marketing(3.0), 1)
    assert state.status[0, 1] == DEVELOPING
    assert (state.untold[0, 1], state.shortfall[0, 1].sum()) == (0, 0)


def test_weeks_waited_hold_every_promise_that_a_scenario_may_allow() -> None:
    """An order under the longest promise is late once, and then stands with the older ones; a
    longer promise is refused when the scenario is read.
    """
    longest = BY_NAME["promise"].possible[1]
    case = {"levers.promise": {"high": longest, "start": longest}, "service.late_cancel": 0.0}
    world, state = morning(calm(case))
    owed = np.zeros_like(state.backlog)
    owed[0, 0, int(longest) - 1] = 3.0
    state, nobody = replace(state, backlog=owed), np.zeros_like(state.on_hand)
    found = []
    for week in range(3):
        state, late, _ = delivery.age_backlog(world, state, nobody, week)
        found.append(float(late[0]))
    assert found == [3, 0, 0]
    assert state.backlog[0, 0, -1] == 3
    assert state.outbound.shape[1] == state.backlog.shape[2] == longest + 2
    with pytest.raises(ScenarioError, match="promise"):
        calm({"levers.promise": {"high": longest + 1, "start": 0}})
