"""Shipping what is owed, answering customers, keeping count of promises; the cause of every unit
lost before an empty shelf.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.formulas import answer_hours, contacts_of
from coordsim.core.kpis import CAUSES, CUTS
from coordsim.core.levers import COLUMN
from coordsim.core.records import FirmState, Floats, column
from coordsim.firm.queues import grow_older, oldest_first, total


def ship_backlog(state: FirmState) -> tuple[FirmState, Floats]:
    """Serve what is owed before the week's customers, oldest first. Returns the units taken from
    the shelf, (F, V).
    """
    shipped = oldest_first(state.backlog, state.on_hand)
    units = total(shipped)
    return replace(state, backlog=state.backlog - shipped, on_hand=state.on_hand - units), units


def room_to_ship(world: World, state: FirmState, shipped: Floats) -> Floats:
    """Units that can be sold this week and still be shipped within the promise, (F,); ``shipped``
    (F, V) go out before them.
    """
    weeks = state.plan[:, COLUMN["promise"]] + 1
    waiting = state.outbound.sum(axis=1) + shipped.sum(axis=1)
    return np.maximum(0.0, world.parameters.service.shipping_units * weeks - waiting)


class Shipped(NamedTuple):
    """A week's shipping."""

    state: FirmState
    late: Floats  # (F,) units that outlived the promise while they waited to be shipped
    sent: Floats  # (F,) units


class Aged(NamedTuple):
    """What a week did to what is owed."""

    state: FirmState
    late: Floats  # (F,) units that have just outlived the promise
    given_up: Floats  # (F, V) units cancelled


def ship(world: World, state: FirmState, units: Floats) -> Shipped:
    """Send out what was sold, oldest first, within the week's shipping. ``units`` (F,) are new."""
    queue = np.concatenate([column(units), state.outbound[:, :-1]], axis=1)
    queue[:, -1] += state.outbound[:, -1]
    sent = oldest_first(queue, world.parameters.service.shipping_units)
    left = queue - sent
    promise = state.plan[:, COLUMN["promise"]].astype(np.int64)
    late = np.take_along_axis(left, column(promise), axis=1)[:, 0]
    return Shipped(replace(state, outbound=left), late, sent.sum(axis=1))


def age_backlog(world: World, state: FirmState, waiting: Floats, week: int) -> Aged:
    """Close the week: new orders join, old ones grow a week older, some of those overdue are
    cancelled.
    """
    nobody = np.zeros_like(waiting)  # gives up under a given demand
    luck = (
        nobody
        if world.given
        else world.streams.uniforms("cancel", week, waiting.shape[1])[world.streams.row]
    )
    share = nobody[:, 0] if world.given else world.parameters.service.late_cancel
    grown = grow_older(state.backlog, waiting, state.plan[:, COLUMN["promise"]], share, luck)
    return Aged(replace(state, backlog=grown.queue), grown.late, grown.given_up)


@dataclass(frozen=True)
class Answers:
    """A week at the service desk, (F,): contacts that came in, those answered later than promised,
    mean hours to an answer.
    """

    contacts: Floats
    unanswered: Floats
    hours: Floats


def answer(
    world: World, state: FirmState, units: Floats, problems: Floats
) -> tuple[FirmState, Answers]:
    """Answer customers: ``units`` sold and ``problems`` (late or defective), (F,).

    Contacts that the desk has no hours for wait for the next week. The mean time to an answer is
    that of an M/M/1 queue at this week's load plus the time that the waiting contacts take; times
    are taken as exponential.
    """
    service = world.parameters.service
    contacts = contacts_of(world.constants, units, problems)
    capacity = state.plan[:, COLUMN["staff"]] / np.maximum(service.contact_hours, 1e-9)
    left = np.clip(state.contacts + contacts - capacity, 0.0, service.patience_weeks * contacts)
    hours = answer_hours(world.constants, contacts, capacity, left)
    late = np.exp(-state.plan[:, COLUMN["service_promise"]] / np.maximum(hours, 1e-9))
    return replace(state, contacts=left, unanswered=late), Answers(contacts, contacts * late, hours)


def explain_lost(
    state: FirmState, lost: Floats, to_choice: Floats, not_ready: Floats, promise: Floats
) -> tuple[FirmState, dict[str, Floats]]:
    """Give every lost unit one cause, in the order of CAUSES; what nothing else explains is
    forecast error.

    ``lost`` is (F, V): lost before an empty shelf; ``not_ready`` (F, V) are those of them who had
    chosen a variant that had never been on the shelf; ``promise`` (F,) orders cancelled because
    they came too late. Gaps left by the last due lot are used up as they explain lost units, in
    whole units, so that the causes sum to the lost units exactly.
    """
    causes = dict.fromkeys(CAUSES, np.zeros_like(to_choice))
    causes["put off by choice"] = to_choice
    causes["promise"] = promise
    causes["not ready"] = not_ready.sum(axis=1)
    rest = lost - not_ready
    taken = np.minimum(rest, state.untold)
    causes["not told"] = taken.sum(axis=1)
    rest, untold = rest - taken, state.untold - taken
    shortfall = state.shortfall.copy()
    for place, cut in enumerate(CUTS):
        taken = np.minimum(rest, np.floor(shortfall[:, :, place] + 1e-9))
        shortfall[:, :, place] = np.maximum(0.0, shortfall[:, :, place] - taken)
        causes[cut] = taken.sum(axis=1)
        rest = rest - taken
    causes["forecast error"] = rest.sum(axis=1)
    return replace(state, untold=untold, shortfall=shortfall), causes
