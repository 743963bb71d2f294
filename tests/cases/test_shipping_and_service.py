"""Shipping within the promise, and the desk that answers customers, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import Bench, morning
from support.firms import calm, exact, planned, silent
from support.steps import delivery

from coordsim.core.records import FirmState, Floats
from coordsim.run.simulate import Engine

DESK: dict[str, Any] = {
    "service.contact_rate": 0.1,
    "service.contact_problem": 1.0,
    "service.contact_hours": 0.5,
    "service.answer_scale": 6.0,
    "systems.contacts_left": 0.6,
}


def one(value: float) -> Floats:
    return np.array([value])


def yard(capacity: float, waiting: list[float], promise: int = 1) -> tuple[Bench, FirmState]:
    """Units sold and not shipped, by weeks waited."""
    world, state = morning(calm({"service.shipping_units": capacity}))
    return world, replace(
        planned(state, promise=promise), outbound=np.array([waiting], dtype=np.float64)
    )


@pytest.mark.parametrize(
    ("capacity", "promise", "left", "late", "sent"),
    [
        (10, 1, [0, 0, 0, 0, 0, 0], 0, 10),
        (7, 1, [3, 0, 0, 0, 0, 0], 0, 7),  # the oldest, the 3, the 2, and one of the 4 new ones
        (7, 0, [3, 0, 0, 0, 0, 0], 3, 7),
        (2, 0, [4, 2, 2, 0, 0, 0], 4, 2),  # the oldest, and one of the 3
        (2, 1, [4, 2, 2, 0, 0, 0], 2, 2),
        (2, 2, [4, 2, 2, 0, 0, 0], 2, 2),
        (2, 4, [4, 2, 2, 0, 0, 0], 0, 2),
        (0, 4, [4, 2, 3, 0, 0, 1], 0, 0),
    ],
)
def test_shipping_oldest_first(
    capacity: float, promise: int, left: list[float], late: float, sent: float
) -> None:
    """Four units sold this week join 2 of last week, 3 of the week before and 1 that has waited
    longest: 10 in all.

    Late are those that have now waited as long as promised and are still there.
    """
    world, state = yard(capacity, [2, 3, 0, 0, 0, 1], promise)
    state, late_now, shipped = delivery.ship(world, state, one(4))
    assert (state.outbound[0].tolist(), late_now[0], shipped[0]) == (left, late, sent)


def test_the_oldest_wait_together() -> None:
    """Units of five and more weeks share the last place."""
    world, state = yard(0, [0, 0, 0, 0, 5, 1])
    assert delivery.ship(world, state, one(0))[0].outbound[0].tolist() == [0, 0, 0, 0, 0, 6]


def test_room_within_the_promise() -> None:
    """Ten a week, promised for next week: 20 can be shipped in time; 6 wait and 3 backorders go
    first: 11. Never less than none.
    """
    shipped = np.array([[1.0, 2.0, 0, 0, 0, 0, 0, 0]])
    for capacity, promise, room in ((10, 1, 11), (10, 0, 1), (5, 0, 0), (10, 4, 41)):
        world, state = yard(capacity, [2, 3, 0, 0, 0, 1], promise)
        assert delivery.room_to_ship(world, state, shipped).tolist() == [room]


def test_weeks_of_a_yard_that_is_too_small() -> None:
    """Ten units are sold a week, six can be shipped, promised for next week.

    Left after the weeks, by age: [4], [8], [10, 2], [10, 6]: late are 0, 0, 2 and 6, at 1 each;
    shipping six at 0.05 is 0.30.
    """
    case = {
        "rules.demand": "given",
        "given.mean": 5.0,
        "given.sd": 0.0,
        "plant.forecast_window": 0,
        "line.slots": 2,
        "levers.range.start": 2,
        "plant.endless": True,
        "supply.endless": True,
        "levers.cycle.start": 1,
        "levers.promise.start": 1,
        "service.shipping_units": 6.0,
        "money.late": 1.0,
        "money.shipping": 0.05,
    }
    engine = Engine([calm(case)], [1], {"marketing": silent(), "operations": silent()})
    for late, owed in ((0, 4), (0, 8), (2, 12), (6, 16)):
        week = engine.step()
        exact(
            {
                "late": late,
                "owed": owed,
                "units": 10,
                "sent": 6,
                "backlog": 0,
                "fulfilled": 10 - late,
            },
            week.flows,
        )
        exact({"late orders": late, "shipping": 0.3, "backorders": 0}, week.entries)


def desk(
    staff: float, waiting: float = 0.0, promise: float = 24, **changes: Any
) -> tuple[Bench, FirmState]:
    world, state = morning(calm(DESK | changes))
    return world, replace(
        planned(state, staff=staff, service_promise=promise), contacts=one(waiting)
    )


def test_a_desk_with_time() -> None:
    """100 units and 10 problems are 0.1 x 100 + 10 = 20 contacts; 20 hours answer 40. Load one
    half: 6 x 0.5 / 0.5 = 6 hours.

    Later than a day: exp(-24 / 6) = 1.8 %; later than an hour: exp(-1 / 6) = 84.6 %.
    """
    for promise, share in ((24, 0.018315639), (1, 0.846481725)):
        world, state = desk(20, promise=promise)
        state, answers = delivery.answer(world, state, one(100), one(10))
        assert (answers.contacts[0], answers.hours[0], state.contacts[0]) == (
            pytest.approx(20),
            pytest.approx(6),
            0,
        )
        assert state.unanswered[0] == pytest.approx(share, rel=1e-6)
        assert answers.unanswered[0] == pytest.approx(20 * share, rel=1e-6)


def test_contacts_wait_for_the_next_week() -> None:
    """30 wait and 20 come; 40 are answered, 10 wait. They add 168 x 10 / 40 = 42 hours: 48 in the
    mean, half of a promise of 24: exp(-1/2). In the next week 10 and 20 are done.
    """
    world, state = desk(20, waiting=30)
    state, answers = delivery.answer(world, state, one(100), one(10))
    assert (state.contacts[0], answers.hours[0]) == (pytest.approx(10), pytest.approx(48))
    assert state.unanswered[0] == pytest.approx(np.exp(-0.5))
    state, answers = delivery.answer(world, state, one(100), one(10))
    assert (state.contacts[0], answers.hours[0]) == (0, pytest.approx(6))


def test_patience_ends_after_four_weeks_worth() -> None:
    """Two hours answer 4 of 20 contacts: 70 + 20 - 4 = 86 would wait, 80 do. Nobody counts more
    than four weeks, 672 hours.
    """
    world, state = desk(2, waiting=70)
    state, answers = delivery.answer(world, state, one(100), one(10))
    assert (state.contacts[0], answers.hours[0]) == (pytest.approx(80), 672)
    assert state.unanswered[0] == pytest.approx(np.exp(-24 / 672))


def test_an_empty_desk_and_a_silent_telephone() -> None:
    """Without staff all are late, as good as; without contacts nobody is."""
    world, state = desk(0)
    state, answers = delivery.answer(world, state, one(100), one(10))
    assert (answers.hours[0], state.contacts[0]) == (672, pytest.approx(20))
    world, state = desk(20, waiting=7)
    state, answers = delivery.answer(world, state, one(0), one(0))
    assert (answers.contacts[0], answers.unanswered[0], answers.hours[0], state.unanswered[0]) == (
        0,
        0,
        0,
        0,
    )


def test_a_chatbot_answers_the_simple_ones() -> None:
    """0.6 of the 10 simple contacts are left, and all 10 problems: 16."""
    world, state = desk(20, technologies=["chatbot"])
    assert delivery.answer(world, state, one(100), one(10))[1].contacts[0] == pytest.approx(16)
