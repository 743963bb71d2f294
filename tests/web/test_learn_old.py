"""A game comes back from the browser's copy, or from a downloaded file, or the reason is told."""

import json
from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest

from coordsim.core.levers import ROLES
from coordsim.room.events import Created, Submitted, append, to_json
from coordsim.room.session import Session, SessionError
from coordsim.scenario.file import load
from coordsim_web.rooms.learn.form import checked_start, games
from coordsim_web.rooms.learn.old import LARGEST_FILE, opened_file, put_together

CHOICES = {
    "seat": "marketing",
    "scenario": "base",
    "pay": "forecast_bonus",
    "talk": "reports",
    "settling": "joint",
    "weeks": 24,
    "seed": "17",
}


def played(rounds: int, **choices: Any) -> Session:
    session = Session.create(*checked_start(CHOICES | choices))
    for _ in range(rounds):
        first = session.view().levers[0]
        value = min(first.high, first.value + first.step)
        said = 1.1 * session.preview({}).demand if session.view().asks_forecast else None
        session.submit({first.name: value}, said)
    return session


def copy_of(session: Session) -> dict[str, Any]:
    """What a browser kept of a game."""
    plans = [event.deed for event in session.events if isinstance(event.deed, Submitted)]
    scenario = session.scenario
    choices = CHOICES | {"seat": session.role, "scenario": scenario.name}
    return {
        "choices": choices,
        "plans": [{"levers": dict(plan.levers), "forecast": plan.forecast} for plan in plans],
        "head": session.events[-1].hash,
    }


def travelled(copy: Any) -> Any:
    """A copy as it comes back: through JSON, and through a language with one kind of number."""
    return json.loads(json.dumps(copy), parse_float=lambda text: number_of(float(text)))


def number_of(value: float) -> float | int:
    return int(value) if value.is_integer() else value


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("rounds", [0, 2, 6])
def test_a_game_comes_back_from_the_browsers_copy(role: str, rounds: int) -> None:
    session = played(rounds, seat=role)
    assert put_together(travelled(copy_of(session))) == session.events


@pytest.mark.parametrize("name", games())
def test_every_game_on_offer_can_be_copied(name: str) -> None:
    session = Session.create(*checked_start(CHOICES | {"scenario": name}))
    assert put_together(travelled(copy_of(session))) == session.events


def changed(copy: Any, **fields: Any) -> Any:
    return {**copy, **fields}


def test_a_damaged_copy_is_told() -> None:
    copy: Any = copy_of(played(2))
    plans = copy["plans"]
    dear = [{**plans[0], "levers": {"price": 99}}, plans[1]]
    wild = [{"levers": {"price": "9"}, "forecast": None}]
    for damaged in (
        None,
        {},
        changed(copy, plans=None),
        changed(copy, plans=[None]),
        changed(copy, plans=[{"levers": {}, "forecast": "x"}]),
        changed(copy, plans=wild),
        changed(copy, plans=dear),
        changed(copy, plans=plans * 40),
    ):
        with pytest.raises(SessionError, match="copy of the game is damaged"):
            put_together(damaged)
    with pytest.raises(SessionError, match="Please choose a seat"):
        put_together(changed(copy, choices={**copy["choices"], "seat": "boss"}))
    for other in (changed(copy, head="0" * 64), changed(copy, plans=plans[:1])):
        with pytest.raises(SessionError, match="takes another course here"):
            put_together(other)


def sent(data: bytes, name: str = "my game.json") -> dict[str, str]:
    return {"name": name, "bytes": b64encode(data).decode()}


def test_a_downloaded_game_is_opened() -> None:
    session = played(6)
    text = to_json(session.events, result=session.run.hash)
    assert len(text) < LARGEST_FILE / 4
    assert opened_file(sent(text.encode())) == session.events


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"^my game.json cannot be opened: the record is not JSON: line 1, column 1\.$"),
        (b"\x89PNG", r"^my game.json cannot be opened: the record is not UTF-8 text"),
        (b"{}", r"^my game.json cannot be opened: the record is not a game"),
        (b" " * (2 * LARGEST_FILE), r"^my game.json is too large; allowed: up to 200,000 bytes\.$"),
    ],
)
def test_another_file_is_refused_by_its_name(data: bytes, words: str) -> None:
    with pytest.raises(SessionError, match=words):
        opened_file(sent(data))


def test_an_edited_game_is_refused() -> None:
    data = json.loads(to_json(played(1).events))
    data["events"][1]["data"]["levers"]["price"] = 7.0
    with pytest.raises(SessionError, match=r"event 1 \(submitted\) was changed after"):
        opened_file(sent(json.dumps(data).encode()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"horizon.weeks": 105, "horizon.round_weeks": 4}, "105 weeks; allowed here: up to 104"),
        ({"horizon.weeks": 60, "horizon.round_weeks": 1}, "60 rounds; allowed here: up to 31"),
        ({"market.customers": 50_000}, "50,000 customers; allowed here: up to 5,200"),
        ({"demand": "class"}, "demand is class; allowed here: individual"),
    ],
)
def test_a_game_that_would_keep_the_server_busy_is_refused(
    change: dict[str, Any], words: str
) -> None:
    scenario = load("blind").with_(change)
    opening = Created(scenario.model_dump(), 1, "marketing")
    with pytest.raises(SessionError, match=words):
        opened_file(sent(to_json(append((), opening)).encode()))


@pytest.mark.parametrize(
    "data", [None, [], {}, {"bytes": 7}, {"bytes": "!!"}, {"name": 3, "bytes": "ü"}]
)
def test_what_is_no_file_ends_in_a_sentence(data: Any) -> None:
    with pytest.raises(SessionError, match=r"^[A-Za-z0-9].*\.$"):
        opened_file(data)


def test_a_file_with_the_right_chain_and_a_wrong_scenario_is_refused() -> None:
    opening = played(0).events[0].deed
    assert isinstance(opening, Created)
    broken = replace(opening, scenario={**opening.scenario, "name": 7})
    with pytest.raises(SessionError, match="the recorded game"):
        opened_file(sent(to_json(append((), broken)).encode()))
