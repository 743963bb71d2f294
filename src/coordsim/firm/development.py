"""From the range that marketing asks for to the variants on the shelf: development, announcement,
launch, retirement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.facts import INDEX
from coordsim.core.levers import COLUMN
from coordsim.core.records import DEVELOPING, NONE, ON_SALE, FirmState, Floats, column
from coordsim.firm.queues import total

OLD = 10_000  # weeks on sale of a variant that is there from the start


@dataclass(frozen=True)
class Development:
    """What a week of development did: tooling started (F,), units scrapped (F, V), parts scrapped
    and orders cancelled (F, V).
    """

    started: Floats
    scrapped: Floats
    dead_parts: Floats
    cancelled: Floats


@dataclass(frozen=True)
class Launches:
    """Variants that reached the shelf for the first time this week, (F,): how many, after how many
    weeks in all, how many late.
    """

    launched: Floats
    weeks: Floats
    late: Floats


def develop(
    world: World, state: FirmState, marketing: Floats, week: int
) -> tuple[FirmState, Development]:
    """Start what is asked for, finish what is ready, retire what is no longer wanted.

    ``marketing`` (F, K) is what marketing believes: it announces a new variant after the
    development time that it believes in, the weeks of a first lot and its own margin. Once told how
    far development is, it sets the date by that, and again at each telling. Slots fill from the
    first; a new variant takes over the mean bookings of the variants on sale as its first forecast,
    and none of the gaps that an earlier variant in its slot left behind.
    """
    slots = state.status.shape[1]
    wanted = np.arange(slots)[np.newaxis, :] < state.plan[:, COLUMN["range"], np.newaxis]
    start = wanted & (state.status == NONE)
    stop = ~wanted & (state.status != NONE)
    status = np.where(start, DEVELOPING, np.where(stop, NONE, state.status)).astype(np.int8)
    ready_in = np.where(
        start, _development_weeks(world, state, status, week), np.maximum(state.ready_in - 1, 0)
    ).astype(np.int16)
    fresh = (status == DEVELOPING) & (ready_in == 0)

    lot = world.parameters.plant.lead_weeks + state.plan[:, COLUMN["launch_margin"]]
    hoped = column(np.ceil(marketing[:, INDEX["development_weeks"]] + lot))
    known = column(state.told_week[:, INDEX["development_weeks"]] == week) & ~state.stocked
    announce_in = np.where(start, hoped, np.maximum(state.announce_in - 1, 0))
    announce_in = np.where(
        known & (start | ~state.announced), _told_date(state, ready_in, lot), announce_in
    ).astype(np.int16)
    announced = (state.announced | (announce_in == 0)) & (status != NONE)

    booked = _cleared(state.booked, stop)
    if fresh.any():
        booked = np.where(fresh[:, :, np.newaxis], _usual_bookings(state)[:, np.newaxis, :], booked)
    done = Development(
        started=start.sum(axis=1).astype(np.float64),
        scrapped=np.where(stop, state.on_hand + state.in_process.sum(axis=1), 0.0),
        dead_parts=np.where(stop, state.parts + state.parts_coming.sum(axis=1), 0.0),
        cancelled=np.where(stop, total(state.backlog), 0.0),
    )
    return (
        replace(
            state,
            status=np.where(fresh, ON_SALE, status).astype(np.int8),
            ready_in=ready_in,
            booked=booked,
            announce_in=announce_in,
            announced=announced,
            stocked=state.stocked & ~stop,
            age=np.where(start, 0, state.age + 1).astype(np.int16),
            on_hand=_cleared(state.on_hand, stop),
            in_process=_cleared(state.in_process.swapaxes(1, 2), stop).swapaxes(1, 2),
            backlog=_cleared(state.backlog, stop),
            parts=_cleared(state.parts, stop),
            parts_coming=_cleared(state.parts_coming.swapaxes(1, 2), stop).swapaxes(1, 2),
            shortfall=_cleared(state.shortfall, start),
            untold=_cleared(state.untold, start),
        ),
        done,
    )


def _usual_bookings(state: FirmState) -> Floats:
    """Mean bookings of the variants on sale in each of the last weeks, (F, W)."""
    on_sale = state.status == ON_SALE
    bookings: Floats = np.where(on_sale[:, :, np.newaxis], state.booked, 0.0).sum(axis=1)
    bookings /= column(np.maximum(on_sale.sum(axis=1), 1))
    return bookings


def _cleared(values: Floats, slots: np.ndarray) -> Floats:
    """Return (F, V, ...) with zeros in ``slots`` (F, V); the array itself where there are none."""
    if not slots.any():
        return values
    out = values.copy()
    out[slots] = 0.0
    return out


def _told_date(state: FirmState, ready_in: np.ndarray, lot: Floats) -> Floats:
    """Weeks to the announcement by what operations says, (F, V): development, the first lot,
    marketing's own margin.

    Of a first lot that is under way only the weeks that it still needs are counted.
    """
    margin = state.plan[:, COLUMN["launch_margin"], np.newaxis]
    begun = (state.in_process > 0).any(axis=1)
    left = (
        (state.in_process > 0).argmax(axis=1)
        if state.in_process.shape[1]
        else np.zeros_like(ready_in)
    )
    return np.where(begun, left + margin, ready_in + column(lot))


def mean_weeks(world: World, state: FirmState) -> Floats:
    """Mean development time of a variant that is alone in development, (F,): shorter for packages
    and with a team.

    What the two sides do not understand of each other is done twice.
    """
    build = state.plan[:, COLUMN["build"]]
    twice = 1 + world.parameters.line.rework * (1 - state.understanding.mean(axis=1))
    line, systems = world.parameters.line, world.parameters.systems
    team = systems.team_time if world.team else np.ones(world.firms)
    return (
        line.development_weeks * twice * np.where(build > 0, line.package_development, 1.0) * team
    )


def _development_weeks(world: World, state: FirmState, status: np.ndarray, week: int) -> Floats:
    """Weeks that a variant begun now will take, (F, V), whole: lognormal, longer the more are in
    development at once.
    """
    line = world.parameters.line
    others = np.maximum((status == DEVELOPING).sum(axis=1) - 1, 0)
    mean = mean_weeks(world, state) * (1 + line.crowding * others)
    normal = world.streams.normals("development", week, status.shape[1])
    spread = column(line.development_sd)
    weeks: Floats = np.ceil(column(mean) * np.exp(spread * normal - spread**2 / 2) - 1e-9)
    return np.minimum(weeks, 30_000.0)


def launch(world: World, state: FirmState) -> tuple[FirmState, Launches]:
    """Take note of variants on the shelf for the first time; customers' word, where operations
    hears it, teaches for the next.
    """
    first = (state.status == ON_SALE) & ~state.stocked & (state.on_hand > 0)
    count = first.sum(axis=1).astype(np.float64)
    waited = first & state.owed_launch
    heard = ~np.isnan(state.told[:, INDEX["overload"]])
    kept = (1 - world.parameters.line.lesson) ** np.where(heard, count, 0.0)
    done = Launches(
        count,
        np.where(first, state.age, 0).sum(axis=1).astype(np.float64),
        waited.sum(axis=1).astype(np.float64),
    )
    stocked = state.stocked | first
    return (
        replace(
            state,
            stocked=stocked,
            taught=np.where(first, column(state.lessons), state.taught),
            lessons=1 - (1 - state.lessons) * kept,
            age=np.where(first, 0, state.age).astype(np.int16),
            owed_launch=offered(state) & ~stocked,
        ),
        done,
    )


def offered(state: FirmState) -> np.ndarray:
    """Say what customers are offered, (F, V) bool: announced, ready or not."""
    shown: np.ndarray = state.announced & (state.status != NONE)
    return shown


def age(world: World, state: FirmState, week: int) -> tuple[FirmState, Floats]:
    """Write off the stock that can no longer be sold, whole units where lots are; returns the
    units, (F, V).
    """
    share = column(world.parameters.plant.obsolescence) * np.maximum(state.on_hand, 0.0)
    if world.given:  # goods keep under a given demand
        return state, np.zeros_like(share)
    if world.parameters.plant.whole_units:
        luck = world.streams.uniforms("obsolescence", week, share.shape[1])[world.streams.row]
        share = np.minimum(np.floor(share + luck), np.floor(state.on_hand))
    return replace(state, on_hand=state.on_hand - share), share


def defects(world: World, state: FirmState, share: Floats) -> Floats:
    """Share of defective units by variant, (F, V): new variants have more at first, fewer where
    launches were learnt from.
    """
    line = world.parameters.line
    young = state.stocked & (state.age < line.teething_weeks)
    rise = 1 + column(line.teething) * (1 - state.taught) * young
    return np.minimum(1.0, column(share) * rise)
