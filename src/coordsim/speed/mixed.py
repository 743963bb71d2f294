"""Firms of as many kinds as there are firms, to be run beside as many that are alike."""

from __future__ import annotations

from typing import Any

from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.scenario.file import Scenario, load

SLOTS = (12, 18, 24, 30, 36, 42, 48, 54, 60)  # as many in the mean as base has
TRANSIT, LEAD, WINDOW = (1, 2, 3, 4, 5), (1, 2, 3, 4), (4, 8, 12)  # weeks


def mixed(firms: int, customers: int, weeks: int) -> list[Scenario]:
    """Return firms that differ in customers (half to one and a half times as many, ``customers`` in
    the mean), slots, lead times, forecasting, pay, talk, who settles and technologies.
    """
    base = load("blind")
    technologies = ([], *([name] for name in TECHNOLOGIES))
    turns: dict[str, tuple[Any, ...]] = {  # each turns round at a length of its own
        "line.slots": SLOTS,
        "supply.lead_weeks": TRANSIT,
        "plant.lead_weeks": LEAD,
        "plant.forecast_window": WINDOW,
        "rules.incentives": tuple(PAY),
        "rules.communication": tuple(TALK),
        "rules.governance": tuple(SETTLING),
        "rules.technologies": technologies,
    }
    out = []
    for place in range(firms):
        left, changes = place, dict[str, Any]()
        for name, values in turns.items():
            changes[name] = values[(place + left) % len(values)]
            left //= len(values)
        people = round(customers * (0.5 + (place + 0.5) / firms))
        changes |= {"market.customers": people, "horizon.weeks": weeks, "horizon.warmup": 0}
        out.append(base.with_(changes))
    return out
