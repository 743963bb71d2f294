"""One week of one market, customer by customer. Compiled; each function's ``py_func`` is the same
code in plain Python.

Customers are looked through in blocks that stay in cache, in stages that have no branch where a
processor would guess wrong: who visits, with what luck, how likely each is put off and how likely
to buy, who is which. Only the buyers, a small minority, then go to the shelf one by one, first come
first served.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled, part
from coordsim.core.luck.philox import WORDS, block, uniform
from coordsim.core.records import Floats, Singles
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
    Person,
    Shop,
)

Places = NDArray[np.uint64]
"""Without a sign, as classes are where they are looked up: else it is asked each time whether a
place counts from the end.
"""
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

    need_week: NDArray[np.signedinteger[Any]]  # (N,)
    heard: Singles  # (N,) or (0,)
    chance: float
    week: int
    seed: np.uint64
    visit: np.uint64  # names of processes
    life: np.uint64
    dictated: Floats  # (N, 5) or (0, 5)


class Scratch(NamedTuple):
    """Room in which a block of customers is looked through."""

    words: NDArray[np.uint32]  # (WORDS, BLOCK)
    luck: Floats  # (WORDS, BLOCK) of each visitor
    found: Places  # (BLOCK + 1,) the visitors
    leaving: Places  # (BLOCK + 1,) places in the block
    buying: Places
    off: Floats  # (BLOCK,) one over the chance of being put off, at full overload
    buy: Floats  # (BLOCK,) one over the chance of buying


@compiled
def scratch() -> Scratch:
    """Return empty room for a block."""
    return Scratch(
        words=np.empty((WORDS, BLOCK), dtype=np.uint32),
        luck=np.empty((WORDS, BLOCK)),
        found=np.empty(BLOCK + 1, np.uint64),
        leaving=np.empty(BLOCK + 1, np.uint64),
        buying=np.empty(BLOCK + 1, np.uint64),
        off=np.empty(BLOCK),
        buy=np.empty(BLOCK),
    )


@part
def find_visitors(begin: int, end: int, here: Coming, space: Scratch) -> int:
    """List the customers of [begin, end) who visit this week in ``space.found``; returns how many.
    ``begin`` is a multiple of WORDS.
    """
    week, words, found = here.week, space.words[0], space.found
    need_week, heard, dictated = here.need_week, here.heard, here.dictated
    first = begin // WORDS
    for group in range((end - begin + WORDS - 1) // WORDS):
        w0, w1, w2, w3 = block(np.uint64(first + group), np.uint64(week), here.visit, here.seed)
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
    needs = need_week[begin:end]
    for k in range(len(needs)):
        found[count] = begin + k
        count += (needs[k] <= week) & (np.int64(words[k]) < limit)
    return count


@part
def draw_luck(count: int, here: Coming, space: Scratch) -> None:
    """Draw the four uniforms of each visitor's week into ``space.luck``."""
    found, words, drawn = space.found, space.words, space.luck
    if len(here.dictated) > 0:
        for k in range(count):
            for word in range(WORDS):
                drawn[word, k] = here.dictated[found[k], 1 + word]
        return
    for k in range(count):
        w0, w1, w2, w3 = block(np.uint64(found[k]), np.uint64(here.week), here.life, here.seed)
        words[0, k] = w0
        words[1, k] = w1
        words[2, k] = w2
        words[3, k] = w3
    for word in range(WORDS):
        for k in range(count):
            drawn[word, k] = uniform(words[word, k])


@part
def against(logits: Floats, count: int) -> None:
    """Replace the first ``count`` logits by 1 + exp(-logit), one over the chance that they stand
    for, to about 1e-13. A logit that is no number counts as the lowest.

    exp(x) = 2^n exp(r) with |r| <= ln(2)/2, exp(r) by its series to r^10, so that a compiler can
    work on many at once.
    """
    for k in range(count):
        x = -min(max(-STEEPEST, logits[k]), STEEPEST)
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


@part
def sort_out(count: int, overload: float, totals: Floats, space: Scratch) -> tuple[int, int]:
    """List the visitors (their places in the block) who are put off in ``space.leaving`` and who
    buy in ``space.buying``; returns how many. Counted in ``totals`` (TOTALS,).
    """
    luck, off, buy, leaving, buying = space.luck, space.off, space.buy, space.leaving, space.buying
    left, bought, missed = 0, 0, 0
    for k in range(count):
        leaves, would = luck[OVERLOAD, k] * off[k] < overload, luck[CHOICE, k] * buy[k] < 1.0
        leaving[left] = k
        left += leaves
        buying[bought] = k
        bought += (not leaves) & would
        missed += leaves & would
    totals[VISITS] += count
    totals[PUTOFFS] += left
    totals[LOST_TO_CHOICE] += missed
    totals[PRICED] += count - left - bought
    return left, bought


@part
def choose(cumulative: Floats, guide: NDArray[np.uint8], mark: float) -> int:
    """Return the variant whose cumulative share first exceeds ``mark``, in [0, 1)."""
    v = int(guide[int(mark * len(guide))])
    while v < len(cumulative) - 1 and cumulative[v] <= mark:
        v += 1
    return v


@part
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


@part
def feel(satisfaction: Singles, i: int, outcome: float, rate: float, loss_weight: float) -> None:
    """Move a customer's satisfaction towards the outcome, faster where it disappoints (Kahneman &
    Tversky 1979).
    """
    gap = outcome - satisfaction[i]
    pace = rate * loss_weight if gap < 0.0 else rate
    satisfaction[i] += np.float32(min(1.0, pace) * gap)


@part
def visit_firm(first: int, here: Coming, person: Person, shop: Shop, space: Scratch) -> None:
    """Let every customer of one firm live one week, from the ``first`` one round."""
    door, taste, shelves = shop.door, shop.taste, shop.shelves
    people, need_week = len(person.satisfaction), here.need_week
    satisfaction, outcomes = person.satisfaction, shelves.outcomes
    rate, loss_weight = door.rate, door.loss_weight
    shipped, switched, again = 0.0, 0, 0
    for start, stop in ((first, people), (0, first)):
        for begin in range(start, stop, BLOCK):
            count = find_visitors(begin, min(begin + BLOCK, stop), here, space)
            draw_luck(count, here, space)
            for k in range(count):
                i = space.found[k]
                utility = door.base_utility + door.satisfaction_effect * satisfaction[i]
                space.buy[k] = (
                    utility
                    + taste.inclusive[np.uint16(person.taste_class[i])]
                    - person.price_sensitivity[i] * door.price_gap
                )
                space.off[k] = (door.options - person.comfort[i]) / door.overload_slope
            against(space.buy, count)
            against(space.off, count)
            left, bought = sort_out(count, door.overload, shelves.totals, space)
            for place in range(left):
                i = space.found[space.leaving[place]]
                feel(satisfaction, i, outcomes[PUT_OFF], rate, loss_weight)
            for place in range(bought):
                k = space.buying[place]
                i = space.found[k]
                c = np.uint16(person.taste_class[i])
                wanted = choose(
                    taste.cumulative[c], taste.guide[c], space.luck[CHOICE, k] * space.buy[k]
                )
                shelves.demand[wanted] += 1.0
                known = need_week[i] > 0
                need_week[i] = door.next_need
                mood = space.luck[EXPERIENCE, k]
                taken = -1
                if shelves.stock[wanted] >= 1.0:
                    taken = wanted
                elif mood < door.substitute:
                    taken = another(taste.cumulative[c], shelves.stock, mood / door.substitute)
                    if taken >= 0:
                        switched += 1
                        mood = space.luck[SUBSTITUTE, k]
                if taken >= 0:
                    shelves.stock[taken] -= 1.0
                    shelves.sold[taken] += 1.0
                    shipped += 1.0
                    again += known
                    felt = OK
                    if mood > 1.0 - shelves.defect[taken]:
                        shelves.defective[taken] += 1.0
                        felt = DEFECT
                    elif shipped > door.room:
                        felt = LATE
                    elif mood < door.unanswered:
                        felt = UNANSWERED
                elif door.substitute <= mood < door.substitute + door.wait:
                    shelves.waiting[wanted] += 1.0
                    felt = WAITED
                else:
                    shelves.lost[wanted] += 1.0
                    felt = EMPTY
                feel(satisfaction, i, outcomes[felt], rate, loss_weight)
    shelves.totals[SWITCHED] += switched
    shelves.totals[AGAIN] += again
