"""The bullwhip net of lots, worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coordsim.evidence.validation.rows import Size
from coordsim.evidence.validation.setup import textbook, weekly
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load


def orders(**changes: Any) -> dict[str, list[float]]:
    """What is wanted, needed and made in weeks 4 to 9 of one variant, of which the mean is known:
    10 a week, sd 0.
    """
    plant = {"lead_weeks": 1} | changes.pop("plant", {})
    levers = {"cycle": 1.0, "hours": 80.0, "overtime": 0.0} | changes
    scenario = textbook(
        "orders", levers, Size(1, 6, 4), plant=plant, given={"sd": 0.0, "mean": 10.0}
    )
    names = ("wanted", "needed", "made")
    (run,) = weekly([scenario], Size(1, 6, 4), lambda week: {n: week.flows[n] for n in names})
    return {name: values[0].tolist() for name, values in run.items()}


def test_a_lot_for_weeks_to_come_is_no_order() -> None:
    """A cycle of 3 weeks: lots of 30 in weeks 6 and 9, and 10 a week are needed."""
    found = orders(cycle=3.0)
    assert found["made"] == found["wanted"] == [0, 0, 30, 0, 0, 30]
    assert found["needed"] == [10] * 6


def test_what_was_not_made_is_not_needed_again() -> None:
    """80 hours, set-ups of 74: 6 a week are made. Wanted are what was lacking and 10 more: 20 in
    week 0, 24 in week 1, and so on; needed are 10 every week.
    """
    found = orders(plant={"endless": False, "setup_hours": 74.0, "run_hours": 1.0})
    assert found["made"] == [6] * 6
    assert found["wanted"] == [36, 40, 44, 48, 52, 56]
    assert found["needed"] == [10] * 6


def test_with_a_lot_every_week_both_bullwhips_are_one() -> None:
    """Orders that chase a moving average, as in theory A12: nothing is cut, nothing batched."""
    scenario = textbook(
        "chase",
        {"safety": 0.0},
        Size(1, 60, 20),
        plant={"lead_weeks": 1, "forecast_window": 5, "returns": True},
        given={"mean": 1000.0, "sd": 20.0},
    )
    run = simulate(scenario, firms=3, seed=1)
    np.testing.assert_allclose(run.kpi("bullwhip_net"), run.kpi("bullwhip"), rtol=1e-9)
    needed, wanted = run.flows["needed"], run.flows["wanted"]
    np.testing.assert_allclose(needed[:, 1:], wanted[:, 1:], rtol=1e-9)


def test_a_retired_variant_is_no_return() -> None:
    """Three variants until week 8, then one: 30 a week, then 10. The first week is no order."""
    scenario = textbook(
        "retire",
        {"range": 3.0, "cycle": 2.0},
        Size(1, 12, 0),
        slots=3,
        given={"mean": 10.0, "sd": 0.0},
    ).with_({"horizon.round_weeks": 4, "phases": [{"week": 8, "orders": {"range": 1.0}}]})
    needed = simulate(scenario, firms=1, seed=1).flows["needed"][0]
    assert needed.tolist() == [0, *[30] * 7, *[10] * 4]


@pytest.mark.parametrize("talk", ["none", "sop"])
def test_net_of_lots_base_is_near_the_measured(talk: str) -> None:
    """Firms that hold base's plan and look back half a year: between 1 and 3, where the ratio of
    lots is far above.
    """
    hold = {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}}
    scenario = load("blind").with_(hold | {"communication": talk, "plant.forecast_window": 26})
    run = simulate(scenario, firms=8, seed=11)
    assert 1 < run.kpi("bullwhip_net").mean() < 3
