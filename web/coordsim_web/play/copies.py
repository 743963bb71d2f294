"""A game as the browser keeps it, so that it can be put back when the server has lost it, and a
game from a file.

A browser gets what its own visitor chose and handed in, never the scenario: that holds what the
seat may not know. Scenario and events are made from it again, and the hash of the last event tells
whether they are the same.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coordsim.core.decisions import DecisionError
from coordsim.room.events import Created, Event, EventError, Submitted
from coordsim.room.record import load_record, play_record
from coordsim.room.session import Session, SessionError
from coordsim.scenario.file import load, parse
from coordsim_web.play.form import MOST_ROUNDS, checked_start, games

LARGEST_FILE: Final = 200_000  # bytes; the longest game has about 20,000
MOST_WEEKS: Final = 104
ROOMIER: Final = 2  # than the largest firm on offer: how large a market from a file may be


def choices_of(opening: Created) -> dict[str, Any] | None:
    """Return what was chosen on the first screen to open a game; None where it cannot have been
    opened there.
    """
    scenario = parse(opening.scenario, "the game")
    rules = scenario.rules
    choices = {
        "seat": opening.role,
        "scenario": scenario.name,
        "pay": rules.incentives,
        "talk": rules.channel.name,
        "settling": rules.governance,
        "weeks": scenario.horizon.weeks,
        "seed": str(opening.seed),
    }
    try:
        again = checked_start(choices)
    except SessionError:
        return None
    return choices if again.scenario.model_dump() == opening.scenario else None


def copy_of(events: Sequence[Event]) -> dict[str, Any] | None:
    """Return what a browser needs to put a game back, None where it cannot."""
    opening = events[0].deed
    choices = choices_of(opening) if isinstance(opening, Created) else None
    if choices is None:
        return None
    plans = [event.deed for event in events if isinstance(event.deed, Submitted)]
    return {
        "choices": choices,
        "plans": [{"levers": dict(plan.levers), "forecast": plan.forecast} for plan in plans],
        "head": events[-1].hash,
    }


def kept(token: str, session: Session) -> dict[str, Any]:
    """Return what a browser keeps of a game: what it is called, and its copy."""
    length = session.scenario.horizon.round_weeks
    rounds = -(-session.scenario.horizon.weeks // length)
    stands = "over" if session.over else f"round {session.week // length + 1} of {rounds}"
    label = f"{session.scenario.title} · {session.role} · {stands} · seed {session.seed}"
    return {
        "token": token,
        "label": label,
        "over": session.over,
        "copy": copy_of(session.events),
    }


def put_together(copy: Any) -> tuple[Event, ...]:
    """Return the events of a browser's copy. Raises SessionError where they are not the game that
    was copied.
    """
    if not isinstance(copy, Mapping) or not isinstance(copy.get("plans"), list):
        raise SessionError(DAMAGED)
    start = checked_start(copy.get("choices"))
    if len(copy["plans"]) > MOST_ROUNDS:
        raise SessionError(DAMAGED)
    session = Session.create(start.scenario, start.seed, start.role)
    try:
        for plan in copy["plans"]:
            session.submit(*_plan(plan))
    except (DecisionError, EventError) as error:
        raise SessionError(f"{DAMAGED} ({error})") from None
    if session.events[-1].hash != copy.get("head"):
        raise SessionError(
            "This browser's copy of the game takes another course here than it did: coordsim was"
            " renewed since. Nothing was changed."
        )
    return session.events


DAMAGED: Final = "This browser's copy of the game is damaged, so that it cannot be put back."


def _plan(plan: Any) -> tuple[dict[str, float], float | None]:
    levers = plan.get("levers") if isinstance(plan, Mapping) else None
    if not isinstance(levers, Mapping) or len(levers) > 40:
        raise SessionError(DAMAGED)
    numbers = [*levers.values(), plan.get("forecast") or 0.0]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
        raise SessionError(DAMAGED)
    forecast = plan.get("forecast")
    return {str(name): float(value) for name, value in levers.items()}, (
        None if forecast is None else float(forecast)
    )


def opened_file(data: Any) -> tuple[Event, ...]:
    """Return the events of a downloaded game, sent as its name and its bytes in base 64. Raises
    SessionError with a sentence that names the file and its fault.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("bytes"), str):
        raise SessionError("The file did not arrive whole; please try again.")
    name = str(data.get("name", ""))[:80] or "the file"
    if len(data["bytes"]) > 2 * LARGEST_FILE:
        raise SessionError(f"{name} is too large; allowed: up to {LARGEST_FILE:,} bytes.")
    try:
        record = load_record(b64decode(data["bytes"], validate=True))
        _check_size(record.events)
        return play_record(record).events
    except ValueError as error:
        raise SessionError(f"{name} cannot be opened: {error}.") from None


def _check_size(events: Sequence[Event]) -> None:
    """Refuse games that would keep the server busy for others. Raises EventError or
    ScenarioError.
    """
    opening = events[0].deed
    scenario = parse(opening.scenario if isinstance(opening, Created) else {}, "the recorded game")
    largest = ROOMIER * max(load(name).market.customers for name in games())
    rounds = -(-scenario.horizon.weeks // scenario.horizon.round_weeks)
    for what, value, most in (
        ("weeks", scenario.horizon.weeks, MOST_WEEKS),
        ("rounds", rounds, MOST_ROUNDS),
        ("customers", scenario.market.customers, largest),
    ):
        if value > most:
            raise EventError(f"its game has {value:,} {what}; allowed here: up to {most:,}")
    if scenario.rules.demand != "individual":
        raise EventError(f"its demand is {scenario.rules.demand}; allowed here: individual")
