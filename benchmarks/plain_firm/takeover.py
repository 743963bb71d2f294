"""A firm on the morning on which it is taken over (docs/model.md 5)."""

from __future__ import annotations

from math import ceil, floor
from types import SimpleNamespace
from typing import TYPE_CHECKING

from benchmarks.plain_firm.books import post
from benchmarks.plain_firm.campaigns import At
from benchmarks.plain_firm.numbers import BASE, MANUFACTURING, ROLES
from benchmarks.plain_firm.owner import Bank, Owner
from benchmarks.plain_firm.planning import Forecasts, own_forecast
from benchmarks.plain_firm.plant import produce
from benchmarks.plain_firm.reaction import Plan, respond, season
from benchmarks.plain_firm.service import answer
from benchmarks.plain_firm.supply import arrive, lead_weeks, order
from benchmarks.plain_firm.variants import ON_SALE, Development, Variant, supply_weeks

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm

TURNS = 5  # of a lot through plant and shelf, lived before week 0 where the start is fitted
BEFORE = 2**20  # cycles before those weeks' luck, which is that of no other week


def begin(firm: PlainFirm) -> None:
    """Put the start plan in force, and what it is expected to sell on the shelf."""
    market, feelings, start = BASE.market, BASE.people, BASE.start
    firm.plan = firm.first = first_plan(firm)
    firm.crew = [firm.plan["hours"]] * (
        BASE.plant.capacity_lead_weeks + 1
    )  # this week, and as decided for the next ones
    firm.adstock = firm.plan["advertising"] / (1 - market.ad_carryover)
    firm.level = [
        1.0
    ] * BASE.plant.forecast_window  # demand over marketing's own formula, newest first
    firm.surprise, firm.effort, firm.report, firm.lessons = market.shock_sd**2, 1.0, 1.0, 0.0
    firm.contacts, firm.unanswered, firm.record = 0.0, 0.0, [0.0, 0.0]
    firm.recent_cost, firm.recent_fill = BASE.standard_cost, 1.0
    firm.reputation = feelings.reputation_start
    firm.trust, firm.frustration, firm.understanding = (
        dict.fromkeys(ROLES, value) for value in (feelings.trust_start, 0.0, 0.0)
    )
    firm.told: dict[str, float] = {}
    firm.told_week: dict[str, int] = {}
    firm.conflicts = 0
    firm.at: At | None = None  # what the plant is set up for
    firm.bank, firm.owner = Bank(BASE.money.cash * BASE.money.insolvency), Owner()
    firm.variants = [Variant(slot) for slot in range(BASE.line.slots)]
    on_sale = firm.variants[: int(firm.plan["range"])]
    demand = firm.usual_demand(firm.plan, overload=0.0)  # nobody stocked up for a shock
    coming, needs = lead_weeks(firm), 0
    for variant, share in zip(on_sale, popular(firm), strict=True):
        each = demand * share
        need = ceil(each)
        variant.status, variant.announced, variant.stocked = ON_SALE, True, True
        variant.on_hand = round(each * start.cover_weeks)
        variant.parts = int(need * start.materials_weeks)
        variant.booked = [each] * BASE.plant.forecast_window
        variant.parts_coming[:coming] = [need] * coming
        needs += need
    firm.common = int(needs * start.materials_weeks)
    firm.common_coming = [needs] * coming + [0] * (supply_weeks() - coming)
    if start.stock == "fitted":
        live_before(firm)


def first_plan(firm: PlainFirm) -> Plan:
    """Return the plan that the firm is taken over with: as the scenario has it, or drawn by its
    world, each inherited lever by itself.
    """
    plan = dict(BASE.first)
    for place, lever in enumerate(plan):
        values = BASE.inherited.get(lever)
        if values:
            plan[lever] = values[int(firm.luck.uniform("inherited", 0, place) * len(values))]
    return plan


def popular(firm: PlainFirm) -> list[float]:
    """Return the share of first choices of each variant on sale at the start."""
    variants = int(firm.plan["range"])
    if BASE.market.tastes == "even":
        return [1 / variants] * variants
    return firm.tastes.first_choices(variants)


def live_before(firm: PlainFirm) -> None:
    """Live the weeks before the first at mean demand, so that shelf, parts and queues fit the plan;
    lots fall due in them as they would have.
    """
    cycle = int(firm.plan["cycle"])
    weeks = TURNS * (BASE.plant.lead_weeks + cycle) + lead_weeks(firm)
    firm.reputation = BASE.start.satisfaction
    shares = popular(firm) + [0.0] * BASE.line.slots
    asked = 0.0
    for week in range(weeks):
        firm.week = BEFORE * cycle - weeks + week
        asked = mean_demand(firm, BASE.market.overload)
        for variant in firm.variants:
            variant.booked = [asked * shares[variant.slot]] * BASE.plant.forecast_window
        usual = own_forecast(firm)
        arrive(firm)
        made = produce(firm, Forecasts(asked, asked, usual, usual, usual))
        order(firm, usual, made.lacks)
        units = sell_mean(firm, asked, shares, week)
        answer(firm, units, units * made.defect)
        rate = BASE.market.record_rate
        firm.record = [
            held + rate * (new - held)
            for held, new in zip(firm.record, (0.0, min(firm.unanswered, 1.0)), strict=True)
        ]
        quiet = SimpleNamespace(promotion=0.0)
        accounts = post(firm, quiet, made, Development(), units=units, late=0, shift=0.0)
        costed = units if BASE.accrual else made.made
        if costed > 0:
            cost = sum(accounts[name] for name in MANUFACTURING) / max(costed, 1)
            firm.recent_cost += BASE.plant.report_weight * (cost - firm.recent_cost)
        fill = min(units / max(asked, 1e-9), 1.0)
        firm.recent_fill += BASE.plant.report_weight * (fill - firm.recent_fill)
    firm.week = 0
    level = asked / max(mean_demand(firm, firm.marketing.beliefs()["overload"]), 1e-9)
    firm.level = [level] * BASE.plant.forecast_window
    for place, customer in enumerate(firm.everybody):
        ago = firm.luck.uniform("need", 0, place) * firm.size / max(asked, 1e-9)
        if ago < BASE.market.need_weeks:
            customer.needs_from = 1 + int(ago)


def mean_demand(firm: PlainFirm, overload: float) -> float:
    """Return what the first plan sells in the season of week 0 to customers who feel as at the
    start and know how promises were kept.
    """
    late, unanswered = firm.record
    response = respond(
        firm.size,
        firm.plan,
        overload,
        BASE.start.satisfaction,
        late=late,
        unanswered=unanswered,
    )
    length = BASE.horizon.round_weeks
    return response.demand * sum(season(week) for week in range(length)) / length


def sell_mean(firm: PlainFirm, demand: float, shares: list[float], week: int) -> int:
    """Sell a mean demand as far as the shelf goes, in whole units that add up to it in time."""
    units = 0
    for variant in firm.variants:
        mean = demand * shares[variant.slot]
        sold = min(floor(mean * (week + 1)) - floor(mean * week), variant.on_hand)
        variant.on_hand -= sold
        units += sold
    return units
