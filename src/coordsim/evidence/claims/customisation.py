"""Claims on customisation and the two departments: C03 to C08, C10, C11."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordsim.core.records import Floats
from coordsim.evidence.claims import reasons
from coordsim.evidence.claims.contexts import LAUNCHES, USUAL
from coordsim.evidence.claims.records import (
    DOWN,
    REPORTED,
    UP,
    Claim,
    Contrast,
    higher,
    lower,
    relative,
)
from coordsim.run.comparison import paired
from coordsim.run.result import Run

SOURCE = "customisation and the two departments"
TALKING = {"incentives": "shared", "communication": "dashboard"}
DRIVE = 24  # week of the cost drive
SOON, LATER = (
    slice(DRIVE, DRIVE + 4),
    slice(DRIVE + 13, None),
)  # before and after customers can have learnt of it
COST_DRIVE = {"quality": 0.0, "staff": 10.0, "safety": 0.0}
OF_THE_DRIVE = ["capacity", "stock", "lead_times"]  # groups of facts that speak of it
VOLATILE = {"market.shock_sd": 0.3}
ROUND = 4  # weeks


def _c03(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "marketing decides", "operations decides"
    return [higher(runs, a, b, kpi) for kpi in ("range", "setups", "units")]


def _c04(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    told, untold = runs["told"], runs["untold"]
    gap = {
        weeks.start: untold.kpi("satisfaction", weeks) - told.kpi("satisfaction", weeks)
        for weeks in (SOON, LATER)
    }
    return [
        _after(untold, told, "promises_broken", UP),
        _after(untold, told, "unanswered", REPORTED),
        _after(untold, told, "satisfaction", DOWN),
        Contrast(
            "satisfaction, gap after 13 weeks - gap in the first 4",
            "",
            paired(gap[LATER.start], gap[SOON.start]),
            DOWN,
        ),
        _after(untold, told, "profit", DOWN),
    ]


def _cost_drive(untold: list[str]) -> dict[str, Any]:
    """Return the phase that begins with the drive: what leadership orders, and which groups of
    facts are told no more.
    """
    return {
        "week": DRIVE,
        "orders": COST_DRIVE,
        "communication": {"preset": "dashboard", "without": untold},
    }


def _after(untold: Run, told: Run, kpi: str, expected: str) -> Contrast:
    """Compare a KPI from 13 weeks after the drive on, untold less told."""
    gap = paired(untold.kpi(kpi, LATER), told.kpi(kpi, LATER))
    return Contrast(f"{kpi} from week {LATER.start}: untold - told", "", gap, expected)


def _c05(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [
        higher(runs, "involved", "absent", "profit"),
        lower(runs, "involved", "absent", "conflicts"),
    ]


def _c06(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    arms = ("team", "team and meetings")
    return [
        *(higher(runs, arm, "neither", "profit") for arm in arms),
        *(lower(runs, arm, "neither", "time_to_market") for arm in arms),
    ]


def weeks_below_cost(run: Run) -> Floats:
    """Share of weeks after warm-up in which a unit sold for less than it cost to make, (F,): both
    over the last round's weeks.
    """
    below = run.series("price_realised", ROUND) < run.series("unit_cost", ROUND)
    share: Floats = below[:, run.warmup :].mean(axis=1)
    return share


def weeks_at_a_loss(run: Run) -> Floats:
    """Share of weeks after warm-up in which a unit sold for less than all its costs, (F,): over the
    last round's weeks.
    """
    share: Floats = (run.series("profit", ROUND) < 0)[:, run.warmup :].mean(axis=1)
    return share


def _c07(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    known, hidden = runs["cost known"], runs["cost hidden"]
    between = "cost known - cost hidden"
    below, loss = (
        paired(share(known), share(hidden)) for share in (weeks_below_cost, weeks_at_a_loss)
    )
    return [
        Contrast(f"share of weeks priced below all costs of a unit: {between}", "", loss, DOWN),
        higher(runs, "cost known", "cost hidden", "margin"),
        Contrast(
            f"share of weeks priced below the unit cost of manufacturing: {between}",
            "",
            below,
            REPORTED,
        ),
    ]


def _setup_hours(run: Run) -> Floats:
    """Hours of set-ups a week after warm-up, (F,)."""
    hours: Floats = run.flows["setup_hours"][:, run.warmup :].mean(axis=1)
    return hours


def _holding(run: Run) -> Floats:
    """Money a week for holding finished goods, parts and modules, (F,)."""
    return run.kpi("cost_holding") + run.kpi("cost_parts_holding")


def _c08(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "packages", "bespoke"
    return [
        Contrast(
            f"set-up hours: {a} - {b}",
            "hours/week",
            paired(_setup_hours(runs[a]), _setup_hours(runs[b])),
            DOWN,
        ),
        Contrast(
            f"holding of goods and parts: {a} - {b}",
            "money/week",
            paired(_holding(runs[a]), _holding(runs[b])),
            DOWN,
        ),
        higher(runs, a, b, "profit"),
        relative(
            1.1 * runs[a].kpi("revenue"),
            runs[b].kpi("revenue"),
            f"revenue: 1.1 x {a} over {b}, less 1",
            UP,
            0.0,
        ),
    ]


def _c10(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "partner", "standard"
    profit = paired(runs[a].kpi("profit"), runs[b].kpi("profit"))
    return [
        lower(runs, a, b, "lost_materials"),
        lower(runs, a, b, "supply_lead"),
        Contrast(f"profit: {a} - {b}", "money/week", profit, REPORTED),
    ]


def _c11(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "marketing leads", "joint"
    return [
        higher(runs, a, b, "cost_launches"),
        higher(runs, a, b, "lost_put_off_by_choice"),
        lower(runs, a, b, "profit"),
    ]


CLAIMS = (
    Claim(
        id="C03",
        title="Marketing wants variety, operations calm",
        statement=(
            "Both begin with the same usual plan. Marketing alone at the levers, with operations"
            " holding its start plan, builds a wider range, more set-ups and more unit sales"
            " than operations alone at the levers does with marketing holding its own."
        ),
        source=SOURCE,
        arms={
            "marketing decides": {**USUAL, "operations": {"kind": "hold"}},
            "operations decides": {**USUAL, "marketing": {"kind": "hold"}},
        },
        contrasts=_c03,
        kpis=("range", "setups", "units"),
    ),
    Claim(
        id="C04",
        title="Costs cut without a word to marketing",
        statement=(
            "In week 24 operations is made to cut quality effort, service staff and safety"
            " stock, and holds to it; pay is shared. Where marketing is told no more from then"
            " on, more promises are broken, customers grow less content as they find out, and"
            " the firm earns less than where it is told."
        ),
        source=SOURCE,
        arms={
            "told": {**TALKING, "operations": {"kind": "hold"}, "phases": [_cost_drive([])]},
            "untold": {
                **TALKING,
                "operations": {"kind": "hold"},
                "phases": [_cost_drive(OF_THE_DRIVE)],
            },
        },
        contrasts=_c04,
        kpis=("promises_broken", "unanswered", "satisfaction", "profit"),
    ),
    Claim(
        id="C05",
        title="A leadership that takes part",
        statement=(
            "With departments paid for their own numbers, the firm earns more and its"
            " departments contest less when leadership settles their plans than when it stays"
            " away."
        ),
        source=SOURCE,
        arms={
            name: {"governance": "leadership", "involvement": part}
            for name, part in (("absent", 0.0), ("involved", 1.0))
        },
        contrasts=_c05,
        kpis=("profit", "conflicts"),
    ),
    Claim(
        id="C06",
        title="A team of both, and meetings",
        statement=(
            "With four launches planned for week 24, a cross-functional team brings them to"
            " market sooner and lifts profit; so do a team and joint meetings together."
        ),
        source=SOURCE,
        arms={
            "neither": LAUNCHES,
            "team": {**LAUNCHES, "cross_functional_team": True},
            "team and meetings": {
                **LAUNCHES,
                "cross_functional_team": True,
                "communication": "meetings",
            },
        },
        contrasts=_c06,
        kpis=("profit", "time_to_market"),
        why=reasons.TEAM,
    ),
    Claim(
        id="C07",
        title="Decisions from real costs",
        statement=(
            "Paid by department, marketing that is told what things cost sells in fewer weeks"
            " below all that a unit costs, at a better margin, than marketing that is told all"
            " but that."
        ),
        source=SOURCE,
        arms={
            "cost hidden": {
                "incentives": "departmental",
                "communication": {"preset": "dashboard", "without": ["cost"]},
            },
            "cost known": {"incentives": "departmental", "communication": "dashboard"},
        },
        contrasts=_c07,
        kpis=("margin", "price_realised", "unit_cost"),
        why=reasons.REAL_COSTS,
    ),
    Claim(
        id="C08",
        title="Packages beat endless options",
        statement=(
            "With the same variants, covering the same tastes, pay shared and all told, packages"
            " need fewer hours of set-ups and less stock of goods and parts than bespoke"
            " variants, and earn more, for a loss of revenue of less than a tenth."
        ),
        source=SOURCE,
        arms={
            name: {
                **TALKING,
                "levers.range.open": False,
                "levers.build": {"start": float(package), "open": False},
            }
            for name, package in (("bespoke", 0), ("packages", 1))
        },
        contrasts=_c08,
        kpis=("setup_share", "stock", "profit", "revenue"),
    ),
    Claim(
        id="C10",
        title="Partners in costing production",
        statement=(
            "Where demand is volatile, pay shared and all told, materials from a partner come"
            " sooner and fewer sales are lost for want of them; whether that pays is reported."
        ),
        source=SOURCE,
        arms={
            name: {
                **TALKING,
                **VOLATILE,
                "levers.sourcing": {"start": float(partner), "open": False},
            }
            for name, partner in (("standard", 0), ("partner", 1))
        },
        contrasts=_c10,
        kpis=("lost_materials", "supply_lead", "profit"),
        why=reasons.PARTNERS,
        tried=(
            "lead times of 6 weeks (0.15 units a week lost for want of materials, with the partner"
            " 0.46), shocks that last (0.59 and 0.55), a reliability of 0.8 (0.71 and 0.46). A base"
            " stock covers any lead time with the same safety, so a shorter one saves materials"
            " held and not sales; only where a supplier is late often does a partner save sales."
        ),
    ),
    Claim(
        id="C11",
        title="Pleasing everyone can mean rebuilding the machinery",
        statement=(
            "A maker of machine tools in which marketing leads spends more on tooling and"
            " launches, loses more orders to too much choice and earns less than one in which"
            " both plan jointly."
        ),
        source=SOURCE,
        arms={
            "marketing leads": {"governance": "marketing_leads"},
            "joint": {"governance": "joint"},
        },
        contrasts=_c11,
        kpis=("cost_launches", "lost_put_off_by_choice", "profit"),
        scenario="machinery",
    ),
)
