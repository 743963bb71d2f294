"""Experiments as data: a folder with a ``design.toml``, run on all cores, stopped and taken up
again at will.

from coordsim.research import load_table, sweep

summary = sweep("experiments/pay-and-talk")
table = load_table("experiments/pay-and-talk")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOME = {
    "DesignError": "coordsim.research.design",
    "Summary": "coordsim.research.table",
    "SweepError": "coordsim.research.store",
    "load_table": "coordsim.research.table",
    "read_design": "coordsim.research.design",
    "sweep": "coordsim.research.runner",
}
__all__ = list(_HOME)

if TYPE_CHECKING:
    from coordsim.research.design import DesignError as DesignError
    from coordsim.research.design import read_design as read_design
    from coordsim.research.runner import sweep as sweep
    from coordsim.research.store import SweepError as SweepError
    from coordsim.research.table import Summary as Summary
    from coordsim.research.table import load_table as load_table


def __getattr__(name: str) -> Any:
    """Import a public name on first use: a worker process loads this package and must stay
    light.
    """
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'coordsim.research' has no attribute {name!r}")
