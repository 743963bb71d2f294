"""Demand by individuals: taste, price sensitivity, comfort with choice, satisfaction and need are
each person's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from coordsim.core.contracts import Offer, World
from coordsim.core.luck.streams import Streams, process_name
from coordsim.core.parameters import Parameters
from coordsim.core.records import FirmState, Floats, Flow, Traits
from coordsim.customers.kernel import visit_market
from coordsim.customers.small_world import heard, neighbours
from coordsim.customers.window import flow_of, window


@dataclass(frozen=True)
class Individuals:
    """Every customer visits, is put off, chooses, buys, waits, switches or leaves (model section
    5.1).
    """

    name: str = "individual"

    def traits(self, parameters: Parameters[Floats], streams: Streams) -> Traits:
        """Draw taste, price sensitivity and comfort of each customer, shared by firms with the same
        seed.

        Firms of one batch have one distribution of traits (``world.kinds`` sees to it): the first
        firm's numbers are everybody's.
        """
        market = parameters.market
        people = market.customers
        taste = (streams.uniforms("taste", 0, people) * market.classes).astype(np.int16)
        normal = streams.standard_normals("sensitivity", 0, people)
        beta = np.maximum(
            0.0, market.price_sensitivity[0] + market.price_sensitivity_sd[0] * normal
        ).astype(np.float32)
        normal = streams.standard_normals("comfort", 0, people)
        comfort = (market.comfort_mean[0] + market.comfort_sd[0] * normal).astype(np.float32)
        network = (
            neighbours(parameters, streams)
            if parameters.people.word_of_mouth == "network"
            else None
        )
        return Traits(taste, beta, comfort, network)

    def respond(
        self, world: World, state: FirmState, offer: Offer, week: int
    ) -> tuple[FirmState, Flow]:
        """Play one week of the market. Utility as in a nested logit with the firm's variants in one
        nest.
        """
        if world.traits is None:
            raise ValueError(
                "individual customers need traits; the world was built for a given demand"
            )
        p, streams = world.parameters, world.streams
        market, people = p.market, p.people
        firms, variants = state.on_hand.shape
        seen = window(world, state, offer, week)
        rows = world.catalogue.rows(offer.offered, market.taste_cost, market.nest_scale)
        totals = np.zeros((firms, 6))
        demand, sold, waiting, lost, defective = np.zeros((5, firms, variants))
        stock, satisfaction, need = (
            state.on_hand.copy(),
            state.satisfaction.copy(),
            state.need_week.copy(),
        )
        visit_market(
            streams.row,
            streams.distinct,
            week,
            process_name("visit"),
            process_name("life"),
            streams.first(week, market.customers),
            streams.dictated(week, market.customers),
            world.traits.taste_class,
            world.traits.price_sensitivity,
            world.traits.comfort,
            heard(world, state),
            satisfaction,
            need,
            stock,
            seen.next_need,
            seen.visit_chance,
            seen.base_utility,
            seen.price_gap,
            seen.options,
            market.overload,
            market.overload_slope,
            market.satisfaction_effect,
            market.substitute,
            market.wait,
            offer.defect,
            seen.unanswered,
            offer.room,
            rows,
            world.catalogue.inclusive,
            world.catalogue.cumulative,
            world.catalogue.guide,
            people.satisfaction_rate,
            people.loss_weight,
            seen.outcomes,
            totals,
            demand,
            sold,
            waiting,
            lost,
            defective,
        )
        flow = flow_of(totals, demand, sold, waiting, lost, defective)
        return replace(state, on_hand=stock, satisfaction=satisfaction, need_week=need), flow
