"""Numbers of the product line: its slots, how a variant is developed, what packages change."""

from __future__ import annotations

from coordsim.core.parameters.declare import ASSUMED, BASE, Group, number


class Line[T](Group):
    """The product line: its slots, how a variant is developed, what packages change."""

    slots: int = number(
        36, unit="variants", low=1, high=64, source=BASE, about="largest number of variants"
    )
    development_weeks: T = number(
        5.0,
        unit="weeks",
        low=0,
        high=104,
        source=ASSUMED,
        about="mean weeks from the decision for a variant until it can be made",
    )
    development_sd: T = number(
        0.3,
        unit="log",
        low=0,
        high=2,
        source=ASSUMED,
        about="spread of development times (lognormal)",
    )
    rework: T = number(
        0.4,
        unit="share",
        low=0,
        high=5,
        source="Clark & Fujimoto 1991; size assumed",
        about="development time added where the sides do not understand each other",
    )
    crowding: T = number(
        0.1,
        unit="1",
        low=0,
        high=5,
        source=ASSUMED,
        about="relative rise of development time per other variant in development",
    )
    hoped_weeks: T = number(
        3.0,
        unit="weeks",
        low=0,
        high=104,
        source=ASSUMED,
        about="development time that marketing believes in when it is told nothing",
    )
    life_weeks: T = number(
        0.0,
        unit="weeks",
        low=0,
        high=5200,
        source=ASSUMED,
        about="mean weeks that a variant can be sold before another must replace it; 0 = for ever",
        neutral=True,
    )
    teething: T = number(
        5.0,
        unit="1",
        low=0,
        high=50,
        source=ASSUMED,
        about="relative rise of a new variant's defects in its first weeks",
    )
    teething_weeks: int = number(
        8,
        unit="weeks",
        low=0,
        high=104,
        source=ASSUMED,
        about="weeks until a new variant is made as well as the others",
    )
    lesson: T = number(
        0.35,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="share of that rise that a launch teaches to avoid when customers' word is heard",
    )
    package_development: T = number(
        0.5,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="development time of a package over that of a bespoke variant",
    )
    package_options: T = number(
        0.6,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="options a customer sees per variant when sold in packages",
    )
    package_commonality: T = number(
        0.5,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="share of a set-up saved when packages share modules",
    )
    package_overhead: T = number(
        0.6,
        unit="share",
        low=0,
        high=1,
        source="fewer parts and drawings: Fisher & Ittner 1999; size assumed",
        about="cost of keeping a package over a bespoke variant",
    )
    package_utility: T = number(
        -0.1,
        unit="utility",
        low=-5,
        high=5,
        source="small loss of revenue: Fisher & Ittner 1999",
        about="utility of a package against bespoke",
    )
