"""What a debrief says is true, whatever the signs, and its numbers fit each other as written."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coordsim.core.kpis import CAUSES
from coordsim.room.records import Arm, LostBy
from coordsim.room.sentences import (
    HELD,
    compared,
    earned,
    fill_words,
    headline,
    verdict,
    where_lost,
)

MONEY = st.one_of(
    st.floats(-3000, 3000, allow_subnormal=False),
    st.integers(-30, 30).map(lambda halves: halves / 2),
)
law = settings(derandomize=True, deadline=None, max_examples=400)


def arm(profit: float, level: str = "L2", present: bool = False, title: str = "Pay") -> Arm:
    return Arm(
        level=level,
        pay="pay",
        talk="talk",
        pay_title=title,
        talk_title="Talk",
        present=present,
        profit=profit,
        units=None,
        fill_rate=None,
        unit_cost=None,
        range=None,
        lost_units=None,
        your_pay=None,
    )


def money_in(words: str) -> int:
    """What a sentence says that a firm earned, losses below zero."""
    if "broke even" in words:
        return 0
    found = re.search(r"(made|lost) ([\d,]+) a week", words)
    assert found is not None, words
    amount = int(found.group(2).replace(",", ""))
    assert amount > 0
    return amount if found.group(1) == "made" else -amount


@law
@given(MONEY, MONEY)
@example(-249.0, -368.0)
@example(-368.0, -249.0)
@example(-0.4, 0.4)
@example(654.49, 654.51)
@example(0.0, -0.5)
def test_a_comparison_holds_of_the_numbers_as_they_are_written(yours: float, theirs: float) -> None:
    words = verdict([arm(yours, "game"), arm(theirs, present=True)])
    you, they = money_in(headline(yours)), money_in(words)
    said = re.search(r": (?:([\d,]+) (better|worse) than|as) ", words)
    assert said is not None, words
    if said.group(1) is None:
        assert you == they
    else:
        gap = int(said.group(1).replace(",", ""))
        assert they - you == (gap if said.group(2) == "better" else -gap)
        assert gap > 0
    assert not re.search(r"[-−]\d", words)


@law
@given(MONEY, MONEY, MONEY)
def test_the_best_replay_is_named_only_if_it_reads_better(
    yours: float, theirs: float, other: float
) -> None:
    arms = [arm(yours, "game"), arm(theirs, present=True), arm(other, "L1", title="Else")]
    words = verdict(arms)
    told = words.split(" The best of the replays, ")
    best = max(money_in(headline(theirs)), money_in(headline(other)))
    if len(told) == 1:
        assert "None of the replays below did better than you." in words
        assert best <= money_in(headline(yours))
    else:
        assert money_in(told[1]) == best > money_in(headline(yours))
        assert (HELD["L1"] in words) == ("“Else”" in words)


@pytest.mark.parametrize(
    ("yours", "theirs", "words"),
    [
        (-368, -249, "lost 249 a week: 119 better than you and your partner."),
        (-249, -368, "lost 368 a week: 119 worse than you and your partner."),
        (1654, 500, "made 500 a week: 1,154 worse than you and your partner."),
        (-50, 100, "made 100 a week: 150 better than you and your partner."),
        (100, -50, "lost 50 a week: 150 worse than you and your partner."),
        (-20.2, -19.8, "lost 20 a week: as much as you and your partner."),
        (0.2, -0.3, "broke even: as you did."),
    ],
)
def test_all_signs_in_words(yours: float, theirs: float, words: str) -> None:
    said = verdict([arm(yours, "game"), arm(theirs, present=True)])
    assert said.startswith(f"Two rule-based managers under the same rules {words}")


@pytest.mark.parametrize(
    ("profit", "words"),
    [(0.4, "broke even"), (-0.5, "lost 1 a week"), (1234.5, "made 1,235 a week")],
)
def test_what_a_firm_earned(profit: float, words: str) -> None:
    assert earned(profit) == words
    assert headline(profit) == f"Your firm {words}."


def test_compared_to_nothing_earned() -> None:
    assert compared(0.0, 0.2) == "as you did"


def lost(**units: float) -> list[LostBy]:
    return [LostBy(cause, units.get(cause.replace(" ", "_"), 0.0)) for cause in CAUSES]


@pytest.mark.parametrize(
    ("units", "ordered", "words"),
    [
        ({}, 1000.0, "1,000 units were ordered, and no sale was lost."),
        ({"hours": 0.4}, 1.0, "1 unit was ordered, and no sale was lost."),
        (
            {"hours": 30.0, "materials": 10.0},
            400.0,
            "400 units were ordered, 40 of them lost. Most went by: hours (75%).",
        ),
        (
            {"put_off_by_choice": 1.0},
            9.0,
            (
                "9 units were ordered, none of them lost; another 1 customer left before ordering."
                " Most went by: put off by choice (100%)."
            ),
        ),
        (
            {"put_off_by_choice": 2.0, "forecast_error": 1.0},
            9.0,
            (
                "9 units were ordered, 1 of them lost; another 2 customers left before ordering."
                " Most went by: put off by choice (67%)."
            ),
        ),
    ],
)
def test_where_sales_were_lost(units: dict[str, float], ordered: float, words: str) -> None:
    assert where_lost(lost(**units), ordered) == words


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        (None, ""),
        (1.0, ""),
        (
            0.915,
            "The fill rate, 91.5%, counts only orders met at once with the first choice; orders met"
            " by another variant, or later, are neither in it nor lost.",
        ),
    ],
)
def test_what_makes_the_fill_rate_lower_than_the_lost_orders(
    fill: float | None, words: str
) -> None:
    assert fill_words(fill) == words


@law
@given(st.lists(st.floats(0, 900), min_size=len(CAUSES), max_size=len(CAUSES)))
def test_no_sale_was_lost_is_said_of_none_and_only_then(units: list[float]) -> None:
    words = where_lost([LostBy(*pair) for pair in zip(CAUSES, units, strict=True)], 5000.0)
    gone = sum(units) - units[0]
    assert ("no sale was lost" in words) == (units[0] < 0.5 and gone < 0.5)
    assert "0 of them" not in re.sub(r"\d0 of them", "", words)
