"""coordsim itself: its market of a week, the same compiled code as in every run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.market_week.problem import (
    PILOT,
    SHIPPABLE,
    SHORT,
    TOTALS,
    UNANSWERED_CONTACTS,
    VARIANTS,
    Problem,
    filled,
)
from coordsim.run.fleet import Fleet
from coordsim.scenario.file import Scenario, load
from coordsim.speed.one_market import sell_once


@dataclass
class State:
    """A firm, and what its week's market reads and leaves."""

    fleet: Fleet
    shelf: np.ndarray  # (V,) units on it, in place
    now: np.void  # what is true and what happens in its week, in place
    stock: np.ndarray  # (V,) units on it each morning


def scenario(customers: int, variants: int) -> Scenario:
    """Return base with so many customers and variants."""
    return load("blind").with_(
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
    """Build a firm of the problem's numbers; needs and satisfaction start as everybody's."""
    from benchmarks.market_week.problem import first_needs

    fleet = Fleet([scenario(problem.customers, problem.variants)], [problem.seed], asks=True)
    firm, now, slots = fleet.firms, fleet.rooms.now, slice(problem.variants)
    fleet.crowds.need_week[:] = first_needs(problem)
    fleet.crowds.satisfaction[:] = problem.satisfaction
    firm["unanswered"] = UNANSWERED_CONTACTS
    now["offered"][:, slots] = 1
    now["defects"][:, slots] = problem.defect
    now["visit_factor"] = 1.0
    now["room"] = problem.room
    return State(fleet, firm["on_hand"][0, slots], now[0], np.array(problem.stock, dtype=float))


def step(state: State, week: int) -> dict[str, float]:
    """Play a week."""
    state.fleet.firms["week"] = week
    state.shelf[:] = state.stock
    sell_once(state.fleet)
    return {name: float(state.now[name].sum()) for name in TOTALS}


def satisfaction(state: State) -> float:
    """Mean satisfaction."""
    return float(state.fleet.crowds.satisfaction.mean(dtype=np.float64))


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
        demand = state.now["demand"][:variants]
        by_variant += demand * (week >= warmup) / (weeks - warmup) / people
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
