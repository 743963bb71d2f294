"""Numbers of time: how long, and how often managers decide."""

from __future__ import annotations

from coordsim.core.parameters.declare import BASE, Group, number


class Horizon(Group):
    """How long, and how often managers decide."""

    weeks: int = number(104, unit="weeks", low=1, high=5200, source=BASE, about="length of a run")
    warmup: int = number(
        12, unit="weeks", low=0, high=5000, source=BASE, about="first weeks, reported apart"
    )
    round_weeks: int = number(
        4, unit="weeks", low=1, high=52, source=BASE, about="weeks between decisions"
    )
