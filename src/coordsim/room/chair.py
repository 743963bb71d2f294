"""What a seat of a room may see, and what it expects of a plan: made from its own observation, from
figures that the observation names as its own, and from what was said within its team.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import CommunicationRule, IncentiveRule, MentalModel
from coordsim.core.decisions import check
from coordsim.core.levers import COLUMN, ROLES
from coordsim.core.records import Decision, Floats, Observation
from coordsim.mind.outlook import anchor, outlook
from coordsim.mind.program import based_slip
from coordsim.room import seen
from coordsim.room.records import (
    News,
    OpenLever,
    PastRound,
    Preview,
    Reason,
    RuleWords,
    Slip,
    View,
)
from coordsim.room.standing import Owner, Standing
from coordsim.room.state.records import Announced, Plan, Talk
from coordsim.room.talk import Spoken
from coordsim.scenario.file import Scenario

NEAR = 0.1  # of a lever's range, tried either side of where it stands


@dataclass(frozen=True)
class Chair:
    """Exactly what somebody on a seat may see: the ``views`` of the firm (one's own; leadership,
    which knows both sides, has both), and the state of the seat. Times in milliseconds.
    """

    team: int
    role: str
    driver: str
    views: tuple[View, ...]
    round: int
    open: bool
    deadline: int | None
    left: int | None
    draft: Plan | None
    plan: Plan | None
    agreed: bool  # whether the talk rule knows a plan that both sign
    signed: Mapping[str, Plan]  # role -> joint plan it has signed
    partners: Mapping[str, str]  # role -> person or bot
    names: Mapping[str, str]  # role of a partner who is a person -> the name they gave
    pays: Mapping[str, RuleWords]  # role of a partner -> what it is paid for
    tracks: Mapping[str, tuple[PastRound, ...]]  # role of each view -> its rounds so far
    phase: int  # number of the agenda's phase, from 1; 0 = nothing has begun
    spoken: Spoken
    meeting: bool
    talk: tuple[Talk, ...]
    broadcasts: tuple[Announced, ...]
    told: str  # what people of its arm read all the time
    reasons: Mapping[str, Reason]  # role of a bot that may speak -> what it did, why
    news: tuple[News, ...]  # what began in the last round
    standing: Standing
    over: bool  # whether all rounds have been played


@dataclass(frozen=True)
class Past:
    """What a seat has behind it: weeks of the last two rounds, its pay slips, and what it expected
    of the last round.
    """

    weeks: Sequence[seen.PastWeek]
    slips: tuple[Slip, ...]
    expected: Preview | None


def view(
    scenario: Scenario, model: MentalModel, observation: Observation, past: Past, seed: int
) -> View:
    """Return what a seat is shown of its firm in a round."""
    role, week, length = observation.role, observation.week, scenario.horizon.round_weeks
    rules = scenario.rules_from(week)
    channel, incentive = rules.channel, rules.incentive
    names = tuple(observation.result)
    return View(
        role=role,
        partner=ROLES[1 - ROLES.index(role)],
        title=scenario.title,
        story=" ".join(scenario.story.split()),
        seed=seed,
        week=week,
        weeks=scenario.horizon.weeks,
        round_weeks=length,
        round=week // length + 1,
        rounds=-(-scenario.horizon.weeks // length),
        pay=RuleWords(incentive.name, incentive.title, incentive.words(role)),
        talk=RuleWords(channel.name, channel.title, channel.words()),
        settling=RuleWords(rules.governance, rules.settling.title, rules.settling.words),
        levers=seen.levers(observation, model),
        facts=seen.facts(observation, scenario),
        asks_forecast=asks_forecast(role, channel),
        expected=past.expected,
        outcome=seen.outcome(names, past.weeks, length, role, channel) if past.weeks else None,
        slip=past.slips[-1] if past.slips else None,
        pays=tuple(slip.total for slip in past.slips),
    )


def asks_forecast(role: str, channel: CommunicationRule) -> bool:
    """Whether a seat gives a word on demand: marketing, where forecasts are told and not made
    together.
    """
    return role == ROLES[0] and "forecast" in channel.groups and not channel.consensus


def preview(
    model: MentalModel,
    incentive: IncentiveRule,
    observation: Observation,
    levers: Mapping[str, float],
    word: float = 1.0,
    *,
    owner: Owner | None = None,
) -> Preview:
    """Return what a seat, on its own beliefs and by what results have taught in its chair, would
    expect of a plan as its ``owner`` lets it through. ``word`` is marketing's forecast to
    operations over its own expectation. Raises DecisionError when the plan is not allowed.
    """
    role, plan = observation.role, observation.plan.copy()
    said = Decision({name: np.asarray(value) for name, value in levers.items()})
    for name, values in check(role, said, observation.limits, 1, observation.week).levers.items():
        plan[:, COLUMN[name]] = values
    if owner is not None:
        _bind(owner, plan)
    loud = role == ROLES[0] and word != 1.0
    report = np.full(1, word)
    kpis = outlook(
        model,
        plan,
        observation.beliefs,
        anchor(model, observation.beliefs),
        planned=observation.trust * report + 1 - observation.trust if loud else None,
        report=report if loud else None,
        learnt=taught(model, observation),
    )
    return Preview(
        kpis=tuple(seen.kpi(name, kpis[name]) for name in seen.PREVIEWED[role]),
        slip=seen.slip(based_slip(incentive, role, {**kpis, **observation.progress}), incentive),
        demand=float(kpis["demand"][0]),
    )


def _bind(owner: Owner, plan: Floats) -> None:
    """Hold a plan (F, L) to an owner's orders: at most what a blunt one allows, just what an
    informed one has set.
    """
    for name, order in owner.orders.items():
        values = plan[:, COLUMN[name]]
        plan[:, COLUMN[name]] = np.minimum(values, order) if owner.acts == "blunt" else order


def taught(model: MentalModel, observation: Observation) -> Floats | None:
    """Return what results have taught in a seat's chair, (F, LESSONS); None where they teach
    nothing.
    """
    return observation.learnt if model.parameters.managers.learning > 0 else None


def swings(
    model: MentalModel,
    incentive: IncentiveRule,
    observation: Observation,
    *,
    owner: Owner | None = None,
) -> dict[str, float]:
    """Return by how much, by the seat's own reckoning, each of its levers alone would move its pay:
    the larger way of a small step down and a small step up.
    """
    said = seen.levers(observation, model)

    def pay(levers: Mapping[str, float]) -> float:
        return preview(model, incentive, observation, levers, owner=owner).slip.total or 0.0

    now = pay({})

    return {
        lever.name: max(
            (abs(pay({lever.name: value}) - now) for value in _near(lever)), default=0.0
        )
        for lever in said
    }


def _near(lever: OpenLever) -> list[float]:
    """Return a value below and one above a lever's present one, as far as they are allowed."""
    if lever.choices:
        below = [value for value in lever.choices if value < lever.value]
        above = [value for value in lever.choices if value > lever.value]
        return [*below[-1:], *above[:1]]
    steps = max(1, round((lever.high - lever.low) * NEAR / lever.step))
    down, up = lever.value - steps * lever.step, lever.value + steps * lever.step
    return [max(lever.low, down), min(lever.high, up)]


def expected_of(
    model: MentalModel,
    incentive: IncentiveRule,
    observation: Observation,
    plan: Plan,
    *,
    owner: Owner | None = None,
) -> Preview:
    """Return what a seat expected of a plan when it was handed in."""

    def of(word: float) -> Preview:
        return preview(model, incentive, observation, plan.levers, word, owner=owner)

    plain = of(1.0)
    return plain if plan.forecast is None or not plain.demand else of(plan.forecast / plain.demand)
