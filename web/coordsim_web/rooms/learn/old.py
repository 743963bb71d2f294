"""Games from before there were rooms, as browsers kept them, and games from files.

A browser kept what its own visitor chose and handed in, never the scenario: that holds what the
seat may not know. Scenario and events are made from it again, and the hash of the last event tells
whether they are the same.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coordsim.core.decisions import DecisionError
from coordsim.core.signs import without
from coordsim.room.events import LARGEST, Created, Event, EventError
from coordsim.room.record import load_record, play_record
from coordsim.room.session import Session, SessionError
from coordsim.scenario.file import load, parse
from coordsim_web.rooms.learn.form import MOST_ROUNDS, checked_start, games

LARGEST_FILE: Final = 200_000  # bytes; the longest game has about 20,000
MOST_WEEKS: Final = 104
ROOMIER: Final = 2  # than the largest firm on offer: how large a market from a file may be


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
    if any(abs(one) > LARGEST for one in numbers):
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
    name = without(str(data.get("name", "")))[:80] or "the file"
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
