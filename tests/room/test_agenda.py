"""Agendas: those that come with the program fit their minutes, and bad ones get one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.rooms import Class

from coordsim.room.agenda import Agenda, AgendaError, agenda_of, parse, plain, ready
from coordsim.room.deeds import Ended
from coordsim.room.rehearse import play
from coordsim.scenario.file import Scenario, ScenarioError, load

FINE: dict[str, Any] = {
    "name": "fine",
    "title": "Fine",
    "phases": [{"title": "Hear", "minutes": 2.0}, {"title": "Play", "rounds": 2}],
}


@pytest.mark.parametrize("name", ready())
def test_ready_agendas_fit_their_minutes(name: str) -> None:
    agenda = agenda_of(name)
    assert agenda.name == name
    minutes = int(name.rsplit("-", 1)[1])
    assert sum(phase.minutes for phase in agenda.phases) == minutes
    assert agenda.lesson
    assert len({scenario.horizon.weeks for scenario in agenda.scenarios().values()}) == 1
    for phase in agenda.phases:
        if phase.rounds:
            assert (phase.seconds or 0) >= 180, "a round needs three minutes"


def test_there_is_one_for_each_length() -> None:
    assert {int(name.rsplit("-", 1)[1]) for name in ready()} >= {45, 90, 180}


def test_what_an_agenda_does_to_a_scenario() -> None:
    phases = [
        {"title": "One", "rounds": 2, "shocks": [{"kind": "demand", "after": 3, "size": 0.5}]},
        {
            "title": "Two",
            "rounds": 1,
            "rules": {"incentives": "shared"},
            "arms": {"b": {"communication": "sop"}},
        },
    ]
    arms: dict[str, Any] = {"a": {}, "b": {"market.overload": 0.0}}
    agenda = parse(
        FINE | {"phases": phases, "arms": arms, "changes": {"levers.price.start": 9}}, "x"
    )
    told = agenda.scenarios()
    for scenario in told.values():
        assert (scenario.horizon.weeks, scenario.horizon.warmup) == (12, 0)
        assert scenario.lever_start("price") == 9
        assert [(shock.week, shock.size) for shock in scenario.shocks] == [(3, 0.5)]
        assert scenario.rules_from(7).incentives == "silo"
        assert scenario.rules_from(8).incentives == "shared"
    assert told["a"].rules_from(8).channel.name == "none"
    assert told["b"].rules_from(8).channel.name == "sop"
    assert (told["a"].market.overload, told["b"].market.overload) != (0.0, 0.0)
    assert [agenda.phase_of(number) for number in (1, 2, 3)] == [0, 0, 1]
    assert [agenda.first_round(place) for place in (0, 1)] == [1, 3]


def test_a_scenarios_own_phases_stay() -> None:
    own = {"week": 4, "communication": "dashboard"}
    base = load("blind").with_({"phases": [own, {"week": 40, "incentives": "shared"}]})
    agenda = parse(FINE | {"phases": [{"title": "Play", "rounds": 3}]}, "x")
    told: Scenario = agenda.scenarios(base)["all"]
    assert [(phase.week, phase.communication) for phase in told.phases] == [(4, "dashboard")]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"phases": []}, "x: phases = .* is too short; allowed: at least 1 entry"),
        ({"phases": [{"title": "Hear"}]}, "phases has no rounds"),
        ({"phases": [{"title": "P", "rounds": -1}]}, r"phases.0.rounds = -1 is outside"),
        ({"phases": [{"title": "P", "rounds": 1, "hurry": 1}]}, "phases.0.hurry is not known"),
        ({"people": ["sales"]}, "people.0 = 'sales' is not one of"),
        ({"people": ["marketing", "marketing"]}, "people names a seat twice"),
        ({"arms": {"a": {"market.nothing": 1}}}, "market.nothing is not known"),
        ({"changes": {"incentives": "gold"}}, "incentives = 'gold' is not one of"),
        ({"scenario": "nowhere"}, "nowhere: no such scenario"),
        (
            {"phases": [{"title": "P", "rounds": 1, "arms": {"z": {}}}]},
            "phases.0.arms.z is not an arm; allowed: all",
        ),
        (
            {
                "phases": [
                    {"title": "P", "rounds": 1},
                    {"title": "Q", "shocks": [{"kind": "demand", "size": 0.1}]},
                ]
            },
            "phases.1 has no rounds",
        ),
        (
            {"comprehension": [{"text": "Who?", "answers": ["a"], "right": 1}]},
            "comprehension.0.right",
        ),
        ({"gate": True}, "gate is true, and there is no question in comprehension"),
    ],
)
def test_a_bad_agenda_is_refused_in_a_sentence(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(AgendaError, match=message):
        parse(FINE | changes, "x")


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\ntitle = "Mine"\n[[phases]]\ntitle = "Play"\nrounds = 2\n')
    assert agenda_of(str(path)).rounds == 2
    scenario = tmp_path / "firm.toml"
    scenario.write_text('name = "firm"\ntitle = "A firm"\n')
    assert agenda_of(str(scenario)).scenario == str(scenario)
    assert agenda_of("base") == plain("base")
    for text, message in (("a =", "not a TOML file"), ("x = 1", "x is not known")):
        path.write_text(text)
        with pytest.raises((AgendaError, ScenarioError), match=f"mine.toml: {message}"):
            agenda_of(str(path))
    with pytest.raises(AgendaError, match=r"nobody: no such agenda; allowed: arms-90,"):
        agenda_of("nobody")


@pytest.mark.slow
@pytest.mark.parametrize("name", ready())
def test_ready_agendas_can_be_played_through(name: str, tmp_path: Path) -> None:
    agenda: Agenda = agenda_of(name)
    room = Class(tmp_path, agenda.model_copy(update={"teams": 4}))
    play(room.room, room.key, room.hands)
    assert room.room.state.over
    assert room.room.state.phase == len(agenda.phases)
    with pytest.raises(ValueError, match="is over"):
        room.do(Ended)


@pytest.mark.parametrize("arm", ["", "x" * 41])
def test_arms_have_names_of_some_length(arm: str) -> None:
    with pytest.raises(AgendaError, match="arms"):
        parse(FINE | {"arms": {arm: {}}}, "fine")
