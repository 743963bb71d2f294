"""How a team's firm stands before a round: what its owner does, what is in the bank, whether it
could not pay and has stopped. All of it is for both seats to see, and for everybody in the room but
for amounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal

import numpy as np

from coordsim.core.levers import COLUMN, LEVERS
from coordsim.core.records import FirmState, Floats
from coordsim.firm.owner import BLUNT, order
from coordsim.room.course import Round
from coordsim.room.state.records import RoomState
from coordsim.scenario.file import Scenario


@dataclass(frozen=True)
class Owner:
    """What an owner does in a round: its orders ``come``, ``hold`` or are ``lifted``. By lever the
    most that a blunt owner allows, or just what an informed one has set; empty in the round in
    which an informed one makes up its mind.
    """

    does: Literal["come", "hold", "lifted"]
    acts: Literal["blunt", "informed"]
    orders: Mapping[str, float]


@dataclass(frozen=True)
class Standing:
    """How a firm stands: money in the bank (below zero: owed) and the most that it lends, both None
    where cash is not kept; ``stopped`` is the last week of a firm that could not pay.
    """

    owner: Owner | None = None
    cash: float | None = None
    credit: float | None = None
    stopped: int | None = None


def standing(state: RoomState, rounds: Sequence[Round], number: int) -> Standing:
    """Return how a team's firm stands before the round that is open or next."""
    team = state.team(number)
    scenario, cash, credit = state.arms[team.arm], None, None
    if scenario.money.insolvency:
        credit = scenario.money.credit
        cash = scenario.money.cash
        if rounds:
            cash = float(list(rounds[-1].flow(number, "cash").values())[-1][0])
    owner = None
    if team.lives and not state.over and rounds:
        owner = owner_of(scenario, rounds[-1], number)
    return Standing(owner, cash, credit, team.stopped)


def owner_of(scenario: Scenario, last: Round, team: int) -> Owner | None:
    """Return what the owner does in the round after ``last``; None where it lets the firm be."""
    acts = scenario.owner.acts
    if acts == "none":
        return None
    before = list(last.flow(team, "under_orders").values())[-1][0] > 0
    after = last.state(team)
    if not after.under_orders[0] > 0:
        return Owner("lifted", acts, {}) if before else None
    orders = _ordered(scenario, after) if acts == "blunt" else after.orders[0]
    named = {
        lever.name: float(value)
        for lever, value in zip(LEVERS, orders, strict=True)
        if np.isfinite(value) and scenario.lever_open(lever.name)
    }
    return Owner("hold" if before else "come", acts, named)


def _ordered(scenario: Scenario, after: FirmState) -> Floats:
    """Return a blunt owner's orders, (L,), by the same rule by which the engine is about to find
    them where they come in this round.
    """
    plan = after.plan[0]
    firm = SimpleNamespace(
        under_orders=1.0,
        orders=after.orders[0].copy(),
        plan=SimpleNamespace(**{name: plan[place] for name, place in COLUMN.items()}),
    )
    numbers = SimpleNamespace(
        owner_acts=BLUNT,
        owner_cut=scenario.owner.cut,
        owner_advertising=scenario.owner.advertising,
        low=[scenario.lever_limits(lever.name)[0] for lever in LEVERS],
    )
    getattr(order, "py_func", order)(numbers, firm)
    orders: Floats = firm.orders
    return orders
