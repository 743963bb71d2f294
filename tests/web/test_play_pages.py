"""What Play's pages show: labels, digits, signs and sentences, from made-up records and real
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
from coordsim.room.debrief import debrief
from coordsim.room.records import OpenLever
from coordsim.room.replays import planned, replayed
from coordsim.room.session import Session, shortened
from coordsim.scenario.file import load
from coordsim_web.play import words
from coordsim_web.play.ending import ending
from coordsim_web.play.plan import expected_of, form_of, move, settable
from coordsim_web.play.seat import GROUPS, head_of, seat_page

BASE = load("base")


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
    assert [words.told_when(age) for age in (None, 0.0, 1.0, 3.0)] == [
        "never",
        "now",
        "1 week ago",
        "3 weeks ago",
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
    form = form_of(session.view())
    for control in form.levers:
        assert [choice.value for choice in control.choices if choice.value == control.value]
        for choice in control.choices:
            session.propose(0, {control.name: choice.value})
            assert choice.words


def test_the_form_says_when_promotions_come_and_what_was_before() -> None:
    session = opened()
    for _ in range(2):
        session.submit({"promotion_every": 8, "price": 9.5})
    form = form_of(session.view())
    assert form.title == "Your plan for weeks 9 to 12"
    assert form.button == "Play 4 weeks"
    assert form.promotions == {
        "13": "Next promotion: week 13.",
        "8": "Next promotion: week 16.",
        "4": "Next promotion: week 12.",
    }
    by_name = {control.name: control for control in form.levers}
    assert by_name["price"].was == "Was 9.5."
    assert by_name["price"].help.endswith("From 6 to 14.")
    every = by_name["promotion_every"]
    assert [choice.words for choice in every.choices] == ["never", "4", "8", "13"]
    assert every.few


def test_what_is_expected_is_held_against_changing_nothing() -> None:
    session = opened(communication="reports")
    view, base = session.view(), session.preview({})
    form = form_of(view)
    same = expected_of(base, base, form)
    assert [kpi.move for kpi in same.kpis] == [""] * len(base.kpis)
    assert same.pay_move == ""
    assert (len(same.told), len(form.words)) == (31, 31)
    assert [word.words for word in form.words][:1] == ["You say 50% less."]
    place = [word.value for word in form.words].index(1.0)
    assert form.words[place].words == "You say so."
    assert same.told[place] == same.demand
    dear = expected_of(session.preview({"price": 13.0}), base, form)
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
        page = expected_of(replace(base, kpis=kpis), base, form_of(session.view()))
        return next(one.good for one, kpi in zip(page.kpis, kpis, strict=True) if kpi.name == name)

    assert [moved("revenue", by) for by in (1.5, 1.0, 0.5)] == ["better", "", "worse"]
    assert [moved("unit_cost", by) for by in (1.5, 1.0, 0.5)] == ["worse", "", "better"]
    neutral = replace(base, kpis=tuple(replace(kpi, better="none") for kpi in base.kpis))
    other = replace(neutral, kpis=tuple(replace(k, value=2 * (k.value or 1)) for k in neutral.kpis))
    page = expected_of(other, neutral, form_of(session.view()))
    assert {kpi.good for kpi in page.kpis} == {""}


def test_a_seats_page_in_its_first_and_its_second_round() -> None:
    session = opened(communication="reports")
    first = seat_page(session.view())
    assert first.story is not None
    assert first.happened is None
    assert (first.pay.total, first.pay.expected, first.pay.slip) == ("", "", ())
    assert "Who settles conflicts: nobody. Each enacts" in first.story.how
    session.submit({})
    second = seat_page(session.view())
    assert second.story is None
    assert second.happened is not None
    assert second.happened.title == "What happened in weeks 1 to 4"
    assert second.happened.lost_in == "units in these 4 weeks"
    assert second.happened.untold == "how many customers left without buying, nor why."
    assert second.pay.before == ""
    assert re.fullmatch(r"Units sold: [\d.]+ units × 0.25", second.pay.slip[0].label)
    assert second.pay.slip[0].value == second.pay.total
    titles = [group.title for group in second.knows.groups]
    assert titles == [title for source, title in GROUPS if source in {"own", "told", "untold"}]
    session.submit({})
    third = seat_page(session.view())
    assert re.fullmatch(r"Round by round: [\d.]+, [\d.]+", third.pay.before)


def test_where_a_game_stands_and_its_seed() -> None:
    head = head_of(opened().view())
    assert (head.weeks, head.seed) == ("Weeks 1 to 4 of 12", "seed 11")


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
    shown = page.happened.none + page.happened.untold + str(page.happened.lost)
    everything_hidden = all(item.units is None for item in view.outcome.lost)
    for item in view.outcome.lost:
        assert everything_hidden or item.label[1:] in shown


@pytest.fixture(scope="module")
def over() -> Session:
    session = opened(weeks=8, communication="reports")
    session.submit({"price": 9.0})
    session.submit({"price": 9.5})
    return session


def test_the_page_of_a_debrief_before_and_after_the_replays(over: Session) -> None:
    told, arms = debrief(over), planned(over)
    before, after = ending(told, arms, None), ending(told, arms, replayed(over))
    json.dumps(asdict(after), allow_nan=False)
    assert before.summary.headline == after.summary.headline
    assert (before.summary.verdict, bool(after.summary.verdict)) == ("", True)
    assert len(before.summary.stand_in) >= len(after.summary.verdict) - 4
    shapes = [
        [(level.title, [row.label for row in level.rows]) for level in page.elsewhere.levels]
        for page in (before, after)
    ]
    assert shapes[0] == shapes[1], "what waits has its place"
    assert [row.label for row in before.causes.rows] == [row.label for row in after.causes.rows]
    assert before.elsewhere.waiting
    assert not after.elsewhere.waiting


def test_one_number_is_written_in_one_way(over: Session) -> None:
    page = ending(debrief(over), planned(over), replayed(over))
    money = page.summary.tiles[0].value.replace("−", "")
    assert money in page.summary.headline
    assert page.elsewhere.levels[0].rows[0].value.replace("−", "") == money
    assert page.elsewhere.table.rows[0][3].replace("−", "") == money
    assert (
        f"the firm's profit was {page.summary.tiles[0].value}." in page.summary.paid.words[0].value
    )
    pay = {tile.seat: tile.value for tile in page.summary.tiles if tile.seat}
    yours = next(row for row in page.summary.paid.other.rows if "(yours)" in row[0])
    assert list(yours[1:]) == [pay[role] for role in ROLES]
    rounds = {line.label: line for line in page.course.lines}
    paid = [cell.text for cell in rounds["Pay of marketing"].cells][1:]
    assert [row[2] for row in page.summary.paid.expected.rows] == paid


def test_a_debrief_marks_what_changed(over: Session) -> None:
    page = ending(debrief(over), planned(over), None)
    price = next(line for line in page.course.lines if line.label.startswith("Price"))
    assert [(cell.text, cell.changed) for cell in price.cells] == [
        ("10", False),
        ("9", True),
        ("9.5", True),
    ]
    assert price.seat == "marketing"
    assert all(any(cell.changed for cell in line.cells) for line in page.course.lines if line.seat)


def test_bars_stay_within_their_ground(over: Session) -> None:
    page = ending(debrief(over), planned(over), replayed(over))
    for level in page.elsewhere.levels:
        for row in level.rows:
            assert 0 <= row.left <= row.left + row.width <= 100.02
            edge = row.left + row.width if row.red else row.left
            assert edge == pytest.approx(page.elsewhere.zero, abs=0.03)
    for cause in page.causes.rows:
        assert 0 <= cause.width <= 100
        assert (cause.width == 0) == (cause.units == "0")


def test_both_seats_are_shown_with_the_widest_gaps_first(over: Session) -> None:
    page = ending(debrief(over), planned(over), None)
    assert [side.title for side in page.sides] == ["Marketing, you", "Operations"]
    rows = {row[0]: row for row in page.sides[0].table.rows}
    assert rows["Set-up hours, hours a lot"][2] == "8"
    assert all(len(row) == 4 for side in page.sides for row in side.table.rows)
    assert page.hash == over.run.hash[:12]
    assert page.seed == "11"
