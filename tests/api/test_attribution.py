"""Attribution: the parts sum to the gap in every world, mixtures are ordinary runs, and bad input
is refused in a sentence.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.firms import small

import coordsim as cs
from coordsim.core.kpis import CAUSES
from coordsim.study.attribution import FRICTIONS, attribute
from coordsim.study.waterfall import draw

HELD = 3


pytestmark = (
    pytest.mark.slow
)  # sixteen firms at a time; the quick laws of the parts are in tests/laws/test_shapley.py


@pytest.fixture(scope="module")
def found() -> cs.Attribution:
    return attribute(small(), firms=4, seed=7, held_range=HELD)


def test_parts_sum_to_the_gap_in_each_world(found: cs.Attribution) -> None:
    assert list(found.parts) == list(FRICTIONS)
    assert found.values.shape == (16, 4)
    np.testing.assert_allclose(
        sum(found.parts.values()), found.best - found.worst, atol=1e-9, rtol=0
    )
    assert sum(part.mean for part in found.intervals.values()) == pytest.approx(
        found.gap.mean, abs=1e-9
    )


def test_mixtures_are_ordinary_runs_in_the_same_worlds(found: cs.Attribution) -> None:
    """Both ends, one mixture of two, and the ledger of lost units at either end."""
    assert found.seeds == (7, 8, 9, 10)
    worst = cs.simulate(small(), firms=4, seed=7)
    held = {"levers.range.start": HELD, "levers.range.open": False}
    best = {"incentives": "shared", "communication": "sop", "governance": "joint"} | held
    coordinated = cs.simulate(small(best), firms=4, seed=7)
    mixed = cs.simulate(small({"communication": "sop"} | held), firms=4, seed=7)
    np.testing.assert_array_equal(found.worst, worst.kpi("profit"))
    np.testing.assert_array_equal(found.best, coordinated.kpi("profit"))
    np.testing.assert_array_equal(found.values[0b1010], mixed.kpi("profit"))
    assert found.coalitions["information + range"] == mixed.kpi("profit").mean()
    assert found.lost_worst == worst.lost_by_cause()
    assert found.lost_best == coordinated.lost_by_cause()
    assert list(found.lost_worst) == list(CAUSES)


def test_intervals_hold_their_means_and_the_biggest_is_the_biggest(found: cs.Attribution) -> None:
    for name, part in found.intervals.items():
        assert part.low <= part.mean <= part.high
        assert part.mean == pytest.approx(found.parts[name].mean())
    assert found.biggest == max(found.intervals, key=lambda name: found.intervals[name].mean)
    shown = repr(found)
    assert all(name in shown for name in (*FRICTIONS, "as it is", "together"))


def test_what_is_the_same_at_both_ends_has_no_part() -> None:
    """Ends of one's own, another KPI, and progress told mixture by mixture."""
    told: list[tuple[int, int]] = []
    best = {"pay": {}, "governance": {}, "range": {}, "information": {"communication": "dashboard"}}
    found = attribute(
        small(),
        best=best,
        kpi="forecast_accuracy",
        firms=2,
        progress=lambda done, of: told.append((done, of)),
    )
    for name in ("pay", "governance", "range"):
        assert (found.parts[name] == 0).all()
    np.testing.assert_allclose(found.parts["information"], found.best - found.worst)
    assert (found.best != found.worst).any()
    assert found.words["information"] == "none → dashboard"
    assert told == [(done, 16) for done in range(1, 17)]


def test_the_waterfall_starts_where_the_firm_is_and_ends_where_it_could_be(
    found: cs.Attribution,
) -> None:
    axes = draw(found).axes[0]
    bars = axes.patches
    assert len(bars) == len(FRICTIONS) + 2
    assert bars[0].get_height() == pytest.approx(found.worst.mean())
    assert bars[-1].get_height() == pytest.approx(found.best.mean())
    assert bars[1].get_y() == pytest.approx(found.worst.mean())
    assert bars[-2].get_y() + bars[-2].get_height() == pytest.approx(found.best.mean())
    assert [label.get_text().splitlines()[0] for label in axes.get_xticklabels()][1:-1] == [
        f.capitalize() for f in FRICTIONS
    ]


@pytest.mark.parametrize("bias", ["cost", "capacity", "reaction"])
def test_without_bias_no_prior_has_one(bias: str) -> None:
    """Whichever bias there is, a cure takes it away, and words say that it was there."""
    every = {f"managers.prior_bias_{name}": 0.0 for name in ("cost", "capacity", "reaction")}
    firm = small({"managers.priors": "drawn"} | every | {f"managers.prior_bias_{bias}": -0.5})
    found = attribute(firm, firms=2, held_range=HELD)
    assert found.words["bias"] == "biased \u2192 unbiased"
    np.testing.assert_array_equal(
        found.values[1 << list(found.parts).index("bias")],
        cs.kpis(small({"managers.priors": "drawn"} | every), firms=2, seed=1)["profit"],
    )


def test_who_stopped_at_either_end_is_counted() -> None:
    bank = {"money.insolvency": True, "money.cash": 0.0, "money.credit": 0.0, "money.fixed": 1e4}
    found = attribute(small(bank), firms=2, held_range=HELD)
    assert (found.stopped_worst, found.stopped_best) == (2, 2)
    assert found.as_json()["stopped"] == {"worst": 2, "best": 2}


def test_without_a_benchmark_plan_the_range_has_to_be_said() -> None:
    with pytest.raises(ValueError, match=r"benchmark plan .*coordsim benchmark .* --save"):
        attribute(small(), firms=2)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="kpi 'proft' is not known; allowed: profit"):
        attribute(small(), kpi="proft", held_range=HELD)
    with pytest.raises(
        ValueError, match="best names 'wages', which is not a friction; allowed: pay, information"
    ):
        attribute(small(), best={"wages": {}}, held_range=HELD)
    with pytest.raises(ValueError, match="a paired interval needs at least two worlds, not 1"):
        attribute(small(), firms=1, held_range=HELD)
    with pytest.raises(ValueError, match="take its phases away first"):
        attribute(
            small({"phases": [{"week": 4, "incentives": "shared"}]}), firms=2, held_range=HELD
        )
    with pytest.raises(cs.ScenarioError, match=r"levers\.range\.start = 99 is outside"):
        attribute(small(), firms=2, held_range=99)


def test_the_command(
    found: cs.Attribution,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from coordsim.cli import main

    figure = tmp_path / "deep" / "w.png"
    tiny = ["--set", "market.customers=60", "--set", "horizon.weeks=8", "--set", "horizon.warmup=2"]
    words = [
        "coordsim",
        "explain",
        "base",
        *tiny,
        "--seeds",
        "2",
        "--range",
        "6",
        "--figure",
        str(figure),
    ]
    monkeypatch.setattr("sys.argv", [*words, "--json"])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    data = json.loads(capsys.readouterr().out)
    assert sum(part["mean"] for part in data["parts"].values()) == pytest.approx(
        data["best"] - data["worst"]
    )
    assert set(data["lost_by_cause"]) == {"worst", "best"}
    assert set(FRICTIONS) < set(data["parts"])
    assert len(data["coalitions"]) == 2 ** len(data["parts"])
    assert figure.read_bytes().startswith(b"\x89PNG")
    monkeypatch.setattr("sys.argv", words)
    monkeypatch.setattr("coordsim.study.attribution.attribute", lambda *_, **__: found)
    with pytest.raises(SystemExit):
        main()
    shown = capsys.readouterr().out
    assert all(name in shown for name in (*FRICTIONS, *CAUSES, found.biggest))
