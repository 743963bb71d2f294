"""Why a round went as it did: the sentences follow from what managers believed, expected, were paid
and lost.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from support.lab import WEEKS, Lived, lived

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.levers import COLUMN
from coordsim.core.records import Decision
from coordsim.run.recorder import Recorder
from coordsim.run.simulate import Engine
from coordsim.show.numbers import number
from coordsim_web.lab.choices import Rules
from coordsim_web.lab.lost import round_words
from coordsim_web.lab.reasons import RIGHT, fought_words, pay_words, reason, wrong_words
from coordsim_web.lab.said import value_words
from coordsim_web.lab.watching import Prospect, Thought, profit_knowing
from coordsim_web.lab.weekly import money
from coordsim_web.lab.why import why


@pytest.fixture(scope="module")
def silo() -> Lived:
    return lived(Rules("departmental", "none", "operations_leads"))


def test_watching_changes_nothing(silo: Lived) -> None:
    scenario = silo[1].scenarios[0]
    engine, recorder = Engine([scenario], [1]), Recorder([scenario], [1], detail=False)
    for _ in range(WEEKS):
        recorder.add(engine.step())
    assert recorder.run().hash == silo[1].hash


def test_a_thought_is_what_the_manager_expected(silo: Lived) -> None:
    engine, run = silo
    for role, weeks in engine.thoughts.items():
        assert list(weeks) == list(range(0, WEEKS, 4))
        for week, thought in weeks.items():
            predicted = run.tape[role][week].predicted
            assert predicted is not None
            assert thought.chosen.profit == pytest.approx(float(predicted["profit"][0]), rel=1e-12)
            paid = engine.kinds.incentive.pay(role, predicted)
            assert thought.chosen.total == pytest.approx(
                sum(float(np.ravel(amount)[0]) for amount in paid.values()), rel=1e-12
            )


def test_who_climbs_moves_a_lever_only_where_that_is_worth_more_to_it() -> None:
    engine, _ = lived(Rules("departmental", "none", "operations_leads"), "blind")
    for weeks in engine.thoughts.values():
        for thought in weeks.values():
            worths = [thought.kept.worth, *(step.worth for step in thought.steps.values())]
            assert worths == sorted(worths)


def test_how_managers_choose_is_said(silo: Lived) -> None:
    engine, run = silo
    said = why(run, engine.world, engine.thoughts)["intro"]
    assert said.startswith("Every 4 weeks each manager looks at some of its levers ")


def test_rounds_tell_every_move_and_wish() -> None:
    engine, run = lived(Rules("departmental", "none", "operations_leads"), "blind")
    told = why(run, engine.world, engine.thoughts)
    assert told["intro"].startswith("Every 4 weeks each manager moves ")
    assert told["ends"] == list(range(3, WEEKS, 4))
    assert [one["title"] for one in told["rounds"][:2]] == ["Weeks 1 to 4", "Weeks 5 to 8"]
    moves = [
        move for one in told["rounds"] for seat in one["seats"].values() for move in seat["moves"]
    ]
    assert any(move["wish"] for move in moves), "operations overrules"
    assert all(move["before"] != move["after"] or move["wish"] for move in moves)
    assert {move["sign"] for move in moves} <= {"↑", "↓", "·"}
    first = told["rounds"][0]["seats"]["marketing"]
    assert first["paid"] == engine.kinds.incentive.words("marketing")
    slip = sum(float(line[0, 3]) for line in run.slips["marketing"].values())
    assert first["got"] == f"It got {money(slip)}."
    assert first["wrong"]
    assert "was never told" in first["belief"]
    assert first["forecast"].startswith("Its own forecast, which nobody hears: ")
    lost = sum(float(run.causes[cause][0, :4].mean()) for cause in run.causes)
    assert told["rounds"][0]["lost"].startswith(f"{number(lost)} units a week were lost: ")


def test_the_brief_names_what_moved_and_nothing_else(silo: Lived) -> None:
    engine, run = silo
    for one in why(run, engine.world, engine.thoughts)["rounds"]:
        for seat in one["seats"].values():
            moved = [move for move in seat["moves"] if move["before"] != move["after"]]
            said = "; ".join(f"{move['lever']} {move['after']}" for move in moved)
            assert seat["brief"] == (said or "–")


def test_who_is_told_all_believes_little_that_is_wrong() -> None:
    engine, run = lived(Rules("shared", "dashboard", "joint"))
    for one in why(run, engine.world, engine.thoughts)["rounds"][1:]:
        for seat in one["seats"].values():
            assert seat["belief"] == RIGHT or "(as told" in seat["belief"]
            assert seat["wrong"] == (seat["belief"] != RIGHT)


def prospect(
    pay: Mapping[str, float], worth: float | None = None, profit: float = 100.0
) -> Prospect:
    return Prospect(pay, sum(pay.values()) if worth is None else worth, profit)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (prospect({"units": 10}), prospect({"units": 12}), "+2 pay a week, by units"),
        (prospect({"a": 1, "b": 5}), prospect({"a": 4, "b": 4}), "+2 pay a week: a +3, b −1"),
        (prospect({"units": 10}), prospect({"units": 10.01}), "next to nothing for its pay"),
        (
            prospect({"units": 10}, -50),
            prospect({"units": 8}, 8),
            "to keep the margin of its budget, though it expects 2 less pay",
        ),
        (
            prospect({"units": 10}, -50),
            prospect({"units": 10}, 10),
            "to keep the margin of its budget",
        ),
    ],
)
def test_reasons(before: Prospect, after: Prospect, words: str) -> None:
    assert reason(before, after) == words


def thought(beliefs: Mapping[str, float], told: Mapping[str, float] | None = None) -> Thought:
    values, ages = np.zeros(len(FACTS)), np.full(len(FACTS), np.nan)
    for name, value in beliefs.items():
        values[INDEX[name]] = value
    for name, age in (told or {}).items():
        ages[INDEX[name]] = age
    return Thought(Decision({}), values, ages, prospect({"units": 10}), {})


def test_hope_in_words() -> None:
    still = thought({})
    assert pay_words(still) == "It leaves all as it is and expects 10 of pay a week."
    moved = replace(still, steps={"range": prospect({"units": 12.5})})
    assert (
        pay_words(moved)
        == "By its own picture its changes bring 12.5 of pay a week, 2.5 more than by leaving all"
        " as it is."
    )


def test_the_wrong_belief_that_moves_most_is_named() -> None:
    facts = [fact for fact in FACTS if fact.name in ("setup_money", "demand", "hours")]
    truth = np.zeros(len(FACTS))
    truth[INDEX["setup_money"]], truth[INDEX["demand"]] = 20.0, 180.0
    known = {"setup_money": -80.0, "demand": 130.0}
    said = wrong_words(facts, thought({"demand": 150.0}, {"demand": 3}), truth, known)
    assert (
        said
        == "Most wrong: set-up money. It believed 0 money a lot (it was never told); true was 20"
        " money a lot. With the truth it would have expected 180 a week less of the firm's"
        " profit."
    )
    said = wrong_words(facts, thought({"demand": 150.0}, {"demand": 3}), truth, {"demand": 130.0})
    assert "It believed 150 units a week (as told 3 weeks ago); true was 180 units a week." in said
    assert wrong_words(facts, thought({}), truth, {"demand": 100.4}) == ""


def test_knowing_one_fact_changes_the_expectation(silo: Lived) -> None:
    engine, _run = silo
    first = engine.thoughts["marketing"][0]
    truth = first.beliefs.copy()
    plan = engine.world.start_plan[0]
    names = [fact.name for fact in FACTS]
    assert profit_knowing(engine.world.model, first, plan, truth, names) == {}, "nothing is wrong"
    truth[INDEX["setup_money"]] += 7.0
    found = profit_knowing(engine.world.model, first, plan, truth, names)
    lots = plan[COLUMN["range"]] / plan[COLUMN["cycle"]]
    again = profit_knowing(
        engine.world.model, replace(first, beliefs=truth), plan, first.beliefs, names
    )
    assert set(found) == set(again) == {"setup_money"}
    assert again["setup_money"] - found["setup_money"] == pytest.approx(7.0 * lots, rel=1e-9)


def test_values_losses_and_fights_in_words() -> None:
    by_name = {fact.name: fact for fact in FACTS}
    assert value_words(by_name["hours"], np.inf) == "no limit"
    assert value_words(by_name["fill_rate"], 0.955) == "96%"
    assert value_words(by_name["cycle"], 1) == "1 week"
    assert value_words(by_name["holding"], 0.06) == "0.06 money a unit and week"
    assert (
        round_words({"not told": 30.2, "hours": 8.0, "set-ups": 0.1})
        == "38.3 units a week were lost: not told 30.2, hours 8."
    )
    assert round_words({"hours": 0.1}) == "Next to nothing was lost in these weeks."
    assert fought_words([]) == "Neither side contests a lever of the other."
    assert (
        fought_words(["range", "hours", "build"])
        == "Contested: breadth of the line: range (by operations), packages (by operations); "
        "capacity and long-range forecast: regular hours (by marketing)."
    )
