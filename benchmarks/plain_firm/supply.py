"""Materials: weekly base-stock orders of common modules and of parts that fit one variant only
(docs/model.md 7.7).
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE
from benchmarks.plain_firm.variants import DEVELOPING, ON_SALE, Variant

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm


def lead_weeks(firm: PlainFirm) -> int:
    """Return the weeks from order to arrival with the sourcing chosen."""
    return BASE.supply.partner_weeks if firm.plan["sourcing"] > 0 else BASE.supply.lead_weeks


def soon(firm: PlainFirm, variant: Variant) -> bool:
    """Say whether a variant needs materials: it can be made, or will be when an order arrives."""
    return variant.status == ON_SALE or (
        variant.status == DEVELOPING and variant.ready_in <= covered(lead_weeks(firm))
    )


def variance(forecast: float, surprise: float) -> float:
    """Return the weekly variance of a variant's demand around its forecast: many customers' luck,
    and common surprise.
    """
    return forecast + surprise * forecast * forecast


def arrive(firm: PlainFirm) -> None:
    """Receive what is due; a week's shipment of parts, or of modules, may slip by a week."""
    sure = BASE.supply.partner_reliability if firm.plan["sourcing"] > 0 else BASE.supply.reliability
    if firm.luck.uniform("supplier", firm.week, 0) < sure:
        for variant in firm.variants:
            variant.parts += _receive(variant.parts_coming)
    else:
        for variant in firm.variants:
            _slip(variant.parts_coming)
    if firm.luck.uniform("supplier", firm.week, 1) < sure:
        firm.common += _receive(firm.common_coming)
    else:
        _slip(firm.common_coming)


def _receive(coming: list[int]) -> int:
    due = coming.pop(0)
    coming.append(0)
    return due


def _slip(coming: list[int]) -> None:
    late = _receive(coming)
    coming[0] += late


def reach(lead: int, cycle: float, users: int) -> float:
    """Return the weeks of forecast that variants, each a lot at a time and in turn, may use until
    an order made next week comes.
    """
    return ceil(users * covered(lead) / cycle) * cycle / users


def covered(lead: int) -> int:
    """Return the weeks of lots that an order has to last for."""
    return lead if BASE.supply.exact_cover else lead + 1


def lots_due(firm: PlainFirm, variant: Variant, lead: int) -> float:
    """Return the weeks of forecast in the lots of a variant that fall due while an order lasts."""
    cycle = int(firm.plan["cycle"])
    weeks = range(firm.week + 1, firm.week + 1 + covered(lead))
    due = sum((week + variant.slot) % cycle == 0 for week in weeks)
    return float(cycle * max(due, not variant.stocked))


def order(firm: PlainFirm, forecasts: list[float], lacks: dict[int, int]) -> dict[str, int]:
    """Order up to base stock; errors of variants pool in the modules and not in the parts (Eppen
    1979). ``lacks`` is what this week's lots lack, by slot.
    """
    supply, lead, cycle = BASE.supply, lead_weeks(firm), firm.plan["cycle"]
    factor = supply.safety + firm.plan["material_safety"]
    needed = [
        (variant, forecast)
        for variant, forecast in zip(firm.variants, forecasts, strict=True)
        if forecast > 0 and soon(firm, variant)
    ]
    ordered, whole, pooled = 0, 0.0, 0.0
    pooled_weeks = reach(lead, cycle, max(len(needed), 1))
    for variant, forecast in needed:
        own = variance(forecast, firm.surprise)
        weeks = lots_due(firm, variant, lead) if supply.timed else reach(lead, cycle, 1)
        target = ceil(forecast * weeks + factor * sqrt(own * weeks))
        units = target - variant.parts - sum(variant.parts_coming)
        units = max(0, units + lacks.get(variant.slot, 0))
        variant.parts_coming[lead - 1] += units
        ordered += units
        shared = weeks if supply.timed else pooled_weeks
        whole, pooled = whole + forecast * shared, pooled + own * shared
    target = ceil(whole + factor * sqrt(pooled)) + sum(lacks.values())
    units = max(0, target - firm.common - sum(firm.common_coming))
    firm.common_coming[lead - 1] += units
    ordered += units
    return {"ordered": ordered, "ordered_weeks": ordered * lead}
