"""Numbers of managers: what they believe untold, what they see, how they learn and choose."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from coordsim.core.parameters.declare import ASSUMED, Group, number


class Managers[T](Group):
    """Priors, sight, learning, choice, and how much managers differ. The defaults are managers as
    an extreme: naive, blind to their own results, exact, and all alike.
    """

    priors: Literal["naive", "drawn"] = Field(
        "naive",
        description=(
            "what is believed of a fact that was never told: a naive constant, or the truth with a"
            " bias and an error drawn for each firm and role"
        ),
        json_schema_extra={"unit": "word", "source": "modelling choice"},
    )
    prior_bias_cost: T = number(
        -0.75,
        unit="log",
        low=-3,
        high=3,
        source="complexity costs are hidden: Kaplan & Cooper 1998; blind spots: Oliva & Watson"
        " 2009; size assumed",
        about="bias of drawn priors of set-ups, of keeping variants and stock, of overload and"
        " goodwill",
    )
    prior_bias_capacity: T = number(
        0.3,
        unit="log",
        low=-3,
        high=3,
        source="marketing overrates capacity: Shapiro 1977; size assumed",
        about="bias of drawn priors of hours, of their availability and of shipping",
    )
    prior_bias_reaction: T = number(
        -0.5,
        unit="log",
        low=-3,
        high=3,
        source="operations underrates demand's reaction to price, promotion and service: Shapiro"
        " 1977; size assumed",
        about="bias of how far operations, while it is told of no forecast, takes demand to move"
        " with a plan, with drawn priors",
    )
    prior_sd: T = number(
        0.3,
        unit="log",
        low=0,
        high=2,
        source=ASSUMED,
        about="spread of drawn priors over firms and roles",
    )
    seen_weeks: int = number(
        12,
        unit="weeks",
        low=1,
        high=12,
        source=ASSUMED,
        about="age of what is seen of the other side's levers, with drawn priors",
    )
    sees: Literal["demand", "sales"] = Field(
        "demand",
        description=(
            "whether records are of all who asked, or of what was booked, with an estimate where a"
            " shelf ran empty"
        ),
        json_schema_extra={
            "unit": "word",
            "source": "censored demand: Dai & Jerath 2013; modelling choice",
        },
    )
    learning: T = number(
        0.0,
        unit="1/round",
        low=0,
        high=0.9,
        source="adaptive expectations: Nerlove 1958; size assumed",
        about="weight of the last round's surprise in what managers expect; 0: they never look at"
        " results",
    )
    trying: T = number(
        0.0,
        unit="1/move",
        low=0,
        high=1,
        source=ASSUMED,
        about="weight of the surprise in costs after marketing moved its range in what it believes"
        " that keeping a variant costs; 0: drivers are learnt from being told alone",
    )
    record: Literal["mean", "filter"] = Field(
        "mean",
        description=(
            "whether marketing reads the market's level off the mean of its record, or off a filter"
            " that weighs recent weeks by how much of what they show lasts"
        ),
        json_schema_extra={
            "unit": "word",
            "source": "local level model, steady state: Harvey 1989, ch. 4",
        },
    )
    settling: Literal["fit", "contested"] = Field(
        "fit",
        description=(
            "whether a one-sided settling rule moves levers wherever a plan does not fit, or only"
            " where the side that settles is better off by it"
        ),
        json_schema_extra={"unit": "word", "source": "modelling choice"},
    )
    choice: Literal["best", "logit"] = Field(
        "best",
        description=(
            "whether a manager takes the best step on each lever, or chooses among steps by a logit"
            " of what they are worth"
        ),
        json_schema_extra={
            "unit": "word",
            "source": "quantal response: McKelvey & Palfrey 1995; in newsvendors: Su 2008",
        },
    )
    precision: T = number(
        375.0,
        unit="1",
        low=1,
        high=1e6,
        source=ASSUMED,
        about="precision of a logit choice, for gains as shares of the usual pay",
    )
    usual_pay: T = number(
        33.0,
        unit="money/week",
        low=0.01,
        high=1e6,
        source=ASSUMED,
        about="pay that gains are weighed against in a logit choice",
    )
    attention: T = number(
        0.7,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="chance that a manager looks at a lever in a round, in a logit choice",
    )
    pairs: int = number(
        4,
        unit="moves",
        low=0,
        high=50,
        source=ASSUMED,
        about="moves of two levers at once that a manager thinks of in a round, in a logit choice",
    )
    traits_sd: T = number(
        0.0,
        unit="log",
        low=0,
        high=2,
        source=ASSUMED,
        about="spread over managers of precision, tolerance, learning, weight of the budget and"
        " payback",
    )
    optimism_sd: T = number(
        0.0,
        unit="log",
        low=0,
        high=1,
        source=ASSUMED,
        about="spread over managers of marketing's optimism on demand",
    )
