"""How a week is felt and what is remembered of it (docs/model.md 7.11, 7.14)."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE
from benchmarks.plain_firm.planning import Forecasts, own_forecast
from benchmarks.plain_firm.reaction import respond, season

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm


def in_a_week(firm: PlainFirm, overload: float, average: float, promotion: bool) -> float:
    """Return what a word on the average week means for a week with or without a promotion."""
    response = respond(firm.size, firm.plan, overload, BASE.market.satisfaction_reference)
    return (
        average * (response.promoted if promotion else response.plain) / max(response.demand, 1e-9)
    )


def remember(
    firm: PlainFirm,
    flows: dict[str, float],
    beliefs: dict[str, float],
    forecasts: Forecasts,
    honest: float,
) -> None:
    """Let the week be felt, and keep what both sides learn from it; adds to the flows."""
    demand, promotion = flows["demand"], firm.market.promotion > 0
    said = in_a_week(firm, beliefs["overload"], honest * firm.report, promotion)
    flows |= {
        "told": said,
        "told_over": max(0.0, said - demand),
        "told_short": max(0.0, demand - said),
        "forecast_miss": abs(forecasts.this_week - demand),
        "forecast_over": forecasts.this_week - demand,
        "complaints": flows["late"] + flows["defective"] + flows["unanswered"],
    }
    if "demand" in firm.told:
        flows |= {"report_over": firm.told["demand"] - honest, "expected": honest}
    if firm.week % BASE.horizon.round_weeks == 0:
        flows |= {"conflicts": firm.conflicts, "rounds": 1}
    feel(firm, flows, forecasts)
    flows |= {"reputation": firm.reputation}
    flows |= {
        "trust": sum(firm.trust.values()) / 2,
        "frustration": sum(firm.frustration.values()) / 2,
    }
    asked = demand if BASE.managers.sees == "demand" else sum(recorded(firm))
    see_level(firm, beliefs["overload"], asked, promotion)
    keep_records(firm, flows, forecasts)


def feel(firm: PlainFirm, flows: dict[str, float], forecasts: Forecasts) -> None:
    """Move reputation, trust in the other's word, frustration and understanding."""
    people, demand = BASE.people, flows["demand"]
    fill = flows["filled"] / demand if demand > 0 else 1.0
    firm.reputation += people.reputation_rate * (flows["satisfaction"] - firm.reputation)
    if "demand" in firm.told:
        implied = firm.told["demand"] * forecasts.this_week / max(forecasts.total, 1e-9)
        trust(firm, "operations", abs(implied - demand) / max(demand, 1.0))
    if "fill_rate" in firm.told:
        trust(firm, "marketing", abs(firm.told["fill_rate"] - fill))
    strain = min(
        1.0, people.frustration_conflict * firm.conflicts + people.frustration_empty * (1 - fill)
    )
    for role in firm.frustration:
        firm.frustration[role] += people.frustration_rate * (strain - firm.frustration[role])
        firm.understanding[role] *= 1 - people.understanding_decay
    made = flows["costed"]
    cost = flows["manufacturing"] / max(made, 1) if made > 0 else firm.recent_cost
    firm.recent_cost += BASE.plant.report_weight * (cost - firm.recent_cost)
    firm.recent_fill += BASE.plant.report_weight * (fill - firm.recent_fill)


def trust(firm: PlainFirm, role: str, miss: float) -> None:
    """Let a role's trust follow how far the other's word was off (after Ozer, Zheng & Chen
    2011).
    """
    deserved = max(0.0, 1 - BASE.people.trust_slope * miss)
    firm.trust[role] += BASE.people.trust_rate * (deserved - firm.trust[role])


def recorded(firm: PlainFirm) -> list[float]:
    """Return what a week leaves in the records, by slot: bookings, or, of a shelf that ran empty,
    operations' own average where that is more (censored demand: Dai & Jerath 2013).
    """
    booked: list[float] = [v.sold + v.waiting for v in firm.variants]
    if BASE.managers.sees == "demand":
        return booked
    return [
        max(units, usual) if variant.on_hand <= 0 else units
        for variant, units, usual in zip(firm.variants, booked, own_forecast(firm), strict=True)
    ]


def keep_records(firm: PlainFirm, flows: dict[str, float], forecasts: Forecasts) -> None:
    """Keep bookings, forecast errors, promises broken; the crew moves a week on."""
    records = recorded(firm)
    for variant, record in zip(firm.variants, records, strict=True):
        variant.booked.pop()
        variant.booked.insert(0, record)
    forecast = max(forecasts.this_week, 1.0)
    off = (flows["booked"] - forecast) / forecast
    firm.surprise += BASE.plant.error_weight * (max(0.0, off * off - 1 / forecast) - firm.surprise)
    broken = (flows["late"] / max(flows["booked"], 1.0), firm.unanswered)
    rate = BASE.market.record_rate
    firm.record = [
        held + rate * (min(new, 1.0) - held) for held, new in zip(firm.record, broken, strict=True)
    ]
    firm.crew = [*firm.crew[1:], firm.crew[-1]]


def see_level(firm: PlainFirm, overload: float, demand: float, promotion: bool) -> None:
    """Let marketing keep this week's demand over what its own formula expects."""
    response = respond(firm.size, firm.plan, overload, BASE.market.satisfaction_reference)
    expected = (response.promoted if promotion else response.plain) * season(firm.week)
    insight = BASE.market.insight
    foreseen = (
        insight * firm.luck.shocks[firm.week]
        - (2 * insight - insight**2) * BASE.market.shock_sd**2 / 2
    )
    seen = expected * exp(foreseen)
    firm.level = [demand / max(seen, 1e-9), *firm.level[:-1]]
