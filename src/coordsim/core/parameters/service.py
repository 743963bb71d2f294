"""Numbers of shipping to customers, and of the desk that answers them."""

from __future__ import annotations

from coordsim.core.parameters.declare import ASSUMED, Group, number


class Service[T](Group):
    """Shipping to customers, and the desk that answers them."""

    shipping_units: T = number(
        1e6,
        unit="units/week",
        low=0,
        high=1e9,
        source=ASSUMED,
        about="units that can be shipped in a week; from 1,000,000 on there is no limit",
    )
    contact_rate: T = number(
        0.2,
        unit="contacts/unit",
        low=0,
        high=20,
        source=ASSUMED,
        about="contacts of a customer whose order went well",
    )
    contact_problem: T = number(
        1.0,
        unit="contacts/unit",
        low=0,
        high=20,
        source=ASSUMED,
        about="contacts more for an order that is late or defective",
    )
    contact_hours: T = number(
        0.4,
        unit="hours/contact",
        low=0,
        high=100,
        source=ASSUMED,
        about="hours to answer a contact",
    )
    answer_scale: T = number(
        6.0,
        unit="hours",
        low=0,
        high=1000,
        source="shape of an M/M/1 queue; size assumed",
        about="hours to an answer at a desk busy half of its time",
    )
    load_most: T = number(
        0.99,
        unit="1",
        low=0,
        high=0.9999,
        source=ASSUMED,
        about="load of the desk up to which an answer's time rises as in an M/M/1 queue",
    )
    patience_weeks: T = number(
        4.0,
        unit="weeks",
        low=0,
        high=52,
        source=ASSUMED,
        about=(
            "weeks' worth of contacts that wait at most, the rest give up; the longest queue that"
            " planners reckon with"
        ),
    )
    late_cancel: T = number(
        0.1,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="share of orders overdue that are cancelled",
    )
