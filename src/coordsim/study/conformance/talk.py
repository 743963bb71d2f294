"""What every talk rule has to be."""

from __future__ import annotations

from collections.abc import Iterator

from coordsim.core.facts import GROUPS
from coordsim.rules.talk.channel import Channel, faults
from coordsim.run.simulate import simulate
from coordsim.study.conformance.breaches import EXACT, asking, is_finite, is_frozen, is_plain, small

LONGEST = 400  # letters of what is carried, how and at what cost


def is_possible(rule: Channel) -> Iterator[str]:
    """It carries groups that there are, within what the engine remembers."""
    yield from faults(rule)


def speaks_plainly(rule: Channel) -> Iterator[str]:
    """What it carries is said in a few sentences."""
    with asking("words()"):
        yield from is_plain(rule.words(), "words()", LONGEST)


def can_be_used(rule: Channel) -> Iterator[str]:
    """A short game goes through, at its price, and groups can be left out one by one."""
    with asking("a short game under it"):
        run = simulate(small({"communication": rule.name}))
    yield from is_finite(run)
    if (run.accounts["systems"] < rule.money * (1 - EXACT)).any():
        yield f"its {rule.money:g} a week are not in the books"
    for group in GROUPS:
        with asking(f"leaving out {group}"):
            left = small({"communication": {"preset": rule.name, "without": [group]}})
        if left.rules.channel.groups != rule.groups - {group}:
            yield f"{group} cannot be left out"


CHECKS = (is_frozen, is_possible, speaks_plainly, can_be_used)
