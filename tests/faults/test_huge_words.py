"""Words on demand beyond all reason: refused, or counted to the last unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from support.firms import small

from coordsim.core.decisions import MOST_UNITS, DecisionError, check
from coordsim.core.parameters import Given, Line
from coordsim.core.records import Decision, Observation
from coordsim.run.simulate import Engine
from coordsim.scenario.rules import Seat

EXACT = 2.0**53
SHAPES = {
    "plain": {},
    "endless": {"plant.endless": True, "supply.endless": True},
    "long leads": {
        "plant.endless": True,
        "plant.lead_weeks": 4,
        "supply.lead_weeks": 26,
        "levers.safety.high": 1000.0,
        "levers.cycle.high": 52.0,
    },
}


@dataclass(frozen=True)
class Loud:
    """Says what it is told to say on demand, and holds as much stock as it may."""

    word: float

    def decide(self, observation: Observation) -> Decision:
        firms = len(observation.expected_demand)
        own = {"safety", "cycle"} & set(observation.limits)
        levers = {name: np.full(firms, observation.limits[name][1]) for name in own}
        word = np.full(firms, self.word) if observation.role == "marketing" else None
        return Decision(levers, word)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("talk", ["meetings", "reports"])
def test_the_largest_word_keeps_every_unit(shape: str, talk: str) -> None:
    scenario = small({"horizon.weeks": 24, "communication": talk} | SHAPES[shape])
    loud = Loud(MOST_UNITS)
    engine = Engine([scenario], [1], {"marketing": loud, "operations": loud})
    for _ in range(scenario.horizon.weeks):
        before = engine.state
        flows = engine.step().flows
        had, has = (
            state.on_hand.sum() + state.in_process.sum() for state in (before, engine.state)
        )
        assert flows["made"][0] == flows["units"][0] + flows["scrapped"][0] + has - had
        for name in ("on_hand", "in_process", "backlog", "parts", "common", "common_coming"):
            units = getattr(engine.state, name)
            np.testing.assert_array_equal(units, np.round(units))
            assert units.sum() < EXACT / 100, name


def test_a_larger_word_is_refused() -> None:
    for word in (1e15, MOST_UNITS * 1.001):
        with pytest.raises(
            DecisionError, match=r"marketing\.forecast = .* is outside \[0, 5e\+11\]"
        ):
            check("marketing", Decision({}, np.array([word])), {}, 1, 0)
    check("marketing", Decision({}, np.array([MOST_UNITS])), {}, 1, 0)


def test_no_managers_honest_or_biased_word_is_as_large() -> None:
    """The largest given demand of all variants, with the largest bias that a scenario may set."""

    def highest(record: type, field: str) -> float:
        return max(m.le for m in record.model_fields[field].metadata if hasattr(m, "le"))

    bias = highest(Seat, "forecast_bias")
    assert highest(Line, "slots") * highest(Given, "mean") * (1 + bias) < MOST_UNITS
