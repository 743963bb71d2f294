"""One week of one market, customer by customer. Compiled; each function's ``py_func`` is the same
code in plain Python.

Customers are looked through in blocks that stay in cache, in stages that have no branch where a
processor would guess wrong: who visits, with what luck, how likely each is put off and how likely
to buy, who is which. Only the buyers, a small minority, then go to the shelf one by one, first come
first served.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled
from coordsim.core.luck.philox import WORDS, block, uniform
from coordsim.core.records import Floats, Ints, Singles
from coordsim.customers.records import (
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
    Counts,
    Crowd,
    Luck,
    Tastes,
    Window,
)

OVERLOAD, CHOICE, EXPERIENCE, SUBSTITUTE = 0, 1, 2, 3  # words of a visitor's luck
BLOCK = 512  # customers looked through at a time; a multiple of WORDS
STEEPEST = (
    40.0  # logits beyond it are taken as it: a chance of 4e-18 lies below the finest draw, 1e-10
)
_POWERS = 2.0 ** np.arange(-64, 65)
_LOG2E, _LN2_HIGH, _LN2_LOW = (
    1 / math.log(2),
    6.93147180369123816490e-01,
    1.90821492927058770002e-10,
)


class Coming(NamedTuple):
    """One firm's customers as far as it matters for who visits, and whose luck they have."""

    need_week: NDArray[np.int32]  # (N,)
    heard: Singles  # (N,) or (0,)
    chance: float
    seed: np.uint64
    dictated: Floats  # (N, 5) or (0, 5)


class Scratch(NamedTuple):
    """Room in which a block of customers is looked through."""

    words: NDArray[np.uint32]  # (WORDS, BLOCK)
    luck: Floats  # (WORDS, BLOCK) of each visitor
    found: Ints  # (BLOCK + 1,) the visitors
    leaving: Ints  # (BLOCK + 1,) places in the block
    buying: Ints
    off: Floats  # (BLOCK,) one over the chance of being put off, at full overload
    buy: Floats  # (BLOCK,) one over the chance of buying


@compiled
def scratch() -> Scratch:
    """Return empty room for a block."""
    return Scratch(
        words=np.empty((WORDS, BLOCK), dtype=np.uint32),
        luck=np.empty((WORDS, BLOCK)),
        found=np.empty(BLOCK + 1, np.int64),
        leaving=np.empty(BLOCK + 1, np.int64),
        buying=np.empty(BLOCK + 1, np.int64),
        off=np.empty(BLOCK),
        buy=np.empty(BLOCK),
    )


@compiled
def coming(luck: Luck, crowd: Crowd, window: Window, f: int) -> Coming:
    """Return who may come to a firm."""
    return Coming(
        need_week=crowd.need_week[f],
        heard=crowd.heard[f],
        chance=window.visit_chance[f],
        seed=luck.seeds[luck.row[f]],
        dictated=luck.dictated[luck.row[f]],
    )


@compiled
def find_visitors(begin: int, end: int, luck: Luck, here: Coming, space: Scratch) -> int:
    """List the customers of [begin, end) who visit this week in ``space.found``; returns how many.
    ``begin`` is a multiple of WORDS.
    """
    week, words, found = luck.week, space.words[0], space.found
    need_week, heard, dictated = here.need_week, here.heard, here.dictated
    first = begin // WORDS
    for group in range((end - begin + WORDS - 1) // WORDS):
        w0, w1, w2, w3 = block(np.uint64(first + group), np.uint64(week), luck.visit, here.seed)
        words[WORDS * group] = w0
        words[WORDS * group + 1] = w1
        words[WORDS * group + 2] = w2
        words[WORDS * group + 3] = w3
    count = 0
    if len(heard) > 0 or len(dictated) > 0:
        for i in range(begin, end):
            u = dictated[i, 0] if len(dictated) > 0 else uniform(words[i - begin])
            found[count] = i
            count += (need_week[i] <= week) & (
                u < (here.chance * heard[i] if len(heard) > 0 else here.chance)
            )
        return count
    limit = np.int64(math.ceil(here.chance * 2.0**32 - 0.5))
    for k in range(end - begin):
        found[count] = begin + k
        count += (need_week[begin + k] <= week) & (np.int64(words[k]) < limit)
    return count


@compiled
def draw_luck(count: int, luck: Luck, here: Coming, space: Scratch) -> None:
    """Draw the four uniforms of each visitor's week into ``space.luck``."""
    found, words, drawn = space.found, space.words, space.luck
    if len(here.dictated) > 0:
        for k in range(count):
            for word in range(WORDS):
                drawn[word, k] = here.dictated[found[k], 1 + word]
        return
    for k in range(count):
        w0, w1, w2, w3 = block(np.uint64(found[k]), np.uint64(luck.week), luck.life, here.seed)
        words[0, k] = w0
        words[1, k] = w1
        words[2, k] = w2
        words[3, k] = w3
    for word in range(WORDS):
        for k in range(count):
            drawn[word, k] = uniform(words[word, k])


@compiled
def against(logits: Floats, count: int) -> None:
    """Replace the first ``count`` logits by 1 + exp(-logit), one over the chance that they stand
    for, to about 1e-13.

    exp(x) = 2^n exp(r) with |r| <= ln(2)/2, exp(r) by its series to r^10, so that a compiler can
    work on many at once.
    """
    for k in range(count):
        x = -min(max(logits[k], -STEEPEST), STEEPEST)
        n = math.floor(x * _LOG2E + 0.5)
        r = (x - n * _LN2_HIGH) - n * _LN2_LOW
        e = 1 / 362880 + r * (1 / 3628800)
        e = 1 / 40320 + r * e
        e = 1 / 5040 + r * e
        e = 1 / 720 + r * e
        e = 1 / 120 + r * e
        e = 1 / 24 + r * e
        e = 1 / 6 + r * e
        e = 0.5 + r * e
        e = 1.0 + r * e
        e = 1.0 + r * e
        logits[k] = 1.0 + e * _POWERS[int(n) + 64]


@compiled
def part(count: int, overload: float, totals: Floats, space: Scratch) -> tuple[int, int]:
    """List the visitors (their places in the block) who are put off in ``space.leaving`` and who
    buy in ``space.buying``; returns how many. Counted in ``totals`` (TOTALS,).
    """
    luck, off, buy, leaving, buying = space.luck, space.off, space.buy, space.leaving, space.buying
    left, bought = 0, 0
    for k in range(count):
        leaves, would = luck[OVERLOAD, k] * off[k] < overload, luck[CHOICE, k] * buy[k] < 1.0
        leaving[left] = k
        left += leaves
        buying[bought] = k
        bought += (not leaves) & would
        totals[LOST_TO_CHOICE] += leaves & would
    totals[VISITS] += count
    totals[PUTOFFS] += left
    totals[PRICED] += count - left - bought
    return left, bought


@compiled
def choose(cumulative: Floats, guide: NDArray[np.uint8], mark: float) -> int:
    """Return the variant whose cumulative share first exceeds ``mark``, in [0, 1)."""
    v = int(guide[int(mark * len(guide))])
    while v < len(cumulative) - 1 and cumulative[v] <= mark:
        v += 1
    return v


@compiled
def another(cumulative: Floats, stock: Floats, luck: float) -> int:
    """Return a variant that is still on the shelf, by the shares of those that are; -1 where nobody
    wants what is left.
    """
    left, before = 0.0, 0.0
    for v in range(len(stock)):
        if stock[v] >= 1.0:
            left += cumulative[v] - before
        before = cumulative[v]
    taken, aim, before = -1, left * luck, 0.0
    if left > 0.0:
        for v in range(len(stock)):
            if stock[v] >= 1.0:
                taken = v
                aim -= cumulative[v] - before
                if aim < 0.0:
                    break
            before = cumulative[v]
    return taken


@compiled
def feel(satisfaction: Singles, i: int, outcome: float, rate: float, loss_weight: float) -> None:
    """Move a customer's satisfaction towards the outcome, faster where it disappoints (Kahneman &
    Tversky 1979).
    """
    gap = outcome - satisfaction[i]
    pace = rate * loss_weight if gap < 0.0 else rate
    satisfaction[i] += np.float32(min(1.0, pace) * gap)


@compiled
def visit_market(luck: Luck, crowd: Crowd, window: Window, tastes: Tastes, counts: Counts) -> None:
    """Let every customer of every firm live one week; arrivals go round the customers from a random
    first one. Satisfaction, need and counts change in place.
    """
    firms, people = crowd.satisfaction.shape
    taste_class, price_sensitivity, comfort = (
        crowd.taste_class,
        crowd.price_sensitivity,
        crowd.comfort,
    )
    satisfaction, need_week = crowd.satisfaction, crowd.need_week
    outcomes, rate, loss_weight = window.outcomes, window.rate, window.loss_weight
    substitute, wait = window.substitute, window.wait
    stock, totals, demand, sold = counts.stock, counts.totals, counts.demand, counts.sold
    space = scratch()
    for f in range(firms):
        s, shares = luck.row[f], tastes.rows[f]
        inclusive, cumulative = tastes.inclusive[shares], tastes.cumulative[shares]
        guide = tastes.guide[shares]
        here = coming(luck, crowd, window, f)
        shipped = 0.0
        for start, stop in ((luck.first[f], people), (0, luck.first[f])):
            for begin in range(start, stop, BLOCK):
                count = find_visitors(begin, min(begin + BLOCK, stop), luck, here, space)
                draw_luck(count, luck, here, space)
                for k in range(count):
                    i = space.found[k]
                    utility = (
                        window.base_utility[f] + window.satisfaction_effect[f] * satisfaction[f, i]
                    )
                    space.buy[k] = (
                        utility
                        + inclusive[taste_class[s, i]]
                        - price_sensitivity[s, i] * window.price_gap[f]
                    )
                    space.off[k] = (window.options[f] - comfort[s, i]) / window.overload_slope[f]
                against(space.buy, count)
                against(space.off, count)
                left, bought = part(count, window.overload[f], totals[f], space)
                for place in range(left):
                    i = space.found[space.leaving[place]]
                    feel(satisfaction[f], i, outcomes[f, PUT_OFF], rate[f], loss_weight[f])
                for place in range(bought):
                    k = space.buying[place]
                    i = space.found[k]
                    c = taste_class[s, i]
                    wanted = choose(cumulative[c], guide[c], space.luck[CHOICE, k] * space.buy[k])
                    demand[f, wanted] += 1.0
                    known = need_week[f, i] > 0
                    need_week[f, i] = window.next_need[f]
                    mood = space.luck[EXPERIENCE, k]
                    taken = -1
                    if stock[f, wanted] >= 1.0:
                        taken = wanted
                    elif mood < substitute[f]:
                        taken = another(cumulative[c], stock[f], mood / substitute[f])
                        if taken >= 0:
                            totals[f, SWITCHED] += 1.0
                            mood = space.luck[SUBSTITUTE, k]
                    if taken >= 0:
                        stock[f, taken] -= 1.0
                        sold[f, taken] += 1.0
                        shipped += 1.0
                        totals[f, AGAIN] += known
                        felt = OK
                        if mood > 1.0 - window.defect[f, taken]:
                            counts.defective[f, taken] += 1.0
                            felt = DEFECT
                        elif shipped > window.room[f]:
                            felt = LATE
                        elif mood < window.unanswered[f]:
                            felt = UNANSWERED
                    elif substitute[f] <= mood < substitute[f] + wait[f]:
                        counts.waiting[f, wanted] += 1.0
                        felt = WAITED
                    else:
                        counts.lost[f, wanted] += 1.0
                        felt = EMPTY
                    feel(satisfaction[f], i, outcomes[f, felt], rate[f], loss_weight[f])
