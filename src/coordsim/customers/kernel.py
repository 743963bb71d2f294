"""One week of one market, customer by customer. Compiled; ``visit_market.py_func`` is the same code in plain Python."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordsim.records import Floats, Ints, Singles

OK, PUT_OFF, EMPTY, WAITED, DEFECT, LATE, UNANSWERED = 0, 1, 2, 3, 4, 5, 6
VISITS, PUTOFFS, LOST_TO_CHOICE, PRICED, SWITCHED, AGAIN = 0, 1, 2, 3, 4, 5


@njit(cache=True)
def visit_market(
    row: Ints, first: Ints, u_visit: Floats, u_overload: Floats, u_choice: Floats, u_experience: Floats,  # (F,), then (seeds, N)
    taste_class: NDArray[np.int16], price_sensitivity: Singles, comfort: Singles,  # traits: (seeds, N)
    heard: Singles,  # (F, N) what a customer's neighbours do to the chance of a visit; (F, 0) where everybody hears the same
    satisfaction: Singles, need_week: NDArray[np.int32], stock: Floats,  # changed in place: (F, N), (F, N), (F, V)
    week: int, next_need: NDArray[np.int32], visit_chance: Floats, base_utility: Floats, price_gap: Floats, options: Floats,  # (F,)
    overload: Floats, overload_slope: Floats, satisfaction_effect: Floats, substitute: Floats, wait: Floats,  # (F,)
    defect: Floats, unanswered: Floats, room: Floats,  # (F, V), (F,), (F,): units that can still be shipped as promised
    inclusive: Floats, cumulative: Floats,  # (F, C), (F, C, V)
    rate: Floats, loss_weight: Floats, outcomes: Floats,  # (F,), (F,), (F, 7)
    totals: Floats, demand: Floats, sold: Floats, waiting: Floats, lost: Floats, defective: Floats,  # in place: (F, 6), (F, V)
) -> None:  # fmt: skip
    """Let every customer of every firm live one week; arrivals go round the customers from a random first one."""
    firms, people = satisfaction.shape
    variants = stock.shape[1]
    network = heard.shape[1] > 0
    for f in range(firms):
        s = row[f]
        shipped = 0.0
        for step in range(people):
            i = first[f] + step
            if i >= people:
                i -= people
            if need_week[f, i] > week:
                continue
            if u_visit[s, i] >= (visit_chance[f] * heard[f, i] if network else visit_chance[f]):
                continue
            totals[f, VISITS] += 1.0
            c = taste_class[s, i]
            utility = base_utility[f] + satisfaction_effect[f] * satisfaction[f, i]
            utility += inclusive[f, c] - price_sensitivity[s, i] * price_gap[f]
            buy = 1.0 / (1.0 + math.exp(-utility)) if utility > -700.0 else 0.0
            felt = -1
            if overload[f] > 0.0:
                chance = overload[f] / (1.0 + math.exp((comfort[s, i] - options[f]) / overload_slope[f]))
                if u_overload[s, i] < chance:
                    totals[f, PUTOFFS] += 1.0
                    if u_choice[s, i] < buy:
                        totals[f, LOST_TO_CHOICE] += 1.0
                    felt = PUT_OFF
            if felt < 0:
                if u_choice[s, i] >= buy:
                    totals[f, PRICED] += 1.0
                    continue
                mark = u_choice[s, i] / buy
                low = 0
                high = variants - 1
                while low < high:
                    middle = (low + high) // 2
                    if cumulative[f, c, middle] > mark:
                        high = middle
                    else:
                        low = middle + 1
                demand[f, low] += 1.0
                known = need_week[f, i] > 0
                need_week[f, i] = next_need[f]
                luck = u_experience[s, i]
                taken = -1
                if stock[f, low] >= 1.0:
                    taken = low
                elif luck < substitute[f]:
                    luck /= substitute[f]
                    left = 0.0
                    for v in range(variants):
                        if stock[f, v] >= 1.0:
                            left += cumulative[f, c, v] - (cumulative[f, c, v - 1] if v > 0 else 0.0)
                    aim = left * luck
                    if left > 0.0:
                        for v in range(variants):
                            if stock[f, v] >= 1.0:
                                taken = v
                                aim -= cumulative[f, c, v] - (cumulative[f, c, v - 1] if v > 0 else 0.0)
                                if aim < 0.0:
                                    break
                    if taken >= 0:
                        totals[f, SWITCHED] += 1.0
                        luck = (luck * 7919.0) % 1.0  # its leading digits chose the variant
                if taken >= 0:
                    stock[f, taken] -= 1.0
                    sold[f, taken] += 1.0
                    shipped += 1.0
                    if known:
                        totals[f, AGAIN] += 1.0
                    felt = OK
                    if luck > 1.0 - defect[f, taken]:
                        defective[f, taken] += 1.0
                        felt = DEFECT
                    elif shipped > room[f]:
                        felt = LATE
                    elif luck < unanswered[f]:
                        felt = UNANSWERED
                elif substitute[f] <= u_experience[s, i] < substitute[f] + wait[f]:
                    waiting[f, low] += 1.0
                    felt = WAITED
                else:
                    lost[f, low] += 1.0
                    felt = EMPTY
            gap = outcomes[f, felt] - satisfaction[f, i]
            pace = rate[f] * loss_weight[f] if gap < 0.0 else rate[f]
            satisfaction[f, i] += np.float32(min(1.0, pace) * gap)
