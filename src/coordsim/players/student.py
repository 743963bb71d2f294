"""A player from a file: a Python function for one firm, wrapped and called firm by firm.

    # my_player.py
    def decide(seat):
        return {"price": seat.plan["price"] + 0.5} if seat.role == "marketing" else {}

The function gets a Seat and returns the levers it changes, and for marketing perhaps a ``forecast``
in units/week.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coordsim.core.decisions import DecisionError
from coordsim.core.facts import FACTS
from coordsim.core.levers import LEVERS
from coordsim.core.records import Decision, Observation


class PlayerError(ValueError):
    """A player's file that cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Seat:
    """What one firm's player sees, in plain numbers: the Observation of that firm.

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
    result: Mapping[str, float]
    pay: Mapping[str, float]


def seat_of(observation: Observation, firm: int) -> Seat:
    """Cut one firm's seat out of an observation of many."""
    ages = observation.age[firm]
    return Seat(
        role=observation.role,
        week=observation.week,
        plan={
            lever.name: float(observation.plan[firm, place]) for place, lever in enumerate(LEVERS)
        },
        beliefs={
            fact.name: float(observation.beliefs[firm, place]) for place, fact in enumerate(FACTS)
        },
        age={
            fact.name: None if np.isnan(ages[place]) else float(ages[place])
            for place, fact in enumerate(FACTS)
        },
        limits=dict(observation.limits),
        expected_demand=float(observation.expected_demand[firm]),
        result={name: float(values[firm]) for name, values in observation.result.items()},
        pay={name: float(values[firm]) for name, values in observation.pay.items()},
    )


@dataclass(frozen=True)
class Student:
    """A player of one firm, called for each firm of a batch."""

    function: Callable[[Seat], Any]
    where: str

    def decide(self, observation: Observation) -> Decision:
        """Ask the function firm by firm. Raises PlayerError when it fails or answers something else
        than numbers by name.
        """
        answers = [self._ask(seat_of(observation, firm)) for firm in range(len(observation.plan))]
        names = dict.fromkeys(name for answer in answers for name in answer if name != "forecast")
        columns = {lever.name: place for place, lever in enumerate(LEVERS)}
        for name in names:
            if name not in columns:
                raise DecisionError(
                    f"{self.where}: {observation.role}.{name} is not a lever; allowed:"
                    f" {', '.join(observation.limits)}"
                )
        levers = {
            name: np.array(
                [
                    answer.get(name, observation.plan[firm, columns[name]])
                    for firm, answer in enumerate(answers)
                ]
            )
            for name in names
        }
        told = [answer.get("forecast") for answer in answers]
        forecast = None
        if any(word is not None for word in told):
            expected = observation.expected_demand
            forecast = np.array(
                [expected[firm] if word is None else word for firm, word in enumerate(told)]
            )
        return Decision(levers, forecast)

    def _ask(self, seat: Seat) -> dict[str, float]:
        try:
            answer = self.function(seat)
        except (Exception, SystemExit) as error:
            raise PlayerError(
                f"{self.where}: decide() failed in week {seat.week} as {seat.role}: {error!r}"
            ) from error
        if not isinstance(answer, dict):
            raise PlayerError(
                f"{self.where}: decide() returned {type(answer).__name__}; it has to return a dict"
                " of levers"
            )
        for name, value in answer.items():
            if isinstance(value, bool) or not isinstance(
                value, int | float | np.integer | np.floating
            ):
                raise PlayerError(
                    f"{self.where}: decide() returned {name} = {value!r} in week {seat.week}; it"
                    " has to be a number"
                )
        return answer


def load_player(path: Path) -> Student:
    """Load a file's ``decide``. Raises PlayerError when there is no such file or function, or when
    the file does not run.
    """
    if path.suffix != ".py" or not path.is_file():
        raise PlayerError(
            f"{path.name}: no such file; a player is a .py file with a function decide(seat)"
        )
    try:
        names = runpy.run_path(str(path))
    except (Exception, SystemExit) as error:
        raise PlayerError(f"{path.name}: the file does not run: {error!r}") from error
    if not callable(names.get("decide")):
        raise PlayerError(f"{path.name}: there is no function decide(seat)")
    return Student(names["decide"], path.name)
