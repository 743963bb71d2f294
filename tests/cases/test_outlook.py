"""Numbers of the mental model: queues before a capacity, late deliveries and answers, overtime;
worked by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.bench import morning
from support.firms import calm, planned
from support.plain import plain
from support.steps import facts_of

from coordsim.core.contracts import World
from coordsim.core.facts import FACTS, INDEX
from coordsim.core.records import Floats
from coordsim.mind.expectation import BELIEFS, PLAN
from coordsim.mind.outlook import anchor, outlook
from coordsim.mind.reaction import as_records
from coordsim.run.simulate import simulate

FORMULAS = plain("core.formulas")

SIZES: dict[str, Any] = {
    "market.shock_sd": 0.12,
    "market.shock_persistence": 0.5,
    "service.contact_rate": 0.1,
    "service.contact_problem": 1.0,
    "service.contact_hours": 0.5,
    "service.answer_scale": 6.0,
    "systems.contacts_left": 0.6,
}


def one(value: float) -> Floats:
    return np.array([value])


def office(**facts: float) -> tuple[World, Floats, Floats]:
    """A world, its plan, and beliefs in which nothing is but what is named."""
    world, state = morning(
        calm(SIZES | {"technologies": ["chatbot"]} if facts.pop("chatbot", 0) else SIZES)
    )
    beliefs = np.zeros((1, len(FACTS)))
    for name, value in facts.items():
        beliefs[:, INDEX[name]] = value
    return world, state.plan, beliefs


def first(records: Any) -> Any:
    """Return the first firm's record, whose fields plain Python can name."""
    return records.view(np.recarray)[0]


def of_firm(world: World, plan: Floats, beliefs: Floats) -> tuple[Any, Any, Any]:
    """Return what formulas are asked of: numbers, plan and beliefs of the first firm."""
    numbers = first(world.model.table.records)
    return numbers, first(as_records(plan, PLAN)), first(as_records(beliefs, BELIEFS))


def _lateness(world: World, plan: Floats, beliefs: Floats, units: Floats) -> tuple[Floats, Floats]:
    late, overdue = FORMULAS.lateness(*of_firm(world, plan, beliefs), units[0])
    return one(late), one(overdue)


def _unanswered(
    world: World, plan: Floats, beliefs: Floats, units: Floats, problems: Floats
) -> Floats:
    firm = of_firm(world, plan, beliefs)
    return one(FORMULAS.unanswered_at(*firm, units[0], problems[0]))


@pytest.mark.parametrize(
    ("load", "work", "surprise", "weeks"),
    [
        (0.8, 100, 0.02, 0.14),  # (0.01 + 0.02 x 3) x 0.8 / (2 x 0.2)
        (0.5, 100, 0.02, 0.035),
        (0.5, 20, 0.02, 0.055),  # fewer jobs, more luck: 0.05 + 0.06
        (0.8, 100, 0.0, 0.02),
        (0.0, 0, 0.02, 0.0),
        (0.999, 10, 0.02, 4.0),  # 0.16 x 0.999 / 0.002 weeks: nobody waits that long
        (1.0, 100, 0.0, 4.0),
        (3.0, 100, 0.02, 4.0),
    ],
)
def test_queue_before_a_capacity(load: float, work: float, surprise: float, weeks: float) -> None:
    """Shocks of persistence 0.5 count (1 + 0.5) / (1 - 0.5) = 3 times."""
    world, plan, beliefs = office(surprise=surprise)
    numbers, _, believed = of_firm(world, plan, beliefs)
    np.testing.assert_allclose(FORMULAS.queue(numbers, believed, load, float(work)), weeks)


@pytest.mark.parametrize(
    ("promise", "shipping", "late"),
    [
        (
            0,
            125,
            0.14 * np.exp(-0.2 / 0.14) / 0.8,
        ),  # a load of 0.8, a queue of 0.14 weeks: 0.2 weeks of room
        (1, 125, 0.14 * np.exp(-1.2 / 0.14) / 0.8),
        (0, 80, 1.0),  # more than can be shipped
        (4, 80, 1.0),
        (0, np.inf, 0.0),
    ],
)
def test_late_deliveries(promise: int, shipping: float, late: float) -> None:
    """100 units a week; what an exponential queue holds beyond the promise and the week itself,
    over what is shipped, is late.
    """
    world, plan, beliefs = office(surprise=0.02, shipping=shipping)
    plan[:, : len(plan[0])] = planned(morning(calm())[1], promise=promise).plan
    np.testing.assert_allclose(
        _lateness(world, plan, beliefs, one(100))[0], [late], rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize(
    ("promise", "replenish", "overdue"),
    [(1, 2, 0.6), (0, 2, 0.8), (4, 2, 0.0), (0, 0, 0.0), (4, 4.5, 0.5)],
)
def test_backorders_that_outlast_the_promise(
    promise: int, replenish: float, overdue: float
) -> None:
    """A backorder waits for anything from nothing to 2 x 2 + 1 weeks; two of these five are within
    a promise of a week.
    """
    world, _, beliefs = office(replenish=replenish, shipping=np.inf)
    plan = planned(morning(calm())[1], promise=promise).plan
    np.testing.assert_allclose(_lateness(world, plan, beliefs, one(100))[1], [overdue], atol=1e-12)


@pytest.mark.parametrize(
    ("staff", "chatbot", "late"),
    [
        (20, 0, np.exp(-24 / (6 + 168 * 0.0275))),  # 1.1 contacts are left of 40: 0.0275 weeks
        (20, 1, np.exp(-24 / (6 * 0.4 / 0.6 + 168 * 16 * 0.1225 * 0.4 / 1.2 / 40))),
        (
            5,
            0,
            np.exp(-24 / 672),
        ),  # 20 come, 10 can be answered, 40 wait: four weeks, the most that counts
        (np.inf, 0, 0.0),
    ],
)
def test_late_answers(staff: float, chatbot: int, late: float) -> None:
    """100 units, a tenth of them with problems: 20 contacts. 20 hours answer 40: load 0.5, (0.05 +
    0.06) x 0.5 / (2 x 0.5) = 0.055

    weeks' work of 20 contacts wait. A chatbot leaves 16: load 0.4, (0.0625 + 0.06) x 0.4 / (2 x
    0.6) weeks' work of 16.
    """
    world, _, beliefs = office(surprise=0.02, chatbot=chatbot)
    plan = planned(morning(calm())[1], staff=staff, service_promise=24).plan
    np.testing.assert_allclose(
        _unanswered(world, plan, beliefs, one(100), one(0.1)), [late], rtol=1e-9
    )


@pytest.mark.parametrize(
    ("hours", "limit", "overtime"),
    [
        (130, 0.3, 30 * 0.083315),  # one sd above the mean: the normal loss at 1
        (100, 0.5, 30 * 0.398942),  # at the mean
        (130, 0.01, 1.3),  # no more than is allowed
        (400, 0.3, 0.0),
    ],
)
def test_expected_overtime(hours: float, limit: float, overtime: float) -> None:
    """100 hours of work a week in the mean, with sd 0.3 x 100 = 30: what is over the regular hours,
    up to the limit.
    """
    case: dict[str, Any] = {
        "rules.demand": "given",
        "given.mean": 50.0,
        "given.sd": 0.0,
        "line.slots": 2,
        "levers.range.start": 2,
        "plant.run_hours": 1.0,
        "plant.setup_hours": 0.0,
        "supply.endless": True,
        "levers.hours": {"high": 500, "start": hours},
        "levers.overtime": {"high": 0.5, "start": limit},
        "levers.safety.start": 2.5,
    }
    world, state = morning(calm(case))
    facts = facts_of(world, state, one(100.0), 0)
    assert outlook(world.model, state.plan, facts, anchor(world.model, facts))["overtime"][
        0
    ] == pytest.approx(overtime, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize(("demand", "counted"), [("given", False), ("individual", True)])
def test_managers_count_stock_that_grows_old_where_it_does(demand: str, counted: bool) -> None:
    """Goods keep under a given demand, in the firm and in the picture of it."""
    profits = []
    for share in (0.0, 0.02):
        case = {"rules.demand": demand, "plant.obsolescence": share, "money.holding": 0.06}
        world, state = morning(calm(case))
        facts = facts_of(world, state, one(40.0), 0)
        profits.append(
            outlook(world.model, state.plan, facts, anchor(world.model, facts))["profit"][0]
        )
    assert profits[1] < profits[0] if counted else profits[1] == profits[0]


def test_an_endless_plant_is_known_or_not() -> None:
    """A plan for 100 units of 2 hours each with 80 hours and 8 of overtime: who knows that hours
    never bind expects as much on the shelf as with 320, no overtime and a plant that is not full;
    others reckon with 88 hours.
    """
    found = {}
    for known in (False, True):
        for hours in (80.0, 320.0):
            case = {"plant.endless": True, "plant.run_hours": 2.0, "plant.setup_hours": 0.0}
            world, state = morning(calm(case | {"plant.endless_known": known}))
            state = planned(state, hours=hours, overtime=0.1)
            facts = facts_of(world, state, one(100.0), 0)
            expected = outlook(world.model, state.plan, facts, anchor(world.model, facts))
            found[known, hours] = {name: float(value[0]) for name, value in expected.items()}
    reckoned, known = found[False, 80.0], found[True, 80.0]
    assert (reckoned["utilisation"], known["utilisation"]) == (1, 0)
    assert reckoned["fill_rate"] < 0.7 * found[False, 320.0]["fill_rate"]
    assert known["fill_rate"] == found[True, 320.0]["fill_rate"]
    assert (reckoned["overtime"], known["overtime"]) == (pytest.approx(8, abs=0.5), 0)


@pytest.mark.parametrize(("known", "kept"), [(False, False), (True, True)])
def test_operations_cuts_nothing_for_hours_that_cannot_bind(known: bool, kept: bool) -> None:
    """A range of 8 with 80 hours, where a unit takes 40 hours, in an endless plant:
    where operations leads, marketing's range is cut for hours, unless it knows better.
    """
    scenario = calm(
        {
            "plant.endless": True,
            "plant.endless_known": known,
            "plant.run_hours": 40.0,
            "levers.hours.start": 80.0,
            "levers.range.start": 8,
            "governance": "operations_leads",
            "marketing": {"kind": "hold"},
            "operations": {"kind": "hold"},
            "communication": "sop",
        }
    )
    assert (simulate(scenario, seed=1).flows["range"][0] == 8).all() == kept
