"""Claims over draws of assumptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coordsim.evidence.claims import draws
from coordsim.evidence.claims.draws import (
    Drawn,
    Hint,
    Seen,
    arms_of,
    direction,
    hint,
    in_draw,
    over_draws,
    summed,
)
from coordsim.evidence.claims.records import (
    DOWN,
    REPORTED,
    SAME,
    UP,
    Claim,
    Contrast,
    higher,
)
from coordsim.evidence.claims.run import CLAIMS
from coordsim.evidence.claims.stored import StoredError, digest, kept, save
from coordsim.run.comparison import Difference
from coordsim.run.result import Run

SMALL = {"horizon.weeks": 12, "horizon.warmup": 4, "market.customers": 60}


@pytest.mark.parametrize(
    ("expected", "mean", "holds"),
    [
        (UP, 0.1, True),
        (UP, -0.1, False),
        (UP, 0.0, False),
        (DOWN, -0.1, True),
        (DOWN, 0.1, False),
        (SAME, 0.0, True),
        (SAME, 1e-9, False),
        (REPORTED, 5.0, None),
        (UP, np.nan, False),
    ],
)
def test_a_direction_is_the_sign_of_the_mean(
    expected: str, mean: float, holds: bool | None
) -> None:
    """Neither the interval nor the least effect is looked at."""
    contrast = Contrast("x", "", Difference(mean, -9.0, 9.0), expected, 5.0)
    assert direction(contrast) is holds


def test_draws_are_counted_by_contrast() -> None:
    ways = ((True, None, True), (True, None, False), (False, None, True), ())
    found = summed([*(Seen(way) for way in ways), None])
    assert found == Drawn(4, (0.5, None, 0.5), 1, 1)
    assert found.fragile
    assert Drawn(10, (None, 0.8)).share == 0.8
    assert not Drawn(10, (None, 0.8)).fragile
    assert Drawn(10, (0.79, 1.0)).fragile
    assert summed([None]).share is None
    assert not summed([None]).fragile


def claim(contrasts: object, arms: Mapping[str, Mapping[str, object]] | None = None) -> Claim:
    return Claim(
        id="C00",
        title="planted",
        statement="x",
        source="x",
        arms=arms
        or {
            "dear": {**SMALL, "levers.price.start": 14.0, "marketing": {"kind": "hold"}},
            "cheap": {**SMALL, "levers.price.start": 8.0, "marketing": {"kind": "hold"}},
        },
        contrasts=contrasts,
        kpis=("units",),
        scenario="blind",
    )


def test_a_true_direction_holds_and_its_opposite_is_fragile() -> None:
    def cheap_sells(runs: Mapping[str, Run]) -> Sequence[Contrast]:
        return [higher(runs, "cheap", "dear", "units"), higher(runs, "dear", "cheap", "units")]

    found = over_draws([claim(cheap_sells)], 3, worlds=2)["C00"]
    assert found.shares == (1.0, 0.0)
    assert not found.fragile

    def dear_sells(runs: Mapping[str, Run]) -> Sequence[Contrast]:
        return [higher(runs, "dear", "cheap", "units")]

    assert over_draws([claim(dear_sells)], 3, worlds=2)["C00"].fragile


def test_what_cannot_be_measured_does_not_hold() -> None:
    def nothing(runs: Mapping[str, Run]) -> Sequence[Contrast]:
        raise ValueError("a paired interval needs at least two pairs, not 0")

    seen = in_draw(claim(nothing), 0, 2)
    assert seen is not None
    assert seen.ways == ()
    assert np.isnan(seen.main)


def test_a_draw_tells_the_main_contrast_and_the_factors() -> None:
    def units(runs: Mapping[str, Run]) -> Sequence[Contrast]:
        reported = higher(runs, "dear", "dear", "units")
        return [replace(reported, expected=REPORTED), higher(runs, "cheap", "dear", "units")]

    seen = in_draw(claim(units), 0, 2)
    assert seen is not None
    assert seen.ways == (None, True)
    assert seen.main > 0  # of the first contrast that is not only reported
    assert 0.7 <= seen.factors["money.wage"] <= 1.3
    assert seen.factors["levers.price.start"] == 1.0  # an arm sets it, whatever was drawn
    assert seen.factors["market.customers"] == 1.0


def test_what_a_direction_hangs_on_is_found_and_luck_is_told() -> None:
    luck = np.random.default_rng(3)
    factors = luck.uniform(0.7, 1.3, (24, 60))
    names = [f"x{place}" for place in range(60)]

    def seen(main: np.ndarray) -> list[Seen]:
        rows = zip(main, factors, strict=True)
        return [Seen((True,), m, dict(zip(names, row, strict=True), same=1.0)) for m, row in rows]

    clear = hint(seen(np.exp(-5 * factors[:, 7])))
    assert clear == Hint("x7", pytest.approx(-1.0), 24, 0.0)
    nothing = hint(seen(luck.normal(size=24)))
    assert nothing is not None
    assert nothing.chance > 0.05  # among 60 numbers one always stands out
    assert hint(seen(np.ones(24))) is None
    assert hint(seen(factors[:, 0])[:7]) is None
    assert hint([]) is None


def test_a_draw_that_fits_no_arm_is_left_out() -> None:
    impossible = claim(lambda runs: [], {"a": {"market.substitute": 1.0, "market.wait": 1.0}})
    assert in_draw(impossible, 0, 2) is None


@pytest.mark.parametrize("name", ["C01", "C46"])
def test_arms_keep_what_they_change_and_share_the_draw(name: str) -> None:
    claim = CLAIMS[name]
    arms = arms_of(claim, 2)
    assert list(arms) == list(claim.arms)
    wages = {arm.money.wage for arm in arms.values()}
    assert len(wages) == 1
    assert wages != {1.5}


def test_jobs_change_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    ours = over_draws(
        [CLAIMS["C46"]], 2, worlds=2, progress=lambda done, of: seen.append((done, of))
    )
    assert seen == [(1, 2), (2, 2)]
    assert ours["C46"].draws == 2


@pytest.mark.slow
def test_processes_change_no_number() -> None:
    claims = [CLAIMS["C46"], CLAIMS["C01"]]
    assert over_draws(claims, 2, worlds=2, jobs=2) == over_draws(claims, 2, worlds=2)


def test_bad_questions_are_refused() -> None:
    for words, told in (
        ({"draws": 0}, "draws = 0"),
        ({"draws": 1, "worlds": 1}, "worlds = 1"),
        ({"draws": 1, "jobs": 0}, "jobs = 0"),
    ):
        with pytest.raises(ValueError, match=told):
            over_draws([], **words)
    assert draws.SURE == 0.8


def test_draws_are_kept_until_arms_change(tmp_path: Path) -> None:
    path = tmp_path / "draws.json"
    one, other = CLAIMS["C46"], CLAIMS["C01"]
    assert kept([one], "base", path) == {}
    found = Drawn(24, (0.75, None), 1, 2, Hint("money.wage", 0.5, 24, 0.1))
    save({"C46": found}, [one], "base", path)
    save({"C01": Drawn(24, (1.0,))}, [other], "base", path)
    assert kept([one, other], "base", path) == {"C46": found, "C01": Drawn(24, (1.0,))}
    assert kept([one], "blind", path) == {}
    moved = replace(one, arms={**one.arms, "more": {"money.wage": 2.0}})
    assert kept([moved], "base", path) == {}


def test_kept_draws_that_cannot_be_read_say_how_to_make_them(tmp_path: Path) -> None:
    path = tmp_path / "draws.json"
    path.write_text('{"format": 2, "claims": {}}', "utf-8")
    with pytest.raises(StoredError, match=r"draws.json.*coordsim claims --draws 24 --save"):
        kept([CLAIMS["C46"]], "base", path)


def test_a_digest_is_of_what_firms_meet() -> None:
    claim = CLAIMS["C46"]
    assert digest(claim) == digest(replace(claim, title="other words"))
    assert digest(claim) != digest(replace(claim, scenario="base"))
