"""What the checks of all kinds of rules share: questions that may fail, and short games."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from coordsim.core.decisions import DecisionError
from coordsim.core.levers import BY_NAME, ROLES
from coordsim.core.luck.streams import Streams
from coordsim.core.records import Decision, Observation
from coordsim.core.spelling import shown, told
from coordsim.run.result import Run
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario, load

Check = Callable[[Any], Iterator[str]]
FIRMS = 3
EXACT = 1e-9  # relative; sums in another order differ by less
SMALL = {"market.customers": 60, "line.slots": 8, "horizon.weeks": 9, "horizon.warmup": 0}


class BreachError(ValueError):
    """A breach after which a check cannot go on; its text is a sentence."""


class GroundError(BreachError):
    """A breach after which no check can go on."""


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Say what was asked where a rule fails to answer."""
    try:
        yield
    except BreachError:
        raise
    except DecisionError as error:
        raise BreachError(f"{what} failed: {error}") from error
    except (Exception, SystemExit) as error:
        raise BreachError(f"{what} failed: {told(error)}") from error


def is_frozen(rule: Any) -> Iterator[str]:
    """Yield a breach where a rule could change while a firm is run."""
    try:
        rule.name = rule.name
    except AttributeError:  # a FrozenInstanceError is one
        return
    yield "it can be changed; a rule is a frozen dataclass: @dataclass(frozen=True)"


def is_finite(run: Run) -> Iterator[str]:
    """Yield a breach where a short game under a rule leaves numbers that are none."""
    for name, flow in run.flows.items():
        if not np.isfinite(flow).all():
            firm, week = np.argwhere(~np.isfinite(flow))[0]
            yield (
                f"a short game under it: {name} is {flow[firm, week]} in week {week}; needed:"
                " finite numbers"
            )
            break


def is_plain(said: str, what: str, longest: int) -> Iterator[str]:
    """Yield breaches of a text that people read at a glance."""
    if not said.endswith("."):
        yield f"{what} is no sentence: it has to end with a full stop"
    if len(said) > longest:
        yield f"{what} has {len(said)} letters; allowed: {longest}, to be read at a glance"
    if "_" in said:
        yield f"{what} holds a name of the program: {shown(said)}"


def small(changes: Mapping[str, Any]) -> Scenario:
    """Return the base firm with few customers, few variants and few weeks."""
    return load("base").with_({**SMALL, "levers.range.start": 4} | dict(changes))


@dataclass(frozen=True)
class Stirring:
    """A player that sets every open lever anew in each round, anywhere on its grid."""

    seed: int

    def decide(self, observation: Observation) -> Decision:
        """Answer with levers drawn for these firms."""
        firms = len(observation.expected_demand)
        streams = Streams(np.arange(self.seed, self.seed + firms))
        levers = {}
        for name, (low, high) in observation.limits.items():
            grid = BY_NAME[name].grid(low, high)
            draws = streams.uniforms(f"conformance {name}", observation.week, 1)[streams.row, 0]
            levers[name] = grid[(draws * len(grid)).astype(int)]
        word = observation.expected_demand if observation.role == "marketing" else None
        return Decision(levers, word)


def stirred(scenario: Scenario, seed: int = 1) -> Engine:
    """Return firms whose plans are drawn anew in each round."""
    players = {role: Stirring(seed + place) for place, role in enumerate(ROLES)}
    return Engine([scenario] * FIRMS, list(range(seed, seed + FIRMS)), players)
