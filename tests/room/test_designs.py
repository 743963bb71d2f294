"""Two published designs as agendas: what makes them studies, and what rule-based players show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.rooms import Class, agenda

from coordsim.core.levers import ROLES
from coordsim.core.records import Floats
from coordsim.room.agenda import AgendaError, agenda_of, parse, ready
from coordsim.room.sight import Sight
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load

DESIGNS = ("penalty-60", "regard-60")


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_asks_before_it_plays_and_before_it_reveals(name: str) -> None:
    assert name in ready()
    found = agenda_of(name)
    assert found.consent
    assert len(found.comprehension) >= 2
    assert found.worlds == "blocks"
    assert len(found.arms) >= 2
    asked = next(place for place, phase in enumerate(found.phases) if phase.beliefs)
    played = max(place for place, phase in enumerate(found.phases) if phase.rounds)
    assert played < asked < len(found.phases) - 1


def _words(name: str, firms: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """How far marketing's word is off and operations' forecast near, world by world, by arm."""
    scenarios = agenda_of("penalty-60").scenarios(load(name))
    runs = {arm: simulate(one, firms=firms, seed=1) for arm, one in scenarios.items()}
    return tuple(
        {arm: run.kpi(kpi) for arm, run in runs.items()}
        for kpi in ("report_bias", "forecast_accuracy")
    )


def test_a_penalty_lowers_the_bias_of_managers_forecasts() -> None:
    """Paid a commission only, managers send a raised word (theory A14: above one half); the penalty
    brings it down, and operations' plans nearer to demand: on average, as managers choose by
    chance.
    """
    bias, accuracy = _words("base", 40)
    assert bias["commission"].mean() > 0.1
    assert abs(bias["penalty"].mean()) < bias["commission"].mean() / 2
    assert (accuracy["penalty"] > accuracy["commission"]).mean() > 0.7


def test_a_penalty_takes_the_bias_out_of_blind_managers_forecasts() -> None:
    bias, accuracy = _words("blind", 12)
    assert (bias["commission"] > 0.1).all()
    assert (np.abs(bias["penalty"]) < 0.05).all()
    assert (accuracy["penalty"] > accuracy["commission"]).mean() > 0.9


def test_marketing_gives_a_word_and_sets_nothing_else() -> None:
    scenario = agenda_of("penalty-60").scenarios()["penalty"]
    run = simulate(scenario, seeds=[1])
    for decision in run.tape[ROLES[0]].values():
        assert not decision.levers
        assert decision.forecast is not None


def test_what_an_arm_is_told_is_read_in_that_arm_alone(tmp_path: Path) -> None:
    plan = agenda(arms={"plain": {}, "regard": {}}, told={"regard": "Think of your partner."})
    room = Class(tmp_path, plan, people=4)
    sight = Sight(room.room)
    arms = {team.number: team.arm for team in room.room.state.teams}
    for token in room.tokens:
        chair = sight.chair(token)
        told = "Think of your partner." if arms[chair.team] == "regard" else ""
        assert chair.told == told
    assert set(arms.values()) == {"plain", "regard"}


def test_what_is_told_to_no_arm_is_refused() -> None:
    data = agenda().model_dump() | {"told": {"nobody": "Hello"}}
    with pytest.raises(AgendaError, match=r"told.nobody is not an arm; allowed: all"):
        parse(data, "a.toml")
