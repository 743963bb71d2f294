"""Firms simulated once and kept for a while, as texts that nobody can change."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from coordsim.run.result import Recorder
from coordsim.run.simulate import simulate
from coordsim_web.lab.choices import SIDES, Choice, More, Rules, scenario_of
from coordsim_web.lab.decisions import decisions
from coordsim_web.lab.knowledge import heard, knowledge
from coordsim_web.lab.tables import flow, leaks, lost, market, measures, others
from coordsim_web.lab.watching import WatchedEngine
from coordsim_web.lab.why import why

KEPT_FIRMS: Final = 24
KEPT_WORLDS: Final = 12
WORLDS: Final = 20

Story = Mapping[str, str]

# One run at a time: a page waits its turn instead of slowing all others down, and equal wishes are
# worked out once.
_turn = threading.Lock()


@dataclass(frozen=True)
class Pair:
    """Two firms told, and the choice that they come from."""

    choice: Choice
    weeks: int
    a: Story
    b: Story


def pair(choice: Choice) -> Pair:
    """Return the stories of both firms; takes about a second for each that is not kept."""
    with _turn:
        a, b = (_firm(*_key(choice, side)) for side in SIDES)
    return Pair(choice, choice.firm("a").horizon.weeks, a, b)


def worlds(choice: Choice) -> str:
    """Return how both firms fare in other worlds, as JSON."""
    with _turn:
        a, b = (_profits(*_key(choice, side)) for side in SIDES)
    ahead = sum(right > left for left, right in zip(a, b, strict=True))
    return text(
        {
            "worlds": WORLDS,
            "b_ahead": ahead,
            "a": round(float(np.mean(a))),
            "b": round(float(np.mean(b))),
        }
    )


def text(data: Any) -> str:
    """Return compact JSON. Raises ValueError where a number is not finite."""
    return json.dumps(data, allow_nan=False, separators=(",", ":"), ensure_ascii=False)


def _key(choice: Choice, side: str) -> tuple[str, Rules, More, int]:
    return choice.scenario, getattr(choice, side), choice.both, choice.seed


@lru_cache(maxsize=KEPT_FIRMS)
def _firm(name: str, rules: Rules, both: More, seed: int) -> Story:
    scenario = scenario_of(name, rules, both)
    engine = WatchedEngine([scenario], [seed])
    recorder = Recorder([scenario], [seed], detail=True)
    for _ in range(scenario.horizon.weeks):
        recorder.add(engine.step())
    run, traits = recorder.run(), engine.world.traits
    classes = None if traits is None else traits.taste_class[engine.world.streams.row[0]]
    known = knowledge(run)
    told = {
        "others": others(run),
        "measures": measures(run) | {"leaks": leaks(run), "heard": heard(known)},
        "market": market(run, classes),
        "flow": flow(run),
        "knowledge": known,
        "lost": lost(run),
        "decisions": decisions(run),
        "why": why(run, engine.world, engine.thoughts),
    }
    return MappingProxyType({section: text(data) for section, data in told.items()})


@lru_cache(maxsize=KEPT_WORLDS)
def _profits(name: str, rules: Rules, both: More, seed: int) -> tuple[float, ...]:
    """Mean weekly profit in the worlds after this one."""
    run = simulate(
        scenario_of(name, rules, both), seeds=[seed + ahead for ahead in range(1, WORLDS + 1)]
    )
    return tuple(float(value) for value in run.kpi("profit"))
