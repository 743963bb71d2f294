"""A game from its first week to its last: the same as a batch run, stoppable, branchable, and not
to be cheated.
"""

import json
from dataclasses import asdict
from typing import Any

import pytest

from coordsim.core.decisions import DecisionError
from coordsim.core.levers import ROLES
from coordsim.room.debrief import debrief
from coordsim.room.events import Submitted, append, from_json, to_json
from coordsim.room.session import Session, SessionError, shortened
from coordsim.rules.talk import TALK
from coordsim.run.result import Run
from coordsim.run.simulate import replay
from coordsim.scenario.file import load

BASE = load("blind")


def opened(role: str = "marketing", weeks: int = 12, **rules: Any) -> Session:
    return Session.create(shortened(BASE.with_(rules), weeks), 11, role)


def play(session: Session, change: bool = True) -> Session:
    """Play to the end; one lever moves each round, and marketing overstates its forecast where it
    is asked for one.
    """
    while not session.over:
        view = session.view()
        levers = {lever.name: lever.value for lever in view.levers}
        first = view.levers[0]
        if change:
            levers[first.name] = min(first.high, first.value + first.step)
        said = 1.1 * session.preview(levers).demand if view.asks_forecast else None
        session.submit(levers, said)
    return session


def in_a_batch(session: Session) -> Run:
    """The run of the same decisions without a game."""
    tape = {session.role: session.run.decisions_of(0)[session.role]}
    return replay(session.scenario, session.seed, tape)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("talk", sorted(TALK))
def test_a_recorded_game_replays_to_the_same_hash(role: str, talk: str) -> None:
    session = play(opened(role, 8, communication=talk))
    again = Session(from_json(to_json(session.events)))
    assert in_a_batch(again).hash == again.run.hash == session.run.hash


def test_a_game_whose_firm_stops_is_over_and_replays_to_the_same_hash() -> None:
    poor = {"money.insolvency": True, "money.cash": 0, "money.credit": 6000, "money.fixed": 4000}
    session = opened(weeks=20, **poor)
    session.submit({})
    assert session.over
    assert session.run.stops[0] < 4
    again = Session(from_json(to_json(session.events)))
    assert in_a_batch(again).hash == session.run.hash
    told = debrief(session).rounds
    assert [one.expected_pay is None for one in told] == [False, True, True, True, True]


def test_a_game_goes_on_from_its_events() -> None:
    session = opened("operations", communication="meetings")
    session.submit({"hours": 190})
    again = Session(session.events)
    assert again.view() == session.view()
    assert play(again).run.hash == play(session).run.hash


def test_four_weeks_a_round() -> None:
    session = opened()
    assert (session.week, session.view().round, session.view().rounds) == (0, 1, 3)
    assert session.view().outcome is None
    session.submit({})
    view = session.view()
    assert view.outcome is not None
    assert view.slip is not None
    assert (session.week, view.round, view.outcome.weeks) == (4, 2, (0, 1, 2, 3))
    sold = view.outcome.kpis[0].value
    assert sold is not None
    assert view.slip.total == pytest.approx(0.25 * sold)


@pytest.mark.parametrize("role", ROLES)
def test_what_was_expected_is_kept(role: str) -> None:
    session = opened(role, 8, communication="reports")
    assert session.view().expected is None
    first = session.view().levers[0]
    levers = {first.name: first.value + first.step}
    word = 1.2 if role == "marketing" else 1.0
    expected = session.preview(levers, word)
    session.submit(levers, word * expected.demand if role == "marketing" else None)
    kept = session.view().expected
    assert kept is not None
    assert kept.demand == expected.demand
    assert kept.slip.total == pytest.approx(expected.slip.total)
    assert Session(session.events).view().expected == kept
    told = debrief(play(session))
    assert told.rounds[0].expected_pay == kept.slip.total
    assert told.start[first.name] == first.value
    assert told.rounds[0].levers[first.name] == levers[first.name]


def test_a_stale_plan_is_refused_and_changes_nothing() -> None:
    session = opened()
    session.submit({}, week=0)
    before = session.view()
    with pytest.raises(SessionError, match=r"made for week 1; week 5 waits for one"):
        session.submit({"price": 9}, week=0)
    assert session.view() == before


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({"price": 99}, r"marketing.price = 99 is outside \[6, 14\] in week 0"),
        ({"hours": 200}, "marketing.hours is not a lever that marketing may set"),
        ({"promotion_every": 5}, "promotion_every = 5 is not one of"),
        ({"range": 7.5}, "range = 7.5 is not a whole number"),
        ({"price": float("nan")}, "not a finite number"),
    ],
)
def test_a_plan_that_is_not_allowed_changes_nothing(levers: dict[str, float], message: str) -> None:
    session = opened()
    for attempt in (session.submit, session.preview):
        with pytest.raises(DecisionError, match=message):
            attempt(levers)
    assert (session.week, len(session.events)) == (0, 1)


def test_an_event_with_a_plan_that_is_not_allowed_is_refused() -> None:
    session = opened()
    with pytest.raises(DecisionError, match="outside"):
        Session(append(session.events, Submitted(0, {"price": 99.0}, None)))
    with pytest.raises(SessionError, match="made for week 5"):
        Session(append(session.events, Submitted(4, {}, None)))


def test_a_role_that_is_none_is_refused() -> None:
    with pytest.raises(SessionError, match="role = 'boss' is not one of marketing, operations"):
        opened("boss")


def test_try_again_from_a_round() -> None:
    session = play(opened())
    branch = session.branch(4)
    assert (branch.week, len(branch.events)) == (4, 2)
    assert branch.events == session.events[:2]
    play(branch, change=False)
    assert branch.run.hash != session.run.hash
    for week in (1, 12, -4):
        with pytest.raises(SessionError, match="no round that starts"):
            session.branch(week)


def test_what_is_true_waits_for_the_end() -> None:
    session = opened()
    for hidden in (lambda: session.run, lambda: debrief(session)):
        with pytest.raises(SessionError, match="The game is not over"):
            hidden()
    play(session)
    with pytest.raises(SessionError, match="The game is over"):
        session.view()


def test_the_debrief_is_true() -> None:
    session = play(opened(weeks=8, communication="reports"))
    run, told = session.run, debrief(session)
    json.dumps(asdict(told), allow_nan=False)
    assert told.hash == run.hash
    lost = {item.cause: item.units for item in told.lost}
    assert lost == {cause: pytest.approx(values.sum()) for cause, values in run.causes.items()}
    present = next(row for row in told.other_pay if row.present)
    for role in ROLES:
        assert present.week[role] == pytest.approx(float(run.kpi(f"{role}_pay")[0]))
        assert told.pay[role].week == pytest.approx(present.week[role])
    known = {(row.seat, row.name): row for row in told.knowledge}
    assert known["marketing", "setup_hours"].truth == 8
    assert known["operations", "price"].age is None
    assert ("marketing", "price") not in known


def test_a_game_whose_pay_rule_changes_is_paid_and_debriefed() -> None:
    """Of the lines of both rules only those in force are summed: a round's pay is a round's pay,
    whatever came before it.
    """
    phases = [{"week": 4, "incentives": "shared"}]
    session = opened(weeks=12, phases=phases)
    totals = []
    while not session.over:
        if session.week:
            slip = session.view().slip
            assert slip is not None
            totals.append(slip.total)
        session.submit({})
    run, told = session.run, debrief(session)
    json.dumps(asdict(told), allow_nan=False)
    assert len(run.slips["marketing"]) == 2, "one line of each rule"
    for role in ROLES:
        assert [line.pay[role] for line in told.rounds] == [
            pytest.approx(float(run.flows[f"{role}_pay"][0, week]) / 4, rel=1e-4)
            for week in (3, 7, 11)
        ]
    assert [line.pay["marketing"] for line in told.rounds][:2] == totals
