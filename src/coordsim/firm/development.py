"""From the range that marketing asks for to the variants on the shelf: development, announcement,
launch, retirement.
"""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.facts import INDEX
from coordsim.core.firm import AGES, Firm, Lines, Numbers, Week
from coordsim.core.luck.draw import DEVELOPMENT, OBSOLESCENCE, normal_at, uniform_at
from coordsim.core.records import DEVELOPING, NONE, ON_SALE
from coordsim.firm import life
from coordsim.firm.ageing import forget

OLD = 10_000  # weeks on sale of a variant that is there from the start
LONGEST = 30_000.0  # weeks of development
_DEVELOPMENT, _OVERLOAD = INDEX["development_weeks"], INDEX["overload"]


@part
def develop(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Start what is asked for, finish what is ready, retire what is no longer wanted.

    Marketing announces a new variant after the development time that it believes in, the weeks of a
    first lot and its own margin. Once told how far development is, it sets the date by that, and
    again at each telling. Slots fill from the first; a new variant takes over the mean bookings of
    the variants on sale as its first forecast, and none of the gaps that an earlier variant in its
    slot left behind. A variant whose life is over is retired, and begun anew in the next week.
    """
    slots = int(n.line_slots)
    lot = n.plant_lead_weeks + firm.plan.launch_margin
    hoped = np.ceil(firm.marketing.development_weeks + lot)
    told = firm.told_week[_DEVELOPMENT] == firm.week
    mean = mean_weeks(n, firm) * (1 + n.line_crowding * max(_underway(n, firm) - 1, 0))
    for v in range(slots):
        if _starts(firm, v):
            spread = n.line_development_sd
            luck = normal_at(firm.seed, DEVELOPMENT, firm.week, v)
            weeks = np.ceil(mean * math.exp(spread * luck - spread**2 / 2) - 1e-9)
            firm.ready_in[v] = int(min(weeks, LONGEST))
            firm.announce_in[v] = int(hoped)
        else:
            firm.ready_in[v] = max(firm.ready_in[v] - 1, 0)
            firm.announce_in[v] = max(firm.announce_in[v] - 1, 0)
        if told and not firm.stocked[v] and (_starts(firm, v) or not firm.announced[v]):
            firm.announce_in[v] = int(_told_date(firm, lines, v, lot))
    _pass_bookings_on(n, firm, lines)
    now.started = 0.0
    for v in range(slots):
        now.scrapped[v] = now.dead_parts[v] = now.cancelled[v] = 0.0
        firm.age[v] += 1
        if _starts(firm, v):
            now.started += 1.0
            firm.age[v] = 0
            firm.untold[v] = 0.0
            firm.shortfall[v, :] = 0.0
        unwanted = v >= firm.plan.range and firm.status[v] != NONE
        if unwanted or life.is_over(n, firm, v):
            _retire(firm, lines, now, v)
        elif v < firm.plan.range:
            firm.status[v] = ON_SALE if _is_ready(firm, v) else DEVELOPING
        firm.announced[v] = firm.status[v] != NONE and (
            firm.announced[v] or firm.announce_in[v] == 0
        )


@part
def _starts(firm: Firm, v: int) -> bool:
    return bool(v < firm.plan.range and firm.status[v] == NONE)


@part
def _is_ready(firm: Firm, v: int) -> bool:
    """Say whether a variant that is asked for can be made."""
    return bool(firm.status[v] == ON_SALE or firm.ready_in[v] == 0)


@part
def _underway(n: Numbers, firm: Firm) -> int:
    """Count the variants in development, with those that begin."""
    count = 0
    for v in range(min(int(firm.plan.range), int(n.line_slots))):
        count += firm.status[v] != ON_SALE
    return count


@part
def _pass_bookings_on(n: Numbers, firm: Firm, lines: Lines) -> None:
    """Give variants that have just become ready the mean bookings of those on sale."""
    slots = int(n.line_slots)
    for week in range(len(lines.booked)):
        whole, on_sale = 0.0, 0
        for v in range(slots):
            if firm.status[v] == ON_SALE:
                whole += lines.booked[week, v]
                on_sale += 1
        for v in range(slots):
            fresh = v < firm.plan.range and firm.status[v] != ON_SALE and firm.ready_in[v] == 0
            if fresh:
                lines.booked[week, v] = whole / max(on_sale, 1)


@part
def _retire(firm: Firm, lines: Lines, now: Week, v: int) -> None:
    """Take a variant off the shelf and out of the plant."""
    now.scrapped[v], now.dead_parts[v] = firm.on_hand[v], firm.parts[v]
    for week in range(len(lines.in_process)):
        now.scrapped[v] += lines.in_process[week, v]
        lines.in_process[week, v] = 0.0
    for week in range(len(lines.parts_coming)):
        now.dead_parts[v] += lines.parts_coming[week, v]
        lines.parts_coming[week, v] = 0.0
    for weeks in range(AGES):
        now.cancelled[v] += firm.backlog[v, weeks]
        firm.backlog[v, weeks] = 0.0
    for week in range(len(lines.booked)):
        lines.booked[week, v] = 0.0
    firm.on_hand[v] = firm.parts[v] = 0.0
    forget(lines, v)
    firm.status[v], firm.stocked[v] = NONE, False


@part
def _told_date(firm: Firm, lines: Lines, v: int, lot: float) -> float:
    """Weeks to the announcement by what operations says: development, the first lot, marketing's
    own margin.

    Of a first lot that is under way only the weeks that it still needs are counted.
    """
    for week in range(len(lines.in_process)):
        if lines.in_process[week, v] > 0:
            return float(week + firm.plan.launch_margin)
    return float(firm.ready_in[v] + lot)


@part
def mean_weeks(n: Numbers, firm: Firm) -> float:
    """Mean development time of a variant that is alone in development: shorter for packages and
    with a team.

    What the two sides do not understand of each other is done twice.
    """
    understood = (firm.understanding[0] + firm.understanding[1]) / 2
    twice = 1 + n.line_rework * (1 - understood)
    package = n.line_package_development if firm.plan.build > 0 else 1.0
    team = n.systems_team_time if n.team else 1.0
    weeks: float = n.line_development_weeks * twice * package * team
    return weeks


@part
def launch(n: Numbers, firm: Firm, now: Week) -> None:
    """Take note of variants on the shelf for the first time; customers' word, where operations
    hears it, teaches for the next.
    """
    now.launched = now.launch_weeks = now.launched_late = 0.0
    before = firm.lessons
    for v in range(int(n.line_slots)):
        if firm.status[v] == ON_SALE and not firm.stocked[v] and firm.on_hand[v] > 0:
            now.launched += 1.0
            now.launch_weeks += firm.age[v]
            now.launched_late += firm.owed_launch[v]
            firm.stocked[v], firm.age[v], firm.taught[v] = True, 0, before
        firm.owed_launch[v] = is_offered(firm, v) and not firm.stocked[v]
    heard = not math.isnan(firm.told[_OVERLOAD])
    firm.lessons = 1 - (1 - before) * (1 - n.line_lesson) ** (now.launched if heard else 0.0)


@part
def is_offered(firm: Firm, v: int) -> bool:
    """Say whether customers are offered a variant: announced, ready or not."""
    return bool(firm.announced[v] and firm.status[v] != NONE)


@part
def grow_old(n: Numbers, firm: Firm, now: Week) -> None:
    """Write off the stock that can no longer be sold, whole units where lots are; goods keep under
    a given demand.
    """
    if n.given:
        return
    for v in range(int(n.line_slots)):
        spoiled = n.plant_obsolescence * max(firm.on_hand[v], 0.0)
        if n.plant_whole_units:
            luck = uniform_at(firm.seed, OBSOLESCENCE, firm.week, v)
            spoiled = min(np.floor(spoiled + luck), np.floor(firm.on_hand[v]))
        firm.on_hand[v] -= spoiled
        now.scrapped[v] += spoiled


@part
def defects(n: Numbers, firm: Firm, share: float, v: int) -> float:
    """Share of defective units of a variant: new ones have more at first, fewer where launches were
    learnt from.
    """
    young = firm.stocked[v] and firm.age[v] < n.line_teething_weeks
    rise = 1 + (n.line_teething * (1 - firm.taught[v]) if young else 0.0)
    return min(1.0, share * rise)
