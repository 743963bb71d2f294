"""Demand by taste classes: the market of individuals in counts, at a cost that does not depend on
how many customers there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from coordsim.core.contracts import Offer, World
from coordsim.core.luck.streams import Streams, process_name
from coordsim.core.parameters import Parameters
from coordsim.core.records import FirmState, Floats, Flow, Traits
from coordsim.core.tastes import densities
from coordsim.customers.class_kernel import Cohorts, Draws, Portions, play_classes
from coordsim.customers.records import blank
from coordsim.customers.window import flow_of, window

COMFORTS = 5  # kinds of comfort with choice in a taste class
SENSITIVITIES = 6  # price sensitivities that a mean is taken over


@dataclass(frozen=True)
class Classes:
    """Customers in cohorts: one taste class, one comfort with choice, one week of need each
    (docs/performance.md).

    Visits, put-offs, purchases and choices are binomial and multinomial draws for each cohort,
    shelves are served first come first served (``shelf.py``): in a week that begins like the first
    one, the same distribution as individuals. Comfort takes COMFORTS values that a customer keeps;
    price sensitivity is drawn anew whenever a customer thinks of buying.

    What it cannot carry: whose satisfaction it is - a cohort's has a mean and a variance, buys by
    the mean, and has less luck from week to week than that of individuals -, a price sensitivity
    that lasts, what one customer has lived through, and neighbours: a scenario with
    ``people.word_of_mouth = "network"`` is refused.
    """

    name: str = "class"

    def traits(self, parameters: Parameters[Floats], streams: Streams) -> Traits:
        """Draw how many customers each cohort has; columns are taste class, comfort and slot of
        need, slots varying fastest.
        """
        market = parameters.market
        comfort, weights = quadrature(
            float(market.comfort_mean[0]), float(market.comfort_sd[0]), -np.inf, COMFORTS
        )
        slots = 2 + market.need_weeks + market.stockpile_weeks
        members = np.zeros((len(streams.distinct), market.classes, len(comfort), slots))
        chance = np.tile(weights / market.classes, market.classes)
        clustered = market.tastes == "clusters"
        density = densities(market, streams.distinct) if clustered else None
        for place, seed in enumerate(streams.distinct):
            if density is not None:
                chance = np.outer(density[place], weights).ravel()
            drawn = streams.generator(int(seed), "classes", 0).multinomial(
                market.customers, chance / chance.sum()
            )
            members[place, :, :, 0] = drawn.reshape(market.classes, len(comfort))
        shape = members.shape
        kinds = np.arange(market.classes, dtype=np.int16)[np.newaxis, :, np.newaxis, np.newaxis]
        one = np.float32(market.price_sensitivity[0])
        return Traits(
            taste_class=np.broadcast_to(kinds, shape).reshape(shape[0], -1),
            price_sensitivity=np.broadcast_to(one, (shape[0], members[0].size)),
            comfort=np.broadcast_to(comfort.astype(np.float32)[:, np.newaxis], shape).reshape(
                shape[0], -1
            ),
            members=members.reshape(shape[0], -1),
        )

    def respond(
        self, world: World, state: FirmState, offer: Offer, week: int
    ) -> tuple[FirmState, Flow]:
        """Play one week of the market in counts."""
        if world.traits is None or world.traits.members is None:
            raise ValueError(
                "demand by classes needs cohorts; the world was built for another demand"
            )
        market, firms = world.parameters.market, world.firms
        comfort, _ = quadrature(
            float(market.comfort_mean[0]), float(market.comfort_sd[0]), -np.inf, COMFORTS
        )
        sensitivities, weights = quadrature(
            float(market.price_sensitivity[0]),
            float(market.price_sensitivity_sd[0]),
            0.0,
            SENSITIVITIES,
        )
        shape = (firms, market.classes, len(comfort), -1)
        before = state.members if state.members.size else world.traits.members[world.streams.row]
        members = before.reshape(shape).copy()
        satisfaction, need = (
            state.satisfaction.reshape(shape).copy(),
            state.need_week.reshape(shape).copy(),
        )
        scatter = (
            state.scatter.reshape(shape).copy() if state.scatter.size else np.zeros(members.shape)
        )
        cohorts = Cohorts(
            members=members,
            satisfaction=satisfaction,
            scatter=scatter,
            need_week=need,
            comfort=comfort,
            sensitivities=sensitivities,
            weights=weights,
        )
        draws = Draws(
            row=world.streams.row,
            seeds=world.streams.distinct,
            process=process_name("class"),
            week=week,
        )
        portions = Portions(
            rows=world.catalogue.rows(offer.offered, market.taste_cost, market.nest_scale),
            inclusive=world.catalogue.inclusive,
            shares=np.diff(world.catalogue.cumulative, axis=2, prepend=0.0),
        )
        counts = blank(state.on_hand)
        play_classes(draws, cohorts, window(world, state, offer, week), portions, counts)
        after = replace(
            state,
            on_hand=counts.stock,
            satisfaction=satisfaction.reshape(firms, -1),
            need_week=need.reshape(firms, -1),
            members=members.reshape(firms, -1),
            scatter=scatter.reshape(firms, -1),
        )
        return after, flow_of(counts)


@cache
def quadrature(mean: float, sd: float, low: float, size: int) -> tuple[Floats, Floats]:
    """Return the nodes and weights of the Gauss rule of a normal whose values below ``low`` are put
    at ``low``.

    Golub & Welsch 1969: eigenvalues of the Jacobi matrix, found by Lanczos steps on a fine grid of
    the distribution. Without a limit it is the Gauss-Hermite rule. Fewer nodes where the
    distribution has fewer values; one where ``sd`` is zero.
    """
    grid = np.linspace(-9.0, 9.0, 6001)
    values = np.maximum(low, mean + sd * grid)
    mass = np.exp(-(grid**2) / 2)
    vectors = [np.sqrt(mass / mass.sum())]
    centre, link = [float(vectors[0] ** 2 @ values)], []
    scale = float(np.sqrt(vectors[0] ** 2 @ (values - centre[0]) ** 2))
    while len(centre) < size:
        ahead = values * vectors[-1]
        for vector in vectors + vectors:  # twice, against loss of orthogonality
            ahead = ahead - (vector @ ahead) * vector
        norm = float(np.sqrt(ahead @ ahead))
        if sd == 0 or norm <= 1e-7 * scale:
            break
        link.append(norm)
        vectors.append(ahead / norm)
        centre.append(float(vectors[-1] ** 2 @ values))
    nodes, base = np.linalg.eigh(np.diag(centre) + np.diag(link, 1) + np.diag(link, -1))
    weights: Floats = base[0] ** 2
    return nodes, weights / weights.sum()
