"""One week of one market by cohorts: how many of each kind visit, are put off, choose, take, wait
and leave. Compiled.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled
from coordsim.core.luck.draws import Key, binomial, hypergeometric
from coordsim.core.records import Floats, Ints, Singles
from coordsim.customers.kernel import (
    AGAIN,
    DEFECT,
    EMPTY,
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
)
from coordsim.customers.shelf import serve

NEVER, NEED = (
    0,
    1,
    # who has not chosen anything yet, who has and is in need again; then one slot for each week
    # still
    # to wait
)


@compiled
def gather(
    members: Floats, satisfaction: Singles, scatter: Floats, need_week: NDArray[np.int32], week: int
) -> tuple[Ints, Floats, Floats]:
    """Sort a firm's cohorts (C, Q, S) by need, this week's and next week's.

    Returns those in need (C, Q, 2), mean and variance of their satisfaction (C, Q, 2, 2), and for
    those away by next week's slot (C, Q, S, 3) how many they are and the sums of their
    satisfactions and of its squares.
    """
    classes, comforts, slots = members.shape
    ready, mood, away = (
        np.zeros((classes, comforts, 2), np.int64),
        np.zeros((classes, comforts, 2, 2)),
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
                    add(
                        away[c, q, ahead], many, mean, square
                    )  # next week it will be ahead - 1 weeks, in slot NEED + ahead - 1
            for group in range(2):
                if ready[c, q, group] > 0:
                    mood[c, q, group] /= ready[c, q, group]
                    mood[c, q, group, 1] = max(
                        mood[c, q, group, 1] - mood[c, q, group, 0] ** 2, 0.0
                    )
    return ready, mood, away


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
def experiences(
    key: Key,
    draw: int,
    sold: Floats,
    defect: Floats,
    unanswered: float,
    room: float,
    defective: Floats,
    felt: Floats,
) -> int:
    """Draw defective units; write the shares of buyers who felt OK, DEFECT, LATE, UNANSWERED to
    ``felt`` (7,).
    """
    units, heard = sold.sum(), 0.0
    for v in range(len(sold)):
        defective[v] = binomial(key, draw + v, int(sold[v]), defect[v])
        heard += sold[v] * min(unanswered, 1.0 - defect[v])
    if units > 0.0:
        in_time = min(units, math.floor(max(room, 0.0))) / units
        felt[DEFECT] = defective.sum() / units
        felt[LATE] = (1.0 - in_time) * (1.0 - felt[DEFECT])
        felt[UNANSWERED] = min(in_time * heard / units, 1.0 - felt[DEFECT] - felt[LATE])
        felt[OK] = 1.0 - felt[DEFECT] - felt[LATE] - felt[UNANSWERED]
    return draw + len(sold)


@compiled
def remember(
    key: Key,
    draw: int,
    chosen: Ints,
    mood: Floats,
    taken: Ints,
    waited: Ints,
    served: Floats,  # (C, Q, 2), (C, Q, 2, 2), (C,)
    outcomes: Floats,
    rate: float,
    loss_weight: float,
    away: Floats,  # (7,), also served; changed in place: (C, Q, 3)
) -> int:
    """Send those who have chosen away, satisfied as their class was served on average; returns how
    many have bought again.
    """
    again = 0
    for c in range(len(chosen)):
        buyers = chosen[c].sum()
        if buyers == 0:
            continue
        known = int(chosen[c, :, NEED].sum())
        again += hypergeometric(key, draw + c, known, buyers - known, taken[c])
        share = served * (taken[c] / buyers)
        share[WAITED] = waited[c] / buyers
        share[EMPTY] = (buyers - taken[c] - waited[c]) / buyers
        for q in range(chosen.shape[1]):
            for group in range(2):
                mean, square = 0.0, 0.0
                for k in range(len(outcomes)):
                    if share[k] > 0.0 and chosen[c, q, group] > 0:
                        one, two = moved(mood[c, q, group], outcomes[k], rate, loss_weight)
                        mean += share[k] * one
                        square += share[k] * two
                add(away[c, q], chosen[c, q, group], mean, square)
    return again


@compiled
def play_classes(
    row: Ints,
    seeds: NDArray[np.uint64],
    week: int,
    process: np.uint64,
    members: Floats,
    satisfaction: Singles,
    scatter: Floats,
    need_week: NDArray[np.int32],  # changed in place: (F, C, Q, S)
    stock: Floats,  # changed in place: (F, V)
    next_need: NDArray[np.int32],
    visit_chance: Floats,
    base_utility: Floats,
    price_gap: Floats,
    options: Floats,  # (F,)
    comfort: Floats,
    nodes: Floats,
    weights: Floats,  # (Q,) comforts, price sensitivities and their weights
    overload: Floats,
    overload_slope: Floats,
    satisfaction_effect: Floats,
    substitute: Floats,
    wait: Floats,  # (F,)
    defect: Floats,
    unanswered: Floats,
    room: Floats,  # (F, V), (F,), (F,)
    rows: Ints,
    inclusive: Floats,
    shares: Floats,  # (F,), (R, C), (R, C, V)
    rate: Floats,
    loss_weight: Floats,
    outcomes: Floats,  # (F,), (F,), (F, 7)
    totals: Floats,
    demand: Floats,
    sold: Floats,
    waiting: Floats,
    lost: Floats,
    defective: Floats,  # in place: (F, 6), (F, V)
) -> None:
    """Let every cohort of every firm live one week."""
    firms, classes, comforts, slots = members.shape
    variants = stock.shape[1]
    for f in range(firms):
        key = (seeds[row[f]], process, np.uint64(week))
        ready, mood, away = gather(members[f], satisfaction[f], scatter[f], need_week[f], week)
        chosen = np.zeros((classes, comforts, 2), np.int64)
        choice = np.zeros((classes, variants), np.int64)
        taken, waited = np.zeros(classes, np.int64), np.zeros(classes, np.int64)
        draw = 0
        for c in range(classes):
            for q in range(comforts):
                put_off = overload[f] / (
                    1.0 + math.exp(min((comfort[q] - options[f]) / overload_slope[f], 700.0))
                )
                for group in range(2):
                    many, content = ready[c, q, group], mood[c, q, group, 0]
                    utility = (
                        base_utility[f] + satisfaction_effect[f] * content + inclusive[rows[f], c]
                    )
                    buying = mean_buying(utility, price_gap[f], nodes, weights) if many > 0 else 0.0
                    visits = binomial(key, draw, many, visit_chance[f])
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
                        mood[c, q, group], outcomes[f, PUT_OFF], rate[f], loss_weight[f]
                    )
                    add(away[c, q, group], left, mean, square)
            draw = spread(key, draw, chosen[c].sum(), shares[rows[f], c], choice[c])
        switched, draw = serve(
            key,
            draw,
            choice,
            shares[rows[f]],
            stock[f],
            substitute[f],
            wait[f],
            sold[f],
            waiting[f],
            lost[f],
            taken,
            waited,
        )
        stock[f] -= sold[f]
        for c in range(classes):
            demand[f] += choice[c]
        totals[f, SWITCHED] = switched
        served = np.zeros(7)
        draw = experiences(
            key, draw, sold[f], defect[f], unanswered[f], room[f], defective[f], served
        )
        totals[f, AGAIN] = remember(
            key,
            draw,
            chosen,
            mood,
            taken,
            waited,
            served,
            outcomes[f],
            rate[f],
            loss_weight[f],
            away[:, :, NEED + next_need[f] - week - 1],
        )
        members[f] = away[:, :, :, 0]
        for c in range(classes):
            for q in range(comforts):
                for slot in range(slots):
                    need_week[f, c, q, slot] = 0 if slot == NEVER else week + slot
                    if away[c, q, slot, 0] > 0.0:
                        mean, square = (
                            away[c, q, slot, 1] / away[c, q, slot, 0],
                            away[c, q, slot, 2] / away[c, q, slot, 0],
                        )
                        satisfaction[f, c, q, slot] = mean
                        scatter[f, c, q, slot] = max(square - mean * mean, 0.0)
