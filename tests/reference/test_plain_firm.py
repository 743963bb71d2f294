"""The plain Mesa firm and the engine are one model: the same picture, the same run under the same
luck, the same means.
"""

from __future__ import annotations

import mesa
import numpy as np
import pytest
from benchmarks.plain_firm.model import PlainFirm
from benchmarks.plain_firm.numbers import BASE
from benchmarks.plain_firm.outlook import Picture
from reference.same_luck import assert_same, lived

from coordsim.core.facts import FACTS
from coordsim.core.levers import LEVERS
from coordsim.mind.outlook import anchor, outlook
from coordsim.run.build import build
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load


def firm(customers: int, weeks: int, incentives: str, communication: str) -> Scenario:
    return load("blind").with_(
        {
            "market.customers": customers,
            "horizon.weeks": weeks,
            "incentives": incentives,
            "communication": communication,
        }
    )


# ---- the picture that managers have


def beliefs_at_random(luck: np.random.Generator) -> dict[str, float]:
    """Anything that a role may believe, of endless hours, staff and shipping too."""
    beliefs = {lever.name: float(luck.choice(BASE.grid[lever.name])) for lever in LEVERS} | {
        "build": 0.0
    }
    endless = float(luck.choice([1.0, np.inf]))
    return beliefs | {
        "hours": beliefs["hours"] * endless,
        "staff": np.inf if np.isinf(endless) else beliefs["staff"],
        "demand": luck.uniform(10, 400),
        "overload": luck.uniform(0, 0.6),
        "goodwill": float(luck.integers(0, 2)),
        "availability": luck.uniform(0.7, 1),
        "surprise": luck.uniform(0, 0.1),
        "run_hours": luck.uniform(0.5, 1.5),
        "setup_hours": luck.uniform(0, 10),
        "setup_money": luck.uniform(0, 30),
        "range_overhead": luck.uniform(0, 20),
        "holding": luck.uniform(0, 0.1),
        "unit_cost": 5.0,
        "shipping": float(luck.choice([np.inf, 1e6, 150.0])),
        "replenish": luck.uniform(0, 4),
        "development_weeks": 5.0,
        "stock": np.nan,
        "fill_rate": 1.0,
    }


@pytest.mark.parametrize("books", ["cash", "accrual"])
@pytest.mark.parametrize("seed", range(4))
def test_the_same_picture(seed: int, books: str) -> None:
    """Random plans under random beliefs: every KPI that the plain firm expects is the engine's."""
    luck = np.random.default_rng(seed)
    scenario = load("blind").with_({"money.books": books})
    PlainFirm(1, settings=scenario)  # puts its numbers in use
    model = build([scenario], [1]).model
    for _ in range(10):
        beliefs, planned = beliefs_at_random(luck), luck.uniform(0.7, 1.5)
        plan = {lever.name: float(luck.choice(BASE.grid[lever.name])) for lever in LEVERS} | {
            "build": 0.0
        }
        if np.isinf(beliefs["hours"]):
            plan |= {"hours": np.inf, "staff": np.inf}
        held = np.array([[beliefs[fact.name] for fact in FACTS]])
        asked = np.array([[plan[lever.name] for lever in LEVERS]])
        expected = outlook(model, asked, held, anchor(model, held), planned=np.array([planned]))
        found = Picture(scenario.market.customers, beliefs).outlook(plan, planned)
        for name, value in found.items():
            assert value == pytest.approx(float(expected[name][0]), rel=1e-9, abs=1e-9), name


# ---- the whole firm under the engine's luck


@pytest.mark.parametrize(
    ("incentives", "communication", "customers", "weeks", "seed"),
    [
        ("silo", "none", 200, 40, 3),
        ("shared", "none", 200, 16, 5),
        ("silo", "dashboard", 1500, 44, 1),
        ("shared", "sop", 200, 40, 8),
    ],
)
def test_the_same_run(
    incentives: str, communication: str, customers: int, weeks: int, seed: int
) -> None:
    """Under the engine's luck every flow of every week is the engine's."""
    assert_same(*lived(firm(customers, weeks, incentives, communication), seed))


# ---- a week's own sums, and Mesa's ways


def test_a_week_adds_up() -> None:
    """Customers, units and money are conserved in every week."""
    model, before = PlainFirm(300, 30, rng=3), 0.0
    shelf = sum(variant.on_hand for variant in model.variants)
    while model.running:
        lots = sum(sum(variant.in_process) for variant in model.variants)
        model.step()
        week = model.history[-1]
        assert week["visits"] == week["put_off"] + week["priced_out"] + week["demand"]
        assert week["demand"] == week["filled"] + week["switched"] + week["waiting"] + week["left"]
        assert week["units"] == week["filled"] + week["switched"] + week["shipped"]
        assert week["backlog"] == before + week["waiting"] - week["shipped"] - week["cancelled"]
        assert (
            week["stock"] + week["in_process"]
            == shelf + lots + week["made"] - week["units"] - week["scrapped"]
        )
        assert week["profit"] == pytest.approx(
            week["revenue"]
            - sum(
                week[name]
                for name in week
                if name.startswith("account:") and name != "account:revenue"
            )
        )
        assert week["lost"] == pytest.approx(
            sum(week[name] for name in week if name.startswith("cause:"))
        )
        before, shelf = week["backlog"], week["stock"]


def test_batch_run() -> None:
    """Mesa's own sweep returns end KPIs; one seed gives one run, another seed another."""
    parameters = {"customers": 60, "weeks": 14, "incentives": ["silo", "shared"]}
    rows = mesa.batch_run(PlainFirm, parameters=parameters, rng=[1, 1, 2], display_progress=False)
    assert len(rows) == 6
    silo = [row["profit"] for row in rows if row["incentives"] == "silo"]
    assert silo[0] == silo[1] != silo[2]
    assert {
        "profit",
        "units",
        "stockout_rate",
        "unit_cost",
        "range",
        "satisfaction",
        "setup_share",
        "stock",
    } < set(rows[0])


@pytest.mark.parametrize(("incentives", "communication"), [("quota", "none"), ("silo", "reports")])
def test_refused(incentives: str, communication: str) -> None:
    with pytest.raises(ValueError, match="allowed: silo, shared; none, dashboard, sop"):
        PlainFirm(10, 4, incentives, communication, rng=1)


# ---- without the engine's luck


def test_its_own_luck() -> None:
    """Traits and the market's shock are distributed as the scenario says: within four standard
    errors of each moment.
    """
    market, size = load("blind").market, 40_000
    model = PlainFirm(size, 20_000, rng=5)
    beta, comfort, taste = (
        np.array([getattr(customer, name) for customer in model.everybody])
        for name in ("price_sensitivity", "comfort", "taste")
    )
    shocks = np.array(model.luck.shocks)[100:]
    lasting = (1 + market.shock_persistence) / (1 - market.shock_persistence)
    expected = {
        "sensitivity": (
            beta.mean(),
            market.price_sensitivity,
            market.price_sensitivity_sd / size**0.5,
        ),
        "its spread": (
            beta.std(),
            market.price_sensitivity_sd,
            market.price_sensitivity_sd / (2 * size) ** 0.5,
        ),
        "comfort": (comfort.mean(), market.comfort_mean, market.comfort_sd / size**0.5),
        "comfort's spread": (
            comfort.std(),
            market.comfort_sd,
            market.comfort_sd / (2 * size) ** 0.5,
        ),
        "taste": (taste.mean(), (market.classes - 1) / 2, market.classes / (12 * size) ** 0.5),
        "shock": (shocks.mean(), 0.0, market.shock_sd * (lasting / len(shocks)) ** 0.5),
        "shock's spread": (
            shocks.std(),
            market.shock_sd,
            market.shock_sd * (lasting / 2 / len(shocks)) ** 0.5,
        ),
        "it lasts": (
            np.corrcoef(shocks[:-1], shocks[1:])[0, 1],
            market.shock_persistence,
            1 / len(shocks) ** 0.5,
        ),
    }
    assert {
        name for name, (found, truth, error) in expected.items() if abs(found - truth) > 4 * error
    } == set()
    assert set(np.unique(taste)) == set(range(market.classes))


MEANS = (
    "profit",
    "units",
    "demand",
    "price_realised",
    "range",
    "put_off_rate",
    "unit_cost",
    "stockout_rate",
    "setup_share",
    "stock",
    "satisfaction",
    "reputation",
    "frustration",
    "conflicts",
    "forecast_accuracy",
    "defect_rate",
    "promises_broken",
    "unanswered",
    "write_offs",
    "lost_units",
)


@pytest.mark.slow
@pytest.mark.parametrize(("incentives", "communication"), [("silo", "none"), ("shared", "sop")])
def test_the_same_means(incentives: str, communication: str) -> None:
    """80 worlds of each with luck of their own: the means of KPIs are within 3.5 standard errors of
    their difference.

    Coarse: worlds differ so much that only errors of a tenth or so show. That the model is the same
    is the business of ``test_the_same_run``, that its luck is, of ``test_its_own_luck``; this one
    runs the two as they are.

    Chance alone would take one of the 40 beyond that in two choices of seeds of a hundred; these
    seeds are fixed.
    """
    worlds, customers, weeks = 80, 1000, 104
    run = simulate(firm(customers, weeks, incentives, communication), firms=worlds, seed=1)
    found: dict[str, list[float]] = {name: [] for name in MEANS}
    for seed in range(worlds):
        model = PlainFirm(customers, weeks, incentives, communication, rng=seed)
        model.run_model()
        for name in MEANS:
            found[name].append(model.datacollector.model_vars[name][-1])
    scores = {}
    for name in MEANS:
        engine, plain = run.kpi(name), np.array(found[name])
        error = np.sqrt((engine.var(ddof=1) + plain.var(ddof=1)) / worlds)
        scores[name] = float((plain.mean() - engine.mean()) / error)
    assert {name: score for name, score in scores.items() if abs(score) > 3.5} == {}, scores
