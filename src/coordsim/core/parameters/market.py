"""Numbers of the market: customers, the product line, a given demand, the first week, the
horizon.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from coordsim.core.parameters.declare import ASSUMED, BASE, Group, number, switch


class Market[T](Group):
    """How many customers there are, what they like and how they react."""

    customers: int = number(2000, "customers", 1, 10_000_000, BASE, "individuals per firm")
    classes: int = number(
        48, "classes", 1, 512, "numerical resolution", "taste classes around the circle"
    )
    visit_rate: T = number(
        0.45,
        "1/week",
        0,
        1,
        BASE,
        "chance that a customer whose need has come back visits in a week",
    )
    need_weeks: int = number(
        2,
        "weeks",
        0,
        52,
        ASSUMED,
        "weeks until somebody who chose a variant needs the product again",
    )
    season_amplitude: T = number(
        0.0, "share", 0, 0.95, "scenario choice", "height of the yearly wave in visits"
    )
    season_peak: T = number(
        26.0, "week", 0, 52, "scenario choice", "week of the year in which the wave is highest"
    )
    shock_sd: T = number(
        0.12, "log", 0, 1, ASSUMED, "standard deviation of the market-wide weekly shock to visits"
    )
    shock_persistence: T = number(
        0.6, "1", 0, 0.99, ASSUMED, "autocorrelation of that shock from week to week"
    )
    insight: T = number(
        0.5,
        "share",
        0,
        1,
        "private information of sales: Ozer, Zheng & Chen 2011; size assumed",
        "share of the market's shock that marketing sees, a round ahead",
    )
    attraction: T = number(
        -0.6,
        "utility",
        -20,
        20,
        BASE,
        "utility of the product at the reference price, before taste",
    )
    satisfaction_effect: T = number(
        1.2, "utility", 0, 20, BASE, "utility of a satisfaction one above the reference"
    )
    satisfaction_reference: T = number(
        0.8, "1", 0, 1, BASE, "satisfaction at which that utility is zero"
    )
    taste_cost: T = number(
        20.0,
        "utility/circle",
        0,
        1000,
        BASE,
        "loss of utility per distance between taste and variant",
    )
    price_sensitivity: T = number(
        0.35,
        "utility/money",
        0,
        20,
        "base case; elasticity near the mean of Bijmolt, van Heerde & Pieters 2005",
        "mean price coefficient",
    )
    price_sensitivity_sd: T = number(
        0.08, "utility/money", 0, 5, ASSUMED, "spread of the price coefficient over customers"
    )
    price_reference: T = number(
        10.0, "money/unit", 0, 1e6, BASE, "price at which the price term is zero"
    )
    nest_scale: T = number(
        0.35,
        "1",
        0.01,
        1,
        BASE,
        "dissimilarity within the nest of the firm's variants; 1 = plain logit",
    )
    promise_cost: T = number(
        0.08, "utility/week", 0, 10, ASSUMED, "loss of utility per week of promised delivery time"
    )
    comfort_mean: T = number(
        14.0, "options", 0, 500, BASE, "options that a customer can take in, mean"
    )
    comfort_sd: T = number(
        4.0, "options", 0, 200, BASE, "options that a customer can take in, spread over customers"
    )
    overload_slope: T = number(
        3.5, "options", 0.1, 100, BASE, "how sharply choice becomes too much"
    )
    overload: T = number(
        0.55,
        "share",
        0,
        1,
        "between zero (Scheibehenne et al. 2010) and the jam study (Iyengar & Lepper 2000)",
        "largest share of visitors put off by choice; 0 switches it off",
    )
    ad_carryover: T = number(
        0.5, "1/week", 0, 0.99, ASSUMED, "share of last week's advertising stock that is left"
    )
    ad_elasticity: T = number(
        0.28,
        "1",
        0,
        1,
        "set so that orders answer as measured: Sethuraman, Tellis & Briesch 2011",
        "elasticity of visits to adstock",
    )
    ad_reference: T = number(
        100.0, "money/week", 0.01, 1e6, BASE, "spending at which visits are as given"
    )
    ad_floor: T = number(
        20.0, "money/week", 0.01, 1e6, ASSUMED, "awareness the firm has without spending"
    )
    promotion_lift: T = number(
        0.7, "1/share", 0, 20, ASSUMED, "log visits per unit of promotion depth in a promotion week"
    )
    stockpile_weeks: int = number(
        1,
        "weeks",
        0,
        52,
        "a third of the bump is shifted in time: van Heerde et al. 2003",
        "extra weeks without need",
    )
    substitute: T = number(
        0.19,
        "share",
        0,
        1,
        "Corsten & Gruen 2003",
        "takes another of our variants before an empty shelf",
    )
    late_weeks: T = number(
        4.0,
        "weeks",
        0,
        52,
        ASSUMED,
        "weeks that customers add to a promised delivery time when every promise was broken",
    )
    record_rate: T = number(
        0.15,
        "1/week",
        0,
        1,
        ASSUMED,
        "weight of the newest week in the firm's record of promises kept",
    )
    answer_value: T = number(
        0.015,
        "utility",
        0,
        5,
        ASSUMED,
        "utility of halving the promised time to an answer, against a day",
    )
    wait: T = number(
        0.15, "share", 0, 1, "Corsten & Gruen 2003", "waits before an empty shelf: a backorder"
    )


class Line[T](Group):
    """The product line: its slots, how a variant is developed, what packages change."""

    slots: int = number(36, "variants", 1, 64, BASE, "largest number of variants")
    development_weeks: T = number(
        5.0,
        "weeks",
        0,
        104,
        ASSUMED,
        "mean weeks from the decision for a variant until it can be made",
    )
    development_sd: T = number(0.3, "log", 0, 2, ASSUMED, "spread of development times (lognormal)")
    rework: T = number(
        0.4,
        "share",
        0,
        5,
        "Clark & Fujimoto 1991; size assumed",
        "development time added where the sides do not understand each other",
    )
    crowding: T = number(
        0.1,
        "1",
        0,
        5,
        ASSUMED,
        "relative rise of development time per other variant in development",
    )
    hoped_weeks: T = number(
        3.0,
        "weeks",
        0,
        104,
        ASSUMED,
        "development time that marketing believes in when it is told nothing",
    )
    teething: T = number(
        5.0, "1", 0, 50, ASSUMED, "relative rise of a new variant's defects in its first weeks"
    )
    teething_weeks: int = number(
        8, "weeks", 0, 104, ASSUMED, "weeks until a new variant is made as well as the others"
    )
    lesson: T = number(
        0.35,
        "share",
        0,
        1,
        ASSUMED,
        "share of that rise that a launch teaches to avoid when customers' word is heard",
    )
    package_development: T = number(
        0.5, "share", 0, 1, ASSUMED, "development time of a package over that of a bespoke variant"
    )
    package_options: T = number(
        0.6, "share", 0, 1, ASSUMED, "options a customer sees per variant when sold in packages"
    )
    package_commonality: T = number(
        0.5, "share", 0, 1, ASSUMED, "share of a set-up saved when packages share modules"
    )
    package_overhead: T = number(
        0.6,
        "share",
        0,
        1,
        "fewer parts and drawings: Fisher & Ittner 1999; size assumed",
        "cost of keeping a package over a bespoke variant",
    )
    package_utility: T = number(
        -0.1,
        "utility",
        -5,
        5,
        "small loss of revenue: Fisher & Ittner 1999",
        "utility of a package against bespoke",
    )


class Given[T](Group):
    """A demand distribution given from outside, for checks against theory and negative controls."""

    distribution: Literal["normal", "poisson"] = Field(
        "normal", description="family of the weekly demand of a variant"
    )
    mean: T = number(50.0, "units/week", 0, 1e9, "case", "mean demand of a variant")
    sd: T = number(8.0, "units/week", 0, 1e9, "case", "standard deviation (normal only)")
    autocorrelation: T = number(
        0.0, "1", -0.99, 0.99, "case", "first-order autocorrelation (normal only)"
    )
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
