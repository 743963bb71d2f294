"""Compilation with numba, kept on disk.

Numba looks for changes only in the file of the function that it compiles, not in those of the functions that one calls or of the
tables that it reads. Ours are therefore kept in a folder named after all these sources: edit one, and all are compiled anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp
from threading import Lock
from typing import Any, cast

import numpy as np
from numba import config, njit
from numpy.typing import NDArray

HERE = Path(__file__).parent
SOURCES = (
    "compiled.py",
    "philox.py",
    "normal.py",
    "closed_forms.py",
    "expectation.py",
    "customers/kernel.py",
    "firm/queues.py",
    "firm/planning.py",
    "customers/draws.py",
    "customers/shelf.py",
    "customers/class_kernel.py",
    "levers.py",
    "facts.py",
)


_LOCK = Lock()  # numba's setting is one for all threads


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@cache
def _folder(given: str) -> str:
    """Return where compiled code is kept: in NUMBA_CACHE_DIR, else beside the sources, else at home, else with temporary files."""
    digest = blake2b(digest_size=8)
    for source in SOURCES:
        digest.update((HERE / source).read_bytes())
    name = f"compiled-{digest.hexdigest()}"
    places = [Path(given)] if given else [HERE / "__pycache__", Path.home() / ".cache" / "coordsim"]
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
    """Return records whose fields plain Python can name too, where NUMBA_DISABLE_JIT has switched compilation off."""
    settings: Any = config
    return values.view(np.recarray) if settings.DISABLE_JIT else values
