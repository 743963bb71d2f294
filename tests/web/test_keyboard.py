"""The whole 45 minutes by keyboard alone: as trainer, and in marketing's chair; bots sit in the
others. What has the focus is seen at every step, and an update of the page never loses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as Late
from support.browser import Server, Watch

pytestmark = pytest.mark.browser
MOST_TABS = 150
LONG = 90_000  # milliseconds until a debrief has been worked out
FOCUSED = "element => element === document.activeElement"
SEEN = """() => {
  const now = document.activeElement;
  if (!now || now === document.body || !now.matches(":focus-visible")) return false;
  const look = getComputedStyle(now);
  return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
}"""


class Keys:
    """Somebody at a page who has a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def to(self, wanted: Locator) -> None:
        """Press Tab until something has the focus, which is seen there."""
        expect(wanted).to_be_visible()
        expect(wanted).to_be_enabled()
        for _ in range(MOST_TABS):
            if wanted.evaluate(FOCUSED):
                self.seen(f"at {wanted}")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {wanted}")

    def press(self, key: str, then: Locator) -> None:
        """Press a key; when the page shows what comes of it, the focus is still seen."""
        self.page.keyboard.press(key)
        expect(then).to_be_visible()
        self.seen(f"after {key}, {then}")

    def seen(self, where: str) -> None:
        """Fail unless what has the focus is seen."""
        try:
            self.page.wait_for_function(SEEN, timeout=2000)
        except Late:
            what = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            raise AssertionError(f"the focus is not seen {where}: {what}") from None

    def do(self, name: str, then: Locator) -> None:
        """Press a button."""
        self.to(self.button(name))
        self.press("Enter", then)


FRAMES = """
const frames = async () => {
  for (let at = 0; at < 4; at += 1) await new Promise(requestAnimationFrame);
  return document.activeElement.tagName;
};
const held = document.querySelector("[data-testid=first]");
held.focus();
"""


def test_the_focus_is_mended_where_it_was_taken_and_only_there(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/learn?lang=en")
    expect(page.get_by_test_id("first")).to_be_visible()
    left = "held.blur(); document.body.append(document.createElement('i')); return frames();"
    assert page.evaluate(f"async () => {{ {FRAMES} {left} }}") == "BODY"
    taken = "held.parentElement.append(document.createElement('input')); held.remove();"
    assert page.evaluate(f"async () => {{ {FRAMES} {taken} return frames(); }}") == "SECTION"
    assert page.evaluate("document.activeElement.getAttribute('tabindex')") == "-1"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    assert page.locator("section[tabindex]").count() == 0


@pytest.mark.slow
def test_the_forty_five_minutes_by_keyboard_alone(
    server: Server, new_page: Callable[..., Page], watch: Watch
) -> None:
    trainer, seat = Keys(new_page()), Keys(new_page(1000, 800))
    code = a_room_is_made(server, trainer)
    somebody_sits_down(server, seat, code)
    console, page = trainer.page, seat.page
    trainer.do("Begin: Who you are", trainer.button("Begin: Each for its own number"))
    people_may_talk(trainer)
    trainer.do("Begin: Each for its own number", trainer.button("Open round 1"))
    trainer.do("Open round 1", console.get_by_text("0 of 1 plan is in"))
    a_plan_is_made(seat)
    for number in (1, 2):
        seat.to(page.get_by_test_id("hand-in"))
        seat.press("Enter", page.get_by_text(f"Round {number + 1} of 6").first)
    seat.to(page.get_by_test_id("hand-in"))
    seat.press("Enter", page.get_by_text("Round 4 of 6").first)
    trainer.do("Begin: Now you see the same figures", trainer.button("Open round 4"))
    trainer.do("Open round 4", console.get_by_text("0 of 1 plan is in"))
    for number in (4, 5):
        seat.to(page.get_by_test_id("hand-in"))
        seat.press("Enter", page.get_by_text(f"Round {number + 1} of 6").first)
    seat.to(page.get_by_test_id("hand-in"))
    page.keyboard.press("Enter")
    trainer.do("Begin: Guess before you see", console.get_by_text("0 of 1 answered"))
    seat.seen("when the last round has been played")
    for answer in ("more", "neither: the rules did", "a dashboard"):
        seat.to(seat.button(answer))
        seat.press("Space", page.get_by_role("button", name=answer, pressed=True))
    expect(console.get_by_text("1 of 1 answered")).to_be_visible()
    trainer.do("Begin: What happened", trainer.button("Next: Guess before screen 1"))
    seat.seen("when its questions are gone")
    the_debrief_is_shown(trainer)
    trainer.do("End the room", trainer.button("Really? End the room"))
    trainer.press("Enter", console.get_by_text("The room is over.", exact=False).first)
    link = page.get_by_role("link", name="Look at what happened")
    seat.to(link)
    page.keyboard.press("Enter")
    slide = page.get_by_test_id("gauges")
    expect(slide).to_be_visible(timeout=LONG)
    seat.to(slide.locator("summary"))
    seat.press("Enter", slide.get_by_role("table"))
    assert watch.complaints == []


def a_room_is_made(server: Server, trainer: Keys) -> str:
    """Choose the agenda, make the room, follow the link to its console; return its code."""
    page = trainer.page
    page.goto(f"{server.url}/teach?lang=en")
    trainer.to(page.locator("input[name=agenda]:checked"))
    wanted = page.locator("input[name=agenda][value=silo-45]")
    for _ in range(10):
        if wanted.is_checked():
            break
        page.keyboard.press("ArrowDown")
        trainer.seen("among the agendas")
    trainer.do("Make the room", page.get_by_role("heading", name="Your room is open"))
    code = re.findall(r"[A-Z0-9]{4,}", page.locator(".cs-teach-code").inner_text())[-1]
    trainer.to(page.get_by_role("link", name="/console/"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing has begun yet")).to_be_visible()
    return str(code)


def somebody_sits_down(server: Server, seat: Keys, code: str) -> None:
    """Come in by the code, read the role card, take the seat."""
    page = seat.page
    page.goto(f"{server.url}/j?lang=en")
    seat.to(page.locator("#code"))
    page.keyboard.type(code)
    seat.press("Enter", page.locator("#name"))
    seat.to(page.locator("#name"))
    page.keyboard.type("Kim")
    seat.press("Enter", page.get_by_test_id("card"))
    seat.to(page.get_by_test_id("to-seat"))
    seat.press("Enter", page.get_by_test_id("round"))


def people_may_talk(trainer: Keys) -> None:
    """Let the teams talk from the first round on."""
    talk = trainer.page.get_by_role("combobox", name="Talk")
    trainer.to(talk)
    for _ in range(10):
        if talk.input_value() == "meetings":
            break
        trainer.page.keyboard.press("ArrowDown")
    trainer.do("Change", trainer.page.get_by_text("Each for its own number · ").first)


def a_plan_is_made(seat: Keys) -> None:
    """Move a lever by an arrow, and say so."""
    page = seat.page
    price = page.get_by_role("slider", name="Price")
    before = price.get_attribute("aria-valuetext")
    seat.to(price)
    page.keyboard.press("ArrowRight")
    expect(price).not_to_have_attribute("aria-valuetext", before or "")
    words = page.get_by_role("textbox", name="words", exact=False)
    seat.to(words)
    page.keyboard.type("I will ask more.")
    seat.press("Enter", page.get_by_role("listitem").filter(has_text="I will ask more."))


def the_debrief_is_shown(trainer: Keys) -> None:
    """Go through the wall's screens, one by one."""
    page = trainer.page
    shown = [
        f"{what} {number}" for number in range(1, 6) for what in ("Guess before screen", "Screen")
    ]
    for what in shown:
        trainer.to(page.get_by_role("button", name=re.compile(f"^Next: {what}")))
        trainer.press("Enter", page.get_by_text(re.compile(f"^It shows: {what}")))
