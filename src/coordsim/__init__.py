"""coordsim: an agent-based simulation and training game of the marketing/operations interface.

import coordsim as cs

scenario = cs.load("base").with_({"incentives": "shared", "communication": "sop"})
run = cs.simulate(scenario, firms=200, seed=1)
run.kpis()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "Attribution": "coordsim.attribution",
    "Benchmark": "coordsim.benchmarks.record",
    "Comparison": "coordsim.comparison",
    "CoordinationModel": "coordsim.model",
    "Decision": "coordsim.records",
    "DecisionError": "coordsim.decisions",
    "Observation": "coordsim.records",
    "Run": "coordsim.run",
    "Scenario": "coordsim.scenario",
    "ScenarioError": "coordsim.scenario",
    "attribute": "coordsim.attribution",
    "benchmark": "coordsim.benchmarks.record",
    "compare": "coordsim.simulation",
    "coordination_efficiency": "coordsim.benchmarks.measure",
    "load": "coordsim.scenario",
    "load_player": "coordsim.players.student",
    "replay": "coordsim.simulation",
    "simulate": "coordsim.simulation",
}
__all__ = ["__version__", *_HOME]

if TYPE_CHECKING:
    from coordsim.attribution import Attribution as Attribution
    from coordsim.attribution import attribute as attribute
    from coordsim.benchmarks.measure import coordination_efficiency as coordination_efficiency
    from coordsim.benchmarks.record import Benchmark as Benchmark
    from coordsim.benchmarks.record import benchmark as benchmark
    from coordsim.comparison import Comparison as Comparison
    from coordsim.decisions import DecisionError as DecisionError
    from coordsim.model import CoordinationModel as CoordinationModel
    from coordsim.players.student import load_player as load_player
    from coordsim.records import Decision as Decision
    from coordsim.records import Observation as Observation
    from coordsim.run import Run as Run
    from coordsim.scenario import Scenario as Scenario
    from coordsim.scenario import ScenarioError as ScenarioError
    from coordsim.scenario import load as load
    from coordsim.simulation import compare as compare
    from coordsim.simulation import replay as replay
    from coordsim.simulation import simulate as simulate


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that Mesa and pandas are loaded only by those who need them."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'coordsim' has no attribute {name!r}")
