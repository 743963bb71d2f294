"""Play as it leaves the server: every value that its parts are sent, drawn or not, in two games
that differ only in what a seat has to be told and is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import ipywidgets
import pytest
import solara
from solara.routing import Router, router_context
from support.hidden import hidden_numbers, talking
from support.sent import widgets

from coordsim.core.levers import ROLES
from coordsim.room.session import Session, shortened
from coordsim.rules.talk import TALK
from coordsim.scenario.file import Scenario, load
from coordsim_web.pages import play
from coordsim_web.play import offer

SMALL = {"market.customers": 300}


@pytest.fixture(autouse=True)
def visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody whom the page knows, as the server does of each tab."""
    monkeypatch.setattr(solara, "get_session_id", lambda: "a visitor")


class Opened:
    """A page in the server's memory."""

    def __init__(self, address: str) -> None:
        @solara.component
        def page() -> None:
            router_context.provide(Router(address, [solara.Route("play", component=play.Play)]))
            play.Play()

        self.key = play.token_in(address.partition("?")[2])
        self.box, self.context = solara.render(page(), handle_error=False)

    def sent(self) -> list[str]:
        """Everything that the browser is sent, but for numbers of widgets and the game's key."""
        lines = sorted(line for widget in widgets(self.box) for line in _lines(widget))
        return [line.replace(self.key, "the key") for line in lines] if self.key else lines

    def foresee(self, data: Mapping[str, Any]) -> None:
        """Try a plan, as its form does."""
        asked = [widget for widget in widgets(self.box) if hasattr(widget, "vue_foresee")]
        assert len(asked) == 1
        asked[0].vue_foresee(data)

    def close(self) -> None:
        self.context.close()


def _lines(widget: ipywidgets.Widget) -> Iterator[str]:
    for name in widget.keys:
        value = getattr(widget, name)
        if name != "place" and not name.startswith("_") and not _is_widgets(value):
            yield f"{type(widget).__name__}.{name} = {value!r}"


def _is_widgets(value: Any) -> bool:
    parts = value if isinstance(value, list | tuple) else [value]
    return any(isinstance(part, ipywidgets.Widget) for part in parts)


def sent_in(role: str, changes: Mapping[str, Any]) -> Iterator[list[str]]:
    """What is sent when a game is opened, when plans are tried, and after a round."""
    scenario = shortened(load("base").with_(SMALL | dict(changes)))
    session = Session.create(scenario, 5, role)
    token = play.GAMES.open(session.events)
    page = Opened(f"/play?game={token}")
    yield page.sent()
    lever = session.view().levers[0]
    for value in (lever.value + lever.step, lever.high + 1.0):
        page.foresee({"week": 0, "levers": {lever.name: value}, "word": 1.2})
        yield page.sent()
    page.close()
    session.submit({})
    page = Opened(f"/play?game={play.GAMES.open(session.events)}")
    yield page.sent()
    page.close()


@pytest.mark.parametrize("rule", TALK)
@pytest.mark.parametrize("role", ROLES)
def test_hidden_facts_are_not_sent(role: str, rule: str) -> None:
    talk = talking((rule, ()))
    plain = list(sent_in(role, talk))
    changes = hidden_numbers(role, (rule, ()), but={"replenish"})
    other = list(sent_in(role, talk | changes))
    assert len(plain) == 4
    assert plain[:3] == other[:3]
    assert plain[0] != plain[1] != plain[2], "what is tried is answered"
    assert (plain[3] == other[3]) is (not changes), "what customers did is seen after a round"


def test_the_walk_reaches_what_is_shown() -> None:
    """Facts, levers, previews and words are all among what is compared."""
    (first, *_) = sent_in("marketing", talking(("none", ())))
    whole = "\n".join(first)
    for word in (
        "Visitors whom a very wide range would put off",
        "Expected demand",
        "List price",
        "'Unit cost'",
        "slip",
    ):
        assert word in whole, word


def test_the_form_before_a_game_knows_no_firm(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first screen sends is the same when every number that somebody has to be told is
    another one.
    """

    def first_screen() -> list[str]:
        page = Opened("/play")
        sent = page.sent()
        page.close()
        return sent

    plain = first_screen()
    hidden: dict[str, Any] = {}
    for role in ROLES:
        hidden |= hidden_numbers(role, ("none", ()))
    known = offer.opening

    def odd(name: str) -> Scenario:
        return known(name).with_(
            {place: value for place, value in hidden.items() if not place.startswith("levers")}
        )

    monkeypatch.setattr(offer, "opening", odd)
    assert first_screen() == plain
    assert any("'goals'" in line for line in plain)
