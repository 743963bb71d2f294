"""What a figure depends on besides the code."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from coordsim import __version__
from coordsim.research.store import machine


def facts() -> dict[str, Any]:
    """Return processor, cores, memory, load, and versions of what the engine stands on; nothing
    that names the machine.
    """
    load = os.getloadavg() if hasattr(os, "getloadavg") else (float("nan"),) * 3
    return machine() | {
        "cpu": _cpu(),
        "memory_gb": round(_memory() / 2**30, 1),
        "load": [round(value, 2) for value in load],
        "python": platform.python_version(),
        "coordsim": __version__,
        **{name: version(name) for name in ("numpy", "numba", "mesa")},
    }


def _cpu() -> str:
    """Return the processor's name as the system has it."""
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> float:
    """Return bytes of memory."""
    return (
        float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        if hasattr(os, "sysconf")
        else float("nan")
    )


def available() -> float:
    """Return bytes of memory that a new process could use; without a figure of the system, all
    there is.
    """
    path = Path("/proc/meminfo")
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("MemAvailable"):
                return float(line.split()[1]) * 1024
    return _memory()
