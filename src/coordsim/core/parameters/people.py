"""Numbers of people: customers' feelings, and how managers think."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from coordsim.core.parameters.declare import ASSUMED, Group, number


class People[T](Group):
    """Satisfaction, reputation, trust, frustration, and how managers think."""

    satisfaction_rate: T = number(
        0.2,
        unit="1",
        low=0,
        high=1,
        source=ASSUMED,
        about="weight of a new experience in a customer's satisfaction",
    )
    loss_weight: T = number(
        2.0,
        unit="1",
        low=1,
        high=4.9,
        source="losses loom about twice as large: Kahneman & Tversky 1979",
        about="weight of a bad experience",
    )
    outcome_put_off: T = number(
        0.5, unit="1", low=0, high=1, source=ASSUMED, about="experience of being put off by choice"
    )
    outcome_empty: T = number(
        0.2, unit="1", low=0, high=1, source=ASSUMED, about="experience of an empty shelf"
    )
    outcome_waited: T = number(
        0.6, unit="1", low=0, high=1, source=ASSUMED, about="experience of having to wait"
    )
    outcome_defect: T = number(
        0.0, unit="1", low=0, high=1, source=ASSUMED, about="experience of a defective unit"
    )
    outcome_late: T = number(
        0.3,
        unit="1",
        low=0,
        high=1,
        source=ASSUMED,
        about="experience of an order later than promised",
    )
    outcome_unanswered: T = number(
        0.3,
        unit="1",
        low=0,
        high=1,
        source=ASSUMED,
        about="experience of an answer later than promised",
    )
    word_valence: T = number(
        0.417,
        unit="1",
        low=0,
        high=2,
        source="You, Vadakkepatt & Joshi 2015, mean elasticity",
        about="elasticity of visits to what people say",
    )
    word_of_mouth: Literal["mean", "network"] = Field(
        "mean",
        description=(
            "everybody hears the firm's reputation, or each hears the neighbours in a small world"
        ),
    )
    neighbours: int = number(
        6,
        unit="customers",
        low=2,
        high=100,
        source="Watts & Strogatz 1998; size assumed",
        about="neighbours of a customer, even",
    )
    rewiring: T = number(
        0.1,
        unit="share",
        low=0,
        high=1,
        source="Watts & Strogatz 1998; size assumed",
        about="share of ties to somebody far away",
    )
    reputation_rate: T = number(
        0.04,
        unit="1/week",
        low=0,
        high=1,
        source=ASSUMED,
        about="speed at which reputation follows satisfaction",
    )
    reputation_start: T = number(
        0.8,
        unit="1",
        low=0.01,
        high=1,
        source=ASSUMED,
        about="reputation at which visits are as given",
    )
    trust_start: T = number(
        0.6,
        unit="1",
        low=0,
        high=1,
        source="partial trust: Ozer, Zheng & Chen 2011; size assumed",
        about="trust in the other's word at the start",
    )
    trust_rate: T = number(
        0.08,
        unit="1/week",
        low=0,
        high=1,
        source=ASSUMED,
        about="weight of the last message in trust",
    )
    trust_slope: T = number(
        2.0,
        unit="1",
        low=0,
        high=20,
        source=ASSUMED,
        about="trust lost per relative error of a message",
    )
    frustration_rate: T = number(
        0.1, unit="1/week", low=0, high=1, source=ASSUMED, about="speed at which frustration moves"
    )
    frustration_conflict: T = number(
        0.1,
        unit="1/lever",
        low=0,
        high=1,
        source=ASSUMED,
        about="frustration that each contested lever causes",
    )
    frustration_empty: T = number(
        0.5,
        unit="1",
        low=0,
        high=1,
        source=ASSUMED,
        about="frustration that empty shelves cause where no demand is met",
    )
    frustration_effect: T = number(
        0.05,
        unit="share",
        low=0,
        high=1,
        source="marketing morale matters: Hausman, Montgomery & Roth 2002; size assumed",
        about="visits lost at full frustration of marketing",
    )
    understanding_decay: T = number(
        0.01,
        unit="1/week",
        low=0,
        high=1,
        source=ASSUMED,
        about="understanding forgotten in a week",
    )
    grasp: T = number(
        0.7,
        unit="share",
        low=0,
        high=1,
        source="absorptive capacity: Cohen & Levinthal 1990; size assumed",
        about="share of a told fact on how the other side works that is grasped without any"
        " understanding",
    )
    tolerance: T = number(
        0.002,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="gain in expected pay below which a manager leaves a lever alone",
    )
    contest: T = number(
        0.01,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="expected loss of pay above which a manager contests the other's lever",
    )
    call_off: T = number(
        0.7,
        unit="share",
        low=0,
        high=5,
        source=ASSUMED,
        about="stock over a promotion week's demand below which marketing, if it knows, calls the"
        " promotion off",
    )
    effort_elasticity: T = number(
        0.2,
        unit="1",
        low=0,
        high=1,
        source="effort follows its marginal reward: Holmstrom 1979; size assumed",
        about="elasticity of visits to what one more unit adds to marketing's pay",
    )
    effort_reference: T = number(
        0.25,
        unit="money/unit",
        low=0,
        high=1e6,
        source=ASSUMED,
        about="reward of one more unit at which visits are as given",
    )
    effort_own: T = number(
        0.1,
        unit="money/unit",
        low=1e-6,
        high=1e6,
        source=ASSUMED,
        about="reward that selling has for sales people without any pay",
    )
    present_bias: T = number(
        0.5,
        unit="1",
        low=0,
        high=1,
        source="present-biased sales people: Chung, Steenburgh & Sudhir 2014; size assumed",
        about="weight of a quarter's bonus in rounds before the quarter's last",
    )
    quarter_rounds: int = number(
        3,
        unit="rounds",
        low=1,
        high=52,
        source="three months of four weeks",
        about="rounds in a quarter, for quotas",
    )
    quota_stretch: T = number(
        1.0,
        unit="1",
        low=0.1,
        high=10,
        source=ASSUMED,
        about="quota over the sales that it is set by",
    )
    quota_ratchet: T = number(
        0.5,
        unit="1",
        low=0,
        high=1,
        source="quotas follow past sales: Weitzman 1980; size assumed",
        about="weight of the last quarter's sales in the next quota",
    )
    work_spread: T = number(
        0.3,
        unit="share",
        low=0.0001,
        high=5,
        source=ASSUMED,
        about="spread of a week's work over its mean that planners reckon with: lots are large",
    )
    load_spread: T = number(
        0.1,
        unit="share",
        low=0.0001,
        high=5,
        source=ASSUMED,
        about="spread of weekly work over the capacity for it that planners allow for",
    )
    surplus: T = number(
        0.1,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="share of what is planned beyond demand that planners take to be made for nothing",
    )
    payback_weeks: T = number(
        20.0,
        unit="weeks",
        low=1,
        high=520,
        source=ASSUMED,
        about="horizon over which managers spread one-off costs",
    )
    budget_margin: T = number(
        0.1,
        unit="share",
        low=0,
        high=0.9,
        source=ASSUMED,
        about="profit over revenue that marketing's plan has to show on the figures it knows",
    )
    budget_discipline: T = number(
        5.0,
        unit="1",
        low=0,
        high=100,
        source=ASSUMED,
        about=(
            "marketing's aversion to each money of profit missing from that margin; 0 switches it"
            " off"
        ),
    )
