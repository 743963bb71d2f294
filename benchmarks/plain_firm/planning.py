"""Operations' forecasts: what it believes of demand, spread over variants and over the promotions
to come (docs/model.md 7.14).
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.plain_firm.numbers import BASE
from benchmarks.plain_firm.reaction import Plan, respond
from benchmarks.plain_firm.supply import covered, lead_weeks, soon, variance
from benchmarks.plain_firm.variants import ON_SALE

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm


class Forecasts(NamedTuple):
    """Of an average week, of this week; by slot for lots, for lots had operations been told all,
    for materials.
    """

    total: float
    this_week: float
    lots: list[float]
    informed: list[float]
    parts: list[float]


def own_forecast(firm: PlainFirm) -> list[float]:
    """Return operations' moving averages of its bookings, by slot; 0 for what is not on sale."""
    return [sum(v.booked) / len(v.booked) if v.status == ON_SALE else 0.0 for v in firm.variants]


def base_stock(firm: PlainFirm, forecast: float) -> float:
    """Return the level that covers lead time and one cycle (Snyder & Shen 2019, ch. 4)."""
    protection = BASE.plant.lead_weeks + firm.plan["cycle"]
    return forecast * protection + firm.plan["safety"] * sqrt(
        variance(forecast, firm.surprise) * protection
    )


def plan_ahead(firm: PlainFirm, beliefs: dict[str, float], honest: float) -> Forecasts:
    """Turn operations' beliefs into forecasts; ``honest`` is marketing's expectation, for what
    operations was not told.
    """
    own, total = own_forecast(firm), beliefs["demand"]
    early, reach = BASE.plant.prebuild_weeks, BASE.plant.lead_weeks + firm.plan["cycle"]
    believed = Calendar(firm, beliefs)
    truth = (
        believed
        if "promotion_every" in firm.told
        else Calendar(firm, beliefs | _calendar(firm.plan))
    )
    usual = _spread(firm, own, total)
    ahead, materials = (
        believed.over(reach, early),
        believed.over(reach + covered(lead_weeks(firm)), early),
    )
    informed = (total if "demand" in firm.told else honest) * truth.over(reach, early)
    count = sum(v.status == ON_SALE for v in firm.variants)
    newcomer = sum(usual) / max(count, 1)
    needed = [
        newcomer if v.status != ON_SALE and soon(firm, v) else units
        for v, units in zip(firm.variants, usual, strict=True)
    ]
    return Forecasts(
        total=total,
        this_week=total * believed.over(1, 0),
        lots=[units * ahead for units in usual],
        informed=_spread(firm, own, informed),
        parts=[units * materials for units in needed],
    )


def _calendar(plan: Plan) -> Plan:
    return {name: plan[name] for name in ("price", "promotion_depth", "promotion_every")}


def _spread(firm: PlainFirm, own: list[float], total: float) -> list[float]:
    """Spread a total over the variants on sale as operations' own averages do, equally where there
    are none.
    """
    whole = sum(own)
    if whole > 0:
        return [total * units / whole for units in own]
    on_sale = [v.status == ON_SALE for v in firm.variants]
    return [total * there / max(sum(on_sale), 1) for there in on_sale]


class Calendar:
    """Demand over its average in coming weeks, as the promotion calendar is believed."""

    def __init__(self, firm: PlainFirm, beliefs: dict[str, float]) -> None:
        response = respond(
            firm.size, beliefs, beliefs["overload"], BASE.market.satisfaction_reference
        )
        average = max(response.demand, 1e-9)
        self.week, self.every = (
            firm.week,
            int(beliefs["promotion_every"]) if beliefs["promotion_depth"] > 0 else 0,
        )
        self.bump, self.dip = response.promoted / average, response.plain / average

    def over(self, weeks: float, early: int) -> float:
        """Return the mean of the next weeks, with the extra units of promotions up to ``early``
        weeks later.
        """
        total = 0.0
        for ahead in range(int(weeks) + early):
            hit = self.every > 0 and (self.week + ahead) % self.every == self.every - 1
            if ahead < weeks:
                total += self.bump if hit else self.dip
            elif hit:
                total += self.bump - self.dip
        return total / weeks
