"""Firms simulated once and kept for a while, as texts that nobody can change."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from coordsim.run.recorder import Recorder
from coordsim.run.result import Run
from coordsim.scenario.file import Scenario
from coordsim_web.lab import charts, flow, knowledge, lost, market, outcomes, verdict, worlds
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
from coordsim_web.lab.worlds import Others

KEPT: Final = 24

Story = Mapping[str, str]  # section of the page -> JSON
Heed = Callable[[], None]  # called now and then; raises PassedError


class PassedError(Exception):
    """Nobody waits for these firms any more."""


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
    others: Others


@dataclass(frozen=True)
class Pair:
    """Two firms told, and the choice that they come from; ``both`` is what is said of the two."""

    choice: Choice
    weeks: int
    a: Story
    b: Story
    both: Story


# One run at a time: a page waits its turn instead of slowing all others down, and equal wishes are
# worked out once.
_turn = threading.Lock()
_kept: dict[Key, Firm] = {}  # those asked for last stand at the end


def pair(choice: Choice, heed: Heed = lambda: None) -> Pair:
    """Return the stories of both firms, other worlds included; ``heed`` is called between steps and
    may raise PassedError.
    """
    keys = {side: _key(choice, side) for side in SIDES}
    with _turn:
        heed()
        _simulate([key for key in dict.fromkeys(keys.values()) if key not in _kept], heed)
        for key in keys.values():
            _kept[key] = _kept.pop(key)
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
        firms = {side: _kept[key] for side, key in keys.items()}
    a, b = (firms[side].story for side in SIDES)
    return Pair(choice, choice.firm("a").horizon.weeks, a=a, b=b, both=together(firms))


def _key(choice: Choice, side: str) -> Key:
    rules: Rules = getattr(choice, side)
    return Key(choice.scenario, rules, choice.both, choice.seed)


def _simulate(keys: Sequence[Key], heed: Heed) -> None:
    """Simulate, tell and keep firms."""
    scenarios = [scenario_of(key.scenario, key.rules, key.both) for key in keys]
    seeds = [key.seed for key in keys]
    elsewhere = worlds.others(scenarios, seeds, lambda _done, _all: heed())
    for key, scenario, others in zip(keys, scenarios, elsewhere, strict=True):
        run, engine = watched(scenario, key.seed, heed)
        _kept[key] = told(run, engine, others)


def watched(scenario: Scenario, seed: int, heed: Heed = lambda: None) -> tuple[Run, WatchedEngine]:
    """Let a firm live week by week, as its shelves, its customers and its managers' thoughts are
    told too.
    """
    engine = WatchedEngine([scenario], [seed])
    recorder = Recorder([scenario], [seed], detail=True)
    for _ in range(scenario.horizon.weeks):
        heed()
        recorder.add(engine.step())
    return recorder.run(), engine


def _texts(records: Mapping[str, Any]) -> Story:
    return MappingProxyType({section: text(record) for section, record in records.items()})


def whole(story: Story) -> str:
    """Return all of a story as one JSON text."""
    return "{" + ",".join(f'"{section}":{record}' for section, record in story.items()) + "}"


def together(firms: Mapping[str, Firm]) -> Story:
    """Return what is said of both firms, section by section."""
    said: dict[str, Any] = {
        "verdict": verdict.together(
            {side: firm.doing for side, firm in firms.items()},
            worlds.words(*(firm.others.profits for firm in firms.values())),
        ),
        "charts": charts.charts(
            {side: firm.curves for side, firm in firms.items()},
            {side: firm.others.fan for side, firm in firms.items()},
        ),
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


def told(run: Run, engine: WatchedEngine, others: Others) -> Firm:
    """Tell a run, what its managers thought, and the firm's other worlds."""
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
        market=market.market(run, classes, engine.fleet.firms["places"][0]),
        flow=flow.flow(run),
        others=others,
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
