"""One week of one market by cohorts: how many of each kind visit, are put off, choose, take, wait
and leave. Compiled.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled
from coordsim.core.luck.draws import Key, binomial, hypergeometric
from coordsim.core.records import Floats, Ints, Singles
from coordsim.customers.records import (
    AGAIN,
    DEFECT,
    EMPTY,
    EXPERIENCES,
    LATE,
    LOST_TO_CHOICE,
    OK,
    PRICED,
    PUT_OFF,
    PUTOFFS,
    SWITCHED,
    UNANSWERED,
    VISITS,
    WAITED,
    Counts,
    Window,
)
from coordsim.customers.shelf import Buyers, Shelf, serve

# Slots of need: who has not chosen anything yet, who has and is in need again; then one for each
# week still to wait.
NEVER, NEED = 0, 1
GROUPS = 2  # of those slots hold customers in need


class Draws(NamedTuple):
    """Whose draws are whose: firms of one world share them."""

    row: Ints  # (F,) place of a firm's world in ``seeds``
    seeds: NDArray[np.uint64]
    process: np.uint64
    week: int


class Cohorts(NamedTuple):
    """The customers of every firm by taste class, comfort and slot of need, (F, C, Q, S), all
    changed in place; and the values that comfort and price sensitivity take.
    """

    members: Floats
    satisfaction: Singles  # mean
    scatter: Floats  # variance of satisfaction
    need_week: NDArray[np.int32]
    comfort: Floats  # (Q,)
    sensitivities: Floats  # (K,)
    weights: Floats  # (K,) of the sensitivities


class Portions(NamedTuple):
    """Shares of what is offered by taste class: tables, and each firm's row in them."""

    rows: Ints  # (F,)
    inclusive: Floats  # (R, C)
    shares: Floats  # (R, C, V), not cumulative


class Gathered(NamedTuple):
    """A firm's cohorts sorted by need."""

    ready: Ints  # (C, Q, GROUPS) in need
    mood: Floats  # (C, Q, GROUPS, 2) mean and variance of their satisfaction
    # (C, Q, S, 3) those away by next week's slot: how many, and the sums of their satisfactions and
    # of its squares
    away: Floats


class Experience(NamedTuple):
    """What those who have chosen lived through, and how it moves them."""

    served: Floats  # (EXPERIENCES,) shares of those who got a unit
    outcomes: Floats  # (EXPERIENCES,)
    rate: float
    loss_weight: float


@compiled
def gather(cohorts: Cohorts, f: int, week: int) -> Gathered:
    """Sort a firm's cohorts by need, this week's and next week's."""
    members, satisfaction = cohorts.members[f], cohorts.satisfaction[f]
    scatter, need_week = cohorts.scatter[f], cohorts.need_week[f]
    classes, comforts, slots = members.shape
    ready, mood, away = (
        np.zeros((classes, comforts, GROUPS), np.int64),
        np.zeros((classes, comforts, GROUPS, 2)),
        np.zeros((*members.shape, 3)),
    )
    for c in range(classes):
        for q in range(comforts):
            for slot in range(slots):
                many, mean = members[c, q, slot], float(satisfaction[c, q, slot])
                if many <= 0.0:
                    continue
                square = mean * mean + scatter[c, q, slot]
                ahead = need_week[c, q, slot] - week
                if slot == NEVER or ahead <= 0:
                    group = NEVER if slot == NEVER else NEED
                    ready[c, q, group] += int(many)
                    mood[c, q, group, 0] += many * mean
                    mood[c, q, group, 1] += many * square
                else:
                    # next week it will be ahead - 1 weeks, in slot NEED + ahead - 1
                    add(away[c, q, ahead], many, mean, square)
            for group in range(GROUPS):
                if ready[c, q, group] > 0:
                    mood[c, q, group] /= ready[c, q, group]
                    mood[c, q, group, 1] = max(
                        mood[c, q, group, 1] - mood[c, q, group, 0] ** 2, 0.0
                    )
    return Gathered(ready, mood, away)


@compiled
def add(cohort: Floats, many: float, mean: float, square: float) -> None:
    """Let ``many`` with that mean satisfaction and mean square join a cohort (3,)."""
    cohort[0] += many
    cohort[1] += many * mean
    cohort[2] += many * square


@compiled
def moved(mood: Floats, outcome: float, rate: float, loss_weight: float) -> tuple[float, float]:
    """Return mean and mean square of satisfaction after an experience; before it, it is normal with
    ``mood``'s mean and variance.

    Each moves by the rate, those whom the outcome disappoints by the rate times the loss weight:
    two halves of a normal.
    """
    low, high = 1.0 - rate, 1.0 - min(1.0, rate * loss_weight)
    gap, variance = mood[0] - outcome, mood[1]
    above, above_square = max(gap, 0.0), max(gap, 0.0) ** 2
    if variance > 1e-12:
        sd = math.sqrt(variance)
        share = 0.5 * math.erfc(-gap / sd / math.sqrt(2.0))
        density = math.exp(-0.5 * (gap / sd) ** 2) / math.sqrt(2.0 * math.pi)
        above = gap * share + sd * density
        above_square = (gap * gap + variance) * share + gap * sd * density
    mean = low * (gap - above) + high * above
    square = low * low * (gap * gap + variance - above_square) + high * high * above_square
    return outcome + mean, outcome * outcome + 2.0 * outcome * mean + square


@compiled
def mean_buying(utility: float, price_gap: float, nodes: Floats, weights: Floats) -> float:
    """Mean chance of buying over price sensitivities."""
    total = 0.0
    for k in range(len(nodes)):
        total += weights[k] / (1.0 + math.exp(min(nodes[k] * price_gap - utility, 700.0)))
    return min(total, 1.0)


@compiled
def spread(key: Key, draw: int, buyers: int, shares: Floats, choice: Ints) -> int:
    """Draw which variants the buyers of a class want, into ``choice`` (V,); returns the next unused
    draw.
    """
    left = 1.0
    for v in range(len(shares)):
        if buyers > 0 and shares[v] > 0.0:
            choice[v] = binomial(key, draw + v, buyers, min(1.0, shares[v] / left))
            buyers -= choice[v]
        left -= shares[v]
    if buyers > 0:
        choice[np.argmax(shares)] += buyers  # only rounding in the shares can leave any
    return draw + len(shares)


@compiled
def experiences(key: Key, draw: int, f: int, window: Window, counts: Counts) -> Floats:
    """Draw defective units; return the shares of a firm's buyers who felt OK, DEFECT, LATE,
    UNANSWERED, (EXPERIENCES,). Uses a draw for each variant.
    """
    sold, defect, defective = counts.sold[f], window.defect[f], counts.defective[f]
    units, heard = sold.sum(), 0.0
    for v in range(len(sold)):
        defective[v] = binomial(key, draw + v, int(sold[v]), defect[v])
        heard += sold[v] * min(window.unanswered[f], 1.0 - defect[v])
    felt = np.zeros(EXPERIENCES)
    if units > 0.0:
        in_time = min(units, math.floor(max(window.room[f], 0.0))) / units
        felt[DEFECT] = defective.sum() / units
        felt[LATE] = (1.0 - in_time) * (1.0 - felt[DEFECT])
        felt[UNANSWERED] = min(in_time * heard / units, 1.0 - felt[DEFECT] - felt[LATE])
        felt[OK] = 1.0 - felt[DEFECT] - felt[LATE] - felt[UNANSWERED]
    return felt


@compiled
def known_buyers(key: Key, draw: int, chosen: Ints, taken: Ints) -> int:
    """Draw how many of those who got a unit had chosen before: ``chosen`` (C, Q, GROUPS), ``taken``
    (C,). Uses a draw for each class.
    """
    again = 0
    for c in range(len(chosen)):
        buyers = chosen[c].sum()
        if buyers > 0:
            known = int(chosen[c, :, NEED].sum())
            again += hypergeometric(key, draw + c, known, buyers - known, taken[c])
    return again


@compiled
def remember(chosen: Ints, buyers: Buyers, mood: Floats, lived: Experience, away: Floats) -> None:
    """Send those who have chosen away, satisfied as their class was served on average.

    ``chosen`` (C, Q, GROUPS), ``mood`` (C, Q, GROUPS, 2); joined to in place: ``away`` (C, Q, 3).
    """
    for c in range(len(chosen)):
        many = chosen[c].sum()
        if many == 0:
            continue
        share = lived.served * (buyers.taken[c] / many)
        share[WAITED] = buyers.waited[c] / many
        share[EMPTY] = (many - buyers.taken[c] - buyers.waited[c]) / many
        for q in range(chosen.shape[1]):
            for group in range(GROUPS):
                mean, square = 0.0, 0.0
                for k in range(EXPERIENCES):
                    if share[k] > 0.0 and chosen[c, q, group] > 0:
                        one, two = moved(
                            mood[c, q, group], lived.outcomes[k], lived.rate, lived.loss_weight
                        )
                        mean += share[k] * one
                        square += share[k] * two
                add(away[c, q], chosen[c, q, group], mean, square)


@compiled
def play_classes(
    draws: Draws, cohorts: Cohorts, window: Window, portions: Portions, counts: Counts
) -> None:
    """Let every cohort of every firm live one week; cohorts and counts change in place."""
    firms, classes, comforts, _ = cohorts.members.shape
    variants = counts.stock.shape[1]
    totals = counts.totals
    for f in range(firms):
        key = Key(draws.seeds[draws.row[f]], draws.process, np.uint64(draws.week))
        ready, mood, away = gather(cohorts, f, draws.week)
        shares = portions.shares[portions.rows[f]]
        chosen = np.zeros((classes, comforts, GROUPS), np.int64)
        buyers = Buyers(
            choice=np.zeros((classes, variants), np.int64),
            shares=shares,
            taken=np.zeros(classes, np.int64),
            waited=np.zeros(classes, np.int64),
        )
        draw = 0
        for c in range(classes):
            for q in range(comforts):
                put_off = window.overload[f] / (
                    1.0
                    + math.exp(
                        min(
                            (cohorts.comfort[q] - window.options[f]) / window.overload_slope[f],
                            700.0,
                        )
                    )
                )
                for group in range(GROUPS):
                    many, content = ready[c, q, group], mood[c, q, group, 0]
                    utility = (
                        window.base_utility[f]
                        + window.satisfaction_effect[f] * content
                        + portions.inclusive[portions.rows[f], c]
                    )
                    buying = (
                        mean_buying(
                            utility, window.price_gap[f], cohorts.sensitivities, cohorts.weights
                        )
                        if many > 0
                        else 0.0
                    )
                    visits = binomial(key, draw, many, window.visit_chance[f])
                    left = binomial(key, draw + 1, visits, put_off)
                    would = binomial(key, draw + 2, left, buying)
                    chosen[c, q, group] = binomial(key, draw + 3, visits - left, buying)
                    draw += 4
                    totals[f, VISITS] += visits
                    totals[f, PUTOFFS] += left
                    totals[f, LOST_TO_CHOICE] += would
                    totals[f, PRICED] += visits - left - chosen[c, q, group]
                    kept = many - chosen[c, q, group] - left
                    add(away[c, q, group], kept, content, content * content + mood[c, q, group, 1])
                    mean, square = moved(
                        mood[c, q, group],
                        window.outcomes[f, PUT_OFF],
                        window.rate[f],
                        window.loss_weight[f],
                    )
                    add(away[c, q, group], left, mean, square)
            draw = spread(key, draw, chosen[c].sum(), shares[c], buyers.choice[c])
        shelf = Shelf(
            stock=counts.stock[f],
            substitute=window.substitute[f],
            wait=window.wait[f],
            sold=counts.sold[f],
            waiting=counts.waiting[f],
            lost=counts.lost[f],
        )
        switched, draw = serve(key, draw, buyers, shelf)
        counts.stock[f] -= counts.sold[f]
        for c in range(classes):
            counts.demand[f] += buyers.choice[c]
        totals[f, SWITCHED] = switched
        lived = Experience(
            served=experiences(key, draw, f, window, counts),
            outcomes=window.outcomes[f],
            rate=window.rate[f],
            loss_weight=window.loss_weight[f],
        )
        totals[f, AGAIN] = known_buyers(key, draw + variants, chosen, buyers.taken)
        remember(
            chosen, buyers, mood, lived, away[:, :, NEED + window.next_need[f] - draws.week - 1]
        )
        write_down(cohorts, f, away, draws.week)


@compiled
def write_down(cohorts: Cohorts, f: int, away: Floats, week: int) -> None:
    """Make next week's cohorts of a firm of those who are away, (C, Q, S, 3)."""
    classes, comforts, slots = cohorts.members[f].shape
    cohorts.members[f] = away[:, :, :, 0]
    for c in range(classes):
        for q in range(comforts):
            for slot in range(slots):
                cohorts.need_week[f, c, q, slot] = 0 if slot == NEVER else week + slot
                if away[c, q, slot, 0] > 0.0:
                    mean, square = (
                        away[c, q, slot, 1] / away[c, q, slot, 0],
                        away[c, q, slot, 2] / away[c, q, slot, 0],
                    )
                    cohorts.satisfaction[f, c, q, slot] = mean
                    cohorts.scatter[f, c, q, slot] = max(square - mean * mean, 0.0)
