"""One week of one market, customer by customer. Compiled; each function's ``py_func`` is the same
code in plain Python.

Customers are looked through in blocks that stay in cache, in stages that have no branch where a
processor would guess wrong: who visits, with what luck, how likely each is put off and how likely
to buy, who is which. Only the buyers, a small minority, then go to the shelf one by one, first come
first served.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled
from coordsim.core.luck.philox import WORDS, block, uniform
from coordsim.core.records import Floats, Ints, Singles

OK, PUT_OFF, EMPTY, WAITED, DEFECT, LATE, UNANSWERED = 0, 1, 2, 3, 4, 5, 6
VISITS, PUTOFFS, LOST_TO_CHOICE, PRICED, SWITCHED, AGAIN = 0, 1, 2, 3, 4, 5
OVERLOAD, CHOICE, EXPERIENCE, SUBSTITUTE = 0, 1, 2, 3  # words of a visitor's luck
BLOCK = 512  # customers looked through at a time; a multiple of WORDS
STEEPEST = (
    40.0  # logits beyond it are taken as it: a chance of 4e-18 lies below the finest draw, 1e-10
)
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_POWERS = 2.0 ** np.arange(-64, 65)
_LOG2E, _LN2_HIGH, _LN2_LOW = (
    1 / math.log(2),
    6.93147180369123816490e-01,
    1.90821492927058770002e-10,
)


@compiled
def find_visitors(
    begin: int,
    end: int,
    week: int,
    need_week: NDArray[np.int32],
    chance: float,
    heard: Singles,
    seed: np.uint64,
    process: np.uint64,
    dictated: Floats,
    words: NDArray[np.uint32],
    found: Ints,
) -> int:
    """List the customers of [begin, end) who visit this week in ``found``; returns how many.
    ``begin`` is a multiple of WORDS.
    """
    k0, k1, p0, p1, now = (
        seed & _LOW,
        seed >> _HALF,
        process & _LOW,
        process >> _HALF,
        np.uint64(week),
    )
    first = begin // WORDS
    for group in range((end - begin + WORDS - 1) // WORDS):
        w0, w1, w2, w3 = block(np.uint64(first + group), now, p0, p1, k0, k1)
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
                u < (chance * heard[i] if len(heard) > 0 else chance)
            )
        return count
    limit = np.int64(math.ceil(chance * 2.0**32 - 0.5))
    for k in range(end - begin):
        found[count] = begin + k
        count += (need_week[begin + k] <= week) & (np.int64(words[k]) < limit)
    return count


@compiled
def draw_luck(
    found: Ints,
    count: int,
    week: int,
    seed: np.uint64,
    process: np.uint64,
    dictated: Floats,
    words: NDArray[np.uint32],
    luck: Floats,
) -> None:
    """Draw the four uniforms of each visitor's week into ``luck`` (4, BLOCK); ``words`` has the
    same shape.
    """
    if len(dictated) > 0:
        for k in range(count):
            for word in range(WORDS):
                luck[word, k] = dictated[found[k], 1 + word]
        return
    k0, k1, p0, p1, now = (
        seed & _LOW,
        seed >> _HALF,
        process & _LOW,
        process >> _HALF,
        np.uint64(week),
    )
    for k in range(count):
        w0, w1, w2, w3 = block(np.uint64(found[k]), now, p0, p1, k0, k1)
        words[0, k] = w0
        words[1, k] = w1
        words[2, k] = w2
        words[3, k] = w3
    for word in range(WORDS):
        for k in range(count):
            luck[word, k] = uniform(words[word, k])


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
def part(
    luck: Floats,
    count: int,
    overload: float,
    off: Floats,
    buy: Floats,
    totals: Floats,
    leaving: Ints,
    buying: Ints,
) -> tuple[int, int]:
    """List the visitors (their places in the block) who are put off in ``leaving`` and who buy in
    ``buying``; returns how many.

    ``off`` and ``buy`` hold one over the chances of being put off, at full overload, and of buying.
    """
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
def visit_market(
    row: Ints,
    seeds: NDArray[np.uint64],
    week: int,
    visit: np.uint64,
    life: np.uint64,  # (F,), (seeds,), names of processes
    first: Ints,
    # (F,), multiples of WORDS; (seeds, N, 5) luck set from outside, (seeds, 0, 5) where it is drawn
    dictated: Floats,
    taste_class: NDArray[np.int16],
    price_sensitivity: Singles,
    comfort: Singles,  # traits: (seeds, N)
    # (F, N) what a customer's neighbours do to the chance of a visit; (F, 0) where everybody hears
    # the same
    heard: Singles,
    satisfaction: Singles,
    need_week: NDArray[np.int32],
    stock: Floats,  # changed in place: (F, N), (F, N), (F, V)
    next_need: NDArray[np.int32],
    visit_chance: Floats,
    base_utility: Floats,
    price_gap: Floats,
    options: Floats,  # (F,)
    overload: Floats,
    overload_slope: Floats,
    satisfaction_effect: Floats,
    substitute: Floats,
    wait: Floats,  # (F,)
    defect: Floats,
    unanswered: Floats,
    room: Floats,  # (F, V), (F,), (F,): units that can still be shipped as promised
    rows: Ints,
    inclusive: Floats,
    cumulative: Floats,
    guide: NDArray[np.uint8],  # (F,), (R, C), (R, C, V), (R, C, GUIDES)
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
    """Let every customer of every firm live one week; arrivals go round the customers from a random
    first one.
    """
    firms, people = satisfaction.shape
    words, luck = np.empty((WORDS, BLOCK), dtype=np.uint32), np.empty((WORDS, BLOCK))
    found, leaving, buying = (
        np.empty(BLOCK + 1, np.int64),
        np.empty(BLOCK + 1, np.int64),
        np.empty(BLOCK + 1, np.int64),
    )
    off, buy = np.empty(BLOCK), np.empty(BLOCK)
    for f in range(firms):
        s, shares = row[f], rows[f]
        shipped = 0.0
        for start, stop in ((first[f], people), (0, first[f])):
            for begin in range(start, stop, BLOCK):
                count = find_visitors(
                    begin,
                    min(begin + BLOCK, stop),
                    week,
                    need_week[f],
                    visit_chance[f],
                    heard[f],
                    seeds[s],
                    visit,
                    dictated[s],
                    words[0],
                    found,
                )
                draw_luck(found, count, week, seeds[s], life, dictated[s], words, luck)
                for k in range(count):
                    i = found[k]
                    utility = base_utility[f] + satisfaction_effect[f] * satisfaction[f, i]
                    buy[k] = (
                        utility
                        + inclusive[shares, taste_class[s, i]]
                        - price_sensitivity[s, i] * price_gap[f]
                    )
                    off[k] = (options[f] - comfort[s, i]) / overload_slope[f]
                against(buy, count)
                against(off, count)
                left, bought = part(luck, count, overload[f], off, buy, totals[f], leaving, buying)
                for place in range(left):
                    k = leaving[place]
                    feel(satisfaction[f], found[k], outcomes[f, PUT_OFF], rate[f], loss_weight[f])
                for place in range(bought):
                    k = buying[place]
                    i = found[k]
                    c = taste_class[s, i]
                    wanted = choose(
                        cumulative[shares, c], guide[shares, c], luck[CHOICE, k] * buy[k]
                    )
                    demand[f, wanted] += 1.0
                    known = need_week[f, i] > 0
                    need_week[f, i] = next_need[f]
                    mood = luck[EXPERIENCE, k]
                    taken = -1
                    if stock[f, wanted] >= 1.0:
                        taken = wanted
                    elif mood < substitute[f]:
                        taken = another(cumulative[shares, c], stock[f], mood / substitute[f])
                        if taken >= 0:
                            totals[f, SWITCHED] += 1.0
                            mood = luck[SUBSTITUTE, k]
                    if taken >= 0:
                        stock[f, taken] -= 1.0
                        sold[f, taken] += 1.0
                        shipped += 1.0
                        totals[f, AGAIN] += known
                        felt = OK
                        if mood > 1.0 - defect[f, taken]:
                            defective[f, taken] += 1.0
                            felt = DEFECT
                        elif shipped > room[f]:
                            felt = LATE
                        elif mood < unanswered[f]:
                            felt = UNANSWERED
                    elif substitute[f] <= mood < substitute[f] + wait[f]:
                        waiting[f, wanted] += 1.0
                        felt = WAITED
                    else:
                        lost[f, wanted] += 1.0
                        felt = EMPTY
                    feel(satisfaction[f], i, outcomes[f, felt], rate[f], loss_weight[f])
