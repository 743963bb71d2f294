"""What is chosen on Teach becomes an agenda, or a sentence that says why not."""

from __future__ import annotations

from typing import Any

import pytest

from coordsim.core.levers import ROLES
from coordsim.room.agenda import agenda_of, ready
from coordsim.scenario.file import load, names
from coordsim_web.library import on_list
from coordsim_web.rooms.teach.chosen import LARGEST_FILE, ChoiceError, chosen, uploaded
from coordsim_web.rooms.teach.offer import AgendaOffer, offered

PLAIN = {"agenda": "silo-45", "arms": [{"name": ""}], "heads": 24}
FILE = """
name = "mine"
title = "Mine"
[arms.a]
[arms.b]
"market.overload" = 0.1
communication = "reports"
[[phases]]
title = "Play"
rounds = 2
[phases.arms.b]
incentives = "shared"
"""


def form_of(offer: AgendaOffer, **more: Any) -> dict[str, Any]:
    """The form as it stands when an agenda was chosen."""
    arms = [{"name": arm.name, "pay": arm.pay, "talk": arm.talk} for arm in offer.arms]
    return {"agenda": offer.name, "arms": arms, "worlds": offer.worlds, "heads": 24} | more


def test_everything_that_is_offered_can_be_chosen_as_it_is() -> None:
    offer = offered()
    assert {one.name for one in offer.agendas} == set(ready())
    assert [one.name for one in offer.scenarios] == on_list()
    assert (on_list()[0], on_list()[-1], sorted(on_list())) == ("base", "blind", names())
    for one in offer.agendas:
        agenda = agenda_of(one.name)
        found = chosen(form_of(one))
        assert found.agenda.scenarios() == agenda.scenarios()
        assert (found.agenda.phases, found.agenda.worlds) == (agenda.phases, agenda.worlds)
        assert found.teams == 12
        assert one.world == str(agenda.world)
    for name in names():
        form = form_of(offer.scenario, agenda="scenario", scenario=name, rounds=3, minutes=2.5)
        found = chosen(form)
        assert (found.agenda.scenario, found.agenda.rounds) == (name, 3)
        assert found.agenda.phases[0].seconds == 150


def test_pay_is_offered_at_the_rates_of_the_firm_that_is_chosen() -> None:
    offer = offered()
    firms = {one.name: one.pays for one in offer.scenarios}
    for name, pays in firms.items():
        rules = load(name).rules
        for pay in pays:
            rule = rules.paid_by(pay.name)
            assert pay.words == tuple(f"{role.capitalize()}: {rule.words(role)}" for role in ROLES)
    assert firms["base"] != firms["blind"]
    for agenda in offer.agendas:
        assert agenda.pays == firms[agenda_of(agenda.name).scenario]


def test_arms_are_ruled_as_chosen() -> None:
    arms = [{"name": "silence"}, {"name": "one pay", "pay": "shared", "talk": "sop"}]
    found = chosen(PLAIN | {"arms": arms, "worlds": "blocks", "heads": 7})
    silence, one_pay = (found.agenda.scenarios()[name].rules_from(0) for name in found.agenda.arms)
    assert list(found.agenda.arms) == ["silence", "one pay"]
    assert (silence.incentives, silence.communication) == ("silo", "none")
    assert (one_pay.incentives, one_pay.communication) == ("shared", "sop")
    assert found.teams == 4


def test_an_arm_of_a_file_keeps_what_is_not_chosen_anew() -> None:
    file = uploaded(FILE, "mine.toml")
    arms = [{"name": "b", "talk": "dashboard"}]
    found = chosen({"agenda": "file", "arms": arms, "heads": 2}, file)
    assert found.agenda.arms == {"b": {"market.overload": 0.1, "communication": "dashboard"}}
    assert found.agenda.phases[0].arms["b"].incentives == "shared"
    left = chosen({"agenda": "file", "arms": [{"name": "a"}], "heads": 2}, file)
    assert left.agenda.phases[0].arms == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"heads": 0}, "heads = 0 is outside"),
        ({"heads": "2,4"}, "heads = '2,4' is not a whole number"),
        ({"heads": "2.5"}, "heads = 2.5 is not a whole number"),
        ({"heads": "9" * 99}, "heads = '9999"),
        ({"minutes": "1,5"}, "minutes = '1,5' is not a number"),
        ({"heads": float("nan")}, "heads"),
        ({"agenda": "none"}, "no agenda of that name; allowed: arms-90"),
        ({"agenda": "../x.toml"}, "no agenda of that name"),
        ({"agenda": "scenario", "scenario": "/etc/x.toml"}, "no scenario of that name"),
        ({"agenda": "file"}, "No file has been opened"),
        ({"arms": []}, "arms"),
        ({"arms": [{"name": "a"}, {"name": "a"}]}, "Two arms are called a"),
        ({"arms": [{"name": "a"}, {"name": ""}]}, "each needs a name"),
        ({"arms": [{"name": "a", "pay": "bribe"}]}, "bribe"),
        ({"arms": [{"name": "a", "talk": "shout"}]}, "shout"),
        ({"worlds": "other"}, "worlds"),
        ({"more": 1}, "more is not known"),
    ],
)
def test_a_choice_that_cannot_be_used_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ChoiceError, match=said.replace(".", r"\.")):
        chosen(PLAIN | change)


def test_numbers_are_read_in_the_form_of_the_page() -> None:
    typed = PLAIN | {"agenda": "scenario", "arms": [{"name": ""}], "rounds": "2", "heads": "24"}
    for language, minutes in (("en", "1.5"), ("de", "1,5")):
        found = chosen(typed | {"minutes": minutes}, language=language)
        assert found.agenda.phases[0].seconds == 90
    assert chosen(typed | {"seed": "1.000"}, language="de").seed == 1000


@pytest.mark.parametrize("data", [None, 3, [], "text", {}])
def test_what_is_no_form_is_refused(data: Any) -> None:
    with pytest.raises(ChoiceError):
        chosen(data)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "not a text file"),
        ("x" * (LARGEST_FILE + 1), "allowed: an agenda of up to 65,536"),
        ("[[", "not a TOML file"),
        ("a = " + "[" * 5000, "nested too deeply|not a TOML"),
        (FILE + 'scenario = "/etc/passwd.toml"', "not a TOML|scenario"),
        ('scenario = "/etc/passwd"\n' + FILE, "not one of the library"),
        ("scenario = 3\n" + FILE, "not one of the library"),
        ('scenario = ["base"]\n' + FILE, "not one of the library"),
        ('name = "x"\ntitle = "X"\n', "phases is missing"),
        (FILE.replace("rounds = 2", "rounds = 2000"), "rounds"),
        (FILE.replace("rounds = 2", "rounds = 0"), "no rounds"),
        ("extra = 1\n" + FILE, "extra is not known"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(text: Any, said: str) -> None:
    with pytest.raises(ChoiceError, match=said):
        uploaded(text, "mine.toml")


def test_the_sentence_names_the_file_and_never_a_strange_one() -> None:
    with pytest.raises(ChoiceError, match=r"^mine\.toml: "):
        uploaded("[[", "mine.toml")
    with pytest.raises(ChoiceError, match=r"^agenda\.toml: "):
        uploaded("[[", "a\nb")
