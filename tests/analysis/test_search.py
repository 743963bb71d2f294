"""Search and calibration find what is known, on common worlds, and look again in fresh ones."""

from __future__ import annotations

import numpy as np
import pytest
from support.frames import luck

from coordsim.research.analysis import AnalysisError, Span, calibrate, search, simulated
from coordsim.research.analysis.pareto import unbeaten

pytest.importorskip("optuna")
WORLDS = {"seeds": range(1, 6), "check_seeds": range(100, 120)}


def shocks(seeds) -> np.ndarray:
    return np.array([luck(seed).normal() for seed in seeds])


def profit_and_service(levels, seeds):
    """Profit is best at price 5, service at price 2; a better rule adds to both."""
    good = levels["pay"] == "shared"
    return {
        "profit": 10 - (levels["price"] - 5) ** 2 + 5 * good + shocks(seeds),
        "service": 10 - (levels["price"] - 2) ** 2 + 5 * good + shocks(seeds),
    }


def test_unbeaten_by_hand() -> None:
    scores = np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 0.0], [1.0, 1.0], [2.0, -1.0]])
    assert unbeaten(scores).tolist() == [True, True, False, True, False]


def test_a_small_space_is_tried_whole() -> None:
    """On the front are shared pay and prices from 2 to 5, and nothing else."""
    over = {"pay": ["silo", "shared"], "price": list(range(9))}
    front = search(profit_and_service, over, maximise=["profit", "service"], **WORLDS)
    assert sorted(front.table["price"]) == [2, 3, 4, 5]
    assert set(front.table["pay"]) == {"shared"}
    assert len(front.data) == 18
    assert (front.table["stays"] == 1).all()
    fresh = profit_and_service({"pay": "shared", "price": 5}, WORLDS["check_seeds"])[
        "profit"
    ].mean()
    assert front.table["profit"].iloc[0] == pytest.approx(fresh)
    assert front.plot().axes


def test_a_large_space_is_searched() -> None:
    over = {"pay": ["silo", "shared"], "price": Span(0, 10)}
    front = search(
        profit_and_service, over, maximise=["profit", "service"], candidates=150, **WORLDS
    )
    assert len(front.data) > 100
    assert front.table["price"].between(1.8, 5.2).all()
    assert len(front.table) > 5
    again = search(
        profit_and_service, over, maximise=["profit", "service"], candidates=150, **WORLDS
    )
    assert front.table.equals(again.table), "the same search finds the same"


def test_the_winner_of_noise_does_not_stay() -> None:
    """Twenty equal arms: the best of five worlds is too good, and fresh worlds say so."""

    def noise(levels, seeds):
        return {"profit": np.array([luck(1000 * levels["arm"] + seed).normal() for seed in seeds])}

    front = search(noise, {"arm": list(range(20))}, maximise=["profit"], **WORLDS)
    row = front.table.iloc[0]
    assert row["profit_searched"] > row["profit_high"]
    assert front.plot().axes


def test_minimise_turns_the_sign() -> None:
    asked = []

    def cost(levels, seeds):
        asked.append((levels["x"], len(seeds)))
        return {"cost": levels["x"] ** 2 + shocks(seeds)}

    front = search(
        cost,
        {"x": Span(-3, 4, whole=True)},
        minimise=["cost"],
        candidates=40,
        **WORLDS,
    )
    assert front.table["x"].tolist() == [0]
    assert len(asked) == len(set(asked)) == len(front.data) + 1, "each is tried once"


def test_what_is_refused_is_told() -> None:
    def picky(levels, seeds):
        if levels["price"] > 3:
            raise ValueError("price is above 3")
        return profit_and_service(levels, seeds)

    over = {"pay": ["shared"], "price": list(range(6))}
    front = search(picky, over, maximise=["profit"], **WORLDS)
    assert front.refused["reason"].tolist() == ["price is above 3"] * 2
    assert front.table["price"].tolist() == [3]
    with pytest.raises(AnalysisError, match="every candidate was refused; the first: price is"):
        search(picky, {"pay": ["shared"], "price": [4, 5]}, maximise=["profit"], **WORLDS)


def test_calibration_finds_what_it_was_made_with() -> None:
    """Two numbers from two targets."""

    def model(levels, seeds):
        return {
            "profit": 10 * levels["a"] + levels["b"] + shocks(seeds),
            "service": levels["a"] - 2 * levels["b"] + shocks(seeds),
        }

    over = {"a": Span(0, 4), "b": Span(-2, 2)}
    targets = {"profit": (21.0, 1.0), "service": (0.0, 1.0)}  # a = 2, b = 1
    found = calibrate(model, over, targets, candidates=150, **WORLDS)
    assert found.best["a"] == pytest.approx(2, abs=0.2)
    assert found.best["b"] == pytest.approx(1, abs=0.5)
    assert found.table["within"].all()
    row = found.identified.set_index("field").loc["a"]
    assert 1.5 < row["low"] <= row["high"] < 2.5
    assert len(found.plot().axes) == 2
    assert found.data["distance"].min() == pytest.approx(
        found.data.loc[found.data["within"], "distance"].min()
    )


def test_a_search_that_meets_no_target_says_so() -> None:
    """The fresh worlds may be kind: that the best was off in the search stands beside it."""

    def model(levels, seeds):
        return {"profit": levels["a"] + (3.0 if 100 in seeds else 0.0) + 0 * shocks(seeds)}

    found = calibrate(model, {"a": [0.0, 1.0]}, {"profit": (4.0, 0.5)}, **WORLDS)
    assert found.table["within"].all()
    assert not found.data["within"].any()
    assert found.identified["candidates"].tolist() == [0]
    assert "1 of 1 targets within tolerance in 20 fresh worlds" in found.title
    assert found.title.endswith(
        "in the search no candidate of 2 is within every tolerance, so nothing is identified (the"
        " nearest is 6 tolerances off)"
    )
    met = calibrate(model, {"a": [0.0, 1.0]}, {"profit": (1.0, 0.5)}, **WORLDS)
    assert met.title.endswith("in the search 1 of 2 candidates are within every tolerance")


def test_what_targets_do_not_tell_is_seen() -> None:
    """A number that does nothing takes all its values among what fits."""
    found = calibrate(
        lambda levels, seeds: {"profit": levels["a"] + 0 * shocks(seeds)},
        {"a": [1.0, 2.0, 3.0], "b": ["low", "high"]},
        {"profit": (2.0, 0.5)},
        **WORLDS,
    )
    told = found.identified.set_index("field")
    assert (told.loc["a", "low"], told.loc["a", "high"]) == (2, 2)
    assert told.loc["b", "levels"] == "high, low"


def test_refusals() -> None:
    over = {"pay": ["shared"], "price": [1, 2]}

    def refuse(match, function=profit_and_service, space=over, **more):
        given = {"maximise": ["profit"]} | WORLDS | more
        with pytest.raises(AnalysisError, match=match):
            search(function, space, **given)

    refuse("world 3 is in seeds and in check_seeds", check_seeds=[3, 300])
    refuse("check_seeds has 1 worlds; at least 2", check_seeds=[300])
    refuse("maximise = 'profit' is not allowed", maximise="profit")
    refuse("needed is an objective", maximise=[])
    refuse("each once", minimise=["profit"])
    refuse("evaluate returned no 'joy', but profit, service", maximise=["joy"])
    refuse(r"of shape \(1,\); needed is \(5,\)", lambda levels, seeds: {"profit": 1.0})
    refuse(
        "profit has no value in world 1", lambda levels, seeds: {"profit": [np.nan] * len(seeds)}
    )
    refuse(r"over\.price = 3 is not allowed", space={"price": 3})
    refuse("over = {} is not allowed", space={})
    refuse("candidates = 1", candidates=1)
    refuse("population = 1", population=1)
    with pytest.raises(AnalysisError, match="low = 3 is not below high = 3"):
        Span(3, 3)
    for targets, told in (
        ({}, "needed is KPI"),
        ({"profit": 3}, r"targets\.profit = 3 is not allowed: a value and a tolerance"),
        ({"profit": (3, 0)}, "the tolerance has to be above 0"),
    ):
        with pytest.raises(AnalysisError, match=told):
            calibrate(profit_and_service, over, targets, **WORLDS)
    with pytest.raises(AnalysisError, match="'joy' is no KPI"):
        simulated("base", ["joy"])


@pytest.mark.slow
def test_firms_are_searched() -> None:
    """A scenario with its levels, on common worlds."""
    from coordsim.scenario.file import load

    small = load("base").with_({"market.customers": 60, "horizon.weeks": 8, "horizon.warmup": 2})
    front = search(
        simulated(small, ["profit", "stockout_rate"]),
        {"incentives": ["silo", "shared"], "market.overload": [0.0, 0.1]},
        maximise=["profit"],
        minimise=["stockout_rate"],
        seeds=[1, 2],
        check_seeds=[11, 12, 13],
    )
    assert len(front.data) == 4
    assert front.table["stays"].between(0, 1).all()
