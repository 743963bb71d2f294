"""Prices of everything."""

from __future__ import annotations

from typing import Literal

from coordsim.core.parameters.declare import ASSUMED, BASE, Group, number, one_of, switch


class Money[T](Group):
    """Prices of everything."""

    books: Literal["cash", "accrual"] = one_of(
        "cash",
        "what is made is a cost when it is made, or when it is sold or thrown away (stock at"
        " standard cost: IAS 2, paragraph 21)",
        neutral=True,
    )
    wage: T = number(
        1.5, unit="money/hour", low=0, high=1e6, source=BASE, about="regular hours, paid in full"
    )
    overtime_premium: T = number(
        1.6, unit="1", low=1, high=10, source=BASE, about="overtime wage over regular wage"
    )
    material: T = number(
        3.0, unit="money/unit", low=0, high=1e6, source=BASE, about="materials of a unit"
    )
    setup: T = number(
        20.0, unit="money/lot", low=0, high=1e6, source=BASE, about="money spent at a set-up"
    )
    holding: T = number(
        0.06,
        unit="money/unit/week",
        low=0,
        high=1e6,
        source=BASE,
        about="finished stock at the end of a week",
    )
    parts_holding: T = number(
        0.1,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="holding a part or a common module, over holding a finished unit",
    )
    backorder: T = number(
        0.10,
        unit="money/unit/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="a unit owed at the end of a week",
    )
    returned: T = number(
        2.0,
        unit="money/unit",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="handling of a returned unit; its price is paid back",
    )
    range_overhead: T = number(
        12.0,
        unit="money/variant/week",
        low=0,
        high=1e6,
        source=BASE,
        about="keeping a variant in the line",
    )
    launch: T = number(
        250.0,
        unit="money/variant",
        low=0,
        high=1e6,
        source=BASE,
        about="tooling for a new bespoke variant",
    )
    launch_package: T = number(
        60.0, unit="money/variant", low=0, high=1e6, source=BASE, about="tooling for a new package"
    )
    quality_effort: T = number(
        35.0,
        unit="money/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="full quality and maintenance effort",
    )
    hire: T = number(
        8.0,
        unit="money/hour",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="adding a regular weekly hour",
    )
    fire: T = number(
        5.0,
        unit="money/hour",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="giving up a regular weekly hour",
    )
    manager_hour: T = number(
        3.0,
        unit="money/hour",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="an hour of managers in meetings",
    )
    partner: T = number(
        0.3,
        unit="money/unit",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="more for materials from a sourcing partner",
    )
    staff_wage: T = number(
        1.5, unit="money/hour", low=0, high=1e6, source=ASSUMED, about="service staff, paid in full"
    )
    shipping: T = number(
        0.05, unit="money/unit", low=0, high=1e6, source=ASSUMED, about="shipping a unit"
    )
    late: T = number(
        1.0,
        unit="money/unit",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="making good for an order later than promised",
    )
    disposal: T = number(
        1.0,
        unit="share",
        low=0,
        high=10,
        source=ASSUMED,
        about="throwing a unit away, besides what it has cost to make, over its standard cost",
        neutral=True,
    )
    cleared: T = number(
        0.0,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="goods too old, or of variants given up, that are sold off; the rest is thrown away",
        neutral=True,
    )
    clearance: T = number(
        0.3,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="price of goods sold off, over the list price",
        neutral=True,
    )
    insolvency: bool = switch(
        False, "a firm that cannot pay stops: no sales, no costs from then on", neutral=True
    )
    cash: T = number(
        3000.0,
        unit="money",
        low=0,
        high=1e9,
        source=ASSUMED,
        about="in the bank at the start, where a firm can become insolvent",
        neutral=True,
    )
    credit: T = number(
        3000.0,
        unit="money",
        low=0,
        high=1e9,
        source=ASSUMED,
        about="what the bank lends at most",
        neutral=True,
    )
    interest: T = number(
        0.08,
        unit="1/year",
        low=0,
        high=1,
        source=ASSUMED,
        about="on what is owed to the bank",
        neutral=True,
    )
    fixed: T = number(
        25.0, unit="money/week", low=0, high=1e9, source=BASE, about="all that does not move"
    )
