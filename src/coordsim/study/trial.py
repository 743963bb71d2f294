"""A trial of a student's player: it plays each role of a short game, and every decision has to be
allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coordsim.core.levers import ROLES
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim.study.apart import Apart, Limits

WEEKS = 24
FIRMS = 5


@dataclass(frozen=True)
class Trial:
    """How a player did in a role: means over worlds, money a week, its own and the rule-based
    manager's in the same worlds.
    """

    rounds: int
    pay: float
    bots_pay: float
    profit: float
    bots_profit: float


def check_player(path: Path, limits: Limits | None = None) -> dict[str, Trial]:
    """Play ``path`` against the rule-based partner in both roles of the base scenario; returns role
    -> Trial.

    The file runs in a process of its own, a new one for each role, within ``limits``; the trial's
    numbers are this engine's. Raises PlayerError or DecisionError with the sentence that helps.
    """
    scenario = load("base").with_({"horizon.weeks": WEEKS, "horizon.warmup": 0})
    trials = {}
    bots: Run | None = None
    for role in ROLES:
        with Apart(path, limits) as player:
            bots = bots or simulate(scenario, firms=FIRMS)
            run = simulate(scenario, firms=FIRMS, players={role: player})
        measured = [
            float(part.kpi(kpi).mean()) for kpi in (f"{role}_pay", "profit") for part in (run, bots)
        ]
        trials[role] = Trial(len(run.tape[role]), *measured)
    return trials
