"""The plant: which lots are due, what hours and materials allow, what was not made and why."""

from __future__ import annotations

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import AGES, Firm, Lines, Numbers, Week, copy
from coordsim.core.formulas import availability_at, defects_at, setup_hours_at
from coordsim.core.kpis import CUTS
from coordsim.core.luck.draw import BREAKDOWN, uniform_at
from coordsim.core.records import ON_SALE, Ints
from coordsim.firm.ageing import put_on_shelf, soon_too_old
from coordsim.firm.campaigns import carry_on, going_on, leave_retired
from coordsim.firm.planning import base_stock
from coordsim.firm.supply import common_each
from coordsim.firm.trends import improvement

NEARLY = 1e-9  # units: what is taken for a whole one
MATERIALS, SETUPS, HOURS, BREAKDOWNS = range(len(CUTS))


@part
def produce(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Make the lots that are due, least weeks of cover first, within materials and hours.

    A variant is due every ``cycle`` weeks (staggered by slot), at once when it is new, and again
    next week while its lot is unfinished; its lot lifts the inventory position to its base stock.
    With set-up carry-over an unfinished lot goes on instead (``campaigns``).
    """
    slots = int(n.line_slots)
    _want(n, firm, lines, now)
    lots = _in_sequence(n, firm, lines, now)
    _within_materials(n, firm, now, now.sequence[:lots])
    _open(n, firm, lines, now)
    per_setup = setup_hours_at(n, now.setup_hours, firm.plan.build)
    if n.plant_setup_carryover:
        carry_on(n, firm, now, now.sequence[:lots], per_setup)
    else:
        _within_hours(n, now, now.sequence[:lots], per_setup)
    made, begun = 0.0, 0.0
    for v in range(slots):
        made += max(now.lots[v], 0.0)
        begun += now.lots[v] > 0
    if not n.plant_setup_carryover:
        now.setups, now.setup_time = begun, begun * per_setup
    now.used = now.setup_time + made * now.run_hours
    now.overtime = 0.0
    if n.plant_endless:
        now.available = max(now.available, now.used)
    else:
        now.overtime = max(now.used - now.regular * now.uptime, 0.0)
    _explain(n, firm, now)
    _move(n, firm, lines, now)
    if not n.supply_endless:
        firm.common -= made * common_each(n, firm.plan)
    now.defect_share = _defect_share(n, firm, now)


@part
def position_of(firm: Firm, lines: Lines, v: int) -> float:
    """Inventory position: on hand and in process, less what is owed."""
    owed = 0.0
    for weeks in range(AGES):
        owed += firm.backlog[v, weeks]
    return on_its_way(firm, lines, v) - owed


@part
def on_its_way(firm: Firm, lines: Lines, v: int) -> float:
    """Units on hand and in process."""
    coming = 0.0
    for week in range(len(lines.in_process)):
        coming += lines.in_process[week, v]
    return float(firm.on_hand[v] + coming)


@part
def is_due(firm: Firm, lines: Lines, v: int) -> bool:
    """Say whether a lot of a variant is due this week."""
    if firm.status[v] != ON_SALE:
        return False
    unfinished = 0.0
    for cut in range(len(CUTS)):
        unfinished += firm.shortfall[v, cut]
    return bool(unfinished >= 1 - NEARLY or _is_time(firm, lines, v))


@part
def is_new_lot_due(firm: Firm, lines: Lines, v: int) -> bool:
    """Say whether another lot of a variant is due this week, where unfinished ones go on."""
    waits = firm.lot_waits[v] > 0 or _is_time(firm, lines, v)
    return bool(firm.status[v] == ON_SALE and waits)


@part
def _is_time(firm: Firm, lines: Lines, v: int) -> bool:
    """Say whether a variant on sale has its week in the cycle, or is new and has nothing coming."""
    if (firm.week + v) % int(firm.plan.cycle) == 0:
        return True
    coming = 0.0
    for week in range(len(lines.in_process)):
        coming += lines.in_process[week, v]
    return bool(not firm.stocked[v] and coming == 0)


@part
def _want(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Note the lots that are due, and how much larger each would be, had the plan been told."""
    for v in range(int(n.line_slots)):
        now.wanted[v] = now.fresh[v] = going = 0.0
        now.due[v] = is_due(firm, lines, v)
        if n.plant_setup_carryover:
            leave_retired(firm, v)
            going = going_on(firm, v)
            now.due[v] = is_new_lot_due(firm, lines, v) or going > 0.0
        if not now.due[v]:
            continue
        level, position = base_stock(n, firm, now.lots_forecast[v]), position_of(firm, lines, v)
        if n.plant_shelf_life > 0:
            position -= soon_too_old(n, firm, lines, v, now.lots_forecast[v])
        wanted = level - position
        if not n.plant_returns:
            wanted = max(0.0, wanted)
        now.wanted[v] = np.ceil(wanted - NEARLY) if n.plant_whole_units else wanted
        if n.plant_setup_carryover:
            going = min(going, max(now.wanted[v], 0.0))
            if is_new_lot_due(firm, lines, v):
                now.fresh[v] = now.wanted[v] - going
                firm.lot_waits[v] *= now.fresh[v] > 0
            else:
                now.wanted[v] = going
        informed = base_stock(n, firm, now.informed[v])
        firm.untold[v] = np.floor(max(0.0, informed - max(level, position)))


@part
def is_sooner(cover: float, other: float) -> bool:
    """Say whether a variant runs out before another one, by weeks of cover; not where they are the
    same but for rounding.
    """
    return other > cover * (1 + NEARLY)


@part
def _in_sequence(n: Numbers, firm: Firm, lines: Lines, now: Week) -> int:
    """List the variants of which units are wanted in ``now.sequence``, least weeks of cover first;
    returns how many.
    """
    count = 0
    for v in range(int(n.line_slots)):
        if now.wanted[v] <= 0:
            continue
        now.cover[v] = on_its_way(firm, lines, v) / max(now.lots_forecast[v], 1e-9)
        place = count
        while place > 0 and is_sooner(now.cover[v], now.cover[now.sequence[place - 1]]):
            now.sequence[place] = now.sequence[place - 1]
            place -= 1
        now.sequence[place] = v
        count += 1
    return count


@part
def _within_materials(n: Numbers, firm: Firm, now: Week, sequence: Ints) -> None:
    """Cut lots to specific parts (packages have none), then to the common modules left for them in
    sequence.
    """
    copy(now.wanted, now.after_materials)
    if n.supply_endless:
        return
    modules, taken = np.floor(firm.common / common_each(n, firm.plan)), 0.0
    for v in sequence:
        possible = now.wanted[v]
        if firm.plan.build == 0:
            possible = min(possible, np.floor(firm.parts[v]))
        now.after_materials[v] = min(max(modules - taken, 0.0), possible)
        taken += possible


@part
def _open(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Note this week's hours: breakdown losses are exponential with the mean that effort leaves,
    and no more than breakdowns can take.
    """
    mean_loss = 1 - availability_at(n, firm.plan.quality)
    luck = uniform_at(firm.seed, BREAKDOWN, firm.week, 0)
    lost = min(n.plant_breakdown_most, -mean_loss * np.log1p(-luck))
    now.uptime = (1 - lost) * max(0.0, 1 - now.shock_capacity)
    now.regular = lines.crew[0]
    now.open_hours = now.regular * (1 + firm.plan.overtime)
    now.available = now.open_hours * now.uptime
    now.broken = now.open_hours * (1 - now.uptime)


@part
def _within_hours(n: Numbers, now: Week, sequence: Ints, per_setup: float) -> None:
    """Cut lots to the hours left for them in sequence: each needs its set-up and its run."""
    copy(now.after_materials, now.lots)
    if n.plant_endless:
        return
    run, hours = max(now.run_hours, 1e-12), 0.0
    for v in sequence:
        asked = now.after_materials[v]
        need = per_setup + asked * run if asked > 0 else 0.0
        left = now.available - ((hours + need) - need)
        hours += need
        lot = min(max((left - per_setup) / run, 0.0), asked) if asked > 0 else asked
        now.lots[v] = np.floor(lot + NEARLY) if n.plant_whole_units else lot


@part
def _explain(n: Numbers, firm: Firm, now: Week) -> None:
    """Split what was not made of the lots due into CUTS: materials; then hours that set-ups took,
    hours as such, hours lost to breakdowns.
    """
    slots, run, whole = int(n.line_slots), max(now.run_hours, 1e-12), 0.0
    for v in range(slots):
        whole += max(0.0, now.after_materials[v] - now.lots[v])
    of_setups = min(whole, now.setup_time / run)
    of_breakdowns = min(whole - of_setups, now.broken / run)
    scale = whole if whole > 0 else 1.0
    for v in range(slots):
        if now.due[v]:
            missing = max(0.0, now.after_materials[v] - now.lots[v])
            firm.shortfall[v, MATERIALS] = max(0.0, now.wanted[v] - now.after_materials[v])
            firm.shortfall[v, SETUPS] = missing * (of_setups / scale)
            firm.shortfall[v, HOURS] = missing * ((whole - of_setups - of_breakdowns) / scale)
            firm.shortfall[v, BREAKDOWNS] = missing * (of_breakdowns / scale)


@part
def _move(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Put on the shelf what is ready, let the rest move on a week, begin this week's lots."""
    lead = int(n.plant_lead_weeks)
    for v in range(int(n.line_slots)):
        if lead == 0:
            firm.on_hand[v] += now.lots[v]
            put_on_shelf(n, lines, v, now.lots[v])
        else:
            firm.on_hand[v] += lines.in_process[0, v]
            put_on_shelf(n, lines, v, lines.in_process[0, v])
            for week in range(lead - 1):
                lines.in_process[week, v] = lines.in_process[week + 1, v]
            lines.in_process[lead - 1, v] = now.lots[v]
        if not n.supply_endless and firm.plan.build == 0:
            firm.parts[v] -= max(now.lots[v], 0.0)


@part
def _defect_share(n: Numbers, firm: Firm, now: Week) -> float:
    """Share of defective units this week."""
    variants = 0.0
    for v in range(int(n.line_slots)):
        variants += firm.status[v] == ON_SALE
    utilisation = now.used / max(now.available, 1e-9)
    share = defects_at(n, firm.plan.quality, variants, utilisation)
    share *= 1 - improvement(n, firm.week)
    return float(min(max(share + now.shock_quality, 0.0), 1.0))
