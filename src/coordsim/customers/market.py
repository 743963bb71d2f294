"""A week of one firm's market: what brings customers in, what they find, what they do."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import part
from coordsim.core.firm import SLOTS, Firm, Week
from coordsim.core.formulas import advertising_at, credit_of, promise_at
from coordsim.core.luck.draw import ARRIVAL, GIVEN, normal_at, uniform_at
from coordsim.core.luck.philox import WORDS
from coordsim.core.luck.streams import process_name
from coordsim.core.records import MARKETING, Floats, Singles
from coordsim.core.shares import GUIDES
from coordsim.core.tables import Row
from coordsim.core.tastes import away
from coordsim.customers.kernel import Coming, Scratch, visit_firm
from coordsim.customers.records import (
    AGAIN,
    EXPERIENCES,
    LOST_TO_CHOICE,
    PRICED,
    PUTOFFS,
    SWITCHED,
    TOTALS,
    VISITS,
    Door,
    Person,
    Shelves,
    Shop,
    Taste,
)
from coordsim.firm.development import defects, is_offered
from coordsim.firm.trends import next_shock, season

VISIT, LIFE = process_name("visit"), process_name("life")
DICTATED = np.empty((0, 1 + WORDS))


class Crowd(NamedTuple):
    """The customers of one firm, (N,) each; ``neighbours`` (N, k)
    or (N, 0)."""

    satisfaction: Singles
    need_week: NDArray[np.int16]
    taste_class: NDArray[np.int16]
    price_sensitivity: Singles
    comfort: Singles
    neighbours: NDArray[np.int32]
    members: Floats  # (N,) customers in each cohort; (0,) where each is one
    drawn: Floats  # (T, V) a given demand of every week, drawn before; (0, 0) for any other


class Stall(NamedTuple):
    """Room for a firm's market: shares of what was offered last, and of a block of customers."""

    offered: NDArray[np.int8]  # (SLOTS,) what ``taste`` is of; -1 in the first place: of nothing
    inclusive: Floats  # (C,)
    cumulative: Floats  # (C, SLOTS)
    guide: NDArray[np.uint8]  # (C, GUIDES)
    heard: Singles  # (N,) or (0,)
    outcomes: Floats  # (EXPERIENCES,)
    totals: Floats  # (TOTALS,)
    space: Scratch


def stall(classes: int, customers: int, space: Scratch) -> Stall:
    """Return room for firms whose customers have so many classes; ``customers`` hear neighbours."""
    return Stall(
        offered=np.full(SLOTS, -1, dtype=np.int8),
        inclusive=np.empty(classes),
        cumulative=np.empty((classes, SLOTS)),
        guide=np.empty((classes, GUIDES), dtype=np.uint8),
        heard=np.empty(customers, dtype=np.float32),
        outcomes=np.empty(EXPERIENCES),
        totals=np.empty(TOTALS),
        space=space,
    )


@part
def advance(n: Row, firm: Firm) -> None:
    """Move the market's shock and the advertising stock on by a week."""
    firm.shock = next_shock(n, firm, firm.shock, firm.week)
    firm.adstock = n.market_ad_carryover * firm.adstock + firm.plan.advertising


@part
def promoted(plan: Firm, week: int) -> float:
    """Return the promotion depth of a week: a promotion falls on every k-th."""
    every = int(plan.promotion_every)
    if every > 0 and week % every == every - 1:
        depth: float = plan.promotion_depth
        return depth
    return 0.0


@part
def reputation_factor(n: Row, firm: Firm) -> float:
    """Return what the firm's reputation does to visits: (R / start) ** valence (You et al. 2015);
    one in a small world.
    """
    if n.network:
        return 1.0
    relative = max(firm.reputation, 0.0) / n.people_reputation_start
    factor: float = relative**n.people_word_valence
    return factor


@part
def visit_factor(n: Row, firm: Firm, now: Week) -> float:
    """Return what multiplies the visit rate this week besides a promotion."""
    reputation = reputation_factor(n, firm)
    effort = firm.effort * (1 - n.people_frustration_effect * firm.frustration[MARKETING])
    return float(
        max(0.0, 1 + now.shock_demand)
        * season(n, firm.week)
        * math.exp(firm.shock - n.market_shock_sd**2 / 2)
        * advertising_at(n, firm.adstock)
        * reputation
        * effort
    )


@part
def share_out(n: Row, firm: Firm, here: Stall) -> None:
    """Work out the nested-logit shares of what is offered, by taste class, unless they are known
    (Train 2009, ch. 4), and a guide to them: the first variant whose cumulative share exceeds g /
    GUIDES (an indexed search, Chen & Asau 1974).
    """
    slots, same = int(n.line_slots), here.offered[0] >= 0
    for v in range(slots):
        shown = np.int8(is_offered(firm, v))
        same = same and here.offered[v] == shown
        here.offered[v] = shown
    if same:
        return
    cost, scale = n.market_taste_cost, n.market_nest_scale
    steep = cost / scale
    for c in range(int(n.market_classes)):
        centre = (c + 0.5) / n.market_classes
        nearest = 1.0
        for v in range(slots):
            if here.offered[v]:
                nearest = min(nearest, away(centre, firm.places[v]))
        whole = 0.0
        for v in range(slots):
            if here.offered[v]:
                whole += math.exp(-steep * (away(centre, firm.places[v]) - nearest))
            here.cumulative[c, v] = whole
        here.inclusive[c] = scale * np.log(whole) - cost * nearest
        for v in range(slots):
            here.cumulative[c, v] /= whole if whole > 0 else 1.0
        v = 0
        for place in range(GUIDES):
            while v < slots - 1 and here.cumulative[c, v] <= place / GUIDES:
                v += 1
            here.guide[c, place] = v


@part
def hear(n: Row, crowd: Crowd, here: Stall) -> None:
    """Note what each customer's neighbours do to the chance of a visit: (their mean satisfaction /
    start) ** valence.
    """
    ties = 2 * (int(n.people_neighbours) // 2)
    for i in range(len(crowd.satisfaction)):
        said = 0.0
        for place in range(ties):
            said += np.float64(crowd.satisfaction[crowd.neighbours[i, place]])
        relative = said / ties / n.people_reputation_start
        here.heard[i] = np.float32(relative**n.people_word_valence)


@part
def open_shop(n: Row, firm: Firm, now: Week) -> None:
    """Note what is offered this week, and that nothing has happened yet."""
    for v in range(int(n.line_slots)):
        now.offered[v] = is_offered(firm, v)
        now.defects[v] = defects(n, firm, now.defect_share, v)
        now.demand[v] = now.sold[v] = now.waiting[v] = now.lost[v] = now.defective[v] = 0.0


@part
def sell(n: Row, firm: Firm, now: Week, crowd: Crowd, here: Stall) -> None:
    """Play the market of a week: shelf, needs and satisfaction change, what happened is counted."""
    slots = int(n.line_slots)
    here.totals[:] = 0.0
    if n.given:
        _draw(n, firm, now, crowd)
        now.visits = 0.0
        for v in range(slots):
            now.visits += now.demand[v]
        now.put_off = now.lost_to_choice = now.priced_out = now.switched = now.again = 0.0
        return
    share_out(n, firm, here)
    if n.network:
        hear(n, crowd, here)
    door = doorstep(n, firm, now, here)
    person = Person(crowd.taste_class, crowd.price_sensitivity, crowd.comfort, crowd.satisfaction)
    taste = Taste(here.inclusive, here.cumulative[:, :slots], here.guide)
    shelves = Shelves(
        stock=firm.on_hand[:slots],
        defect=now.defects,
        outcomes=here.outcomes,
        totals=here.totals,
        demand=now.demand,
        sold=now.sold,
        waiting=now.waiting,
        lost=now.lost,
        defective=now.defective,
    )
    visit_firm(
        _first(n, firm),
        coming(n, firm, now, crowd, here),
        person,
        Shop(door, taste, shelves),
        here.space,
    )
    now.visits, now.put_off = here.totals[VISITS], here.totals[PUTOFFS]
    now.lost_to_choice, now.priced_out = here.totals[LOST_TO_CHOICE], here.totals[PRICED]
    now.switched, now.again = here.totals[SWITCHED], here.totals[AGAIN]


@part
def coming(n: Row, firm: Firm, now: Week, crowd: Crowd, here: Stall) -> Coming:
    """Return who may come this week, and what brings them."""
    lift = math.exp(n.market_promotion_lift * now.promotion)
    return Coming(
        need_week=crowd.need_week,
        heard=here.heard[: len(crowd.satisfaction) if n.network else 0],
        chance=min(1.0, n.market_visit_rate * (now.visit_factor * lift)),
        week=firm.week,
        seed=firm.seed,
        visit=VISIT,
        life=LIFE,
        dictated=DICTATED,
    )


@part
def doorstep(n: Row, firm: Firm, now: Week, here: Stall) -> Door:
    """Return what the customers of a week find, and note how they take it."""
    _describe(n, here)
    options = 0.0
    for v in range(int(n.line_slots)):
        options += now.offered[v]
    plan, depth = firm.plan, now.promotion
    seen = (n.line_package_options if plan.build > 0 else 1.0) * n.systems_options_seen
    credit = credit_of(n, plan.service_promise)
    promised = promise_at(n, plan.promise, credit, firm.heard_late, firm.heard_unanswered)
    return Door(
        base_utility=(
            n.market_attraction
            - n.market_satisfaction_effect * n.market_satisfaction_reference
            + n.line_package_utility * plan.build
            + promised
        ),
        satisfaction_effect=n.market_satisfaction_effect,
        price_gap=plan.price * (1 - depth) - n.market_price_reference,
        options=options * seen,
        overload_slope=n.market_overload_slope,
        overload=n.market_overload,
        next_need=int(
            firm.week + 1 + n.market_need_weeks + (n.market_stockpile_weeks if depth > 0 else 0.0)
        ),
        unanswered=n.service_contact_rate * firm.unanswered,
        room=now.room,
        substitute=n.market_substitute,
        wait=n.market_wait,
        rate=n.people_satisfaction_rate,
        loss_weight=n.people_loss_weight,
    )


@part
def _describe(n: Row, here: Stall) -> None:
    """Note how good each experience is."""
    here.outcomes[0] = 1.0
    here.outcomes[1] = n.people_outcome_put_off
    here.outcomes[2] = n.people_outcome_empty
    here.outcomes[3] = n.people_outcome_waited
    here.outcomes[4] = n.people_outcome_defect
    here.outcomes[5] = n.people_outcome_late
    here.outcomes[6] = n.people_outcome_unanswered


@part
def _first(n: Row, firm: Firm) -> int:
    """Return the customer who comes first in a week: a multiple of WORDS."""
    luck = uniform_at(firm.seed, ARRIVAL, firm.week, 0)
    return WORDS * (int(luck * n.market_customers) // WORDS)


@part
def _draw(n: Row, firm: Firm, now: Week, crowd: Crowd) -> None:
    """Draw a given demand, normal (truncated at 0, autocorrelated if asked); what the shelf cannot
    meet is lost or waits. Demands of other families were drawn before.
    """
    kept = n.given_autocorrelation
    for v in range(int(n.line_slots)):
        if n.given_drawn:
            demand = crowd.drawn[firm.week, v]
        else:
            innovation = n.given_sd * math.sqrt(1 - kept**2)
            luck = normal_at(firm.seed, GIVEN, firm.week, v)
            firm.deviation[v] = kept * firm.deviation[v] + innovation * luck
            demand = max(0.0, n.given_mean + firm.deviation[v])
        demand = demand if now.offered[v] else 0.0
        now.demand[v] = demand
        now.sold[v] = min(max(firm.on_hand[v], 0.0), demand)
        unmet = demand - now.sold[v]
        now.lost[v] = unmet if n.given_lost else 0.0
        now.waiting[v] = 0.0 if n.given_lost else unmet
        firm.on_hand[v] -= now.sold[v]
