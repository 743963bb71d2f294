"""What is believed of a fact of which nothing was ever told.

A naive prior is a constant, the same for everybody. A drawn one is the truth times exp(bias + sd
z), with one z for each firm, role and fact, so that managers are biased and differ, but are not
blind; what the other side's levers are is believed as it was last seen.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.facts import CAPACITY, COST, DRAW, DRAWS, EVEN, FACTS, INDEX
from coordsim.core.firm import Firm, L, Lines, Numbers
from coordsim.core.formulas import availability_at
from coordsim.core.levers import COLUMN
from coordsim.core.luck.draw import normal_at
from coordsim.core.luck.streams import process_name
from coordsim.core.records import MARKETING
from coordsim.mind.lessons import DRAWN, TRIED

PLAIN, START, OWN, STANDARD, STANDARD_RUN, HOPED, USUAL = range(7)
PRIORS = {
    "start": START,
    "own": OWN,
    "standard": STANDARD,
    "standard_run": STANDARD_RUN,
    "hoped": HOPED,
    "usual": USUAL,
}
KIND = np.array([PRIORS[fact.prior] if isinstance(fact.prior, str) else PLAIN for fact in FACTS])
VALUE = np.array([math.nan if isinstance(fact.prior, str) else float(fact.prior) for fact in FACTS])
BIASES = ("", EVEN, COST, CAPACITY)
OF_COST, OF_CAPACITY = map(BIASES.index, (COST, CAPACITY))
BIASED = np.array([BIASES.index(fact.bias) for fact in FACTS])
BOUND = np.array([1.0 if fact.unit == "share" else np.inf for fact in FACTS])
ENDLESS = np.array([fact.endless for fact in FACTS])
KEEPING, AVAILABILITY, REPLENISH = (
    INDEX[name] for name in ("range_overhead", "availability", "replenish")
)
QUALITY, CYCLE = COLUMN["quality"], COLUMN["cycle"]
LUCK = process_name("prior")
PLACE = np.array([DRAW[fact.name] for fact in FACTS])


class Untold(NamedTuple):
    """A fact that a role was never told: its place, its truth, and operations' own forecast."""

    role: int
    place: int
    truth: float
    own: float


@part
def untold(n: Numbers, firm: Firm, lines: Lines, fact: Untold) -> float:
    """Return what a role believes of a fact of which it knows nothing."""
    place = fact.place
    if n.managers_priors != DRAWN or (BIASED[place] == 0 and place >= L):
        return naive(n, firm, place, fact.own)
    prior = fact.truth
    if place < L:
        prior = last_seen(n, firm, lines, place)
        if BIASED[place] == 0:
            return prior
    elif place == AVAILABILITY:  # what follows from a lever is that of the lever as it was seen
        prior = availability_at(n, last_seen(n, firm, lines, QUALITY))
    elif place == REPLENISH:
        prior = n.plant_lead_weeks + last_seen(n, firm, lines, CYCLE) / 2
    if prior >= ENDLESS[place]:
        return float(prior)
    bias = 0.0
    if BIASED[place] == OF_COST:
        bias = n.managers_prior_bias_cost
    elif BIASED[place] == OF_CAPACITY:
        bias = n.managers_prior_bias_capacity
    off = n.managers_prior_sd * _luck(firm, DRAWS * fact.role + PLACE[place])
    prior = min(prior * math.exp(bias + off), max(BOUND[place], prior))
    if place == KEEPING and fact.role == MARKETING:
        prior = max(0.0, prior + firm.memory[MARKETING, TRIED])
    return float(prior)


@part
def _luck(firm: Firm, place: int) -> float:
    return normal_at(firm.seed, LUCK, 0, place)


@part
def last_seen(n: Numbers, firm: Firm, lines: Lines, place: int) -> float:
    """Return the other side's lever as it was some weeks ago: at the start, where the firm is
    younger.
    """
    weeks = int(n.managers_seen_weeks)
    if firm.week < weeks:
        return float(firm.start_levers[place])
    return float(lines.past[weeks - 1, place])


@part
def naive(n: Numbers, firm: Firm, place: int, own: float) -> float:
    """Return the prior that is the same for everybody."""
    kind = KIND[place]
    prior: float = VALUE[place]
    if kind == START:
        prior = firm.start_levers[place]
    elif kind == OWN:
        prior = own
    elif kind == STANDARD:
        prior = n.money_material + n.plant_run_hours * n.money_wage
    elif kind == STANDARD_RUN:
        prior = n.plant_run_hours
    elif kind == HOPED:
        prior = n.line_hoped_weeks
    elif kind == USUAL:
        prior = n.market_shock_sd**2
    return prior
