"""Candidates: what search and calibration try, on common worlds, each once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from coordsim.core.records import Floats
from coordsim.core.spelling import shown
from coordsim.research.analysis.extras import extra
from coordsim.research.analysis.frames import AnalysisError

SEED = 1  # of the optimiser
CANDIDATES = 200  # tried where nothing is said
MOST_ASKED = 3  # times for each candidate

type Levels = dict[str, Any]
type Evaluate = Callable[[Levels, Sequence[int]], Mapping[str, Any]]
"""What a candidate comes to: levels and seeds -> outcome -> a value for each seed."""
type Score = Callable[[Mapping[str, Floats]], list[float]]


@dataclass(frozen=True)
class Span:
    """Anything in [low, high]: on a grid of ``step`` from ``low`` on, or whole numbers only."""

    low: float
    high: float
    whole: bool = False
    step: float | None = None

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise AnalysisError(f"low = {self.low} is not below high = {self.high}")


@dataclass(frozen=True)
class Space:
    """What may be chosen: for each field a ``Span`` or the list of its values."""

    spans: Mapping[str, Span | tuple[Any, ...]]

    @property
    def combinations(self) -> int | None:
        """How many there are; None where a number may be anything."""
        sizes = [len(one) for one in self.spans.values() if isinstance(one, tuple)]
        return prod(sizes) if len(sizes) == len(self.spans) else None

    def all(self) -> Iterator[Levels]:
        """Yield every combination of values."""
        for levels in product(*(one for one in self.spans.values() if isinstance(one, tuple))):
            yield dict(zip(self.spans, levels, strict=True))

    def asked(self, trial: Any) -> Levels:
        """Return the levels that a trial of Optuna suggests."""
        out: Levels = {}
        for name, one in self.spans.items():
            if isinstance(one, Span):
                ask = trial.suggest_int if one.whole else trial.suggest_float
                step = {} if one.step is None else {"step": one.step}
                out[name] = ask(name, one.low, one.high, **step)
            elif all(isinstance(value, int | float) for value in one):
                out[name] = one[trial.suggest_int(name, 0, len(one) - 1)]
            else:
                out[name] = one[trial.suggest_categorical(name, list(range(len(one))))]
        return out


def space_of(over: object) -> Space:
    """Return a space from lists of values, spans, and factors of an experiment (which have
    ``low``, ``high`` and ``whole``, or ``values``). Raises AnalysisError naming what it cannot
    read.
    """
    if not isinstance(over, Mapping) or not over:
        raise AnalysisError(
            f"over = {shown(over)} is not allowed: needed is field -> its values, or a Span"
        )
    spans: dict[str, Span | tuple[Any, ...]] = {}
    for name, one in over.items():
        values = getattr(one, "values", None) if not isinstance(one, list | tuple) else one
        if isinstance(one, Span):
            spans[name] = one
        elif isinstance(values, list | tuple) and values:
            spans[name] = tuple(values)
        elif getattr(one, "low", None) is not None and getattr(one, "high", None) is not None:
            spans[name] = Span(one.low, one.high, bool(getattr(one, "whole", False)))
        else:
            raise AnalysisError(
                f"over.{name} = {shown(one)} is not allowed: a list of values, or Span(low, high)"
            )
    return Space(spans)


def worlds_of(seeds: Sequence[int], check_seeds: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return both lists of worlds. Raises AnalysisError where a world is in both, as fresh worlds
    have to be fresh, or where there are too few.
    """
    mine, fresh = [int(seed) for seed in seeds], [int(seed) for seed in check_seeds]
    for name, worlds, least in (("seeds", mine, 1), ("check_seeds", fresh, 2)):
        if len(worlds) < least:
            raise AnalysisError(f"{name} has {len(worlds)} worlds; at least {least}")
    both = sorted(set(mine) & set(fresh))
    if both:
        raise AnalysisError(
            f"world {both[0]} is in seeds and in check_seeds; fresh ones are needed"
        )
    return mine, fresh


def simulated(scenario: Any, outcomes: Sequence[str], threads: int = 1) -> Evaluate:
    """Return what evaluates candidates by running a scenario (a name, a file, or one that was
    loaded) with their levels; ``outcomes`` are KPIs. Raises AnalysisError for what is no KPI.
    """
    from coordsim.core.kpis import KPI
    from coordsim.run.simulate import kpis
    from coordsim.scenario.file import Scenario, load

    for name in outcomes:
        if name not in KPI:
            raise AnalysisError(f"{shown(name)} is no KPI; allowed: {', '.join(KPI)}")
    base = scenario if isinstance(scenario, Scenario) else load(scenario)

    def evaluate(levels: Levels, seeds: Sequence[int]) -> Mapping[str, Any]:
        found = kpis(base.with_(levels), seeds=list(seeds), threads=threads)
        return {name: found[name] for name in outcomes}

    return evaluate


@dataclass(frozen=True)
class Candidate:
    """One that was tried: ``levels``, ``values`` (outcome -> (worlds,)), ``score``; ``reason`` in
    place of values where it was refused.
    """

    levels: Levels
    values: Mapping[str, Floats]
    score: tuple[float, ...]
    reason: str = ""


def valued(
    evaluate: Evaluate, levels: Levels, seeds: Sequence[int], outcomes: Sequence[str]
) -> dict[str, Floats]:
    """Return a candidate's outcomes, (worlds,) each. Raises AnalysisError when one is not there, or
    has not one finite value for each world.
    """
    found = evaluate(dict(levels), seeds)
    out = {}
    for name in outcomes:
        if name not in found:
            raise AnalysisError(f"evaluate returned no {name!r}, but {', '.join(found)}")
        values = np.atleast_1d(np.asarray(found[name], dtype=float))
        if values.shape != (len(seeds),):
            raise AnalysisError(
                f"evaluate returned {name} of shape {values.shape}; needed is ({len(seeds)},), one"
                " for each world"
            )
        if not np.isfinite(values).all():
            world = list(seeds)[int(np.argmin(np.isfinite(values)))]
            raise ValueError(f"{name} has no value in world {world}")
        out[name] = values
    return out


def tried(
    evaluate: Evaluate,
    space: Space,
    seeds: Sequence[int],
    outcomes: Sequence[str],
    *,
    score: Score,
    sampler: str,
    directions: Sequence[str],
    candidates: int,
    settings: Mapping[str, Any],
) -> list[Candidate]:
    """Return all candidates that an Optuna ``sampler`` asks for, in their order and each once; all
    there are, where these are no more than ``candidates``. What a scenario refuses is noted, not
    run. Raises AnalysisError when every one is refused; ExtraError without Optuna.
    """
    if candidates < 2:
        raise AnalysisError(f"candidates = {candidates} is not allowed: at least 2")
    known: dict[str, Candidate] = {}

    def take(levels: Levels) -> Candidate:
        key = json.dumps(levels, sort_keys=True, default=str)
        if key not in known:
            try:
                values = valued(evaluate, levels, seeds, outcomes)
            except AnalysisError:
                raise
            except ValueError as error:
                known[key] = Candidate(levels, {}, (), str(error))
            else:
                known[key] = Candidate(levels, values, tuple(score(values)))
        return known[key]

    if space.combinations is not None and space.combinations <= candidates:
        for levels in space.all():
            take(levels)
    else:
        optuna = extra("optuna", "search")
        with _quiet(optuna):
            made = getattr(optuna.samplers, sampler)(seed=SEED, **settings)
            study = optuna.create_study(sampler=made, directions=list(directions))
            for _ in range(MOST_ASKED * candidates):  # near its end a search repeats itself
                if len(known) == candidates:
                    break
                trial = study.ask()
                one = take(space.asked(trial))
                if one.reason:
                    study.tell(trial, state=optuna.trial.TrialState.FAIL)
                else:
                    study.tell(trial, list(one.score))
    found = list(known.values())
    if all(one.reason for one in found):
        raise AnalysisError(f"every candidate was refused; the first: {found[0].reason}")
    return found


@contextmanager
def _quiet(optuna: Any) -> Iterator[None]:
    """Let Optuna tell of warnings only."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)


def refused(found: Sequence[Candidate]) -> pd.DataFrame:
    """Return the levels of what was refused, and why."""
    return pd.DataFrame([one.levels | {"reason": one.reason} for one in found if one.reason])
