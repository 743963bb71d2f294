"""The console shows how every seat stands, and offers exactly what the room allows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.rooms import Class, agenda

from coordsim.room.chain import Event
from coordsim.room.deed import TRAINER
from coordsim.room.deeds import (
    Archived,
    BeliefCaptured,
    Broadcast,
    DraftSaved,
    Ended,
    HandedToBot,
    PhaseBegun,
    RoundClosed,
    RoundOpened,
    RoundPaused,
    SeatFreed,
    ShockInjected,
    WallShown,
)
from coordsim.room.state.fold import apply
from coordsim.room.state.records import RoomError, RoomState
from coordsim.room.state.rounds import ready_for
from coordsim_web.rooms.console.commands import ALLOWED, CommandError, command
from coordsim_web.rooms.console.guessed import Guessed
from coordsim_web.rooms.console.table import STEPS, may, next_step, table_of
from coordsim_web.texts import LANGUAGES, texts

TRAINERS_PACE = {
    "pace": "trainer",
    "away_after": 0,
    "phases": [
        {"title": "Who", "words": "Two\nseats.", "minutes": 2.0},
        {"title": "Play", "rounds": 2, "minutes": 4.0},
        {"title": "After", "minutes": 1.5},
    ],
}


def lesson(folder: Path, people: int = 3, **more: Any) -> Class:
    return Class(folder, agenda(**(TRAINERS_PACE | more)), people=people)


def playing(folder: Path, people: int = 3, **more: Any) -> Class:
    """A class whose first round is open."""
    room = lesson(folder, people, **more)
    for number in (1, 2):
        room.do(PhaseBegun, number=number)
    room.do(RoundOpened, round=1, seconds=120)
    return room


def marks(room: Class, away: Any = ()) -> list[list[str]]:
    table = table_of(room.room.state, away)
    return [[seat.mark for seat in team.seats] for team in table.teams]


def test_a_row_says_how_each_seat_stands(tmp_path: Path) -> None:
    room = lesson(tmp_path)
    assert marks(room) == [["seated", "seated"], ["seated", "free"]]
    room = playing(tmp_path / "open")
    assert marks(room) == [["thinking", "thinking"], ["thinking", "bot"]]
    first, second, third = room.tokens
    draft = {"team": 1, "role": "operations", "round": 1, "levers": {"hours": 180.0}}
    room.do(DraftSaved, second, **draft)
    room.submit(first, {})
    room.do(HandedToBot, third, team=2, role="marketing")
    assert marks(room) == [["in", "writing"], ["kept", "bot"]]
    assert marks(room, away=room.room.state.people) == [["in", "away"], ["kept", "bot"]]
    table = table_of(room.room.state)
    assert [team.waits for team in table.teams] == [True, False]
    assert (table.handed_in, table.asked) == (1, 2)
    assert table.teams[0].seats[0].name == "P0"


def test_the_phase_stands_on_top_with_its_words_and_minutes(tmp_path: Path) -> None:
    room = lesson(tmp_path)
    table = table_of(room.room.state)
    assert table.phase is None
    assert table.next_phase is not None
    assert (table.next_phase.title, table.next_phase.words) == ("Who", "Two seats.")
    room.do(PhaseBegun, number=1)
    table = table_of(room.room.state)
    assert table.phase is not None
    ends = room.hands() + 120_000
    assert (table.phase.minutes, table.clock.until, table.clock.whose) == ("2", ends, "phase")
    room.do(PhaseBegun, number=2)
    table = table_of(room.room.state)
    assert table.phase is not None
    assert (table.phase.rounds, table.phase.played, table.clock.until) == (2, 0, None)


def test_the_clock_is_the_servers_and_stands_while_paused(tmp_path: Path) -> None:
    room = playing(tmp_path)
    assert table_of(room.room.state).clock.until == room.hands() + 120_000
    room.hands.at += 20_000
    room.do(RoundPaused, round=1)
    clock = table_of(room.room.state).clock
    assert (clock.until, clock.left, clock.paused, clock.whose) == (None, 100_000, True, "round")


FIELDS: dict[str, Callable[[RoomState], dict[str, Any]]] = {
    "phase_begun": lambda state: {"number": state.phase + 1},
    "round_opened": lambda state: {"round": state.next_round},
    "round_extended": lambda state: {"round": state.next_round, "seconds": 60},
    "round_paused": lambda state: {"round": state.next_round},
    "round_resumed": lambda state: {"round": state.next_round},
    "round_closed": lambda state: {"round": state.next_round},
    "round_undone": lambda state: {"round": len(state.played) or 1},
    "shock_injected": lambda state: {"shock": {"kind": "supply", "weeks": 2, "size": 0.3}},
    "rules_changed": lambda state: {"rules": {"communication": "dashboard"}},
    "broadcast": lambda state: {"text": "Two more minutes."},
    "wall_shown": lambda state: {"what": "standings"},
    "rounds_follow": lambda state: {"follow": "trainer"},
}
OF_THE_ROOM = ALLOWED - {"seat_freed", "handed_to_bot", "given_back", "swapped"}


def begun(folder: Path, number_of: int, people: int = 3, **more: Any) -> Class:
    """A class in one of its phases."""
    room = lesson(folder, people, **more)
    for number in range(1, number_of + 1):
        room.do(PhaseBegun, number=number)
    return room


def after(folder: Path, *deeds: tuple[Any, dict[str, Any]]) -> Class:
    """A class after deeds in its first open round."""
    room = playing(folder)
    for kind, fields in deeds:
        room.do(kind, **fields)
    return room


def left_to_bots(folder: Path) -> Class:
    """A class that missed its first round and is stood in for."""
    room = playing(folder, away_after=1)
    room.do(RoundClosed, round=1, why="by the trainer")
    return room


def closed(number: int) -> tuple[Any, dict[str, Any]]:
    return RoundClosed, {"round": number, "why": "by the trainer"}


CLOCKLESS = [{"title": "Play", "rounds": 2}]
STATES: dict[str, Callable[[Path], Class]] = {
    "new": lesson,
    "nobody has come": lambda folder: lesson(folder, people=0),
    "the first phase": lambda folder: begun(folder, 1),
    "a round to open": lambda folder: begun(folder, 2),
    "a round to open, nobody there": lambda folder: begun(folder, 2, people=0),
    "a phase of the server's to begin, nobody there": lambda folder: begun(
        folder, 0, people=0, phases=CLOCKLESS, pace="server"
    ),
    "open": playing,
    "paused": lambda folder: after(folder, (RoundPaused, {"round": 1})),
    "no clock": lambda folder: begun(folder, 1, phases=CLOCKLESS, pace="server"),
    "the last round": lambda folder: after(folder, closed(1)),
    "left to bots": left_to_bots,
    "something said": lambda folder: after(folder, (Broadcast, {"text": "Hush."})),
    "all played": lambda folder: after(folder, closed(1), closed(2)),
    "ended": lambda folder: after(folder, closed(1), (Ended, {})),
    "put away": lambda folder: after(folder, (Archived, {})),
}


@pytest.mark.parametrize("name", STATES)
def test_exactly_what_is_offered_is_allowed(tmp_path: Path, name: str) -> None:
    room = STATES[name](tmp_path)
    state, last = room.room.state, room.book.events(room.room.name)[-1]

    def allowed(kind: str) -> bool:
        data = {"kind": kind} | FIELDS.get(kind, lambda _state: {})(state)
        try:
            deed = command(data, state)
        except CommandError:
            return False
        event = Event(
            room=state.room,
            number=last.number + 1,
            at=room.hands(),
            actor=TRAINER,
            before=last.hash,
            deed=deed,
        )
        try:
            ready_for(state, deed)
            apply(state, event)
        except RoomError:
            return False
        return True

    assert {kind for kind in OF_THE_ROOM if allowed(kind)} == set(may(state))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "no such command"),
        ({"kind": "room_opened"}, "no such command"),
        ({"kind": "plan_submitted", "team": 1}, "no such command"),
        ({"kind": "seat_taken"}, "no such command"),
        ({"kind": ["ended"]}, "no such command"),
        ({"kind": "joined", "name": "X"}, "no such command"),
        ({"kind": "broadcast", "text": "x" * 601}, "text = .* is too long"),
        ({"kind": "broadcast"}, "text is missing"),
        ({"kind": "broadcast", "text": "x", "html": "y"}, "html is not known"),
        ({"kind": "round_closed", "round": "1"}, "round = '1' is not a whole number"),
        ({"kind": "shock_injected", "shock": {"kind": "war", "size": 1}}, "shock.kind = 'war'"),
        ({"kind": "shock_injected", "shock": {"kind": "supply", "size": 9}}, "outside"),
        ({"kind": "shock_injected", "shock": {"kind": "supply", "size": "9,5"}}, "'9,5' is not"),
        ({"kind": "shock_injected", "shock": "supply"}, "shock"),
        ({"kind": "rules_changed", "rules": {"incentives": "bribe"}}, "bribe"),
        ({"kind": "wall_shown", "what": "secrets"}, "what = 'secrets' is not one of"),
    ],
)
def test_what_is_no_command_is_refused(tmp_path: Path, data: Any, said: str) -> None:
    room = lesson(tmp_path)
    with pytest.raises(CommandError, match=said):
        command(data, room.room.state)


def test_a_round_opens_with_the_agendas_seconds_and_a_shock_comes_next(tmp_path: Path) -> None:
    room = lesson(tmp_path)
    for number in (1, 2):
        room.do(PhaseBegun, number=number)
    state = room.room.state
    room.room.do(room.key, command({"kind": "round_opened", "round": 1}, state))
    assert room.room.state.open is not None
    assert room.room.state.open.deadline == room.hands() + 120_000
    shock = {"kind": "supply", "weeks": 2, "size": 0.3, "week": 99}
    deed = command({"kind": "shock_injected", "shock": shock}, room.room.state)
    room.room.do(room.key, deed)
    assert room.room.state.arms["all"].shocks[-1].week == 0
    typed = {"kind": "shock_injected", "shock": shock | {"weeks": "2", "size": "12,5"}}
    deed = command(typed, room.room.state, "de")
    assert isinstance(deed, ShockInjected)
    assert (deed.shock.weeks, deed.shock.size) == (2, 0.125), "hundredths, as on the page"


def test_a_freed_seat_is_a_bots_for_somebody_new(tmp_path: Path) -> None:
    room = playing(tmp_path)
    deed = command({"kind": "seat_freed", "team": 1, "role": "marketing"}, room.room.state)
    assert isinstance(deed, SeatFreed)
    room.room.do(room.key, deed)
    assert marks(room)[0][0] == "bot"


def test_what_comes_next_is_what_the_agenda_has_next(tmp_path: Path) -> None:
    room = lesson(tmp_path)
    says = {"round_opened": "first_opened"}
    for step in ("phase_begun", "phase_begun", "round_opened"):
        state = room.room.state
        assert table_of(state).following == step
        assert table_of(state).now == says.get(step, step)
        room.room.do(room.key, command({"kind": step} | FIELDS[step](state), state))
    assert table_of(room.room.state).following == ""
    assert table_of(room.room.state).now == "timed"
    room.do(RoundPaused, round=1)
    assert table_of(room.room.state).following == "round_resumed"


def test_after_the_last_round_the_walls_screens_come_next_one_by_one(tmp_path: Path) -> None:
    room = after(tmp_path, closed(1), closed(2))
    assert table_of(room.room.state).following == "phase_begun"
    room.do(PhaseBegun, number=3)
    shown = []
    while (step := next_step(room.room.state)) is not None:
        assert table_of(room.room.state).following == "wall_shown"
        shown.append(step)
        room.do(WallShown, **step._asdict())
    assert tuple(shown) == STEPS
    assert table_of(room.room.state).following == "ended"
    room.do(Ended)
    assert table_of(room.room.state).now == "done"


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_sentence_that_says_what_is_next(
    tmp_path: Path, name: str, language: str
) -> None:
    table = table_of(STATES[name](tmp_path).room.state)
    said: Any = texts("console", language)["now"]
    assert table.now in said
    assert ("{what}" in said[table.now]) == bool(table.following)


def test_why_a_round_waits_for_the_trainer_is_said(tmp_path: Path) -> None:
    assert table_of(begun(tmp_path / "1", 2).room.state).now == "first_opened"
    all_wait = begun(tmp_path / "2", 2, follow="trainer")
    assert table_of(all_wait.room.state).now == "round_opened"
    single = begun(tmp_path / "3", 1, phases=[{"title": "Play", "rounds": 1}])
    assert table_of(single.room.state).now == "round_opened"
    assert table_of(STATES["left to bots"](tmp_path / "4").room.state).now == "left_to_bots"


def test_standings_are_offered_unless_people_guess(tmp_path: Path) -> None:
    asked = [{"text": "Who?", "answers": ["I", "they"], "screen": 3}]
    phases = [{"title": "Play", "rounds": 1}, {"title": "Guess", "beliefs": asked}]
    room = begun(tmp_path, 1, phases=phases)
    assert table_of(room.room.state).ranks
    room.do(RoundOpened, round=1)
    room.do(RoundClosed, round=1, why="by the trainer")
    room.do(PhaseBegun, number=2)
    assert not table_of(room.room.state).ranks
    room.do(WallShown, what="screen", screen=3)
    assert table_of(room.room.state).ranks


def test_how_many_have_answered_is_counted_while_they_are_asked(tmp_path: Path) -> None:
    asked = [{"text": "Who?", "answers": ["I", "they"], "screen": 3}, {"text": "How much?"}]
    phases = [{"title": "Guess", "beliefs": asked}, {"title": "Play", "rounds": 1}]
    room = lesson(tmp_path, phases=phases)
    assert table_of(room.room.state).guessed is None
    room.do(PhaseBegun, number=1)
    assert table_of(room.room.state).guessed == Guessed(0, 3)
    room.do(BeliefCaptured, room.tokens[0], phase=1, question=1, answer=1.0)
    assert table_of(room.room.state).guessed == Guessed(0, 3)
    room.do(BeliefCaptured, room.tokens[0], phase=1, question=2, answer=4.0)
    room.do(BeliefCaptured, room.tokens[0], phase=1, question=2, answer=5.0)
    room.do(BeliefCaptured, room.tokens[1], phase=1, question=1, answer=0.0)
    assert table_of(room.room.state).guessed == Guessed(1, 3)
    room.do(PhaseBegun, number=2)
    room.do(RoundOpened, round=1)
    assert table_of(room.room.state).guessed is None
    room.do(RoundClosed, round=1, why="by the trainer")
    room.do(WallShown, what="guess", screen=3)
    assert table_of(room.room.state).guessed == Guessed(2, 3)
    room.do(WallShown, what="guess", screen=1)
    assert table_of(room.room.state).guessed is None


def test_what_takes_something_away_says_what() -> None:
    """Each deed that has no deed to undo it: by name, so that a new one is thought about."""
    harmless = {"phase_begun", "round_opened", "wall_shown", "broadcast", "rounds_follow"}
    harmless |= {"round_paused", "round_resumed", "round_extended", "given_back", "swapped"}
    harmless |= {"meeting_opened", "meeting_closed", "shock_injected", "rules_changed"}
    harmless |= {"broadcast_ended"}
    for language in LANGUAGES:
        lost: Any = texts("console", language)["lost_by"]
        assert set(lost) == ALLOWED - harmless
