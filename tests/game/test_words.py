"""Rules in words follow the rules."""

import numpy as np
import pytest

from coordsim.core.contracts import IncentiveRule
from coordsim.core.facts import FACTS as ALL_FACTS
from coordsim.core.levers import BY_NAME, ROLES
from coordsim.room.words import CHOICES, FACTS, LEVERS, lever_words
from coordsim.rules.pay import PAY
from coordsim.rules.pay.accountable import Accountable
from coordsim.rules.pay.quota import Quota
from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel
from coordsim.scenario.rules import Rules, Talk
from coordsim.show.words import WAYS


def test_words_of_ways_belong_to_something() -> None:
    assert set(WAYS) <= {
        *Rules.model_fields,
        *(f"communication.{name}" for name in Talk.model_fields),
        "phases",
    }


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Channel("none"), "Nothing is told. Each side sees its own figures only."),
        (Channel("x", groups=frozenset({"cost"})), "Costs, every week, exact."),
        (
            Channel(
                "x", groups=frozenset({"cost", "stock"}), every=4, delay=3, noise=0.15, money=5
            ),
            (
                "Stock and orders met and costs, every 4 weeks, 3 weeks old, with an error of about"
                " 15%. Costs 5 a week."
            ),
        ),
    ],
)
def test_words(rule: Channel, words: str) -> None:
    assert rule.words() == words


def test_words_belong_to_something() -> None:
    assert set(FACTS) <= {fact.name for fact in ALL_FACTS}
    assert set(CHOICES) | set(LEVERS) <= set(BY_NAME)


def test_a_new_variant_is_told_with_its_weeks_and_its_cost() -> None:
    """As far as the seat knows: 4.6 weeks when nothing was told, 1 when that was."""
    about = BY_NAME["range"].help
    for weeks, said in (
        (4.6, "4.6 weeks"),
        (1.0, "1 week"),
        (0.999999, "1 week"),
        (5.0, "5 weeks"),
    ):
        assert lever_words("range", about, weeks=weeks, tooling=1333.0) == (
            f"Variants offered. You expect a new one to take about {said} and 1,333 of tooling."
        )
    price = lever_words("price", BY_NAME["price"].help, weeks=1.0, tooling=1.0)
    assert price == "List price of every variant."


PAYS = [*PAY.values(), *(Accountable(rule) for rule in PAY.values())]
KPIS = {
    "units": 154.5,
    "unit_cost": 8.9,
    "revenue": 1545.0,
    "fill_rate": 0.965,
    "profit": -321.0,
    "margin": -0.208,
    "told": 171.0,
    "told_over": 16.5,
    "told_short": 3.5,
    "hours_used": 166.5,
    "setups": 4.5,
    "left": 5.5,
    "promises_broken": 0.04,
    "satisfaction": 0.81,
    "demand": 160.0,
    "played": 1.0,
    "round_weeks": 4.0,
    "quarter_units": 1400.0,
    "quarter_left": 4.0,
    "quota": 1500.0,
    "quota_share": 1.0,
}
SPELT = {
    "154.5",
    "8.90",
    "1,545",
    "96.5%",
    "\u2212321",
    "\u221220.8%",
    "171.0",
    "16.5",
    "3.5",
    "20.0",
    "166.5",
    "4.5",
    "5.5",
    "96.0%",
    "81.0%",
    "5.6",
    "6.2",
    "1,375",
    f"{Quota().bonus:g} for the quarter",
}


@pytest.mark.parametrize(
    "rule",
    PAYS,
    ids=[f"{rule.name}{' held to account' * isinstance(rule, Accountable)}" for rule in PAYS],
)
@pytest.mark.parametrize("role", ROLES)
def test_every_line_of_a_slip_says_how_it_came_about(rule: IncentiveRule, role: str) -> None:
    kpis = {name: np.array([value]) for name, value in KPIS.items()}
    for line, amount in rule.pay(role, kpis).items():
        said = rule.how(line, float(amount[0]))
        assert any(number in said for number in SPELT), (line, said)


def test_both_parts_of_a_forecast_bonus_say_which_weeks_they_come_from() -> None:
    """A word of 100 and demand of 90, 110, 80 and 100 units: 2.5 a week above it, and 7.5
    below; a slip that only said so would contradict itself.
    """
    rule, word = PAY["forecast_bonus"], np.full(4, 100.0)
    demand = np.array([90.0, 110.0, 80.0, 100.0])
    kpis = {
        "told": np.array([100.0]),
        "told_short": np.array([np.maximum(demand - word, 0).mean()]),
        "told_over": np.array([np.maximum(word - demand, 0).mean()]),
    }
    slip = rule.pay("marketing", kpis)
    assert {line: rule.how(line, float(money[0])) for line, money in slip.items()} == {
        "forecast": "100.0 units × 0.25",
        "demand above the forecast": "2.5 units a week × 0.1, from the weeks above it",
        "demand below the forecast": "−7.5 units a week × 0.4, from the weeks below it",
    }
    assert rule.how("demand above the forecast", 0.0) == "no week above it"
    assert rule.how("demand below the forecast", -0.0) == "no week below it"
    assert rule.words("marketing").endswith("Weeks are reckoned one by one: a round may have both.")


def test_a_bonus_that_is_not_due_says_so() -> None:
    assert PAY["quota"].how("quarter's bonus", 0.0) == "not reached, or not due yet"


def test_feedback_that_comes_later_is_said_to() -> None:
    assert "after the first round" in TALK["dashboard"].words()
    assert "after the first round" not in TALK["reports"].words()
