"""What a seat's page shows: labels, digits, signs and sentences, from made-up records and real
games.
"""

import json
import re
from dataclasses import asdict, replace
from typing import Any

import pytest

from coordsim.core.facts import FACTS
from coordsim.core.kpis import KPIS
from coordsim.core.levers import LEVERS, ROLES
from coordsim.room.records import OpenLever
from coordsim.room.session import Session, shortened
from coordsim.scenario.file import load
from coordsim_web.rooms import words
from coordsim_web.rooms.seat.page import GROUPS, seat_page
from coordsim_web.rooms.seat.plan import choices_of, expected_of, move, offered_words, settable

BASE = load("blind")


def opened(role: str = "marketing", weeks: int = 12, **rules: Any) -> Session:
    return Session.create(shortened(BASE.with_(rules), weeks), 11, role)


@pytest.mark.parametrize(
    ("value", "unit", "text", "after"),
    [
        (None, "units", "–", "units"),
        (1.0, "weeks", "1", "week"),
        (2.0, "weeks", "2", "weeks"),
        (0.1234, "share", "12.3%", ""),
        (0.1, "share of price", "10%", "of price"),
        (0.042, "money/unit/week", "0.042", "money a unit and week"),
        (1234.5, "money/week", "1,235", "money a week"),
        (-12.34, "money/week", "−12.3", "money a week"),
        (1.0, "0 = bespoke, 1 = packages", "packages", ""),
        (0.0, "0 = standard, 1 = partner", "standard", ""),
        (0.8, "0-1", "80%", ""),
        (0.5, "1", "0.5", ""),
    ],
)
def test_values_and_units(value: float | None, unit: str, text: str, after: str) -> None:
    assert (words.value_of(value, unit), words.unit_of(unit, value)) == (text, after)


def test_every_unit_of_the_tables_reads_as_words() -> None:
    units = {item.unit for table in (LEVERS, FACTS, KPIS) for item in table}
    assert len(units) > 20
    for unit in units:
        assert not re.search(r"[/=]|^share", words.unit_of(unit)), unit
        assert not re.search(r"a week$", words.unit_within(unit)), unit


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (9.25, "money/unit", "9.25"),
        (0.15000000000000002, "share", "15%"),
        (169.7345, "hours/week", "169.7345"),
    ],
)
def test_what_was_set_keeps_its_digits(value: float, unit: str, text: str) -> None:
    assert words.set_value(value, unit) == text


def test_ages_and_lists() -> None:
    assert [words.weeks_old(age) for age in (None, 0.0, 1.0, 3.0)] == [
        "fresh",
        "fresh",
        "1 week old",
        "3 weeks old",
    ]
    assert [words.listed(list("abc")[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("value", "base", "unit", "text"),
    [
        (654.4, 642.2, "money/week", "▲ 12"),
        (642.2, 654.4, "money/week", "▼ 12"),
        (642.4, 642.2, "money/week", ""),
        (-5.0, 5.0, "money/week", "▼ 10"),
        (0.125, 0.121, "share", "▲ 0.4 points"),
        (None, 5.0, "units", ""),
        (0.0, 0.0, "units", ""),
    ],
)
def test_a_move_is_the_distance_between_the_numbers_as_they_are_written(
    value: float | None, base: float | None, unit: str, text: str
) -> None:
    assert move(value, base, unit) == text


def lever(**changes: Any) -> OpenLever:
    plain = OpenLever(
        name="price",
        label="Price",
        unit="money/unit",
        help="",
        step=0.5,
        whole=False,
        choices=(),
        low=6.0,
        high=14.0,
        value=10.0,
    )
    return replace(plain, **changes)


def test_what_can_be_set() -> None:
    assert settable(lever()) == [6 + 0.5 * step for step in range(17)]
    assert settable(lever(value=9.73))[7:9] == [9.5, 9.73]
    assert settable(lever(low=0.0, high=0.3, step=0.05, value=0.1))[:3] == [0, 0.05, 0.1]
    assert settable(lever(high=7.2, value=6.0)) == [6.0, 6.5, 7.0, 7.2]
    assert settable(lever(choices=(4.0, 8.0), value=8.0)) == [4.0, 8.0]
    assert settable(lever(choices=(4.0, 8.0), value=5.0)) == [4.0, 5.0, 8.0]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["base", "service-desk", "vehicle"])
def test_every_value_on_a_form_may_be_handed_in(role: str, name: str) -> None:
    session = Session.create(shortened(load(name)), 3, role)
    for lever in session.view().levers:
        choices = choices_of(lever)
        assert lever.value in [choice.value for choice in choices]
        for choice in choices:
            session.propose(0, {lever.name: choice.value})
            assert choice.words


def test_how_often_is_never_or_a_number() -> None:
    every = next(one for one in opened().view().levers if one.name == "promotion_every")
    assert [choice.words for choice in choices_of(every)] == ["never", "4", "8", "13"]


def test_what_is_expected_is_held_against_changing_nothing() -> None:
    session = opened(communication="reports")
    words, base = offered_words(session.view()), session.preview({})
    same = expected_of(base, base, words)
    assert [kpi.move for kpi in same.kpis] == [""] * len(base.kpis)
    assert same.pay_move == ""
    assert (len(same.told), words[0], words[-1]) == (31, 0.5, 2.0)
    assert same.told[words.index(1.0)] == same.demand
    dear = expected_of(session.preview({"price": 13.0}), base, words)
    demand = next(kpi for kpi in dear.kpis if kpi.label == "Demand")
    assert demand.move.startswith("▼")
    assert "" not in {kpi.value for kpi in dear.kpis}


def test_better_and_worse_follow_the_kpi() -> None:
    session = opened()
    base = session.preview({})

    def moved(name: str, by: float) -> str:
        kpis = tuple(
            replace(kpi, value=(kpi.value or 0) * by) if kpi.name == name else kpi
            for kpi in base.kpis
        )
        page = expected_of(replace(base, kpis=kpis), base, ())
        return next(one.good for one, kpi in zip(page.kpis, kpis, strict=True) if kpi.name == name)

    assert [moved("revenue", by) for by in (1.5, 1.0, 0.5)] == ["better", "", "worse"]
    assert [moved("unit_cost", by) for by in (1.5, 1.0, 0.5)] == ["worse", "", "better"]
    neutral = replace(base, kpis=tuple(replace(kpi, better="none") for kpi in base.kpis))
    other = replace(neutral, kpis=tuple(replace(k, value=2 * (k.value or 1)) for k in neutral.kpis))
    page = expected_of(other, neutral, ())
    assert {kpi.good for kpi in page.kpis} == {""}


def test_a_seats_page_in_its_first_and_its_second_round() -> None:
    session = opened(communication="reports")
    first = seat_page(session.view())
    assert first.happened is None
    assert (first.pay.total, first.pay.expected, first.pay.slip) == ("", "", ())
    session.submit({})
    second = seat_page(session.view())
    assert second.happened is not None
    assert second.happened.untold == "how many customers left without buying, nor why."
    assert re.fullmatch(r"Units sold: [\d.]+ units × 0.25", second.pay.slip[0].label)
    assert second.pay.slip[0].value == second.pay.total
    titles = [group.title for group in second.knows.groups]
    assert titles == [title for source, title in GROUPS if source in {"own", "told", "untold"}]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("talk", ["none", "dashboard"])
def test_a_page_is_text_made_of_the_view_and_shows_all_causes(role: str, talk: str) -> None:
    session = opened(role, communication=talk)
    session.submit({})
    view = session.view()
    page = seat_page(view)
    json.dumps(asdict(page), allow_nan=False)
    assert view.outcome is not None
    assert page.happened is not None
    shown = page.happened.untold + str(page.happened.lost)
    everything_hidden = all(item.units is None for item in view.outcome.lost)
    for item in view.outcome.lost:
        assert everything_hidden or item.units == 0 or item.label[1:] in shown


@pytest.mark.parametrize(
    ("unit", "one"),
    [
        ("weeks", "week"),
        ("standard deviations", ""),
        ("hours/week", "hour a week"),
        ("money/unit", "money a unit"),
        ("share of hours", "of hours"),
    ],
)
def test_one_of_a_unit_is_not_many(unit: str, one: str) -> None:
    assert words.unit_of(unit, 1) == one
    assert words.unit_of(unit, 1.0004) == one  # reads as 1
    assert words.unit_of(unit, 2) == words.unit_of(unit)
