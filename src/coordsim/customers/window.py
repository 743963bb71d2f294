"""What a week's customers find before they choose: numbers of a firm's offer that are the same for
all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coordsim.core.contracts import Offer, World
from coordsim.core.records import FirmState, Floats, Flow
from coordsim.customers.conditions import options_seen, promise_utility
from coordsim.customers.kernel import AGAIN, LOST_TO_CHOICE, PRICED, PUTOFFS, SWITCHED, VISITS


@dataclass(frozen=True)
class Window:
    """The offer as customers meet it; arrays (F,) unless said otherwise."""

    visit_chance: Floats  # of a customer in need
    base_utility: Floats  # before one's own satisfaction, taste and price sensitivity
    price_gap: Floats  # price paid above the reference
    options: Floats  # that a customer has to take in
    next_need: NDArray[np.int32]  # week from which somebody who chooses now needs the product again
    unanswered: Floats  # chance that a buyer asks the desk and is answered too late
    outcomes: (
        Floats  # (F, 7) experiences: as promised, put off, empty, waited, defect, late, unanswered
    )


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
        outcomes=np.stack(
            [
                np.ones(world.firms),
                people.outcome_put_off,
                people.outcome_empty,
                people.outcome_waited,
                people.outcome_defect,
                people.outcome_late,
                people.outcome_unanswered,
            ],
            axis=1,
        ),
    )


def flow_of(
    totals: Floats, demand: Floats, sold: Floats, waiting: Floats, lost: Floats, defective: Floats
) -> Flow:
    """Name what a compiled week counted: ``totals`` (F, 6), the others (F, V)."""
    return Flow(
        visits=totals[:, VISITS],
        put_off=totals[:, PUTOFFS],
        lost_to_choice=totals[:, LOST_TO_CHOICE],
        priced_out=totals[:, PRICED],
        switched=totals[:, SWITCHED],
        again=totals[:, AGAIN],
        demand=demand,
        sold=sold,
        waiting=waiting,
        lost=lost,
        defective=defective,
    )
