"""Numbers of the firm's owner: whether it acts, when, and how bluntly."""

from __future__ import annotations

from typing import Literal

from coordsim.core.parameters.declare import ASSUMED, Group, number, one_of


class Owner[T](Group):
    """An owner who sees the profit and loss and nothing else."""

    acts: Literal["none", "blunt", "informed"] = one_of(
        "none",
        "what an owner does about losses: nothing; freezes and cuts; or, knowing what is true, one"
        " step that helps most",
        neutral=True,
    )
    patience: T = number(
        2.0,
        unit="quarters",
        low=1,
        high=40,
        source=ASSUMED,
        about="quarters with a loss, one after the other, until the owner acts",
        neutral=True,
    )
    recovery: T = number(
        1.0,
        unit="quarters",
        low=1,
        high=40,
        source=ASSUMED,
        about="quarters without a loss, one after the other, until orders are lifted",
        neutral=True,
    )
    cut: T = number(
        0.2,
        unit="share of variants",
        low=0,
        high=1,
        source=ASSUMED,
        about="what the owner has taken out of the range, those added last: the slowest",
        neutral=True,
    )
    advertising: T = number(
        1.0,
        unit="share",
        low=0,
        high=1,
        source=ASSUMED,
        about="highest advertising under orders, over what was spent when they came",
        neutral=True,
    )
