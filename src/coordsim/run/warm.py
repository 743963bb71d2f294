"""Compiling the engine before it is needed, once on a machine."""

from __future__ import annotations

from pathlib import Path

from coordsim.core.compiled import home
from coordsim.run.fleet import live_all
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load


def warm() -> Path:
    """Compile what runs firms, where it is not at hand yet; return the folder that keeps it."""
    simulate(load("base").with_({"horizon.weeks": 4, "horizon.warmup": 0}))
    return home(live_all)
