"""The KPIs: what is measured. Each is a ratio of two weekly flows, so that it aggregates over weeks as a ratio of sums."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kpi:
    """One KPI: ``top`` / ``bottom`` flows; ``one_minus`` turns the ratio r into 1 - r. ``better`` is up, down or none.

    A flow named ``account:...`` or ``cause:...`` is that account or cause of lost units. With ``variance`` the KPI is the ratio of
    the variances over weeks of two flows, which a single week does not have.
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


@dataclass(frozen=True)
class Derived:
    """A measure that needs other runs beside the one measured."""

    name: str
    label: str
    unit: str
    better: str
    formula: str
    source: str


_CHOPRA = "Chopra & Meindl, Supply Chain Management, 7th ed., ch. 3"
_PLAIN = "plain count"
_NAHMIAS = "Nahmias & Olsen, Production and Operations Analytics, 8th ed."
_FARRIS = "Farris, Bendle, Pfeifer & Reibstein, Marketing Metrics, 3rd ed."
_ASSUMED = "assumed"
_M, _O, _B, _F = "marketing", "operations", "both", "firm"
_LATE = "answered later than promised / contacts"

KPIS: tuple[Kpi, ...] = (
    Kpi("profit", "Profit", "money/week", "up", _F, "profit", "one", "revenue - all accounts", "books"),
    Kpi("margin", "Margin", "share of revenue", "up", _F, "profit", "revenue", "profit / revenue", _FARRIS),
    Kpi("roi", "Return on spending", "share", "up", _F, "profit", "spent", "profit / all costs", _FARRIS),
    Kpi("units", "Units sold", "units/week", "up", _M, "units", "one", "units delivered to customers", _PLAIN),
    Kpi("demand", "Demand", "units/week", "up", _M, "demand", "one", "customers who chose to buy from us", _PLAIN),
    Kpi("revenue", "Revenue", "money/week", "up", _M, "revenue", "one", "price paid x units", "books"),
    Kpi("market_share", "Market share", "share of visits", "up", _M, "units", "visits", "units / visits", _FARRIS),
    Kpi("repeat_units", "Repeat purchases", "units/week", "up", _M, "again", "one", "bought by earlier choosers", _FARRIS),
    Kpi("price_realised", "Price realised", "money/unit", "up", _M, "revenue", "units", "revenue / units", "books"),
    Kpi("promotion_share", "Sold on promotion", "share of units", "none", _M, "promoted", "units", "promoted / units", _FARRIS),
    Kpi("acquisition_cost", "Acquisition cost", "money/unit", "down", _M, "acquisition", "units",
        "(advertising + promotion discounts) / units", _FARRIS),
    Kpi("acquisition_cost_fulfilled", "Acquisition cost per fulfilled order", "money/unit", "down", _B, "acquisition", "fulfilled",
        "(advertising + promotion discounts) / units on time and in order", _FARRIS),
    Kpi("range", "Range", "variants", "none", _M, "range", "one", "variants that can be made", _PLAIN),
    Kpi("put_off_rate", "Put off by choice", "share of visits", "down", _M, "put_off", "visits", "left before choosing / visits",
        "Iyengar & Lepper 2000"),
    Kpi("promo_empty", "Promotions into empty shelves", "share of promotions", "down", _B, "promo_empty", "promo_weeks",
        "promotion weeks with a fill rate under 80 % / promotion weeks", _ASSUMED),
    Kpi("time_to_market", "Time to market", "weeks", "down", _B, "launch_weeks", "launched",
        "weeks from the decision for a variant to its first week on the shelf", "Clark & Fujimoto 1991"),
    Kpi("late_launches", "Late launches", "share of launches", "down", _B, "launched_late", "launched",
        "launches announced before they could be bought / launches", _ASSUMED),
    Kpi("not_ready", "Announced but not ready", "variants", "down", _B, "not_ready", "one",
        "variants offered that have never been on the shelf", _PLAIN),
    Kpi("unit_cost", "Unit cost", "money/unit", "down", _O, "manufacturing", "made", "manufacturing accounts / units made",
        _NAHMIAS),
    Kpi("stockout_rate", "Stockout rate", "share of demand", "down", _O, "empty", "demand", "met an empty shelf / demand", _CHOPRA),
    Kpi("fill_rate", "Fill rate", "share of demand", "up", _O, "filled", "demand", "first choice met from the shelf / demand",
        _CHOPRA),
    Kpi("order_fulfilment", "Orders fulfilled", "share of demand", "up", _B, "fulfilled", "demand",
        "units on time and in order / demand", _CHOPRA),
    Kpi("forecast_accuracy", "Forecast accuracy", "1 - WMAPE", "up", _B, "forecast_miss", "demand",
        "1 - sum |demand - forecast| / sum demand, the forecast operations plans with", "Kolassa & Schuetz 2007", one_minus=True),
    Kpi("forecast_bias", "Forecast bias", "share of demand", "none", _B, "forecast_over", "demand",
        "sum (forecast - demand) / sum demand", _NAHMIAS),
    Kpi("report_bias", "Bias of marketing's word", "share of expectation", "none", _M, "report_over", "expected",
        "sum (told - own expectation) / sum expectation", "Mallik & Harker 2004"),
    Kpi("told", "Marketing's word", "units/week", "none", _M, "told", "one", "demand as marketing words it, week by week", _PLAIN),
    Kpi("told_over", "Word over demand", "units/week", "down", _M, "told_over", "one", "max(0, word - demand)", "Gonik 1978"),
    Kpi("told_short", "Word under demand", "units/week", "down", _M, "told_short", "one", "max(0, demand - word)", "Gonik 1978"),
    Kpi("belief_error", "Error of beliefs", "share", "down", _B, "belief_miss", "one",
        "mean over facts of |belief - truth| / truth, each at most 1", _ASSUMED),
    Kpi("bullwhip", "Bullwhip", "ratio", "down", _O, "wanted", "demand", "variance of lots asked for / variance of demand",
        "Chen, Drezner, Ryan & Simchi-Levi 2000", variance=True),
    Kpi("setup_share", "Set-up share", "share of hours", "down", _O, "setup_hours", "hours_available",
        "set-up hours / hours available", _NAHMIAS),
    Kpi("setups", "Set-ups", "lots/week", "down", _O, "setups", "one", "lots begun", _PLAIN),
    Kpi("utilisation", "Utilisation", "share of hours", "none", _O, "hours_used", "hours_available", "hours used / hours available",
        _NAHMIAS),
    Kpi("hours_used", "Hours used", "hours/week", "none", _O, "hours_used", "one", "run and set-up hours", _PLAIN),
    Kpi("overtime", "Overtime", "hours/week", "down", _O, "overtime_hours", "one", "hours above regular", _PLAIN),
    Kpi("breakdown_share", "Breakdowns", "share of hours", "down", _O, "broken_hours", "open_hours",
        "hours lost to breakdowns / hours open", _NAHMIAS),
    Kpi("defect_rate", "Defects", "share of units", "down", _O, "defective", "units", "defective / units", _NAHMIAS),
    Kpi("stock", "Stock", "units", "down", _O, "stock", "one", "units on the shelf at week's end", _PLAIN),
    Kpi("weeks_of_cover", "Weeks of cover", "weeks", "none", _O, "stock", "demand", "stock / demand", _NAHMIAS),
    Kpi("turns", "Inventory turns", "1/year", "up", _O, "yearly", "stock", "52 x units / stock", _NAHMIAS),
    Kpi("write_offs", "Write-offs", "money/week", "down", _B, "account:write-offs", "one",
        "goods that can no longer be sold, parts that fit nothing any more", "books"),
    Kpi("supply_lead", "Supply lead time", "weeks", "down", _O, "ordered_weeks", "ordered", "weeks from order to arrival",
        _NAHMIAS),
    Kpi("backlog", "Backorders", "units", "down", _O, "backlog", "one", "units owed at week's end", _PLAIN),
    Kpi("lead_time", "Lead time to customers", "weeks", "down", _B, "owed", "units", "units owed or unshipped / units",
        "Little 1961"),
    Kpi("promises_broken", "Promises broken", "share of orders", "down", _B, "late", "booked",
        "units later than promised / units booked", _CHOPRA),
    Kpi("unanswered", "Unanswered in time", "share of contacts", "down", _B, "unanswered", "contacts", _LATE, _PLAIN),
    Kpi("answer_time", "Time to an answer", "hours", "down", _O, "answer_hours", "contacts", "mean over contacts", _PLAIN),
    Kpi("complaints", "Complaints", "share of units", "down", _B, "complaints", "units",
        "(late + defective + not answered in time) / units", _ASSUMED),
    Kpi("lost_units", "Lost sales", "units/week", "down", _B, "lost", "one", "put off + left before an empty shelf", "ledger"),
    Kpi("left", "Lost before an empty shelf", "units/week", "down", _B, "left", "one", "left before an empty shelf", "ledger"),
    Kpi("satisfaction", "Satisfaction", "0-1", "up", _F, "satisfaction", "one", "mean over customers",
        "Kahneman & Tversky 1979 (asymmetry)"),
    Kpi("reputation", "Reputation", "0-1", "up", _F, "reputation", "one", "follows mean satisfaction",
        "You, Vadakkepatt & Joshi 2015"),
    Kpi("trust", "Trust", "0-1", "up", _B, "trust", "one", "mean trust in the other's word", "Ozer, Zheng & Chen 2011"),
    Kpi("frustration", "Frustration", "0-1", "down", _B, "frustration", "one", "mean over the two managers", _ASSUMED),
    Kpi("conflicts", "Conflicts", "levers/round", "down", _B, "conflicts", "rounds", "levers the other side contests, per round",
        "Shapiro 1977"),
    *(Kpi(f"conflicts_{area}", f"Conflicts: {label.lower()}", "levers/round", "down", _B, f"conflicts:{area}", "rounds",
          "levers of this area that the other side contests, per round", "Shapiro 1977") for area, label in AREAS.items()),
    *(Kpi(f"lost_{cause.replace(' ', '_').replace('-', '_')}", f"Lost: {cause}", "units/week", "down", _B, f"cause:{cause}", "one",
          "units lost for this cause", "ledger") for cause in CAUSES),
    *(Kpi(f"cost_{account.replace(' ', '_').replace('-', '_')}", f"Cost: {account}", "money/week", "none", _F, f"account:{account}",
          "one", "this account", "books") for account in ACCOUNTS if account != "revenue"),
    Kpi("marketing_pay", "Pay of marketing", "money/week", "none", _M, "marketing_pay", "paid_weeks", "pay rule", "scenario"),
    Kpi("operations_pay", "Pay of operations", "money/week", "none", _O, "operations_pay", "paid_weeks", "pay rule", "scenario"),
)  # fmt: skip
KPI = {kpi.name: kpi for kpi in KPIS}
DERIVED = (
    Derived(
        "coordination_efficiency", "Coordination efficiency", "share of the gap", "up",
        "(profit - profit of silo + none) / (profit of the benchmark plan - profit of silo + none), ratio of means over the same"
        " worlds: coordsim.coordination_efficiency(run)",
        "interval: Cochran 1977, Sampling Techniques, 3rd ed., ch. 6",
    ),
)  # fmt: skip
