"""What a unit leaves, and what variety costs it: measures that claims and validation share."""

from __future__ import annotations

import numpy as np

from coordsim.core.records import Floats
from coordsim.run.result import Run

VARIETY = ("set-ups", "range overhead", "holding", "parts holding", "write-offs")


def margin(run: Run, weeks: slice) -> Floats:
    """Realised price less unit cost, money/unit, (W,)."""
    return run.kpi("price_realised", weeks) - run.kpi("unit_cost", weeks)


def variety_cost(run: Run, weeks: slice) -> Floats:
    """Variety-related cost of a unit made, (W,): set-ups and their labour, range overhead, stock of
    goods and parts, write-offs, markdowns where there are such.
    """
    wage = np.array([scenario.money.wage for scenario in run.scenarios])
    accounts = (*VARIETY, *(name for name in run.accounts if "markdown" in name))
    cost = wage * run.flows["setup_hours"][:, weeks].sum(axis=1)
    for name in accounts:
        cost = cost + run.accounts[name][:, weeks].sum(axis=1)
    made = run.flows["made"][:, weeks].sum(axis=1)
    return np.divide(cost, made, out=np.full_like(cost, np.nan), where=made > 0)
