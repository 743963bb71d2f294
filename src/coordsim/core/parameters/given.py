"""Numbers of a demand given from outside."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from coordsim.core.parameters.declare import Group, number, switch
from coordsim.core.spelling import plain

MOST_VALUES = 64  # in a list of demands
WHOLE = 1e-9  # how near to 1 the chances of a list have to sum


class Given[T](Group):
    """A demand distribution given from outside, for checks against theory and negative controls."""

    distribution: Literal["normal", "poisson", "uniform", "lognormal", "listed"] = Field(
        "normal", description="family of the weekly demand of a variant"
    )
    mean: T = number(
        50.0,
        unit="units/week",
        low=0,
        high=1e9,
        source="case",
        about="mean demand of a variant (a list has its own)",
    )
    sd: T = number(
        8.0,
        unit="units/week",
        low=0,
        high=1e9,
        source="case",
        about="standard deviation (normal, uniform, lognormal)",
    )
    values: list[float] = Field(
        [],
        max_length=MOST_VALUES,
        description="weekly demands that a list allows, ascending",
        json_schema_extra={"unit": "units/week", "source": "case", "neutral": True},
    )
    chances: list[float] = Field(
        [],
        max_length=MOST_VALUES,
        description="chance of each of them; they sum to 1",
        json_schema_extra={"unit": "share", "source": "case", "neutral": True},
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

    @model_validator(mode="after")
    def _is_a_distribution(self) -> Self:
        self._check_list()
        mean, sd = self.mean, self.sd
        if not (isinstance(mean, float) and isinstance(sd, float)):
            return self
        if self.distribution == "uniform" and math.sqrt(3) * sd > mean * (1 + WHOLE):
            raise ValueError(
                f"given.sd = {plain(sd)} is too large for given.distribution = 'uniform', which"
                f" would reach below 0; allowed: 0 to given.mean / sqrt(3) ="
                f" {plain(mean / math.sqrt(3))}"
            )
        if self.distribution == "lognormal" and mean <= 0:
            raise ValueError(
                f"given.mean = {plain(mean)} is too small for given.distribution = 'lognormal';"
                " allowed: above 0"
            )
        return self

    def _check_list(self) -> None:
        values, chances = self.values, self.chances
        listed = self.distribution == "listed"
        for name, numbers in (("values", values), ("chances", chances)):
            if numbers and not listed:
                raise ValueError(
                    f"given.{name} needs given.distribution = 'listed'; it is '{self.distribution}'"
                )
            if listed and not numbers:
                raise ValueError(
                    f"given.distribution = 'listed' needs given.{name}: 1 to {MOST_VALUES} numbers"
                )
        if not listed:
            return
        if len(values) != len(chances):
            raise ValueError(
                f"given.chances has {len(chances)} numbers and given.values {len(values)}; each"
                " value needs a chance"
            )
        for place, (low, high) in enumerate(pairwise(values), start=1):
            if low >= high:
                raise ValueError(
                    f"given.values.{place} = {plain(high)} is not above the value before it,"
                    f" {plain(low)}"
                )
        for name, numbers, most in (("values", values, 1e9), ("chances", chances, 1.0)):
            for place, value in enumerate(numbers):
                if not 0 <= value <= most:
                    raise ValueError(
                        f"given.{name}.{place} = {plain(value)} is outside [0, {plain(most)}]"
                    )
        if abs(math.fsum(chances) - 1) > WHOLE:
            raise ValueError(
                f"given.chances sum to {plain(math.fsum(chances))}; they have to sum to 1"
            )


def moments(given: Given[Any]) -> tuple[Any, Any]:
    """Return mean and standard deviation (units/week) of a variant's demand, as operations knows
    them; of shape (F,) where the numbers are.
    """
    if given.distribution == "poisson":
        return given.mean, np.sqrt(given.mean)
    if given.distribution != "listed":
        return given.mean, given.sd
    both = list(zip(given.values, given.chances, strict=True))
    mean = math.fsum(value * chance for value, chance in both)
    return mean, math.sqrt(math.fsum((value - mean) ** 2 * chance for value, chance in both))
