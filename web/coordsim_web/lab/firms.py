"""Firms simulated once and kept for a while, as texts that nobody can change."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from coordsim.run.result import Recorder, Run
from coordsim.run.simulate import simulate
from coordsim.show.numbers import number
from coordsim_web.lab import charts, flow, knowledge, lost, market, outcomes, verdict
from coordsim_web.lab.choices import SIDES, Choice, More, Rules, scenario_of
from coordsim_web.lab.records import (
    FirmFlow,
    FirmKnowledge,
    FirmLost,
    FirmMarket,
    FirmOutcomes,
    Weekly,
)
from coordsim_web.lab.watching import WatchedEngine
from coordsim_web.lab.weekly import text
from coordsim_web.lab.why import why

KEPT_FIRMS: Final = 24
KEPT_WORLDS: Final = 12
WORLDS: Final = 20

Story = Mapping[str, str]  # section of the page -> JSON

# One run at a time: a page waits its turn instead of slowing all others down, and equal wishes are
# worked out once.
_turn = threading.Lock()


class Key(NamedTuple):
    """What a firm follows from."""

    scenario: str
    rules: Rules
    both: More
    seed: int


@dataclass(frozen=True)
class Firm:
    """A firm told: its own story, and what sentences on it and another one are made from."""

    story: Story
    doing: verdict.Doing
    curves: Mapping[str, Weekly]
    lost: FirmLost
    outcomes: FirmOutcomes
    knowledge: FirmKnowledge
    market: FirmMarket
    flow: FirmFlow


@dataclass(frozen=True)
class Pair:
    """Two firms told, and the choice that they come from; ``both`` is what is said of the two."""

    choice: Choice
    weeks: int
    a: Story
    b: Story
    both: Story


def pair(choice: Choice) -> Pair:
    """Return the stories of both firms; takes about a second for each that is not kept."""
    with _turn:
        firms = {side: _firm(_key(choice, side)) for side in SIDES}
    a, b = (firms[side].story for side in SIDES)
    return Pair(choice, choice.firm("a").horizon.weeks, a=a, b=b, both=together(firms))


def together(firms: Mapping[str, Firm]) -> Story:
    """Return what is said of both firms, section by section."""
    said: dict[str, Any] = {
        "verdict": verdict.together({side: firm.doing for side, firm in firms.items()}),
        "charts": charts.charts(firms["a"].curves, firms["b"].curves),
        "lost": lost.together(
            {side: firm.lost for side, firm in firms.items()},
            {side: firm.doing.leaks for side, firm in firms.items()},
        ),
        "outcomes": outcomes.together({side: firm.outcomes for side, firm in firms.items()}),
        "knowledge": knowledge.together({side: firm.knowledge for side, firm in firms.items()}),
        "market": market.together({side: firm.market for side, firm in firms.items()}),
        "flow": flow.together({side: firm.flow for side, firm in firms.items()}),
    }
    return _texts(said)


def worlds(choice: Choice) -> str:
    """Say how both firms fare in other worlds."""
    with _turn:
        a, b = (_profits(_key(choice, side)) for side in SIDES)
    return worlds_words(a, b)


def worlds_words(a: tuple[float, ...], b: tuple[float, ...]) -> str:
    """Say in how many worlds which firm earns more."""
    count = {
        "A": sum(left > right for left, right in zip(a, b, strict=True)),
        "B": sum(right > left for left, right in zip(a, b, strict=True)),
    }
    means = f"on average A {number(np.mean(a))}, B {number(np.mean(b))} a week"
    if count["A"] == count["B"]:
        return f"In {len(a)} other worlds neither firm is ahead more often: {means}."
    name = max(count, key=lambda firm: count[firm])
    return f"In {count[name]} of {len(a)} other worlds {name} earns more: {means}."


def _key(choice: Choice, side: str) -> Key:
    rules: Rules = getattr(choice, side)
    return Key(choice.scenario, rules, choice.both, choice.seed)


def _texts(records: Mapping[str, Any]) -> Story:
    return MappingProxyType({section: text(record) for section, record in records.items()})


@lru_cache(maxsize=KEPT_FIRMS)
def _firm(key: Key) -> Firm:
    scenario = scenario_of(key.scenario, key.rules, key.both)
    engine = WatchedEngine([scenario], [key.seed])
    recorder = Recorder([scenario], [key.seed], detail=True)
    for _ in range(scenario.horizon.weeks):
        recorder.add(engine.step())
    return told(recorder.run(), engine)


def told(run: Run, engine: WatchedEngine) -> Firm:
    """Tell a run and what its managers thought."""
    traits = engine.world.traits
    classes = None if traits is None else traits.taste_class[engine.world.streams.row[0]]
    doing, known = verdict.doing(run), knowledge.knowledge(run)
    firm = Firm(
        story={},
        doing=doing,
        curves=charts.curves(run),
        lost=lost.lost(run),
        outcomes=outcomes.outcomes(run),
        knowledge=known,
        market=market.market(run, classes),
        flow=flow.flow(run),
    )
    facts = {role: len(of_role) for role, of_role in knowledge.sides(known).items()}
    story = {
        "verdict": verdict.verdict(doing, knowledge.heard(known), facts),
        "charts": firm.curves,
        "lost": firm.lost,
        "why": why(run, engine.world, engine.thoughts),
        "outcomes": firm.outcomes,
        "knowledge": firm.knowledge,
        "market": firm.market,
        "flow": firm.flow,
    }
    return replace(firm, story=_texts(story))


@lru_cache(maxsize=KEPT_WORLDS)
def _profits(key: Key) -> tuple[float, ...]:
    """Mean weekly profit in the worlds after this one."""
    run = simulate(
        scenario_of(key.scenario, key.rules, key.both),
        seeds=[key.seed + ahead for ahead in range(1, WORLDS + 1)],
    )
    return tuple(float(value) for value in run.kpi("profit"))
