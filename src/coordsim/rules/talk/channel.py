"""The shape of a talk rule: a channel between marketing and operations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """A channel carries groups of facts both ways: every k weeks, with a delay, with noise, at a
    price.

    ``noise`` is the log standard deviation of noisy facts before understanding shrinks and
    frustration widens it; ``hours`` are managers' hours per use; ``money`` is per week;
    ``learning`` is the share of what is not yet understood that a use teaches; ``consensus`` makes
    the forecast one set of numbers, not marketing's word. ``notice`` is how many weeks ahead a
    promotion is told; None: the whole calendar.
    """

    name: str
    groups: frozenset[str] = frozenset()
    every: int = 1
    delay: int = 0
    noise: float = 0.0
    hours: float = 0.0
    money: float = 0.0
    learning: float = 0.0
    consensus: bool = False
    notice: int | None = None
