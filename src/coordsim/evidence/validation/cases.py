"""The table of cases: numbers, sources and conventions. A new number of a known kind is one line
here.
"""

from __future__ import annotations

from typing import Any

from coordsim.evidence.validation import balances, controls, market, stock, works
from coordsim.evidence.validation.rows import Case, Row, Size

SNYDER = "Snyder & Shen, Fundamentals of Supply Chain Theory, ch. 4"
TRAIN = "McFadden 1974; Train 2009, Discrete Choice Methods with Simulation, ch. 3"
WEEK = (
    "A week: make (a lot with lead time 0 is on the shelf at once), ship what is owed, meet demand,"
    " charge."
)
NORMAL = "Demand is cut at 0"
BULLWHIP = (
    (1, 5, 0.0, 120),
    (2, 5, 0.0, 160),
    (5, 5, 0.0, 240),
    (4, 10, 0.7, 280),
)  # L, p, rho, weeks


FAMILIES: tuple[tuple[dict[str, Any], float, int], ...] = (
    ({"distribution": "uniform", "mean": 50.0, "sd": 20.0}, 50.0, 400),
    ({"distribution": "lognormal", "mean": 50.0, "sd": 25.0}, 50.0, 600),
    (
        {"distribution": "listed", "values": [20.0, 40.0, 60.0, 120.0]}
        | {"chances": [0.2, 0.4, 0.3, 0.1]},
        45.0,
        600,
    ),
)  # demand, another base stock, weeks


def _a1() -> list[Row]:
    return stock.cost_form(
        "A1",
        mean=50.0,
        sd=8.0,
        holding=0.18,
        backorder=0.70,
        levels=(40.0, 60.0),
        size=Size(200, 400),
    )


def _a2() -> list[Row]:
    return stock.profit_form(
        "A2",
        mean=1000.0,
        sd=300.0,
        price=100.0,
        cost=40.0,
        salvage=20.0,
        orders=(1000.0, 1600.0),
        size=Size(200, 150),
    )


def _a4() -> list[Row]:
    return stock.poisson_form(
        "A4", mean=6.0, holding=1.0, backorder=4.0, levels=(5,), size=Size(200, 400)
    )


def _a5() -> list[Row]:
    return stock.cost_form(
        "A5",
        mean=50.0,
        sd=8.0,
        holding=0.18,
        backorder=0.70,
        levels=(),
        size=Size(200, 600),
        lead_weeks=4,
    )


def _a8() -> list[Row]:
    rows = market.logit("A8", 1.0, 0.5, Size(100, 20, 0))
    return [
        *rows,
        *market.nested("A8", attraction=-0.5, cost=20.0, scale=0.35, variants=6, classes=48),
    ]


def _a9() -> list[Row]:
    return market.elasticity("A9", wanted=-2.62, price=100.0, share=0.2, size=Size(200, 20, 0))


def _a12() -> list[Row]:
    return [
        stock.amplification("A12", lead, window, rho, Size(200, weeks))
        for lead, window, rho, weeks in BULLWHIP
    ]


def _a19() -> list[Row]:
    rows: list[Row] = []
    for given, level, weeks in FAMILIES:
        rows += stock.family_form(
            "A19",
            given,
            holding=0.18,
            backorder=0.70,
            levels=(level,),
            size=Size(200, weeks),
        )
    return rows


def _a20() -> list[Row]:
    return [row for cycle in (3, 5, 8) for row in works.campaigns("A20", cycle, Size(1, 120, 120))]


def _a21() -> list[Row]:
    return [works.materials("A21", safety, Size(200, 1500)) for safety in (0.0, 0.5)]


def _a17() -> list[Row]:
    size = Size(2, 44, 8)
    return [*balances.little("A17", size), *balances.balances("A17", size)]


def _a18() -> list[Row]:
    size = Size(2, 36, 8)
    return [
        *controls.information("A18", size),
        *controls.levers("A18", size),
        *controls.causes("A18", size),
    ]


CASES: tuple[Case, ...] = (
    Case(
        id="A1",
        title="Newsvendor, cost form",
        source=SNYDER,
        conventions=(
            f"{WEEK} Lead time 0, so a base stock covers one week; unmet demand is owed and"
            f" filled first next week, so weeks are independent repetitions. {NORMAL} (6 sd away)"
            " and not rounded. h = money.holding, p = money.backorder."
        ),
        kind="simulated",
        run=_a1,
    ),
    Case(
        id="A2",
        title="Newsvendor, profit form",
        source=SNYDER,
        conventions=(
            f"{WEEK} Lead time 0, unmet demand is lost. A unit left over saves next week's"
            f" purchase; money.holding = cost - salvage makes it worth its salvage. {NORMAL} (3.3"
            " sd away, which moves profit by 0.004 %) and not rounded."
        ),
        kind="simulated",
        run=_a2,
    ),
    Case(
        id="A4",
        title="Newsvendor, Poisson demand",
        source=SNYDER,
        conventions=f"{WEEK} Lead time 0, whole units, unmet demand is owed.",
        kind="simulated",
        run=_a4,
    ),
    Case(
        id="A5",
        title="Base stock with a lead time",
        source=SNYDER,
        conventions=(
            f"{WEEK} A lot started in week t is on the shelf in week t + L before demand, so the"
            " base stock covers L + 1 weeks. Unmet demand is owed. Fill rate: demand met from"
            f" the shelf in its own week. {NORMAL} and not rounded."
        ),
        kind="simulated",
        run=_a5,
    ),
    Case(
        id="A8",
        title="Logit shares and recapture",
        source=TRAIN,
        conventions=(
            "One taste class, nest scale 1, not buying has utility 0. Utility is attraction less"
            " taste cost x distance; slots 9, 6, 3, 0 lie in equal steps, slots between them"
            " stay in development. A share is of visits, by first choice before the shelf is"
            " seen. The missing variant is off the list, so that customers know before they"
            " choose."
        ),
        kind="simulated",
        run=_a8,
    ),
    Case(
        id="A9",
        title="Price elasticity",
        source="Bijmolt, van Heerde & Pieters 2005 (size); Train 2009, ch. 3 (formula)",
        conventions=(
            "One variant, everybody visits every week, the same price sensitivity for all."
            " Central difference in logs over 2 % up and down in the same worlds; it misses the"
            " derivative by 0.03 %. Demand is first choices, met or not."
        ),
        kind="simulated",
        run=_a9,
    ),
    Case(
        id="A12",
        title="Bullwhip of a moving average",
        source="Chen, Drezner, Ryan & Simchi-Levi 2000",
        conventions=(
            "The theory's L counts the weeks covered: plant.lead_weeks = L - 1 and a review of"
            " one week. Safety factor 0, surplus goes back free (lots may be negative), unmet"
            " demand is owed. The average holds the p weeks before this one. Demand is never"
            " cut."
        ),
        kind="simulated",
        run=_a12,
    ),
    Case(
        id="A17",
        title="Little's law, material and books",
        source="Little 1961; double entry",
        conventions=(
            "Scenario blind, four sets of rules, managers at work, shipments on time. Counts at"
            " the end of a week. Little's window moves with the units, so that no edge is left."
            " Units are whole and balance exactly, money to rounding."
        ),
        kind="exact",
        run=_a17,
    ),
    Case(
        id="A18",
        title="Negative controls",
        source="docs/theory.md",
        conventions=(
            "Exactly zero. Told or not: given demand without spread, an honest word on demand"
            " only, free of charge. Levers: both seats hold, all limits closed; pay shows in pay"
            " alone."
        ),
        kind="exact",
        run=_a18,
    ),
    Case(
        id="A19",
        title="Newsvendor, other demands",
        source=f"{SNYDER}; Johnson, Kotz & Balakrishnan 1994, ch. 14",
        conventions=(
            f"{WEEK} Lead time 0, unmet demand is owed, units are not whole. Uniform, lognormal,"
            " and a list of values with their chances; S* is the quantile at the critical ratio."
        ),
        kind="simulated",
        run=_a19,
    ),
    Case(
        id="A20",
        title="Lots and hours",
        source="Karmarkar 1987 (hours taken and output by lot; its lead times in tests alone)",
        conventions=(
            "One variant, 20 a week without spread, 4 h a unit and 40 h a set-up of 100 h a week:"
            " the machine of 25 units a week and 0.4 weeks a set-up. Set-up carry-over on; weeks"
            " counted are a multiple of every cycle. Without it the output is 15 for every lot."
        ),
        kind="exact",
        run=_a20,
    ),
    Case(
        id="A21",
        title="Materials of a lead time",
        source=SNYDER,
        conventions=(
            "Poisson demand of 10 a week, a cycle of one week, parts and modules that take 3 weeks"
            " and never slip, supply.exact_cover on: orders made after a week's lots cover the lots"
            " of three weeks, and what lots lack. A week is short when its lot is cut."
        ),
        kind="simulated",
        run=_a21,
    ),
)
