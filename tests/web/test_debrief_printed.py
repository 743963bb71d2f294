"""The debrief as a PDF: nothing leaves its page or covers something else, drawings are large enough
to read, and long tables are printed too.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from support.debriefs import finished

from coordsim_web.rooms.debrief import printed, room
from coordsim_web.rooms.debrief.slides import Part
from coordsim_web.rooms.debrief.words import Words
from coordsim_web.texts import LANGUAGES

pytestmark = pytest.mark.slow
SMALLEST = 0.3  # of a page's width that a drawing of a team is wide


def parts(language: str) -> tuple[Part, ...]:
    return room.whole(finished().told, Words(language))


def drawn(figure: Figure) -> list[tuple[str, tuple[float, float, float, float]]]:
    """The texts of a page outside its drawings, and the drawings, with their corners in pixels."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.texts]
    boxes += [("a drawing", axes.get_window_extent()) for axes in figure.axes]
    return [(name, box.extents) for name, box in boxes]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_leaves_its_page_or_covers_something(language: str) -> None:
    for page in printed.pages(parts(language)):
        found, (wide, high) = drawn(page), page.get_size_inches() * page.dpi
        for name, (left, low, right, top) in found:
            assert 0 <= left <= right <= wide, name
            assert 0 <= low <= top <= high, name
        for (one, a), (other, b) in combinations(found, 2):
            across = min(a[2], b[2]) - max(a[0], b[0])
            down = min(a[3], b[3]) - max(a[1], b[1])
            assert across <= 1 or down <= 1, f"{one!r} covers {other!r}"
        for text in page.findobj(Text):
            left, low, right, top = text.get_window_extent().extents
            assert not text.get_text() or (left >= 0 and right <= wide and low >= 0), text


def test_a_team_with_much_to_say_is_on_one_page() -> None:
    part = parts("de")[1]
    long = tuple(
        replace(slide, lines=3 * slide.lines) if slide.name == "moments" else slide
        for slide in part.slides
    )
    (_, page) = printed.pages((part, replace(part, slides=long)))
    assert all(box[1] >= 0 for _, box in drawn(page))


def test_drawings_of_a_team_are_large_and_long_tables_are_printed() -> None:
    first, *teams = parts("en")
    pages = list(printed.pages((first, *teams)))
    for page in pages[len(first.slides) :]:
        assert len(page.axes) == len(printed.ON_TEAM_PAGE)
        assert all(axes.get_position().width >= SMALLEST for axes in page.axes)
    place, knew = next((k, one) for k, one in enumerate(first.slides) if one.name == "knew")
    shown = {text.get_text() for text in pages[place].texts}
    assert len(knew.tables[0].rows) > 20
    assert {row[1] for row in knew.tables[0].rows} <= shown
