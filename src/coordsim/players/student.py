"""A player of one firm, asked for each firm of a batch: a Python function of a seat.

    # my_player.py
    def decide(seat):
        return {"price": seat.plan["price"] + 0.5} if seat.role == "marketing" else {}

The function gets a Seat and returns the levers it changes, and for marketing perhaps a ``forecast``
in units/week.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from coordsim.core.contracts import Newcomer, Player
from coordsim.core.decisions import check
from coordsim.core.facts import INDEX
from coordsim.core.firm import LESSONS
from coordsim.core.levers import COLUMN, ROLES
from coordsim.core.records import Decision, Observation
from coordsim.core.spelling import failure, quoted, shown

COLUMNS: Mapping[str, Mapping[str, int]] = {
    "levers": COLUMN,
    "facts": INDEX,
    "lessons": {name: place for place, name in enumerate(LESSONS)},
}


class PlayerError(ValueError):
    """A player that cannot be used; the message names its file and what is wrong."""


@dataclass(frozen=True)
class Seat:
    """What one firm's player sees, in plain numbers: each field of an Observation, of that firm.

    ``age`` is 0 for own knowledge, None for a fact that was never told, else the weeks since it was
    true.
    """

    role: str
    week: int
    plan: Mapping[str, float]
    beliefs: Mapping[str, float]
    age: Mapping[str, float | None]
    limits: Mapping[str, tuple[float, float]]
    expected_demand: float
    trust: float
    result: Mapping[str, float]
    pay: Mapping[str, float]
    progress: Mapping[str, float]
    learnt: Mapping[str, float]
    firm: int
    world: int
    heeded: bool = True


def seat_of(observation: Observation, firm: int) -> Seat:
    """Cut one firm's seat out of an observation of many."""
    cut = {
        item.name: _cut(getattr(observation, item.name), firm, item.metadata.get("columns"))
        for item in fields(Observation)
    }
    cut["age"] = {name: None if np.isnan(weeks) else weeks for name, weeks in cut["age"].items()}
    return Seat(**cut)


def _cut(value: Any, firm: int, columns: str | None) -> Any:
    """Return one firm's part of an observation's field, as Python's own numbers."""
    if columns is not None:
        return {name: float(value[firm, place]) for name, place in COLUMNS[columns].items()}
    if isinstance(value, np.ndarray):
        return value[firm].item()
    if isinstance(value, Mapping):
        return {name: _cut(part, firm, None) for name, part in value.items()}
    return value


Function = Callable[[Seat], Any]
Seated = Player | Newcomer | Function
"""What may be given as a player: one that decides, one that is seated anew, a function of a seat.
"""


@dataclass(frozen=True)
class Always:
    """Gives every firm the same function."""

    function: Function

    def __call__(self) -> Function:
        """Return it."""
        return self.function


@dataclass(frozen=True)
class Student:
    """A player on its seats in one run: ``fresh`` returns a function for each firm when it is first
    asked, so that whatever it remembers is its own. ``where`` is what a refusal names; ``called``
    is what the function is called there.
    """

    fresh: Callable[[], Function]
    where: str
    functions: dict[int, Function] = field(default_factory=dict)
    called: str = "decide()"

    def decide(self, observation: Observation) -> Decision:
        """Ask firm by firm. Raises PlayerError when a function fails or answers something else than
        numbers by name, DecisionError when it is not allowed. Warns where a forecast changes
        nothing.
        """
        firms = len(observation.firm)
        answers = [self._ask(seat_of(observation, firm)) for firm in range(firms)]
        names = dict.fromkeys(name for answer in answers for name in answer if name != "forecast")
        levers = {
            name: np.array(
                [
                    answer.get(name, observation.plan[firm, COLUMN[name]] if name in COLUMN else 0)
                    for firm, answer in enumerate(answers)
                ]
            )
            for name in names
        }
        silent = np.array(["forecast" not in answer for answer in answers])
        forecast = None
        if not silent.all():
            self._heeded(observation)
            expected = observation.expected_demand
            forecast = np.array(
                [answer.get("forecast", expected[firm]) for firm, answer in enumerate(answers)]
            )
        return check(
            observation.role,
            Decision(levers, forecast, silent=None if forecast is None else silent),
            observation.limits,
            firms,
            observation.week,
            who=self.where,
        )

    def _heeded(self, observation: Observation) -> None:
        """Warn where marketing's word on demand is not listened to."""
        if observation.role == ROLES[0] and not observation.heeded:
            warnings.warn(
                f"{self.where}: the forecast changes nothing, as the talk rule makes both sides"
                " agree on one; leave it out unless seat.heeded",
                RuntimeWarning,
                stacklevel=2,
            )

    def _ask(self, seat: Seat) -> dict[str, float]:
        if seat.firm not in self.functions:
            self.functions[seat.firm] = self.fresh()
        try:
            answer = self.functions[seat.firm](seat)
        except PlayerError:
            raise
        except (Exception, SystemExit) as error:
            raise PlayerError(
                f"{self.where}: {self.called} failed in week {seat.week} as {seat.role}:"
                f" {failure(error, self.where)}"
            ) from error
        if not isinstance(answer, dict):
            raise PlayerError(
                f"{self.where}: {self.called} returned {type(answer).__name__}; it has to return a"
                " dict of levers"
            )
        for name, value in answer.items():
            if isinstance(value, bool) or not isinstance(
                value, int | float | np.integer | np.floating
            ):
                raise PlayerError(
                    f"{self.where}: {self.called} returned {quoted(str(name))} = {shown(value)} in"
                    f" week {seat.week}; it has to be a number"
                )
        return answer
