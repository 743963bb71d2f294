"""A trial of a student's player: it plays each role of a short game, and every decision has to be allowed."""

from __future__ import annotations

from pathlib import Path

from coordsim.levers import ROLES
from coordsim.players.student import load_player
from coordsim.scenario import load
from coordsim.simulation import simulate

WEEKS = 24


def check_player(path: Path) -> dict[str, int]:
    """Play ``path`` against bots in both roles of the base scenario; returns role -> rounds played.

    Raises PlayerError or DecisionError with the sentence that helps.
    """
    player = load_player(path)
    scenario = load("base").with_({"horizon.weeks": WEEKS, "horizon.warmup": 0})
    rounds = {}
    for role in ROLES:
        run = simulate(scenario, firms=2, players={role: player})
        rounds[role] = len(run.tape[role])
    return rounds
