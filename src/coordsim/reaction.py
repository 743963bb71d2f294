"""How the market is expected to react to marketing's levers: the demand side of the mental model, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.contracts import World
from coordsim.customers.choice import shares
from coordsim.customers.conditions import advertising_factor, options_seen, promise_utility
from coordsim.facts import INDEX
from coordsim.levers import COLUMN
from coordsim.records import Floats

NODES = 8


@dataclass(frozen=True)
class Response:
    """Expected demand at a plan, (F,): per week on average, in a plain and in a promotion week; and the average price paid."""

    demand: Floats
    plain: Floats
    promoted: Floats
    price: Floats
    put_off: Floats
    buy: Floats  # share of visitors not put off who buy


def inclusive_nodes(slots: int, classes: int, taste_cost: Floats, nest_scale: Floats) -> Floats:
    """Inclusive values of the first n variants at NODES quantiles of taste, shape (F, slots + 1, NODES); row 0 is never used."""
    table = np.full((len(taste_cost), slots + 1, NODES), -np.inf)
    for n in range(1, slots + 1):
        offered = np.broadcast_to(np.arange(slots) < n, (len(taste_cost), slots))
        inclusive, _ = shares(offered, taste_cost, nest_scale, classes)
        ranked = np.sort(inclusive, axis=1)
        picks = ((np.arange(NODES) + 0.5) / NODES * classes).astype(np.int64)
        table[:, n] = ranked[:, picks]
    return table


def respond(
    world: World, plan: Floats, beliefs: Floats, satisfaction: Floats, late: Floats | float = 0.0, unanswered: Floats | float = 0.0
) -> Response:
    """Expected response of the market to marketing's levers at a satisfaction (F,), before anchoring.

    ``late`` and ``unanswered`` are the shares of promises that people have seen broken.
    """
    p = world.parameters
    market = p.market
    if world.nodes is None:
        mean = p.given.mean * plan[:, COLUMN["range"]]
        return Response(mean, mean, mean, plan[:, COLUMN["price"]], np.zeros_like(mean), np.ones_like(mean))
    price, depth, every = (plan[:, COLUMN[name]] for name in ("price", "promotion_depth", "promotion_every"))
    build = plan[:, COLUMN["build"]]
    variants = np.maximum(1, plan[:, COLUMN["range"]]).astype(np.int64)
    options = variants * options_seen(world, build)
    slope = np.sqrt(market.overload_slope**2 + 3 * market.comfort_sd**2 / np.pi**2)
    put_off = beliefs[:, INDEX["overload"]] / (1 + np.exp(-np.maximum((options - market.comfort_mean) / slope, -700.0)))
    utility = (
        market.attraction
        + market.satisfaction_effect * (satisfaction - market.satisfaction_reference)
        + p.line.package_utility * build
        + promise_utility(world, plan[:, COLUMN["promise"]], plan[:, COLUMN["service_promise"]], late, unanswered)
    )[:, np.newaxis] + world.nodes[np.arange(len(variants)), variants]
    advertising = plan[:, COLUMN["advertising"]] / (1 - market.ad_carryover)
    reputation = (np.maximum(satisfaction, 0.0) / p.people.reputation_start) ** p.people.word_valence
    visits = market.visit_rate * advertising_factor(world, advertising) * reputation * (1 - put_off)

    def buy(paid: Floats) -> Floats:
        pull = utility - (market.price_sensitivity * (paid - market.price_reference))[:, np.newaxis]
        return (1 / (1 + np.exp(-np.maximum(pull, -700.0)))).mean(axis=1)

    share = np.where((every > 0) & (depth > 0), 1 / np.maximum(every, 1), 0.0)
    plain = visits * buy(price)
    lifted = visits * np.exp(market.promotion_lift * depth) * buy(price * (1 - depth))
    mean = (1 - share) * plain + share * lifted
    away = market.need_weeks + market.stockpile_weeks * share * lifted / np.maximum(mean, 1e-12)
    people = market.customers / (1 + mean * away)
    paid = price * (1 - depth * share * lifted / np.maximum(mean, 1e-12))
    return Response(people * mean, people * plain, people * lifted, paid, put_off, buy(price))
