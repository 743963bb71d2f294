"""What managers do with what they believe: what a plan is worth to a side, a climb by single steps,
a word on demand, a settlement, what is contested.

A ``Mind`` is a firm as it is thought of: both sides' beliefs and what leadership knows, what ties
each picture to today, and the plan that is being looked at. ``k`` are the numbers that managers may
know. Nothing here sees the firm itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import FACTS_, MEMORY, PLAN, K, L, Twice, copy, floats, record_of
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.core.records import MARKETING, OPERATIONS, Floats
from coordsim.core.tables import WORDS, Records, Row
from coordsim.mind.expectation import EXPECTED, Case, Standing, expected, tied
from coordsim.mind.lessons import (
    BUDGET,
    PAYBACK,
    TOLERANCE,
    TRAITS,
    correct,
    hope,
    reaction_of,
    trait,
)
from coordsim.mind.program import DEEP, PLACE, READ, run

SIDES = (*ROLES, "truth")  # whose picture: leadership, which sees both sides, knows what is true
TRUTH, BOTH, PROFIT = 2, 2, 3  # and who judges, besides a role
OWNER = np.array([ROLES.index(lever.owner) for lever in LEVERS])
WHOLE = np.array([lever.whole for lever in LEVERS])
CHOICES = np.array([bool(lever.choices) for lever in LEVERS])
STRETCHED = 3  # steps of a lever in a round by which the other side has to give way
OVERTIME, RANGE = COLUMN["overtime"], COLUMN["range"]
CONTESTED = WORDS["managers_settling"].index("contested")
CUTS = tuple(COLUMN[name] for name in ("range", "promotion_depth", "advertising"))
ONE_OFF = tuple(COLUMN[name] for name in ("range", "hours"))  # whose changes cost once
UNITS, DEMAND, REVENUE, PRICE, GAIN, MARGIN, BUSY = (
    PLACE[name]
    for name in ("units", "demand", "revenue", "price_realised", "profit", "margin", "utilisation")
)

MIND = record_of(
    Twice("beliefs", SIDES, FACTS_, (len(SIDES), K)),
    ("level", np.float64, (len(SIDES),)),
    ("satisfaction", np.float64, (len(SIDES),)),
    Twice("levers", ("plan",), PLAN, (L,)),  # looked at
    Twice("current", ("now",), PLAN, (L,)),  # in force
    Twice("proposed", ("proposal",), PLAN, (L,)),
    ("kept", np.float64, (L,)),
    ("kpis", np.float64, (len(READ),)),  # expected of the plan looked at, and progress
    ("predicted", np.float64, (len(ROLES), len(EXPECTED))),
    ("contested", np.float64, (L,)),
    ("stack", np.float64, (DEEP,)),
    *floats("planned", "report"),
    ("memory", np.float64, (len(ROLES), MEMORY)),  # what each has learnt
    ("traits", np.float64, (len(ROLES), len(TRAITS))),
    ("seed", np.uint64),
    ("week", np.int64),
    ("heard", np.float64),  # 1 where operations is told of a forecast
    ("reaction", np.float64),  # how demand reacts, as operations sees it
)
Mind = Any  # a record of MIND


class Eye(NamedTuple):
    """What a firm's managers may know and go by: its numbers, tastes, grids of levers and rules."""

    k: Row
    nodes: Floats
    grids: Floats
    r: Row


class Scene(NamedTuple):
    """What governs a firm's week: its numbers, what its managers may know, how it talks."""

    n: Row
    eye: Eye
    channels: Records


@part
def meet(k: Row, mind: Mind, seed: np.uint64, week: int) -> None:
    """Note which firm's managers think, and when: their traits follow from it, and how far
    operations, by what it has ``heard``, takes demand to react.
    """
    mind.seed, mind.week = seed, week
    mind.reaction = reaction_of(k, seed, mind.heard > 0)
    for role in range(len(ROLES)):
        for which in range(len(TRAITS)):
            mind.traits[role, which] = trait(k, seed, role, which)


@part
def anchor(eye: Eye, mind: Mind, side: int) -> None:
    """Tie a side's picture to today: the plan in force, as it is believed, brings the demand that
    is believed.
    """
    copy(mind.beliefs[side], mind.levers)
    b = mind.marketing
    if side == OPERATIONS:
        b = mind.operations
    elif side == TRUTH:
        b = mind.truth
    mind.level[side], mind.satisfaction[side] = tied(eye.k, eye.nodes, mind.plan, b, b.demand)


@part
def look(eye: Eye, mind: Mind, side: int) -> None:
    """Note the KPIs that a side expects of the plan looked at."""
    b = mind.marketing
    if side == OPERATIONS:
        b = mind.operations
    elif side == TRUTH:
        b = mind.truth
    patience = mind.traits[side, PAYBACK] if side != TRUTH else 1.0
    reaction = mind.reaction if side == OPERATIONS else 1.0
    here = Standing(
        level=mind.level[side],
        satisfaction=mind.satisfaction[side],
        planned=mind.planned,
        report=mind.report,
        patience=patience,
        reaction=reaction,
    )
    expected(eye.k, eye.nodes, Case(mind.plan, b, here), mind.kpis)
    if side != TRUTH and eye.k.managers_learning > 0:
        correct(mind.memory[side], mind.kpis)


@part
def worth(eye: Eye, mind: Mind, role: int) -> float:
    """Return what the plan looked at is worth to a role: its pay, less marketing's aversion to
    missing its budget's margin.
    """
    look(eye, mind, role)
    return valued(eye, mind, role)


@part
def valued(eye: Eye, mind: Mind, role: int) -> float:
    """Return what the KPIs noted are worth to a role."""
    total = run(eye.r.pay, role, mind.kpis, mind.stack)
    if role == MARKETING:
        missing = min(0.0, mind.kpis[GAIN] - eye.k.people_budget_margin * mind.kpis[REVENUE])
        total = total + eye.k.people_budget_discipline * mind.traits[role, BUDGET] * missing
    return float(total)


@part
def value(eye: Eye, mind: Mind, judge: int) -> float:
    """Return what the plan looked at is worth to a role, to both together, or to the firm."""
    if judge == PROFIT:
        look(eye, mind, TRUTH)
        return float(mind.kpis[GAIN])
    if judge == BOTH:
        return worth(eye, mind, MARKETING) + worth(eye, mind, OPERATIONS)
    return worth(eye, mind, judge)


@part
def step(eye: Eye, mind: Mind, place: int, by: int) -> float:
    """Return a lever's value some steps along its grid from the nearest point."""
    first, last = eye.k.grid[place], eye.k.grid[place + 1]
    now, nearest = mind.levers[place], first
    least = abs(eye.grids[first] - now)
    for point in range(first + 1, last):
        off = abs(eye.grids[point] - now)
        if off < least:
            least, nearest = off, point
    return float(eye.grids[min(max(nearest + by, first), last - 1)])


@part
def climb(eye: Eye, mind: Mind, judge: int, owner: int) -> None:
    """Try one step down and up on each lever of an ``owner`` (-1: of both) in turn, where there is
    one; move where the gain beats the manager's tolerance.
    """
    best = value(eye, mind, judge)
    for place in range(L):
        if eye.k.closed[place] or (owner >= 0 and OWNER[place] != owner):
            continue
        base = best
        threshold = eye.k.people_tolerance * max(abs(best), 1.0)
        if judge < len(ROLES):
            threshold *= mind.traits[judge, TOLERANCE]
        held = chosen = mind.levers[place]
        down, up = step(eye, mind, place, -1), step(eye, mind, place, 1)
        for candidate in (down, up):
            if candidate == held:
                continue
            mind.levers[place] = candidate
            gain = value(eye, mind, judge)
            if gain > base + threshold and gain > best:
                best, chosen = gain, candidate
        mind.levers[place] = chosen


@part
def settle(eye: Eye, mind: Mind) -> None:
    """Settle what does not fit: the plan of the firm becomes the one looked at."""
    for side in range(len(SIDES)):
        anchor(eye, mind, side)
    copy(mind.proposed, mind.levers)
    if eye.r.settling == 1:
        _stretch(eye, mind, OVERTIME, 1, MARKETING)
    elif eye.r.settling == 2:
        for place in CUTS:
            _stretch(eye, mind, place, -1, OPERATIONS)
    elif eye.r.settling == 3:
        _lead(eye, mind)
    elif eye.r.settling == 4:
        copy(mind.current, mind.levers)
        climb(eye, mind, BOTH, -1)


@part
def _stretch(eye: Eye, mind: Mind, place: int, by: int, leader: int) -> None:
    """Move a lever while operations expects the plan to need all the hours it has; where only what
    is contested is settled, while the side that settles is better off by it.
    """
    if eye.k.closed[place]:
        return
    for _ in range(STRETCHED):
        look(eye, mind, OPERATIONS)
        if mind.kpis[BUSY] >= 1.0:
            held = mind.levers[place]
            if eye.k.managers_settling == CONTESTED:
                now = worth(eye, mind, leader)
                mind.levers[place] = step(eye, mind, place, by)
                if worth(eye, mind, leader) <= now:
                    mind.levers[place] = held
            else:
                mind.levers[place] = step(eye, mind, place, by)


@part
def _lead(eye: Eye, mind: Mind) -> None:
    """Let leadership look one step around the better of the two plans, and enact what it wants as
    far as it is involved.
    """
    share = eye.r.involvement
    if share <= 0:
        return
    proposed = value(eye, mind, PROFIT)
    copy(mind.current, mind.levers)
    if proposed >= value(eye, mind, PROFIT):
        copy(mind.proposed, mind.levers)
    climb(eye, mind, PROFIT, -1)
    for place in range(L):
        mixed = (1 - share) * mind.proposed[place] + share * mind.levers[place]
        if CHOICES[place]:
            mixed = _nearest_choice(place, mixed)
        elif WHOLE[place]:
            mixed = np.rint(mixed)
        mind.levers[place] = mixed


_CHOICES = np.full((L, max(len(lever.choices) for lever in LEVERS) or 1), np.inf)
for _place, _lever in enumerate(LEVERS):
    _CHOICES[_place, : len(_lever.choices)] = _lever.choices


@part
def _nearest_choice(place: int, mixed: float) -> float:
    nearest = _CHOICES[place, 0]
    for choice in _CHOICES[place]:
        if abs(choice - mixed) < abs(nearest - mixed):
            nearest = choice
    return float(nearest)


@part
def believe(mind: Mind, role: int) -> None:
    """Look at the kept plan as a role knows it: the other's levers as they are believed."""
    for place in range(L):
        mine = OWNER[place] == role
        mind.levers[place] = mind.kept[place] if mine else mind.beliefs[role, place]


@part
def contest(eye: Eye, mind: Mind) -> None:
    """Note which levers a side, by its own pay and picture, would rather see a step elsewhere in
    the other's part of the firm's plan, which is the one looked at.
    """
    copy(mind.levers, mind.kept)
    for role in range(len(ROLES)):
        believe(mind, role)
        now = worth(eye, mind, role)
        threshold = eye.k.people_contest * max(abs(now), 1.0)
        for place in range(L):
            if OWNER[place] == role:
                continue
            if eye.k.closed[place]:
                mind.contested[place] = 0.0
                continue
            held, gain = mind.levers[place], 0.0
            down, up = step(eye, mind, place, -1), step(eye, mind, place, 1)
            for candidate in (down, up):
                if candidate != held:
                    mind.levers[place] = candidate
                    gain = max(gain, worth(eye, mind, role) - now)
            mind.levers[place] = held
            mind.contested[place] = 1.0 if gain > threshold else 0.0
    copy(mind.kept, mind.levers)


@part
def expect_of(eye: Eye, mind: Mind) -> None:
    """Note what each side expects of the firm's plan, which is the one looked at, as far as it
    knows of it, without the costs of changing to it.
    """
    copy(mind.levers, mind.kept)
    for role in range(len(ROLES)):
        believe(mind, role)
        moved = mind.levers[RANGE] - mind.beliefs[role, RANGE]
        for place in ONE_OFF:
            mind.beliefs[role, place] = mind.levers[place]
        b = mind.marketing if role == MARKETING else mind.operations
        reaction = mind.reaction if role == OPERATIONS else 1.0
        here = Standing(
            level=mind.level[role],
            satisfaction=mind.satisfaction[role],
            planned=1.0,
            report=1.0,
            patience=1.0,
            reaction=reaction,
        )
        expected(eye.k, eye.nodes, Case(mind.plan, b, here), mind.kpis)
        hope(mind.memory[role], mind.kpis, moved)
    copy(mind.kept, mind.levers)


@part
def reward_of_selling(eye: Eye, mind: Mind) -> float:
    """What one more unit a week would add to marketing's pay at the firm's plan, which is the one
    looked at, as far as marketing knows of it, by its own picture, money/unit; at least 0.

    The unit is taken to bring its price and to cost its materials and hours.
    """
    copy(mind.levers, mind.kept)
    believe(mind, MARKETING)
    look(eye, mind, MARKETING)
    copy(mind.kept, mind.levers)
    kpis = mind.kpis
    price = kpis[PRICE]
    before = run(eye.r.pay, MARKETING, kpis, mind.stack)
    kpis[UNITS] += 1.0
    kpis[DEMAND] += 1.0
    kpis[REVENUE] += price
    kpis[GAIN] += price - eye.k.money_material - eye.k.plant_run_hours * eye.k.money_wage
    kpis[MARGIN] = kpis[GAIN] / max(kpis[REVENUE], 1e-9)
    return max(0.0, run(eye.r.pay, MARKETING, kpis, mind.stack) - before)


@part
def sales_effort(k: Row, reward: float) -> float:
    """What sales people's effort does to visits: it follows the reward of one more unit with an
    elasticity.
    """
    own = k.people_effort_own
    effort: float = (
        (reward + own) / (k.people_effort_reference + own)
    ) ** k.people_effort_elasticity
    return effort
