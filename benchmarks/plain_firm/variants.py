"""Variants: from the range that marketing asks for to the shelf, and off it again (docs/model.md
7.5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, exp, floor
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE, CUTS

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm

NONE, DEVELOPING, ON_SALE = "none", "developing", "on sale"
OLDEST = 6  # backorders that have waited longer count as the oldest


def supply_weeks() -> int:
    """Return the weeks that a shipment is on its way at most."""
    return max(BASE.supply.lead_weeks, BASE.supply.partner_weeks)


@dataclass
class Variant:
    """A slot of the product line, with its shelf, its parts, its lots and this week's customers."""

    slot: int
    status: str = NONE
    ready_in: int = 0
    announce_in: int = 0
    announced: bool = False
    stocked: bool = False  # has been on the shelf
    owed_launch: bool = False  # was offered last week before it had been on the shelf
    age: int = 10_000  # weeks since it was asked for; from its first week on the shelf, since then
    taught: float = 0.0
    on_hand: int = 0
    in_process: list[int] = field(default_factory=lambda: [0] * BASE.plant.lead_weeks)
    backlog: list[int] = field(default_factory=lambda: [0] * OLDEST)  # by weeks waited
    parts: int = 0
    parts_coming: list[int] = field(default_factory=lambda: [0] * supply_weeks())
    booked: list[float] = field(
        default_factory=lambda: [0.0] * BASE.plant.forecast_window
    )  # newest first
    shortfall: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(CUTS, 0.0)
    )  # of the last due lot
    untold: int = 0
    waits: bool = False  # for hours or materials, where the plant stays set up
    defect: float = 0.0
    demand: int = 0
    sold: int = 0
    waiting: int = 0
    lost: int = 0
    defective: int = 0

    @property
    def offered(self) -> bool:
        """Whether customers are offered it, ready or not."""
        return self.announced and self.status != NONE

    def begin(self, ready_in: int) -> None:
        """Begin its development."""
        self.status, self.ready_in, self.age, self.untold = DEVELOPING, ready_in, 0, 0
        self.shortfall = dict.fromkeys(CUTS, 0.0)

    def retire(self) -> None:
        """Take it out of the line; what there is of it is thrown away."""
        self.status, self.announced, self.stocked = NONE, False, False
        self.on_hand, self.parts = 0, 0
        for queue in (self.in_process, self.backlog, self.parts_coming):
            queue[:] = [0] * len(queue)
        self.booked = [0.0] * len(self.booked)


@dataclass
class Development:
    """What a week of development did: tooling begun, units and parts scrapped, orders cancelled by
    slot.
    """

    started: int = 0
    scrapped: int = 0
    dead_parts: int = 0
    cancelled: dict[int, int] = field(default_factory=dict)


def mean_weeks(firm: PlainFirm) -> float:
    """Return the mean development time: what the two sides do not understand of each other is done
    twice.
    """
    understanding = sum(firm.understanding.values()) / len(firm.understanding)
    return BASE.line.development_weeks * (1 + BASE.line.rework * (1 - understanding))


def develop(firm: PlainFirm, hoped_weeks: float) -> Development:
    """Begin what is asked for, go on with what is begun, announce by what marketing believes,
    retire the rest.
    """
    done = Development()
    bookings = [
        sum(week)
        for week in zip(*(v.booked for v in firm.variants if v.status == ON_SALE), strict=True)
    ]
    on_sale = max(1, sum(v.status == ON_SALE for v in firm.variants))
    wanted = [v.slot < firm.plan["range"] for v in firm.variants]
    kept = [v for v in firm.variants if wanted[v.slot]]
    others = max(0, sum(v.status != ON_SALE for v in kept) - 1)
    for variant in firm.variants:
        if not wanted[variant.slot]:
            if variant.status != NONE:
                done.scrapped += variant.on_hand + sum(variant.in_process)
                done.dead_parts += variant.parts + sum(variant.parts_coming)
                done.cancelled[variant.slot] = sum(variant.backlog)
                variant.retire()
            continue
        begun = variant.status == NONE
        if begun:
            variant.begin(_weeks(firm, variant, others))
            done.started += 1
        else:
            variant.ready_in = max(variant.ready_in - 1, 0)
            variant.age += 1
        _announce(firm, variant, begun, hoped_weeks)
        if variant.status == DEVELOPING and variant.ready_in == 0:
            variant.status, variant.booked = ON_SALE, [week / on_sale for week in bookings]
    return done


def _weeks(firm: PlainFirm, variant: Variant, others: int) -> int:
    """Draw the weeks that a variant begun now will take: lognormal, longer the more are in
    development at once.
    """
    line = BASE.line
    mean = mean_weeks(firm) * (1 + line.crowding * others)
    luck = exp(
        line.development_sd * firm.luck.normal("development", firm.week, variant.slot)
        - line.development_sd**2 / 2
    )
    return ceil(mean * luck - 1e-9)


def _announce(firm: PlainFirm, variant: Variant, begun: bool, hoped_weeks: float) -> None:
    """Set the date, or set it anew where operations tells how far development is; announce when it
    has come.
    """
    margin = int(firm.plan["launch_margin"])
    lot = BASE.plant.lead_weeks + margin
    variant.announce_in = ceil(hoped_weeks + lot) if begun else max(variant.announce_in - 1, 0)
    told = firm.told_week.get("development_weeks") == firm.week
    if told and not variant.stocked and not variant.announced:
        lots = [place for place, units in enumerate(variant.in_process) if units > 0]
        variant.announce_in = lots[0] + margin if lots else variant.ready_in + lot
    variant.announced = variant.announced or variant.announce_in == 0


def launch(firm: PlainFirm) -> dict[str, int]:
    """Take note of variants on the shelf for the first time; customers' word, where it is heard,
    teaches for the next.
    """
    first = [v for v in firm.variants if v.status == ON_SALE and not v.stocked and v.on_hand > 0]
    flows = {
        "launched": len(first),
        "launch_weeks": sum(v.age for v in first),
        "launched_late": sum(v.owed_launch for v in first),
    }
    for variant in first:
        variant.stocked, variant.taught, variant.age = True, firm.lessons, 0
    if "overload" in firm.told:
        firm.lessons = 1 - (1 - firm.lessons) * (1 - BASE.line.lesson) ** len(first)
    for variant in firm.variants:
        variant.owed_launch = variant.offered and not variant.stocked
    return flows


def spoil(firm: PlainFirm) -> int:
    """Write off the units that can no longer be sold; returns how many."""
    gone = 0
    for variant in firm.variants:
        share = BASE.plant.obsolescence * variant.on_hand
        units = min(
            floor(share + firm.luck.uniform("obsolescence", firm.week, variant.slot)),
            variant.on_hand,
        )
        variant.on_hand -= units
        gone += units
    return gone
