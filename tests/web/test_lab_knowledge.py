"""Who knew what, as the Lab tells it: what a manager believes against what is true."""

import json

import pytest

from coordsim.core.facts import FACTS, INDEX
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim_web.lab.choices import Rules, scenario_of
from coordsim_web.lab.knowledge import UNLIMITED, knowledge, sides
from coordsim_web.lab.said import value_words

NO_LIMIT = load("blind").service.shipping_units


def lived(rules: Rules, scenario: str = "base", **changes: object) -> Run:
    short = {"horizon.weeks": 8, "horizon.warmup": 0} | changes
    return simulate([scenario_of(scenario, rules).with_(short)], seeds=[1], detail=False)


@pytest.mark.parametrize("talk", ["none", "dashboard"])
def test_no_sentinel_is_shown_or_counted_as_a_gap(talk: str) -> None:
    told = knowledge(lived(Rules(communication=talk)))
    assert "shipping" not in {fact["name"] for facts in sides(told).values() for fact in facts}
    assert "1000000" not in json.dumps(told)
    assert value_words(FACTS[INDEX["shipping"]], NO_LIMIT) == UNLIMITED


def test_the_error_of_a_forecast_is_read_either_way() -> None:
    """As managers read it in a room: the root of the variance, in per cent."""
    fact = FACTS[INDEX["surprise"]]
    assert value_words(fact, 0.0144) == "±12%"
    run = lived(Rules(communication="none"))
    told = next(one for one in knowledge(run)["marketing"] if one["name"] == "surprise")
    assert (told["mark"], told["unit"]) == ("%", "")
    assert told["true"][-1] == pytest.approx(
        100 * run.facts[0, -1, INDEX["surprise"]] ** 0.5, abs=0.6
    )


@pytest.mark.parametrize(("priors", "state"), [("naive", "e"), ("drawn", "w")])
def test_a_limit_of_its_own_is_shown(priors: str, state: str) -> None:
    """Believed endless by who never thought of it, or at another number than the true one."""
    run = lived(Rules(communication="none"), "next-day", **{"managers.priors": priors})
    shipping = next(fact for fact in knowledge(run)["marketing"] if fact["name"] == "shipping")
    assert set(shipping["true"]) == {run.scenarios[0].service.shipping_units}
    assert set(shipping["state"]) == {state}
