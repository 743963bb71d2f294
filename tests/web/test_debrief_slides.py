"""The debrief's slides, screens and files: figures of the export, nobody's name, nothing from
outside.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from matplotlib.text import Text
from support.debriefs import finished
from support.german import english
from support.rooms import Class, agenda

from coordsim.core.levers import ROLES
from coordsim.room.after.kept import key_of
from coordsim.room.after.records import Unusual
from coordsim.room.deeds import SCREENS, MessageSent, PhaseBegun, RoundUndone
from coordsim.room.export.folder import export
from coordsim.room.state.records import RoomError, Wall
from coordsim.show.numbers import number, spelled
from coordsim_web.rooms.debrief import (
    charts,
    drawing,
    printed,
    read,
    replayed,
    room,
    rules,
    screens,
    team,
)
from coordsim_web.rooms.debrief.drawing import NARROW, WALL, WIDE, Frame, svg
from coordsim_web.rooms.debrief.files import write
from coordsim_web.rooms.debrief.words import Words, money
from coordsim_web.rooms.debrief.working import Desk, Progress
from coordsim_web.texts import LANGUAGES

EN = Words("en")


def test_the_fourth_screen_names_the_largest_bar_that_it_draws() -> None:
    done = finished()
    rows = rules.rules_rows(done.told, EN, {*screens.ON_WALL})
    drawn = {row.label: row.tick for row in rows if row.label.startswith("Managers: ")}
    drawn.pop("Managers: under your rules")
    best = max(drawn, key=lambda label: drawn[label] or 0.0)
    said = rules.helped_most(done.told, EN, {*screens.ON_WALL})
    assert best.removeprefix("Managers: ") in said
    assert screens.screen(done.told, done.room.room.state, 4, EN).lead.startswith(("Of", "None of"))


def test_worlds_unlike_most_are_told_on_every_page_that_shows_other_rules() -> None:
    done = finished()
    odd = Unusual("shared", "none", more=False, against=19, worlds=20)
    plain = replace(done.told, teams=tuple(replace(one, unusual=None) for one in done.told.teams))
    first = replace(plain.teams[0], unusual=odd)
    told = replace(plain, teams=(first, *plain.teams[1:]))
    for one, there in ((plain, False), (told, True)):
        for lines in (
            rules.elsewhere(one, EN).lines,
            screens.screen(one, done.room.room.state, 4, EN).lines,
            replayed.elsewhere(one.teams[0], EN, ROLES).lines,
        ):
            assert any("19 of 20 other worlds" in line for line in lines) == there


class Seen(HTMLParser):
    """The words of a document, and every address in it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, str], float]:
    folder = tmp_path_factory.mktemp("out") / "export"
    done = finished()
    export(done.room.room, done.room.book, folder)
    with (folder / "kpis.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(int(row["team"]), row["kpi"]): float(row["value"] or "nan") for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_files_open_offline_and_have_the_exports_figures(
    language: str, tmp_path: Path, exported: dict[tuple[int, str], float]
) -> None:
    told = finished().told
    files = write(told, tmp_path / "new", language)
    seen = Seen()
    seen.feed(files.html.read_text("utf-8"))
    assert all(address.startswith("#") for address in seen.addresses)
    assert not seen.tags & {"script", "link", "img", "iframe", "b"}
    text = " ".join(seen.words)
    printed_ = [
        [item.get_text() for item in page.findobj(Text)]
        for page in printed.pages(room.whole(told, Words(language)))
    ]
    assert files.pdf.read_bytes().startswith(b"%PDF")
    assert len(printed_) == 8 + len(told.teams)
    for one in told.teams:
        page = " ".join(printed_[7 + one.team])
        for name, own in (
            ("profit", one.scores.profit),
            *((f"{role}_pay", one.scores.pay[role]) for role in ROLES),
        ):
            value = exported[one.team, name]
            assert own == pytest.approx(value)
            assert spelled(number(value), language) in text
            assert spelled(money(value), language) in page
    with pytest.raises(ValueError, match="is there already"):
        write(told, tmp_path / "new", language)


def _said(value: Any) -> Iterator[str]:
    """Every text of a part or of a screen, but signs and what the browser draws with."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _said(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _said(None if key in ("points", "kind", "colour", "name") else item)


def test_a_german_debrief_has_no_english_and_no_english_numbers() -> None:
    told, state, both = finished().told, finished().room.room.state, []
    for language in ("en", "de"):
        words = Words(language)
        parts: list[Any] = [part.plain for part in room.whole(told, words)]
        for place in range(1, SCREENS + 1):
            parts.append(screens.screen(told, state, place, words).spelled(language).plain)
        both.append({text for part in parts for text in _said(part)})
    own = (
        "start",
        "middle",
        "end",
        "dashed",
        "hollow",
        "bold",
        "silent",
        "told",
        "More or less? How many? Test",
    )
    assert english(*both, names=own) == set()


def test_a_room_has_eight_slides_and_a_page_for_each_team() -> None:
    told = finished().told
    first, *pages = room.whole(told, EN)
    assert [slide.title[0] for slide in first.slides] == list("12345678")
    assert [page.title for page in pages] == [f"Team {k}" for k in (1, 2, 3, 4)]
    for part in (first, *pages):
        json.dumps(part.plain, allow_nan=False)
        for slide in part.slides:
            assert slide.lead
            assert slide.picture is None or (slide.picture(WIDE).label and slide.tables)


def test_arms_are_dots_and_their_gap_has_an_interval() -> None:
    told = finished().told
    rows = rules.rules_rows(told, EN)
    assert [len(row.dots) for row in rows[:2]] == [2, 2]
    (gap,) = rules.gap_rows(told, EN)
    found = next(one for one in told.gaps if one.measure == "profit")
    assert found.gap is not None
    assert (gap.band, gap.tick) == ((found.gap.low, found.gap.high), found.gap.mean)
    assert len(rules.rules_rows(told, EN, screens.ON_WALL)) < len(rows)
    slide = rules.elsewhere(told, EN)
    assert "95 % interval" in " ".join(slide.lines)
    assert "L3" in " ".join(slide.lines)


def test_a_seat_reads_its_own_page_and_nothing_of_others() -> None:
    done = finished()
    state, told = done.room.room.state, done.told
    mine = read.reader(done.room.room, done.room.tokens[0])
    assert (mine.team, mine.role) == (1, "marketing")
    assert [part.name for part in read.parts(told, mine, EN)] == ["team-1"]
    assert read.part(told, mine, 2, EN).name == "team-1"
    trainer = read.reader(done.room.room, done.room.key)
    assert read.part(told, trainer, 0, EN).name == "room"
    assert read.part(told, trainer, 2, EN).name == "team-2"
    assert state.readable
    going_on = replace(state, ended=False)
    assert not going_on.readable
    assert not replace(going_on, wall=Wall("screen", SCREENS - 1)).readable
    assert replace(going_on, wall=Wall("screen", SCREENS)).readable
    with pytest.raises(RoomError):
        read.reader(done.room.room, "nonsense")


def test_a_seats_gauge_is_its_own_pay() -> None:
    told = finished().told
    page = team.page(told, 1, EN, "operations")
    said = json.dumps(page.slides[0].plain)
    assert "Pay of operations" in said
    assert "Pay of marketing" not in said
    assert page.slides[0].lead.startswith("Your firm")
    pay = told.team(1).scores.pay["operations"]
    assert page.slides[0].picture is not None
    marks = page.slides[0].picture(WIDE).marks
    assert [mark.text for mark in marks if mark.look == "bold"][1] == money(pay)
    most = team.most_paid(told.team(1), "operations")
    assert most >= told.team(1).scores.pay["operations"]


@pytest.mark.parametrize("number_", range(1, 6))
def test_a_screen_is_guessed_before_it_is_shown(number_: int) -> None:
    done = finished()
    state = done.room.room.state
    asked = screens.guess(state, number_, EN)
    assert asked.question.endswith("?")
    assert not asked.lead
    assert asked.drawing is None
    shown = screens.screen(done.told, state, number_, EN)
    assert shown.lead
    assert shown.drawing is not None
    assert shown.drawing.width == WALL.width
    said = json.dumps(shown.plain)
    assert all(person.name not in said for person in state.people.values())
    texts = [mark.size for mark in shown.drawing.marks if mark.kind == "text"]
    assert min(texts) > 26


def test_guesses_are_those_of_the_log() -> None:
    state = finished().room.room.state
    (first,) = screens.guesses(state, 1, EN)
    assert [answer[1] for answer in first.answers] == ["1", "3"]
    assert [answer[2] for answer in first.answers] == [0.25, 0.75]
    (second,) = screens.guesses(state, 2, EN)
    assert second.answers[0][0] == "from 0 to 10, half of you below 10"
    assert screens.guesses(state, 3, EN) == ()


@pytest.mark.parametrize("frame", [WIDE, NARROW, WALL])
def test_bars_and_their_words_stay_on_the_sheet(frame: Frame) -> None:
    rows = [
        charts.Bar(f"A rather long label of row {k}", v, money(v))
        for k, v in enumerate((-90, 0, 300))
    ]
    drawn = charts.bars(frame, "sentence", rows)
    for mark in drawn.marks:
        reach = charts.LETTER * mark.size * len(mark.text) if mark.kind == "text" else 0.0
        left = mark.points[0][0] - (reach if mark.anchor == "end" else 0)
        right = mark.points[0][0] + (reach if mark.anchor == "start" else 0)
        assert left >= -1
        assert right <= frame.width + 1
        assert 0 <= mark.points[0][1] <= drawn.height
        if mark.kind == "box" and not frame.narrow:
            assert min(x for x, _ in mark.points) > charts.LETTER * frame.text * len(
                "A rather long label"
            )


def test_a_drawing_is_escaped() -> None:
    mark = drawing.Mark("text", ((0.0, 0.0),), text='<script>"&')
    text = svg(drawing.Drawing(10, 10, '"><b>', (mark,)))
    assert "<script>" not in text
    assert "<b>" not in text
    assert re.fullmatch(r"<svg [^<]*><text [^<]*>[^<]*</text></svg>", text)


def test_a_debrief_is_worked_out_once_and_says_how_far_it_is() -> None:
    done, calls = finished(), list[int]()
    heard: list[Progress] = []

    def tells(room: Any, progress: Any) -> Any:
        calls.append(1)
        progress(1, 3, None)
        progress(2, 3, replace(done.told, teams=done.told.teams[1:2]))
        return done.told

    desk = Desk(tells)
    stop = desk.listen(done.room.room, heard.append)
    assert desk.wait(done.room.room) is done.told
    assert desk.wait(done.room.room) is done.told
    assert len(calls) == 1
    assert [one.done for one in heard] == [1, 2, 2]
    assert [one.of(0) for one in heard] == [None, None, done.told]
    assert [one.of(1) for one in heard] == [None, None, done.told]
    early = heard[1].of(2)
    assert early is not None
    assert team.page(early, 2, EN).plain == team.page(done.told, 2, EN).plain
    assert heard[-1].told is done.told
    stop()


def test_a_debrief_that_fails_says_so() -> None:
    def tells(room: Any, progress: Any) -> Any:
        raise ValueError("no")

    desk, done = Desk(tells), finished()
    with pytest.raises(RuntimeError):
        desk.wait(done.room.room)
    assert desk.ask(done.room.room).failed


def test_long_words_leave_room_for_bars_on_a_phone() -> None:
    rows = [
        charts.Bar("people", 270.0, "about 270 (from 250 to 290)"),
        charts.Bar("managers", -106.0, "-106"),
    ]
    marks = charts.bars(NARROW, "label", rows).marks
    boxes = [one.points for one in marks if one.kind == "box"]
    assert [right[0] > left[0] for left, right in boxes] == [True, False]
    for (left, _), (right, _) in boxes:
        assert 0 <= min(left, right) <= max(left, right) <= NARROW.width
    assert "about 270 (from 250 to 290)" in " ".join(one.text for one in marks)


def test_a_debrief_with_other_words_is_another(tmp_path: Path) -> None:
    """Played again with the same plans, after another word: what is kept at hand is not shown."""
    done, calls = finished(), list[str]()
    room = Class(tmp_path, agenda(1, changes={"communication": "meetings"}), people=2)
    desk = Desk(lambda room, progress: calls.append(key_of(room)) or done.told)
    room.do(PhaseBegun, number=1)
    for text in ("", "no"):
        if text:
            room.do(RoundUndone, round=1)
            seat = {"team": 1, "role": "marketing", "round": 1}
            room.do(MessageSent, room.tokens[0], **seat, text=text)
        for token in room.tokens:
            room.submit(token, {})
        desk.wait(room.room)
        desk.wait(room.room)
    assert len(calls) == len(set(calls)) == 2
