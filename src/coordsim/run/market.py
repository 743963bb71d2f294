"""The week of customers who are no individuals of our own, asked with arrays over firms."""

from __future__ import annotations

import numpy as np

from coordsim.core.contracts import AskedDemand, Offer, World
from coordsim.core.levers import COLUMN, LEVERS
from coordsim.core.records import IN_ALL, PER_VARIANT
from coordsim.run.fleet import Fleet
from coordsim.run.states import state_of

STATES = ("on_hand", "satisfaction", "need_week", "members")


def offer_of(fleet: Fleet) -> Offer:
    """Return what firms offer this week."""
    firms, now = fleet.firms, fleet.rooms.now
    slots = int(fleet.tables.numbers["line_slots"][firms["row"][0]])
    plan = {lever.name: firms["levers"][:, COLUMN[lever.name]].copy() for lever in LEVERS}
    return Offer(
        price=plan["price"],
        promotion=now["promotion"].copy(),
        promise=plan["promise"],
        build=plan["build"],
        offered=now["offered"][:, :slots].astype(np.bool_),
        visit_factor=now["visit_factor"].copy(),
        defect=now["defects"][:, :slots].copy(),
        service_promise=plan["service_promise"],
        room=now["room"].copy(),
    )


def sell(fleet: Fleet, world: World, demand: AskedDemand) -> None:
    """Let customers live their week, and note what they did."""
    week, now = int(fleet.firms["week"].min()), fleet.rooms.now  # who has stopped runs ahead
    before = state_of(fleet)
    after, flow = demand.respond(world, before, offer_of(fleet), week)
    gone = fleet.firms["stopped"] > 0  # whose customers live on elsewhere
    for name in STATES:
        if getattr(before, name).size:
            getattr(after, name)[gone] = getattr(before, name)[gone]
    slots = after.on_hand.shape[1]
    fleet.firms["on_hand"][:, :slots] = after.on_hand
    fleet.crowds.satisfaction[:] = after.satisfaction.ravel()
    fleet.crowds.need_week[:] = after.need_week.ravel()
    if after.members.size:
        fleet.crowds.members[:] = after.members.ravel()
        fleet.scatter = after.scatter
    for name in PER_VARIANT:
        now[name][:, :slots] = getattr(flow, name)
    for name in IN_ALL:
        now[name] = getattr(flow, name)
