"""The engine as a process: JSON lines in, JSON lines out.

{"do": "run", "changes": {...}, "firms": 10, "seed": 1}   -> {"seconds": ..., "peak": bytes}
{"do": "kpis", ...}   -> the same, of KPIs alone
{"do": "mixed", "customers": 1000, "weeks": 104, "firms": 10, "seed": 1}   -> the same
{"do": "learn", "changes": {...}, "seed": 1}   -> the same, and {"decisions": how many}
{"do": "quit"}   ends it; so does the end of the input

``peak`` is the most memory so far.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coordsim.core.records import Decision, Observation


def run_firms(changes: Mapping[str, Any], firms: int, seed: int = 1) -> float:
    """Run base with ``changes`` in the worlds seed, seed + 1, ...; return the seconds it took."""
    from coordsim.run.simulate import simulate
    from coordsim.scenario.file import load

    scenario = load("blind").with_(changes)
    began = perf_counter()
    simulate(scenario, firms=firms, seed=seed)
    return perf_counter() - began


def run_kpis(changes: Mapping[str, Any], firms: int, seed: int = 1) -> float:
    """Run the same firms for their KPIs alone; return the seconds it took."""
    from coordsim.run.simulate import kpis
    from coordsim.scenario.file import load

    scenario = load("blind").with_(changes)
    began = perf_counter()
    kpis(scenario, firms=firms, seed=seed)
    return perf_counter() - began


def run_mixed(firms: int, customers: int, weeks: int, seed: int = 1) -> float:
    """Run firms of as many kinds in the worlds seed, seed + 1, ...; return the seconds it took."""
    from coordsim.run.simulate import simulate
    from coordsim.speed.mixed import mixed

    scenarios = mixed(firms, customers, weeks)
    began = perf_counter()
    simulate(scenarios, seeds=range(seed, seed + firms))
    return perf_counter() - began


class AtOnce:
    """A learner's place in the loop: sees what its seat sees, keeps every lever, and counts."""

    def __init__(self) -> None:
        self.decisions = 0

    def decide(self, observation: Observation) -> Decision:
        """Answer at once."""
        from coordsim.core.levers import COLUMN
        from coordsim.core.records import Decision

        self.decisions += 1
        plan = observation.plan
        return Decision({name: plan[:, COLUMN[name]] for name in observation.limits})


def learn(changes: Mapping[str, Any], seed: int = 1) -> tuple[float, int]:
    """Run base with ``changes`` with somebody who answers at once on marketing's seat; return the
    seconds it took and the decisions that were made.
    """
    from coordsim.run.simulate import simulate
    from coordsim.scenario.file import load

    scenario, learner = load("blind").with_(changes), AtOnce()
    began = perf_counter()
    simulate(scenario, seed=seed, players={"marketing": learner})
    return perf_counter() - began, learner.decisions


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
        out.write(json.dumps(_answer(line) | {"peak": peak()}) + "\n")
        out.flush()


def _answer(line: Mapping[str, Any]) -> dict[str, float]:
    """Do what a line asks."""
    seed = line.get("seed", 1)
    if line["do"] == "mixed":
        return {"seconds": run_mixed(line["firms"], line["customers"], line["weeks"], seed)}
    if line["do"] == "learn":
        seconds, decisions = learn(line["changes"], seed)
        return {"seconds": seconds, "decisions": decisions}
    run = run_kpis if line["do"] == "kpis" else run_firms
    return {"seconds": run(line["changes"], line["firms"], seed)}


if __name__ == "__main__":
    main()
