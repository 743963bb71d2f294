"""How a week feels: reputation, trust in the other's word, frustration, understanding."""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, Numbers
from coordsim.core.records import MARKETING, OPERATIONS, Floats, Singles


@part
def learn(firm: Firm, lesson: float) -> None:
    """Raise understanding: a lesson teaches a share of what is not yet understood."""
    for role in range(2):
        firm.understanding[role] = 1 - (1 - firm.understanding[role]) * (1 - lesson)


@part
def mean_satisfaction(firm: Firm, satisfaction: Singles, members: Floats) -> float:
    """Mean over customers (N,), or over cohorts by their ``members``; where there are none, under a
    given demand, the reputation.
    """
    if len(satisfaction) == 0:
        reputation: float = firm.reputation
        return reputation
    whole, count = 0.0, 0.0
    if len(members):
        for i in range(len(members)):
            whole += np.float64(satisfaction[i]) * members[i]
            count += members[i]
        return whole / count
    for felt in satisfaction:
        whole += np.float64(felt)
    return whole / len(satisfaction)


@part
def feel(
    n: Numbers, firm: Firm, satisfied: float, misses: tuple[float, float], strain: float
) -> None:
    """Move reputation towards mean satisfaction, trust towards how good the other's word was,
    frustration towards its causes.

    ``misses`` are by how much the word on stock and the word on demand were off (nan: nothing was
    told). Trust adapts to the last message's relative error (after Ozer, Zheng & Chen 2011);
    frustration to contested levers and empty shelves (assumed form).
    """
    firm.reputation += n.people_reputation_rate * (satisfied - firm.reputation)
    for role in (MARKETING, OPERATIONS):
        if not math.isnan(misses[role]):
            deserved = max(0.0, 1 - n.people_trust_slope * misses[role])
            firm.trust[role] += n.people_trust_rate * (deserved - firm.trust[role])
        firm.frustration[role] += n.people_frustration_rate * (strain - firm.frustration[role])
        firm.understanding[role] *= 1 - n.people_understanding_decay
