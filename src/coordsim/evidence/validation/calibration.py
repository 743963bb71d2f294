"""The constants that scenario ``blind`` is calibrated on, each with its source and the range that
the source allows.

A *setting* is read off scenario ``blind``. A *measured* constant is what firms do that hold the
start plan, so that it includes everything the engine makes of the settings. Ranges that no source
states are labelled assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from coordsim.core.levers import BY_NAME, COLUMN
from coordsim.core.records import Decision, Floats
from coordsim.evidence.validation.patterns import (
    HELD,
    ROOMY,
    by_arm,
    held,
    population,
    shipped,
    side_by_side,
)
from coordsim.evidence.validation.rows import Case, Row, Size, band, mean_of
from coordsim.players.tape import Tape
from coordsim.run.result import Run
from coordsim.run.simulate import seeds_from, simulate
from coordsim.scenario.file import load

SIZE = Size(40, 64, 12)
SPENDING = (80.0, 125.0)  # around the start's 100 in equal ratios
PRICES = (9.8, 10.2)  # money/unit, on either side of the reference
CORSTEN = "Corsten & Gruen 2003"
SETHURAMAN = (
    "Sethuraman, Tellis & Briesch 2011, mean of 751 short-run and 402 long-run elasticities"
)
LOWER_UPPER = "Henningsen, Heuke & Clement 2011 (0.09) to Assmus, Farley & Lehmann 1984 (0.22)"


@dataclass(frozen=True, kw_only=True)
class Constant:
    """One constant: the value a source gives, the range it may lie in and where that range comes
    from, and how to get ours.

    ``value`` returns one number, (1,), or one for each of independent firms, (firms,).
    """

    name: str
    source: str
    cited: float
    low: float
    high: float
    limits: str
    kind: Literal["setting", "measured"]
    value: Callable[[], Floats]

    def row(self, prefix: str = "C") -> Row:
        """Return the constant's row: its value against its range."""
        values = self.value()
        mean, se = (float(values[0]), None) if len(values) == 1 else mean_of(values)
        return band(f"{prefix} {self.name}", self.low, self.high, mean, se=se, expected=self.cited)


def _setting(group: str, field: str) -> Callable[[], Floats]:
    return lambda: np.array([float(getattr(getattr(load("blind"), group), field))])


def _leaves() -> Floats:
    market = load("blind").market
    return np.array([1 - market.substitute - market.wait])


def quotients(top: Floats, bottom: Floats) -> Floats:
    """One number a firm whose mean is the ratio of means, with the spread that the delta method
    gives it, (firms,).
    """
    value = top.mean() / bottom.mean()
    return np.asarray(value + (top - value * bottom) / bottom.mean())


def _elasticity(lever: str, low: float, high: float) -> Floats:
    """Elasticity of weekly demand to a lever held at two levels in the same worlds; nothing runs
    short.
    """
    arms = [
        shipped(SIZE, {**HELD, **ROOMY, f"levers.{lever}.start": level}) for level in (low, high)
    ]
    few, many = by_arm(side_by_side(arms, SIZE).kpi("demand"), SIZE)
    return np.asarray(np.log(many / few) / np.log(high / low))


def _price() -> Floats:
    return _elasticity("price", *PRICES)


def _advertising_long() -> Floats:
    return _elasticity("advertising", *SPENDING)


def _advertising_short() -> Floats:
    """Elasticity of demand in the first week of more advertising."""
    low, high = SPENDING
    size = Size(200, 4, 12)
    scenario = shipped(size, {**HELD, **ROOMY, "levers.advertising.start": low})
    more = Decision({"advertising": np.full(size.firms, high)})
    silent: Mapping[int, Decision] = {
        week: Decision({}) for week in range(0, size.warmup, scenario.horizon.round_weeks)
    }
    before = simulate(scenario, firms=size.firms)
    after = simulate(
        scenario, firms=size.firms, players={"marketing": Tape({**silent, size.warmup: more})}
    )
    ours, theirs = (run.flows["demand"][:, size.warmup] for run in (after, before))
    return np.asarray((quotients(ours, theirs) - 1) / np.log(high / low))


def _put_off() -> Floats:
    """Buyers lost to choice at 24 variants, of those there would be at 6."""
    few, many = by_arm(held((6, 24), SIZE, ROOMY).kpi("put_off_rate"), SIZE)
    return np.asarray(1 - (1 - many) / (1 - few))


def time_shift(
    with_promotions: Floats, without: Floats, every: int, first: int
) -> tuple[Floats, Floats]:
    """Demand that promotions take from other weeks, and demand they add in their own, (firms,)
    each.

    Demand is (firms, weeks) in the same worlds; promotions fall on week ``first`` and every
    ``every`` weeks after it. Whole cycles count.
    """
    cycles = (with_promotions.shape[1] - first) // every
    gain = (with_promotions - without)[:, first : first + cycles * every].reshape(-1, cycles, every)
    return -gain[:, :, 1:].sum(axis=(1, 2)), gain[:, :, 0].sum(axis=1)


def _promotion_shift() -> Floats:
    arms = [
        shipped(SIZE, {**HELD, **ROOMY, **plan})
        for plan in ({}, {"levers.promotion_every.start": 0.0})
    ]
    run = side_by_side(arms, SIZE)
    ours, theirs = run.flows["demand"].reshape(2, SIZE.firms, -1)
    every = int(run.plan[0, 0, COLUMN["promotion_every"]])
    first = SIZE.warmup + (every - 1 - SIZE.warmup) % every
    return quotients(*time_shift(ours, theirs, every, first))


def _twice(size: Size) -> Run:
    """A held plan in the market of blind, and one twice as large in hours and service hours in a
    market twice as large.
    """
    double: dict[str, Any] = {"market.customers": 2 * load("blind").market.customers}
    for lever in ("hours", "staff"):
        double |= {
            f"levers.{lever}.start": 2 * load("blind").lever_start(lever),
            f"levers.{lever}.high": 2 * BY_NAME[lever].high,
        }
    return side_by_side([shipped(size, {**HELD, **more}) for more in ({}, double)], size)


def _scale() -> Floats:
    """Fall of the value added to a unit, its manufacturing cost less purchased materials, per
    doubling of the units made.
    """
    run = _twice(SIZE)
    added = (run.flows["manufacturing"] - run.accounts["materials"])[:, run.warmup :].sum(axis=1)
    once, twice = by_arm(added / run.flows["made"][:, run.warmup :].sum(axis=1), SIZE)
    units = by_arm(run.flows["made"][:, run.warmup :].sum(axis=1), SIZE)
    return np.asarray(1 - (twice / once) ** (np.log(2) / np.log(units[1] / units[0])))


# How firms of the stockout row differ, assumed: uniform between half and one and a half times their
# value in blind, and ATTRACTIONS.
ORDINARY = (
    "market.visit_rate",
    "market.shock_sd",
    "market.overload",
    "plant.setup_hours",
    "plant.breakdown_share",
    "money.wage",
    "money.material",
    "money.setup",
    "money.holding",
    "money.range_overhead",
    "money.launch",
    "money.fixed",
)
ATTRACTIONS = (-1.6, 0.4)  # of the product, within a utility of one of its value in blind


def _out_of_stock() -> Floats:
    """Stockout rates of firms of many kinds, as the source's average is over, all of them in an
    ordinary market.
    """
    base = load("blind")
    ends = {}
    for field in ORDINARY:
        group, name = field.split(".")
        value = getattr(getattr(base, group), name)
        ends[field] = (0.5 * value, 1.5 * value)
    scenarios, _ = population(200, Size(1, 52, 12), {**ends, "market.attraction": ATTRACTIONS})
    return simulate(scenarios, seeds=seeds_from(1, 200)).kpi("stockout_rate")


POINT = "the source's share, to a point"
CONSTANTS: tuple[Constant, ...] = (
    Constant(
        name="empty shelf, takes another variant",
        source=CORSTEN,
        cited=0.19,
        low=0.18,
        high=0.20,
        limits=POINT,
        kind="setting",
        value=_setting("market", "substitute"),
    ),
    Constant(
        name="empty shelf, waits",
        source=CORSTEN,
        cited=0.15,
        low=0.14,
        high=0.16,
        limits=POINT,
        kind="setting",
        value=_setting("market", "wait"),
    ),
    Constant(
        name="empty shelf, leaves",
        source=f"{CORSTEN}: 31 + 26 + 9 %",
        cited=0.66,
        low=0.65,
        high=0.67,
        limits=POINT,
        kind="setting",
        value=_leaves,
    ),
    Constant(
        name="price elasticity at the start plan",
        source="Bijmolt, van Heerde & Pieters 2005, mean of 1,851 estimates",
        cited=-2.62,
        low=-3.5,
        high=-1.5,
        limits="assumed: about one either way",
        kind="measured",
        value=_price,
    ),
    Constant(
        name="advertising elasticity, first week",
        source=SETHURAMAN,
        cited=0.12,
        low=0.09,
        high=0.22,
        limits=LOWER_UPPER,
        kind="measured",
        value=_advertising_short,
    ),
    Constant(
        name="advertising elasticity, for good",
        source=SETHURAMAN,
        cited=0.24,
        low=0.18,
        high=0.41,
        limits="assumed: twice 0.09; Assmus, Farley & Lehmann 1984 (0.41)",
        kind="measured",
        value=_advertising_long,
    ),
    Constant(
        name="word of mouth, valence",
        source="You, Vadakkepatt & Joshi 2015, mean of 271 elasticities",
        cited=0.417,
        low=0.31,
        high=0.52,
        limits="assumed: a quarter either way",
        kind="setting",
        value=_setting("people", "word_valence"),
    ),
    Constant(
        name="choice overload, buyers lost from 6 to 24 variants",
        source="Scheibehenne, Greifeneder & Todd 2010 (mean 0); Iyengar & Lepper 2000 (30 to 3 %)",
        cited=0.0,
        low=0.0,
        high=0.9,
        limits="the mean of 63 conditions to the jam study",
        kind="measured",
        value=_put_off,
    ),
    Constant(
        name="promotion, share of the bump shifted in time",
        source="van Heerde, Leeflang & Wittink 2004, about a third",
        cited=1 / 3,
        low=0.23,
        high=0.43,
        limits="assumed: a third, a tenth either way",
        kind="measured",
        value=_promotion_shift,
    ),
    Constant(
        name="weight of a loss",
        source=(
            "Kahneman & Tversky 1979; Brown, Imai, Vieider & Camerer 2024, mean of 607 estimates"
        ),
        cited=1.955,
        low=1.82,
        high=2.102,
        limits="95 % interval of Brown et al. 2024",
        kind="setting",
        value=_setting("people", "loss_weight"),
    ),
    Constant(
        name="value added to a unit, fall per doubling of volume",
        source="Stalk 1988, scale-related costs",
        cited=0.20,
        low=0.15,
        high=0.25,
        limits="Stalk 1988",
        kind="measured",
        value=_scale,
    ),
    Constant(
        name="out of stock, mean of a mixed population",
        source=CORSTEN,
        cited=0.083,
        low=0.0415,
        high=0.1245,
        limits="assumed: half of it to half as much again",
        kind="measured",
        value=_out_of_stock,
    ),
)


def rows(name: str, constants: Sequence[Constant] = CONSTANTS) -> list[Row]:
    """Every constant against its range."""
    return [constant.row(name) for constant in constants]


CASES: tuple[Case, ...] = (
    Case(
        id="C",
        title="Calibration constants",
        source="by row: coordsim.evidence.validation.calibration",
        conventions=(
            "Settings are read off blind. Measured constants: firms that hold the start plan, in"
            " the same worlds, with hours and materials endless where demand is measured. A"
            " standard error may be a quarter of the range's width at most."
        ),
        kind="band",
        run=lambda: rows("C"),
    ),
)
