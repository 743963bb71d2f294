"""What every way of settling has to be: whatever is registered is tested here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import numpy as np
import pytest
from support.registered import registered

from coordsim.core.levers import COLUMN
from coordsim.core.records import Floats
from coordsim.mind.negotiation import Negotiation
from coordsim.rules.settling import SETTLING, GovernanceRule
from coordsim.study.conformance import check_rule

every_rule = pytest.mark.parametrize("rule", SETTLING.values(), ids=SETTLING.keys())


@every_rule
def test_it_conforms(rule: GovernanceRule) -> None:
    assert check_rule(rule) == []


@dataclass(frozen=True)
class Coin:
    """A rule that conforms; the cases below each break one thing."""

    name: str = "coin"
    title: str = "A coin"
    settled_by: str = "a coin"
    words: str = "Plans stay as they are."

    def settle(self, table: Negotiation) -> Floats:
        return table.current.copy()


class Narrow(Coin):
    def settle(self, table: Negotiation) -> Floats:
        return table.current[:, :3]


class Blank(Coin):
    def settle(self, table: Negotiation) -> Floats:
        return table.current * np.nan


class Dear(Coin):
    def settle(self, table: Negotiation) -> Floats:
        plan = table.current.copy()
        plan[:, COLUMN["price"]] = 99.5
        return plan


class Halves(Coin):
    def settle(self, table: Negotiation) -> Floats:
        plan = table.current.copy()
        plan[:, COLUMN["range"]] = 4.5
        return plan


class Between(Coin):
    def settle(self, table: Negotiation) -> Floats:
        plan = table.current.copy()
        plan[:, COLUMN["promotion_every"]] = 5
        return plan


class Opening(Coin):
    def settle(self, table: Negotiation) -> Floats:
        plan = table.current.copy()
        plan[:, COLUMN["overtime"]] = 0.05
        return plan


class Writing(Coin):
    def settle(self, table: Negotiation) -> Floats:
        table.proposals[:] = table.current
        return table.current.copy()


class Moody(Coin):
    turns = count(1)

    def settle(self, table: Negotiation) -> Floats:
        return table.current if next(self.turns) % 2 else table.proposals


class Absent(Coin):
    def settle(self, table: Negotiation) -> Floats:
        raise RuntimeError("nobody came")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (Narrow(), "settle() returns float64 of shape (3, 3); needed: a number for each firm and"),
        (Blank(), "settle() sets price = nan; allowed: [6, 14]"),
        (Dear(), "settle() sets price = 99.5; allowed: [6, 14]"),
        (Halves(), "settle() sets range = 4.5; allowed: "),
        (Between(), "settle() sets promotion_every = 5.0; allowed: "),
        (Opening(), "settle() moves overtime, which the scenario has closed"),
        (Writing(), "settle() writes on the table"),
        (Moody(), "settle() returns another plan when the same table is settled again"),
        (Absent(), "settle() failed: RuntimeError: nobody came"),
        (Coin(words="Heads or tails"), "words is no sentence"),
        (Coin(settled_by="a coin."), "settled_by is no end of the sentence"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Coin) else "",
)
def test_a_breach_is_said_in_a_sentence(rule: GovernanceRule, says: str) -> None:
    with registered(SETTLING, rule):
        found = check_rule(rule)
    assert [said for said in found if says in said], found


def test_a_rule_that_conforms_has_no_breach() -> None:
    with registered(SETTLING, Coin()):
        assert check_rule(SETTLING["coin"]) == []
