"""The shape of a talk rule: a channel between marketing and operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coordsim.core.facts import GROUPS, REMEMBERED
from coordsim.core.registry import beyond
from coordsim.core.spelling import shown

WEEKS = {"every": (1, 104), "delay": (0, REMEMBERED)}
MOST = {"noise": 2.0, "hours": 1e4, "money": 1e6}
"""What a channel may have at most: an error of a factor of seven, and more than any firm has."""


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
    title: str = ""
    groups: frozenset[str] = frozenset()
    every: int = 1
    delay: int = 0
    noise: float = 0.0
    hours: float = 0.0
    money: float = 0.0
    learning: float = 0.0
    consensus: bool = False
    notice: int | None = None

    def words(self) -> str:
        """Say what is carried, how often, how late, how exactly and at what cost."""
        if not self.groups:
            return "Nothing is told. Each side sees its own figures only."
        often = "every week" if self.every == 1 else f"every {self.every} weeks"
        late = [f"{self.delay} week{'s' * (self.delay != 1)} old"] if self.delay else []
        exact = f"with an error of about {self.noise:.0%}" if self.noise else "exact"
        said = [", ".join([self._carried(), often, *late, exact]) + "."]
        if "feedback" in self.groups:
            said.append(
                "Why customers left is asked as they leave: that comes after the first round."
            )
        if self.consensus:
            said.append("Both plan on one agreed forecast.")
        if self.learning:
            said.append("People come to understand each other's trade.")
        costs = [f"{self.hours:g} hours of managers each time"] if self.hours else []
        costs += [f"{self.money:g} a week"] if self.money else []
        said += [f"Costs {' and '.join(costs)}."] if costs else []
        return " ".join(said)

    def _carried(self) -> str:
        if self.groups >= set(GROUPS):
            return "Everything"
        *named, last = [words for group, words in GROUPS.items() if group in self.groups]
        return (f"{', '.join(named)} and {last}" if named else last).capitalize()


def faults(channel: Any) -> Iterator[str]:
    """Yield what is wrong with a channel, in words."""
    if not isinstance(channel, Channel):
        yield "it is no Channel"
        return
    groups: object = channel.groups
    if not isinstance(groups, frozenset):
        yield f"groups = {shown(groups)} is no frozenset of groups of facts"
        return
    unknown = sorted(channel.groups - set(GROUPS))
    if unknown:
        yield f"groups has {unknown[0]!r}; allowed: {', '.join(GROUPS)}"
    for name, (low, high) in WEEKS.items():
        value = getattr(channel, name)
        if type(value) is not int or not low <= value <= high:
            yield f"{name} = {shown(value)} is no whole number of weeks in [{low}, {high}]"
    if channel.notice is not None and (type(channel.notice) is not int or channel.notice < 0):
        yield f"notice = {shown(channel.notice)} is no whole number of weeks, 0 or more"
    for name, most in {**MOST, "learning": 1.0}.items():
        yield from beyond(name, getattr(channel, name), 0, most)
    if channel.consensus and "forecast" not in channel.groups:
        yield "consensus is on one forecast, which groups does not carry"
