"""Rules in words follow the rules."""

import pytest

from coordsim.communication.channel import Channel
from coordsim.facts import GROUPS
from coordsim.game.words import CARRIED, TITLES, talk_words
from coordsim.scenario import COMMUNICATION, INCENTIVES


def test_every_rule_has_a_title() -> None:
    assert set(TITLES) == {*COMMUNICATION, *INCENTIVES}
    assert set(CARRIED) == set(GROUPS)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Channel("none"), "Nothing is told. Each side sees its own figures only."),
        (Channel("x", frozenset({"cost"})), "Costs, every week, exact."),
        (
            Channel("x", frozenset({"cost", "stock"}), every=4, delay=3, noise=0.15, money=5),
            "Stock and orders met and costs, every 4 weeks, 3 weeks old, with an error of about 15%. Costs 5 a week.",
        ),
    ],
)
def test_words(rule: Channel, words: str) -> None:
    assert talk_words(rule) == words
