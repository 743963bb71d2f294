"""A bounded and noisy choice: which steps a manager takes is drawn by what they seem worth.

A logit choice among staying, a step down and a step up on each lever that it looks at, and among
staying and some moves of two levers at once, drawn at random (quantal response: McKelvey &
Palfrey 1995; in newsvendors: Su 2008). A logit choice is the largest of the values with a Gumbel
draw added to each.
"""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import L
from coordsim.core.levers import LEVERS, OPEN, ROLES
from coordsim.core.luck.draw import uniform_at
from coordsim.core.luck.streams import process_name
from coordsim.mind.lessons import PRECISION, TOLERANCE
from coordsim.mind.thought import OWNER, Eye, Mind, step, worth

ATTENTION, CHOICE, PAIR = (process_name(name) for name in ("attention", "choice", "pair"))
OWNED = np.array([[OWNER[place] == role for place in range(len(LEVERS))] for role in range(2)])
MOVES = 3  # down, stay, up
PAIRS = MOVES * len(OPEN)  # place of the first draw of two levers at once
# Levers that are shut unless a scenario opens them draw from processes of their own, so that they
# leave the luck of all others as it was.
FIRST = np.array([MOVES * OPEN.index(one.name) if one.open else 0 for one in LEVERS])
PROCESS = np.array(
    [CHOICE if one.open else process_name(f"choice of {one.name}") for one in LEVERS]
)


@part
def gumbel_at(seed: np.uint64, process: np.uint64, week: int, place: int) -> float:
    """Return one standard Gumbel draw."""
    return -math.log(-math.log(uniform_at(seed, process, week, place)))


@part
def may_move(eye: Eye, place: int, role: int) -> bool:
    """Say whether a role may move a lever."""
    return bool(OWNED[role, place]) and not eye.k.closed[place]


@part
def choose(eye: Eye, mind: Mind, role: int) -> None:
    """Let a manager choose its levers around the plan looked at."""
    seed, week = mind.seed, mind.week
    keen = eye.k.managers_precision * mind.traits[role, PRECISION] / eye.k.managers_usual_pay
    best = worth(eye, mind, role)
    dear = eye.k.people_tolerance * mind.traits[role, TOLERANCE] * max(abs(best), 1.0)
    for place in range(L):
        if not may_move(eye, place, role):
            continue
        if uniform_at(seed, ATTENTION, week, place) > eye.k.managers_attention:
            continue
        held = chosen = mind.levers[place]
        stay = best
        most = keen * (stay + dear) + gumbel_at(seed, PROCESS[place], week, FIRST[place])
        down, up = step(eye, mind, place, -1), step(eye, mind, place, 1)
        for way, candidate in enumerate((down, up)):
            if candidate == held:
                continue
            mind.levers[place] = candidate
            gain = worth(eye, mind, role)
            nth = FIRST[place] + 1 + way
            drawn = keen * gain + gumbel_at(seed, PROCESS[place], week, nth)
            if drawn > most:
                most, best, chosen = drawn, gain, candidate
        mind.levers[place] = chosen
    for pair in range(int(eye.k.managers_pairs)):
        best = _pair(eye, mind, role, pair, best)


@part
def _pair(eye: Eye, mind: Mind, role: int, pair: int, best: float) -> float:
    """Think of one move of two levers, and return what the plan is worth after the choice."""
    seed, week = mind.seed, mind.week
    keen = eye.k.managers_precision * mind.traits[role, PRECISION] / eye.k.managers_usual_pay
    dear = eye.k.people_tolerance * mind.traits[role, TOLERANCE] * max(abs(best), 1.0)
    luck = 4 * (len(ROLES) * pair + role)
    first = _pick(eye, role, _luck(seed, week, luck), -1)
    second = _pick(eye, role, _luck(seed, week, luck + 1), first)
    if second < 0:
        return best
    one, other = mind.levers[first], mind.levers[second]
    mind.levers[first] = step(eye, mind, first, _way(_luck(seed, week, luck + 2)))
    mind.levers[second] = step(eye, mind, second, _way(_luck(seed, week, luck + 3)))
    gain = worth(eye, mind, role)
    at = PAIRS + 2 * (len(ROLES) * pair + role)
    stay = keen * (best + dear) + gumbel_at(seed, CHOICE, week, at)
    if keen * gain + gumbel_at(seed, CHOICE, week, at + 1) > stay:
        return float(gain)
    mind.levers[first], mind.levers[second] = one, other
    return best


@part
def _luck(seed: np.uint64, week: int, place: int) -> float:
    return uniform_at(seed, PAIR, week, place)


@part
def _way(luck: float) -> int:
    return -1 if luck < 0.5 else 1


@part
def _pick(eye: Eye, role: int, luck: float, but: int) -> int:
    """Return one of the levers that a role may move, but for one; -1 where there is none."""
    count = 0
    for place in range(L):
        count += may_move(eye, place, role) and place != but
    nth = int(luck * count)
    for place in range(L):
        if may_move(eye, place, role) and place != but:
            if nth == 0:
                return place
            nth -= 1
    return -1
