"""The plant: which lots are due, what materials and hours allow, what was not made and why
(docs/model.md 7.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf, log1p
from typing import TYPE_CHECKING

from benchmarks.plain_firm.campaigns import Lot, one_after_the_other, one_set_up_a_lot, units_begun
from benchmarks.plain_firm.numbers import BASE
from benchmarks.plain_firm.outlook import availability, defect_share
from benchmarks.plain_firm.planning import Forecasts, base_stock
from benchmarks.plain_firm.variants import ON_SALE

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm


@dataclass(frozen=True)
class Week:
    """A week of the plant, in units, lots and hours; and the share of defective units."""

    made: int
    wanted: int
    setups: int
    setup_hours: float
    regular: float
    available: float
    used: float
    overtime: float
    open_hours: float
    broken: float
    defect: float
    lacks: dict[int, int]


def produce(firm: PlainFirm, forecasts: Forecasts) -> Week:
    """Make the lots that are due, least weeks of cover first, within materials and hours."""
    lots = due_lots(firm, forecasts)
    asked = sorted((lot for lot in lots if lot.wanted > 0), key=lambda lot: round(lot.cover, 9))
    within_materials(firm, asked)
    regular = firm.crew[0]
    lost = min(
        BASE.plant.breakdown_most,
        -(1 - availability(firm.plan["quality"]))
        * log1p(-firm.luck.uniform("breakdown", firm.week)),
    )
    open_hours = regular * (1 + firm.plan["overtime"])
    broken, available = open_hours * lost, open_hours * (1 - lost)
    if BASE.plant.setup_carryover:
        one_after_the_other(firm, asked, available)
    else:
        one_set_up_a_lot(asked, available)
    made, setups = sum(lot.made for lot in asked), sum(lot.begun for lot in asked)
    setup_hours = sum(lot.setup_hours for lot in asked)
    used = setup_hours + made * BASE.plant.run_hours
    explain(lots, setup_hours, broken)
    for variant in firm.variants:
        variant.on_hand += variant.in_process.pop(0)
        variant.in_process.append(0)
    for lot in asked:
        lot.variant.in_process[-1] = lot.made
        lot.variant.parts -= lot.made
    firm.common -= made
    defect = defect_share(
        firm.plan["quality"],
        sum(v.status == ON_SALE for v in firm.variants),
        used / max(available, 1e-9),
    )
    return Week(
        made=made,
        wanted=sum(lot.wanted for lot in lots),
        setups=setups,
        setup_hours=setup_hours,
        regular=regular,
        available=available,
        used=used,
        overtime=max(0.0, used - regular * (1 - lost)),
        open_hours=open_hours,
        broken=broken,
        defect=defect,
        lacks=(
            {lot.variant.slot: lot.wanted - lot.made for lot in asked}
            if BASE.supply.exact_cover or BASE.supply.timed
            else {}
        ),
    )


def due_lots(firm: PlainFirm, forecasts: Forecasts) -> list[Lot]:
    """Return the lots due: every ``cycle`` weeks by slot, at once when new, again while the last
    one is unfinished; where the plant stays set up, what it is at and what waits.
    """
    lots, cycle, carried = [], int(firm.plan["cycle"]), BASE.plant.setup_carryover
    for variant, forecast, informed in zip(
        firm.variants, forecasts.lots, forecasts.informed, strict=True
    ):
        in_process = sum(variant.in_process)
        level, position = (
            base_stock(firm, forecast),
            variant.on_hand + in_process - sum(variant.backlog),
        )
        wanted = ceil(max(0.0, level - position) - 1e-9)
        begun = units_begun(firm, variant) if carried else 0
        going = min(begun, wanted)
        unfinished = sum(variant.shortfall.values()) > 1 - 1e-9  # units, split by reason
        first = not variant.stocked and in_process == 0
        again = variant.waits if carried else unfinished
        due = (firm.week + variant.slot) % cycle == 0 or again or first
        if variant.status != ON_SALE or not (due or begun > 0):
            continue
        variant.waits = variant.waits and wanted > going
        variant.untold = floor(max(0.0, base_stock(firm, informed) - max(level, position)))
        cover = (variant.on_hand + in_process) / max(forecast, 1e-9)
        lots.append(Lot(variant, wanted if due else going, cover, going))
    return lots


def within_materials(firm: PlainFirm, lots: list[Lot]) -> None:
    """Cut lots to their parts, then to the common modules left for them in sequence."""
    modules = floor(firm.common)
    for lot in lots:
        enough = min(lot.wanted, floor(lot.variant.parts))
        lot.possible = max(0, min(modules, enough))
        modules -= enough


def explain(lots: list[Lot], setup_hours: float, broken: float) -> None:
    """Split what each due lot lacks: materials; then hours that set-ups took, hours as such, hours
    lost to breakdowns.
    """
    run = BASE.plant.run_hours
    total = sum(lot.possible - lot.made for lot in lots)
    of_setups = min(total, setup_hours / run)
    of_breakdowns = min(total - of_setups, broken / run)
    scale = total if total > 0 else inf
    for lot in lots:
        by_hours = (lot.possible - lot.made) / scale
        lot.variant.shortfall = {
            "materials": lot.wanted - lot.possible,
            "set-ups": by_hours * of_setups,
            "hours": by_hours * (total - of_setups - of_breakdowns),
            "breakdowns": by_hours * of_breakdowns,
        }


def teething(firm: PlainFirm, defect: float) -> None:
    """Give every variant its share of defective units: new ones have more, fewer where launches
    were learnt from.
    """
    for variant in firm.variants:
        young = variant.stocked and variant.age < BASE.line.teething_weeks
        variant.defect = min(1.0, defect * (1 + BASE.line.teething * (1 - variant.taught) * young))
