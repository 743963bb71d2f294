"""coordsim itself: ``Individuals().respond``, as in every week of every run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.market_week.problem import (
    PILOT,
    SHIPPABLE,
    SHORT,
    UNANSWERED_CONTACTS,
    VARIANTS,
    Problem,
    filled,
)
from coordsim.core.contracts import Offer, World
from coordsim.core.records import FirmState
from coordsim.customers.individuals import Individuals
from coordsim.run.build import build
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario, load


@dataclass
class State:
    """The engine's world and state, and what is the same each week."""

    world: World
    firm: FirmState
    offer: Offer
    stock: np.ndarray
    demand: np.ndarray


def scenario(customers: int, variants: int) -> Scenario:
    """Return base with so many customers and variants."""
    return load("base").with_(
        {"market.customers": customers, "line.slots": variants, "levers.range.start": variants}
    )


def numbers(customers: int, variants: int, seed: int) -> dict[str, Any]:
    """Return the numbers of a problem as base has them; stock and what a pilot finds are still to
    be set.
    """
    base = scenario(customers, variants)
    market, people = base.market, base.people
    promise, hours = base.lever_start("promise"), base.lever_start("service_promise")
    delivery = market.promise_cost * promise + market.answer_value * float(np.log2(hours / 24))
    return {
        "customers": customers,
        "variants": variants,
        "classes": market.classes,
        "seed": seed,
        "visit_chance": market.visit_rate,
        "base_utility": (
            market.attraction
            - market.satisfaction_effect * market.satisfaction_reference
            - delivery
        ),
        "price_gap": base.lever_start("price") - market.price_reference,
        "options": float(variants),
        "overload": market.overload,
        "overload_slope": market.overload_slope,
        "satisfaction_effect": market.satisfaction_effect,
        "taste_cost": market.taste_cost,
        "nest_scale": market.nest_scale,
        "price_sensitivity": (market.price_sensitivity, market.price_sensitivity_sd),
        "comfort": (market.comfort_mean, market.comfort_sd),
        "substitute": market.substitute,
        "wait": market.wait,
        "defect": base.plant.defect_share,
        "unanswered": base.service.contact_rate * UNANSWERED_CONTACTS,
        "rate": people.satisfaction_rate,
        "loss_weight": people.loss_weight,
        "outcomes": (
            1.0,
            people.outcome_put_off,
            people.outcome_empty,
            people.outcome_waited,
            people.outcome_defect,
            people.outcome_late,
            people.outcome_unanswered,
        ),
        "away_weeks": market.need_weeks + 1,
        "satisfaction": base.start.satisfaction,
        "away_share": 0.0,
    }


def prepare(problem: Problem) -> State:
    """Build the engine's world; needs and satisfaction start as everybody's."""
    from benchmarks.market_week.problem import first_needs

    base = scenario(problem.customers, problem.variants)
    world = build([base], [problem.seed])
    one = np.ones(1)
    firm = replace(
        Engine([base], [problem.seed]).state,
        need_week=first_needs(problem)[np.newaxis, :],
        unanswered=one * UNANSWERED_CONTACTS,
        satisfaction=np.full((1, problem.customers), problem.satisfaction, dtype=np.float32),
    )
    offer = Offer(
        price=one * base.lever_start("price"),
        promotion=one * 0,
        promise=one * base.lever_start("promise"),
        build=one * 0,
        offered=np.ones((1, problem.variants), dtype=np.bool_),
        visit_factor=one,
        defect=np.full((1, problem.variants), problem.defect),
        service_promise=one * base.lever_start("service_promise"),
        room=one * problem.room,
    )
    return State(
        world, firm, offer, np.array([problem.stock], dtype=np.float64), np.zeros(problem.variants)
    )


def step(state: State, week: int) -> dict[str, float]:
    """Play a week."""
    firm, flow = Individuals().respond(
        state.world, replace(state.firm, on_hand=state.stock), state.offer, week
    )
    state.firm, state.demand = firm, flow.demand[0]
    sums = {
        name: float(getattr(flow, name).sum())
        for name in ("demand", "sold", "waiting", "lost", "defective")
    }
    single = {
        name: float(getattr(flow, name)[0])
        for name in ("visits", "put_off", "lost_to_choice", "priced_out", "switched", "again")
    }
    return sums | single


def satisfaction(state: State) -> float:
    """Mean satisfaction."""
    return float(state.firm.satisfaction.mean(dtype=np.float64))


def from_scenario(customers: int, seed: int = 1, variants: int = VARIANTS) -> Problem:
    """Build the problem from scenario ``base``; demand by variant and the share away come from a
    pilot with full shelves.
    """
    people, weeks, warmup = PILOT
    pilot = numbers(people, variants, seed=7) | {"stock": (people,) * variants, "room": 1e9}
    state = prepare(Problem(**pilot))
    by_variant = np.zeros(variants)
    for week in range(weeks):
        step(state, week)
        by_variant += state.demand * (week >= warmup) / (weeks - warmup) / people
    bought = float(by_variant.sum())
    return Problem(
        **numbers(customers, variants, seed)
        | {
            "stock": tuple(filled(float(share) * customers) for share in by_variant),
            "room": SHIPPABLE * (1 - SHORT) * bought * customers,
            "satisfaction": round(satisfaction(state), 4),
            "away_share": bought,
        }
    )
