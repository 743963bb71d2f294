"""A debrief is worked out once: a restart shows what was kept, and nothing that does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.rooms import Class, agenda

from coordsim.room.after import kept
from coordsim.room.after.kept import key_of, recall, tell_once
from coordsim.room.after.tell import tell
from coordsim.room.deeds import MessageSent, PhaseBegun, RoundClosed, RoundUndone
from coordsim.room.log.book import Book
from coordsim.room.room import Room


@pytest.fixture
def played(tmp_path: Path) -> Class:
    """A team that has played a round."""
    room = Class(tmp_path, agenda(teams=2, changes={"communication": "meetings"}), people=2)
    room.do(PhaseBegun, number=1)
    for token in room.tokens:
        room.submit(token, {})
    return room


@pytest.mark.slow
def test_a_kept_debrief_is_the_debrief(played: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tell_once(played.room)
    monkeypatch.setattr(kept, "tell", lambda *_: pytest.fail("it was worked out again"))
    book = Book(played.book.url)
    again = Room(book, played.room.name)
    assert tell_once(again) == told
    assert recall(again) == told
    book.close()


@pytest.mark.slow
def test_another_log_or_another_version_is_told_anew(
    played: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert recall(played.room) is None
    tell_once(played.room)
    first = key_of(played.room)
    for token in played.tokens:
        played.submit(token, {})
    assert key_of(played.room) != first
    assert recall(played.room) is None
    tell_once(played.room)
    monkeypatch.setattr(kept, "_teller", lambda: "a newer version")
    assert recall(played.room) is None


def test_other_words_are_told_anew(played: Class) -> None:
    """The same plans once more, and what was said is another thing."""
    mark, first = played.room.course().rounds[-1].key, key_of(played.room)
    keys = {first}
    for text in ("yes", "no"):
        played.do(RoundUndone, round=1)
        said = {"team": 1, "role": "marketing", "round": 1, "text": text}
        played.do(MessageSent, played.tokens[0], **said)
        for token in played.tokens:
            played.submit(token, {})
        assert played.room.course().rounds[-1].key == mark
        keys.add(key_of(played.room))
    assert len(keys) == 3


def test_who_decided_is_told_anew(tmp_path: Path) -> None:
    """The same plan, handed in again or repeated for somebody who did not."""
    room = Class(tmp_path, agenda(missing="repeat", away_after=0), people=2)
    room.do(PhaseBegun, number=1)
    found = []
    for again in (True, False):
        for token in room.tokens:
            room.submit(token, {})
        if again:
            room.submit(room.tokens[0], {})
        room.submit(room.tokens[1], {})
        if not again:
            room.do(RoundClosed, round=2, why="by the trainer")
        source = room.room.state.played[-1].answer(1, "marketing").source
        found.append((source, room.room.course().rounds[-1].key, key_of(room.room)))
        room.do(RoundUndone, round=1)
    (one, same, key), (other, mark, another) = found
    assert (one, other, same) == ("person", "repeated", mark)
    assert key != another


@pytest.mark.slow
def test_what_cannot_be_read_is_told_anew(played: Class) -> None:
    told = tell(played.room)
    for body in (b"", b"[]", b"{", b'{"title": 1}'):
        played.room.keep_debrief(key_of(played.room), body)
        assert recall(played.room) is None
    assert tell_once(played.room) == told


@pytest.mark.slow
def test_a_room_that_changes_meanwhile_is_told_again(
    played: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tells(room: Room, progress: object = None) -> object:
        told = tell(room)
        if room.state.played:
            monkeypatch.setattr(kept, "tell", tell)
            played.do(RoundUndone, round=1)
            played.submit(played.tokens[0], {"price": 13.0})
            played.submit(played.tokens[1], {})
        return told

    monkeypatch.setattr(kept, "tell", tells)
    found = tell_once(played.room)
    assert found == tell(played.room)
    assert recall(played.room) == found
