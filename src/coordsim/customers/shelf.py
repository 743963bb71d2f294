"""First come, first served, by counts: who finds what when only the numbers of buyers are known.
Compiled.

Buyers who come in a random order come at independent, uniform times. So the time at which a shelf
is emptied is an order statistic of its buyers' times; who comes before the first shelf is empty,
and who after it, are again buyers at uniform times. From one empty shelf to the next, the outcome
has the same distribution as if buyers were played one by one in a random order, at a cost that does
not depend on how many they are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from coordsim.core.compiled import compiled
from coordsim.core.luck.draws import Key, binomial, hypergeometric, order_statistic
from coordsim.core.records import Floats, Ints


class Buyers(NamedTuple):
    """Who wants what, by taste class and variant, and how many were served; the last two are added
    to.
    """

    choice: Ints  # (C, V) buyers by first choice
    shares: Floats  # (C, V) of the variants in a class
    taken: Ints  # (C,) who got a unit
    waited: Ints  # (C,) who wait


class Shelf(NamedTuple):
    """What there is, what people do where it is gone, and what comes of it; the last three are
    added to.
    """

    stock: Floats  # (V,) units
    substitute: float  # share who take another
    wait: float  # share who wait
    sold: Floats  # (V,)
    waiting: Floats
    lost: Floats


class Hall(NamedTuple):
    """Everybody before the shelf: also those who seek another variant, and which they want."""

    buyers: Buyers
    shelf: Shelf
    seeking: Ints  # (C, V) who found that variant gone and will take another, if there is one
    want: Ints  # (C, V) which other they would take, of what is on the shelf now


@compiled
def serve(key: Key, draw: int, buyers: Buyers, shelf: Shelf) -> tuple[int, int]:
    """Let buyers take what they want while it lasts; returns how many took something else, and the
    next unused draw. Who neither takes nor waits leaves.
    """
    classes, variants = buyers.choice.shape
    left = np.floor(np.maximum(shelf.stock, 0.0)).astype(np.int64)
    on_shelf = left > 0
    coming = buyers.choice.sum(axis=0)  # buyers who have not come yet, by first choice
    hall = Hall(
        buyers=buyers,
        shelf=shelf,
        seeking=np.zeros((classes, variants), np.int64),
        want=np.zeros((classes, variants), np.int64),
    )
    for v in range(variants):
        if not on_shelf[v]:
            draw = disappoint(key, draw, v, coming[v], hall)
    switched = 0
    while True:
        draw = aim(key, draw, on_shelf, hall)
        pool = coming + hall.want.sum(axis=0)
        draw, times = emptied(key, draw, on_shelf, pool, left)
        first = int(np.argmin(times))
        until = min(times[first], 1.0)
        for v in range(variants):
            if not on_shelf[v] or pool[v] == 0:
                continue
            if v == first and times[v] <= 1.0:
                served = left[v]
            elif times[v] > 1.0:  # it lasts: each of its buyers has come by then or not
                served = binomial(key, draw, pool[v], until)
            else:  # its last unit goes later
                served = binomial(key, draw, left[v] - 1, until / times[v])
            direct = hypergeometric(key, draw + 1, coming[v], pool[v] - coming[v], served)
            draw += 2
            shelf.sold[v] += served
            left[v] -= served
            coming[v] -= direct
            switched += served - direct
            draw = satisfy(key, draw, v, served - direct, hall)
        if times[first] > 1.0:
            break
        on_shelf[first] = False
        draw = disappoint(key, draw, first, coming[first], hall)
    for c in range(classes):
        for v in range(variants):
            buyers.taken[c] += buyers.choice[c, v] if on_shelf[v] else 0
    return switched, draw


@compiled
def emptied(
    key: Key, draw: int, on_shelf: np.ndarray, pool: Ints, left: Ints
) -> tuple[int, Floats]:
    """Draw when each shelf will be empty, as a share of the rest of the week; 2 if it will not.
    ``pool`` (V,): who comes for it.
    """
    times = np.full(len(left), 2.0)
    for v in range(len(left)):
        if on_shelf[v] and pool[v] >= left[v]:
            times[v] = order_statistic(key, draw, left[v], pool[v])
            draw += 2
    return draw, times


@compiled
def disappoint(key: Key, draw: int, v: int, late: int, hall: Hall) -> int:
    """Part those who wanted ``v``, now gone: all but ``late`` of them got it; these will seek
    another, wait, or leave.

    Who was late is a random sample of the variant's buyers. Returns the next unused draw.
    """
    choice, shelf = hall.buyers.choice, hall.shelf
    rest = 0
    for c in range(len(choice)):
        rest += choice[c, v]
    stay = shelf.wait / (1.0 - shelf.substitute) if shelf.substitute < 1.0 else 0.0
    for c in range(len(choice)):
        all_ = choice[c, v]
        if all_ == 0:
            continue
        missed = hypergeometric(key, draw, all_, rest - all_, late)
        seek = binomial(key, draw + 1, missed, shelf.substitute)
        patient = binomial(key, draw + 2, missed - seek, stay)
        draw += 3
        rest -= all_
        late -= missed
        hall.buyers.taken[c] += all_ - missed
        hall.seeking[c, v] += seek
        shelf.waiting[v] += patient
        hall.buyers.waited[c] += patient
        shelf.lost[v] += missed - seek - patient
    return draw


@compiled
def aim(key: Key, draw: int, on_shelf: np.ndarray, hall: Hall) -> int:
    """Draw which of what is on the shelf each seeker would take, by class, into ``hall.want``; who
    wants nothing of it leaves.
    """
    shares, seeking, want, lost = hall.buyers.shares, hall.seeking, hall.want, hall.shelf.lost
    want[:] = 0
    for c in range(len(shares)):
        seekers = seeking[c].sum()
        if seekers == 0:
            continue
        left = 0.0
        for v in range(len(on_shelf)):
            left += shares[c, v] if on_shelf[v] else 0.0
        if left <= 0.0:
            lost += seeking[c]
            seeking[c] = 0
            continue
        last = 0
        for v in range(len(on_shelf)):
            if on_shelf[v] and shares[c, v] > 0.0 and seekers > 0:
                want[c, v] = binomial(key, draw, seekers, min(1.0, shares[c, v] / left))
                draw += 1
                seekers -= want[c, v]
                left -= shares[c, v]
                last = v
        want[c, last] += seekers  # only rounding in the shares can leave any
    return draw


@compiled
def satisfy(key: Key, draw: int, v: int, served: int, hall: Hall) -> int:
    """Take ``served`` of the seekers who want ``v`` from all seekers; returns the next unused
    draw.
    """
    want, seeking = hall.want[:, v], hall.seeking
    rest = want.sum()
    for c in range(len(want)):
        if want[c] == 0:
            continue
        found = hypergeometric(key, draw, want[c], rest - want[c], served)
        draw += 1
        rest -= want[c]
        served -= found
        hall.buyers.taken[c] += found
        others = seeking[c].sum()
        for u in range(seeking.shape[1]):
            if found > 0 and seeking[c, u] > 0:
                gone = hypergeometric(key, draw, seeking[c, u], others - seeking[c, u], found)
                draw += 1
                others -= seeking[c, u]
                found -= gone
                seeking[c, u] -= gone
    return draw
