"""The books: every amount to an account; revenue less all accounts is profit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.kpis import ACCOUNTS
from coordsim.core.levers import COLUMN
from coordsim.core.records import FirmState, Floats
from coordsim.firm.development import Development
from coordsim.firm.plant import Production


def post(
    world: World,
    state: FirmState,
    *,
    development: Development,
    production: Production,
    units: Floats,
    returned: Floats,
    price: Floats,
    shift: Floats,
    late: Floats,
    shipped: Floats,
    meeting_hours: Floats,
    systems: Floats,
) -> dict[str, Floats]:
    """Post a week, account -> (F,). Costs are positive; ``units``, ``returned``, ``late`` and
    ``shipped`` are (F,), ``price`` is what was paid.

    Materials are charged when used and labour in full, in the week of production; what is thrown
    away is charged once more at standard cost, for what replaces it and for getting rid of it.
    """
    money, plan, variants = world.parameters.money, state.plan, (state.status > 0).sum(axis=1)
    standard = money.material + world.parameters.plant.run_hours * money.wage
    partner = plan[:, COLUMN["sourcing"]] > 0
    package = plan[:, COLUMN["build"]] > 0
    tooling = np.where(package, money.launch_package, money.launch)
    keeping = money.range_overhead * np.where(package, world.parameters.line.package_overhead, 1.0)
    parts = state.parts.sum(axis=1) + state.common
    entries = {
        "revenue": price * (units - returned),
        "materials": money.material * production.lots.sum(axis=1),
        "labour": money.wage * production.regular,
        "overtime": money.wage * money.overtime_premium * production.overtime,
        "set-ups": money.setup * production.setups,
        "holding": money.holding * state.on_hand.sum(axis=1),
        "parts holding": money.holding * money.parts_holding * parts,
        "sourcing": money.partner * partner * np.maximum(production.lots, 0.0).sum(axis=1),
        "range overhead": keeping * variants,
        "quality": money.quality_effort * plan[:, COLUMN["quality"]],
        "returns": money.returned * returned,
        "service staff": money.staff_wage * plan[:, COLUMN["staff"]],
        "shipping": money.shipping * shipped,
        "late orders": money.late * late,
        "backorders": money.backorder * state.backlog.sum(axis=(1, 2)),
        "write-offs": (
            money.material / world.parameters.supply.modules * development.dead_parts.sum(axis=1)
            + standard * development.scrapped.sum(axis=1)
        ),
        "advertising": plan[:, COLUMN["advertising"]],
        "launches": tooling * development.started,
        "hiring": money.hire * np.maximum(0.0, shift) + money.fire * np.maximum(0.0, -shift),
        "meetings": money.manager_hour * meeting_hours,
        "systems": systems,
        "fixed": money.fixed,
    }
    return {account: entries[account] for account in ACCOUNTS}


def profit(entries: Mapping[str, Floats]) -> Floats:
    """Close the books of a week: revenue less every other account, (F,)."""
    return entries["revenue"] - sum(
        (entries[name] for name in ACCOUNTS if name != "revenue"), start=np.zeros(1)
    )
