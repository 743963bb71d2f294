"""Experiments as data: one thing with three doors, Python, ``design.toml`` and ``coordsim sweep``.

import coordsim as cs
from coordsim.research import Experiment, between

experiment = Experiment("base", question="Does talk pay?", uncertain={"market.shock_sd":
    between(0, 0.4)}, choices={"communication": ["none", "sop"]},
    design=cs.research.sobol(64), seeds=range(1, 11))
results = experiment.run("studies/talk")
results.frame
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOME = {
    "Design": "coordsim.research.design",
    "DesignError": "coordsim.research.errors",
    "Experiment": "coordsim.research.experiment",
    "Factor": "coordsim.research.factors",
    "Method": "coordsim.research.methods",
    "Outcome": "coordsim.research.outcomes",
    "Results": "coordsim.research.results",
    "Summary": "coordsim.research.summary",
    "SweepError": "coordsim.research.errors",
    "arms": "coordsim.research.factors",
    "between": "coordsim.research.factors",
    "dask": "coordsim.research.executors",
    "dry_run": "coordsim.research.estimate",
    "grid": "coordsim.research.methods",
    "lhs": "coordsim.research.methods",
    "load_table": "coordsim.research.table",
    "morris": "coordsim.research.methods",
    "one_at_a_time": "coordsim.research.methods",
    "pack": "coordsim.research.packing",
    "read_design": "coordsim.research.design",
    "run_row": "coordsim.research.again",
    "saltelli": "coordsim.research.methods",
    "sobol": "coordsim.research.methods",
    "status": "coordsim.research.standing",
    "sweep": "coordsim.research.runner",
    "values": "coordsim.research.factors",
}
__all__ = list(_HOME)

if TYPE_CHECKING:
    from coordsim.research.again import run_row as run_row
    from coordsim.research.design import Design as Design
    from coordsim.research.design import read_design as read_design
    from coordsim.research.errors import DesignError as DesignError
    from coordsim.research.errors import SweepError as SweepError
    from coordsim.research.estimate import dry_run as dry_run
    from coordsim.research.executors import dask as dask
    from coordsim.research.experiment import Experiment as Experiment
    from coordsim.research.factors import Factor as Factor
    from coordsim.research.factors import arms as arms
    from coordsim.research.factors import between as between
    from coordsim.research.factors import values as values
    from coordsim.research.methods import Method as Method
    from coordsim.research.methods import grid as grid
    from coordsim.research.methods import lhs as lhs
    from coordsim.research.methods import morris as morris
    from coordsim.research.methods import one_at_a_time as one_at_a_time
    from coordsim.research.methods import saltelli as saltelli
    from coordsim.research.methods import sobol as sobol
    from coordsim.research.outcomes import Outcome as Outcome
    from coordsim.research.packing import pack as pack
    from coordsim.research.results import Results as Results
    from coordsim.research.runner import sweep as sweep
    from coordsim.research.standing import status as status
    from coordsim.research.summary import Summary as Summary
    from coordsim.research.table import load_table as load_table


def __getattr__(name: str) -> Any:
    """Import a public name on first use: a worker process loads this package and must stay
    light.
    """
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'coordsim.research' has no attribute {name!r}")
