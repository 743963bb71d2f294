"""What belongs together is done together or not at all: a refused plan leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import solara
from solara.routing import Router, router_context
from support.rooms import Class, agenda
from support.sent import widgets

from coordsim.room import deeds
from coordsim.room.chain import Event, hash_of
from coordsim.room.log.book import BehindError, Book
from coordsim.room.room import Room
from coordsim.room.state.records import RoomError
from coordsim_web.pages.room_seat import Sitting
from coordsim_web.rooms import address
from coordsim_web.rooms import hub as hubs
from coordsim_web.rooms.hub import Hub

QUESTION = {"text": "Who is paid for units?", "answers": ["a", "b"], "right": 0}
AT = {"team": 1, "role": "marketing", "round": 1}
EXPECTED = deeds.PredictionCaptured.model_validate(AT | {"of": "units", "value": 7.0})
PLAN = deeds.PlanSubmitted.model_validate(AT | {"levers": {"price": 9.0}})


def gated(folder: Path, **more: Any) -> Class:
    """A team whose plans wait for an answer that nobody has given."""
    room = Class(folder, agenda(comprehension=[QUESTION], gate=True, **more), 2)
    room.do(deeds.PhaseBegun, number=1)
    return room


@pytest.fixture
def form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Opens the form of a room's first seat."""
    contexts = []

    def opened(room: Class) -> Any:
        monkeypatch.setattr(hubs._Made, "hub", Hub(room.book, room.hands))
        router = Router(address.seat(room.tokens[0]), [])

        @solara.component
        def page() -> None:
            router_context.provide(router)
            Sitting(room.tokens[0], room.room.name, "en")

        box, context = solara.render(page(), handle_error=False)
        contexts.append(context)
        return next(one for one in widgets(box) if "answered" in one.keys)

    yield opened
    for context in contexts:
        context.close()


def kinds(room: Class) -> list[str]:
    return [event.deed.kind for event in room.book.events(room.room.name)]


@pytest.mark.parametrize(
    ("event", "more"),
    [("hand_in", {}), ("sign", {}), ("sign", {"exactly": True})],
)
def test_a_plan_that_the_gate_refuses_leaves_nothing(
    tmp_path: Path, form: Callable[..., Any], event: str, more: dict[str, Any]
) -> None:
    room = gated(tmp_path, changes={"communication": "sop"} if event == "sign" else {})
    sent = {"round": 1, "levers": {"price": 9.0}, "word": 1.0, "tap": "x"} | more
    before = kinds(room)
    form(room)._handle_event(None, {"event": event, "data": sent}, [])
    assert kinds(room) == before
    room.do(deeds.ComprehensionAnswered, room.tokens[0], question=1, answer=0)
    form(room)._handle_event(None, {"event": event, "data": sent}, [])
    handed = "plan_signed" if event == "sign" else "plan_submitted"
    assert kinds(room)[len(before) + 1 :] == ["prediction_captured", handed]


def test_all_of_it_or_nothing(tmp_path: Path) -> None:
    room = gated(tmp_path)
    before = room.room.state
    with pytest.raises(RoomError, match="Answer the questions"):
        room.room.do(room.tokens[0], EXPECTED, PLAN)
    assert room.room.state is before
    assert len(kinds(room)) == before.events
    room.do(deeds.ComprehensionAnswered, room.tokens[0], question=1, answer=0)
    written: list[str] = []
    room.book.written = lambda event: written.append(event.deed.kind)
    last = room.room.do(room.tokens[0], EXPECTED, PLAN)
    assert written == kinds(room)[-2:] == ["prediction_captured", "plan_submitted"]
    assert last.deed == PLAN
    assert Room(Book(room.book.url), room.room.name).state == room.room.state


def test_of_events_that_do_not_follow_one_another_none_is_written(tmp_path: Path) -> None:
    room = gated(tmp_path)
    last = room.book.events(room.room.name)[-1]

    def event(deed: deeds.AnyDeed, number: int) -> Event:
        at = {"room": last.room, "at": last.at, "actor": hash_of(room.tokens[0])}
        return Event.model_validate(at | {"number": number, "before": last.hash, "deed": deed})

    with pytest.raises(BehindError):
        room.book.append(event(EXPECTED, last.number + 1), event(PLAN, last.number + 2))
    assert room.book.events(room.room.name)[-1] == last
