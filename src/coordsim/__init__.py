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
    "Attribution": "coordsim.study.attribution",
    "Benchmark": "coordsim.study.optimum.record",
    "Comparison": "coordsim.run.comparison",
    "CoordinationModel": "coordsim.mesa_model",
    "Decision": "coordsim.core.records",
    "DecisionError": "coordsim.core.decisions",
    "Observation": "coordsim.core.records",
    "Run": "coordsim.run.result",
    "Scenario": "coordsim.scenario.file",
    "ScenarioError": "coordsim.scenario.file",
    "attribute": "coordsim.study.attribution",
    "benchmark": "coordsim.study.optimum.record",
    "compare": "coordsim.run.simulate",
    "coordination_efficiency": "coordsim.study.optimum.measure",
    "kpis": "coordsim.run.simulate",
    "language_player": "coordsim.players.language",
    "load": "coordsim.scenario.file",
    "load_player": "coordsim.players.file",
    "replay": "coordsim.run.simulate",
    "simulate": "coordsim.run.simulate",
}
_ROOMS = ("envs", "research")
"""Packages that can be had as an attribute without being imported first; some need extras."""
__all__ = ["__version__", *_HOME, *_ROOMS]

if TYPE_CHECKING:
    from coordsim.core.decisions import DecisionError as DecisionError
    from coordsim.core.records import Decision as Decision
    from coordsim.core.records import Observation as Observation
    from coordsim.mesa_model import CoordinationModel as CoordinationModel
    from coordsim.players.file import load_player as load_player
    from coordsim.players.language import language_player as language_player
    from coordsim.run.comparison import Comparison as Comparison
    from coordsim.run.result import Run as Run
    from coordsim.run.simulate import compare as compare
    from coordsim.run.simulate import kpis as kpis
    from coordsim.run.simulate import replay as replay
    from coordsim.run.simulate import simulate as simulate
    from coordsim.scenario.file import Scenario as Scenario
    from coordsim.scenario.file import ScenarioError as ScenarioError
    from coordsim.scenario.file import load as load
    from coordsim.study.attribution import Attribution as Attribution
    from coordsim.study.attribution import attribute as attribute
    from coordsim.study.optimum.measure import coordination_efficiency as coordination_efficiency
    from coordsim.study.optimum.record import Benchmark as Benchmark
    from coordsim.study.optimum.record import benchmark as benchmark


def __dir__() -> list[str]:
    """Return what there is, for those who look at it or press the tabulator."""
    return sorted({*globals(), *__all__, *_ROOMS})


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that Mesa and pandas are loaded only by those who need
    them.
    """
    if name in _ROOMS:
        return import_module(f"coordsim.{name}")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'coordsim' has no attribute {name!r}")
