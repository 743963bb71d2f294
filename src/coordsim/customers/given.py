"""Demand from a given distribution, for cases of theory and for controls: no individuals, no taste,
no reaction to price.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from coordsim.core.contracts import Offer, World
from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import Parameters
from coordsim.core.records import FirmState, Floats, Flow, Traits


@dataclass(frozen=True)
class GivenDemand:
    """Weekly demand of each variant on sale is normal or Poisson (normal: truncated at 0,
    autocorrelated if asked).
    """

    name: str = "given"

    def traits(self, parameters: Parameters[Floats], streams: Streams) -> Traits | None:
        """Return None: there are no individuals."""
        return None

    def respond(
        self, world: World, state: FirmState, offer: Offer, week: int
    ) -> tuple[FirmState, Flow]:
        """Draw the week's demand; what the shelf cannot meet is lost or waits, as the scenario
        says.
        """
        given = world.parameters.given
        firms, variants = state.on_hand.shape
        deviation = state.deviation
        if given.distribution == "poisson":
            demand = np.empty((firms, variants))
            for firm, seed in enumerate(world.streams.seeds):
                demand[firm] = world.streams.generator(int(seed), "given", week).poisson(
                    given.mean[firm], variants
                )
        else:
            normal = world.streams.normals("given", week, variants)
            innovation = given.sd * np.sqrt(1 - given.autocorrelation**2)
            deviation = (
                given.autocorrelation[:, np.newaxis] * state.deviation
                + innovation[:, np.newaxis] * normal
            )
            demand = np.maximum(0.0, given.mean[:, np.newaxis] + deviation)
        demand = demand * offer.offered
        sold = np.minimum(np.maximum(state.on_hand, 0.0), demand)
        unmet = demand - sold
        nothing = np.zeros(firms)
        flow = Flow(
            visits=demand.sum(axis=1),
            put_off=nothing,
            lost_to_choice=nothing,
            priced_out=nothing,
            switched=nothing,
            again=nothing,
            demand=demand,
            sold=sold,
            waiting=np.zeros_like(unmet) if given.lost else unmet,
            lost=unmet if given.lost else np.zeros_like(unmet),
            defective=np.zeros_like(unmet),
        )
        return replace(state, on_hand=state.on_hand - sold, deviation=deviation), flow
