"""What a seat's page sends, checked, as deeds of the room. Whatever a browser may send, what comes
out is a deed of this seat and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from coordsim.core.signs import shows, without
from coordsim.room.agenda import MOST_ROUNDS
from coordsim.room.deeds import (
    AnyDeed,
    BeliefCaptured,
    CommitmentMade,
    ComprehensionAnswered,
    ConsentGiven,
    ConsentWithdrawn,
    DraftSaved,
    GivenBack,
    HandedToBot,
    MessageSent,
    PlanSigned,
    PlanSubmitted,
    SeatLeft,
)
from coordsim.show.numbers import typed
from coordsim_web.rooms.seat.plan import WORDS
from coordsim_web.texts import Texts, say

MOST_LEVERS, LONGEST_NAME, LARGEST, LONGEST_TEXT = 40, 40, 1e9, 600


class CommandError(ValueError):
    """Something that is no command of a seat; the message is a sentence."""


class Place(NamedTuple):
    """A seat, and the round that its page shows."""

    team: int
    role: str
    round: int


class Plan(NamedTuple):
    """A plan as it arrives: the round it was made for, levers by name, and the forecast given over
    the own expectation.
    """

    round: int
    levers: dict[str, float]
    word: float


def plan_of(data: Any, said: Texts) -> Plan:
    """Return a plan from what a browser sent. Raises CommandError."""
    if not isinstance(data, Mapping) or not isinstance(data.get("levers"), Mapping):
        raise CommandError(said["not_whole"])
    levers, word = data["levers"], data.get("word", 1.0)
    number: Any = data.get("round")
    if len(levers) > MOST_LEVERS or any(len(str(name)) > LONGEST_NAME for name in levers):
        raise CommandError(said["not_whole"])
    if not all(map(_number, (word, *levers.values()))) or not _counts(number):
        raise CommandError(said["no_number"])
    if not WORDS[0] <= word <= WORDS[1]:
        raise CommandError(say(said, "wide_word", low=f"{WORDS[0]:.0%}", high=f"{WORDS[1]:.0%}"))
    return Plan(number, {str(name): float(value) for name, value in levers.items()}, float(word))


def tap_of(data: Any) -> str:
    """Return the name that a page gave a tap; empty where it gave none that could be one."""
    tap = data.get("tap") if isinstance(data, Mapping) else None
    return tap if isinstance(tap, str) and len(tap) <= LONGEST_NAME else ""


def draft(place: Place, plan: Plan, forecast: float | None) -> DraftSaved:
    """Return the deed that keeps a plan."""
    return DraftSaved.model_validate(_in_round(place, plan, forecast))


def submitted(place: Place, plan: Plan, forecast: float | None) -> PlanSubmitted:
    """Return the deed that hands a plan in."""
    return PlanSubmitted.model_validate(_in_round(place, plan, forecast))


def signed(
    place: Place, plan: Plan, theirs: Mapping[str, float], forecast: float | None
) -> PlanSigned:
    """Return the deed that signs one plan for both: the own levers, and what the other side has
    signed of its own.
    """
    fields = _in_round(place, plan, forecast)
    return PlanSigned.model_validate(fields | {"levers": {**theirs, **plan.levers}})


def _in_round(place: Place, plan: Plan, forecast: float | None) -> dict[str, Any]:
    at = {"team": place.team, "role": place.role, "round": plan.round}
    return at | {"levers": plan.levers, "forecast": forecast}


def message(place: Place, data: Any, said: Texts) -> MessageSent:
    """Return words to the team. Raises CommandError."""
    text = data.get("text") if isinstance(data, Mapping) else None
    told = without(text).strip() if isinstance(text, str) else ""
    if not shows(told) or len(told) > LONGEST_TEXT:
        raise CommandError(say(said, "no_words", most=LONGEST_TEXT))
    try:
        return MessageSent.model_validate(_at(place, data, said) | {"text": told})
    except ValidationError:
        raise CommandError(said["not_whole"]) from None


def promise(place: Place, data: Any, said: Texts, language: str) -> CommitmentMade:
    """Return a promise to the other side; numbers that were typed are read in the form of the
    page's language, a depth in hundredths. Raises CommandError.
    """
    at = _at(place, data, said)
    told = data.get("promise")
    try:
        if isinstance(told, Mapping):
            told = {name: _promised(name, value, language) for name, value in told.items()}
        return CommitmentMade.model_validate(at | {"promise": told})
    except ValueError:
        raise CommandError(said["no_promise"]) from None


def _promised(name: str, value: Any, language: str) -> Any:
    if name == "what" or not isinstance(value, str):
        return value
    number = typed(value, language) / (100 if name == "depth" else 1)
    return int(number) if name == "every" and number.is_integer() else number


def _at(place: Place, data: Any, said: Texts) -> dict[str, Any]:
    if not isinstance(data, Mapping) or not _counts(data.get("round")):
        raise CommandError(said["not_whole"])
    return {"team": place.team, "role": place.role, "round": data["round"]}


def answer(data: Any, said: Texts, language: str) -> AnyDeed:
    """Return an answer to a question of the agenda; a number that was typed is read in the form of
    the page's language. Raises CommandError.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("kind"), str):
        raise CommandError(said["not_whole"])
    if data["kind"] not in ANSWERS:
        raise CommandError(said["not_whole"])
    try:
        return ANSWERS[data["kind"]](data, language)
    except (ValidationError, TypeError, ValueError):
        raise CommandError(said["no_number"]) from None


def _understood(data: Mapping[str, Any], _: str) -> AnyDeed:
    question, chosen = data.get("question"), data.get("answer")
    return ComprehensionAnswered.model_validate({"question": question, "answer": chosen})


def _believed(data: Mapping[str, Any], language: str) -> AnyDeed:
    told = data.get("answer")
    if isinstance(told, str):
        told = typed(told, language)
    if not _number(told):
        raise ValueError("no number")
    where = {"phase": data.get("phase"), "question": data.get("question")}
    return BeliefCaptured.model_validate(where | {"answer": float(told or 0.0)})


ANSWERS: Final[dict[str, Callable[[Mapping[str, Any], str], AnyDeed]]] = {
    "understand": _understood,
    "believe": _believed,
    "consent": lambda data, language: ConsentGiven(),
    "withdraw": lambda data, language: ConsentWithdrawn(),
}


def seat_deed(place: Place, data: Any, said: Texts) -> AnyDeed:
    """Return what becomes of the seat: a bot plays it, its person takes it back, or leaves for
    good. Raises CommandError.
    """
    if not isinstance(data, str) or data not in SEATS:
        raise CommandError(said["not_whole"])
    return SEATS[data].model_validate({"team": place.team, "role": place.role})


SEATS: Final[dict[str, type[HandedToBot] | type[GivenBack] | type[SeatLeft]]] = {
    "bot": HandedToBot,
    "back": GivenBack,
    "leave": SeatLeft,
}


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _counts(value: Any) -> bool:
    """Whether something can be the number of a round."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_ROUNDS
