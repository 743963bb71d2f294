"""The Lab's sentences: right in every case of sign, number and nothing at all."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from coordsim_web.lab import charts, flow, knowledge, lost, market, outcomes, verdict, worlds
from coordsim_web.lab.lost import NOTHING, Leak
from coordsim_web.lab.records import Band
from coordsim_web.lab.verdict import BARS, Doing
from coordsim_web.lab.weekly import labels, scale, spans

CALM = {
    "profit": 200.0,
    "stockout_rate": 2.0,
    "unit_cost": 5.0,
    "range": 8.0,
    "satisfaction": 75.0,
    "units": 150.0,
}


def firm(weeks: int = 6, put_off: float = 3.0, made: float = 150.0, **now: float) -> Doing:
    """A firm that does well, but for what is said of every week after the first."""
    bars: dict[str, list[float | None]] = {
        name: [CALM[name], *[now.get(name, CALM[name])] * (weeks - 1)] for name in BARS
    }
    profits = [value or 0.0 for value in bars["profit"]]
    return Doing(
        bars=bars,
        put_off=[put_off] * weeks,
        revenue=np.full(weeks, 1000.0),
        made=np.full(weeks, made),
        mean=float(np.mean(profits)),
        total=np.cumsum(profits).tolist(),
        leaks=[NOTHING] * weeks,
    )


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (firm(), "A earns 200 a week: nothing leaks badly."),
        (firm(profit=-829.4), "A loses 829 a week: nothing leaks badly."),
        (firm(profit=9.0), "A roughly breaks even: nothing leaks badly."),
        (firm(profit=-9.0), "A roughly breaks even: nothing leaks badly."),
        (firm(profit=0.0), "A roughly breaks even: nothing leaks badly."),
        (firm(stockout_rate=23.0), "A earns 200 a week: 23 in 100 orders meet an empty shelf."),
        (
            firm(put_off=48.0, range=21.0),
            "A earns 200 a week: 48 in 100 visitors walk out, 21 variants are too many.",
        ),
        (
            firm(unit_cost=7.51),
            "A earns 200 a week: a unit costs 7.51 to make, 5 at the start.",
        ),
        (
            firm(put_off=20.0, stockout_rate=23.0),
            "A earns 200 a week: 23 in 100 orders meet an empty shelf.",
        ),
    ],
)
def test_the_last_weeks(found: Doing, sentence: str) -> None:
    assert verdict.clause("a", found, 5) == sentence


def test_what_is_not_known_is_no_trouble() -> None:
    found = firm()
    blank: dict[str, Any] = {name: [None] * 6 for name in BARS}
    assert verdict.clause("b", replace(found, bars=blank), 5) == (
        "B roughly breaks even: nothing leaks badly."
    )


@pytest.mark.parametrize(
    ("leak", "words"),
    [
        (NOTHING, "it lost no sales"),
        (
            Leak("forecast error", "Forecast error", part=1.0, weekly=0.004, total=0.4),
            "it lost next to no sales",
        ),
        (
            Leak("forecast error", "Forecast error", part=1.0, weekly=0.3, total=31.0),
            "it lost next to no sales",
        ),
        (
            Leak("missing materials", "Materials", part=1.0, weekly=1.0, total=104.0),
            "missing materials cost it 1 sale a week",
        ),
        (
            Leak("too much choice", "Too much choice", part=0.6, weekly=134.2, total=13957.0),
            "too much choice cost it 134 sales a week",
        ),
    ],
)
def test_what_the_worst_leak_cost(leak: Leak, words: str) -> None:
    assert lost.cost_words(leak) == words
    assert verdict.whole("b", replace(firm(profit=200), leaks=[leak])) == (
        f"B earned 200 a week; {words}."
    )


def test_the_whole_run_in_every_sign() -> None:
    assert verdict.whole("a", firm(weeks=2, profit=-1400.0)).startswith("A lost 600 a week; ")
    assert verdict.whole("a", firm(weeks=2, profit=-200.0)).startswith("A roughly broke even; ")


def test_no_cause_costs_nothing_where_nothing_was_lost() -> None:
    """`forecast error cost it 0 sales` stood beside `it lost no sales`."""
    sizes = [0.0, 1e-12, 0.01, 0.3, 0.49, 0.5, 0.51, 1.0, 1.4, 12.0]
    for weekly in sizes:
        leak = Leak("breakdowns", "Breakdowns", part=1.0, weekly=weekly, total=104 * weekly)
        words = lost.cost_words(leak if weekly else NOTHING)
        assert " 0 sales" not in words
        assert words.startswith("it lost n") == (weekly < 0.5)
        said = lost.leak_words(leak if weekly else NOTHING)
        assert ": 0 units" not in said


@pytest.mark.parametrize(
    ("leak", "words"),
    [
        (NOTHING, "A has lost nothing"),
        (Leak("x", "X", part=1.0, weekly=0.1, total=0.2), "A has lost next to nothing"),
        (
            Leak("x", "Not told", part=0.57, weekly=3.0, total=1.0),
            "A has lost 1 unit, most of them to not told (57%)",
        ),
        (
            Leak("x", "Not told", part=0.34, weekly=3.0, total=1234.4),
            "A has lost 1,234 units, the largest part of them to not told (34%)",
        ),
    ],
)
def test_what_has_been_lost_so_far(leak: Leak, words: str) -> None:
    assert lost.clause("a", leak) == words


def test_which_weeks_are_meant() -> None:
    assert [verdict.when(week, 10) for week in (0, 1, 2, 3, 9, 10)] == [
        "Week 1",
        "The first two weeks",
        "The first three weeks",
        "The last four weeks",
        "The last four weeks",
        "The whole run, 11 weeks",
    ]
    assert spans(6) == [
        "Week 1",
        "Weeks 1 to 2",
        "Weeks 1 to 3",
        "Weeks 1 to 4",
        "Weeks 2 to 5",
        "Weeks 3 to 6",
    ]


def test_the_opening_names_who_is_ahead_or_nobody() -> None:
    calm, rich = firm(), replace(firm(), total=[300.0] * 6)
    assert verdict.opening({"a": calm, "b": calm})[1] == "Run the weeks."
    assert "B starts ahead" in verdict.opening({"a": calm, "b": rich})[1]
    assert "A starts ahead" in verdict.opening({"a": rich, "b": calm})[1]


@pytest.mark.parametrize(
    ("week", "made", "units", "words"),
    [
        (5, 80.0, 150.0, "A sells off its stock: 80 made, 150 sold a week."),
        (5, 91.0, 150.0, ""),
        (3, 80.0, 150.0, ""),
        (5, 1.0, 19.0, ""),
    ],
)
def test_a_firm_that_lives_off_its_shelf(week: int, made: float, units: float, words: str) -> None:
    assert verdict.selling("a", firm(made=made, units=units), week) == words


@pytest.mark.parametrize(
    ("gaps", "words"),
    [
        ({"a": None, "b": None}, "The first round is still running."),
        (
            {"a": 780.2, "b": 111.0},
            "So far marketing expected, on average, 780 a week more than A made and 111 a week more"
            " than B made.",
        ),
        (
            {"a": -5.0, "b": 0.3},
            "So far marketing expected, on average, 5 a week less than A made and as much as B"
            " made.",
        ),
        (
            {"a": -0.4, "b": None},
            "So far marketing expected, on average, as much as A made.",
        ),
    ],
)
def test_how_far_hopes_were_off(gaps: dict[str, float | None], words: str) -> None:
    assert outcomes.sentence(gaps) == words


NOW = {
    "demand": 150.0,
    "units": 145.0,
    "left": 4.0,
    "put_off": 1.0,
    "stock": 300.0,
    "made": 150.0,
    "wanted": 150.0,
    "hours_used": 100.0,
    "hours_available": 200.0,
}


@pytest.mark.parametrize(
    ("change", "causes", "end"),
    [
        ({}, {}, "5 are lost on the way."),
        ({"units": 1.0}, {"materials": 0.0}, "5 are lost on the way."),
        (
            {"left": 20.0},
            {"forecast error": 11.0, "hours": 10.0},
            "21 are lost on the way: most to forecast error (52%), while the shelf is full of other"
            " variants.",
        ),
        (
            {"left": 20.0, "stock": 30.0},
            {"forecast error": 8.0, "hours": 7.0, "set-ups": 6.0},
            "21 are lost on the way: the largest part to forecast error (38%).",
        ),
        (
            {"made": 9.0, "hours_used": 200.0, "left": 0.0, "put_off": 134.0},
            {"put off by choice": 134.0},
            "134 are lost on the way: all to too much choice.",
        ),
        (
            {"made": 9.0, "left": 0.0, "put_off": 134.0},
            {"put off by choice": 134.0},
            "134 are lost on the way: all to too much choice.",
        ),
        (
            {"put_off": 40.0, "left": 50.0, "stock": 0.0},
            {"put off by choice": 40.0, "hours": 50.0},
            "90 are lost on the way: most to too few hours (56%).",
        ),
    ],
)
def test_why_units_are_lost_on_the_way(
    change: dict[str, float], causes: dict[str, float], end: str
) -> None:
    said = flow.sentence(NOW | change, causes)
    assert said.endswith(end)
    assert said.startswith("1 unit a week" if change.get("units") == 1 else "145 units a week")


def test_how_long_the_stock_lasts() -> None:
    assert flow.cover(NOW) == "2 weeks of orders"
    assert flow.cover(NOW | {"stock": 150.0}) == "1 week of orders"
    assert flow.cover(NOW | {"demand": 0.0}) == ""


@pytest.mark.parametrize(
    ("status", "stock", "mood", "words"),
    [
        ([2, 2, 1], [5, 0, 0], 49.0, "2 variants on sale, 1 shelf empty, 1 in development; "),
        ([2, 0, 0], [5, 0, 0], 49.0, "1 variant on sale, no shelf empty, none in development; "),
        ([2, 2, 0], [0, 0, 0], 49.0, "2 variants on sale, 2 shelves empty, none in development; "),
        ([2], [1], None, "1 variant on sale, no shelf empty, none in development."),
    ],
)
def test_what_is_on_the_shelves(
    status: list[int], stock: list[int], mood: float | None, words: str
) -> None:
    said = market.sentence(market.counts(status, stock), mood)
    assert said == words + ("" if mood is None else "customers' satisfaction is 49 of 100.")
    assert market.title(60, mood) == "End of week 61" + (
        "" if mood is None else ": satisfaction 49 of 100"
    )


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ((1.0, 2.0, 3.0), (2.0, 3.0, 1.0), "In 2 of 3 other worlds B earns more: "),
        ((5.0, 5.0, 5.0), (2.0, 3.0, 9.0), "In 2 of 3 other worlds A earns more: "),
        ((1.0, 2.0), (2.0, 1.0), "In 2 other worlds neither firm is ahead more often: "),
        ((1.0, 2.0), (1.0, 2.0), "In 2 other worlds neither firm is ahead more often: "),
    ],
)
def test_was_that_luck(a: tuple[float, ...], b: tuple[float, ...], words: str) -> None:
    said = worlds.words(a, b)
    assert said.startswith(words)
    assert said.endswith(f"B {np.mean(b):.3g} a week.")


def test_a_belief_is_judged_against_the_truth_and_what_was_ever_met() -> None:
    truth = np.array([100.0, 100.0, 100.0, 100.0, 0.0, 0.0])
    belief = np.array([110.0, 111.0, np.inf, np.nan, 0.9, 1.2])
    assert knowledge.judged(truth, belief) == "rwenrw"
    assert knowledge.judged(np.zeros(2), np.zeros(2)) == "rr"


def test_a_few_spikes_do_not_flatten_all_other_weeks() -> None:
    usual = [float(value % 10) for value in range(100)]
    assert charts.ceiling(usual) is None
    assert charts.ceiling([*usual, 10.5]) is None
    assert charts.ceiling([*usual, 500.0]) == 9.0
    assert charts.ceiling([]) is None
    assert charts.ceiling([0.0] * 100) is None
    assert charts.ceiling([-5.0] * 50 + [-1.0]) is None
    lines = {"a": {"profit": usual}, "b": {"profit": [*usual[:-1], 500.0]}}
    found = charts.charts(lines, {"a": {}, "b": {}})
    frame = found["frames"]["profit"]
    assert (frame["low"], frame["top"], frame["step"]) == (0.0, 10.0, 5.0)
    assert frame["spikes"] == [{"side": "b", "week": 99}]
    assert frame["beyond"] == "▲ beyond the scale, at most 500: B in week 100."


def test_a_scale_has_room_for_other_worlds() -> None:
    usual = [float(value % 10) for value in range(100)]
    lines = {"a": {"profit": usual}, "b": {"profit": [*usual[:-1], 500.0]}}
    fan = {"profit": Band(low=usual, high=[20.0] * 100)}
    frame = charts.charts(lines, {"a": fan, "b": {}})["frames"]["profit"]
    assert frame["top"] == 20.0


@pytest.mark.parametrize(
    ("low", "high", "ticks", "ends"),
    [
        (0.0, 233.0, 3, (0.0, 300.0, 100.0)),
        (-903.0, 750.0, 4, (-1000.0, 1000.0, 500.0)),
        (0.0, 9.0, 3, (0.0, 10.0, 5.0)),
        (0.0, 0.07, 3, (0.0, 0.075, 0.025)),
    ],
)
def test_scales_have_round_ends(
    low: float, high: float, ticks: int, ends: tuple[float, float, float]
) -> None:
    assert scale(low, high, ticks) == ends


def test_a_phone_has_room_for_the_weeks_that_are_named() -> None:
    assert labels(104) == [1, 26, 52, 78, 104]
    assert labels(52) == [1, 10, 20, 30, 40, 50]
    assert labels(8) == [1, 4, 8]
