"""Whole weeks of a firm with a given demand, worked by hand to the cent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.firms import calm, exact, sets, silent

from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import Scenario

CASE: dict[str, Any] = {
    "rules.demand": "given",
    "given.mean": 5.0,
    "given.sd": 0.0,
    "given.lost": True,
    "plant.forecast_window": 0,
    "line.slots": 3,
    "line.development_weeks": 1,
    "horizon.weeks": 4,
    "horizon.warmup": 0,
    "start.cover_weeks": 1.2,
    "plant.run_hours": 2.0,
    "plant.setup_hours": 3.0,
    "plant.lead_weeks": 1,
    "plant.capacity_lead_weeks": 1,
    "supply.lead_weeks": 3,
    "supply.safety": 1.5,
    "money.wage": 1.5,
    "money.overtime_premium": 1.6,
    "money.material": 3.0,
    "money.setup": 20.0,
    "money.holding": 0.06,
    "money.parts_holding": 0.1,
    "money.range_overhead": 9.0,
    "money.quality_effort": 60.0,
    "money.fixed": 120.0,
    "money.backorder": 0.1,
    "money.hire": 8.0,
    "money.fire": 5.0,
    "money.manager_hour": 3.0,
    "money.launch": 250.0,
    "money.staff_wage": 1.5,
    "money.shipping": 0.05,
    "money.late": 1.0,
    "levers.staff.start": 20,
    "levers.sourcing.start": 0,
    "levers.range.start": 2,
    "levers.hours": {"low": 0, "start": 20},
    "levers.overtime": {"high": 0.5, "start": 0.5},
    "levers.cycle.start": 1,
    "levers.safety.start": 0,
    "levers.quality.start": 0.5,
    "levers.price.start": 10,
    "levers.promotion_every.start": 0,
    "levers.advertising.start": 40,
    "levers.promise.start": 1,
}
ENDLESS = {"supply.endless": True, "plant.endless": True}


def firm(changes: dict[str, Any] | None = None) -> Scenario:
    return calm(CASE | (changes or {}))


def test_the_books_of_one_week() -> None:
    """Two variants, 5 a week of each, known. 6 of each on the shelf; S = 5 x (1 + 1) = 10: two lots
    of 4.

    Hours: 2 x (3 + 4 x 2) = 22, of 20 regular and up to 10 overtime: 2 overtime. Sold are 5 of
    each; 1 of each is left, 4 of each are in process. Parts of each: 10 + 5 arriving - 4 = 11;
    common modules 20 + 10 - 8 = 22: 44 pieces at a tenth of 0.06.

    The desk's 20 hours at 1.5 are 30; shipping 10 units at 0.05 is 0.50.

    Revenue 10 x 10 = 100. Materials 8 x 3 = 24. Labour 20 x 1.5 = 30, overtime 2 x 2.4 = 4.80,
    set-ups 40. Holding 2 x 0.06 = 0.12, parts 44 x 0.006 = 0.264. Range 18, quality 30:
    manufacturing 147.184. Advertising 40, fixed 120. Profit -237.684.
    """
    week = Engine([firm()], [1], {"marketing": silent(), "operations": silent()}).step()
    exact(
        {
            "revenue": 100,
            "materials": 24,
            "labour": 30,
            "overtime": 4.8,
            "set-ups": 40,
            "holding": 0.12,
            "parts holding": 0.264,
            "range overhead": 18,
            "quality": 30,
            "returns": 0,
            "backorders": 0,
            "write-offs": 0,
            "advertising": 40,
            "launches": 0,
            "hiring": 0,
            "meetings": 0,
            "systems": 0,
            "fixed": 120,
            "sourcing": 0,
            "service staff": 30,
            "shipping": 0.5,
            "late orders": 0,
        },
        week.entries,
    )
    exact(
        {
            "profit": -237.684,
            "spent": 337.684,
            "sent": 10,
            "units": 10,
            "demand": 10,
            "made": 8,
            "stock": 2,
            "in_process": 8,
            "manufacturing": 147.184,
            "hours_used": 22,
            "setup_hours": 6,
            "hours_available": 30,
            "overtime_hours": 2,
            "lost": 0,
            "range": 2,
            "forecast_miss": 0,
        },
        week.flows,
    )


def test_orders_owed_hours_hired_and_a_meeting() -> None:
    """As above with 2 of each on the shelf, unmet demand waiting, a meeting every week, and
    operations hiring 10 hours.

    Lots of 8 each need 2 x (3 + 16) = 38 of 30 hours: the first takes 19, the second 3 + 2 x 4 =
    11, so 8 and 4 are made. Sold are 2 of each, 3 of each wait: backorders 6 x 0.1. Hiring 10 x 8 =
    80, in force next week: labour is 30 now, 45 then. The meeting takes 24 h at 3.

    Next week the shelf gets 8 and 4: the 3 owed of each are shipped first, and of the 5 new of each
    5 and 1 are served: 12 units. 4 of the second wait. None of last week's orders is late: they
    were promised within a week.
    """
    changes = {
        "given.lost": False,
        "start.cover_weeks": 0.4,
        "communication": {"preset": "sop", "every": 1, "noise": 0},
    }
    engine = Engine([firm(changes)], [1], {"marketing": silent(), "operations": sets(hours=30.0)})
    week = engine.step()
    exact(
        {
            "backorders": 0.6,
            "hiring": 80,
            "meetings": 72,
            "labour": 30,
            "revenue": 40,
            "systems": 0,
        },
        week.entries,
    )
    exact(
        {
            "made": 12,
            "waiting": 6,
            "backlog": 6,
            "units": 4,
            "left": 0,
            "lost": 0,
            "late": 0,
            "empty": 6,
        },
        week.flows,
    )
    week = engine.step()
    exact(
        {"labour": 45, "revenue": 120, "backorders": 0.4, "hiring": 0, "meetings": 72}, week.entries
    )
    exact({"units": 12, "shipped": 6, "waiting": 4, "backlog": 4, "late": 0}, week.flows)


def test_a_new_variant_a_dismissal_and_a_dashboard() -> None:
    """Marketing asks for a third variant: 250 of tooling and 9 of overhead at once, and parts that
    take three weeks.

    Development is done in week 1, parts are there in week 3, the first lot is on the shelf in week
    4: the dashboard puts the announcement off week by week, and in week 4 it is made, not a week
    too early or too late.

    Operations gives up 5 hours at 5 each. The dashboard costs 20 a week.
    """
    players = {"marketing": sets(range=3), "operations": sets(hours=15.0)}
    engine = Engine([firm({"communication": "dashboard", "horizon.weeks": 8})], [1], players)
    week = engine.step()
    exact(
        {"launches": 250, "range overhead": 27, "hiring": 25, "systems": 20, "labour": 30},
        week.entries,
    )
    exact({"range": 2, "demand": 10, "lost": 0}, week.flows)
    week = engine.step()
    exact({"launches": 0, "range overhead": 27, "labour": 22.5}, week.entries)
    exact({"range": 3, "demand": 10, "left": 0, "not_ready": 0, "launched": 0}, week.flows)
    for _ in range(2, 4):
        exact({"range": 3, "demand": 10, "not_ready": 0, "launched": 0}, engine.step().flows)
    exact(
        {
            "range": 3,
            "demand": 15,
            "not_ready": 0,
            "launched": 1,
            "launch_weeks": 4,
            "launched_late": 0,
        },
        engine.step().flows,
    )


def test_a_retired_variant_is_scrapped_and_its_dead_parts_written_off() -> None:
    """Marketing keeps one variant: the 6 on the other's shelf go at 3 + 2 x 1.5 each, and its 10 +
    15 parts at half of 3: 73.5.
    """
    week = Engine([firm()], [1], {"marketing": sets(range=1), "operations": silent()}).step()
    exact({"write-offs": 73.5, "range overhead": 9}, week.entries)
    exact({"scrapped": 6, "range": 1, "units": 5}, week.flows)


def test_a_promotion_is_paid_for_in_price() -> None:
    """A fifth off every fourth week: 10 units at 10 in weeks 0 to 2, at 8 in week 3."""
    changes = {
        "levers.promotion_every.start": 4,
        "levers.promotion_depth.start": 0.2,
        "supply.endless": True,
        "plant.endless": True,
    }
    run = simulate(firm(changes), players={"marketing": silent(), "operations": silent()})
    assert run.accounts["revenue"].tolist() == [[100, 100, 100, 80]]
    assert run.kpi("price_realised", slice(None))[0] == pytest.approx(9.5)


def test_pay_of_a_round() -> None:
    """Four weeks of 10 units each under silo pay: marketing gets 0.25 x 10 a week, on the round's
    last day.

    Made are 8, 10, 10 and 10, with endless hours and no overtime. Materials 38 x 3 = 114, labour 4
    x 30 = 120, set-ups 4 x 40 = 160, holding 2 x 0.06 in the first week and nothing after, range
    72, quality 120: 586.12 over 38 units, 15.4242 each. Operations: 8 x (10 - 15.4242) a week.
    """
    run = simulate(firm(ENDLESS), players={"marketing": silent(), "operations": silent()})
    assert run.flows["made"].tolist() == [[8, 10, 10, 10]]
    np.testing.assert_allclose(
        run.slips["marketing"]["units sold"], [[np.nan, np.nan, np.nan, 2.5]]
    )
    cost = 586.12 / 38
    np.testing.assert_allclose(
        run.slips["operations"]["unit cost under target"][0, 3], 8 * (10 - cost)
    )
    assert run.kpi("unit_cost")[0] == pytest.approx(cost)
    assert run.kpi("marketing_pay")[0] == pytest.approx(2.5)
    assert run.flows["marketing_pay"].tolist() == [[0, 0, 0, 10]]


def test_hours_take_their_time() -> None:
    """Hours decided in week 0 with a lead of two weeks are at work from week 2 on; those of week 0
    to then.
    """
    players = {"marketing": silent(), "operations": sets(hours=44.0)}
    run = simulate(firm({"plant.capacity_lead_weeks": 2}), players=players)
    assert (run.accounts["labour"] / 1.5).tolist() == [[20, 20, 44, 44]]
