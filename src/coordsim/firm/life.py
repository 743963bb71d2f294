"""Life cycles: what customers want of a variant passes, and another has to take its place."""

from __future__ import annotations

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, Numbers
from coordsim.core.luck.draw import LIFE, uniform_at
from coordsim.core.records import ON_SALE


@part
def is_over(n: Numbers, firm: Firm, v: int) -> bool:
    """Say whether the life of a variant on sale ends this week.

    Lives are geometric with mean ``line.life_weeks``: each week ends a variant with the same
    chance, whatever its age. The draw belongs to slot and week, so that all arms of a world share
    it.
    """
    if n.line_life_weeks == 0 or firm.status[v] != ON_SALE:
        return False
    return bool(uniform_at(firm.seed, LIFE, firm.week, v) < 1 / n.line_life_weeks)


@part
def renewals(n: Numbers, plan: Firm, development: float) -> float:
    """Return how many variants a week have to be developed anew in the long run: a slot's turn is a
    life, the week of its end, ``development`` weeks and those of a first lot.
    """
    if n.line_life_weeks == 0:
        return 0.0
    return float(plan.range / (n.line_life_weeks + 1 + development + n.plant_lead_weeks))


@part
def launch_cost(n: Numbers, plan: Firm) -> float:
    """Return the tooling of a new variant."""
    cost: float = n.money_launch_package if plan.build > 0 else n.money_launch
    return cost
