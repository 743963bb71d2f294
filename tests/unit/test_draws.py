"""Draws over assumptions stay within bounds, are the same for all arms, and leave alone what is not
assumed.
"""

from __future__ import annotations

import numpy as np
import pytest

from coordsim.core.levers import BY_NAME
from coordsim.core.parameters import ASSUMED, bounds
from coordsim.scenario.file import ScenarioError, load, names
from coordsim.study import draws
from coordsim.study.draws import assumed, changes, drawn, factors


@pytest.mark.parametrize("name", names())
def test_draws_stay_within_bounds(name: str) -> None:
    base = load(name)
    for number in range(3):
        firm = drawn(base, number)[name]
        for path, value in assumed(base).items():
            group, field = path.split(".")
            now = getattr(getattr(firm, group), field)
            low, high = bounds(type(getattr(base, group)), field) or (-np.inf, np.inf)
            assert low <= now <= high
            ends = sorted((0.7 * value, 1.3 * value))
            assert ends[0] - 0.5 <= now <= ends[1] + 0.5 or now in (low, high), path
            if isinstance(now, float) and now not in (low, high):
                assert ends[0] <= now <= ends[1], path
        for lever in BY_NAME.values():
            limits = base.lever_limits(lever.name)
            assert limits[0] <= firm.lever_start(lever.name) <= limits[1]


def test_only_what_is_assumed_moves() -> None:
    base = load("blind")
    moved = changes(base, 0)
    assert "market.price_sensitivity" not in moved
    assert "people.loss_weight" not in moved
    assert "service.shipping_units" not in moved  # a million stands for no limit
    assert "people.outcome_defect" not in moved  # zero stays zero
    assert "levers.build.start" not in moved  # closed
    assert not set(draws.KEPT) & set(moved)
    assert {"people.tolerance", "horizon.round_weeks", "market.customers", "people.grasp"} < set(
        moved
    )
    for path in assumed(base):
        group, field = path.split(".")
        extra = type(getattr(base, group)).model_fields[field].json_schema_extra
        assert isinstance(extra, dict)
        assert ASSUMED in str(extra["source"])


def test_closed_levers_stay_and_numbers_move_apart() -> None:
    base = load("blind").with_({"levers.price.open": False})
    moved = changes(base, 0)
    assert "levers.price.start" not in moved
    assert "levers.hours.start" in moved
    factors = {moved[f"money.{name}"] / getattr(base.money, name) for name in ("wage", "setup")}
    assert len(factors) == 2


def test_a_draw_is_the_same_again_and_another_one_is_not() -> None:
    base = load("blind")
    assert changes(base, 3) == changes(base, 3)
    assert changes(base, 3) != changes(base, 4)
    assert changes(base, 3) != changes(base, 3, seed=2)


def test_scenarios_share_the_factors_of_a_draw() -> None:
    base, other = load("blind"), load("blind").with_({"money.wage": 3.0, "money.fixed": 0.0})
    one, two = changes(base, 5), changes(other, 5)
    assert two["money.wage"] == pytest.approx(2 * one["money.wage"])
    assert one["money.setup"] == two["money.setup"]
    assert "money.fixed" not in two


@pytest.mark.slow
def test_factors_fill_the_whole_spread() -> None:
    base = load("blind")
    wages = [changes(base, number)["money.wage"] / base.money.wage for number in range(200)]
    assert min(wages) < 0.72
    assert max(wages) > 1.28
    assert np.mean(wages) == pytest.approx(1.0, abs=0.05)
    assert changes(base, 1, spread=0.0)["money.wage"] == base.money.wage


def test_an_arm_goes_before_what_was_drawn() -> None:
    arms = drawn(load("blind"), 0, {"a": {"money.wage": 9.0}, "b": {}})
    assert arms["a"].money.wage == 9.0
    assert arms["b"].money.wage != 9.0
    assert arms["a"].money.setup == arms["b"].money.setup


def test_an_arm_may_say_one_start_where_worlds_draw_theirs() -> None:
    base = load("base")
    arms = drawn(base, 0, {"a": {"levers.price.start": 9.0}, "b": {}})
    assert arms["a"].lever_inherited("price") == ()
    assert arms["a"].lever_start("price") == 9.0
    assert arms["b"].lever_inherited("price")
    assert arms["a"].lever_inherited("hours") == arms["b"].lever_inherited("hours")
    given = {"levers.price.inherited": [9.0, 10.0]}
    assert drawn(load("blind"), 0, {"a": given})["a"].lever_inherited("price") == (9.0, 10.0)


def test_factors_are_those_in_effect() -> None:
    base = load("blind")
    arm = {"money.wage": 3.0, "levers.price.start": 9.0}
    plain, moved = base.with_(arm), drawn(base, 0, {"a": arm})["a"]
    found, said = factors(plain, moved), changes(base, 0)
    assert found["money.wage"] == found["levers.price.start"] == 1.0  # an arm goes before a draw
    assert found["money.setup"] == pytest.approx(said["money.setup"] / base.money.setup)
    assert found["levers.hours.start"] == pytest.approx(said["levers.hours.start"] / 170)
    assert all(0 < factor < 10 for factor in found.values())


def test_a_scenario_with_phases_keeps_its_rounds() -> None:
    base = load("blind").with_({"phases": [{"week": 8, "incentives": "shared"}]})
    assert "horizon.round_weeks" not in changes(base, 0)
    assert drawn(base, 0)["blind"].horizon.round_weeks == 4


def test_starts_stand_on_their_grid() -> None:
    base = load("blind")
    for number in range(10):
        firm = drawn(base, number)["blind"]
        for name, lever in BY_NAME.items():
            grid = lever.grid(*base.lever_limits(name))
            assert np.abs(grid - firm.lever_start(name)).min() < 1e-9, name


def test_starts_that_worlds_draw_stay_drawn() -> None:
    base = load("blind").with_({"levers.price.inherited": [8.0, 10.0, 10.0, 12.0]})
    values = changes(base, 1)["levers.price.inherited"]
    assert "levers.price.start" not in changes(base, 1)
    assert len(values) == 4
    assert values[1] == values[2]
    factor = values[1] / 10
    assert values[0] == pytest.approx(8 * factor, abs=0.51)
    assert drawn(base, 1)["blind"].lever_inherited("price") == tuple(values)


def test_numbers_that_do_not_fit_are_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def planted(*args: object, again: int, **more: object) -> dict[str, float]:
        seen.append(again)
        return {"market.substitute": 0.9} if again < 2 else {"market.wait": 0.1}

    monkeypatch.setattr(draws, "changes", planted)
    base = load("blind").with_({"market.wait": 0.2})
    assert drawn(base, 0)["blind"].market.wait == 0.1
    assert seen == [0, 1, 2]
    monkeypatch.setattr(draws, "changes", lambda *_, **more: {"market.substitute": 0.9})
    with pytest.raises(ScenarioError, match=r"draw 0 of blind did not fit 20 times: .*outside"):
        drawn(base, 0)


def test_bad_questions_are_refused() -> None:
    base = load("blind")
    with pytest.raises(ValueError, match="spread = 1"):
        changes(base, 0, spread=1.0)
    with pytest.raises(ValueError, match="draw = -1 is not allowed"):
        changes(base, -1)
    with pytest.raises(ValueError, match="draws = 0 is not allowed"):
        list(draws.draws(base, 0))
    assert len(list(draws.draws(base, 2))) == 2
