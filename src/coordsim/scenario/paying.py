"""What a scenario's pay rules pay, in words: every rule at the scenario's rates, and the salary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from coordsim.core.contracts import IncentiveRule
from coordsim.core.levers import ROLES
from coordsim.rules.pay import PAY
from coordsim.scenario.rules import Rules


class Paid(NamedTuple):
    """A pay rule as a scenario pays by it: what each role gets, without the salary, in the order of
    roles.
    """

    name: str
    title: str
    words: tuple[str, ...]


def paid(rules: Rules, names: Iterable[str] = PAY) -> list[Paid]:
    """Return what pay rules pay at a scenario's rates, with its charges where people are held to
    account there; all rules unless some are named.
    """
    unsalaried = rules.model_copy(update={"salary": 0.0})
    found = []
    for name in names:
        rule = unsalaried.paid_by(name)
        found.append(Paid(name, rule.title, words_of(rule)))
    return found


def salary(rules: Rules) -> str:
    """Say in a sentence what both roles are paid besides."""
    if not rules.salary:
        return "No salary is paid besides."
    return (
        f"A salary of {rules.salary:g} a week comes on top for each role, whatever comes of its"
        " work."
    )


def words_of(rule: IncentiveRule) -> tuple[str, ...]:
    """Return what a rule says that it pays, for each role in order."""
    return tuple(rule.words(role) for role in ROLES)


def in_a_row(words: tuple[str, ...]) -> str:
    """Put what roles get behind each other, once where it is the same for all."""
    if len(set(words)) == 1:
        return words[0]
    pairs = zip(ROLES, words, strict=True)
    return " ".join(f"{role.capitalize()}: {said}" for role, said in pairs)
