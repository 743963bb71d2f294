"""Paper: a guide whose numbers are a rehearsal's, cards and slips of the scenario's own data, plans
that are keyed in.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from support.browser import Server
from support.debriefs import PHASES, finished
from support.german import english
from support.rooms import Class, agenda
from typer.testing import CliRunner

from coordsim.cli.app import app
from coordsim.core.levers import BY_NAME, owned
from coordsim.room.after.tell import tell
from coordsim.room.agenda import agenda_of, ready
from coordsim.room.deeds import PhaseBegun, RoundOpened
from coordsim.room.rehearse import rehearsed
from coordsim.room.sight import Sight
from coordsim.scenario.file import load
from coordsim_web.rooms import address
from coordsim_web.rooms.debrief.words import money
from coordsim_web.rooms.paper import keyed
from coordsim_web.rooms.paper.cards import cards, slips
from coordsim_web.rooms.paper.guide import guide, write
from coordsim_web.rooms.paper.words import Words
from coordsim_web.texts import LANGUAGES

EN = Words("en")
OUTSIDE = ("http:", "https:", "src=", "<script", "<link", "url(")


@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_need_nothing_from_outside(language: str, tmp_path: Path) -> None:
    done = finished()
    state = done.room.room.state
    papers = write(state.agenda, done.told, tmp_path / "new", language)
    for paper in papers:
        text = paper.read_text("utf-8")
        assert text.startswith("<!doctype html>")
        assert "@page { size: A4" in text
        assert not any(mark in text for mark in OUTSIDE)
        assert "<b>more" not in text
    with pytest.raises(ValueError, match="is there already"):
        write(state.agenda, done.told, tmp_path / "new", language)


def test_a_guides_numbers_are_the_rehearsals() -> None:
    done = finished()
    text = guide(done.room.room.state.agenda, done.told, EN)
    for arm in done.told.arms:
        teams = [team for team in done.told.teams if team.arm == arm]
        mean = float(np.mean([np.mean(team.course.profit) for team in teams]))
        assert f"<td>{arm}</td><td>{money(mean)}</td>" in text
    changed = guide(done.room.room.state.agenda, done.told, Words("de"))
    assert "More or less? (weniger / &lt;b&gt;more&lt;/b&gt;)" in changed


@pytest.mark.parametrize(
    ("rounds", "pace", "follow", "said"),
    [
        (1, "trainer", "server", "Open round 1."),
        (3, "trainer", "server", "Open round 1; rounds up to 3 then open by themselves"),
        (3, "trainer", "trainer", "Open rounds 1 to 3, each when you are ready."),
        (3, "server", "trainer", "By itself round 1 is opened; open rounds 2 to 3"),
        (3, "server", "server", "Rounds up to 3 open by themselves."),
        (1, "server", "server", "By itself round 1 is opened."),
    ],
)
def test_a_guide_says_who_opens_rounds(rounds: int, pace: str, follow: str, said: str) -> None:
    phases = [{"title": "Play", "rounds": rounds, "minutes": 6.0 * rounds}]
    plan = agenda(phases=phases, pace=pace, follow=follow)
    text = guide(plan, finished().told, EN)
    assert said in text
    assert "About 6 minutes for each." in text
    assert "Links, “On paper”" in text


def test_cards_say_where_a_teams_own_plan_stands() -> None:
    ranged, plain = agenda_of("silo-45"), agenda(1)
    assert EN("cards.yours") in cards(ranged, EN)
    assert (" … " in cards(plain, EN)) == (EN("cards.yours") in cards(plain, EN))


@pytest.mark.parametrize("name", ready())
def test_cards_say_what_each_is_paid_for_and_sets(name: str) -> None:
    plan = agenda_of(name)
    text, forms = cards(plan, EN), slips(plan, EN)
    for scenario in plan.scenarios().values():
        for role in plan.people:
            assert escape(scenario.rules.incentive.words(role)) in text
            for lever in owned(role):
                shown = f"<td>{lever.label}</td>" in forms
                assert shown == scenario.lever_open(lever.name)
    assert text.count("<section") == len(plan.arms) * len(plan.people)
    assert all(escape(told) in text for told in plan.told.values())
    if "<td>Promotion every</td>" in text:
        assert "0, 4, 8, 13 weeks" in text


@pytest.fixture
def room(tmp_path: Path) -> Class:
    """A room whose people play on paper; a forecast is told, and the first round waits."""
    talking = {"communication": "reports"}
    plan = agenda(3, phases=PHASES, teams=2, pace="trainer", changes=talking)
    made = Class(tmp_path, plan, people=2)
    made.do(PhaseBegun, number=1)
    made.do(RoundOpened, round=1, seconds=None)
    return made


def test_what_was_typed_becomes_a_plan(room: Class) -> None:
    chair = Sight(room.room).shown(room.key, 1, "marketing")
    typed = {"price": "11.5", "promotion_depth": "20 %", "advertising": " ", "hours": "9"}
    deed = keyed.plan({"levers": typed, "forecast": "52.5"}, chair, EN)
    assert deed.levers == {"price": 11.5, "promotion_depth": 0.2}
    assert deed.forecast == 52.5
    room.room.do(room.key, deed)
    state = room.room.state
    assert state.open is not None
    assert state.open.plans[1, "marketing"].levers["price"] == 11.5
    stands = {(one.team, one.role): one.stand for one in keyed.seats(state, EN)}
    assert stands[1, "marketing"] == keyed.IN
    assert stands[1, "operations"] == keyed.WAITS
    assert stands[2, "marketing"] == keyed.BOT


def test_a_round_on_paper_is_the_round_on_phones(tmp_path: Path) -> None:
    plan = agenda(1, pace="trainer", teams=1, changes={"communication": "reports"})
    typed = {
        "marketing": ({"price": "11.5", "promotion_depth": "20 %"}, "52.5"),
        "operations": ({"safety": "1.5", "hours": ""}, ""),
    }
    hashes = []
    for name in ("paper", "phones"):
        (tmp_path / name).mkdir()
        made = Class(tmp_path / name, plan, people=2)
        made.do(PhaseBegun, number=1)
        made.do(RoundOpened, round=1, seconds=None)
        for token, (role, (levers, word)) in zip(made.tokens, typed.items(), strict=True):
            if name == "paper":
                chair = Sight(made.room).shown(made.key, 1, role)
                data = {"levers": levers, "forecast": word}
                made.room.do(made.key, keyed.plan(data, chair, EN))
            elif role == "marketing":
                made.submit(token, {"price": 11.5, "promotion_depth": 0.2}, 52.5)
            else:
                made.submit(token, {"safety": 1.5})
        made.room.tick()
        assert len(made.room.state.played) == 1
        hashes.append(made.room.run(1).hash)
    assert hashes[0] == hashes[1]


def test_a_german_page_reads_german_numbers(room: Class) -> None:
    chair, german = Sight(room.room).shown(room.key, 1, "marketing"), Words("de")
    typed = {"price": "11,5", "promotion_depth": "12,5 %"}
    deed = keyed.plan({"levers": typed, "forecast": "1.250"}, chair, german)
    assert (deed.levers, deed.forecast) == ({"price": 11.5, "promotion_depth": 0.125}, 1250)
    with pytest.raises(keyed.KeyedError, match=r"'11\.5' ist keine Zahl.*wie 1\.250 oder 1,5\."):
        keyed.plan({"levers": {"price": "11.5"}}, chair, german)
    with pytest.raises(keyed.KeyedError, match=r"'11,5' is not a number.*as 1,250 or 1\.5\."):
        keyed.plan({"levers": {"price": "11,5"}}, chair, EN)


@pytest.mark.parametrize("text", ["eleven", "nan", "1e999", "1.2.3", "--", "<b>"])
def test_what_is_no_number_is_refused_by_name(room: Class, text: str) -> None:
    chair = Sight(room.room).shown(room.key, 1, "marketing")
    with pytest.raises(keyed.KeyedError, match=r"Price: .* is not a number"):
        keyed.plan({"levers": {"price": text}}, chair, EN)
    assert keyed.plan("nonsense", chair, EN).levers == {}


def test_a_form_has_the_seats_levers_and_what_it_sees(room: Class) -> None:
    form = keyed.form(Sight(room.room).shown(room.key, 1, "marketing"), EN)
    assert form.asks
    fields = {field.name: field for field in form.fields}
    assert fields["price"].label == BY_NAME["price"].label
    assert fields["promotion_depth"].unit == "%"
    assert form.look.sides[0].untold
    assert not keyed.form(Sight(room.room).shown(room.key, 1, "operations"), EN).asks
    assert (form.came, form.slip) == ((), ())
    for token in room.tokens:
        room.submit(token, {})
    room.room.tick()
    after = keyed.form(Sight(room.room).shown(room.key, 1, "marketing"), EN)
    assert after.slip[-1].label == "Sum"
    assert after.slip[-1].value in after.look.sides[0].paid
    assert len(after.came) > 3


def test_a_rehearsed_room_is_over() -> None:
    small = agenda(2, phases=[{"title": "Play", "rounds": 2}], pace="trainer")
    with rehearsed(small, 2) as made:
        assert made.state.over
        assert len(made.state.teams) == 2


def test_the_command_writes_papers_in_a_known_language(tmp_path: Path) -> None:
    wrong = CliRunner().invoke(app, ["paper", "silo-45", str(tmp_path / "a"), "--lang", "fr"])
    assert "allowed: en, de" in str(wrong.exception)
    assert not (tmp_path / "a").exists()
    nothing = CliRunner().invoke(app, ["paper", "no-such", str(tmp_path / "a")])
    assert "no such agenda" in str(nothing.exception)


@pytest.mark.slow
def test_the_command_writes_papers(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["paper", "silo-45", str(tmp_path / "a"), "--teams", "2"])
    assert done.exit_code == 0, done.output
    story = escape(" ".join(load(agenda_of("silo-45").scenario).story.split()))
    assert story in (tmp_path / "a" / "roles.html").read_text("utf-8")


@pytest.mark.browser
def test_a_trainer_keys_in_plans(
    room: Class, tmp_path: Path, new_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COORDSIM_DATABASE", str(tmp_path / "rooms.db"))
    server = Server(tmp_path)
    try:
        server.start()
        page = new_page(360)
        page.goto(server.url + address.paper(room.key))
        page.get_by_role("button", name="1 · marketing").click()
        page.get_by_label("Price").fill("99")
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_test_id("note")).to_contain_text("price = 99 is outside")
        expect(page.get_by_label("Price")).to_have_value("99")
        page.get_by_label("Price").fill("11.5")
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_test_id("note")).to_contain_text("is in")
        expect(page.get_by_role("button", name="1 · marketing")).to_contain_text("in")
        expect(page.get_by_test_id("look")).to_contain_text("Not told, believed")
        page.goto(server.url + address.paper(room.tokens[0]))
        expect(page.get_by_text("This link leads no room.")).to_be_visible()
    finally:
        server.stop(kill=True)


class _Read(HTMLParser):
    """Gathers what can be read of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden = tag == "style"
        self.texts.update(value for name, value in attrs if name == "aria-label" and value)

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.hidden:
            self.texts.add(" ".join(data.split()))


def read(text: str) -> set[str]:
    """Every text of a document."""
    reader = _Read()
    reader.feed(text)
    return reader.texts


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_is_wider_than_its_paper(language: str, page: Page) -> None:
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
    words = Words(language)
    for name in ready():
        plan = agenda_of(name)
        for made in (cards(plan, words), slips(plan, words)):
            page.set_content(made)
            cut = page.locator("table").evaluate_all(
                "(all) => all.filter((one) => one.clientWidth > one.parentElement.clientWidth)"
            )
            assert page.evaluate("document.documentElement.scrollWidth") == 794, name
            assert not cut, name


@pytest.mark.slow
@pytest.mark.parametrize("name", ready())
def test_german_papers_hold_no_english(name: str) -> None:
    plan = agenda_of(name)
    with rehearsed(plan, max(2, len(plan.arms))) as room:
        told = tell(room, worlds=4)
    made = [
        read("".join((guide(plan, told, words), cards(plan, words), slips(plan, words))))
        for words in (EN, Words("de"))
    ]
    assert english(*made, names=plan.arms) == set()
