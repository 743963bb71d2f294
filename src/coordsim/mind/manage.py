"""What a manager does in a round: it looks around the plan in force, proposes, and words its
forecast.
"""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import copy
from coordsim.core.records import MARKETING, OPERATIONS
from coordsim.core.tables import WORDS
from coordsim.mind.choice import choose
from coordsim.mind.lessons import TOLERANCE
from coordsim.mind.thought import DEMAND, Eye, Mind, anchor, climb, look, worth

LOGIT = WORDS["managers_choice"].index("logit")
REPORTS = np.array((1.0, 0.95, 1.05, 0.9, 1.1, 0.85, 1.15, 0.8, 1.2, 0.7, 1.3, 1.4, 1.5))


@part
def manage(eye: Eye, mind: Mind, role: int, trust: float) -> float:
    """Propose a plan for a role, one step around the one in force, and return marketing's word on
    demand; nan for operations. The proposal is the plan looked at; what it is expected to bring is
    noted.
    """
    mind.planned = mind.report = 1.0
    anchor(eye, mind, role)
    copy(mind.current, mind.levers)
    if eye.k.managers_choice == LOGIT:
        choose(eye, mind, role)
    else:
        climb(eye, mind, role, role)
    look(eye, mind, role)
    copy(mind.kpis, mind.predicted[role])
    if role == OPERATIONS:
        return math.nan
    demand = mind.kpis[DEMAND]
    bias = eye.r.bias[role]
    ratio = 1 + bias if not math.isnan(bias) else _report(eye, mind, trust)
    return float(demand * ratio)


@part
def _report(eye: Eye, mind: Mind, trust: float) -> float:
    """Return the word that pays best, over what is expected, given how far operations is thought to
    believe it; honest where that is as good.
    """
    best, choice = -np.inf, 1.0
    for ratio in REPORTS:
        mind.planned, mind.report = trust * ratio + 1 - trust, ratio
        gain = worth(eye, mind, MARKETING)
        tolerance = eye.k.people_tolerance * mind.traits[MARKETING, TOLERANCE]
        if gain > best + tolerance * max(abs(gain), 1.0):
            best, choice = gain, ratio
    mind.planned = mind.report = 1.0
    return choice
