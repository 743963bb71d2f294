"""Rooms in which a firm cannot pay any more: the others play on, and its seats' pages stand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.rooms import Class, agenda

from coordsim.core.levers import ROLES
from coordsim.room import deeds
from coordsim.room.report import report

POOR = {
    "money.insolvency": True,
    "money.cash": 0.0,
    "money.credit": 900.0,
    "money.fixed": 300.0,
    "managers.priors": "drawn",  # what was seen weeks ago
}


@pytest.mark.parametrize("demand", ["individual", "class"])
def test_a_room_plays_on_when_its_firms_have_stopped(tmp_path: Path, demand: str) -> None:
    """Bots and people are shown how the firm was left, and what they hand in is taken."""
    room = Class(tmp_path, agenda(5, teams=2, changes=POOR | {"demand": demand}), 1)
    room.do(deeds.PhaseBegun, number=1)
    room.submit(room.tokens[0], {"price": 12.0})
    for number in range(2, 6):
        for team in (1, 2):
            for role in ROLES:
                seen = room.room.observation(team, role)
                assert np.isfinite(seen.plan).all(), (number, role)
                assert np.isfinite(seen.expected_demand).all(), (number, role)
                room.room.bot_plan(team, role)
        room.submit(room.tokens[0], {"price": 10.0 + number / 2})
    room.do(deeds.Ended)
    assert report(room.room)["teams"]
