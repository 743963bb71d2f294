"""Technologies and ways of working: each one changes its own mechanism, by the amount worked out by
hand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import Bench, lucky, morning
from support.firms import calm, silent
from support.minds import advertising_factor, communicate, momentum, options_seen, tell
from support.registered import registered
from support.steps import plant

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.records import FirmState, Floats
from coordsim.rules import ways
from coordsim.rules.talk import TALK
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology
from coordsim.run.simulate import simulate


def using(*names: str, **changes: Any) -> tuple[Bench, FirmState]:
    return morning(
        calm(
            {"technologies": list(names)}
            | {name.replace("__", "."): value for name, value in changes.items()}
        )
    )


def one(value: float) -> Floats:
    return np.array([value])


def test_what_is_not_used_is_neutral_and_what_is_used_is_as_the_scenario_says() -> None:
    """Noise, contacts, breakdowns and options are left whole, nothing is gained and no momentum
    used.
    """
    sizes = {
        "noise_left": 0.4,
        "forecast_noise_left": 0.4,
        "contacts_left": 0.4,
        "breakdowns_left": 0.4,
        "options_seen": 0.4,
        "reach_gain": 0.4,
        "momentum": 0.4,
    }
    changes = {f"systems__{name}": value for name, value in sizes.items()}
    bare = using(**changes)[0].parameters.systems
    full = using(*TECHNOLOGIES, **changes)[0].parameters.systems
    found = {name: float(getattr(bare, name)[0]) for name in sizes}
    assert found == dict.fromkeys(sizes, 1.0) | {"reach_gain": 0.0, "momentum": 0.0}
    assert {name: float(getattr(full, name)[0]) for name in sizes} == sizes


def test_factors_multiply_the_numbers_of_those_who_use_a_technology() -> None:
    """A scanner that halves breakdowns of 0.1 and costs 7 a week."""
    scanner = Technology(
        "scanner", "Scanner", "stock", "x.", factors={"plant.breakdown_share": 0.5}, price=7.0
    )
    with registered(TECHNOLOGIES, scanner):
        world, _ = using("scanner", plant__breakdown_share=0.1)
        assert world.parameters.plant.breakdown_share.tolist() == [0.05]
        assert world.technology_money.tolist() == [7.0]
        assert using(plant__breakdown_share=0.1)[0].parameters.plant.breakdown_share == [0.1]


def test_prices_are_in_the_books() -> None:
    """An ERP at 25, a CRM at 15 and a dashboard at 20: 60 a week. Without technologies nothing."""
    assert using()[0].technology_money.tolist() == [0]
    prices = {"systems.erp_price": 25.0, "systems.crm_price": 15.0}
    scenario = calm(
        {"technologies": ["erp", "crm"], "communication": "dashboard", "horizon.weeks": 4} | prices
    )
    run = simulate(scenario, players={"marketing": silent(), "operations": silent()})
    assert run.accounts["systems"].tolist() == [[60] * 4]


def test_business_intelligence_halves_the_noise() -> None:
    """Meetings' noise of 0.05 and luck of one sd: exp(0.05); with half of the noise left
    exp(0.025).
    """
    for names, log in (((), 0.05), (("bi",), 0.025)):
        world, state = using(*names, systems__noise_left=0.5)
        facts = np.full((1, len(FACTS)), 10.0)
        told = tell(
            lucky(world, normal=1.0),
            TALK["meetings"],
            state,
            facts=facts,
            week=0,
            owner="marketing",
        ).told
        assert told[0, INDEX["demand"]] == pytest.approx(10 * np.exp(log))
        assert told[0, INDEX["price"]] == 10


@pytest.mark.parametrize(
    ("names", "of_forecast", "of_others"),
    [([], 1, 1), (["bi"], 0.5, 0.5), (["ai_forecast"], 0.3, 1), (["ai_forecast", "bi"], 0.15, 0.5)],
)
def test_noise_left_in_each_fact(names: list[str], of_forecast: float, of_others: float) -> None:
    """BI leaves half of the noise in everything, AI forecasting 0.3 of it in the forecast; both
    together 0.15 of it there.

    Luck of one sd and meetings' noise of 0.05: each told fact is off by the exponent of what is
    left.
    """
    world, state = using(*names, systems__noise_left=0.5, systems__forecast_noise_left=0.3)
    facts = np.full((1, len(FACTS)), 0.1)
    for owner, name, share in (
        ("marketing", "demand", of_forecast),
        ("marketing", "overload", of_others),
        ("operations", "stock", of_others),
    ):
        told = tell(
            lucky(world, normal=1.0),
            TALK["meetings"],
            state,
            facts=facts,
            week=0,
            owner=owner,
        ).told
        assert told[0, INDEX[name]] == pytest.approx(0.1 * np.exp(0.05 * share))


@pytest.mark.parametrize(
    ("technologies", "team", "groups"),
    [
        ([], False, []),
        (["erp"], False, [{"capacity", "stock", "cost", "lead_times", "feasibility"}]),
        (["crm"], False, [{"feedback"}]),
        ([], True, [{"feasibility", "lead_times", "feedback"}]),
        (
            ["crm", "bi", "erp"],
            True,
            [
                {"capacity", "stock", "cost", "lead_times", "feasibility"},
                {"feedback"},
                {"feasibility", "lead_times", "feedback"},
            ],
        ),
    ],
)
def test_channels_that_open(technologies: list[str], team: bool, groups: list[set[str]]) -> None:
    """They come after the talk rule, tell every week, exactly, and cost nothing of their own."""
    main = TALK["reports"]
    found = ways.channels(main, frozenset(technologies), team)
    assert found[0] is main
    assert [set(channel.groups) for channel in found[1:]] == groups
    for channel in found[1:]:
        assert (
            channel.every,
            channel.delay,
            channel.noise,
            channel.hours,
            channel.money,
            channel.learning,
        ) == (1, 0, 0, 0, 0, 0)


def heard(technologies: list[str], role: str, name: str, week: int) -> float:
    """How old the word on a fact is, in weeks; nan when it was never told."""
    scenario = calm({"technologies": technologies, "communication": "meetings", "horizon.weeks": 8})
    run = simulate(scenario, players={"marketing": silent(), "operations": silent()})
    return float(run.ages[role][0, week, INDEX[name]])


def test_an_erp_tells_operations_facts_and_a_crm_what_customers_feel() -> None:
    """Meetings of weeks 0 and 4: in week 6 the word is two weeks old. With the technology it is
    fresh, for its own facts only.
    """
    assert heard([], "marketing", "stock", 6) == 2
    assert heard(["erp"], "marketing", "stock", 6) == 0
    assert heard(["erp"], "operations", "price", 6) == 2
    assert heard(["erp"], "operations", "overload", 6) == 2
    assert heard(["crm"], "operations", "overload", 6) == 0
    assert heard(["crm"], "marketing", "stock", 6) == 2


def test_an_erp_tells_exactly_what_meetings_blur() -> None:
    """In a week in which both tell, the exact word counts."""
    scenario = calm(
        {
            "technologies": ["erp"],
            "communication": {"preset": "meetings", "noise": 1.0},
            "horizon.weeks": 5,
        }
    )
    run = simulate(scenario, players={"marketing": silent(), "operations": silent()})
    place = INDEX["unit_cost"]
    np.testing.assert_array_equal(run.beliefs["marketing"][0, 1:, place], run.facts[0, 1:, place])


def test_marketing_automation_makes_advertising_work_better() -> None:
    """A stock of 240 works like 300: ((300 + 40) / 240) ** 0.5 against (280 / 240) ** 0.5, of 200 +
    40 at the reference.
    """
    sizes = {
        "market__ad_elasticity": 0.5,
        "market__ad_floor": 20.0,
        "market__ad_reference": 100.0,
        "systems__reach_gain": 0.25,
    }
    for names, stock in (((), 240), (("marketing_automation",), 300)):
        world, _ = using(*names, **sizes)
        np.testing.assert_allclose(
            advertising_factor(world, one(240.0)), np.sqrt((stock + 40) / 240)
        )


def test_personalisation_shows_fewer_options() -> None:
    """Half of them; of a package, which shows 0.6, 0.3."""
    for names, seen in (((), [1, 0.6]), (("personalisation",), [0.5, 0.3])):
        world, _ = using(*names, systems__options_seen=0.5, line__package_options=0.6)
        np.testing.assert_allclose(
            [options_seen(world, one(build))[0] for build in (0.0, 1.0)], seen
        )


def test_predictive_maintenance_avoids_breakdowns() -> None:
    """Breakdowns take 0.1 of the hours, half effort avoids 0.3 of that: 0.93. Six tenths of them
    are left: 1 - 0.042.
    """
    sizes = {
        "plant__breakdown_share": 0.1,
        "plant__effort_effect": 0.6,
        "systems__breakdowns_left": 0.6,
    }
    for names, share in (((), 0.93), (("predictive_maintenance",), 0.958)):
        world, _ = using(*names, **sizes)
        np.testing.assert_allclose(plant.availability(world, one(0.5)), [share])


def test_a_forecast_with_momentum() -> None:
    """Demand is a fifth over its own average, a shock of persistence 0.6: next week 0.6 of it is
    left in logs, over the next two

    weeks (0.6 + 0.36) / 2 = 0.48 of it. Half of the momentum used: half of the exponent. A tenfold
    week counts as exp(1) at most.

    Marketing foresees half of a shock of 0.2: the variance of the rest is 0.1 x 0.1 = 0.01, beside
    1 / 300 of 300 single customers. Three quarters of the deviation are heard. Of 25 customers a
    fifth, and nothing where all of the shock is foreseen.
    """
    level = np.full((1, 8), 6.8 / 7)
    level[0, 0] = 1.2
    sizes = {"market__shock_persistence": 0.6, "market__shock_sd": 0.2, "plant__forecast_window": 8}

    def booked(state: FirmState, orders: float) -> Floats:
        out = np.zeros_like(state.booked)
        out[0, :2, 0], out[0, :, 1] = orders / 2, 99  # only the newest week counts
        return out

    for names, weeks, share, insight, orders, factor in (
        ((), 1.0, 1.0, 0.5, 300, 1.0),
        (("ai_forecast",), 1.0, 1.0, 0.5, 300, 1.2 ** (0.75 * 0.6)),
        (("ai_forecast",), 2.0, 1.0, 0.5, 300, 1.2 ** (0.75 * 0.48)),
        (("ai_forecast",), 1.0, 0.5, 0.5, 300, 1.2 ** (0.75 * 0.3)),
        (("ai_forecast",), 1.0, 1.0, 0.5, 25, 1.2 ** (0.2 * 0.6)),
        (("ai_forecast",), 1.0, 1.0, 0.0, 75, 1.2 ** (0.75 * 0.6)),
        (("ai_forecast",), 1.0, 1.0, 1.0, 300, 1.0),
    ):
        world, state = using(*names, systems__momentum=share, market__insight=insight, **sizes)
        np.testing.assert_allclose(
            momentum(world, replace(state, level=level, booked=booked(state, orders)), one(weeks)),
            [factor],
        )
    level[0] = [10, *[0.1] * 7]
    world, state = using("ai_forecast", market__insight=0.5, **sizes)
    np.testing.assert_allclose(
        momentum(world, replace(state, level=level, booked=booked(state, 300)), one(1.0)),
        [np.exp(0.75 * 0.6)],
    )


def test_hours_and_lessons_of_ways_of_working() -> None:
    """Cross-training: 8 hours every four weeks, 15 % of what is not understood. A team: 4 hours and
    3 % every week. Continuous improvement: 6 hours every week. Meetings: 12 hours and 10 % every
    four weeks. In week 4 all of them: 30 hours, 1 - 0.9 x 0.85 x 0.97 understood; in week 5 ten
    hours and 3 %.
    """
    sizes = {
        "systems__training_hours": 8.0,
        "systems__training_gain": 0.15,
        "systems__team_hours": 4.0,
        "systems__team_gain": 0.03,
        "systems__improvement_hours": 6.0,
    }
    changes = {name.replace("__", "."): value for name, value in sizes.items()}

    def begun(week: int, **rules: object) -> tuple[float, Floats]:
        after, hours = communicate(*morning(calm(changes | rules)), week)
        return float(hours[0]), after.understanding

    hours, understood = begun(4)
    assert (hours, understood.tolist()) == (0, [[0, 0]])
    busy = {
        "communication": "meetings",
        "cross_training": True,
        "cross_functional_team": True,
        "continuous_improvement": True,
    }
    for week, spent, share in ((4, 30, 1 - 0.9 * 0.85 * 0.97), (5, 10, 0.03)):
        hours, understood = begun(week, **busy)
        assert hours == spent
        np.testing.assert_allclose(understood, np.full((1, 2), share))
    assert begun(8, cross_training=True)[0] == 8
    assert begun(9, cross_training=True)[0] == 0
