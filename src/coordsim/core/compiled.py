"""Compilation with numba, kept on disk.

Numba looks for changes only in the file of the function that it compiles, not in those of the
functions that one calls or of the tables that it reads. Ours are therefore kept in a folder named
after every module that compiles something and all that it imports: edit one, and all are compiled
anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp
from threading import Lock
from typing import Any, cast

import numpy as np
from numba import config, njit
from numpy.typing import NDArray

from coordsim.core.sources import PACKAGE, closure, digest

_LOCK = Lock()  # numba's setting is one for all threads


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def sources(package: Path = PACKAGE) -> dict[str, str]:
    """Return name -> source of all that compiled code depends on."""
    return closure(
        lambda name, text: "@compiled" in text and not name.startswith("coordsim.speed"), package
    )


def _home() -> list[Path]:
    try:
        return [Path.home() / ".cache" / "coordsim"]
    except RuntimeError:  # the user has no home directory
        return []


@cache
def _folder(given: str, package: Path = PACKAGE) -> str:
    """Return where compiled code is kept: in NUMBA_CACHE_DIR, else beside the sources, else at
    home, else with temporary files.
    """
    name = f"compiled-{digest(sources(package))}"
    places = [Path(given)] if given else [package / "core" / "__pycache__", *_home()]
    for place in places:
        if _writable(place / name):
            return str(place / name)
    return mkdtemp(prefix=f"coordsim-{name}-")


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a function at its first call. Divisions by zero give infinities, as in numpy."""
    settings: Any = config
    with _LOCK:
        given = settings.CACHE_DIR  # NUMBA_CACHE_DIR
        settings.CACHE_DIR = _folder(given)
        try:
            return cast(F, njit(cache=True, error_model="numpy")(function))
        finally:
            settings.CACHE_DIR = given


def records(values: NDArray[np.void]) -> NDArray[np.void]:
    """Return records whose fields plain Python can name too, where NUMBA_DISABLE_JIT has switched
    compilation off.
    """
    settings: Any = config
    return values.view(np.recarray) if settings.DISABLE_JIT else values
