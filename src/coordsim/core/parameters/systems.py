"""Numbers of technologies and ways of working: what they cost and do."""

from __future__ import annotations

from coordsim.core.parameters.declare import ASSUMED, Group, number


class Systems[T](Group):
    """What technologies and ways of working cost and do."""

    erp_price: T = number(
        25.0,
        unit="money/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="price of an ERP: operations' facts every week, exact",
    )
    crm_price: T = number(
        15.0,
        unit="money/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="price of a CRM: customers' feedback every week, exact",
    )
    bi_price: T = number(
        8.0,
        unit="money/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="price of business intelligence: less noise in what is told",
    )
    marketing_automation_price: T = number(
        12.0,
        unit="money/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="price of marketing automation",
    )
    ai_forecast_price: T = number(
        15.0,
        unit="money/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="price of forecasting with the market's momentum",
    )
    personalisation_price: T = number(
        20.0,
        unit="money/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="price of personalisation: each sees fewer options",
    )
    chatbot_price: T = number(
        6.0,
        unit="money/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="price of a chatbot that answers simple questions",
    )
    predictive_maintenance_price: T = number(
        12.0,
        unit="money/week",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="price of predictive maintenance",
    )
    noise_left: T = number(
        0.5,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="noise left with business intelligence",
    )
    forecast_noise_left: T = number(
        0.3,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="noise left in the told forecast with AI forecasting",
    )
    reach_gain: T = number(
        0.25,
        unit="share",
        low=0,
        high=5,
        source=ASSUMED,
        about="advertising works this much better with marketing automation",
    )
    momentum: T = number(
        1.0,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="share of the market's momentum that the forecast then uses",
    )
    momentum_limit: T = number(
        1.0,
        unit="log",
        low=0,
        high=10,
        source=ASSUMED,
        about="largest deviation of demand that the forecast carries on",
    )
    options_seen: T = number(
        0.5,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="options that a customer sees with personalisation",
    )
    contacts_left: T = number(
        0.6,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="contacts that a chatbot leaves to the desk",
    )
    breakdowns_left: T = number(
        0.6,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="breakdowns left with predictive maintenance",
    )
    training_weeks: int = number(
        4,
        unit="weeks",
        low=1,
        high=104,
        source=ASSUMED,
        about="weeks from one cross-training to the next",
    )
    training_hours: T = number(
        8.0,
        unit="hours",
        low=0,
        high=1000,
        source=ASSUMED,
        about="managers' hours of each cross-training",
    )
    training_gain: T = number(
        0.15,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="share of what is not understood that cross-training teaches each time",
    )
    team_hours: T = number(
        4.0,
        unit="hours/week",
        low=0,
        high=1000,
        source=ASSUMED,
        about="managers' hours in a cross-functional team",
    )
    team_gain: T = number(
        0.03,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="share of what is not understood that a week in the team teaches",
    )
    team_time: T = number(
        0.7,
        unit="share",
        low=0,
        high=1,
        source="overlapping phases: Clark & Fujimoto 1991; size assumed",
        about="development time left with a team",
    )
    improvement_hours: T = number(
        6.0,
        unit="hours/week",
        low=0,
        high=1000,
        source=ASSUMED,
        about="managers' hours of continuous improvement",
    )
    improvement_limit: T = number(
        0.3,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="set-up hours and defects that it can save in the end",
    )
    improvement_weeks: T = number(
        30.0,
        unit="weeks",
        low=0.1,
        high=520,
        source=ASSUMED,
        about="weeks until it has saved most (63 %) of that",
    )
