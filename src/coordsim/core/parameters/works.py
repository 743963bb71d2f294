"""Numbers of what the firm works with: plant, supply, service, systems, money."""

from __future__ import annotations

from coordsim.core.parameters.declare import ASSUMED, BASE, Group, number, switch


class Plant[T](Group):
    """What the plant can do."""

    run_hours: T = number(1.0, "hours/unit", 0, 100, BASE, "hours to make a unit")
    setup_hours: T = number(8.0, "hours/lot", 0, 1000, BASE, "hours to set up for a lot")
    lead_weeks: int = number(1, "weeks", 0, 26, ASSUMED, "weeks from a lot's start to the shelf")
    breakdown_share: T = number(
        0.08, "share", 0, 0.9, ASSUMED, "mean share of hours lost to breakdowns without any effort"
    )
    effort_effect: T = number(
        0.7, "share", 0, 1, ASSUMED, "share of breakdowns and defects that full effort avoids"
    )
    defect_share: T = number(
        0.02, "share", 0, 1, BASE, "defective units at eight variants and no effort above the start"
    )
    defect_range_slope: T = number(
        0.03,
        "1/variant",
        0,
        1,
        ASSUMED,
        "relative rise of the defect share per variant above eight",
    )
    congestion: T = number(
        1.0,
        "1",
        0,
        20,
        "shape of Kingman 1961, assumed size",
        "relative rise of defects at full utilisation",
    )
    capacity_lead_weeks: int = number(
        4, "weeks", 0, 52, ASSUMED, "weeks until a change of regular hours takes effect"
    )
    forecast_window: int = number(
        8, "weeks", 0, 52, ASSUMED, "weeks in operations' moving average; 0 = knows the given mean"
    )
    prebuild_weeks: int = number(
        6, "weeks", 0, 26, ASSUMED, "weeks before a known promotion that its extra units are begun"
    )
    obsolescence: T = number(
        0.004, "1/week", 0, 1, ASSUMED, "share of stock that can no longer be sold"
    )
    error_weight: T = number(
        0.1,
        "1/week",
        0,
        1,
        ASSUMED,
        "weight of the newest week in operations' record of its forecast errors",
    )
    whole_units: bool = switch(True, "lots are whole units")
    endless: bool = switch(False, "hours never bind")
    returns: bool = switch(False, "a lot may be negative: surplus goes back at cost")


class Supply[T](Group):
    """Materials: common modules and parts that belong to one variant."""

    lead_weeks: int = number(3, "weeks", 1, 26, BASE, "weeks from order to arrival")
    reliability: T = number(
        0.95, "share", 0, 1, ASSUMED, "chance that a shipment is not a week late"
    )
    partner_weeks: int = number(
        1, "weeks", 1, 26, ASSUMED, "weeks from order to arrival with a sourcing partner"
    )
    partner_reliability: T = number(
        0.99, "share", 0, 1, ASSUMED, "chance that a partner's shipment is not a week late"
    )
    safety: T = number(1.5, "1", -5, 10, ASSUMED, "safety factor of the weekly base-stock orders")
    endless: bool = switch(False, "materials never bind")


class Service[T](Group):
    """Shipping to customers, and the desk that answers them."""

    shipping_units: T = number(
        1e6, "units/week", 0, 1e9, ASSUMED, "units that can be shipped in a week"
    )
    contact_rate: T = number(
        0.2, "contacts/unit", 0, 20, ASSUMED, "contacts of a customer whose order went well"
    )
    contact_problem: T = number(
        1.0, "contacts/unit", 0, 20, ASSUMED, "contacts more for an order that is late or defective"
    )
    contact_hours: T = number(0.4, "hours/contact", 0, 100, ASSUMED, "hours to answer a contact")
    answer_scale: T = number(
        6.0,
        "hours",
        0,
        1000,
        "shape of an M/M/1 queue; size assumed",
        "hours to an answer at a desk busy half of its time",
    )
    late_cancel: T = number(
        0.1, "share", 0, 1, ASSUMED, "share of orders overdue that are cancelled"
    )


class Systems[T](Group):
    """What technologies and ways of working cost and do."""

    erp_price: T = number(
        25.0, "money/week", 0, 1e6, ASSUMED, "price of an ERP: operations' facts every week, exact"
    )
    crm_price: T = number(
        15.0, "money/week", 0, 1e6, ASSUMED, "price of a CRM: customers' feedback every week, exact"
    )
    bi_price: T = number(
        8.0,
        "money/week",
        0,
        1e6,
        ASSUMED,
        "price of business intelligence: less noise in what is told",
    )
    marketing_automation_price: T = number(
        12.0, "money/week", 0, 1e6, ASSUMED, "price of marketing automation"
    )
    ai_forecast_price: T = number(
        15.0, "money/week", 0, 1e6, ASSUMED, "price of forecasting with the market's momentum"
    )
    personalisation_price: T = number(
        20.0, "money/week", 0, 1e6, ASSUMED, "price of personalisation: each sees fewer options"
    )
    chatbot_price: T = number(
        6.0, "money/week", 0, 1e6, ASSUMED, "price of a chatbot that answers simple questions"
    )
    predictive_maintenance_price: T = number(
        12.0, "money/week", 0, 1e6, ASSUMED, "price of predictive maintenance"
    )
    noise_left: T = number(0.5, "share", 0, 1, ASSUMED, "noise left with business intelligence")
    forecast_noise_left: T = number(
        0.3, "share", 0, 1, ASSUMED, "noise left in the told forecast with AI forecasting"
    )
    reach_gain: T = number(
        0.25, "share", 0, 5, ASSUMED, "advertising works this much better with marketing automation"
    )
    momentum: T = number(
        1.0, "share", 0, 1, ASSUMED, "share of the market's momentum that the forecast then uses"
    )
    options_seen: T = number(
        0.5, "share", 0, 1, ASSUMED, "options that a customer sees with personalisation"
    )
    contacts_left: T = number(
        0.6, "share", 0, 1, ASSUMED, "contacts that a chatbot leaves to the desk"
    )
    breakdowns_left: T = number(
        0.6, "share", 0, 1, ASSUMED, "breakdowns left with predictive maintenance"
    )
    training_hours: T = number(
        8.0, "hours", 0, 1000, ASSUMED, "managers' hours of cross-training every four weeks"
    )
    training_gain: T = number(
        0.15,
        "share",
        0,
        1,
        ASSUMED,
        "share of what is not understood that cross-training teaches each time",
    )
    team_hours: T = number(
        4.0, "hours/week", 0, 1000, ASSUMED, "managers' hours in a cross-functional team"
    )
    team_gain: T = number(
        0.03,
        "share",
        0,
        1,
        ASSUMED,
        "share of what is not understood that a week in the team teaches",
    )
    team_time: T = number(
        0.7,
        "share",
        0,
        1,
        "overlapping phases: Clark & Fujimoto 1991; size assumed",
        "development time left with a team",
    )
    improvement_hours: T = number(
        6.0, "hours/week", 0, 1000, ASSUMED, "managers' hours of continuous improvement"
    )
    improvement_limit: T = number(
        0.3, "share", 0, 1, ASSUMED, "set-up hours and defects that it can save in the end"
    )
    improvement_weeks: T = number(
        30.0, "weeks", 0.1, 520, ASSUMED, "weeks until it has saved most (63 %) of that"
    )


class Money[T](Group):
    """Prices of everything."""

    wage: T = number(1.5, "money/hour", 0, 1e6, BASE, "regular hours, paid in full")
    overtime_premium: T = number(1.6, "1", 1, 10, BASE, "overtime wage over regular wage")
    material: T = number(3.0, "money/unit", 0, 1e6, BASE, "materials of a unit")
    setup: T = number(20.0, "money/lot", 0, 1e6, BASE, "money spent at a set-up")
    holding: T = number(
        0.06, "money/unit/week", 0, 1e6, BASE, "finished stock at the end of a week"
    )
    parts_holding: T = number(
        0.1,
        "share",
        0,
        1,
        ASSUMED,
        "holding a part or a common module, over holding a finished unit",
    )
    backorder: T = number(
        0.10, "money/unit/week", 0, 1e6, ASSUMED, "a unit owed at the end of a week"
    )
    returned: T = number(
        2.0, "money/unit", 0, 1e6, ASSUMED, "handling of a returned unit; its price is paid back"
    )
    range_overhead: T = number(
        12.0, "money/variant/week", 0, 1e6, BASE, "keeping a variant in the line"
    )
    launch: T = number(250.0, "money/variant", 0, 1e6, BASE, "tooling for a new bespoke variant")
    launch_package: T = number(60.0, "money/variant", 0, 1e6, BASE, "tooling for a new package")
    quality_effort: T = number(
        35.0, "money/week", 0, 1e6, ASSUMED, "full quality and maintenance effort"
    )
    hire: T = number(8.0, "money/hour", 0, 1e6, ASSUMED, "adding a regular weekly hour")
    fire: T = number(5.0, "money/hour", 0, 1e6, ASSUMED, "giving up a regular weekly hour")
    manager_hour: T = number(3.0, "money/hour", 0, 1e6, ASSUMED, "an hour of managers in meetings")
    partner: T = number(
        0.3, "money/unit", 0, 1e6, ASSUMED, "more for materials from a sourcing partner"
    )
    staff_wage: T = number(1.5, "money/hour", 0, 1e6, ASSUMED, "service staff, paid in full")
    shipping: T = number(0.05, "money/unit", 0, 1e6, ASSUMED, "shipping a unit")
    late: T = number(
        1.0, "money/unit", 0, 1e6, ASSUMED, "making good for an order later than promised"
    )
    fixed: T = number(25.0, "money/week", 0, 1e9, BASE, "all that does not move")
