"""Claims: how a verdict is reached, and (slow) the verdicts themselves."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.scripts import script

from coordsim.evidence.claims.customisation import weeks_at_a_loss, weeks_below_cost
from coordsim.evidence.claims.measures import weeks_to_recover
from coordsim.evidence.claims.production import effect, factorial
from coordsim.evidence.claims.records import DOWN, SAME, UP, Contrast, Verdict, interior_maximum
from coordsim.evidence.claims.run import CLAIMS, _scenario, chosen, run_claims
from coordsim.run.comparison import Difference
from coordsim.run.result import Run
from coordsim.scenario.file import load


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
def test_when_a_contrast_holds(
    low: float, mean: float, high: float, expected: str, least: float, holds: bool
) -> None:
    assert Contrast("x", "", Difference(mean, low, high), expected, least).holds is holds


def test_one_failed_contrast_is_enough_not_to_support() -> None:
    good, bad = (
        Contrast("x", "", Difference(mean, mean - 0.1, mean + 0.1), UP) for mean in (1.0, -1.0)
    )
    claim = CLAIMS["C01"]
    assert Verdict(claim, [good]).supported
    assert not Verdict(claim, [good, bad]).supported
    assert Verdict(claim, [good, bad]).word == "not supported"


def test_interior_maximum_needs_both_ends_lower() -> None:
    hill = [np.array(values) for values in ([1.0, 1.1], [3.0, 3.1], [2.0, 2.1])]
    slope = [np.array(values) for values in ([1.0, 1.1], [2.0, 2.1], [3.0, 3.1])]
    assert all(contrast.holds for contrast in interior_maximum(hill, ["a", "b", "c"], "x"))
    assert not all(contrast.holds for contrast in interior_maximum(slope, ["a", "b", "c"], "x"))


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_arms_are_valid_scenarios_that_differ(claim: object) -> None:
    from coordsim.evidence.claims.records import Claim

    assert isinstance(claim, Claim)
    arms = [_scenario((claim.scenario, changes)) for changes in claim.arms.values()]
    assert len({arm.model_dump_json() for arm in arms}) == len(arms)


def test_a_claim_runs_and_is_drawn(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    [verdict] = run_claims(
        chosen(["c46"]),
        firms=3,
        figures=tmp_path,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert verdict.supported
    assert (tmp_path / "C46.png").stat().st_size > 5_000
    assert seen == [(1, 2), (2, 2)]


DOCS = Path(__file__).parents[2] / "docs"
script(DOCS / "generate.py")  # which puts docs/ on the path
page = import_module("generator.claims")
QUICK = ("C01", "C04", "C11", "C24", "C26", "C28", "C30", "C37", "C39", "C46")


def _run(**flows: list[list[float]]) -> Run:
    """A run that holds these flows alone, without a warm-up."""
    held = {name: np.array(values) for name, values in flows.items()}
    shape = next(iter(held.values())).shape
    scenario = load("blind").with_({"horizon.weeks": shape[1], "horizon.warmup": 0})
    empty = np.zeros((*shape, 0))
    return Run(
        scenarios=[scenario] * shape[0],
        seeds=tuple(range(shape[0])),
        flows={"costed": held.get("made", empty), **held}
        | {name: np.ones(shape) for name in ("one", "weeks")},
        accounts={},
        causes={},
        plan=empty,
        known={},
        tape={},
        contested={},
        detail={},
    )


def test_weeks_to_recover() -> None:
    usual = [[100.0] * 24] * 3
    hit = (
        [100.0] * 8 + [0.0] * 4 + [100.0] * 12
    )  # the mean of four weeks is back at 95 % when the last empty week has left it
    never = [100.0] * 8 + [0.0] * 16
    took = weeks_to_recover(_run(units=[hit, never, [100.0] * 24]), _run(units=usual), week=2)
    assert took.tolist() == [13.0, 22.0, 0.0]


def test_weeks_to_recover_waits_for_lasting_recovery() -> None:
    twice = [100.0] * 8 + [0.0] * 2 + [100.0] * 6 + [0.0] * 2 + [100.0] * 12
    [took] = weeks_to_recover(_run(units=[twice]), _run(units=[[100.0] * 30]), week=8)
    assert took == 13.0


def test_shares_of_weeks_below_cost() -> None:
    same = {"units": [[10.0] * 8], "made": [[10.0] * 8], "revenue": [[60.0] * 8]}
    run = _run(
        **same, manufacturing=[[50.0] * 4 + [90.0] * 4], profit=[[1.0] * 5 + [-9.0] + [1.0] * 2]
    )
    assert weeks_below_cost(run) == pytest.approx(
        3 / 8
    )  # from the sixth week on the mean of four weeks is 60 or more
    assert weeks_at_a_loss(run) == pytest.approx(
        3 / 8
    )  # a bad week weighs on the mean of four weeks for as long


def test_effects_of_a_factorial() -> None:
    factors = {"x": ({"a": 0}, {"a": 1}), "y": ({"b": 0}, {"b": 1})}
    arms = factorial(factors, {"c": 2})
    assert arms["neither"] == {"c": 2, "a": 0, "b": 0}
    assert arms["x + y"] == {"c": 2, "a": 1, "b": 1}
    profits = {"neither": 1.0, "x": 4.0, "y": 3.0, "x + y": 11.0}
    runs = {name: _run(profit=[[profits[name]]]) for name in arms}
    assert effect(runs, ["x", "y"], ["x"], "profit") == pytest.approx(((4 - 1) + (11 - 3)) / 2)
    assert effect(runs, ["x", "y"], ["y"], "profit") == pytest.approx(((3 - 1) + (11 - 4)) / 2)
    assert effect(runs, ["x", "y"], ["x", "y"], "profit") == pytest.approx((11 - 3) - (4 - 1))


KEPT: dict[str, dict[str, Any]] = json.loads((DOCS / "claims.json").read_text("utf-8"))


@pytest.mark.slow
def test_the_documented_claims_are_what_the_engine_says() -> None:
    """Claims of few arms, run again in the 200 worlds of docs/claims.json, give its words and
    figures to the digit.
    """
    for verdict in run_claims([CLAIMS[name] for name in QUICK], firms=200, jobs=2):
        kept = KEPT["base"][verdict.claim.id]
        assert verdict.word == kept["verdict"], verdict.claim.id
        rows = [(row["label"], row["mean"], row["low"], row["high"]) for row in kept["contrasts"]]
        assert rows == [
            (one.label, *(pytest.approx(x) for x in vars(one.measured).values()))
            for one in verdict.contrasts
        ], verdict.claim.id


def test_documented_verdicts() -> None:
    """Every claim has a verdict on both firms, follows from its contrasts, and says why where the
    base case does not support it.
    """
    assert list(KEPT["base"]) == list(KEPT["blind"]) == list(CLAIMS)
    for name, kept in KEPT["base"].items():
        assert page.as_kept(name, kept).word == kept["verdict"]
    missed = {name for name, kept in KEPT["base"].items() if kept["verdict"] != "supported"}
    assert {name for name in missed if not CLAIMS[name].why} == set()
    assert {name for name, claim in CLAIMS.items() if claim.why} <= missed
