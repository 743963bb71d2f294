"""Shipping what is owed, answering customers, keeping count of promises; the cause of every unit
lost before an empty shelf.
"""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import AGES, Firm, Numbers, Week
from coordsim.core.formulas import answer_hours, contacts_of
from coordsim.core.kpis import CAUSES, CUTS
from coordsim.core.luck.draw import CANCEL, uniform_at
from coordsim.core.records import Floats
from coordsim.firm.plant import NEARLY

CHOICE, NOT_READY, NOT_TOLD = (
    CAUSES.index(cause) for cause in ("put off by choice", "not ready", "not told")
)
CUT, ERROR, PROMISE = (CAUSES.index(cause) for cause in (CUTS[0], "forecast error", "promise"))


@part
def take_oldest(queue: Floats, most: float) -> float:
    """Take up to ``most`` out of a queue by weeks waited, the longest waiting first; returns how
    much.
    """
    taken = 0.0
    for weeks in range(len(queue) - 1, -1, -1):
        here = min(max(most, 0.0), queue[weeks])
        most -= queue[weeks]
        queue[weeks] -= here
        taken += here
    return taken


@part
def ship_backlog(n: Numbers, firm: Firm, now: Week) -> None:
    """Serve what is owed before the week's customers, oldest first; note the room that is left to
    ship what they buy within the promise.
    """
    waiting = 0.0
    for v in range(int(n.line_slots)):
        now.shipped[v] = take_oldest(firm.backlog[v], firm.on_hand[v])
        firm.on_hand[v] -= now.shipped[v]
        waiting += now.shipped[v]
    for weeks in range(AGES):
        waiting += firm.outbound[weeks]
    now.room = max(0.0, n.service_shipping_units * (firm.plan.promise + 1) - waiting)


@part
def ship(n: Numbers, firm: Firm, now: Week) -> None:
    """Send out what was sold, oldest first, within the week's shipping; count what outlives its
    promise while it waits.
    """
    grow_older(firm.outbound, now.units)
    now.sent = take_oldest(firm.outbound, n.service_shipping_units)
    now.late = firm.outbound[int(firm.plan.promise)]


@part
def grow_older(queue: Floats, fresh: float) -> None:
    """Let a queue by weeks waited grow a week older, and new ones join."""
    last = len(queue) - 1
    queue[last] += queue[last - 1]
    for weeks in range(last - 1, 0, -1):
        queue[weeks] = queue[weeks - 1]
    queue[0] = fresh


@part
def age_backlog(n: Numbers, firm: Firm, now: Week) -> None:
    """Close the week: new orders join, old ones grow a week older, some of those overdue are
    cancelled, whole units, the oldest first. Nobody gives up under a given demand.
    """
    promise = int(firm.plan.promise)
    share = 0.0 if n.given else n.service_late_cancel
    late = 0.0
    for v in range(int(n.line_slots)):
        queue = firm.backlog[v]
        grow_older(queue, now.waiting[v])
        late += queue[promise]
        overdue = 0.0
        for weeks in range(promise + 1, AGES):
            overdue += queue[weeks]
        luck = 0.0 if n.given else uniform_at(firm.seed, CANCEL, firm.week, v)
        most = np.floor(overdue * share + luck)
        now.given_up[v] = take_oldest(queue[promise + 1 :], most)
    now.late += late


@part
def answer(n: Numbers, firm: Firm, now: Week, problems: float) -> None:
    """Answer customers: contacts about what was sold, more of them where there were ``problems``
    (units late or defective).

    Contacts that the desk has no hours for wait for the next week. The mean time to an answer is
    that of an M/M/1 queue at this week's load plus the time that the waiting contacts take; times
    are taken as exponential.
    """
    now.contacts = contacts_of(n, now.units, problems)
    capacity = firm.plan.staff / max(n.service_contact_hours, 1e-9)
    left = min(
        max(firm.contacts + now.contacts - capacity, 0.0),
        n.service_patience_weeks * now.contacts,
    )
    now.hours = answer_hours(n, now.contacts, capacity, left)
    firm.contacts = left
    firm.unanswered = math.exp(-firm.plan.service_promise / max(now.hours, 1e-9))
    now.unanswered = now.contacts * firm.unanswered


@part
def explain_lost(n: Numbers, firm: Firm, now: Week) -> None:
    """Give every lost unit one cause, in the order of CAUSES; what nothing else explains is
    forecast error.

    Gaps left by the last due lot are used up as they explain lost units, in whole units, so that
    the causes sum to the lost units exactly.
    """
    causes = now.causes
    causes[:] = 0.0
    causes[CHOICE] = now.lost_to_choice
    for v in range(int(n.line_slots)):
        causes[PROMISE] += now.given_up[v]
        not_ready = now.lost[v] if now.offered[v] and not firm.stocked[v] else 0.0
        causes[NOT_READY] += not_ready
        rest = now.lost[v] + now.cancelled[v] - not_ready
        taken = min(rest, firm.untold[v])
        firm.untold[v] -= taken
        causes[NOT_TOLD] += taken
        rest -= taken
        for place in range(len(CUTS)):
            taken = min(rest, np.floor(firm.shortfall[v, place] + NEARLY))
            firm.shortfall[v, place] = max(0.0, firm.shortfall[v, place] - taken)
            causes[CUT + place] += taken
            rest -= taken
        causes[ERROR] += rest
