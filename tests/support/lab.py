"""Two short firms of the Lab, told as the page tells them."""

import json
from functools import cache
from typing import Any, NamedTuple

from coordsim.run.result import Run
from coordsim_web.lab import firms, worlds
from coordsim_web.lab.choices import Choice, Rules, scenario_of
from coordsim_web.lab.watching import WatchedEngine

WEEKS = 24
RULES = {"a": Choice().a, "b": Choice().b}


class Lived(NamedTuple):
    """A firm that was watched, and its run."""

    engine: WatchedEngine
    run: Run


@cache
def lived(rules: Rules, scenario: str = "base", weeks: int = WEEKS) -> Lived:
    """Let a firm live through some weeks, watched."""
    short = {"horizon.weeks": weeks, "horizon.warmup": 0}
    run, engine = firms.watched(scenario_of(scenario, rules).with_(short), 1)
    return Lived(engine, run)


@cache
def told(side: str) -> firms.Firm:
    """Tell one of the two firms that the Lab opens with."""
    engine, run = lived(RULES[side])
    (others,) = worlds.others(run.scenarios, [1])
    return firms.told(run, engine, others)


@cache
def stories() -> dict[str, dict[str, Any]]:
    """Return all that is sent of the two: a, b and both -> section -> record."""
    firm = {side: told(side) for side in RULES}
    sent = {side: one.story for side, one in firm.items()} | {"both": firms.together(firm)}
    return {
        side: {section: json.loads(record) for section, record in story.items()}
        for side, story in sent.items()
    }
