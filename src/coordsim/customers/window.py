"""What a week's customers find before they choose: numbers of a firm's offer that are the same for
all of them.
"""

from __future__ import annotations

import numpy as np

from coordsim.core.contracts import Offer, World
from coordsim.core.formulas import credit_of, promise_at
from coordsim.core.records import IN_ALL, PER_VARIANT, FirmState, Floats, Flow
from coordsim.customers.records import Counts, Window


def window(world: World, state: FirmState, offer: Offer, week: int) -> Window:
    """Work out the window of a week from the offer and from what is said of the firm's promises."""
    p = world.parameters
    market, people = p.market, p.people
    lift = np.exp(
        market.promotion_lift * offer.promotion
    )  # of a promotion in force, not of one called off
    return Window(
        visit_chance=np.minimum(1.0, market.visit_rate * (offer.visit_factor * lift)),
        base_utility=(
            market.attraction
            - market.satisfaction_effect * market.satisfaction_reference
            + p.line.package_utility * offer.build
            + promise_utility(
                world, offer.promise, offer.service_promise, state.record[:, 0], state.record[:, 1]
            )
        ),
        price_gap=offer.price * (1 - offer.promotion) - market.price_reference,
        options=(offer.offered.sum(axis=1) * options_seen(world, offer.build)).astype(np.float64),
        next_need=(
            week + 1 + market.need_weeks + (offer.promotion > 0) * market.stockpile_weeks
        ).astype(np.int32),
        unanswered=p.service.contact_rate * state.unanswered,
        room=offer.room,
        defect=offer.defect,
        overload=market.overload,
        overload_slope=market.overload_slope,
        satisfaction_effect=market.satisfaction_effect,
        substitute=market.substitute,
        wait=market.wait,
        rate=people.satisfaction_rate,
        loss_weight=people.loss_weight,
        outcomes=np.array(
            [
                np.ones(world.firms),
                people.outcome_put_off,
                people.outcome_empty,
                people.outcome_waited,
                people.outcome_defect,
                people.outcome_late,
                people.outcome_unanswered,
            ]
        ).T.copy(),
    )


def flow_of(counts: Counts) -> Flow:
    """Name what a compiled week counted."""
    return Flow(
        **{name: getattr(counts, name) for name in PER_VARIANT},
        **dict(zip(IN_ALL, counts.totals.T, strict=True)),
    )


def options_seen(world: World, build: Floats) -> Floats:
    """Options that a customer has to take in per variant offered, (F,): fewer with packages, and
    with personalisation.
    """
    p = world.parameters
    return np.where(build > 0, p.line.package_options, 1.0) * p.systems.options_seen


def promise_utility(
    world: World, weeks: Floats, hours: Floats, late: Floats | float, unanswered: Floats | float
) -> Floats:
    """Utility of promised delivery ``weeks`` and ``hours`` to an answer, as far as they are
    believed, (F,).
    """
    n = world.constants
    utility: Floats = promise_at(n, weeks, credit_of(n, hours), late, unanswered)
    return utility
