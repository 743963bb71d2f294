"""What is compiled is plain Python: the same code, uncompiled, makes the same firm."""

from __future__ import annotations

import numpy as np
import pytest
from support.firms import LIVELY, small
from support.plain import plain

from coordsim.core.firm import FLOWS
from coordsim.run.simulate import simulate

SHORT = {"horizon.weeks": 5, "horizon.warmup": 0}
KINDS = {
    "as it is": {},
    "talking": {"communication": "sop", "incentives": "quota", "governance": "joint"},
    "led": {"governance": "leadership", "involvement": 0.5, "cross_functional_team": True},
    "neighbours": {"people.word_of_mouth": "network", "governance": "operations_leads"},
    "clusters": {"market.tastes": "clusters", "market.classes": 12},
    "lively": LIVELY,
    "taken over": {"start.stock": "fitted", "levers.cycle.inherited": [1, 4, 7]},
    "given": {"demand": "given", "governance": "marketing_leads"},
}


@pytest.mark.parametrize("changes", KINDS.values(), ids=KINDS)
def test_plain_python_makes_the_same_firm(changes: dict[str, object]) -> None:
    scenario = small(SHORT | changes)
    fleets = plain("run.fleet")
    log = fleets.log_for(1, fleets.Span(0, 5, 4), known=True)
    fleets.Fleet([scenario], [3]).live(log)
    run = simulate(scenario, seeds=[3])
    for place, name in enumerate(FLOWS):
        np.testing.assert_allclose(
            log.amounts[0, :, place], run.flows[name][0], rtol=1e-9, atol=1e-9, err_msg=name
        )
