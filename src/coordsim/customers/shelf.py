"""First come, first served, by counts: who finds what when only the numbers of buyers are known.
Compiled.

Buyers who come in a random order come at independent, uniform times. So the time at which a shelf
is emptied is an order statistic of its buyers' times; who comes before the first shelf is empty,
and who after it, are again buyers at uniform times. From one empty shelf to the next, the outcome
has the same distribution as if buyers were played one by one in a random order, at a cost that does
not depend on how many they are.
"""

from __future__ import annotations

import numpy as np

from coordsim.core.compiled import compiled
from coordsim.core.luck.draws import Key, binomial, hypergeometric, order_statistic
from coordsim.core.records import Floats, Ints


@compiled
def serve(
    key: Key,
    draw: int,
    choice: Ints,
    shares: Floats,
    stock: Floats,
    substitute: float,
    wait: float,
    sold: Floats,
    waiting: Floats,
    lost: Floats,
    taken: Ints,
    waited: Ints,
) -> tuple[int, int]:
    """Let buyers take what they want while it lasts; returns how many took something else, and the
    next unused draw.

    ``choice`` (C, V): buyers by taste class and first choice; ``shares`` (C, V): of variants in a
    class; ``stock`` (V,) units. Added to: ``sold``, ``waiting``, ``lost`` (V,); ``taken``,
    ``waited`` (C,) buyers who got a unit, who wait. The others leave.
    """
    classes, variants = choice.shape
    left = np.floor(np.maximum(stock, 0.0)).astype(np.int64)
    on_shelf = left > 0
    coming = choice.sum(axis=0)  # buyers who have not come yet, by first choice
    seeking = np.zeros(
        (classes, variants), np.int64
    )  # those who will find that variant gone and take another, if there is one
    want = np.zeros(
        (classes, variants), np.int64
    )  # which other they would take, of what is on the shelf now
    for v in range(variants):
        if not on_shelf[v]:
            draw = disappoint(
                key,
                draw,
                v,
                choice,
                coming[v],
                substitute,
                wait,
                waiting,
                lost,
                taken,
                waited,
                seeking,
            )
    switched = 0
    while True:
        draw = aim(key, draw, shares, on_shelf, seeking, lost, want)
        pool = coming + want.sum(axis=0)
        draw, times = emptied(key, draw, on_shelf, pool, left)
        first = int(np.argmin(times))
        until = min(times[first], 1.0)
        for v in range(variants):
            if not on_shelf[v] or pool[v] == 0:
                continue
            served = (
                left[v]
                if v == first and times[v] <= 1.0
                else before(key, draw, pool[v], left[v], times[v], until)
            )
            direct = hypergeometric(key, draw + 1, coming[v], pool[v] - coming[v], served)
            draw += 2
            sold[v] += served
            left[v] -= served
            coming[v] -= direct
            switched += served - direct
            draw = satisfy(key, draw, want[:, v], served - direct, seeking, taken)
        if times[first] > 1.0:
            break
        on_shelf[first] = False
        draw = disappoint(
            key,
            draw,
            first,
            choice,
            coming[first],
            substitute,
            wait,
            waiting,
            lost,
            taken,
            waited,
            seeking,
        )
    for c in range(classes):
        for v in range(variants):
            taken[c] += choice[c, v] if on_shelf[v] else 0
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
def before(key: Key, draw: int, pool: int, left: int, when: float, until: float) -> int:
    """Draw how many of a shelf's ``pool`` come before ``until``, when its last unit goes at
    ``when``, later or never.
    """
    if when > 1.0:
        return binomial(key, draw, pool, until)
    return binomial(key, draw, left - 1, until / when)


@compiled
def disappoint(
    key: Key,
    draw: int,
    v: int,
    choice: Ints,
    late: int,
    substitute: float,
    wait: float,
    waiting: Floats,
    lost: Floats,
    taken: Ints,
    waited: Ints,
    seeking: Ints,
) -> int:
    """Part those who wanted ``v``, now gone: all but ``late`` of them got it; these will seek
    another, wait, or leave.

    Who was late is a random sample of the variant's buyers. Returns the next unused draw.
    """
    rest = 0
    for c in range(len(choice)):
        rest += choice[c, v]
    stay = wait / (1.0 - substitute) if substitute < 1.0 else 0.0
    for c in range(len(choice)):
        all_ = choice[c, v]
        if all_ == 0:
            continue
        missed = hypergeometric(key, draw, all_, rest - all_, late)
        seek = binomial(key, draw + 1, missed, substitute)
        patient = binomial(key, draw + 2, missed - seek, stay)
        draw += 3
        rest -= all_
        late -= missed
        taken[c] += all_ - missed
        seeking[c, v] += seek
        waiting[v] += patient
        waited[c] += patient
        lost[v] += missed - seek - patient
    return draw


@compiled
def aim(
    key: Key,
    draw: int,
    shares: Floats,
    on_shelf: np.ndarray,
    seeking: Ints,
    lost: Floats,
    want: Ints,
) -> int:
    """Draw which of what is on the shelf each seeker would take, by class, into ``want``; who wants
    nothing of it leaves.
    """
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
def satisfy(key: Key, draw: int, want: Ints, served: int, seeking: Ints, taken: Ints) -> int:
    """Take ``served`` of the seekers who want a variant, (C,), from all seekers; returns the next
    unused draw.
    """
    rest = want.sum()
    for c in range(len(want)):
        if want[c] == 0:
            continue
        found = hypergeometric(key, draw, want[c], rest - want[c], served)
        draw += 1
        rest -= want[c]
        served -= found
        taken[c] += found
        others = seeking[c].sum()
        for v in range(seeking.shape[1]):
            if found > 0 and seeking[c, v] > 0:
                gone = hypergeometric(key, draw, seeking[c, v], others - seeking[c, v], found)
                draw += 1
                others -= seeking[c, v]
                found -= gone
                seeking[c, v] -= gone
    return draw
