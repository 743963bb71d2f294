"""The engine as a process: JSON lines in, JSON lines out.

{"do": "run", "changes": {...}, "firms": 10, "seed": 1}   -> {"seconds": ..., "peak": bytes of
memory at most so far} {"do": "quit"}                                            ends it; so does
the end of the input
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any


def run_firms(changes: Mapping[str, Any], firms: int, seed: int = 1) -> float:
    """Run base with ``changes`` in the worlds seed, seed + 1, ...; return the seconds it took."""
    from coordsim.run.simulate import simulate
    from coordsim.scenario.file import load

    scenario = load("base").with_(changes)
    began = perf_counter()
    simulate(scenario, firms=firms, seed=seed)
    return perf_counter() - began


def peak() -> float:
    """Return the most memory this process has had so far, bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts the parent's as well on Linux
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM"):
                return float(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return float("nan")
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (
        1 if sys.platform == "darwin" else 1024
    )


def main() -> None:
    """Serve until told to quit. What libraries print goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    out.write('{"ready": true}\n')
    out.flush()
    for text in sys.stdin:
        line = json.loads(text)
        if line["do"] == "quit":
            return
        seconds = run_firms(line["changes"], line["firms"], line.get("seed", 1))
        out.write(json.dumps({"seconds": seconds, "peak": peak()}) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
