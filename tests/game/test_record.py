"""A downloaded game is read back whole, or refused in one sentence that names the fault."""

import json
from typing import Any

import pytest

from coordsim.room.events import Created, EventError, append, to_json
from coordsim.room.record import Record, load_record, play_record
from coordsim.room.session import Session, shortened
from coordsim.scenario.file import load


def played(weeks: int = 8, last: int = 8) -> Session:
    session = Session.create(shortened(load("blind"), weeks), 3, "marketing")
    while session.week < last:
        session.submit({"price": 9.0})
    return session


@pytest.fixture(scope="module")
def over() -> Session:
    return played()


def written(session: Session, **extra: Any) -> bytes:
    return to_json(session.events, **extra).encode()


def test_a_downloaded_game_is_played_again(over: Session) -> None:
    record = load_record(written(over, result=over.run.hash))
    assert record == Record(over.events, over.run.hash)
    assert play_record(record).run.hash == over.run.hash


def test_a_game_that_is_not_over_goes_on() -> None:
    session = play_record(load_record(b"\xef\xbb\xbf" + written(played(last=4))))
    assert (session.week, session.over) == (4, False)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "is not JSON: line 1, column 1"),
        (b"{", "is not JSON: line 1, column 2"),
        (b"\x89PNG\r\n", "not UTF-8 text: byte 0"),
        (b"\x00" * 9, "is not JSON: line 1, column 1"),
        (b"[" * 100_000, "is not JSON"),
        (b"9" * 5_000, "is not JSON"),
        (b'{"format": "coordsim-game/1", "events": []}', "event 0 has to be the creation"),
        (b'{"format": "coordsim-game/2", "events": []}', "needs format = 'coordsim-game/1'"),
        (b" " * 2_000_001, "has 2,000,001 bytes; allowed: up to 2,000,000"),
    ],
)
def test_another_file_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(EventError, match=fault):
        load_record(data)


def test_an_edited_game_is_refused(over: Session) -> None:
    data = json.loads(written(over))
    data["events"][1]["data"]["levers"]["price"] = 7.0
    with pytest.raises(EventError, match=r"event 1 \(submitted\) was changed after"):
        load_record(json.dumps(data).encode())
    data = json.loads(written(over, result=7))
    with pytest.raises(EventError, match="result is not a text"):
        load_record(json.dumps(data).encode())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"seed": -1}, r"seed = -1 is outside \[0, 2\*\*62\)"),
        ({"seed": 10**400}, "seed has more than 300 digits"),
        ({"role": "boss"}, "role = 'boss' is not one of marketing, operations"),
        ({"scenario": {}}, "recorded game"),
        ({"scenario": {"name": "x", "weeks": [1]}}, "recorded game"),
    ],
)
def test_a_whole_chain_that_cannot_be_played_is_refused(
    over: Session, change: dict[str, Any], fault: str
) -> None:
    opening = over.events[0].deed
    assert isinstance(opening, Created)
    fields = {"scenario": opening.scenario, "seed": opening.seed, "role": opening.role} | change
    record = load_record(to_json(append((), Created(**fields))).encode())
    with pytest.raises(EventError, match=fault):
        play_record(record)


def test_a_result_of_another_version_is_told(over: Session) -> None:
    record = load_record(written(over, result="0" * 64))
    with pytest.raises(EventError, match=f"{over.run.hash[:12]} here, and to 000000000000"):
        play_record(record)
