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
        variant.status == DEVELOPING and variant.ready_in <= lead_weeks(firm) + 1
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
    return ceil(users * (lead + 1) / cycle) * cycle / users


def order(firm: PlainFirm, forecasts: list[float]) -> dict[str, int]:
    """Order up to base stock; errors of variants pool in the modules and not in the parts (Eppen
    1979).
    """
    safety, lead, cycle = BASE.supply.safety, lead_weeks(firm), firm.plan["cycle"]
    weeks = reach(lead, cycle, 1)
    ordered, users, whole, pooled = 0, 0, 0.0, 0.0
    for variant, forecast in zip(firm.variants, forecasts, strict=True):
        if forecast <= 0 or not soon(firm, variant):
            continue
        own = variance(forecast, firm.surprise)
        target = ceil(forecast * weeks + safety * sqrt(own * weeks))
        units = max(0, target - variant.parts - sum(variant.parts_coming))
        variant.parts_coming[lead - 1] += units
        whole, pooled, ordered, users = whole + forecast, pooled + own, ordered + units, users + 1
    weeks = reach(lead, cycle, max(users, 1))
    target = ceil(whole * weeks + safety * sqrt(pooled * weeks))
    units = max(0, target - firm.common - sum(firm.common_coming))
    firm.common_coming[lead - 1] += units
    ordered += units
    return {"ordered": ordered, "ordered_weeks": ordered * lead}
