"""How the two firms are doing: sentences that say what matters, week by week."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from coordsim.core.kpis import KPI
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim.show.numbers import counted, number
from coordsim_web.lab.charts import UNITS
from coordsim_web.lab.lost import Leak, cost_words, leak_words, leaks
from coordsim_web.lab.records import Bar, FirmVerdict, Verdict, Weekly
from coordsim_web.lab.weekly import SMOOTH, certain, listed, rolling, series

BARS: Final = {
    "profit": "Profit",
    "stockout_rate": KPI["stockout_rate"].label,
    "unit_cost": "Unit cost",
    "range": "Range",
    "satisfaction": "Customers' satisfaction",
    "units": "Units sold",
}
# From here on a trouble is worth a sentence; the worst is the one that is furthest beyond.
PUT_OFF: Final = 15.0  # of 100 visits
EMPTY: Final = 10.0  # of 100 orders
DEARER: Final = 1.2  # times the unit cost at the start
EVEN: Final = 0.01  # profit as a part of revenue, below which a firm breaks even
SELLING_OFF: Final = 0.6  # made for each unit sold, below which a firm lives off its shelf
FEW: Final = 20.0  # units sold a week, below which that says little
COUNTS: Final = ("", "", "two ", "three ")


@dataclass(frozen=True)
class Doing:
    """What the sentences on one firm are made from, week by week."""

    bars: Mapping[str, Weekly]
    put_off: Weekly
    revenue: Floats
    made: Floats
    mean: float
    total: list[float]
    leaks: list[Leak]
    stop: float = math.nan  # the last week of a firm that could not pay; nan: it lives on


def doing(run: Run) -> Doing:
    """Return how a firm is doing."""
    profit = run.flows["profit"][0]
    return Doing(
        bars={name: listed(series(run, name), KPI[name].unit) for name in BARS},
        put_off=listed(series(run, "put_off_rate"), KPI["put_off_rate"].unit),
        revenue=rolling(run.flows["revenue"][0]),
        made=rolling(run.flows["made"][0]),
        mean=float(profit.mean()),
        total=certain(np.cumsum(profit)),
        leaks=leaks(run),
        stop=float(run.stops[0]),
    )


def verdict(found: Doing, heard: Mapping[str, list[int]], facts: Mapping[str, int]) -> FirmVerdict:
    """Return how one firm is doing; ``heard`` counts, role by role, the facts ever told."""
    told = [
        ", ".join(f"{role} {heard[role][week]} of {facts[role]}" for role in heard)
        for week in range(len(found.total))
    ]
    return FirmVerdict(
        total=found.total,
        leak=[leak_words(leak) for leak in found.leaks],
        told=told,
        bars=dict(found.bars),
    )


def together(firms: Mapping[str, Doing], worlds: str) -> Verdict:
    """Return what is said of both firms; ``worlds`` of them in others."""
    last = min(len(found.total) for found in firms.values()) - 1
    return Verdict(
        when=[when(week, last) for week in range(last + 1)],
        sentence=[
            opening(firms)
            if week == 0
            else [
                whole(side, found) if week == last else clause(side, found, week)
                for side, found in firms.items()
            ]
            for week in range(last + 1)
        ],
        aside=[
            " ".join(filter(None, (selling(side, found, week) for side, found in firms.items())))
            for week in range(last + 1)
        ],
        bars=[_bar(name, label, firms) for name, label in BARS.items()],
        worlds=worlds,
    )


def _bar(name: str, label: str, firms: Mapping[str, Doing]) -> Bar:
    values = [value for found in firms.values() for value in found.bars[name] if value is not None]
    return Bar(
        name=name,
        label=label,
        unit=UNITS[name],
        losses=name == "profit",
        low=min(0.0, *values),
        high=max(0.01, *values),
    )


def when(week: int, last: int) -> str:
    """Say which weeks are meant."""
    if week == 0:
        return "Week 1"
    if week == last:
        return f"The whole run, {last + 1} weeks"
    return f"The first {COUNTS[week + 1]}weeks" if week + 1 < SMOOTH else "The last four weeks"


def opening(firms: Mapping[str, Doing]) -> list[str]:
    """Say how the two begin."""
    start = "Both firms start with the same shelves and customers."
    first = {side: found.total[0] for side, found in firms.items()}
    if len(set(first.values())) == 1:
        return [start, "Run the weeks."]
    ahead = max(first, key=lambda side: first[side]).upper()
    return [start, f"The first decisions already differ: {ahead} starts ahead. Run the weeks."]


def clause(side: str, found: Doing, week: int) -> str:
    """Say how a firm did in the last weeks, and what hurts it most."""
    if week > found.stop:
        return f"{side.upper()} {_stopped(found)}."
    profit = found.bars["profit"][week] or 0.0
    result = f"{'loses' if profit < 0 else 'earns'} {number(abs(profit))} a week"
    if abs(profit) < EVEN * found.revenue[week]:
        result = "roughly breaks even"
    return f"{side.upper()} {result}: {trouble(found, week)}."


def trouble(found: Doing, week: int) -> str:
    """Say what hurts a firm most, if anything does."""
    put_off, empty = found.put_off[week] or 0.0, found.bars["stockout_rate"][week] or 0.0
    cost, start = found.bars["unit_cost"][week] or 0.0, found.bars["unit_cost"][0]
    variants = counted(found.bars["range"][week] or 0.0, "variant")
    troubles = [
        (
            put_off / PUT_OFF,
            f"{number(put_off)} in 100 visitors walk out, {variants} are too many",
        ),
        (empty / EMPTY, f"{number(empty)} in 100 orders meet an empty shelf"),
        (
            cost / (DEARER * start) if start else 0.0,
            f"a unit costs {number(cost)} to make, {number(start)} at the start",
        ),
    ]
    size, words = max(troubles, key=lambda one: one[0])
    return words if size >= 1 else "nothing leaks badly"


def whole(side: str, found: Doing) -> str:
    """Say how a firm did over the whole run, and what its worst leak cost it."""
    result = f"{'lost' if found.mean < 0 else 'earned'} {number(abs(found.mean))} a week"
    if abs(found.mean) < EVEN * float(found.revenue.mean()):
        result = "roughly broke even"
    if not math.isnan(found.stop):
        return f"{side.upper()} {_stopped(found)}: {result}."
    return f"{side.upper()} {result}; {cost_words(found.leaks[-1])}."


def _stopped(found: Doing) -> str:
    return f"could not pay any more and stopped after week {int(found.stop) + 1}"


def selling(side: str, found: Doing, week: int) -> str:
    """Say where a good week comes from the shelf: far less was made than sold."""
    made, sold = float(found.made[week]), found.bars["units"][week] or 0.0
    if week < SMOOTH or week > found.stop or sold < FEW or made >= SELLING_OFF * sold:
        return ""
    return f"{side.upper()} sells off its stock: {number(made)} made, {number(sold)} sold a week."
