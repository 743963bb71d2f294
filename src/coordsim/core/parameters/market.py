"""Numbers of the market: how many customers there are, what they like and how they react."""

from __future__ import annotations

from typing import Literal

from coordsim.core.parameters.declare import ASSUMED, BASE, Group, number, one_of


class Market[T](Group):
    """How many customers there are, what they like and how they react."""

    customers: int = number(
        2000, unit="customers", low=1, high=10_000_000, source=BASE, about="individuals per firm"
    )
    classes: int = number(
        48,
        unit="classes",
        low=1,
        high=512,
        source="numerical resolution",
        about="taste classes around the circle",
    )
    tastes: Literal["even", "clusters"] = one_of(
        "even",
        "tastes are even round the circle and variants stand in golden-ratio steps, or each"
        " world draws clusters and variants are placed where most taste is uncovered",
        neutral=True,
    )
    clusters: int = number(
        5,
        unit="clusters",
        low=1,
        high=24,
        source=ASSUMED,
        about="clusters of tastes on the circle, each world's own",
        neutral=True,
    )
    cluster_weight: T = number(
        0.4,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="customers in clusters; the rest is even round the circle",
        neutral=True,
    )
    cluster_width: T = number(
        0.08,
        unit="circle",
        low=0.005,
        high=0.5,
        source=ASSUMED,
        about="standard deviation of the tastes in a cluster",
        neutral=True,
    )
    cluster_sd: T = number(
        0.5,
        unit="log",
        low=0,
        high=2,
        source=ASSUMED,
        about="how much clusters differ in size",
        neutral=True,
    )
    visit_rate: T = number(
        0.45,
        unit="1/week",
        low=0,
        high=1,
        source=BASE,
        about="chance that a customer whose need has come back visits in a week",
    )
    need_weeks: int = number(
        2,
        unit="weeks",
        low=0,
        high=52,
        source=ASSUMED,
        about="weeks until somebody who chose a variant needs the product again",
    )
    season_amplitude: T = number(
        0.0,
        unit="share",
        low=0,
        high=0.95,
        source="scenario choice",
        about="height of the yearly wave in visits",
    )
    season_peak: T = number(
        26.0,
        unit="week",
        low=0,
        high=52,
        source="scenario choice",
        about="week of the year in which the wave is highest",
    )
    shock_sd: T = number(
        0.12,
        unit="log",
        low=0,
        high=1,
        source=ASSUMED,
        about="standard deviation of the market-wide weekly shock to visits",
    )
    shock_persistence: T = number(
        0.6,
        unit="1",
        low=0,
        high=0.99,
        source=ASSUMED,
        about="autocorrelation of that shock from week to week",
    )
    insight: T = number(
        0.5,
        unit="share",
        low=0,
        high=1,
        source="private information of sales: Ozer, Zheng & Chen 2011; size assumed",
        about="share of the market's shock that marketing sees, a round ahead",
    )
    attraction: T = number(
        -0.6,
        unit="utility",
        low=-20,
        high=20,
        source=BASE,
        about="utility of the product at the reference price, before taste",
    )
    satisfaction_effect: T = number(
        1.2,
        unit="utility",
        low=0,
        high=20,
        source=BASE,
        about="utility of a satisfaction one above the reference",
    )
    satisfaction_reference: T = number(
        0.8,
        unit="1",
        low=0,
        high=1,
        source=BASE,
        about="satisfaction at which that utility is zero",
    )
    taste_cost: T = number(
        20.0,
        unit="utility/circle",
        low=0,
        high=1000,
        source=BASE,
        about="loss of utility per distance between taste and variant",
    )
    price_sensitivity: T = number(
        0.35,
        unit="utility/money",
        low=0,
        high=20,
        source="base case; elasticity near the mean of Bijmolt, van Heerde & Pieters 2005",
        about="mean price coefficient",
    )
    price_sensitivity_sd: T = number(
        0.08,
        unit="utility/money",
        low=0,
        high=5,
        source=ASSUMED,
        about="spread of the price coefficient over customers",
    )
    price_reference: T = number(
        10.0,
        unit="money/unit",
        low=0,
        high=1e6,
        source=BASE,
        about="price at which the price term is zero",
    )
    nest_scale: T = number(
        0.35,
        unit="1",
        low=0.01,
        high=1,
        source=BASE,
        about="dissimilarity within the nest of the firm's variants; 1 = plain logit",
    )
    promise_cost: T = number(
        0.08,
        unit="utility/week",
        low=0,
        high=10,
        source=ASSUMED,
        about="loss of utility per week of promised delivery time",
    )
    comfort_mean: T = number(
        14.0,
        unit="options",
        low=0,
        high=500,
        source=BASE,
        about="options that a customer can take in, mean",
    )
    comfort_sd: T = number(
        4.0,
        unit="options",
        low=0,
        high=200,
        source=BASE,
        about="options that a customer can take in, spread over customers",
    )
    overload_slope: T = number(
        3.5,
        unit="options",
        low=0.1,
        high=100,
        source=BASE,
        about="how sharply choice becomes too much",
    )
    overload: T = number(
        0.55,
        unit="share",
        low=0,
        high=1,
        source="between zero (Scheibehenne et al. 2010) and the jam study (Iyengar & Lepper 2000)",
        about="largest share of visitors put off by choice; 0 switches it off",
    )
    ad_carryover: T = number(
        0.5,
        unit="1/week",
        low=0,
        high=0.99,
        source=ASSUMED,
        about="share of last week's advertising stock that is left",
    )
    ad_elasticity: T = number(
        0.28,
        unit="1",
        low=0,
        high=1,
        source="set so that orders answer as measured: Sethuraman, Tellis & Briesch 2011",
        about="elasticity of visits to adstock",
    )
    ad_reference: T = number(
        100.0,
        unit="money/week",
        low=0.01,
        high=1e6,
        source=BASE,
        about="spending at which visits are as given",
    )
    ad_floor: T = number(
        20.0,
        unit="money/week",
        low=0.01,
        high=1e6,
        source=ASSUMED,
        about="awareness the firm has without spending",
    )
    promotion_lift: T = number(
        0.7,
        unit="1/share",
        low=0,
        high=20,
        source=ASSUMED,
        about="log visits per unit of promotion depth in a promotion week",
    )
    stockpile_weeks: int = number(
        1,
        unit="weeks",
        low=0,
        high=52,
        source="a third of the bump is shifted in time: van Heerde et al. 2003",
        about="extra weeks without need",
    )
    substitute: T = number(
        0.19,
        unit="share",
        low=0,
        high=1,
        source="Corsten & Gruen 2003",
        about="takes another of our variants before an empty shelf",
    )
    late_weeks: T = number(
        4.0,
        unit="weeks",
        low=0,
        high=52,
        source=ASSUMED,
        about="weeks that customers add to a promised delivery time when every promise was broken",
    )
    record_rate: T = number(
        0.15,
        unit="1/week",
        low=0,
        high=1,
        source=ASSUMED,
        about="weight of the newest week in the firm's record of promises kept",
    )
    answer_value: T = number(
        0.015,
        unit="utility",
        low=0,
        high=5,
        source=ASSUMED,
        about="utility of halving the promised time to an answer, against the reference",
    )
    answer_reference: T = number(
        24.0,
        unit="hours",
        low=0.1,
        high=720,
        source=ASSUMED,
        about="promised time to an answer that customers find neither soon nor late",
    )
    wait: T = number(
        0.15,
        unit="share",
        low=0,
        high=1,
        source="Corsten & Gruen 2003",
        about="waits before an empty shelf: a backorder",
    )
