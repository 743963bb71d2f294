"""A room at work: its log, the state that the log adds up to, and what came of its rounds. Commands
come in, events are written down, and whatever is due is done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import NamedTuple

from coordsim.core.levers import ROLES
from coordsim.core.records import Observation
from coordsim.room import keys
from coordsim.room.agenda import Agenda
from coordsim.room.chain import ChainError, Clock, Event, hash_of, now
from coordsim.room.course import Course, engine_digest
from coordsim.room.deed import SERVER, TRAINER, FirmStopped
from coordsim.room.deeds import AnyDeed, GivenBack, Joined, RoomOpened, SeatTaken
from coordsim.room.desk import Bench, Desk
from coordsim.room.firms import Firm
from coordsim.room.log.book import BehindError, Book
from coordsim.room.log.tables import DEBRIEFS
from coordsim.room.state.fold import apply, due, fold
from coordsim.room.state.records import BOT, Answer, Plan, Played, RoomError, RoomState
from coordsim.room.state.rounds import ready_for, scenario_of
from coordsim.room.state.seats import place_for
from coordsim.run.result import Run
from coordsim.scenario.file import Scenario

TRIES = 40  # times that a command is tried again when others were first

Listener = Callable[[RoomState], None]
Here = Callable[[str], Collection[str]]  # a room's name -> people whose pages are connected
Mark = tuple[str, int]  # of what a firm lives in, and its world
Shown = tuple[str, Mark, Answer]  # what an observation follows from
MOST_BENCHES = 600  # engines that a room keeps at hand


class Opened(NamedTuple):
    """A new room and its trainer's key, which is shown once."""

    room: Room
    key: str


class Room:
    """One room. Safe for several threads; several processes may hold the same room."""

    def __init__(self, book: Book, name: str, clock: Clock = now) -> None:
        """Read a room. Raises RoomError when there is none, ChainError when its log was changed or
        cannot be followed.
        """
        self._book, self._clock, self.lock = book, clock, RLock()
        events = book.events(name)
        if not events:
            raise RoomError(f"There is no room {name}.")
        self.name, self._last = name, events[-1]
        try:
            self._state = fold(events)
        except RoomError as error:
            raise ChainError(f"the log of room {name} cannot be followed: {error}") from None
        self._course = Course()
        self._followed: tuple[Played, ...] | None = None
        self._followed_teams: list[int] = []
        self.here: Here = _nobody
        self._listeners: list[Listener] = []
        self._busy = False
        self._benches: dict[Mark, Bench] = {}
        self._shown: dict[tuple[int, str], tuple[Shown, Observation]] = {}

    @classmethod
    def open(
        cls,
        book: Book,
        agenda: Agenda,
        *,
        seed: int = 1,
        scenarios: dict[str, Scenario] | None = None,
        clock: Clock = now,
    ) -> Opened:
        """Open a new room. Raises ScenarioError or LogError."""
        name = keys.new_room()
        key = keys.new_token(name)
        deed = RoomOpened(
            code=keys.new_code(),
            agenda=agenda,
            scenarios=scenarios or agenda.scenarios(),
            seed=seed,
            engine=engine_digest(),
            key=hash_of(key),
        )
        event = Event(room=name, number=0, at=clock(), actor=TRAINER, before="", deed=deed)
        apply(None, event)
        book.append(event)
        return Opened(cls(book, name, clock), key)

    @property
    def state(self) -> RoomState:
        """What the log adds up to."""
        return self._state

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have a function called with the new state whenever it has changed, after it is on disk
        and outside the lock; return what stops it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def followed(self) -> bool:
        """Whether anything listens."""
        return bool(self._listeners)

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Hold the lock, and tell the listeners when the outermost work is done."""
        with self.lock:
            outermost, self._busy = not self._busy, True
            before = self._state
            try:
                yield
            finally:
                self._busy = not outermost
                after = self._state
        if outermost and after is not before:
            for listener in tuple(self._listeners):
                listener(after)

    def actor(self, token: str) -> str:
        """Return whose token this is, as the log names them. Raises RoomError for nobody's."""
        told = hash_of(token)
        if told not in (self._state.key, *self._state.people):
            self.refresh()  # somebody may have joined at another process
        if told == self._state.key:
            return TRAINER
        if told in self._state.people:
            return told
        raise RoomError("This key opens nothing here.")

    def do(self, token: str, *deeds: AnyDeed) -> Event:
        """Carry out a command of whoever holds a token, of one deed or of several that are done
        together or not at all; return the last. Raises RoomError, and then nothing has changed.
        """
        with self._working():
            event = self._write(self.actor(token), *deeds)
            self._do_what_is_due()
            return event

    def join(self, name: str) -> str:
        """Let somebody in, on the first free seat; return their token. Raises RoomError."""
        token = keys.new_token(self.name)
        person = hash_of(token)
        with self._working():
            self._write(person, Joined(name=name))
            self._seat(person)
            self._do_what_is_due()
        return token

    def welcome(self, token: str) -> bool:
        """Give somebody who comes back the seat that a bot drives for them, or the next free one
        where they have none; say whether anything was to be done.
        """
        with self._working():
            person = self.actor(token)
            sat = self._state.seat_of(person)
            before = self._state.events
            if person != TRAINER and sat is None and not self._state.ended:
                self._seat(person)
            elif sat is not None and sat[0].seats[sat[1]].driver == "bot":
                place = {"team": sat[0].number, "role": sat[1]}
                self._write(person, GivenBack.model_validate(place))
            return self._state.events > before

    def _seat(self, person: str) -> None:
        """Give somebody the next free seat; nothing happens where there is none."""
        for _ in range(TRIES):
            place = place_for(self._state)
            if place is None:
                return
            deed = SeatTaken.model_validate({"team": place[0], "role": place[1], "person": person})
            try:
                self._write_once(SERVER, deed)
            except BehindError:
                continue
            return

    def tick(self) -> int:
        """Take in what others have written, do what is due, and say how many things that were."""
        with self._working():
            self.refresh()
            return self._do_what_is_due()

    def _do_what_is_due(self) -> int:
        done = 0
        while True:
            deed = self._stopped() or due(self._state, self._clock(), self._here())
            if deed is None:
                return done
            try:
                self._write_once(SERVER, deed)
            except BehindError:
                continue
            done += 1

    def _here(self) -> Collection[str]:
        """Return the people whose pages have a connection, where somebody missed a round."""
        seats = [seat for team in self._state.teams for seat in team.seats.values()]
        return self.here(self.name) if any(seat.missed for seat in seats) else ()

    def _stopped(self) -> FirmStopped | None:
        """Return that a firm has stopped, where nobody has written that down."""
        state = self._state
        fail = any(one.money.insolvency for one in state.arms.values())
        if not fail or not state.played or state.ended:
            return None
        last = self.course().rounds[-1]
        for team in state.teams:
            week = last.stopped(team.number) if team.lives else None
            if week is not None:
                return FirmStopped(team=team.number, week=week)
        return None

    def refresh(self) -> None:
        """Take in what others have written."""
        with self._working():
            for event in self._book.events(self.name, self._last):
                self._state, self._last = apply(self._state, event), event

    def _write(self, actor: str, *deeds: AnyDeed) -> Event:
        for _ in range(TRIES):
            try:
                return self._write_once(actor, *deeds)
            except BehindError:
                continue
        raise RoomError("Too many people write at once: try again in a moment.")

    def _write_once(self, actor: str, *deeds: AnyDeed) -> Event:
        """Write events, all or none; where others were first, take in what they wrote and raise
        BehindError.
        """
        state, events = self._state, [self._last]
        for deed in deeds:
            event = Event(
                room=self.name,
                number=events[-1].number + 1,
                at=max(self._clock(), events[-1].at),
                actor=actor,
                before=events[-1].hash,
                deed=deed,
            )
            ready_for(state, deed)
            state = apply(state, event)
            events.append(event)
        try:
            self._book.append(*events[1:])
        except BehindError:
            self.refresh()
            raise
        self._state, self._last = state, events[-1]
        return events[-1]

    def course(self) -> Course:
        """Return what came of the rounds so far."""
        with self.lock:
            played, teams = self._state.played, [team.number for team in self._state.teams]
            if played is not self._followed or teams != self._followed_teams:
                self._follow()
                self._followed, self._followed_teams = played, teams
            return self._course

    def _follow(self) -> None:
        """Play what is new, and keep it for whoever opens the room next."""
        kept = self._book.kept(self.name) if not self._course.rounds else None
        if kept is not None:
            self._course.recall(*kept, self._state)
        known = len(self._course.rounds)
        self._course.follow(self._state)
        if len(self._course.rounds) > known:
            self._book.keep(self.name, *self._course.kept())

    def run(self, team: int) -> Run:
        """Return a team's weeks so far, with all that its seats may not know."""
        with self.lock:
            return self.course().run(self._state, team)

    def kept_debrief(self) -> tuple[str, bytes] | None:
        """Return key and body of the debrief that was kept; None where there is none."""
        return self._book.kept(self.name, where=DEBRIEFS)

    def keep_debrief(self, key: str, body: bytes) -> None:
        """Keep a debrief beside the log, in place of what was kept. Raises LogError."""
        self._book.keep(self.name, key, body, where=DEBRIEFS)

    def desk(self, team: int, back: int = 0) -> Desk:
        """Return a team's desk at the beginning of the open or next round, or of one that was
        played, so many rounds ``back``.
        """
        with self.lock:
            rounds, state = self.course().rounds, self._state
            played = len(rounds) - back
            firm = self._firm(team, state.played[: played + 1] if back else None)
            stands = rounds[played - 1].state(team) if played else None
            return Desk(self._bench(firm), stands, played * state.round_weeks)

    def _firm(self, team: int, played: tuple[Played, ...] | None = None) -> Firm:
        return Firm(team, scenario_of(self._state, team, played), self._state.team(team).seed)

    def _bench(self, firm: Firm) -> Bench:
        """Return the engine of a firm, shared by those that live in the same world under the same
        rules.
        """
        mark = _mark(firm)
        if mark not in self._benches:
            while len(self._benches) >= MOST_BENCHES:
                del self._benches[next(iter(self._benches))]
            self._benches[mark] = Bench(firm)
        return self._benches[mark]

    def observation(self, team: int, role: str) -> Observation:
        """Return what a seat is shown in the open round, worked out once: a page asks for it again
        and again.
        """
        with self.lock:
            rounds, word = self.course().rounds, self.word(team)
            now = (rounds[-1].key if rounds else "", _mark(self._firm(team)), word)
            known = self._shown.get((team, role))
            if known is None or known[0] != now:
                known = (now, self.desk(team).observation(role, word))
                self._shown[team, role] = known
            return known[1]

    def word(self, team: int) -> Answer:
        """Return what operations hears of: marketing's plan as far as it is handed in."""
        place = (team, ROLES[0])
        waiting = self._state.open
        if waiting is not None and place in waiting.plans:
            return Answer("person", waiting.plans[place])
        return Answer("skipped") if self._state.seat(*place).driver == "person" else BOT

    def bot_plan(self, team: int, role: str) -> Plan:
        """Return what a rule-based manager would hand in on a seat."""
        with self.lock:
            return self.desk(team).bot(role, self.word(team))


def _nobody(_room: str) -> Collection[str]:
    return ()


def _mark(firm: Firm) -> Mark:
    return hash_of(firm.scenario.model_dump_json()), firm.seed
