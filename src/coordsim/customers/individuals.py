"""Demand by individuals: taste, price sensitivity, comfort with choice, satisfaction and need are
each person's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from coordsim.core.contracts import Offer, World
from coordsim.core.luck.streams import Streams, process_name
from coordsim.core.parameters import Parameters
from coordsim.core.records import FirmState, Floats, Flow, Traits
from coordsim.core.tastes import classes_of, densities
from coordsim.customers.kernel import visit_market
from coordsim.customers.records import Crowd, Luck, Tastes, Window, blank
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
        luck = streams.uniforms("taste", 0, people)
        if market.tastes == "clusters":
            each = zip(densities(market, streams.distinct), luck, strict=True)
            taste = np.stack([classes_of(density, drawn) for density, drawn in each])
        else:
            taste = (luck * market.classes).astype(np.int16)
        normal = streams.standard_normals("sensitivity", 0, people)
        beta = np.maximum(
            0.0, market.price_sensitivity[0] + market.price_sensitivity_sd[0] * normal
        ).astype(np.float32)
        normal = streams.standard_normals("comfort", 0, people)
        comfort = (market.comfort_mean[0] + market.comfort_sd[0] * normal).astype(np.float32)
        network = (
            np.stack(
                [
                    neighbours(
                        int(seed),
                        market.customers,
                        2 * (parameters.people.neighbours // 2),
                        float(parameters.people.rewiring[0]),
                    )
                    for seed in streams.distinct
                ]
            )
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
        asked, counts = ask(world, world.traits, state, offer, week), blank(state.on_hand)
        visit_market(*asked, counts)
        after = replace(
            state,
            on_hand=counts.stock,
            satisfaction=asked.crowd.satisfaction,
            need_week=asked.crowd.need_week,
        )
        return after, flow_of(counts)


class Asked(NamedTuple):
    """All that a week's market is asked."""

    luck: Luck
    crowd: Crowd
    window: Window
    tastes: Tastes


def ask(world: World, traits: Traits, state: FirmState, offer: Offer, week: int) -> Asked:
    """Put together what the compiled week needs; what changes in it is a copy."""
    market, streams, catalogue = world.parameters.market, world.streams, world.catalogue
    rows = catalogue.rows(offer.offered, market.taste_cost, market.nest_scale)
    return Asked(
        luck=Luck(
            row=streams.row,
            seeds=streams.distinct,
            week=week,
            visit=process_name("visit"),
            life=process_name("life"),
            first=streams.first(week, market.customers),
            dictated=streams.dictated(week, market.customers),
        ),
        crowd=Crowd(
            taste_class=traits.taste_class,
            price_sensitivity=traits.price_sensitivity,
            comfort=traits.comfort,
            heard=heard(world, state),
            satisfaction=state.satisfaction.copy(),
            need_week=state.need_week.copy(),
        ),
        window=window(world, state, offer, week),
        tastes=Tastes(
            rows=rows,
            inclusive=catalogue.inclusive,
            cumulative=catalogue.cumulative,
            guide=catalogue.guide,
        ),
    )
