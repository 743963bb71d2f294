"""A limit that binds nothing is no limit, in all that a person is shown: no sentinel, no gap."""

import json
from dataclasses import asdict

import pytest

from coordsim.core.facts import FACTS, INDEX, limitless
from coordsim.core.levers import ROLES
from coordsim.room.debrief import debrief
from coordsim.room.session import Session, shortened
from coordsim.scenario.file import load

SHIPPING = FACTS[INDEX["shipping"]]
NO_LIMIT = load("blind").service.shipping_units


def told_all(role: str, scenario: str = "base") -> Session:
    rules = {"communication": "dashboard"}
    session = Session.create(shortened(load(scenario).with_(rules), 8), 11, role)
    session.submit({})
    return session


def test_a_limit_that_nobody_set_is_none() -> None:
    assert limitless(SHIPPING, NO_LIMIT)
    assert limitless(SHIPPING, float("inf"))
    assert not limitless(SHIPPING, NO_LIMIT - 1)
    assert not any(limitless(fact, NO_LIMIT) for fact in FACTS if fact is not SHIPPING)


@pytest.mark.parametrize("role", ROLES)
def test_no_sentinel_reaches_a_seat(role: str) -> None:
    session = told_all(role)
    shown = {row.name: row for row in session.view().facts}
    assert (shown["shipping"].value, shown["shipping"].words) == (None, "no limit")
    session.submit({})
    known = debrief(session).knowledge
    assert "1000000" not in json.dumps([asdict(row) for row in known])
    assert "shipping" not in {row.name for row in known}, "there is nothing to know"


def test_a_limit_that_was_set_is_shown_with_its_gap() -> None:
    session = told_all("marketing", "next-day")
    session.submit({})
    rows = {(row.seat, row.name): row for row in debrief(session).knowledge}
    assert rows["marketing", "shipping"].truth == session.scenario.service.shipping_units
