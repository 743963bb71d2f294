"""Numbers of the plant."""

from __future__ import annotations

from coordsim.core.parameters.declare import ASSUMED, BASE, Group, number, switch


class Plant[T](Group):
    """What the plant can do."""

    run_hours: T = number(
        1.0, unit="hours/unit", low=0, high=100, source=BASE, about="hours to make a unit"
    )
    setup_hours: T = number(
        8.0, unit="hours/lot", low=0, high=1000, source=BASE, about="hours to set up for a lot"
    )
    lead_weeks: int = number(
        1,
        unit="weeks",
        low=0,
        high=26,
        source=ASSUMED,
        about="weeks from a lot's start to the shelf",
    )
    breakdown_share: T = number(
        0.08,
        unit="share",
        low=0,
        high=0.9,
        source=ASSUMED,
        about="mean share of hours lost to breakdowns without any effort",
    )
    breakdown_most: T = number(
        0.9,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="largest share of a week's hours that breakdowns take",
    )
    effort_effect: T = number(
        0.7,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="share of breakdowns and defects that full effort avoids",
    )
    defect_share: T = number(
        0.02,
        unit="share",
        low=0,
        high=1,
        source=BASE,
        about="defective units at the variants and the effort below",
    )
    defect_range_slope: T = number(
        0.03,
        unit="1/variant",
        low=0,
        high=1,
        source=ASSUMED,
        about="relative rise of the defect share per variant above them",
    )
    defect_variants: T = number(
        8.0,
        unit="variants",
        low=0,
        high=64,
        source=BASE,
        about="variants up to which the defect share is as given",
    )
    defect_effort: T = number(
        0.5,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="quality effort at which the defect share is as given",
    )
    congestion: T = number(
        1.0,
        unit="1",
        low=0,
        high=20,
        source="shape of Kingman 1961, assumed size",
        about="relative rise of defects at full utilisation",
    )
    slack: T = number(
        0.15,
        unit="share",
        low=0.001,
        high=1,
        source=ASSUMED,
        about="share of hours free below which defects begin to rise",
    )
    capacity_lead_weeks: int = number(
        4,
        unit="weeks",
        low=0,
        high=52,
        source=ASSUMED,
        about="weeks until a change of regular hours takes effect",
    )
    forecast_window: int = number(
        8,
        unit="weeks",
        low=0,
        high=52,
        source=ASSUMED,
        about="weeks in operations' moving average; 0 = knows the given mean",
    )
    prebuild_weeks: int = number(
        6,
        unit="weeks",
        low=0,
        high=26,
        source=ASSUMED,
        about="weeks before a known promotion that its extra units are begun",
    )
    obsolescence: T = number(
        0.004,
        unit="1/week",
        low=0,
        high=1,
        source=ASSUMED,
        about="share of stock that can no longer be sold",
    )
    shelf_life: int = number(
        0,
        unit="weeks",
        low=0,
        high=104,
        source="first in, first out: Nahmias 1982; length assumed",
        about="weeks that goods can be sold, from the week they reach the shelf; 0 = for ever",
        neutral=True,
    )
    error_weight: T = number(
        0.1,
        unit="1/week",
        low=0,
        high=1,
        source=ASSUMED,
        about="weight of the newest week in operations' record of its forecast errors",
    )
    report_weight: T = number(
        0.25,
        unit="1/week",
        low=0,
        high=1,
        source=ASSUMED,
        about="weight of the newest week in operations' reports of unit cost and fill rate",
    )
    setup_carryover: bool = switch(
        False,
        "a lot that is not finished goes on next week where it stopped; otherwise it is begun anew",
        neutral=True,
    )
    whole_units: bool = switch(True, "lots are whole units")
    endless: bool = switch(False, "hours never bind")
    endless_known: bool = switch(
        False,
        "managers of an endless plant know that hours never bind; otherwise they reckon with hours",
        neutral=True,
    )
    returns: bool = switch(False, "a lot may be negative: surplus goes back at cost")
