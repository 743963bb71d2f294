"""Numbers of a demand given from outside."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from coordsim.core.parameters.declare import Group, number, switch


class Given[T](Group):
    """A demand distribution given from outside, for checks against theory and negative controls."""

    distribution: Literal["normal", "poisson"] = Field(
        "normal", description="family of the weekly demand of a variant"
    )
    mean: T = number(
        50.0, unit="units/week", low=0, high=1e9, source="case", about="mean demand of a variant"
    )
    sd: T = number(
        8.0,
        unit="units/week",
        low=0,
        high=1e9,
        source="case",
        about="standard deviation (normal only)",
    )
    autocorrelation: T = number(
        0.0,
        unit="1",
        low=-0.99,
        high=0.99,
        source="case",
        about="first-order autocorrelation (normal only)",
    )
    lost: bool = switch(False, "unmet demand is lost; otherwise all of it waits")
