"""Seat: what somebody on a seat sees and does. A page is sent what its seat may see, and nothing
else; every command is a deed of the room's log, and a refusal comes back as a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import solara

from coordsim.core.decisions import DecisionError
from coordsim.core.levers import ROLES
from coordsim.room.agenda import LEADERSHIP, AgendaPhase
from coordsim.room.chair import Chair
from coordsim.room.deeds import AnyDeed, PredictionCaptured
from coordsim.room.log.place import LogError
from coordsim.room.records import Preview
from coordsim.room.sight import Sight
from coordsim.room.state.records import Plan as Signed
from coordsim.room.state.records import RoomError, RoomState
from coordsim.room.track import MEASURE
from coordsim_web.pages.room_seat_parts import (
    Json,
    SeatAsk,
    SeatHead,
    SeatPlan,
    SeatSeen,
    SeatTalk,
)
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import NO_ROOM, UnreadError, hub
from coordsim_web.rooms.seat import commands
from coordsim_web.rooms.seat.commands import CommandError, Place, Plan
from coordsim_web.rooms.seat.form import foreseen, form_of
from coordsim_web.rooms.seat.head import head_of
from coordsim_web.rooms.seat.part import part_of
from coordsim_web.rooms.seat.plan import Expectation
from coordsim_web.rooms.seat.seen import seen_of
from coordsim_web.rooms.seat.talk import asked, talking
from coordsim_web.rooms.use_room import use_language, use_picture, use_presence
from coordsim_web.texts import Texts, texts
from coordsim_web.texts.spoken import read_in, sent

REFUSALS = (RoomError, CommandError, DecisionError)
Make = Callable[[], Sequence[AnyDeed]]  # of a command: what is done together or not at all


@solara.component
def Seat() -> None:
    """Show the seat whose token the address has."""
    use_shared()
    router, language = solara.use_router(), use_language()
    token = address.place_of(router.path).key
    name, why = solara.use_memo(lambda: room_of(token), [token])
    with solara.v.Html(tag="main", class_="cs-page cs-seat", attributes={"id": "content"}):
        if name:
            Sitting(token, name, language)
        else:
            solara.v.Html(tag="h1", children=[texts("seat", language)["title"]])
            solara.v.Html(
                tag="p",
                class_="cs-note",
                attributes={"role": "alert"},
                children=[read_in(why, language)],
            )


def room_of(token: str) -> tuple[str, str]:
    """Return the name of the room that a token opens, empty where it opens none, or leads it; and
    why.
    """
    try:
        room = hub().room_of(token)
        return (room.name, "") if room.actor(token) in room.state.people else ("", NO_ROOM)
    except UnreadError as error:
        return "", str(error)
    except RoomError:
        return "", NO_ROOM


class Page(NamedTuple):
    """What a seat's page is sent, and the chair it is made of; None where it has no seat yet."""

    chair: Chair | None
    head: Json
    asked: list[Json]
    seen: Json
    form: Json | None
    talk: Json


def page_of(token: str, language: str) -> Page:
    """Return the page of the seat that a token opens, all of it of one moment: nothing is written
    into the room here while it is drawn.
    """
    sight = hub().sight_of(token)
    with sight.room.lock:
        return _page(sight, token, language)


def _page(sight: Sight, token: str, language: str) -> Page:
    state, person = sight.room.state, sight.room.actor(token)
    questions = [sent(one, language) for one in asked(state, person, language)]
    try:
        chair = sight.chair(token)
    except RoomError:
        return Page(chair=None, head={}, asked=questions, seen={}, form=None, talk={})
    phase = phase_of(state)
    debrief = address.spoken(address.debrief(token), language) if state.readable else ""
    acts = bool(chair.views) and acting(chair)
    form = form_of(chair, sight.swings(token), expects(token, chair), language) if acts else None
    return Page(
        chair=chair,
        head=sent(head_of(chair, phase, hub().clock(), language, debrief), language),
        asked=questions,
        seen=sent(seen_of(chair, phase, language), language),
        form=None if form is None else sent(form, language),
        talk=sent(talking(chair, language), language),
    )


def phase_of(state: RoomState) -> AgendaPhase | None:
    """Return the agenda's phase that is under way."""
    return state.agenda.phases[state.phase - 1] if state.phase else None


def acting(chair: Chair) -> bool:
    """Whether a seat decides in this round: leadership does where it settles."""
    return chair.role != LEADERSHIP or chair.views[0].settling.name == LEADERSHIP


def expects(token: str, chair: Chair) -> Callable[[Mapping[str, float], float], Preview] | None:
    """Return what a seat expects of a plan; None for leadership, which reckons nothing itself."""
    if chair.role == LEADERSHIP:
        return None
    sight = hub().sight_of(token)
    return lambda levers, word: sight.expect(token, levers, word)


@solara.component
def Sitting(token: str, name: str, language: str) -> None:
    """Show a seat of a room that is there."""
    person = solara.use_memo(lambda: hub().room_of(token).actor(token), [token])
    returned = solara.use_memo(lambda: welcomed(token), [token])
    use_presence(name, person)
    page = use_picture(name, lambda _: page_of(token, language), part_of(person))
    said = texts("seat", language)
    (note, count), set_note = solara.use_state(("", 0))

    def tell(text: str) -> None:
        why = read_in(text, language)
        set_note(lambda last: (why, last[1] + 1))

    def attempt(make: Make) -> bool:
        try:
            hub().do(token, *make())
        except REFUSALS as error:
            tell(str(error))
            return False
        except LogError:
            tell(said["later"])
            return False
        tell("")
        return True

    desk = Desk(token, page.chair, language, attempt, tell)
    if page.chair is None:
        solara.v.Html(tag="h1", children=[said["title"]])
        solara.v.Html(tag="p", attributes={"role": "status"}, children=[said["no_seat"]])
    else:
        SeatHead(
            said=dict(said),
            head=page.head,
            note=note or (said["returned"] if returned and not count else ""),
            event_change=desk.change,
        )
    if page.asked:
        SeatAsk(said=dict(said), asked=page.asked, event_answer=desk.answer)
    if page.chair is not None and page.chair.views:
        with solara.v.Html(tag="div", class_=f"cs-board cs-as-{page.chair.role}"):
            SeatSeen(said=dict(said), seen=page.seen)
            with solara.v.Html(tag="div", class_="cs-side"):
                if page.form is not None:
                    Planning(desk, page.form, language)
                if page.talk["how"] != "silent" or page.talk["said"]:
                    SeatTalk(
                        said=dict(said),
                        round=page.chair.round,
                        talk=page.talk,
                        note=f"{note}{count}",
                        event_speak=desk.speak,
                        event_promise=desk.promise,
                    )


def welcomed(token: str) -> bool:
    """Give somebody who comes back their seat; say whether a bot had kept it."""
    try:
        return hub().room_of(token).welcome(token)
    except (RoomError, LogError):
        return False


@solara.component
def Planning(desk: Desk, form: Json, language: str) -> None:
    """Show the form of a plan; what is asked of it is answered here, without the rest."""
    preview, set_preview = solara.use_state(None)
    answered, set_answered = solara.use_state("")
    drafted, set_drafted = solara.use_state("")

    def hand_in(data: Any) -> None:
        tap = commands.tap_of(data)
        if not tap or tap != answered:
            desk.hand_in(data)
            set_answered(tap)

    def keep(data: Any) -> None:
        if desk.keep(data):
            set_drafted(commands.tap_of(data))

    def foresee(data: Any) -> None:
        found = desk.foreseen(data)
        if found is not None:
            set_preview({"of": data.get("of"), "expected": sent(found, language)})

    SeatPlan(
        said=dict(desk.said),
        form=form,
        preview=preview,
        answered=answered,
        drafted=drafted,
        event_foresee=foresee,
        event_keep=keep,
        event_hand_in=hand_in,
        event_sign=desk.sign,
    )


class Desk(NamedTuple):
    """What a page does for its seat."""

    token: str
    chair: Chair | None
    language: str
    attempt: Callable[[Make], bool]
    tell: Callable[[str], None]

    @property
    def said(self) -> Texts:
        """The words of the page."""
        return texts("seat", self.language)

    @property
    def place(self) -> Place:
        """The seat. Raises CommandError where there is none."""
        if self.chair is None:
            raise CommandError(self.said["no_seat"])
        return Place(self.chair.team, self.chair.role, self.chair.round)

    def expect(self, plan: Plan) -> Preview | None:
        """Return what the seat expects of a plan. Raises RoomError or DecisionError."""
        if self.chair is None or self.chair.role == LEADERSHIP:
            return None
        return hub().sight_of(self.token).expect(self.token, plan.levers, plan.word)

    def forecast(self, plan: Plan) -> float | None:
        """Return marketing's word on demand, where it says another than it expects."""
        if plan.word == 1.0 or self.chair is None or not self.chair.views[0].asks_forecast:
            return None
        plain = self.expect(plan._replace(word=1.0))
        return None if plain is None else plan.word * plain.demand

    def foreseen(self, data: Any) -> Expectation | None:
        """Return what the seat expects of a plan on its form."""
        expect = None if self.chair is None else expects(self.token, self.chair)
        if self.chair is None or expect is None or not self.chair.views:
            return None
        try:
            plan = commands.plan_of(data, self.said)
            return foreseen(self.chair.views[0], expect, plan.levers, plan.word)
        except REFUSALS as error:
            self.tell(str(error))
            return None

    def keep(self, data: Any) -> bool:
        """Keep a plan that is not handed in, and say whether it need not be sent again: one that is
        not allowed yet is no mistake, one that the log cannot take is told.
        """
        try:
            plan = commands.plan_of(data, self.said)
            hub().do(self.token, commands.draft(self.place, plan, self.forecast(plan)))
        except REFUSALS:
            return True
        except LogError:
            self.tell(self.said["later"])
            return False
        return True

    def hand_in(self, data: Any) -> None:
        """Hand a plan in, together with what the seat expects of it."""

        def made() -> Sequence[AnyDeed]:
            plan = commands.plan_of(data, self.said)
            handed = commands.submitted(self.place, plan, self.forecast(plan))
            return [*self.predicted(plan), handed]

        self.attempt(made)

    def predicted(self, plan: Plan) -> list[PredictionCaptured]:
        """Return what the seat expects of a plan, to be written down with it. Raises RoomError or
        DecisionError.
        """
        found = self.expect(plan)
        if found is None:
            return []
        said = self.expectations(found)
        at = {"team": self.place.team, "role": self.place.role, "round": plan.round}
        return [
            PredictionCaptured.model_validate(at | {"of": of, "value": value})
            for of, value in said.items()
            if value is not None
        ]

    def expectations(self, found: Preview) -> dict[str, float | None]:
        """Return what of a seat's reckoning is written down with a plan."""
        return {MEASURE: next(one.value for one in found.kpis if one.name == MEASURE)}

    def sign(self, data: Any) -> None:
        """Sign one plan for both: with the own levers as they stand, or exactly the other's."""

        def made() -> Sequence[AnyDeed]:
            plan = commands.plan_of(data, self.said)
            theirs = self.theirs
            if data.get("exactly"):
                own = {name: theirs.levers.get(name, plan.levers[name]) for name in plan.levers}
                exact = plan._replace(levers={})
                signed = commands.signed(self.place, exact, theirs.levers, theirs.forecast)
                return [*self.predicted(plan._replace(levers=own)), signed]
            word = self.forecast(plan) if self.place.role == ROLES[0] else theirs.forecast
            signed = commands.signed(self.place, plan, theirs.levers, word)
            return [*self.predicted(plan), signed]

        self.attempt(made)

    @property
    def theirs(self) -> Signed:
        """The plan that the other side has signed, empty where it has signed none."""
        signed = {} if self.chair is None else self.chair.signed
        others = [one for role, one in signed.items() if role != self.place.role]
        return others[0] if others else Signed({})

    def speak(self, data: Any) -> None:
        """Say something to the team."""
        self.attempt(lambda: [commands.message(self.place, data, self.said)])

    def promise(self, data: Any) -> None:
        """Promise something to the other side."""
        self.attempt(lambda: [commands.promise(self.place, data, self.said, self.language)])

    def answer(self, data: Any) -> None:
        """Answer a question."""
        self.attempt(lambda: [commands.answer(data, self.said, self.language)])

    def change(self, data: Any) -> None:
        """Let a bot play, take the seat back, or leave."""
        self.attempt(lambda: [commands.seat_deed(self.place, data, self.said)])
