"""What a scenario may set as numbers: every field with its unit, its bounds and its source.

A group is generic in the type of its real numbers: ``Market[float]`` is what a file holds and is validated as a whole;
inside the engine the same group holds one array of shape (firms,) per field, so that firms of one batch may differ.
Fields of type ``int`` and ``bool`` decide shapes or physics and are the same for all firms of a batch.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

ASSUMED = "assumed"
BASE = "assumed: base case, chosen so that the patterns of docs/model.md appear"


class Group(BaseModel):
    """A frozen record of parameters; unknown names and wrong types are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, arbitrary_types_allowed=True)


def number(default: float, unit: str, low: float, high: float, source: str, about: str) -> Any:
    """Declare a parameter: its default, its unit, the closed interval it must lie in, where it comes from, what it is."""
    return Field(default, ge=low, le=high, description=about, json_schema_extra={"unit": unit, "source": source})


def switch(default: bool, about: str) -> Any:
    """Declare a yes-or-no parameter."""
    return Field(default, description=about, json_schema_extra={"unit": "yes/no", "source": "modelling choice"})


class Market[T](Group):
    """How many customers there are, what they like and how they react."""

    customers: int = number(2000, "customers", 1, 10_000_000, BASE, "individuals per firm")
    classes: int = number(48, "classes", 1, 512, "numerical resolution", "taste classes around the circle")
    visit_rate: T = number(0.45, "1/week", 0, 1, BASE, "chance that a customer whose need has come back visits in a week")
    need_weeks: int = number(2, "weeks", 0, 52, ASSUMED, "weeks until somebody who was served needs the product again")
    season_amplitude: T = number(0.0, "share", 0, 0.95, "scenario choice", "height of the yearly wave in visits")
    season_peak: T = number(26.0, "week", 0, 52, "scenario choice", "week of the year in which the wave is highest")
    shock_sd: T = number(0.12, "log", 0, 1, ASSUMED, "standard deviation of the market-wide weekly shock to visits")
    shock_persistence: T = number(0.6, "1", 0, 0.99, ASSUMED, "autocorrelation of that shock from week to week")
    attraction: T = number(-0.6, "utility", -20, 20, BASE, "utility of the product at the reference price, before taste")
    satisfaction_effect: T = number(1.2, "utility", 0, 20, BASE, "utility of a satisfaction one above the reference")
    satisfaction_reference: T = number(0.8, "1", 0, 1, BASE, "satisfaction at which that utility is zero")
    taste_cost: T = number(20.0, "utility/circle", 0, 1000, BASE, "loss of utility per distance between taste and variant")
    price_sensitivity: T = number(
        0.35,
        "utility/money",
        0,
        20,
        "base case; elasticity near the mean of Bijmolt, van Heerde & Pieters 2005",
        "mean price coefficient",
    )
    price_sensitivity_sd: T = number(0.08, "utility/money", 0, 5, ASSUMED, "spread of the price coefficient over customers")
    price_reference: T = number(10.0, "money/unit", 0, 1e6, BASE, "price at which the price term is zero")
    nest_scale: T = number(0.35, "1", 0.01, 1, BASE, "dissimilarity within the nest of the firm's variants; 1 = plain logit")
    promise_cost: T = number(0.08, "utility/week", 0, 10, ASSUMED, "loss of utility per week of promised delivery time")
    comfort_mean: T = number(14.0, "options", 0, 500, BASE, "options that a customer can take in, mean")
    comfort_sd: T = number(4.0, "options", 0, 200, BASE, "options that a customer can take in, spread over customers")
    overload_slope: T = number(3.5, "options", 0.1, 100, BASE, "how sharply choice becomes too much")
    overload: T = number(
        0.55,
        "share",
        0,
        1,
        "between zero (Scheibehenne et al. 2010) and the jam study (Iyengar & Lepper 2000)",
        "largest share of visitors put off by choice; 0 switches it off",
    )
    ad_carryover: T = number(0.5, "1/week", 0, 0.99, ASSUMED, "share of last week's advertising stock that is left")
    ad_elasticity: T = number(
        0.12, "1", 0, 1, "Sethuraman, Tellis & Briesch 2011, short run", "elasticity of visits to advertising"
    )
    ad_reference: T = number(100.0, "money/week", 0.01, 1e6, BASE, "spending at which visits are as given")
    ad_floor: T = number(20.0, "money/week", 0.01, 1e6, ASSUMED, "awareness the firm has without spending")
    promotion_lift: T = number(1.5, "1/share", 0, 20, ASSUMED, "log visits per unit of promotion depth in a promotion week")
    stockpile_weeks: int = number(
        2, "weeks", 0, 52, "a third of the bump is shifted in time: van Heerde et al. 2003", "extra weeks without need"
    )
    substitute: T = number(0.19, "share", 0, 1, "Corsten & Gruen 2003", "takes another of our variants before an empty shelf")
    wait: T = number(0.15, "share", 0, 1, "Corsten & Gruen 2003", "waits before an empty shelf: a backorder")


class Line[T](Group):
    """The product line: its slots, how a variant is developed, what packages change."""

    slots: int = number(36, "variants", 1, 64, BASE, "largest number of variants")
    development_weeks: int = number(4, "weeks", 0, 104, ASSUMED, "weeks from the decision for a variant to its first lot")
    package_options: T = number(0.6, "share", 0, 1, ASSUMED, "options a customer sees per variant when sold in packages")
    package_commonality: T = number(0.5, "share", 0, 1, ASSUMED, "share of a set-up saved when packages share modules")
    package_utility: T = number(
        -0.1, "utility", -5, 5, "small loss of revenue: Fisher & Ittner 1999", "utility of a package against bespoke"
    )


class Plant[T](Group):
    """What the plant can do."""

    run_hours: T = number(1.0, "hours/unit", 0, 100, BASE, "hours to make a unit")
    setup_hours: T = number(8.0, "hours/lot", 0, 1000, BASE, "hours to set up for a lot")
    lead_weeks: int = number(1, "weeks", 0, 26, ASSUMED, "weeks from a lot's start to the shelf")
    breakdown_share: T = number(0.08, "share", 0, 0.9, ASSUMED, "mean share of hours lost to breakdowns without any effort")
    effort_effect: T = number(0.7, "share", 0, 1, ASSUMED, "share of breakdowns and defects that full effort avoids")
    defect_share: T = number(0.02, "share", 0, 1, BASE, "defective units at eight variants and no effort above the start")
    defect_range_slope: T = number(0.03, "1/variant", 0, 1, ASSUMED, "relative rise of the defect share per variant above eight")
    congestion: T = number(1.0, "1", 0, 20, "shape of Kingman 1961, assumed size", "relative rise of defects at full utilisation")
    capacity_lead_weeks: int = number(4, "weeks", 0, 52, ASSUMED, "weeks until a change of regular hours takes effect")
    forecast_window: int = number(8, "weeks", 0, 52, ASSUMED, "weeks in operations' moving average; 0 = knows the given mean")
    prebuild_weeks: int = number(6, "weeks", 0, 26, ASSUMED, "weeks before a known promotion that its extra units are begun")
    error_weight: T = number(0.1, "1/week", 0, 1, ASSUMED, "weight of the newest week in operations' record of its forecast errors")
    whole_units: bool = switch(True, "lots are whole units")
    endless: bool = switch(False, "hours never bind")
    returns: bool = switch(False, "a lot may be negative: surplus goes back at cost")


class Supply[T](Group):
    """Materials: common modules and parts that belong to one variant."""

    lead_weeks: int = number(3, "weeks", 1, 26, BASE, "weeks from order to arrival")
    reliability: T = number(0.95, "share", 0, 1, ASSUMED, "chance that a shipment is not a week late")
    safety: T = number(1.5, "1", -5, 10, ASSUMED, "safety factor of the weekly base-stock orders")
    endless: bool = switch(False, "materials never bind")


class Money[T](Group):
    """Prices of everything."""

    wage: T = number(1.5, "money/hour", 0, 1e6, BASE, "regular hours, paid in full")
    overtime_premium: T = number(1.6, "1", 1, 10, BASE, "overtime wage over regular wage")
    material: T = number(3.0, "money/unit", 0, 1e6, BASE, "materials of a unit")
    setup: T = number(20.0, "money/lot", 0, 1e6, BASE, "money spent at a set-up")
    holding: T = number(0.06, "money/unit/week", 0, 1e6, BASE, "finished stock at the end of a week")
    parts_holding: T = number(0.1, "share", 0, 1, ASSUMED, "holding a part or a common module, over holding a finished unit")
    backorder: T = number(0.10, "money/unit/week", 0, 1e6, ASSUMED, "a unit owed at the end of a week")
    returned: T = number(2.0, "money/unit", 0, 1e6, ASSUMED, "handling of a returned unit; its price is paid back")
    range_overhead: T = number(9.0, "money/variant/week", 0, 1e6, BASE, "keeping a variant in the line")
    launch: T = number(250.0, "money/variant", 0, 1e6, BASE, "tooling for a new bespoke variant")
    launch_package: T = number(60.0, "money/variant", 0, 1e6, BASE, "tooling for a new package")
    quality_effort: T = number(60.0, "money/week", 0, 1e6, ASSUMED, "full quality and maintenance effort")
    hire: T = number(8.0, "money/hour", 0, 1e6, ASSUMED, "adding a regular weekly hour")
    fire: T = number(5.0, "money/hour", 0, 1e6, ASSUMED, "giving up a regular weekly hour")
    manager_hour: T = number(3.0, "money/hour", 0, 1e6, ASSUMED, "an hour of managers in meetings")
    fixed: T = number(120.0, "money/week", 0, 1e9, BASE, "all that does not move")


class People[T](Group):
    """Satisfaction, reputation, trust, frustration, and how managers think."""

    satisfaction_rate: T = number(0.2, "1", 0, 1, ASSUMED, "weight of a new experience in a customer's satisfaction")
    loss_weight: T = number(
        2.0, "1", 1, 4.9, "losses loom about twice as large: Kahneman & Tversky 1979", "weight of a bad experience"
    )
    outcome_put_off: T = number(0.5, "1", 0, 1, ASSUMED, "experience of being put off by choice")
    outcome_empty: T = number(0.2, "1", 0, 1, ASSUMED, "experience of an empty shelf")
    outcome_waited: T = number(0.6, "1", 0, 1, ASSUMED, "experience of having to wait")
    outcome_defect: T = number(0.0, "1", 0, 1, ASSUMED, "experience of a defective unit")
    reputation_rate: T = number(0.04, "1/week", 0, 1, ASSUMED, "speed at which reputation follows satisfaction")
    reputation_start: T = number(0.8, "1", 0.01, 1, ASSUMED, "reputation at which visits are as given")
    trust_start: T = number(
        0.6, "1", 0, 1, "partial trust: Ozer, Zheng & Chen 2011; size assumed", "trust in the other's word at the start"
    )
    trust_rate: T = number(0.08, "1/week", 0, 1, ASSUMED, "weight of the last message in trust")
    trust_slope: T = number(2.0, "1", 0, 20, ASSUMED, "trust lost per relative error of a message")
    frustration_rate: T = number(0.1, "1/week", 0, 1, ASSUMED, "speed at which frustration moves")
    frustration_effect: T = number(
        0.05,
        "share",
        0,
        1,
        "marketing morale matters: Hausman, Montgomery & Roth 2002; size assumed",
        "visits lost at full frustration of marketing",
    )
    understanding_decay: T = number(0.01, "1/week", 0, 1, ASSUMED, "understanding forgotten in a week")
    tolerance: T = number(0.002, "share", 0, 1, ASSUMED, "gain in expected pay below which a manager leaves a lever alone")
    contest: T = number(0.01, "share", 0, 1, ASSUMED, "expected loss of pay above which a manager contests the other's lever")
    payback_weeks: T = number(20.0, "weeks", 1, 520, ASSUMED, "horizon over which managers spread one-off costs")
    budget_margin: T = number(
        0.1, "share", 0, 0.9, ASSUMED, "profit over revenue that marketing's plan has to show on the figures it knows"
    )
    budget_discipline: T = number(
        5.0,
        "1",
        0,
        100,
        ASSUMED,
        "marketing's aversion to each money of profit missing from that margin; 0 switches it off",
    )


class Given[T](Group):
    """A demand distribution given from outside, for checks against theory and negative controls."""

    distribution: Literal["normal", "poisson"] = Field("normal", description="family of the weekly demand of a variant")
    mean: T = number(50.0, "units/week", 0, 1e9, "case", "mean demand of a variant")
    sd: T = number(8.0, "units/week", 0, 1e9, "case", "standard deviation (normal only)")
    autocorrelation: T = number(0.0, "1", -0.99, 0.99, "case", "first-order autocorrelation (normal only)")
    lost: bool = switch(False, "unmet demand is lost; otherwise all of it waits")


class Start[T](Group):
    """The first week."""

    cover_weeks: T = number(2.0, "weeks", 0, 52, BASE, "weeks of expected demand on the shelf")
    satisfaction: T = number(0.8, "1", 0, 1, BASE, "every customer's satisfaction")


class Horizon(Group):
    """How long, and how often managers decide."""

    weeks: int = number(104, "weeks", 1, 5200, BASE, "length of a run")
    warmup: int = number(12, "weeks", 0, 5000, BASE, "first weeks, reported apart")
    round_weeks: int = number(4, "weeks", 1, 52, BASE, "weeks between decisions")


class Parameters[T](Group):
    """All numbers of a scenario."""

    market: Market[T]
    line: Line[T]
    plant: Plant[T]
    supply: Supply[T]
    money: Money[T]
    people: People[T]
    given: Given[T]
    start: Start[T]
    horizon: Horizon


GROUPS = ("market", "line", "plant", "supply", "money", "people", "given", "start", "horizon")
