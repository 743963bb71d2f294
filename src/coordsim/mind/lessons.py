"""What managers learn from results: corrections of level, not of what drives it.

After each round a manager compares what it expected of the plan in force with what came of it:
its own figures at once, the firm's profit and loss one round late. What it expects next time is
corrected by a share of the surprise (adaptive expectations: Nerlove 1958; Sterman 1989). Why a
figure was off it is not told.
"""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import compiled, part
from coordsim.core.firm import LESSONS, MEMORY
from coordsim.core.levers import ROLES
from coordsim.core.luck.draw import normal_at
from coordsim.core.luck.streams import process_name
from coordsim.core.records import MARKETING, OPERATIONS, Floats
from coordsim.core.tables import WORDS, Row
from coordsim.mind.expectation import EXPECTED

UNITS, COST, MORE, FILL, MADE, LATE = range(len(LESSONS))
HOPED = len(LESSONS)  # where what was expected of the round begins, uncorrected
HOPED_SPENT, MOVED = HOPED + 1, HOPED + 2
BEFORE = 2 * len(LESSONS)  # costs a round ago: expected, uncorrected, and realised
BEFORE_SPENT, BEFORE_MOVED, TRIED = BEFORE + 1, BEFORE + 2, BEFORE + 3
FIRST = np.array((1.0, 1.0, 0.0, 1.0, 1.0, 1.0, *(0.0,) * (MEMORY - len(LESSONS))))
MOST = 5.0  # times: a larger surprise teaches no more

TRAITS = ("precision", "tolerance", "learning", "budget", "payback")
PRECISION, TOLERANCE, LEARNING, BUDGET, PAYBACK = range(len(TRAITS))
OPTIMISM = len(TRAITS)
TRAITED = OPTIMISM + 1  # traits of a manager
TRAIT, REACTION = process_name("trait"), process_name("reaction")
DRAWN = WORDS["managers_priors"].index("drawn")

GAIN, SOLD, DEMAND, REVENUE, FILLED, EMPTY, UNIT_COST, BROKEN, MARGIN, LEFT = (
    EXPECTED.index(name)
    for name in (
        "profit",
        "units",
        "demand",
        "revenue",
        "fill_rate",
        "stockout_rate",
        "unit_cost",
        "promises_broken",
        "margin",
        "left",
    )
)
OF_OPERATIONS = ((FILL, FILLED), (MADE, UNIT_COST), (LATE, BROKEN))


@part
def trait(n: Row, seed: np.uint64, role: int, which: int) -> float:
    """Return a manager's trait over the usual one: lognormal with median 1, the same in all arms of
    a world.
    """
    spread = n.managers_optimism_sd if which == OPTIMISM else n.managers_traits_sd
    if spread == 0.0:
        return 1.0
    place = TRAITED * role + which
    return float(np.exp(spread * normal_at(seed, TRAIT, 0, place)))


@part
def reaction_of(n: Row, seed: np.uint64, heard: bool) -> float:
    """Return the power to which operations takes demand to react to a plan: 1 where it is told of a
    forecast, and with naive priors, else drawn once for each world around its bias.
    """
    if n.managers_priors != DRAWN or heard:
        return 1.0
    off = n.managers_prior_sd * normal_at(seed, REACTION, 0, 0)
    return float(np.exp(n.managers_prior_bias_reaction + off))


@part
def correct(memory: Floats, kpis: Floats) -> None:
    """Correct expected KPIs by a manager's lessons."""
    spent = kpis[REVENUE] - kpis[GAIN]
    more = memory[UNITS]
    kpis[SOLD] *= more
    kpis[DEMAND] *= more
    kpis[LEFT] *= more
    kpis[REVENUE] *= more
    kpis[GAIN] = kpis[REVENUE] - (spent * memory[COST] + memory[MORE])
    kpis[MARGIN] = kpis[GAIN] / kpis[REVENUE] if kpis[REVENUE] > 1e-9 else np.nan
    kpis[FILLED] = min(1.0, kpis[FILLED] * memory[FILL])
    kpis[EMPTY] = 1.0 - kpis[FILLED]
    kpis[UNIT_COST] *= memory[MADE]
    kpis[BROKEN] = min(1.0, kpis[BROKEN] * memory[LATE])


@compiled
def correct_all(learnt: Floats, kpis: Floats) -> None:
    """Correct expected KPIs (EXPECTED, F) by lessons (F, LESSONS)."""
    for f in range(len(learnt)):
        correct(learnt[f], kpis[:, f])


@part
def hope(memory: Floats, kpis: Floats, moved: float) -> None:
    """Note what a manager expects of the plan in force, before its corrections, and by how many
    variants the range is ``moved``.
    """
    memory[MOVED] = moved
    memory[HOPED] = kpis[SOLD]
    memory[HOPED_SPENT] = kpis[REVENUE] - kpis[GAIN]
    for lesson, place in OF_OPERATIONS:
        memory[HOPED + lesson] = kpis[place]


@part
def learn(n: Row, seed: np.uint64, memory: Floats, kpis: Floats, spent: float) -> None:
    """Learn from a round: ``memory`` (roles, MEMORY), its ``kpis`` (EXPECTED,) and what was
    ``spent``, without one-off costs, money/week.

    Half of a surprise in costs is laid to their rate, half to an amount. After a move of the range,
    marketing lays a part of it to what it believes that a variant costs.
    """
    for role in range(len(ROLES)):
        own = memory[role]
        rate = min(1.0, n.managers_learning * trait(n, seed, role, LEARNING))
        own[UNITS] = _nearer(own[UNITS], rate, kpis[SOLD], own[HOPED])
        if role == OPERATIONS:
            for lesson, place in OF_OPERATIONS:
                own[lesson] = _nearer(own[lesson], rate, kpis[place], own[HOPED + lesson])
        expected = own[BEFORE]
        if expected > 0:
            off = own[BEFORE_SPENT] - (expected * own[COST] + own[MORE])
            own[COST] = min(max(own[COST] + rate / 2 * off / expected, 1 / MOST), MOST)
            own[MORE] += rate / 2 * off
            if role == MARKETING and own[BEFORE_MOVED] != 0.0:
                each = off / own[BEFORE_MOVED]
                own[TRIED] += n.managers_trying * (each - own[TRIED])
        own[BEFORE], own[BEFORE_SPENT], own[BEFORE_MOVED] = own[HOPED_SPENT], spent, own[MOVED]


@part
def _nearer(factor: float, rate: float, found: float, hoped: float) -> float:
    """Move a correction towards what was found over what was hoped for; what has no base teaches
    nothing.
    """
    if math.isnan(hoped) or hoped <= 1e-9 or math.isnan(found):
        return factor
    ratio = min(max(found / hoped, 1 / MOST), MOST)
    return factor + rate * (ratio - factor)
