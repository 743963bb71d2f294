"""What a class is likely to see is played, and depends on how many worlds it plays."""

from __future__ import annotations

import numpy as np
import pytest
from support.rooms import agenda

from coordsim.room.lesson import lesson, seen, worlds_of
from coordsim.room.scores import COORDINATED
from coordsim.run.simulate import simulate

ARMS = {"arms": {"silence": {}, "dashboard": {"communication": "dashboard"}}}


def test_a_class_that_plays_more_worlds_sees_the_mean() -> None:
    gaps = [3.0, -1.0, 3.0, -1.0]
    assert seen(gaps, 1) == 0.5
    assert seen(gaps, 2) == 1.0
    assert seen([-1.0, -2.0], 1) == 0.0
    assert seen([0.0, 0.0], 1) == 0.0


def test_worlds_of_a_class() -> None:
    assert worlds_of(agenda(**ARMS), 7) == 1
    assert worlds_of(agenda(worlds="blocks", **ARMS), 7) == 4


def test_the_gap_is_what_managers_play() -> None:
    plan = agenda(worlds="blocks", **ARMS)
    found = lesson(plan, 2, seed=5, worlds=3)
    scenario = plan.scenarios()["silence"]
    alone = simulate(scenario, seeds=[5, 6, 7]).kpi("profit")
    together = simulate(scenario.with_(COORDINATED), seeds=[5, 6, 7]).kpi("profit")
    held = {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}}
    untouched = simulate(scenario.with_(held), seeds=[5, 6, 7]).kpi("profit")
    first = found.steps[0]
    assert (first.other, first.base, found.each) == ("", "silence", 1)
    assert first.gap.mean == pytest.approx(float((together - alone).mean()))
    assert first.seen == float((np.asarray(together) > alone).mean())
    assert found.profit["silence"] == pytest.approx(float(alone.mean()))
    assert found.coordinated == pytest.approx(float(together.mean()))
    assert found.untouched.gap.mean == pytest.approx(float((together - untouched).mean()))
    assert [(step.other, step.base) for step in found.steps] == [
        ("", "silence"),
        ("", "dashboard"),
        ("dashboard", "silence"),
    ]
