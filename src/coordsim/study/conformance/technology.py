"""What every technology has to be."""

from __future__ import annotations

import math
from collections.abc import Iterator

from coordsim.core.spelling import plain, shown
from coordsim.rules.technology.kind import Technology, faults
from coordsim.run.simulate import simulate
from coordsim.study.conformance.breaches import EXACT, asking, is_finite, is_frozen, is_plain, small

LONGEST = 120  # letters of what it does


def is_possible(technology: Technology) -> Iterator[str]:
    """It costs a price and leaves every number of the base firm within its bounds."""
    yield from faults(technology)
    base = small({})
    price = technology.cost(base.systems)
    if not 0 <= price < math.inf:
        yield f"it costs {shown(price)} a week"
    for place, factor in technology.factors.items():
        group, name = place.split(".")
        record = getattr(base, group)
        bounds = type(record).model_fields[name].metadata
        low = next(item.ge for item in bounds if hasattr(item, "ge"))
        high = next(item.le for item in bounds if hasattr(item, "le"))
        value = getattr(record, name) * factor
        if not low <= value <= high:
            yield f"{place} becomes {plain(value)}, which is outside [{plain(low)}, {plain(high)}]"


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
