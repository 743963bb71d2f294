"""Claims: how a verdict is reached, and (slow) the verdicts themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordsim.claims.records import DOWN, SAME, UP, Contrast, Verdict, interior_maximum
from coordsim.claims.run import CLAIMS, chosen, run_claims
from coordsim.comparison import Difference
from coordsim.scenario import load


@pytest.mark.parametrize(
    ("low", "mean", "high", "expected", "least", "holds"),
    [
        (0.1, 0.2, 0.3, UP, 0.0, True),
        (-0.1, 0.2, 0.5, UP, 0.0, False),
        (0.1, 0.2, 0.3, UP, 0.25, False),
        (-0.3, -0.2, -0.1, DOWN, 0.0, True),
        (-0.3, -0.2, -0.1, UP, 0.0, False),
        (-0.3, -0.2, -0.1, DOWN, 0.25, False),
        (0.0, 0.0, 0.0, SAME, 0.0, True),
        (-0.1, 0.0, 0.1, SAME, 0.0, False),
    ],
)
def test_when_a_contrast_holds(low: float, mean: float, high: float, expected: str, least: float, holds: bool) -> None:
    assert Contrast("x", "", Difference(mean, low, high), expected, least).holds is holds


def test_one_failed_contrast_is_enough_not_to_support() -> None:
    good, bad = (Contrast("x", "", Difference(mean, mean - 0.1, mean + 0.1), UP) for mean in (1.0, -1.0))
    claim = CLAIMS["C01"]
    assert Verdict(claim, [good]).supported
    assert not Verdict(claim, [good, bad]).supported
    assert Verdict(claim, [good, bad]).word == "not supported"


def test_interior_maximum_needs_both_ends_lower() -> None:
    import numpy as np

    hill = [np.array(values) for values in ([1.0, 1.1], [3.0, 3.1], [2.0, 2.1])]
    slope = [np.array(values) for values in ([1.0, 1.1], [2.0, 2.1], [3.0, 3.1])]
    assert all(contrast.holds for contrast in interior_maximum(hill, ["a", "b", "c"], "x"))
    assert not all(contrast.holds for contrast in interior_maximum(slope, ["a", "b", "c"], "x"))


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=str)
def test_arms_are_valid_scenarios_that_differ(claim: object) -> None:
    from coordsim.claims.records import Claim

    assert isinstance(claim, Claim)
    arms = [load(claim.scenario).with_(changes) for changes in claim.arms.values()]
    assert len({arm.model_dump_json() for arm in arms}) == len(arms)


def test_a_claim_runs_and_is_drawn(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    [verdict] = run_claims(chosen(["c46"]), seeds=3, figures=tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert verdict.supported
    assert (tmp_path / "C46.png").stat().st_size > 5_000
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.slow
def test_verdicts() -> None:
    """Every first claim is supported by the base parameters; a claim that stops being so has to be reported, not tuned."""
    verdicts = run_claims(list(CLAIMS.values()), seeds=200)
    assert {v.claim.id: v.word for v in verdicts} == dict.fromkeys(CLAIMS, "supported")
