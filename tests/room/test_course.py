"""What is kept of rounds that were played: used where it fits, thrown away where it does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.firms import small
from support.rooms import Class, agenda

from coordsim.core.records import FirmState
from coordsim.room import course
from coordsim.room.course import Course
from coordsim.room.deeds import PhaseBegun, RoundUndone
from coordsim.room.firms import Firm, cut, play_round, stack
from coordsim.room.parcel import ParcelError, pack, unpack
from coordsim.room.room import Room
from coordsim.room.state.records import BOT
from coordsim.run.simulate import Engine, simulate


@pytest.fixture
def played(tmp_path: Path) -> Class:
    """Three rounds of two teams, one of them of bots."""
    room = Class(tmp_path, agenda(teams=2), people=2)
    room.do(PhaseBegun, number=1)
    while not room.room.state.over:
        room.submit(room.tokens[0], {"price": 9.0 + room.room.state.next_round})
        room.submit(room.tokens[1], {})
    room.room.course()
    return room


def reopened(room: Class) -> Room:
    return Room(room.book, room.room.name, room.hands)


def no_play(*args: object) -> None:
    raise AssertionError("played again")


def test_a_room_opens_without_playing_again(played: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = [played.room.run(team).hash for team in (1, 2)]
    monkeypatch.setattr(course, "play_round", no_play)
    assert [reopened(played).run(team).hash for team in (1, 2)] == hashes


def test_another_engine_plays_again(played: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "engine_digest", lambda: "another")
    monkeypatch.setattr(course, "play_round", no_play)
    with pytest.raises(AssertionError, match="played again"):
        reopened(played).course()


def test_an_edited_rule_of_others_plays_again(
    played: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course, "outside", lambda scenarios: {"piecework.py": "edited"})
    monkeypatch.setattr(course, "play_round", no_play)
    with pytest.raises(AssertionError, match="played again"):
        reopened(played).course()


@pytest.mark.parametrize("back", [1, 2, 3])
def test_undone_after_it_was_opened_again(played: Class, back: int) -> None:
    again = reopened(played)
    again.course()
    again.do(played.key, RoundUndone(round=back))
    fresh = Course()
    fresh.follow(again.state)
    assert [item.key for item in again.course().rounds] == [item.key for item in fresh.rounds]
    seen = again.observation(1, "operations")
    played.room.refresh()
    np.testing.assert_array_equal(seen.beliefs, played.room.observation(1, "operations").beliefs)
    assert again.state.next_round == back


def test_only_the_last_rounds_know_where_firms_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Class(tmp_path, agenda(6, teams=1), people=1)
    room.do(PhaseBegun, number=1)
    while not room.room.state.over:
        room.submit(room.tokens[0], {})
        rounds = room.room.course().rounds
    assert [item.batches[0].state is not None for item in rounds] == 3 * [False] + 3 * [True]
    monkeypatch.setattr(course, "play_round", no_play)
    room.do(RoundUndone, round=6)
    assert room.room.observation(1, "operations").week == 20


def test_what_was_kept_and_spoilt_is_not_used(played: Class) -> None:
    key, body = played.book.kept(played.room.name) or ("", b"")
    for spoilt in (body[:-9], b"", b"no parcel", pack([("key", 3)]), pack({"a": 1})):
        played.book.keep(played.room.name, key, spoilt)
        assert reopened(played).run(1).hash == played.room.run(1).hash


def test_a_parcel_holds_records(tmp_path: Path) -> None:
    state = Engine([small()] * 2, [1, 2]).state
    value = (state, {"a": np.arange(3.0), "none": None}, (1, "two", 3.5, True))
    back = unpack(pack(value))
    assert isinstance(back[0], FirmState)
    assert back[2] == value[2]
    np.testing.assert_array_equal(back[1]["a"], np.arange(3.0))
    for name in ("plan", "status", "need_week", "told"):
        found, expected = getattr(back[0], name), getattr(state, name)
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)
    with pytest.raises(ParcelError):
        unpack(pack(value)[:-1])


def test_firms_cut_apart_and_put_together_are_the_same() -> None:
    state = Engine([small()] * 3, [1, 2, 3]).state
    again = stack([cut(state, firm) for firm in range(3)])
    for name in FirmState.__dataclass_fields__:
        for found, expected in zip(
            np.atleast_1d(getattr(again, name)), np.atleast_1d(getattr(state, name)), strict=True
        ):
            np.testing.assert_array_equal(found, expected)


def test_rounds_of_many_are_the_run_of_each() -> None:
    scenarios = [small(), small({"communication": "sop"}), small({"incentives": "shared"})]
    firms = [Firm(k + 1, scenarios[k % 3], 5 + k // 3) for k in range(6)]
    answers = {(firm.number, role): BOT for firm in firms for role in ("marketing", "operations")}
    before: dict[int, FirmState] = {}
    units: dict[int, list[float]] = {firm.number: [] for firm in firms}
    for start in range(0, 12, 4):
        batches = play_round(firms, answers, before, start)
        assert len(batches) == 3
        for batch in batches:
            for row, number in enumerate(batch.firms):
                before[number] = cut(batch.state, row)
                units[number] += [float(week.flows["units"][row]) for week in batch.weeks]
    for firm in firms:
        alone = simulate(firm.scenario, seeds=[firm.seed])
        assert units[firm.number] == list(alone.flows["units"][0])
