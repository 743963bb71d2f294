"""What simulate, compare, replay and a run's tables promise."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import numpy as np
import pytest
from support.firms import small

from coordsim.core.kpis import ACCOUNTS, CAUSES, KPIS
from coordsim.run.comparison import paired
from coordsim.run.result import Run
from coordsim.run.simulate import compare, simulate


@pytest.fixture(scope="module")
def run() -> Run:
    """A short run of the small firm."""
    return simulate(small(), firms=3)


def test_shapes(run: Run) -> None:
    assert (run.firms, run.seeds) == (3, (1, 2, 3))
    for table in (run.flows, run.accounts, run.causes):
        assert {values.shape for values in table.values()} == {(3, 12)}
    assert (set(run.accounts), set(run.causes)) == (set(ACCOUNTS), set(CAUSES))


def test_tables(run: Run) -> None:
    kpis = run.kpis()
    assert list(kpis.columns) == ["firm", "seed", "kpi", "value"]
    assert len(kpis) == 3 * len(KPIS)
    weeks = run.weeks()
    assert len(weeks) == 36
    assert weeks.columns[:2].tolist() == ["firm", "week"]
    entries = run.entries()
    assert weeks["profit"].to_numpy() == pytest.approx(
        entries["revenue"].to_numpy()
        - entries[[name for name in ACCOUNTS if name != "revenue"]].to_numpy().sum(axis=1)
    )
    pay = run.pay()
    assert set(pay["week"]) == {3, 7, 11}
    assert set(pay["role"]) == {"marketing", "operations"}
    assert set(run.decisions().columns) >= {"firm", "week", "price", "hours"}
    assert run.lost()[list(CAUSES)].to_numpy().sum() == pytest.approx(run.flows["lost"].sum())


def test_a_kpi_is_a_ratio_of_sums_after_warm_up(run: Run) -> None:
    """Unit cost of ten weeks is what they cost over what they made, not the mean of ten ratios."""
    top, bottom = run.flows["manufacturing"][:, 2:], run.flows["made"][:, 2:]
    np.testing.assert_allclose(run.kpi("unit_cost"), top.sum(axis=1) / bottom.sum(axis=1))
    np.testing.assert_allclose(run.kpi("profit", slice(0, 1)), run.flows["profit"][:, 0])
    miss = run.flows["forecast_miss"][:, 2:].sum(axis=1) / run.flows["demand"][:, 2:].sum(axis=1)
    np.testing.assert_allclose(run.kpi("forecast_accuracy"), 1 - miss)
    assert np.isnan(simulate(small({"communication": "none"})).kpi("report_bias")).all()


def test_smoothing(run: Run) -> None:
    """The last three weeks' sum, fewer at the start."""
    profit = run.flows["profit"][0]
    expected = [profit[max(0, week - 2) : week + 1].mean() for week in range(12)]
    np.testing.assert_allclose(run.series("profit", smooth=3)[0], expected)


def test_summary(run: Run) -> None:
    profit = run.kpi("profit")
    summary = run.summary()["profit"]
    assert summary["mean"] == pytest.approx(profit.mean())
    assert summary["se"] == pytest.approx(profit.std(ddof=1) / np.sqrt(3))
    assert simulate(small()).summary()["profit"]["se"] is None
    lost = run.lost_by_cause()
    assert sum(lost.values()) == pytest.approx(run.kpi("lost_units").mean())


def test_a_paired_difference() -> None:
    """Differences 1, 2, 3, 2: mean 2, sd sqrt(2/3), t(3) = 3.18245: half width 3.18245 x 0.81650 /
    2 = 1.29923.
    """
    found = paired(np.array([5.0, 7, 9, 4]), np.array([4.0, 5, 6, 2]))
    assert (found.mean, found.low, found.high) == (
        2,
        pytest.approx(2 - 1.29923, abs=1e-5),
        pytest.approx(2 + 1.29923, abs=1e-5),
    )
    with pytest.raises(ValueError, match="at least two pairs, not 1"):
        paired(np.array([1.0, np.nan]), np.array([1.0, 1.0]))


def test_compare_uses_the_same_worlds() -> None:
    """Where nobody decides anything, dearer fixed costs are all that differs."""
    held = {f"rules.{role}.kind": "hold" for role in ("marketing", "operations")}
    arms = {
        "cheap": small(held | {"money.fixed": 120.0}),
        "dear": small(held | {"money.fixed": 220.0}),
    }
    found = compare(arms, firms=3).difference("profit")
    assert found.mean == pytest.approx(-100)
    assert found.high - found.low == pytest.approx(0, abs=1e-6)
    with pytest.raises(ValueError, match="at least two arms"):
        compare({"one": small()})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"firms": 0}, "firms = 0 is not allowed: a whole number, at least 1"),
        ({"seed": -1}, r"seed = -1 is outside \[0, 2\*\*63\)"),
        ({"seed": 2**63}, "is outside"),
        ({"seed": 1.5}, r"seed = 1\.5 is not a whole number"),
        ({"firms": 2, "seed": "1"}, "seed = '1' is not a whole number"),
    ],
)
def test_bad_input(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        simulate(small(), **arguments)


def test_a_kpi_that_is_none(run: Run) -> None:
    for asked in (run.kpi, run.series):
        with pytest.raises(ValueError, match=r"kpi 'proft' is not known; .* did you mean profit\?"):
            asked("proft")


def test_bad_lists() -> None:
    with pytest.raises(ValueError, match="the list of scenarios is empty"):
        simulate([])
    with pytest.raises(ValueError, match="1 seeds for 2 firms; give one for each"):
        simulate([small(), small()], seeds=[1])
    with pytest.raises(ValueError, match=r"have to have the same horizon\.weeks"):
        simulate([small(), small({"horizon.weeks": 5})])


@pytest.mark.parametrize("seeds", [[-1], [], [1.5], [2**63]])
def test_bad_seeds(seeds: list[int]) -> None:
    """Each refused with a sentence that names seeds."""
    with pytest.raises(ValueError, match="seed"):
        simulate(small(), seeds=seeds)


def test_the_package_names_what_it_offers() -> None:
    import coordsim

    for name in coordsim.__all__:
        assert getattr(coordsim, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        attrgetter("nothing")(coordsim)
