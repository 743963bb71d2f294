"""What a role may do, as a vector: its open levers in the table's order, then marketing's word.

``scaled``: each number lies in [-1, 1] from a lever's lowest to its highest value. ``units``: each
is the lever's value in its own unit. Whole levers are rounded, levers with choices take the nearest
(``scaled``: [-1, 1] is cut into as many equal parts, from the lowest choice to the highest). The
word is told as a multiple of what marketing itself expects: 0 to 2 times, honest at 0 (``scaled``)
or 1 (``units``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coordsim.core.decisions import DecisionError
from coordsim.core.levers import BY_NAME, COLUMN, ROLES, Lever
from coordsim.core.records import Decision, Floats, Observation, column
from coordsim.core.spelling import between, plain, shown
from coordsim.run.seats import opened
from coordsim.scenario.file import Scenario

FORMS = ("scaled", "units")
WORD = "forecast"
MOST_WORD = 2.0  # times what marketing expects


@dataclass(frozen=True)
class Knob:
    """One number of an action: a lever of the role, or marketing's word. ``low`` and ``high`` are
    in ``unit``.
    """

    name: str
    unit: str
    low: float
    high: float
    choices: tuple[float, ...] = ()
    whole: bool = False

    def value(self, scaled: Floats) -> Floats:
        """Return values in the knob's unit from numbers in [-1, 1]."""
        share = (scaled + 1) / 2
        if self.choices:
            place = np.minimum((share * len(self.choices)).astype(int), len(self.choices) - 1)
            return np.asarray(np.array(self.choices)[place])
        return self.nearest(self.low + share * (self.high - self.low))

    def nearest(self, values: Floats) -> Floats:
        """Return the allowed values next to given ones."""
        if self.choices:
            choices = np.array(self.choices)
            return np.asarray(choices[np.abs(column(values) - choices).argmin(axis=1)])
        return np.round(values) if self.whole else values

    def scaled(self, values: Floats) -> Floats:
        """Return the numbers in [-1, 1] that stand for values in the knob's unit."""
        if self.choices:
            place = np.abs(column(values) - np.array(self.choices)).argmin(axis=1)
            return np.asarray(2 * (place + 0.5) / len(self.choices) - 1)
        span = self.high - self.low
        share = (values - self.low) / span if span > 0 else np.full(len(values), 0.5)
        return np.clip(2 * share - 1, -1.0, 1.0)


def knobs(scenario: Scenario, role: str) -> tuple[Knob, ...]:
    """Return what a role may set in a scenario, in the order of its actions. Raises ValueError for
    what is no role, and where it may set nothing.
    """
    if role not in ROLES:
        raise ValueError(f"role = {shown(role)} is not allowed: {', '.join(ROLES)}")
    levers = [_knob(BY_NAME[name], *scenario.lever_limits(name)) for name in opened(scenario, role)]
    if role == ROLES[0]:
        levers.append(Knob(WORD, "times what it expects", 0.0, MOST_WORD))
    if not levers:
        raise ValueError(f"{role} may set no lever in {scenario.name}: levers.*.open = false")
    return tuple(levers)


def _knob(lever: Lever, low: float, high: float) -> Knob:
    grid = sorted(map(float, lever.grid(low, high))) if lever.choices else []
    return Knob(lever.name, lever.unit, low, high, choices=tuple(grid), whole=lever.whole)


def check_form(form: object) -> str:
    """Return the form of actions. Raises ValueError where there is no such form."""
    if form not in FORMS:
        raise ValueError(f"actions = {shown(form)} is not allowed: {', '.join(FORMS)}")
    return str(form)


def ends(mine: tuple[Knob, ...], form: str) -> tuple[Floats, Floats]:
    """Return the least and the largest action, (knobs,) each."""
    if form == "scaled":
        return -np.ones(len(mine)), np.ones(len(mine))
    return np.array([knob.low for knob in mine]), np.array([knob.high for knob in mine])


def decision(
    mine: tuple[Knob, ...], form: str, action: object, observation: Observation
) -> Decision:
    """Return what actions (F, knobs) decide. Raises DecisionError where they are outside their
    bounds, or not as many as there are firms and knobs; the one door for decisions checks them
    again.
    """
    firms, role = len(observation.firm), observation.role
    try:
        numbers = np.asarray(action, dtype=np.float64)
    except (TypeError, ValueError):
        raise DecisionError(
            f"{role}: action = {shown(action)} is not allowed: {len(mine)} numbers"
        ) from None
    if numbers.shape != (firms, len(mine)):
        raise DecisionError(
            f"{role}: an action of shape {numbers.shape} for {firms} firms is not allowed: for"
            f" each {len(mine)} numbers ({', '.join(knob.name for knob in mine)})"
        )
    low, high = ends(mine, form)
    bad = ~((numbers >= low - 1e-9) & (numbers <= high + 1e-9))
    if bad.any():
        firm, place = (int(at) for at in np.argwhere(bad)[0])
        raise DecisionError(
            f"{role}.{mine[place].name}: action {plain(numbers[firm, place])} of firm"
            f" {observation.firm[firm]} is outside {between(low[place], high[place])} in week"
            f" {observation.week}"
        )
    values = {
        knob.name: knob.value(own) if form == "scaled" else knob.nearest(own)
        for knob, own in zip(mine, numbers.T, strict=True)
    }
    word = values.pop(WORD, None)
    return Decision(values, None if word is None else word * observation.expected_demand)


def action_of(mine: tuple[Knob, ...], form: str, plan: Floats, word: float = 1.0) -> Floats:
    """Return the actions (F, knobs) that set the levers of plans (F, levers) and tell ``word``
    times what marketing expects.
    """
    columns = []
    for knob in mine:
        values = np.full(len(plan), word) if knob.name == WORD else plan[:, COLUMN[knob.name]]
        columns.append(knob.scaled(values) if form == "scaled" else knob.nearest(values))
    return np.stack(columns, axis=1)


def plan_of(
    mine: tuple[Knob, ...], levers: Mapping[str, float], observation: Observation
) -> Floats:
    """Return plans (F, levers) as they are believed now, with own levers replaced."""
    plan = observation.plan.copy()
    for knob in mine:
        if knob.name in levers:
            plan[:, COLUMN[knob.name]] = levers[knob.name]
    return plan
