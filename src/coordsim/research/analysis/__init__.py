"""Analyses of experiments. Each takes a plain frame (a row for each point and world) and gives a
table, a figure and the data behind it.

from coordsim.research.analysis import contrast, sobol

talk = contrast(frame, "communication", "sop", "none", "profit", factors=["communication", ...])
print(talk.by("incentives"))
talk.plot().savefig("talk.svg")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOME = {
    "AnalysisError": "coordsim.research.analysis.frames",
    "Box": "coordsim.research.analysis.discovery",
    "Calibration": "coordsim.research.analysis.calibration",
    "Contrast": "coordsim.research.analysis.contrasts",
    "Effects": "coordsim.research.analysis.factorial",
    "Ema": "coordsim.research.analysis.export",
    "Finding": "coordsim.research.analysis.finding",
    "Front": "coordsim.research.analysis.pareto",
    "Groups": "coordsim.research.analysis.contrasts",
    "Indices": "coordsim.research.analysis.sensitivity",
    "ExtraError": "coordsim.research.analysis.extras",
    "Power": "coordsim.research.analysis.sizes",
    "Screening": "coordsim.research.analysis.sensitivity",
    "Span": "coordsim.research.analysis.candidates",
    "Surface": "coordsim.research.analysis.response",
    "Target": "coordsim.research.analysis.calibration",
    "calibrate": "coordsim.research.analysis.calibration",
    "contrast": "coordsim.research.analysis.contrasts",
    "effects": "coordsim.research.analysis.factorial",
    "morris": "coordsim.research.analysis.sensitivity",
    "power": "coordsim.research.analysis.sizes",
    "power_of": "coordsim.research.analysis.sizes",
    "prim": "coordsim.research.analysis.discovery",
    "search": "coordsim.research.analysis.pareto",
    "simulated": "coordsim.research.analysis.candidates",
    "sobol": "coordsim.research.analysis.sensitivity",
    "surface": "coordsim.research.analysis.response",
    "to_ema": "coordsim.research.analysis.export",
    "to_salib": "coordsim.research.analysis.export",
    "to_xarray": "coordsim.research.analysis.export",
}
__all__ = list(_HOME)

if TYPE_CHECKING:
    from coordsim.research.analysis.calibration import Calibration as Calibration
    from coordsim.research.analysis.calibration import Target as Target
    from coordsim.research.analysis.calibration import calibrate as calibrate
    from coordsim.research.analysis.candidates import Span as Span
    from coordsim.research.analysis.candidates import simulated as simulated
    from coordsim.research.analysis.contrasts import Contrast as Contrast
    from coordsim.research.analysis.contrasts import Groups as Groups
    from coordsim.research.analysis.contrasts import contrast as contrast
    from coordsim.research.analysis.discovery import Box as Box
    from coordsim.research.analysis.discovery import prim as prim
    from coordsim.research.analysis.export import Ema as Ema
    from coordsim.research.analysis.export import to_ema as to_ema
    from coordsim.research.analysis.export import to_salib as to_salib
    from coordsim.research.analysis.export import to_xarray as to_xarray
    from coordsim.research.analysis.extras import ExtraError as ExtraError
    from coordsim.research.analysis.factorial import Effects as Effects
    from coordsim.research.analysis.factorial import effects as effects
    from coordsim.research.analysis.finding import Finding as Finding
    from coordsim.research.analysis.frames import AnalysisError as AnalysisError
    from coordsim.research.analysis.pareto import Front as Front
    from coordsim.research.analysis.pareto import search as search
    from coordsim.research.analysis.response import Surface as Surface
    from coordsim.research.analysis.response import surface as surface
    from coordsim.research.analysis.sensitivity import Indices as Indices
    from coordsim.research.analysis.sensitivity import Screening as Screening
    from coordsim.research.analysis.sensitivity import morris as morris
    from coordsim.research.analysis.sensitivity import sobol as sobol
    from coordsim.research.analysis.sizes import Power as Power
    from coordsim.research.analysis.sizes import power as power
    from coordsim.research.analysis.sizes import power_of as power_of


def __getattr__(name: str) -> Any:
    """Import a public name on first use: a command that draws one table loads one module."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'coordsim.research.analysis' has no attribute {name!r}")
