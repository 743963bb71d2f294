"""A trial of a student's player: it plays each role of a short game, and every decision has to be
allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coordsim.core.levers import ROLES
from coordsim.players.student import load_player
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load

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


def check_player(path: Path) -> dict[str, Trial]:
    """Play ``path`` against the rule-based partner in both roles of the base scenario; returns role
    -> Trial.

    Raises PlayerError or DecisionError with the sentence that helps.
    """
    player = load_player(path)
    scenario = load("base").with_({"horizon.weeks": WEEKS, "horizon.warmup": 0})
    bots = simulate(scenario, firms=FIRMS)
    trials = {}
    for role in ROLES:
        run = simulate(scenario, firms=FIRMS, players={role: player})
        measured = [
            float(part.kpi(kpi).mean()) for kpi in (f"{role}_pay", "profit") for part in (run, bots)
        ]
        trials[role] = Trial(len(run.tape[role]), *measured)
    return trials
