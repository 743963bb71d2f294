"""What a channel does in a week: tell, teach, and say what a role then believes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from coordsim.core.contracts import CommunicationRule, World
from coordsim.core.facts import FACTS
from coordsim.core.levers import ROLES
from coordsim.core.records import OPERATIONS, FirmState, Floats, column


def carries(rule: CommunicationRule, week: int) -> bool:
    """Say whether the channel is used this week."""
    return bool(rule.groups) and week % rule.every == 0


def noise_left(world: World) -> Floats:
    """Share of a channel's noise that is left in each fact, (F, K)."""
    systems = world.parameters.systems
    left = np.ones((world.firms, len(FACTS))) * column(systems.noise_left)
    forecast = np.array([fact.group == "forecast" for fact in FACTS])
    return np.where(forecast, left * column(systems.forecast_noise_left), left)


def tell(
    world: World,
    rule: CommunicationRule,
    state: FirmState,
    *,
    facts: Floats,
    week: int,
    owner: str,
    noise_left: Floats | float = 1.0,
) -> FirmState:
    """Carry the facts of one owner as they were ``delay`` weeks ago. ``facts`` (F, K) are this
    week's, as the owner words them.

    ``noise_left`` (F, K) is what the firm's systems leave of the channel's noise. Before that many
    weeks have passed there is nothing to tell.
    """
    if not carries(rule, week) or rule.delay > week:
        return state
    source = facts if rule.delay == 0 else state.past_facts[rule.delay - 1]
    told, told_week = state.told.copy(), state.told_week.copy()
    listener = ROLES.index("operations" if owner == "marketing" else "marketing")
    spread = (
        rule.noise * (1 - state.understanding[:, listener]) * (1 + state.frustration.mean(axis=1))
    )
    noise = np.exp(column(spread) * noise_left * world.streams.normals("message", week, len(FACTS)))
    for place, fact in enumerate(FACTS):
        if fact.owner == owner and fact.group in rule.groups:
            word = (
                source[:, place] * noise[:, place]
                if fact.noisy and rule.noise > 0
                else source[:, place]
            )
            told[:, place] = (
                np.minimum(word, np.maximum(source[:, place], 1.0))
                if fact.unit == "share"
                else word
            )
            told_week[:, place] = week - rule.delay
    return replace(state, told=told, told_week=told_week)


def learn(state: FirmState, lessons: Sequence[Floats | float]) -> FirmState:
    """Raise understanding: each lesson teaches a share of what is not yet understood."""
    left = 1 - state.understanding
    for lesson in lessons:
        left = left * (1 - column(np.broadcast_to(lesson, left.shape[:1])))
    return replace(state, understanding=1 - left) if lessons else state


def believe(
    world: World,
    state: FirmState,
    role: str,
    *,
    facts: Floats,
    own_view: dict[str, Floats],
    week: int,
) -> tuple[Floats, Floats]:
    """Return what a role believes (F, K) and how many weeks old the word is (F, K).

    Own facts are known, public ones seen, told ones believed as told; the rest is believed from the
    naive prior, which understanding moves towards the truth for structural facts. Of a told
    structural fact only a share is grasped, which rises with understanding (absorptive capacity:
    Cohen & Levinthal 1990). Operations weighs a told forecast by its trust against its own average
    (``own_view['own']``).
    """
    side, grasp = ROLES.index(role), world.parameters.people.grasp
    beliefs, age = np.empty_like(facts), np.zeros_like(facts)
    for place, fact in enumerate(FACTS):
        truth, told = facts[:, place], state.told[:, place]
        if (fact.owner == role and not fact.surveyed) or fact.public:
            beliefs[:, place] = truth
            continue
        heard = ~np.isnan(told)
        prior = (
            own_view[fact.prior]
            if fact.prior in own_view
            else _plain_prior(world, place, fact.prior)
        )
        if fact.structural:
            prior = prior + state.understanding[:, side] * (truth - prior)
        if fact.name == "demand" and side == OPERATIONS:
            trust = state.trust[:, OPERATIONS]
            told = trust * told + (1 - trust) * own_view["own"]
        if fact.structural:
            told = prior + (grasp + (1 - grasp) * state.understanding[:, side]) * (told - prior)
        beliefs[:, place] = np.where(heard, told, prior)
        age[:, place] = week - state.told_week[:, place]
    return beliefs, age


def _plain_prior(world: World, place: int, prior: float | str) -> Floats:
    if prior == "start":
        return world.start_plan[:, place]
    return np.full(world.firms, float(prior))
