"""The Lab's picture of the market, under each way to hold customers."""

from __future__ import annotations

import numpy as np
import pytest

from coordsim import load
from coordsim.run.recorder import Recorder
from coordsim.run.simulate import Engine
from coordsim_web.lab.market import market


@pytest.mark.parametrize("tastes", ["even", "clusters"])
@pytest.mark.parametrize(
    "demand", ["individual", "object", pytest.param("class", marks=pytest.mark.slow)]
)
def test_everybody_is_on_the_circle(demand: str, tastes: str) -> None:
    """300 customers, one by one or in cohorts; satisfaction is a mean over people, a hundredth
    each.
    """
    scenario = load("blind").with_(
        {
            "demand": demand,
            "market.tastes": tastes,
            "market.customers": 300,
            "horizon.weeks": 3,
            "horizon.warmup": 0,
        }
    )
    engine, recorder = Engine([scenario], [1]), Recorder([scenario], [1], True)
    for _ in range(3):
        recorder.add(engine.step())
    assert engine.world.traits is not None
    places = engine.fleet.firms["places"][0]
    picture = market(recorder.run(), engine.world.traits.taste_class[0], places)
    assert picture["positions"][0] == round(float(places[0]), 4)
    assert sum(picture["people"]) == 300
    heads = engine.state.members[0] if engine.state.members.size else np.ones(300)
    mean = 100 * (heads * engine.state.satisfaction[0]).sum() / heads.sum()
    shown = [
        (people, value)
        for people, value in zip(picture["people"], picture["satisfaction"][-1], strict=True)
        if people
    ]
    assert sum(people * value for people, value in shown) / 300 == pytest.approx(mean, abs=0.6)
