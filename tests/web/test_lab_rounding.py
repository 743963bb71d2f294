"""One number is rounded once, however often and wherever the Lab shows it."""

import re
from typing import Any

import numpy as np
import pytest
from support.lab import RULES, lived, stories

from coordsim.core.kpis import KPI
from coordsim.run.simulate import simulate
from coordsim.show.numbers import number
from coordsim_web.lab import charts, outcomes, weekly

SIDES = list(RULES)
WORLDS = range(1, 7)


def in_words(text: str) -> set[str]:
    """The numbers of a sentence."""
    return set(re.findall(r"−?\d[\d,]*(?:\.\d+)?", text))


@pytest.mark.parametrize("seed", WORLDS)
@pytest.mark.parametrize("side", SIDES)
def test_a_round_is_rounded_as_the_chart_is(side: str, seed: int) -> None:
    """The chart rounded to a digit more, and the page once again: 654 here and 655 there."""
    scenario = lived(RULES[side]).run.scenarios[0]
    run = simulate([scenario], seeds=[seed])
    curves, found = charts.curves(run), outcomes.outcomes(run)
    for end, one in zip(found["ends"], found["rounds"], strict=True):
        for name, value in one["actual"].items():
            assert value == curves[name][end], f"{name} in week {end + 1}"


@pytest.mark.parametrize("side", SIDES)
def test_bars_and_flows_are_those_of_the_charts(side: str) -> None:
    told: dict[str, Any] = stories()[side]
    for name, values in told["verdict"]["bars"].items():
        assert values == told["charts"][name]
    for name in ("units", "demand"):
        assert told["flow"]["amounts"][name] == told["charts"][name]


@pytest.mark.parametrize("side", SIDES)
def test_sentences_write_what_the_page_shows(side: str) -> None:
    told, both = stories()[side], stories()["both"]
    place = SIDES.index(side)
    for week in range(1, len(both["verdict"]["sentence"]) - 1):
        profit = number(abs(told["verdict"]["bars"]["profit"][week]))
        sentence = both["verdict"]["sentence"][week][place]
        assert "breaks even" in sentence or profit in in_words(sentence)
        flow, amounts = told["flow"]["sentence"][week], told["flow"]["amounts"]
        assert number(amounts["units"][week]) in in_words(flow)
        lost = number(told["lost"]["total"][week])
        assert lost in in_words(both["lost"]["sentence"][week]) or lost in ("0", "")


def test_the_last_digit_of_a_float_decides_nothing() -> None:
    """Two ways to the same sum must not be read as two numbers."""
    assert weekly.shown(654.5) == weekly.shown(654.4999999999999) == 655
    assert weekly.shown(0.155, "share") == weekly.shown(0.15499999999999997, "share") == 16


@pytest.mark.parametrize("unit", ["", "share"])
def test_many_numbers_are_rounded_as_each_alone(unit: str) -> None:
    luck = np.random.default_rng(5)
    sizes = luck.normal(size=4000) * 10.0 ** luck.uniform(-9, 9, 4000)
    quarters, thousandths = np.arange(-4000, 4000) / 4, np.arange(-2000, 2000) / 1000
    bounds = [*(10.0 ** np.arange(-9, 10)), 9.995, 99.95, 999.5, 654.4999999999999, -1e-10]
    odd = [0.0, -0.0, np.nan, np.inf, -np.inf, 0.15499999999999997]
    values = np.concatenate([sizes, quarters, thousandths, bounds, odd])
    assert weekly.listed(values, unit) == [weekly.shown(one, unit) for one in values.tolist()]


def test_a_number_that_is_none_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="a number that is none"):
        weekly.certain([1.0, np.nan])


@pytest.mark.parametrize("name", ["profit", "range", "stockout_rate", "unit_cost"])
def test_means_and_weeks_are_named_apart(name: str) -> None:
    """The range of the week and the mean of four weeks stood side by side without a name: 31 and
    32 variants.
    """
    spans = stories()["both"]["charts"]["spans"]
    assert spans[10] == "Weeks 8 to 11"
    assert "mean of the last four weeks" in charts.INTRO
    assert stories()["a"]["market"]["title"][10].startswith("End of week 11")
    curve = weekly.listed(weekly.series(lived(RULES["a"]).run, name), KPI[name].unit)
    assert stories()["a"]["charts"][name] == curve
