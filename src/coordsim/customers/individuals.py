"""Demand by individuals: taste, price sensitivity, comfort with choice, satisfaction and need are
each person's own. Their week is ``market.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import Parameters
from coordsim.core.records import Floats, Traits
from coordsim.core.tastes import classes_of, densities
from coordsim.customers.small_world import neighbours


@dataclass(frozen=True)
class Individuals:
    """Every customer visits, is put off, chooses, buys, waits, switches or leaves
    (docs/model.md, 7.1 to 7.4).
    """

    name: str = "individual"

    def traits(self, parameters: Parameters[Floats], streams: Streams) -> Traits:
        """Draw taste, price sensitivity and comfort of each customer, shared by firms with the same
        seed.

        Firms of one batch have one distribution of traits (``run.build.kinds`` sees to it): the
        first firm's numbers are everybody's.
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
