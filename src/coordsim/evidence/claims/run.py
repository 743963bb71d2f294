"""Run claims: arms that several claims share are simulated once; one figure each."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from coordsim.core.counts import FIRST, worlds_of
from coordsim.evidence.claims import (
    archetypes,
    coordination,
    cures,
    customisation,
    knowing,
    literature,
    operations_facts,
    production,
    synergy,
)
from coordsim.evidence.claims.figure import draw
from coordsim.evidence.claims.records import Claim, Verdict
from coordsim.run.result import Run
from coordsim.run.simulate import WORLDS, simulate
from coordsim.scenario.file import Scenario, load
from coordsim.study.pool import Crew, PoolError

MODULES = (
    coordination,
    customisation,
    production,
    operations_facts,
    synergy,
    knowing,
    cures,
    archetypes,
    literature,
)
CLAIMS: dict[str, Claim] = {
    claim.id: claim
    for claim in sorted(
        (claim for module in MODULES for claim in module.CLAIMS), key=lambda claim: claim.id
    )
}


BASE = "base"


def chosen(ids: Sequence[str], base: str = BASE) -> list[Claim]:
    """Return the claims named, all when none is; raises ValueError naming the ones there are. Those
    of the base firm are of the scenario of the library that stands for it.
    """
    unknown = [name for name in ids if name.upper() not in CLAIMS]
    if unknown:
        raise ValueError(f"claim {unknown[0]!r} is not known; allowed: {', '.join(CLAIMS)}")
    named = [CLAIMS[name.upper()] for name in ids] if ids else list(CLAIMS.values())
    return [replace(one, scenario=base) if one.scenario == BASE else one for one in named]


def run_claims(
    claims: Sequence[Claim],
    firms: int | None = None,
    *,
    seed: int = FIRST,
    seeds: Iterable[int] | None = None,
    figures: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
) -> list[Verdict]:
    """Run claims in the same worlds, ``seeds``, one by one, or ``firms`` of them from ``seed`` on,
    200 where nothing is said; draws a figure each into ``figures`` when given.

    ``progress`` is called with (arms run, arms in all). ``jobs`` processes simulate the arms; an
    arm is a function of its scenario and its worlds alone, so verdicts do not depend on it. With
    more than one, a script that calls this needs the usual ``if __name__ == "__main__":``. Raises
    ValueError when ``jobs`` is below one.
    """
    if jobs < 1:
        raise ValueError(f"jobs = {jobs} is not allowed: at least 1")
    worlds = worlds_of(seeds, firms, seed, usual=WORLDS, apart=True)
    judge = _Judge(claims, figures, progress)
    if jobs == 1:
        for key, arm in judge.arms.items():
            judge.take(key, _simulated(arm, worlds))
    else:
        _Arms(judge, partial(_simulated, worlds=worlds), jobs).run(judge.arms)
    return judge.verdicts


Arm = tuple[
    str, Mapping[str, Any]
]  # a scenario of the library, and what the arm changes in it; it may name another scenario


class _Judge:
    """Where runs of arms come in, in any order, and claims are judged, in theirs, as soon as all
    their arms are there. A run is kept as long as a claim waits for it.
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        figures: Path | None,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.waiting = deque(claims)
        self.figures, self.progress = figures, progress
        self.arms: dict[str, Arm] = {
            _key(claim, arm): (claim.scenario, claim.arms[arm])
            for claim in claims
            for arm in claim.arms
        }
        self.runs: dict[str, Run] = {}
        self.ran = 0
        self.verdicts: list[Verdict] = []

    def take(self, key: str, run: Run) -> None:
        """Take in an arm's run, and judge what can be judged now."""
        self.runs[key] = run
        self.ran += 1
        if self.progress is not None:
            self.progress(self.ran, len(self.arms))
        while self.waiting and all(name in self.runs for name in _keys(self.waiting[0])):
            self._judge(self.waiting.popleft())

    def _judge(self, claim: Claim) -> None:
        runs = {arm: self.runs[_key(claim, arm)] for arm in claim.arms}
        stopped = {arm: run.stopped for arm, run in runs.items() if run.stopped}
        verdict = Verdict(claim, list(claim.contrasts(runs)), stopped)
        self.verdicts.append(verdict)
        if self.figures is not None:
            self.figures.mkdir(parents=True, exist_ok=True)
            draw(verdict, runs).savefig(self.figures / f"{claim.id}.png", dpi=150)
        wanted = {name for other in self.waiting for name in _keys(other)}
        self.runs = {key: run for key, run in self.runs.items() if key in wanted}


class _Arms(Crew[str, Run]):
    """The crew that simulates arms; an arm that fails ends it."""

    def __init__(self, judge: _Judge, work: Callable[[Arm], Run], jobs: int) -> None:
        super().__init__(work, jobs)
        self.judge = judge

    def plain(self, task: str) -> Arm:
        """Return the arm of a key."""
        return self.judge.arms[task]

    def finished(self, task: str, result: Run) -> None:
        """Hand the run over."""
        self.judge.take(task, result)

    def failed(self, task: str, error: BaseException | None) -> Sequence[str]:
        """Raise what went wrong."""
        raise error or PoolError(f"the worker process died when it simulated {task}")


def _scenario(arm: Arm) -> Scenario:
    name, changes = arm
    rest = {key: value for key, value in changes.items() if key != "scenario"}
    return load(str(changes.get("scenario", name))).with_(rest)


def _simulated(arm: Arm, worlds: Sequence[int]) -> Run:
    return simulate(_scenario(arm), seeds=worlds)


def _key(claim: Claim, arm: str) -> str:
    return json.dumps([claim.scenario, claim.arms[arm]], sort_keys=True, default=str)


def _keys(claim: Claim) -> list[str]:
    return [_key(claim, arm) for arm in claim.arms]
