"""The plant: which lots are due, what hours and materials allow, what was not made and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.formulas import availability_at, defects_at, setup_hours_at
from coordsim.core.levers import COLUMN
from coordsim.core.records import ON_SALE, FirmState, Floats, column
from coordsim.firm.materials import common_each
from coordsim.firm.planning import base_stock
from coordsim.firm.queues import total
from coordsim.firm.trends import improvement, run_hours, setup_hours_now, shock


@dataclass(frozen=True)
class Production:
    """A week of the plant. Arrays (F,), hours; ``lots`` and ``wanted`` (F, V), units; ``cut`` (F,
    V, 4) units by CUTS.
    """

    lots: Floats
    wanted: Floats
    setups: Floats
    setup_hours: Floats
    regular: Floats
    available: Floats
    used: Floats
    overtime: Floats
    defect: Floats
    open_hours: Floats
    broken: Floats  # hours lost to breakdowns


def availability(world: World, quality: Floats) -> Floats:
    """Mean share of hours not lost to breakdowns at a level of effort, (F,)."""
    share: Floats = availability_at(world.constants, quality)
    return share


def setup_hours(world: World, hours: Floats, build: Floats) -> Floats:
    """Hours of one set-up when packages share modules, (F,)."""
    each: Floats = setup_hours_at(world.constants, hours, build)
    return each


def defect_share(world: World, quality: Floats, variants: Floats, utilisation: Floats) -> Floats:
    """Share of defective units, (F,)."""
    share: Floats = defects_at(world.constants, quality, variants, utilisation)
    return share


def produce(
    world: World, state: FirmState, forecast: Floats, informed: Floats, week: int
) -> tuple[FirmState, Production]:
    """Make the lots that are due, least weeks of cover first, within materials and hours.

    ``forecast`` and ``informed`` are (F, V): what operations plans with, and what it would plan
    with had it been told all. A variant is due every ``cycle`` weeks (staggered by slot), at once
    when it is new, and again next week while its lot is unfinished; its lot lifts the inventory
    position to its base stock.
    """
    plant = world.parameters.plant
    plan = state.plan
    slots = state.status.shape[1]
    cycle = plan[:, COLUMN["cycle"], np.newaxis].astype(np.int64)
    unfinished = total(state.shortfall) >= 1 - 1e-9
    first = ~state.stocked & (state.in_process.sum(axis=1) == 0)
    due = (state.status == ON_SALE) & (
        ((week + np.arange(slots)[np.newaxis, :]) % cycle == 0) | unfinished | first
    )
    level = base_stock(world, plan, forecast, state.surprise)
    position = state.on_hand + state.in_process.sum(axis=1) - total(state.backlog)
    wanted = (level - position) * due
    if not plant.returns:
        wanted = np.maximum(0.0, wanted)
    if plant.whole_units:
        wanted = np.ceil(wanted - 1e-9)
    untold = (
        np.floor(
            np.maximum(
                0.0, base_stock(world, plan, informed, state.surprise) - np.maximum(level, position)
            )
        )
        * due
    )

    cover = (state.on_hand + state.in_process.sum(axis=1)) / np.maximum(forecast, 1e-9)
    sequence = np.argsort(np.where(wanted > 0, cover, np.inf), axis=1, kind="stable")
    after_materials = (
        wanted
        if world.parameters.supply.endless
        else _within_materials(world, state, wanted, sequence)
    )

    run = run_hours(world, week)
    regular = state.crew[:, 0]
    share = _availability_this_week(world, state, week)
    open_hours = regular * (1 + plan[:, COLUMN["overtime"]])
    available = open_hours * share
    per_setup = setup_hours(world, setup_hours_now(world, week), plan[:, COLUMN["build"]])
    if plant.endless:
        lots = after_materials
    else:
        lots = _within_hours(after_materials, sequence, available, per_setup, run)
        if plant.whole_units:
            lots = np.floor(lots + 1e-9)
    setups = (lots > 0).sum(axis=1).astype(np.float64)
    used = setups * per_setup + np.maximum(lots, 0.0).sum(axis=1) * run
    if plant.endless:
        available = np.maximum(available, used)
    lost_to_breakdowns = open_hours * (1 - share)
    cut = _explain(
        wanted,
        after_materials,
        lots,
        setup=setups * per_setup,
        broken=lost_to_breakdowns,
        run=run,
    )
    shortfall = np.where(due[:, :, np.newaxis], cut, state.shortfall)
    utilisation = used / np.maximum(available, 1e-9)
    variants = (state.status == ON_SALE).sum(axis=1)
    done = Production(
        lots=lots,
        wanted=wanted,
        setups=setups,
        setup_hours=setups * per_setup,
        regular=regular,
        available=available,
        used=used,
        overtime=(
            np.clip(used - regular * share, 0.0, None) if not plant.endless else np.zeros_like(used)
        ),
        defect=_defects_this_week(world, plan[:, COLUMN["quality"]], variants, utilisation, week),
        open_hours=open_hours,
        broken=lost_to_breakdowns,
    )
    in_process = state.in_process.copy()
    on_hand = state.on_hand
    if plant.lead_weeks == 0:
        on_hand = on_hand + lots
    else:
        on_hand = on_hand + in_process[:, 0]
        in_process[:, :-1] = in_process[:, 1:]
        in_process[:, -1] = lots
    spent = np.zeros_like(lots) if world.parameters.supply.endless else np.maximum(lots, 0.0)
    package = plan[:, COLUMN["build"]] > 0
    return (
        replace(
            state,
            on_hand=on_hand,
            in_process=in_process,
            shortfall=shortfall,
            untold=np.where(due, untold, state.untold),
            parts=state.parts - spent * ~column(package),
            common=state.common - spent.sum(axis=1) * common_each(world, package),
        ),
        done,
    )


def _availability_this_week(world: World, state: FirmState, week: int) -> Floats:
    """Share of hours left this week: breakdown losses are exponential with the mean that effort
    leaves, and no more than breakdowns can take.
    """
    mean_loss = 1 - availability(world, state.plan[:, COLUMN["quality"]])
    luck = world.streams.uniforms("breakdown", week, 1)[world.streams.row, 0]
    most = world.parameters.plant.breakdown_most
    left: Floats = (1 - np.minimum(most, -mean_loss * np.log1p(-luck))) * max(
        0.0, 1 - shock(world, "capacity", week)
    )
    return left


def _defects_this_week(
    world: World, quality: Floats, variants: Floats, utilisation: Floats, week: int
) -> Floats:
    share = defect_share(world, quality, variants, utilisation) * (1 - improvement(world, week))
    return np.clip(share + shock(world, "quality", week), 0.0, 1.0)


def _within_materials(
    world: World, state: FirmState, wanted: Floats, sequence: np.ndarray
) -> Floats:
    """Cut lots to specific parts (packages have none), then to the common modules left for them in
    sequence.
    """
    package = column(state.plan[:, COLUMN["build"]] > 0)
    possible: Floats = np.take_along_axis(
        np.where(package, wanted, np.minimum(wanted, np.floor(state.parts))), sequence, axis=1
    )
    before = np.cumsum(possible, axis=1) - possible
    modules = np.floor(column(state.common) / common_each(world, package))
    possible = np.clip(modules - before, 0.0, possible)
    out = np.empty_like(possible)
    np.put_along_axis(out, sequence, possible, axis=1)
    return out


def _within_hours(
    lots: Floats, sequence: np.ndarray, available: Floats, per_setup: Floats, run_each: Floats
) -> Floats:
    """Cut lots to the hours left for them in sequence: each needs its set-up and its run."""
    run = column(np.maximum(run_each, 1e-12))
    ordered = np.take_along_axis(lots, sequence, axis=1)
    need = np.where(ordered > 0, column(per_setup) + ordered * run, 0.0)
    left = column(available) - (np.cumsum(need, axis=1) - need)
    possible: Floats = np.where(
        ordered > 0, np.clip((left - column(per_setup)) / run, 0.0, ordered), ordered
    )
    out = np.empty_like(possible)
    np.put_along_axis(out, sequence, possible, axis=1)
    return out


def _explain(
    wanted: Floats,
    after_materials: Floats,
    lots: Floats,
    *,
    setup: Floats,
    broken: Floats,
    run: Floats,
) -> Floats:
    """Split what was not made into CUTS: materials; then hours that set-ups took, hours as such,
    hours lost to breakdowns.
    """
    run = np.maximum(run, 1e-12)
    by_materials = np.maximum(0.0, wanted - after_materials)
    by_hours = np.maximum(0.0, after_materials - lots)
    whole = by_hours.sum(axis=1)
    of_setups = np.minimum(whole, setup / run)
    of_breakdowns = np.minimum(whole - of_setups, broken / run)
    scale = np.where(whole > 0, whole, 1.0)
    parts = [by_materials]
    for amount in (of_setups, whole - of_setups - of_breakdowns, of_breakdowns):
        parts.append(by_hours * column(amount / scale))
    return np.stack(parts, axis=2)
