"""What a promise is worth to customers, and the firm's record of promises kept, worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.bench import morning
from support.firms import calm, planned, silent
from support.minds import promise_utility

from coordsim.core.facts import FACTS
from coordsim.core.records import Floats
from coordsim.mind.reaction import respond
from coordsim.run.simulate import Engine

SIZES: dict[str, Any] = {
    "market.promise_cost": 0.1,
    "market.late_weeks": 4.0,
    "market.answer_value": 0.02,
}


def one(value: float) -> Floats:
    return np.array([value])


@pytest.mark.parametrize(
    ("weeks", "hours", "late", "unanswered", "utility"),
    [
        (0, 24, 0, 0, 0),
        (2, 24, 0, 0, -0.2),
        (2, 24, 0.25, 0, -0.3),  # a quarter of them broken adds 0.25 x 4 weeks
        (0, 24, 1, 0, -0.4),
        (0, 6, 0, 0, 0.04),  # a day halved twice
        (0, 6, 0, 0.25, 0.03),  # believed as far as kept
        (0, 6, 0, 1, 0),
        (0, 48, 0, 0, -0.02),
        (0, 48, 0, 1, -0.02),  # nothing to believe in a promise slower than a day
        (1, 3, 0.5, 0.5, -0.27),  # 0.1 x (1 + 2), less half of 0.06
    ],
)
def test_what_a_promise_is_worth(
    weeks: float, hours: float, late: float, unanswered: float, utility: float
) -> None:
    """0.1 for each week promised or, by what one hears, added; 0.02 for each halving of a day."""
    world, _ = morning(calm(SIZES))
    np.testing.assert_allclose(
        promise_utility(world, one(weeks), one(hours), one(late), one(unanswered)),
        [utility],
        atol=1e-12,
    )


def test_a_record_follows_what_was_broken() -> None:
    """Ten units are sold a week, six can be shipped, promised for next week: 0, 0, 2 and 6 of ten
    are late.

    The record takes 0.15 of the newest week: 0, 0, 0.15 x 0.2 = 0.03, 0.03 + 0.15 x (0.6 - 0.03) =
    0.1155. The desk's six hours answer ten contacts, five come: load 0.5, an answer takes 6 hours,
    of which exp(-12 / 6) = 0.1353 are later than 12.
    """
    case: dict[str, Any] = {
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
        "market.record_rate": 0.15,
        "service.contact_rate": 0.5,
        "service.contact_problem": 0.0,
        "service.contact_hours": 0.6,
        "service.answer_scale": 6.0,
        "levers.staff.start": 6,
    }
    engine = Engine([calm(case)], [1], {"marketing": silent(), "operations": silent()})
    engine.state = planned(engine.state, service_promise=12)
    delivered, answered = [], []
    for _ in range(4):
        engine.step()
        delivered.append(float(engine.state.record[0, 0]))
        answered.append(float(engine.state.record[0, 1]))
    np.testing.assert_allclose(delivered, [0, 0, 0.03, 0.1155], atol=1e-12)
    np.testing.assert_allclose(answered, np.exp(-2) * (1 - 0.85 ** np.arange(1, 5)))


def test_managers_count_broken_promises_as_customers_do() -> None:
    """Every delivery broken is like four weeks more promised; every answer late is like a promise
    of a day.
    """
    world, state = morning(calm(SIZES))
    beliefs, full = np.zeros((1, len(FACTS))), np.full(1, 0.8)

    def orders(weeks: float, hours: float, late: float, unanswered: float) -> float:
        plan = planned(state, promise=weeks, service_promise=hours).plan
        return float(
            respond(world.model, plan, beliefs, full, late=late, unanswered=unanswered).demand[0]
        )

    assert orders(0, 24, 1, 0) == pytest.approx(orders(4, 24, 0, 0), rel=1e-12)
    assert orders(1, 4, 0, 1) == pytest.approx(orders(1, 24, 0, 0), rel=1e-12)
    assert orders(4, 24, 0, 0) < 0.95 * orders(0, 24, 0, 0)
    assert orders(1, 24, 0, 0) < 0.99 * orders(1, 4, 0, 0)
