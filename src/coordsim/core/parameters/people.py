"""Numbers of people: customers' feelings, and how managers think."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from coordsim.core.parameters.declare import ASSUMED, Group, number


class People[T](Group):
    """Satisfaction, reputation, trust, frustration, and how managers think."""

    satisfaction_rate: T = number(
        0.2, "1", 0, 1, ASSUMED, "weight of a new experience in a customer's satisfaction"
    )
    loss_weight: T = number(
        2.0,
        "1",
        1,
        4.9,
        "losses loom about twice as large: Kahneman & Tversky 1979",
        "weight of a bad experience",
    )
    outcome_put_off: T = number(0.5, "1", 0, 1, ASSUMED, "experience of being put off by choice")
    outcome_empty: T = number(0.2, "1", 0, 1, ASSUMED, "experience of an empty shelf")
    outcome_waited: T = number(0.6, "1", 0, 1, ASSUMED, "experience of having to wait")
    outcome_defect: T = number(0.0, "1", 0, 1, ASSUMED, "experience of a defective unit")
    outcome_late: T = number(0.3, "1", 0, 1, ASSUMED, "experience of an order later than promised")
    outcome_unanswered: T = number(
        0.3, "1", 0, 1, ASSUMED, "experience of an answer later than promised"
    )
    word_valence: T = number(
        0.417,
        "1",
        0,
        2,
        "You, Vadakkepatt & Joshi 2015, mean elasticity",
        "elasticity of visits to what people say",
    )
    word_of_mouth: Literal["mean", "network"] = Field(
        "mean",
        description=(
            "everybody hears the firm's reputation, or each hears the neighbours in a small world"
        ),
    )
    neighbours: int = number(
        6,
        "customers",
        2,
        100,
        "Watts & Strogatz 1998; size assumed",
        "neighbours of a customer, even",
    )
    rewiring: T = number(
        0.1,
        "share",
        0,
        1,
        "Watts & Strogatz 1998; size assumed",
        "share of ties to somebody far away",
    )
    reputation_rate: T = number(
        0.04, "1/week", 0, 1, ASSUMED, "speed at which reputation follows satisfaction"
    )
    reputation_start: T = number(
        0.8, "1", 0.01, 1, ASSUMED, "reputation at which visits are as given"
    )
    trust_start: T = number(
        0.6,
        "1",
        0,
        1,
        "partial trust: Ozer, Zheng & Chen 2011; size assumed",
        "trust in the other's word at the start",
    )
    trust_rate: T = number(0.08, "1/week", 0, 1, ASSUMED, "weight of the last message in trust")
    trust_slope: T = number(2.0, "1", 0, 20, ASSUMED, "trust lost per relative error of a message")
    frustration_rate: T = number(0.1, "1/week", 0, 1, ASSUMED, "speed at which frustration moves")
    frustration_effect: T = number(
        0.05,
        "share",
        0,
        1,
        "marketing morale matters: Hausman, Montgomery & Roth 2002; size assumed",
        "visits lost at full frustration of marketing",
    )
    understanding_decay: T = number(
        0.01, "1/week", 0, 1, ASSUMED, "understanding forgotten in a week"
    )
    grasp: T = number(
        0.7,
        "share",
        0,
        1,
        "absorptive capacity: Cohen & Levinthal 1990; size assumed",
        "share of a told fact on how the other side works that is grasped without any"
        " understanding",
    )
    tolerance: T = number(
        0.002,
        "share",
        0,
        1,
        ASSUMED,
        "gain in expected pay below which a manager leaves a lever alone",
    )
    contest: T = number(
        0.01,
        "share",
        0,
        1,
        ASSUMED,
        "expected loss of pay above which a manager contests the other's lever",
    )
    call_off: T = number(
        0.7,
        "share",
        0,
        5,
        ASSUMED,
        "stock over a promotion week's demand below which marketing, if it knows, calls the"
        " promotion off",
    )
    effort_elasticity: T = number(
        0.2,
        "1",
        0,
        1,
        "effort follows its marginal reward: Holmstrom 1979; size assumed",
        "elasticity of visits to what one more unit adds to marketing's pay",
    )
    effort_reference: T = number(
        0.25, "money/unit", 0, 1e6, ASSUMED, "reward of one more unit at which visits are as given"
    )
    effort_own: T = number(
        0.1,
        "money/unit",
        1e-6,
        1e6,
        ASSUMED,
        "reward that selling has for sales people without any pay",
    )
    present_bias: T = number(
        0.5,
        "1",
        0,
        1,
        "present-biased sales people: Chung, Steenburgh & Sudhir 2014; size assumed",
        "weight of a quarter's bonus in rounds before the quarter's last",
    )
    quarter_rounds: int = number(
        3, "rounds", 1, 52, "three months of four weeks", "rounds in a quarter, for quotas"
    )
    quota_stretch: T = number(1.0, "1", 0.1, 10, ASSUMED, "quota over the sales that it is set by")
    quota_ratchet: T = number(
        0.5,
        "1",
        0,
        1,
        "quotas follow past sales: Weitzman 1980; size assumed",
        "weight of the last quarter's sales in the next quota",
    )
    payback_weeks: T = number(
        20.0, "weeks", 1, 520, ASSUMED, "horizon over which managers spread one-off costs"
    )
    budget_margin: T = number(
        0.1,
        "share",
        0,
        0.9,
        ASSUMED,
        "profit over revenue that marketing's plan has to show on the figures it knows",
    )
    budget_discipline: T = number(
        5.0,
        "1",
        0,
        100,
        ASSUMED,
        "marketing's aversion to each money of profit missing from that margin; 0 switches it off",
    )
