"""Run claims: arms that several claims share are simulated once; one figure each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from coordsim.claims import (
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
from coordsim.claims.figure import draw
from coordsim.claims.records import Claim, Verdict
from coordsim.run import Run
from coordsim.scenario import load
from coordsim.simulation import simulate

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
    claim.id: claim for claim in sorted((claim for module in MODULES for claim in module.CLAIMS), key=lambda claim: claim.id)
}


def chosen(ids: Sequence[str]) -> list[Claim]:
    """Return the claims named, all when none is; raises ValueError naming the ones there are."""
    unknown = [name for name in ids if name.upper() not in CLAIMS]
    if unknown:
        raise ValueError(f"claim {unknown[0]!r} is not known; allowed: {', '.join(CLAIMS)}")
    return [CLAIMS[name.upper()] for name in ids] if ids else list(CLAIMS.values())


def run_claims(
    claims: Sequence[Claim], seeds: int = 200, seed: int = 1, figures: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Verdict]:  # fmt: skip
    """Run claims on the same ``seeds`` worlds from ``seed`` on; draws a figure each into ``figures`` when given."""
    keys = {(claim.id, arm): _key(claim, arm) for claim in claims for arm in claim.arms}
    left = list(keys.values())
    done: dict[str, Run] = {}
    verdicts = []
    for claim in claims:
        runs = {}
        for arm, changes in claim.arms.items():
            key = keys[claim.id, arm]
            if key not in done:
                done[key] = simulate(load(claim.scenario).with_(changes), firms=seeds, seed=seed)
                if progress is not None:
                    progress(len(done), len(set(keys.values())))
            runs[arm] = done[key]
            left.remove(key)
        verdict = Verdict(claim, list(claim.contrasts(runs)))
        verdicts.append(verdict)
        if figures is not None:
            figures.mkdir(parents=True, exist_ok=True)
            draw(verdict, runs).savefig(figures / f"{claim.id}.png", dpi=150)
        done = {key: run for key, run in done.items() if key in left}
    return verdicts


def _key(claim: Claim, arm: str) -> str:
    return json.dumps([claim.scenario, claim.arms[arm]], sort_keys=True, default=str)
