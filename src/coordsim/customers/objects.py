"""Demand by Mesa agents, one object for each customer: slow, short, and equal to individual demand
customer by customer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coordsim.core.contracts import Offer, World
from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import Parameters
from coordsim.core.records import IN_ALL, PER_VARIANT, FirmState, Floats, Flow, Traits
from coordsim.customers.individuals import Individuals
from coordsim.customers.records import Window
from coordsim.customers.small_world import heard
from coordsim.customers.window import window

if TYPE_CHECKING:
    from coordsim.customers.one_customer import Market, Shelf

MOST = 10_000  # customers that a scenario may have; more would take minutes
EXPERIENCES = ("as_promised", "put_off", "empty", "waited", "defect", "late", "unanswered")


@dataclass(frozen=True)
class Objects:
    """The readable reference: each customer is a ``mesa.Agent`` whose week is plain Python
    (``one_customer.py``).
    """

    name: str = "object"

    def traits(self, parameters: Parameters[Floats], streams: Streams) -> Traits:
        """Draw the same customers as individual demand does."""
        return Individuals().traits(parameters, streams)

    def respond(
        self, world: World, state: FirmState, offer: Offer, week: int
    ) -> tuple[FirmState, Flow]:
        """Wake every firm's customers as objects, let them live the week one by one, and write down
        what they became.
        """
        if world.traits is None:
            raise ValueError(
                "customers as objects need traits; the world was built for a given demand"
            )
        seen = window(world, state, offer, week)
        satisfaction, need, stock = (
            state.satisfaction.copy(),
            state.need_week.copy(),
            state.on_hand.copy(),
        )
        variant = {name: np.zeros_like(state.on_hand) for name in PER_VARIANT}
        total = {name: np.zeros(world.firms) for name in IN_ALL}
        luck = world.streams.people(week, need.shape[1])
        first = world.streams.first(week, need.shape[1])
        says = heard(world, state)
        for firm, row in enumerate(world.streams.row):
            market = _market(world.traits, state, says, firm, int(row))
            shelf = _shelf(world, state, offer, seen, firm)
            market.open(shelf, week, luck[row].tolist(), int(first[firm]))
            satisfaction[firm] = [customer.satisfaction for customer in market.customers]
            need[firm] = [customer.need_week for customer in market.customers]
            stock[firm] = shelf.stock
            for name in PER_VARIANT:
                variant[name][firm] = [shelf.units[name, v] for v in range(len(shelf.stock))]
            for name in IN_ALL:
                total[name][firm] = shelf.happened[name]
        return replace(state, on_hand=stock, satisfaction=satisfaction, need_week=need), Flow(
            **variant, **total
        )


def _market(traits: Traits, state: FirmState, says: np.ndarray, firm: int, row: int) -> Market:
    """Return the firm's customers, awake."""
    from coordsim.customers.one_customer import (  # Mesa is slow to import and only needed here
        Customer,
        Market,
    )

    market = Market()
    hears = says[firm].tolist() if says.shape[1] else [1.0] * state.need_week.shape[1]
    market.customers = [
        Customer(
            market,
            taste_class=taste,
            price_sensitivity=price_sensitivity,
            comfort=comfort,
            satisfaction=satisfaction,
            need_week=need,
            hears=word,
        )
        for taste, price_sensitivity, comfort, satisfaction, need, word in zip(
            traits.taste_class[row].tolist(),
            traits.price_sensitivity[row].tolist(),
            traits.comfort[row].tolist(),
            state.satisfaction[firm],
            state.need_week[firm].tolist(),
            hears,
            strict=True,
        )
    ]
    return market


def _shelf(world: World, state: FirmState, offer: Offer, seen: Window, firm: int) -> Shelf:
    """Return the firm's shelf and terms as plain numbers."""
    from coordsim.customers.one_customer import Shelf

    market = world.parameters.market
    row = world.catalogue.rows(offer.offered, market.taste_cost, market.nest_scale)[firm]
    return Shelf(
        visit_chance=float(seen.visit_chance[firm]),
        base_utility=float(seen.base_utility[firm]),
        price_gap=float(seen.price_gap[firm]),
        options=float(seen.options[firm]),
        next_need=int(seen.next_need[firm]),
        unanswered=float(seen.unanswered[firm]),
        room=float(seen.room[firm]),
        stock=state.on_hand[firm].tolist(),
        defect=seen.defect[firm].tolist(),
        inclusive=world.catalogue.inclusive[row].tolist(),
        shares=world.catalogue.cumulative[row].tolist(),
        overload=float(seen.overload[firm]),
        overload_slope=float(seen.overload_slope[firm]),
        satisfaction_effect=float(seen.satisfaction_effect[firm]),
        substitute=float(seen.substitute[firm]),
        wait=float(seen.wait[firm]),
        satisfaction_rate=float(seen.rate[firm]),
        loss_weight=float(seen.loss_weight[firm]),
        outcome=dict(zip(EXPERIENCES, seen.outcomes[firm].tolist(), strict=True)),
    )
