"""What the table of accounts says is posted is what is posted."""

from __future__ import annotations

import re

from coordsim.core.accounts import ACCOUNTS, MANUFACTURING, TABLE
from coordsim.core.parameters import GROUPS
from coordsim.firm import books
from coordsim.scenario.file import Scenario, load


def test_every_parameter_named_is_one() -> None:
    for account in TABLE:
        for group, name in re.findall(r"\b([a-z]+)\.([a-z_]+)", account.amount):
            assert group in GROUPS, account
            assert name in type(getattr(load("base"), group)).model_fields, account


def test_every_price_is_in_the_table() -> None:
    """Each number of ``money`` that is no bank's and no word is named by an account."""
    told = " ".join(account.amount for account in TABLE)
    bank = {"books", "insolvency", "cash", "credit", "cleared"}
    prices = set(type(Scenario.model_fields["money"].default).model_fields) - bank
    assert [name for name in sorted(prices) if f"money.{name}" not in told] == []


def test_places_are_the_books() -> None:
    assert ACCOUNTS[books.REVENUE] == "revenue"
    assert set(MANUFACTURING) < set(ACCOUNTS)
    assert len(set(ACCOUNTS)) == len(ACCOUNTS) == len(TABLE)
