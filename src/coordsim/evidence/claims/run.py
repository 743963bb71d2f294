"""Run claims: arms that several claims share are simulated once; one figure each."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

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
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load

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


def chosen(ids: Sequence[str]) -> list[Claim]:
    """Return the claims named, all when none is; raises ValueError naming the ones there are."""
    unknown = [name for name in ids if name.upper() not in CLAIMS]
    if unknown:
        raise ValueError(f"claim {unknown[0]!r} is not known; allowed: {', '.join(CLAIMS)}")
    return [CLAIMS[name.upper()] for name in ids] if ids else list(CLAIMS.values())


def run_claims(
    claims: Sequence[Claim],
    seeds: int = 200,
    seed: int = 1,
    figures: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
) -> list[Verdict]:
    """Run claims on the same ``seeds`` worlds from ``seed`` on; draws a figure each into
    ``figures`` when given.

    ``progress`` is called with (arms run, arms in all). ``jobs`` processes simulate the arms; an
    arm is a function of its scenario and its worlds alone, so verdicts do not depend on it. With
    more than one, a script that calls this needs the usual ``if __name__ == "__main__":``. Raises
    ValueError when ``jobs`` is below one.
    """
    if jobs < 1:
        raise ValueError(f"jobs = {jobs} is not allowed: at least 1")
    arms = {
        _key(claim, arm): (claim.scenario, claim.arms[arm])
        for claim in claims
        for arm in claim.arms
    }
    left = [_key(claim, arm) for claim in claims for arm in claim.arms]
    done: dict[str, Run] = {}
    verdicts, ran = [], 0
    with _firms(arms, seeds, seed, jobs) as runs_in_order:
        for claim in claims:
            runs = {}
            for arm in claim.arms:
                key = _key(claim, arm)
                if key not in done:
                    done[key] = next(runs_in_order)
                    ran += 1
                    if progress is not None:
                        progress(ran, len(arms))
                runs[arm] = done[key]
                left.remove(key)
            verdict = Verdict(claim, list(claim.contrasts(runs)))
            verdicts.append(verdict)
            if figures is not None:
                figures.mkdir(parents=True, exist_ok=True)
                draw(verdict, runs).savefig(figures / f"{claim.id}.png", dpi=150)
            done = {key: run for key, run in done.items() if key in left}
    return verdicts


Arm = tuple[
    str, Mapping[str, Any]
]  # a scenario of the library, and what the arm changes in it; it may name another scenario


@contextmanager
def _firms(arms: Mapping[str, Arm], seeds: int, seed: int, jobs: int) -> Generator[Generator[Run]]:
    """Simulate the arms, one after the other as they are asked for, or ahead on ``jobs`` fresh
    processes.
    """
    if jobs == 1:
        yield (_simulated(arm, seeds, seed) for arm in arms.values())
        return
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    try:
        waiting = [(arm, pool.submit(_bare, arm, seeds, seed)) for arm in arms.values()]
        waiting.reverse()
        yield (_dressed(*waiting.pop()) for _ in arms)
    finally:
        pool.shutdown(cancel_futures=True)


def _scenario(arm: Arm) -> Scenario:
    name, changes = arm
    rest = {key: value for key, value in changes.items() if key != "scenario"}
    return load(str(changes.get("scenario", name))).with_(rest)


def _simulated(arm: Arm, seeds: int, seed: int) -> Run:
    return simulate(_scenario(arm), firms=seeds, seed=seed)


def _bare(arm: Arm, seeds: int, seed: int) -> Run:
    """Simulate an arm and leave its scenarios out, which cannot travel between processes."""
    return replace(_simulated(arm, seeds, seed), scenarios=())


def _dressed(arm: Arm, bare: Future[Run]) -> Run:
    """Give a run that has arrived its scenarios back."""
    run = bare.result()
    return replace(run, scenarios=[_scenario(arm)] * len(run.seeds))


def _key(claim: Claim, arm: str) -> str:
    return json.dumps([claim.scenario, claim.arms[arm]], sort_keys=True, default=str)
