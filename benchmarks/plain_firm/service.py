"""Backorders, promises, the desk, and the cause of every lost unit (docs/model.md 7.8 to 7.10)."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from benchmarks.plain_firm.market import Market
from benchmarks.plain_firm.numbers import BASE, CAUSES, CUTS
from benchmarks.plain_firm.outlook import answer_hours, answered_late

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm


def take_oldest(queue: list[int], units: int, first: int = 0) -> int:
    """Take up to ``units`` out of a queue by weeks waited, the oldest first, none younger than
    ``first`` weeks.
    """
    left = units
    for place in range(len(queue) - 1, first - 1, -1):
        taken = min(queue[place], left)
        queue[place] -= taken
        left -= taken
    return units - left


def ship_backlog(firm: PlainFirm) -> int:
    """Serve what is owed before the week's customers; returns the units taken from the shelf."""
    units = 0
    for variant in firm.variants:
        taken = take_oldest(variant.backlog, variant.on_hand)
        variant.on_hand -= taken
        units += taken
    return units


def age_backlog(firm: PlainFirm) -> tuple[int, int]:
    """New orders join, old ones grow older, some that are overdue are cancelled; returns units just
    late, units cancelled.
    """
    late, cancelled, promise = 0, 0, int(firm.plan["promise"])
    for variant in firm.variants:
        oldest = variant.backlog.pop()
        variant.backlog.insert(0, variant.waiting)
        variant.backlog[-1] += oldest
        late += variant.backlog[promise]
        overdue = sum(variant.backlog[promise + 1 :])
        gone = floor(
            overdue * BASE.service.late_cancel
            + firm.luck.uniform("cancel", firm.week, variant.slot)
        )
        cancelled += take_oldest(variant.backlog, gone, promise + 1)
    return late, cancelled


def explain_lost(
    firm: PlainFirm, market: Market, retired: dict[int, int], promise: int
) -> dict[str, float]:
    """Give every lost unit one cause; gaps that the last due lot left are used up as they
    explain.
    """
    causes = dict.fromkeys(CAUSES, 0.0)
    causes["put off by choice"], causes["promise"] = market.lost_to_choice, promise
    for variant in firm.variants:
        rest = variant.lost + retired.get(variant.slot, 0)
        if variant.offered and not variant.stocked:
            causes["not ready"] += variant.lost
            rest -= variant.lost
        taken = min(rest, variant.untold)
        causes["not told"] += taken
        variant.untold -= taken
        rest -= taken
        for cut in CUTS:
            taken = min(rest, floor(variant.shortfall[cut] + 1e-9))
            variant.shortfall[cut] = max(0.0, variant.shortfall[cut] - taken)
            causes[cut] += taken
            rest -= taken
        causes["forecast error"] += rest
    return causes


def answer(firm: PlainFirm, units: float, problems: float) -> dict[str, float]:
    """Answer customers at the desk; what it has no hours for waits for the next week."""
    service = BASE.service
    contacts = service.contact_rate * units + service.contact_problem * problems
    capacity = firm.plan["staff"] / max(service.contact_hours, 1e-9)
    firm.contacts = max(
        0.0, min(firm.contacts + contacts - capacity, BASE.service.patience_weeks * contacts)
    )
    hours = answer_hours(contacts, capacity, firm.contacts)
    firm.unanswered = answered_late(hours, firm.plan["service_promise"])
    return {
        "contacts": contacts,
        "unanswered": contacts * firm.unanswered,
        "answer_hours": contacts * hours,
    }
