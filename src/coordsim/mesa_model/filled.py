"""Scenarios of ours as Mesa's scenarios, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from mesa.experimental.scenarios import Scenario as MesaScenario

from coordsim.core.spelling import shown
from coordsim.scenario.file import Scenario, load
from coordsim.scenario.flat import flat


class Again(NamedTuple):
    """How a thing is made once more where it has travelled to: by whom, of what, and its slots."""

    make: Callable[..., Any]
    given: tuple[Any, ...]
    slots: tuple[None, dict[str, Any]]


class Filled(MesaScenario):
    """What Mesa knows of a firm: ``firm``, its scenario, and every field of it by name. Each model
    has a class of its own, whose defaults are its firm's, so that Mesa can make it once more.
    """

    def __reduce__(self) -> Again:
        """Travel as what it is made from, and its model."""
        return Again(filled, (self.firm, self.rng), (None, {"model": self.model}))


def filled(firm: Scenario, rng: int) -> MesaScenario:
    """Return what Mesa is to know of a firm in the world ``rng``."""
    kind: Any = type("FirmScenario", (Filled,), {})
    kind._scenario_defaults = {"firm": firm} | flat(firm)
    made: MesaScenario = kind(rng=rng)
    return made


def firm_of(scenario: object) -> Scenario:
    """Return a scenario of ours: itself, by its name or path, or as Mesa knows it, with what was
    changed there. Raises TypeError where it is none.
    """
    if isinstance(scenario, MesaScenario):
        fields = {name: value for name, value in scenario if name not in ("rng", "firm")}
        firm = getattr(scenario, "firm", None) or load("base")
        as_it_is = flat(firm)
        other = {
            name: value
            for name, value in fields.items()
            if name not in as_it_is or as_it_is[name] != value
        }
        return firm.with_(**other) if other else firm
    if isinstance(scenario, Scenario):
        return scenario
    if isinstance(scenario, str | Path):
        return load(scenario)
    raise TypeError(
        f"scenario = {shown(scenario)} is not allowed: a Scenario, its name or its path, or a"
        " Scenario of Mesa"
    )


def world_of(rng: object, scenario: object) -> int:
    """Return the first world: ``rng``, or that of Mesa's scenario, or one drawn at random."""
    theirs = scenario.rng if isinstance(scenario, MesaScenario) else None
    if rng is not None and theirs is not None and rng != theirs:
        raise ValueError(f"rng = {shown(rng)} and scenario.rng = {shown(theirs)} do not agree")
    seed = theirs if rng is None else rng
    if seed is None:
        return int(np.random.SeedSequence().generate_state(1)[0])
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise TypeError(
            f"rng = {shown(seed)} is not allowed: a whole number that names the first world"
        )
    return int(seed)
