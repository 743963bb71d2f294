"""What holds for every firm in every week, whatever it is and whatever is decided."""

from __future__ import annotations

from math import fsum

import numpy as np
from hypothesis import given, settings
from support.play import restless, scenarios, seeds

from coordsim.core.kpis import ACCOUNTS, CAUSES
from coordsim.core.levers import COLUMN, LEVERS
from coordsim.core.records import NONE, ON_SALE, Floats
from coordsim.run.result import Run
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import Scenario

FIRMS = 3
UNITS = (
    "made",
    "units",
    "shipped",
    "demand",
    "waiting",
    "left",
    "scrapped",
    "cancelled",
    "stock",
    "in_process",
    "backlog",
)


def lived(scenario: Scenario, seed: int) -> Run:
    """Three firms in three worlds, played at random."""
    return simulate(scenario, seeds=[seed, seed + 1, seed + 2], detail=True, players=restless(seed))


def before(first: Floats, later: Floats) -> Floats:
    """A quantity at the start of each week, from its first value and its values at the weeks'
    ends.
    """
    return np.concatenate([first[:, np.newaxis], later[:, :-1]], axis=1)


def units_balance(scenario: Scenario, run: Run) -> None:
    """Made = sold + scrapped + change of stock; orders = shipped + cancelled + change of backlog;
    wanted = had + waiting + left.
    """
    flows = run.flows
    start = Engine(run.scenarios, run.seeds).state
    stock = flows["stock"] + flows["in_process"]
    first = start.on_hand.sum(axis=1) + start.in_process.sum(axis=(1, 2))
    change = stock - before(first, stock)
    np.testing.assert_array_equal(flows["made"], flows["units"] + flows["scrapped"] + change)
    owed = flows["backlog"] - before(start.backlog.sum(axis=(1, 2)), flows["backlog"])
    np.testing.assert_array_equal(flows["waiting"], flows["shipped"] + flows["cancelled"] + owed)
    from_the_shelf = flows["units"] - flows["shipped"]
    np.testing.assert_array_equal(
        flows["demand"], from_the_shelf + flows["waiting"] + flows["left"]
    )
    np.testing.assert_array_equal(
        flows["visits"], flows["put_off"] + flows["priced_out"] + flows["demand"]
    )
    for name in (
        "made",
        "units",
        "shipped",
        "demand",
        "waiting",
        "left",
        "scrapped",
        "cancelled",
        "stock",
        "in_process",
        "backlog",
    ):
        assert (flows[name] >= 0).all(), name
        np.testing.assert_array_equal(flows[name], np.round(flows[name]), err_msg=name)


def price_paid(run: Run, week: int) -> Floats:
    """What customers paid for units that they kept."""
    detail = run.detail[week]
    price = detail.state.plan[:, COLUMN["price"]] * (1 - detail.promotion)
    return np.asarray(price * (run.flows["units"] - run.flows["defective"])[:, week])


def shelves_hold_what_came_lately(scenario: Scenario, run: Run) -> None:
    """Where goods age, nothing that lies on a shelf at a week's end has been there for its life."""
    life = scenario.plant.shelf_life
    for detail in run.detail:
        came = detail.state.shelved
        assert came.shape[1] == life
        if life > 0:
            assert (detail.state.on_hand <= came[:, 1:].sum(axis=1) + 1e-9).all()


def parts_balance(scenario: Scenario, run: Run) -> None:
    """A part on hand came by a shipment on order; what lots did not use is there, or written off
    with the variant it fits.

    A bespoke unit uses a part of its own and a common module, a package two common modules.
    """
    money = scenario.money
    state = Engine(run.scenarios, run.seeds).state
    for week, detail in enumerate(run.detail):
        after, lots = detail.state, detail.lots
        package = after.plan[:, COLUMN["build"]] > 0
        used = np.zeros_like(lots) if scenario.supply.endless else lots * ~package[:, np.newaxis]
        modules = (
            np.zeros(FIRMS)
            if scenario.supply.endless
            else lots.sum(axis=1) * np.where(package, 2, 1)
        )
        stopped = (state.status != NONE) & (after.status == NONE)
        dead = np.where(stopped, state.parts + state.parts_coming.sum(axis=1), 0)
        standard = money.material + scenario.plant.run_hours * money.wage
        share = money.disposal + (money.books == "accrual")
        takings = run.accounts["revenue"][:, week] - price_paid(run, week)
        each = money.clearance * after.plan[:, COLUMN["price"]]
        cleared = np.divide(takings, each, out=np.zeros(FIRMS), where=each > 0)
        scrapped = run.flows["scrapped"][:, week]
        assert (cleared <= money.cleared * scrapped + 1e-6).all()
        if scenario.plant.shelf_life == 0:
            np.testing.assert_allclose(takings, 0, atol=1e-9)
        if money.clearance > 0 or money.cleared == 0:
            written_off = money.material / 2 * dead.sum(axis=1) + standard * (
                share * scrapped - money.disposal * cleared
            )
            np.testing.assert_allclose(run.accounts["write-offs"][:, week], written_off, atol=1e-6)
        assert not (after.parts + after.parts_coming.sum(axis=1))[stopped].any()
        for kept, (had, coming), (has, due), spent in (
            (
                ~stopped,
                (state.parts, state.parts_coming[:, 0]),
                (after.parts, after.parts_coming.sum(axis=1)),
                used,
            ),
            (
                np.ones(FIRMS, bool),
                (state.common, state.common_coming[:, 0]),
                (after.common, after.common_coming.sum(axis=1)),
                modules,
            ),
        ):
            came = (has + spent - had)[kept]
            np.testing.assert_array_equal(
                np.minimum(came, np.abs(came - coming[kept])), 0 * came
            )  # nothing, or all that was due
            assert (has >= 0).all()
            assert (due >= 0).all()
        position = after.parts + after.parts_coming.sum(axis=1) + used
        ordered = np.where(stopped, 0, position - state.parts - state.parts_coming.sum(axis=1))
        assert (ordered >= 0).all()
        np.testing.assert_array_equal(ordered, np.round(ordered))
        state = after


def shipping_balances(run: Run) -> None:
    """What is sold is shipped or waits to be; contacts that wait are at most so many weeks'
    worth.
    """
    waiting = np.stack([detail.state.outbound.sum(axis=1) for detail in run.detail], axis=1)
    left = before(np.zeros(FIRMS), waiting) + run.flows["units"] - run.flows["sent"]
    np.testing.assert_allclose(waiting, left, atol=1e-6)
    assert (
        run.flows["sent"]
        <= np.array([s.service.shipping_units for s in run.scenarios])[:, np.newaxis] + 1e-9
    ).all()
    assert (run.flows["unanswered"] <= run.flows["contacts"] + 1e-9).all()
    np.testing.assert_allclose(
        run.flows["complaints"],
        run.flows["late"] + run.flows["defective"] + run.flows["unanswered"],
    )


def books_balance_to_the_cent(scenario: Scenario, run: Run) -> None:
    """Profit is revenue less every other account, each of which is a cost but the change of stock;
    weeks add up to the year.
    """
    costs = [name for name in ACCOUNTS if name != "revenue"]
    assert set(run.accounts) == set(ACCOUNTS)
    for firm in range(FIRMS):
        for week in range(scenario.horizon.weeks):
            rest = fsum(run.accounts[name][firm, week] for name in costs)
            assert (
                abs(run.flows["profit"][firm, week] - (run.accounts["revenue"][firm, week] - rest))
                < 0.005
            )
    assert all((run.accounts[name] >= 0).all() for name in ACCOUNTS if name != "stock change")
    money = scenario.money
    standard = money.material + scenario.plant.run_hours * money.wage
    stocked = (money.books == "accrual") * (run.flows["made"] - run.flows["units"])
    np.testing.assert_allclose(run.accounts["stock change"], -standard * stocked)
    np.testing.assert_allclose(
        run.accounts["materials"], scenario.money.material * run.flows["made"]
    )
    np.testing.assert_allclose(run.accounts["holding"], scenario.money.holding * run.flows["stock"])
    np.testing.assert_allclose(
        run.accounts["backorders"], scenario.money.backorder * run.flows["backlog"]
    )
    worked = scenario.money.wage * scenario.money.overtime_premium * run.flows["overtime_hours"]
    np.testing.assert_allclose(run.accounts["overtime"], worked)
    np.testing.assert_allclose(
        run.accounts["shipping"], scenario.money.shipping * run.flows["sent"]
    )
    np.testing.assert_allclose(run.accounts["late orders"], scenario.money.late * run.flows["late"])


def causes_sum_to_lost_units(scenario: Scenario, run: Run) -> None:
    """Every unit put off, left or cancelled has one cause; causes are whole and not negative."""
    flows = [detail.flow for detail in run.detail]
    lost = (
        np.stack([flow.lost.sum(axis=1) + flow.lost_to_choice for flow in flows], axis=1)
        + run.flows["cancelled"]
    )
    np.testing.assert_array_equal(sum(run.causes[cause] for cause in CAUSES), lost)
    np.testing.assert_array_equal(run.flows["lost"], lost)
    for cause in CAUSES:
        assert (run.causes[cause] >= 0).all(), cause
        np.testing.assert_array_equal(run.causes[cause], np.round(run.causes[cause]), err_msg=cause)
    if scenario.market.overload == 0:
        assert not run.causes["put off by choice"].any()
    if scenario.plant.endless:
        assert not any(run.causes[cause].any() for cause in ("set-ups", "hours", "breakdowns"))
    if scenario.supply.endless:
        assert not run.causes["materials"].any()
    given_up = run.flows["cancelled"] - run.causes["promise"]
    assert (given_up >= 0).all()  # the others were orders of variants that were retired


def limits_hold(scenario: Scenario, run: Run) -> None:
    """Levers stay within their limits, hours within what is open, shares within [0, 1], shelves at
    zero or above.
    """
    for lever in LEVERS:
        low, high = scenario.lever_limits(lever.name)
        values = run.plan[:, :, COLUMN[lever.name]]
        assert (values >= low - 1e-9).all(), lever.name
        assert (values <= high + 1e-9).all(), lever.name
        if lever.whole:
            np.testing.assert_array_equal(values, np.round(values), err_msg=lever.name)
    if not scenario.plant.endless:
        assert (run.flows["hours_used"] <= run.flows["hours_available"] + 1e-6).all()
    for detail in run.detail:
        state, flow = detail.state, detail.flow
        assert not (state.announced & (state.status == NONE)).any()
        assert (state.stocked <= (state.status == ON_SALE)).all()
        for name in (
            "on_hand",
            "in_process",
            "backlog",
            "outbound",
            "contacts",
            "parts",
            "common",
            "shortfall",
            "untold",
        ):
            assert (getattr(state, name) >= -1e-9).all(), name
        for name in (
            "satisfaction",
            "reputation",
            "trust",
            "frustration",
            "understanding",
            "lessons",
            "unanswered",
        ):
            values = getattr(state, name)
            assert (values >= -1e-6).all(), name
            assert (values <= 1 + 1e-6).all(), name
        assert (flow.defective <= flow.sold).all()
        assert (flow.lost_to_choice <= flow.put_off).all()
    for name, values in run.flows.items():
        assert np.isfinite(values).all(), name


@settings(derandomize=True, deadline=None, max_examples=25)
@given(scenarios(), seeds)
def test_every_week_of_every_firm(scenario: Scenario, seed: int) -> None:
    """Units and parts balance, the books close, causes explain what was lost, limits hold: whoever
    plays, whatever the numbers.
    """
    run = lived(scenario, seed)
    units_balance(scenario, run)
    parts_balance(scenario, run)
    shipping_balances(run)
    books_balance_to_the_cent(scenario, run)
    causes_sum_to_lost_units(scenario, run)
    limits_hold(scenario, run)
    shelves_hold_what_came_lately(scenario, run)
