"""The KPIs: what is measured. Each is a ratio of two weekly flows, so that it aggregates over weeks
as a ratio of sums. The file is long because it is one table, a row for each KPI: to cut it would
hide what stands beside what.
"""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.core.spelling import meant, shown


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One KPI: ``top`` / ``bottom`` flows; ``one_minus`` turns the ratio r into 1 - r. ``better``
    is up, down or none.

    A flow named ``account:...`` or ``cause:...`` is that account or cause of lost units. With
    ``variance`` the KPI is the ratio of the variances over weeks of two flows, which a single week
    does not have.
    """

    name: str
    label: str
    unit: str
    better: str
    owner: str
    top: str
    bottom: str
    formula: str
    source: str
    one_minus: bool = False
    variance: bool = False


AREAS = {
    "capacity": "Capacity and long-range forecast",
    "scheduling": "Scheduling and short-range forecast",
    "delivery": "Delivery and distribution",
    "quality": "Quality",
    "breadth": "Breadth of the line",
    "cost": "Cost control",
    "new_products": "New products",
    "service": "Service",
}  # where marketing and manufacturing fight: Shapiro 1977
CUTS = ("materials", "set-ups", "hours", "breakdowns")
CAUSES = ("put off by choice", "not ready", "not told", *CUTS, "forecast error", "promise")
MANUFACTURING = (
    "materials",
    "sourcing",
    "labour",
    "overtime",
    "set-ups",
    "holding",
    "parts holding",
    "range overhead",
    "launches",
    "quality",
    "returns",
)
ACCOUNTS = (
    "revenue",
    *MANUFACTURING,
    "service staff",
    "shipping",
    "late orders",
    "backorders",
    "write-offs",
    "advertising",
    "hiring",
    "meetings",
    "systems",
    "fixed",
)


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A measure that needs other runs beside the one measured."""

    name: str
    label: str
    unit: str
    better: str
    formula: str
    source: str


EMPTY_SHELF = 0.8  # assumed: a promotion whose fill rate is below this met an empty shelf
_CHOPRA = "Chopra & Meindl, Supply Chain Management, 7th ed., ch. 3"
_PLAIN = "plain count"
_NAHMIAS = "Nahmias & Olsen, Production and Operations Analytics, 8th ed."
_FARRIS = "Farris, Bendle, Pfeifer & Reibstein, Marketing Metrics, 3rd ed."
_ASSUMED = "assumed"
_M, _O, _B, _F = "marketing", "operations", "both", "firm"
_LATE = "answered later than promised / contacts"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        name="profit",
        label="Profit",
        unit="money/week",
        better="up",
        owner=_F,
        top="profit",
        bottom="one",
        formula="revenue - all accounts",
        source="books",
    ),
    Kpi(
        name="margin",
        label="Margin",
        unit="share of revenue",
        better="up",
        owner=_F,
        top="profit",
        bottom="revenue",
        formula="profit / revenue",
        source=_FARRIS,
    ),
    Kpi(
        name="roi",
        label="Return on spending",
        unit="share",
        better="up",
        owner=_F,
        top="profit",
        bottom="spent",
        formula="profit / all costs",
        source=_FARRIS,
    ),
    Kpi(
        name="units",
        label="Units sold",
        unit="units/week",
        better="up",
        owner=_M,
        top="units",
        bottom="one",
        formula="units delivered to customers",
        source=_PLAIN,
    ),
    Kpi(
        name="demand",
        label="Demand",
        unit="units/week",
        better="up",
        owner=_M,
        top="demand",
        bottom="one",
        formula="customers who chose to buy from us",
        source=_PLAIN,
    ),
    Kpi(
        name="revenue",
        label="Revenue",
        unit="money/week",
        better="up",
        owner=_M,
        top="revenue",
        bottom="one",
        formula="price paid x units",
        source="books",
    ),
    Kpi(
        name="market_share",
        label="Market share",
        unit="share of visits",
        better="up",
        owner=_M,
        top="units",
        bottom="visits",
        formula="units / visits",
        source=_FARRIS,
    ),
    Kpi(
        name="repeat_units",
        label="Repeat purchases",
        unit="units/week",
        better="up",
        owner=_M,
        top="again",
        bottom="one",
        formula="bought by earlier choosers",
        source=_FARRIS,
    ),
    Kpi(
        name="price_realised",
        label="Price realised",
        unit="money/unit",
        better="up",
        owner=_M,
        top="revenue",
        bottom="units",
        formula="revenue / units",
        source="books",
    ),
    Kpi(
        name="promotion_share",
        label="Sold on promotion",
        unit="share of units",
        better="none",
        owner=_M,
        top="promoted",
        bottom="units",
        formula="promoted / units",
        source=_FARRIS,
    ),
    Kpi(
        name="acquisition_cost",
        label="Acquisition cost",
        unit="money/unit",
        better="down",
        owner=_M,
        top="acquisition",
        bottom="units",
        formula="(advertising + promotion discounts) / units",
        source=_FARRIS,
    ),
    Kpi(
        name="acquisition_cost_fulfilled",
        label="Acquisition cost per fulfilled order",
        unit="money/unit",
        better="down",
        owner=_B,
        top="acquisition",
        bottom="fulfilled",
        formula="(advertising + promotion discounts) / units on time and in order",
        source=_FARRIS,
    ),
    Kpi(
        name="range",
        label="Range",
        unit="variants",
        better="none",
        owner=_M,
        top="range",
        bottom="one",
        formula="variants that can be made",
        source=_PLAIN,
    ),
    Kpi(
        name="slowest_variant",
        label="Slowest variant",
        unit="share of the mean",
        better="up",
        owner=_M,
        top="slowest",
        bottom="usual",
        formula=(
            "mean bookings over plant.forecast_window of the variant that is booked least / of all"
            " that can be made"
        ),
        source=_PLAIN,
    ),
    Kpi(
        name="put_off_rate",
        label="Put off by choice",
        unit="share of visits",
        better="down",
        owner=_M,
        top="put_off",
        bottom="visits",
        formula="left before choosing / visits",
        source="Iyengar & Lepper 2000",
    ),
    Kpi(
        name="promo_empty",
        label="Promotions into empty shelves",
        unit="share of promotions",
        better="down",
        owner=_B,
        top="promo_empty",
        bottom="promo_weeks",
        formula=(
            f"promotion weeks with a fill rate under {100 * EMPTY_SHELF:g} % / promotion weeks"
        ),
        source=_ASSUMED,
    ),
    Kpi(
        name="time_to_market",
        label="Time to market",
        unit="weeks",
        better="down",
        owner=_B,
        top="launch_weeks",
        bottom="launched",
        formula="weeks from the decision for a variant to its first week on the shelf",
        source="Clark & Fujimoto 1991",
    ),
    Kpi(
        name="late_launches",
        label="Late launches",
        unit="share of launches",
        better="down",
        owner=_B,
        top="launched_late",
        bottom="launched",
        formula="launches announced before they could be bought / launches",
        source=_ASSUMED,
    ),
    Kpi(
        name="not_ready",
        label="Announced but not ready",
        unit="variants",
        better="down",
        owner=_B,
        top="not_ready",
        bottom="one",
        formula="variants offered that have never been on the shelf",
        source=_PLAIN,
    ),
    Kpi(
        name="unit_cost",
        label="Unit cost",
        unit="money/unit",
        better="down",
        owner=_O,
        top="manufacturing",
        bottom="made",
        formula="manufacturing accounts / units made",
        source=_NAHMIAS,
    ),
    Kpi(
        name="stockout_rate",
        label="Stockout rate",
        unit="share of demand",
        better="down",
        owner=_O,
        top="empty",
        bottom="demand",
        formula="met an empty shelf / demand",
        source=_CHOPRA,
    ),
    Kpi(
        name="fill_rate",
        label="Fill rate",
        unit="share of demand",
        better="up",
        owner=_O,
        top="filled",
        bottom="demand",
        formula="first choice met from the shelf / demand",
        source=_CHOPRA,
    ),
    Kpi(
        name="order_fulfilment",
        label="Orders fulfilled",
        unit="per unit asked for",
        better="up",
        owner=_B,
        top="fulfilled",
        bottom="demand",
        formula="units on time and in order / demand",
        source=_CHOPRA,
    ),
    Kpi(
        name="forecast_accuracy",
        label="Forecast accuracy",
        unit="1 - WMAPE",
        better="up",
        owner=_B,
        top="forecast_miss",
        bottom="demand",
        formula="1 - sum |demand - forecast| / sum demand, the forecast operations plans with",
        source="Kolassa & Schuetz 2007",
        one_minus=True,
    ),
    Kpi(
        name="forecast_bias",
        label="Forecast bias",
        unit="share of demand",
        better="none",
        owner=_B,
        top="forecast_over",
        bottom="demand",
        formula="sum (forecast - demand) / sum demand",
        source=_NAHMIAS,
    ),
    Kpi(
        name="report_bias",
        label="Bias of marketing's word",
        unit="share of expectation",
        better="none",
        owner=_M,
        top="report_over",
        bottom="expected",
        formula="sum (told - own expectation) / sum expectation",
        source="Mallik & Harker 2004",
    ),
    Kpi(
        name="told",
        label="Marketing's word",
        unit="units/week",
        better="none",
        owner=_M,
        top="told",
        bottom="one",
        formula="demand as marketing words it, week by week",
        source=_PLAIN,
    ),
    Kpi(
        name="told_over",
        label="Word over demand",
        unit="units/week",
        better="down",
        owner=_M,
        top="told_over",
        bottom="one",
        formula="max(0, word - demand)",
        source="Gonik 1978",
    ),
    Kpi(
        name="told_short",
        label="Word under demand",
        unit="units/week",
        better="down",
        owner=_M,
        top="told_short",
        bottom="one",
        formula="max(0, demand - word)",
        source="Gonik 1978",
    ),
    Kpi(
        name="belief_error",
        label="Error of beliefs",
        unit="share",
        better="down",
        owner=_B,
        top="belief_miss",
        bottom="one",
        formula="mean over facts of |belief - truth| / truth, each at most 1",
        source=_ASSUMED,
    ),
    Kpi(
        name="bullwhip",
        label="Bullwhip",
        unit="ratio",
        better="down",
        owner=_O,
        top="wanted",
        bottom="demand",
        formula="variance of lots asked for / variance of demand",
        source="Chen, Drezner, Ryan & Simchi-Levi 2000",
        variance=True,
    ),
    Kpi(
        name="setup_share",
        label="Set-up share",
        unit="share of hours",
        better="down",
        owner=_O,
        top="setup_hours",
        bottom="hours_available",
        formula="set-up hours / hours available",
        source=_NAHMIAS,
    ),
    Kpi(
        name="setups",
        label="Set-ups",
        unit="lots/week",
        better="down",
        owner=_O,
        top="setups",
        bottom="one",
        formula="lots begun",
        source=_PLAIN,
    ),
    Kpi(
        name="utilisation",
        label="Utilisation",
        unit="share of hours",
        better="none",
        owner=_O,
        top="hours_used",
        bottom="hours_available",
        formula="hours used / hours available",
        source=_NAHMIAS,
    ),
    Kpi(
        name="hours_used",
        label="Hours used",
        unit="hours/week",
        better="none",
        owner=_O,
        top="hours_used",
        bottom="one",
        formula="run and set-up hours",
        source=_PLAIN,
    ),
    Kpi(
        name="overtime",
        label="Overtime",
        unit="hours/week",
        better="down",
        owner=_O,
        top="overtime_hours",
        bottom="one",
        formula="hours above regular",
        source=_PLAIN,
    ),
    Kpi(
        name="breakdown_share",
        label="Breakdowns",
        unit="share of hours",
        better="down",
        owner=_O,
        top="broken_hours",
        bottom="open_hours",
        formula="hours lost to breakdowns / hours open",
        source=_NAHMIAS,
    ),
    Kpi(
        name="defect_rate",
        label="Defects",
        unit="share of units",
        better="down",
        owner=_O,
        top="defective",
        bottom="units",
        formula="defective / units",
        source=_NAHMIAS,
    ),
    Kpi(
        name="stock",
        label="Stock",
        unit="units",
        better="down",
        owner=_O,
        top="stock",
        bottom="one",
        formula="units on the shelf at week's end",
        source=_PLAIN,
    ),
    Kpi(
        name="weeks_of_cover",
        label="Weeks of cover",
        unit="weeks",
        better="none",
        owner=_O,
        top="stock",
        bottom="demand",
        formula="stock / demand",
        source=_NAHMIAS,
    ),
    Kpi(
        name="turns",
        label="Inventory turns",
        unit="1/year",
        better="up",
        owner=_O,
        top="yearly",
        bottom="stock",
        formula="52 x units / stock",
        source=_NAHMIAS,
    ),
    Kpi(
        name="write_offs",
        label="Write-offs",
        unit="money/week",
        better="down",
        owner=_B,
        top="account:write-offs",
        bottom="one",
        formula="goods that can no longer be sold, parts that fit nothing any more",
        source="books",
    ),
    Kpi(
        name="supply_lead",
        label="Supply lead time",
        unit="weeks",
        better="down",
        owner=_O,
        top="ordered_weeks",
        bottom="ordered",
        formula="weeks from order to arrival",
        source=_NAHMIAS,
    ),
    Kpi(
        name="backlog",
        label="Backorders",
        unit="units",
        better="down",
        owner=_O,
        top="backlog",
        bottom="one",
        formula="units owed at week's end",
        source=_PLAIN,
    ),
    Kpi(
        name="lead_time",
        label="Lead time to customers",
        unit="weeks",
        better="down",
        owner=_B,
        top="owed",
        bottom="units",
        formula="units owed or unshipped / units",
        source="Little 1961",
    ),
    Kpi(
        name="promises_broken",
        label="Promises broken",
        unit="per unit booked",
        better="down",
        owner=_B,
        top="late",
        bottom="booked",
        formula="units later than promised / units booked",
        source=_CHOPRA,
    ),
    Kpi(
        name="unanswered",
        label="Unanswered in time",
        unit="share of contacts",
        better="down",
        owner=_B,
        top="unanswered",
        bottom="contacts",
        formula=_LATE,
        source=_PLAIN,
    ),
    Kpi(
        name="answer_time",
        label="Time to an answer",
        unit="hours",
        better="down",
        owner=_O,
        top="answer_hours",
        bottom="contacts",
        formula="mean over contacts",
        source=_PLAIN,
    ),
    Kpi(
        name="complaints",
        label="Complaints",
        unit="per unit",
        better="down",
        owner=_B,
        top="complaints",
        bottom="units",
        formula="(late + defective + not answered in time) / units",
        source=_ASSUMED,
    ),
    Kpi(
        name="lost_units",
        label="Lost sales",
        unit="units/week",
        better="down",
        owner=_B,
        top="lost",
        bottom="one",
        formula="put off + left before an empty shelf + cancelled as overdue",
        source="ledger",
    ),
    Kpi(
        name="left",
        label="Lost before an empty shelf",
        unit="units/week",
        better="down",
        owner=_B,
        top="left",
        bottom="one",
        formula="left before an empty shelf",
        source="ledger",
    ),
    Kpi(
        name="satisfaction",
        label="Satisfaction",
        unit="0-1",
        better="up",
        owner=_F,
        top="satisfaction",
        bottom="one",
        formula="mean over customers",
        source="Kahneman & Tversky 1979 (asymmetry)",
    ),
    Kpi(
        name="reputation",
        label="Reputation",
        unit="0-1",
        better="up",
        owner=_F,
        top="reputation",
        bottom="one",
        formula="follows mean satisfaction",
        source="You, Vadakkepatt & Joshi 2015",
    ),
    Kpi(
        name="trust",
        label="Trust",
        unit="0-1",
        better="up",
        owner=_B,
        top="trust",
        bottom="one",
        formula="mean trust in the other's word",
        source="Ozer, Zheng & Chen 2011",
    ),
    Kpi(
        name="frustration",
        label="Frustration",
        unit="0-1",
        better="down",
        owner=_B,
        top="frustration",
        bottom="one",
        formula="mean over the two managers",
        source=_ASSUMED,
    ),
    Kpi(
        name="conflicts",
        label="Conflicts",
        unit="levers/round",
        better="down",
        owner=_B,
        top="conflicts",
        bottom="rounds",
        formula="levers the other side contests, per round",
        source="Shapiro 1977",
    ),
    *(
        Kpi(
            name=f"conflicts_{area}",
            label=f"Conflicts: {label.lower()}",
            unit="levers/round",
            better="down",
            owner=_B,
            top=f"conflicts:{area}",
            bottom="rounds",
            formula="levers of this area that the other side contests, per round",
            source="Shapiro 1977",
        )
        for area, label in AREAS.items()
    ),
    *(
        Kpi(
            name=f"lost_{cause.replace(' ', '_').replace('-', '_')}",
            label=f"Lost: {cause}",
            unit="units/week",
            better="down",
            owner=_B,
            top=f"cause:{cause}",
            bottom="one",
            formula="units lost for this cause",
            source="ledger",
        )
        for cause in CAUSES
    ),
    *(
        Kpi(
            name=f"cost_{account.replace(' ', '_').replace('-', '_')}",
            label=f"Cost: {account}",
            unit="money/week",
            better="none",
            owner=_F,
            top=f"account:{account}",
            bottom="one",
            formula="this account",
            source="books",
        )
        for account in ACCOUNTS
        if account != "revenue"
    ),
    Kpi(
        name="marketing_pay",
        label="Pay of marketing",
        unit="money/week",
        better="none",
        owner=_M,
        top="marketing_pay",
        bottom="paid_weeks",
        formula="pay rule",
        source="scenario",
    ),
    Kpi(
        name="operations_pay",
        label="Pay of operations",
        unit="money/week",
        better="none",
        owner=_O,
        top="operations_pay",
        bottom="paid_weeks",
        formula="pay rule",
        source="scenario",
    ),
)
KPI = {kpi.name: kpi for kpi in KPIS}


def kpi_named(name: str) -> Kpi:
    """Return a KPI by its name. Raises ValueError when there is none."""
    if name not in KPI:
        raise ValueError(
            f"kpi {shown(name)} is not known; allowed: {', '.join(KPI)}{meant(name, KPI)}"
        )
    return KPI[name]


DERIVED = (
    Derived(
        name="coordination_efficiency",
        label="Coordination efficiency",
        unit="share of the gap",
        better="up",
        formula=(
            "(profit - profit of silo + none) / (profit of the benchmark plan - profit of silo +"
            " none), ratio of means over the same worlds: coordsim.coordination_efficiency(run)"
        ),
        source="interval: Cochran 1977, Sampling Techniques, 3rd ed., ch. 6",
    ),
)
