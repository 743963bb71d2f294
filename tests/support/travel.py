"""What other processes do in tests; they load the engine and nothing of the tests."""

from __future__ import annotations

import coordsim as cs
from coordsim.core.records import Floats


def profit(scenario: cs.Scenario) -> tuple[cs.Run, Floats]:
    run = cs.simulate(scenario, firms=2, seed=5)
    return run, run.kpi("profit")
