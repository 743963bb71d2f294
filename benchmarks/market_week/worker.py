"""A peer as a process: JSON lines in, JSON lines out, so that each may live in an environment of
its own.

    python -m benchmarks.market_week.worker PEER

{"do": "prepare", "problem": {...}}   -> {"seconds": ..., "versions": {...}} {"do": "step", "week":
3}             -> {"seconds": ..., "totals": {...}} {"do": "satisfaction"}                ->
{"satisfaction": ...} {"do": "problem", "customers": 1000}  -> {"problem": {...}}
(the engine's worker only) {"do": "quit"}                        ends it; so does the end of the
input
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter
from typing import Any

from benchmarks.lines import serve
from benchmarks.market_week.problem import from_plain, plain

PEERS = {
    "coordsim": "engine",
    "mesa": "mesa_objects",
    "mesa_frames": "frames",
    "polars": "polars_peer",
    "numpy": "numpy_peer",
    "mesa_lean": "mesa_objects_lean",
    "mesa_frames_lean": "frames_lean",
    "polars_lean": "polars_peer_lean",
    "numpy_lean": "numpy_peer_lean",
    "limit": "limit",
}
PACKAGES = ("numpy", "numba", "polars", "mesa", "mesa-frames")


def versions() -> dict[str, str]:
    """Return the versions of what the peers use, where it is installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


class Worker:
    """Answers one line at a time."""

    def __init__(self, peer: str) -> None:
        self.peer = import_module(f"benchmarks.market_week.{PEERS[peer]}")
        self.state: Any = None

    def answer(self, line: dict[str, Any]) -> dict[str, Any]:
        """Do what a line asks."""
        if line["do"] == "problem":
            problem = self.peer.from_scenario(line["customers"], line.get("seed", 1))
            return {"problem": plain(problem)}
        if line["do"] == "satisfaction":
            return {"satisfaction": self.peer.satisfaction(self.state)}
        began = perf_counter()
        if line["do"] == "prepare":
            self.state = None
            self.state = self.peer.prepare(from_plain(line["problem"]))
            return {"seconds": perf_counter() - began, "versions": versions()}
        totals = self.peer.step(self.state, line["week"])
        return {"seconds": perf_counter() - began, "totals": totals}


if __name__ == "__main__":
    serve(lambda: Worker(sys.argv[1]).answer)
