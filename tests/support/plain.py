"""The compiled code as plain Python: the same modules read once more with compilation switched off,
for cases worked by hand, for tame luck, and for coverage.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import numpy as np

from coordsim.core import compiled as compiling

TWICE = tuple(
    f"coordsim.{name}"
    for name in (
        "core.firm",
        "core.formulas",
        "core.luck",
        "core.tastes",
        "firm",
        "customers.kernel",
        "customers.market",
        "mind.ageing",
        "mind.choice",
        "mind.cure",
        "mind.desk",
        "mind.expectation",
        "mind.lessons",
        "mind.manage",
        "mind.program",
        "mind.quarter",
        "mind.reckoning",
        "mind.thought",
        "rules.talk.beliefs",
        "rules.talk.priors",
        "run.fitted",
        "run.fleet",
        "run.start",
        "run.states",
        "run.tables",
        "week",
    )
)


def _belongs(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in TWICE)


def _same(function: Any) -> Any:
    return function


def _read_again() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if _belongs(name)]
    importlib.import_module("coordsim.run.states")
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if _belongs(name)}
    for name in kept:
        parent, _, child = name.rpartition(".")
        if parent in sys.modules:
            delattr(sys.modules[parent], child)
    held = {name: getattr(compiling, name) for name in ("compiled", "part", "records")}
    try:
        compiling.compiled = compiling.part = _same
        compiling.records = lambda values: values.view(np.recarray)
        importlib.import_module("coordsim.run.states")
        return {name: sys.modules[name] for name in list(sys.modules) if _belongs(name)}
    finally:
        for name, value in held.items():
            setattr(compiling, name, value)
        for name in [name for name in sys.modules if _belongs(name)]:
            del sys.modules[name]
        sys.modules.update(kept)
        for name, module in kept.items():
            parent, _, child = name.rpartition(".")
            setattr(sys.modules[parent], child, module)
        assert set(names) <= set(sys.modules)


_PLAIN = _read_again()


def plain(name: str) -> Any:
    """Return a module of the package as plain Python."""
    return _PLAIN[f"coordsim.{name}"]
