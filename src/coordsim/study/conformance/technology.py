"""What every technology has to be."""

from __future__ import annotations

from collections.abc import Iterator

from coordsim.rules.technology.kind import Technology, faults
from coordsim.run.simulate import simulate
from coordsim.scenario.file import ScenarioError
from coordsim.study.conformance.breaches import EXACT, asking, is_finite, is_frozen, is_plain, small

LONGEST = 120  # letters of what it does


def is_possible(technology: Technology) -> Iterator[str]:
    """It costs a price and leaves every number of the base firm within its bounds."""
    yield from faults(technology)
    try:
        small({"technologies": [technology.name]})
    except ScenarioError as refused:
        yield str(refused)


def speaks_plainly(technology: Technology) -> Iterator[str]:
    """What it does is said in a sentence."""
    yield from is_plain(technology.about, "about", LONGEST)


def can_be_used(technology: Technology) -> Iterator[str]:
    """A short game goes through, and its price is in the books. Nothing is played with numbers
    outside their bounds: compiled code trusts them.
    """
    if any(is_possible(technology)):
        return
    scenario = small({"technologies": [technology.name], "communication": "reports"})
    price = technology.cost(scenario.systems)
    with asking("a short game with it"):
        run = simulate(scenario)
    yield from is_finite(run)
    if (run.accounts["systems"] < price * (1 - EXACT)).any():
        yield f"its {price:g} a week are not in the books"


CHECKS = (is_frozen, is_possible, speaks_plainly, can_be_used)
