"""Sentences on what came of what a manager had expected, and on what results have taught it."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from coordsim.core.firm import LESSONS
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim.show.numbers import number
from coordsim_web.lab.said import listing
from coordsim_web.lab.weekly import money, of_round

OWN: Final = {"marketing": "units", "operations": "unit_cost"}  # each side's own figure
LEAST: Final = 0.005  # a correction below half of a hundredth is none

Expected = Mapping[str, Floats] | None


def came_words(run: Run, role: str, weeks: tuple[int, int], expected: Expected) -> str:
    """Say what a side expected of a round, from a week to before another, and what came of it:
    the firm's profit and its own figure. Empty where nothing was expected.
    """
    if expected is None:
        return ""
    own = OWN[role]
    hoped, came = money(float(expected["profit"][0])), money(of_round(run, "profit", *weeks))
    mine, found = float(expected[own][0]), of_round(run, own, *weeks)
    before = f"Of the round before it expected {hoped} of profit a week"
    if not np.isfinite(found):
        return f"{before}; {came} came."
    if role == "marketing":
        return f"{before} and {number(mine)} units sold; {came} and {number(found)} came."
    return f"{before} and a unit cost of {money(mine)}; {came} and {money(found)} came."


def learnt_words(role: str, learnt: Floats, expected: Expected) -> str:
    """Say how far a side's expectation is beyond its own formula, by what results have taught it:
    ``learnt`` (LESSONS,), ``expected`` with these corrections.
    """
    lesson = dict(zip(LESSONS, learnt.tolist(), strict=True))
    parts = [_beyond(lesson["units"], "more", "fewer", "units sold")]
    if expected is not None:
        spent = float(expected["revenue"][0] - expected["profit"][0])
        formula = (spent - lesson["more"]) / lesson["cost"]
        if formula > 0:
            parts.insert(0, _beyond(spent / formula, "higher", "lower", "costs"))
    if role == "operations":
        parts.append(_beyond(lesson["unit_cost"], "higher", "lower", "unit cost"))
    found = [part for part in parts if part]
    if not found:
        return "Results have taught it nothing yet: it expects what its own formula says."
    return f"By what results have taught it, it expects {listing(found)} than by its own formula."


def _beyond(factor: float, more: str, less: str, what: str) -> str:
    """Say how far a factor is from one; empty where it is about one."""
    if abs(factor - 1) < LEAST:
        return ""
    return f"{number(100 * abs(factor - 1), 0)}% {more if factor > 1 else less} {what}"
