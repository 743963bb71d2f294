"""The Lab's pages only draw: numbers come rounded, sentences written, colours have no names."""

import inspect
import re
from pathlib import Path

import pytest
from support.lab import stories

import coordsim_web
from coordsim_web.lab import (
    charts,
    choices,
    costs,
    flow,
    form,
    knowledge,
    lost,
    market,
    outcomes,
    worlds,
)
from coordsim_web.lab.sections import OF, SECTIONS
from coordsim_web.lab.weekly import text
from coordsim_web.pages import lab
from coordsim_web.parts.shared import SHARED

WEB = Path(coordsim_web.__file__).parent
PAGES = sorted([*WEB.glob("pages/lab*.vue"), *WEB.glob("pages/home.vue"), *WEB.glob("parts/*.vue")])
SHEETS = [WEB / "assets" / "custom.css"]
COLOUR = re.compile(r"\b(red|orange|yellow|green|blue|purple|violet|gr[ae]y|vermilion)\b", re.I)
ROUNDING = re.compile(r"toLocaleString|toPrecision|Math\.round|Intl\.")


def part(page: Path, name: str) -> str:
    """A part of a page's file: its template, its script or its style."""
    found = re.search(rf"<{name}>\n(.*)\n</{name}>", page.read_text("utf-8"), re.S)
    return found.group(1) if found else ""


@pytest.mark.parametrize("page", [*PAGES, *SHEETS], ids=lambda page: page.name)
def test_pages_fit_into_a_hundred_columns(page: Path) -> None:
    long = [
        place
        for place, line in enumerate(page.read_text("utf-8").splitlines(), 1)
        if len(line) > 100
    ]
    assert long == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_do_not_round(page: Path) -> None:
    assert ROUNDING.findall(part(page, "script") + part(page, "template")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_word_of_a_page_names_a_colour(page: Path) -> None:
    """A hue is never the only sign of a meaning, and what one calls red another calls orange."""
    assert COLOUR.findall(re.sub(r"var\(--cs-[\w-]+\)", "", part(page, "template"))) == []


def test_no_sentence_that_is_sent_names_a_colour() -> None:
    sent = [stories(), choices.menu(), form.form("base"), charts.menu(), lost.causes()]
    sent += [market.words(), knowledge.words(104), outcomes.rows(), flow.rows(), list(SECTIONS)]
    said = "".join(text(one) for one in sent)
    said += charts.INTRO + market.INTRO + flow.INTRO + flow.NOTE + costs.INTRO + outcomes.NOTE
    said += worlds.FAN
    assert COLOUR.findall(said) == []


def test_every_section_stands_once_under_its_own_id() -> None:
    assert len(OF) == len(SECTIONS)
    for section in SECTIONS:
        page = WEB / "pages" / f"{section['id'].replace('-', '_')}.vue"
        assert part(page, "template").count("<cs-section") == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_frames_are_drawn_by_the_shared_parts(page: Path) -> None:
    """Sections, tables one click away and charts have one frame each."""
    used = set(re.findall(r"<(cs-[\w-]+)", part(page, "template")))
    assert used <= set(SHARED)
    assert all((WEB / "parts" / file).is_file() for file in SHARED.values())
    if page.name.startswith("lab_"):
        assert "<section" not in part(page, "template") or page.name == "lab_rules.vue"


def test_what_a_page_is_given_has_a_name() -> None:
    for name, component in inspect.getmembers(lab):
        function = getattr(component, "f", None)
        if name.startswith("Lab") and function is not None:
            taken = inspect.signature(function).parameters.values()
            by_place = [one for one in taken if one.kind is not one.KEYWORD_ONLY]
            assert len(by_place) <= 5
