"""Talk within the team, and questions to the person of a seat."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from coordsim.core.levers import ROLES
from coordsim.room.agenda import Question
from coordsim.room.chair import Chair
from coordsim.room.deeds import MinimumSupply, PromotionCalendar
from coordsim.room.state.records import Person, RoomState, Talk
from coordsim.show.numbers import given, spelled
from coordsim_web.rooms.seat.records import Asked, Said, Talking
from coordsim_web.texts import Texts, say, texts

LATEST = 60  # of what was said, that is shown


def talking(chair: Chair, language: str) -> Talking:
    """Return what was said in the team, and whether this seat may speak now."""
    said, roles = texts("seat", language), texts("room", language)["roles"]
    sent = any((one.role, one.round) == (chair.role, chair.round) for one in chair.talk)
    how, closed = chair.spoken, chair.spoken == "chat" and not chair.meeting
    done = how == "report" and sent
    able = chair.open and chair.driver == "person" and how != "silent" and not closed and not done
    says = "sent" if done else "closed" if closed else how
    return Talking(
        how=how,
        able=able,
        says=said["talk"][says],
        said=tuple(
            Said(
                one.role, roles[one.role], one.round, one.role == chair.role, text_of(one, language)
            )
            for one in chair.talk[-LATEST:]
        ),
        promise={ROLES[0]: "promotion_calendar", ROLES[1]: "minimum_supply"}.get(chair.role, ""),
    )


def text_of(one: Talk, language: str) -> str:
    """Return what somebody said as they wrote it, or a promise as a sentence."""
    if one.promise is None:
        return one.text
    return spelled(_promise(one.promise, texts("seat", language)), language)


def _promise(promise: PromotionCalendar | MinimumSupply, said: Texts) -> str:
    if isinstance(promise, MinimumSupply):
        return say(said, "promises.supply", units=given(promise.units))
    if not promise.every or not promise.depth:
        return say(said, "promises.none")
    depth = given(100 * promise.depth)
    return say(said, "promises.calendar", every=promise.every, depth=depth)


def asked(state: RoomState, person: str, language: str) -> tuple[Asked, ...]:
    """Return the questions that this person has to answer now, with what they answered."""
    said, who = texts("seat", language), state.people.get(person)
    if who is None:
        return ()
    beliefs = _beliefs(state, person, said)
    return tuple(chain(_consent(state, who, said), _rules(state, who, said), beliefs))


def _consent(state: RoomState, who: Person, said: Texts) -> Iterator[Asked]:
    if not state.agenda.consent:
        return
    given_ = None if who.consent is None and not who.withdrawn else float(who.consent is not None)
    told = "" if given_ is None else said["agreed" if given_ else "withdrawn"]
    yield Asked(
        kind="consent",
        phase=0,
        question=0,
        text=state.agenda.consent,
        answers=(),
        given=given_,
        typed="",
        told=told,
    )


def _rules(state: RoomState, who: Person, said: Texts) -> Iterator[Asked]:
    if state.started and who.right(state.agenda) == len(state.agenda.comprehension):
        return
    for number, question in enumerate(state.agenda.comprehension, 1):
        chosen = who.understood.get(number)
        before = said["gate"] if state.agenda.gate and number == 1 else ""
        told = before if chosen is None else said["right" if chosen == question.right else "wrong"]
        yield _asked("understand", (0, number), question, chosen, told)


def _beliefs(state: RoomState, person: str, said: Texts) -> Iterator[Asked]:
    if not state.phase:
        return
    own = {one.about: one.value for one in state.beliefs if one.person == person}
    for number, question in enumerate(state.agenda.phases[state.phase - 1].beliefs, 1):
        chosen = own.get(f"phase {state.phase}, question {number}")
        told = "" if chosen is None else said["kept"]
        yield _asked("believe", (state.phase, number), question, chosen, told)


def _asked(
    kind: str, place: tuple[int, int], question: Question, chosen: float | None, told: str
) -> Asked:
    phase, number = place
    return Asked(
        kind=kind,
        phase=phase,
        question=number,
        text=question.text,
        answers=tuple(question.answers),
        given=chosen,
        typed="" if chosen is None else given(chosen),
        told=told,
    )
