"""A seat sees its Observation and nothing else: what the talk rule hides changes nothing in what is
shown.
"""

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordsim.core.kpis import CAUSES
from coordsim.room.seen import LOST
from coordsim.room.session import Session, shortened
from coordsim.scenario.file import load

BASE = load("base")
# Facts that the other side, or nobody, knows under silence; none has any effect that the seat could
# see before the first week.
HIDDEN = {
    "marketing": {
        "money.range_overhead": (0.0, 60.0),
        "money.setup": (0.0, 90.0),
        "money.holding": (0.0, 2.0),
        "plant.setup_hours": (0.0, 40.0),
        "plant.breakdown_share": (0.0, 0.5),
        "market.overload": (0.0, 1.0),
        "start.cover_weeks": (0.5, 6.0),
        "levers.hours.start": (100.0, 300.0),
        "levers.overtime.start": (0.0, 0.3),
        "levers.safety.start": (-0.5, 2.5),
    },
    "operations": {"market.overload": (0.0, 1.0)},
}


def shown(role: str, changes: dict[str, Any], **rules: Any) -> str:
    session = Session.create(shortened(BASE.with_(rules | changes)), 5, role)
    view = session.view()
    first = view.levers[0]
    plans: list[dict[str, float]] = [{}, {first.name: first.value + first.step}]
    told = [asdict(view), *(asdict(session.preview(plan)) for plan in plans)]
    return json.dumps(told, allow_nan=False)


@pytest.mark.parametrize("role", sorted(HIDDEN))
def test_hidden_facts_change_nothing_in_the_first_week(role: str) -> None:
    plain = shown(role, {})
    drawn = st.fixed_dictionaries(
        {name: st.floats(low, high) for name, (low, high) in HIDDEN[role].items()}
    )

    @settings(max_examples=12, deadline=None)
    @given(drawn)
    def same(changes: dict[str, float]) -> None:
        assert shown(role, changes) == plain

    same()


def test_costs_that_only_the_other_knows_change_nothing_in_any_round() -> None:
    """With a partner who leaves everything as it is and quarrels that cost no customers, costs only
    reach operations' books.
    """
    still = shortened(BASE.with_({"operations.kind": "hold", "people.frustration_effect": 0.0}), 16)
    dear = still.with_(
        {"money.range_overhead": 13.377, "money.setup": 77.7, "money.holding": 0.717}
    )
    games = [Session.create(scenario, 5, "marketing") for scenario in (still, dear)]
    while not games[0].over:
        assert games[0].view() == games[1].view()
        assert games[0].preview({"price": 9.0}) == games[1].preview({"price": 9.0})
        for game in games:
            game.submit({"range": 9 + game.week / 4})


def test_the_same_facts_are_shown_when_they_are_told() -> None:
    changes = {"money.range_overhead": 13.377, "plant.setup_hours": 9.731, "people.grasp": 1.0}
    told = shown("marketing", changes, communication="dashboard")
    assert "13.377" in told
    assert "9.731" in told
    silent = shown("marketing", changes)
    assert "13.377" not in silent
    assert "9.731" not in silent


@pytest.mark.parametrize(
    ("role", "talk", "known"),
    [
        ("marketing", "none", 0),
        ("marketing", "reports", 0),
        ("marketing", "dashboard", 8),
        ("marketing", "sop", 8),
        ("operations", "none", 7),
        ("operations", "reports", 7),
        ("operations", "meetings", 8),
    ],
)
def test_lost_sales_as_far_as_the_seat_can_know(role: str, talk: str, known: int) -> None:
    session = Session.create(shortened(BASE.with_({"communication": talk})), 5, role)
    session.submit({})
    outcome = session.view().outcome
    assert outcome is not None
    assert sum(item.units is not None for item in outcome.lost) == known
    assert all(item.label != "not told" for item in outcome.lost)


def test_every_cause_of_a_lost_unit_is_among_those_that_a_seat_can_be_told_of() -> None:
    causes = [cause for _label, together, _needed in LOST for cause in together]
    assert sorted(causes) == sorted(CAUSES)


def test_the_outcome_is_made_of_what_the_observation_names() -> None:
    for role in ("marketing", "operations"):
        session = Session.create(shortened(BASE), 5, role)
        session.submit({})
        outcome = session.view().outcome
        assert outcome is not None
        assert [item.name for item in outcome.kpis] == list(session.observation.result)
        for item in outcome.kpis:
            expected = float(session.observation.result[item.name][0])
            assert item.value == pytest.approx(expected, rel=1e-9)
        assert ("stock" in session.observation.result) == (role == "operations")
