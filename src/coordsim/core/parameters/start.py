"""Numbers of the first week."""

from __future__ import annotations

from typing import Literal

from coordsim.core.parameters.declare import ASSUMED, BASE, Group, number, one_of


class Start[T](Group):
    """The first week."""

    stock: Literal["given", "fitted"] = one_of(
        "given",
        "shelf and materials hold the weeks given here, or what a firm has that has long lived by"
        " its first plan",
        neutral=True,
    )
    cover_weeks: T = number(
        2.0,
        unit="weeks",
        low=0,
        high=52,
        source=BASE,
        about="weeks of expected demand on the shelf",
    )
    materials_weeks: T = number(
        2.0,
        unit="weeks",
        low=0,
        high=52,
        source=ASSUMED,
        about="weeks of forecast for which there are parts and modules",
    )
    satisfaction: T = number(
        0.8, unit="1", low=0, high=1, source=BASE, about="every customer's satisfaction"
    )
