"""Compilation with numba, kept on disk.

Numba looks for changes only in the file of the function that it compiles, not in those of the functions that one calls or of the
tables that it reads. Ours are therefore kept in a folder named after all these sources: edit one, and all are compiled anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

from numba import config, njit

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


@cache
def _folder() -> str:
    digest = blake2b(digest_size=8)
    for source in SOURCES:
        digest.update((HERE / source).read_bytes())
    return str(HERE / "__pycache__" / f"compiled-{digest.hexdigest()}")


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a function at its first call. Divisions by zero give infinities, as in numpy."""
    settings: Any = config
    given = settings.CACHE_DIR  # NUMBA_CACHE_DIR
    settings.CACHE_DIR = given or _folder()
    try:
        return cast(F, njit(cache=True, error_model="numpy")(function))
    finally:
        settings.CACHE_DIR = given
