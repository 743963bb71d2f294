"""Libraries that not everybody needs: the extra ``analysis``."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from coordsim.research.analysis.frames import AnalysisError

EXTRA = "analysis"


class ExtraError(AnalysisError, ImportError):
    """A library of the extra ``analysis`` is not installed; the message says how to get it."""


@contextmanager
def quiet() -> Iterator[None]:
    """Let a library use what others have deprecated without telling our users of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        yield


def extra(module: str, purpose: str) -> Any:
    """Import a module of the extra ``analysis``. Raises ExtraError where it is not installed."""
    try:
        with quiet():  # the workbench tells which of its own extras are missing
            return import_module(module)
    except ModuleNotFoundError as error:
        raise ExtraError(
            f"{purpose} needs {error.name}, which is not installed: pip install 'coordsim[{EXTRA}]'"
        ) from None
