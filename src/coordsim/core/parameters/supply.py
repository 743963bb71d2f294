"""Numbers of materials: common modules and parts that belong to one variant."""

from __future__ import annotations

from coordsim.core.parameters.declare import ASSUMED, BASE, Group, number, switch


class Supply[T](Group):
    """Materials: common modules and parts that belong to one variant."""

    lead_weeks: int = number(
        3, unit="weeks", low=1, high=26, source=BASE, about="weeks from order to arrival"
    )
    reliability: T = number(
        0.95,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="chance that a shipment is not a week late",
    )
    partner_weeks: int = number(
        1,
        unit="weeks",
        low=1,
        high=26,
        source=ASSUMED,
        about="weeks from order to arrival with a sourcing partner",
    )
    partner_reliability: T = number(
        0.99,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="chance that a partner's shipment is not a week late",
    )
    safety: T = number(
        1.5,
        unit="1",
        low=-5,
        high=10,
        source=ASSUMED,
        about="safety factor of the weekly base-stock orders",
    )
    modules: int = number(
        2,
        unit="modules",
        low=2,
        high=20,
        source=ASSUMED,
        about="modules in a unit: all common in a package, one of its own in a bespoke variant",
    )
    exact_cover: bool = switch(
        False,
        "orders cover the lead time and what lots still lack; otherwise a week more, and no lack",
        neutral=True,
    )
    timed: bool = switch(
        False,
        "orders are for the lots that fall due in the weeks covered; otherwise for as many as may",
        neutral=True,
    )
    endless: bool = switch(False, "materials never bind")
