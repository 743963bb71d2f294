"""Libraries that not everybody needs: the extra ``analysis``."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

from coordsim.research.analysis.frames import AnalysisError

EXTRA = "analysis"


class ExtraError(AnalysisError, ImportError):
    """A library of the extra ``analysis`` is not installed; the message says how to get it."""


def extra(module: str, purpose: str) -> Any:
    """Import a module of the extra ``analysis``. Raises ExtraError where it is not installed."""
    try:
        with warnings.catch_warnings():  # the workbench tells which of its own extras are missing
            warnings.simplefilter("ignore", UserWarning)
            return import_module(module)
    except ModuleNotFoundError as error:
        raise ExtraError(
            f"{purpose} needs {error.name}, which is not installed: pip install 'coordsim[{EXTRA}]'"
        ) from None
