"""An inherited plan: which world starts from which, worked by hand; what reads it then."""

from __future__ import annotations

import numpy as np
import pytest
from support.firms import small

import coordsim as cs
from coordsim.core.facts import INDEX
from coordsim.core.levers import COLUMN, LEVERS
from coordsim.core.luck.streams import Streams
from coordsim.run.inherited import first_plan, first_plans
from coordsim.run.simulate import Engine, replay
from coordsim.scenario.file import ScenarioError

PRICES = [8.5, 9.0, 9.5, 10.5, 11.0, 11.5]
HOURS = [90.0, 130.0, 210.0, 250.0]
INHERITED = {"levers.price.inherited": PRICES, "levers.hours.inherited": HOURS}
HELD = {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}}
WORLDS = list(range(1, 41))


def test_a_value_is_the_share_of_the_line_in_which_the_draw_falls() -> None:
    """Six prices with equal chance: a uniform of 0.5 to 0.66 is the fourth, and so on; each lever
    has a place of its own in the world's stream, all others start where they always do.
    """
    plans = first_plans([small(INHERITED)] * len(WORLDS), WORLDS)
    luck = Streams(np.array(WORLDS)).uniforms("inherited", 0, len(LEVERS))
    for name, values in (("price", PRICES), ("hours", HOURS)):
        places = np.floor(luck[:, COLUMN[name]] * len(values)).astype(int)
        assert plans[:, COLUMN[name]].tolist() == [values[place] for place in places]
        assert set(plans[:, COLUMN[name]]) == set(values)
    others = [place for name, place in COLUMN.items() if name not in ("price", "hours")]
    start = [small().lever_start(LEVERS[place].name) for place in others]
    assert (plans[:, others] == start).all()


def test_equal_chances_and_levers_apart() -> None:
    worlds = list(range(6000))
    plans = first_plans([small(INHERITED)] * len(worlds), worlds)
    price, hours = plans[:, COLUMN["price"]], plans[:, COLUMN["hours"]]
    shares = np.array([[((price == p) & (hours == h)).mean() for h in HOURS] for p in PRICES])
    assert np.abs(shares - 1 / 24).max() < 4 * np.sqrt(1 / 24 / len(worlds))


def test_where_all_values_are_one_it_is_a_fixed_start() -> None:
    fixed = cs.simulate(small({"levers.price.start": 9.0}), seeds=[3, 4])
    drawn = cs.simulate(small({"levers.price.inherited": [9.0]}), seeds=[3, 4])
    assert fixed.hashes == drawn.hashes


def test_a_firm_that_draws_a_plan_lives_as_one_that_was_given_it() -> None:
    """Shelf, parts, first beliefs and quota are read off the plan that was drawn."""
    scenario = small(INHERITED)
    for world in (1, 2, 3):
        plan = first_plan(scenario, world)
        given = small({f"levers.{name}.start": plan[name] for name in ("price", "hours")})
        mine, other = (cs.simulate(one, seeds=[world]) for one in (scenario, given))
        assert mine.hashes == other.hashes
        assert (mine.beliefs["operations"] == other.beliefs["operations"]).all()
        assert mine.start.tolist() == [list(plan.values())]


def test_the_other_sides_levers_are_first_believed_as_they_were_taken_over() -> None:
    scenario = small(INHERITED)
    engine = Engine([scenario] * 8, WORLDS[:8])
    story = engine.story()
    asked = next(story)
    assert asked.role == "marketing"
    asked = story.send(engine.answer(asked))
    assert asked.role == "operations"
    plans = first_plans(engine.scenarios, engine.seeds)
    believed = asked.observation.beliefs[:, INDEX["price"]]
    assert (believed == plans[:, COLUMN["price"]]).all()
    assert (engine.world.start_plan == plans).all()
    assert len(set(believed)) > 1


def test_who_holds_holds_what_was_taken_over() -> None:
    run = cs.simulate(small(INHERITED | HELD), seeds=WORLDS)
    assert (run.plan == run.start[:, None]).all()
    assert len(np.unique(run.start, axis=0)) > 10


def test_a_tape_and_a_state_go_on_from_the_same_plan() -> None:
    scenario = small(INHERITED)
    run = cs.simulate(scenario, seeds=[5])
    again = replay(scenario, 5, run.decisions_of(0))
    assert again.hash == run.hash
    assert (again.start == run.start).all()
    first = Engine([scenario], [5])
    for _ in range(4):
        first.step()
    second = Engine([scenario], [5])
    second.resume(first.state, 4)
    for week in range(4, 12):
        flows = second.step().flows
        assert flows["profit"][0] == run.flows["profit"][0, week]


def test_a_start_said_later_takes_the_place_of_what_is_inherited() -> None:
    scenario = small(INHERITED)
    changed = scenario.with_({"levers.price.start": 12.0})
    assert changed.lever_inherited("price") == ()
    assert changed.lever_start("price") == 12.0
    assert changed.lever_inherited("hours") == tuple(HOURS)
    assert set(first_plans([changed] * 9, range(9))[:, COLUMN["price"]]) == {12.0}
    back = changed.with_({"levers.price.inherited": [9.0, 11.0]})
    assert back.lever_inherited("price") == (9.0, 11.0)
    assert back.lever_start("price") == 9.0  # the lower of the two in the middle


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"levers.price.inherited": [9.0, 9.25]},
            "levers.price.inherited.1 = 9.25 is not one of the lever's steps; allowed: 6 to 14 in"
            " steps of 0.5",
        ),
        ({"levers.price.inherited": [15.0]}, "levers.price.inherited.0 = 15 is outside [6, 14]"),
        (
            {"levers.price.inherited": [9.0], "levers.price.high": 8.0},
            "levers.price.inherited.0 = 9 is outside [6, 8]",
        ),
        (
            {"levers.promotion_every.inherited": [8.0, 5.0]},
            "levers.promotion_every.inherited.1 = 5 is not one of [0, 4, 8, 13]",
        ),
        (
            {"levers.price.inherited": [9.0], "levers.price.start": 9.0},
            "levers.price.start = 9 and levers.price.inherited both say where it starts; allowed:"
            " one of them",
        ),
        ({"levers.price.inherited": 9.0}, "levers.price.inherited = 9.0 is not a list"),
        ({"levers.price.inherited": ["9"]}, "levers.price.inherited.0 = '9' is not a number"),
    ],
)
def test_what_no_firm_can_have_inherited_is_refused(
    changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ScenarioError) as refusal:
        small(changes)
    assert sentence in str(refusal.value)
