"""The fold of a room's log: random deeds by anybody at any time are done or refused in a sentence,
and the log alone gives the same state again.
"""

from __future__ import annotations

import os
from typing import Any, cast, get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import ValidationError
from support.rooms import agenda

from coordsim.core.levers import BY_NAME
from coordsim.room.chain import Event, hash_of, read, verify
from coordsim.room.course import keys_of
from coordsim.room.deed import SERVER, TRAINER, AtSeat, Deed
from coordsim.room.deeds import (
    KINDS,
    AnyDeed,
    Joined,
    PhaseBegun,
    PlanSubmitted,
    RoomOpened,
    RoundOpened,
    SeatTaken,
)
from coordsim.room.state.fold import HANDLERS, apply, due, fold, next_due, waited_for
from coordsim.room.state.records import RoomError, RoomState
from coordsim.room.state.seats import place_for

PEOPLE = [hash_of(f"token {number}") for number in range(5)]
QUESTION = {"text": "Who?", "answers": ["a", "b"], "right": 0}
PLAN = agenda(
    1,
    phases=[
        {"title": "Hear", "minutes": 1.0, "beliefs": [QUESTION, {"text": "How much?"}]},
        {"title": "Play", "rounds": 2, "minutes": 4.0, "arms": {"b": {"incentives": "shared"}}},
        {
            "title": "Again",
            "rounds": 1,
            "rules": {"communication": "sop", "governance": "leadership"},
            "shocks": [{"kind": "demand", "size": 0.3}],
        },
    ],
    arms={"a": {"communication": "meetings"}, "b": {"communication": "reports"}},
    people=["marketing", "operations", "leadership"],
    comprehension=[QUESTION],
    pace="trainer",
    missing="repeat",
    away_after=2,
    worlds="blocks",
)
SCENARIOS = PLAN.scenarios()
EXAMPLES = int(os.environ.get("COORDSIM_EXAMPLES", "60"))
SMALL = st.integers(1, 4)
ROLE = st.sampled_from(["marketing", "operations", "leadership"])
LEVERS = st.dictionaries(
    st.sampled_from([*BY_NAME, "nonsense"]),
    st.sampled_from([0.0, 1.0, 8.0, 10.0, 99.0]),
    max_size=3,
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "week": st.integers(0, 12),
    "reseats": st.booleans(),
    "number": SMALL,
    "name": st.sampled_from(["Ann", "Bob", " ", "a\nb"]),
    "team": SMALL,
    "role": ROLE,
    "person": st.sampled_from(PEOPLE),
    "why": st.sampled_from(["asked for", "away", "all in", "time over", "by the trainer"]),
    "other_team": SMALL,
    "other_role": ROLE,
    "round": SMALL,
    "levers": LEVERS,
    "forecast": st.sampled_from([None, 0.0, 50.0, -1.0]),
    "text": st.sampled_from(["well", " "]),
    "promise": st.sampled_from(
        [
            {"what": "promotion_calendar", "every": 4, "depth": 0.1},
            {"what": "minimum_supply", "units": 50.0},
        ]
    ),
    "seconds": st.sampled_from([1, 30, 600]),
    "arm": st.sampled_from([None, "a", "b", "c"]),
    "shock": st.fixed_dictionaries(
        {"kind": st.just("demand"), "week": st.integers(0, 14), "size": st.just(0.2)}
    ),
    "rules": st.sampled_from([{}, {"incentives": "shared"}, {"communication": "sop"}]),
    "phase": SMALL,
    "question": SMALL,
    "answer": st.integers(0, 3),
    "of": st.just("demand"),
    "value": st.floats(-10, 10),
    "what": st.sampled_from(["room", "standings", "guess", "screen"]),
    "screen": st.sampled_from([None, 1, 5]),
    "follow": st.sampled_from(["trainer", "server"]),
}


OTHERS = set(KINDS) - {"room_opened"}
AT_SEATS = {
    kind for kind in OTHERS if issubclass(KINDS[kind], AtSeat) and "person" in KINDS[kind].by
}
OF_TRAINERS = {kind for kind in OTHERS if TRAINER in KINDS[kind].by}


def opening() -> Event:
    deed = RoomOpened(
        code="ABCDE", agenda=PLAN, scenarios=SCENARIOS, seed=3, engine="", key=hash_of("key")
    )
    return Event(room="r", number=0, at=0, actor=TRAINER, before="", deed=deed)


def made(kind: str, draw: Any, **known: Any) -> AnyDeed:
    """A deed of a kind with any fields that its record allows, but for those that are known."""
    record = KINDS[kind]
    fields = {
        name: known.get(name) if name in known else draw(FIELDS[name])
        for name in record.model_fields
        if name != "kind"
    }
    if kind == "belief_captured":
        fields["answer"] = float(fields["answer"])
    if "why" in fields:
        fields["why"] = draw(st.sampled_from(get_args(record.model_fields["why"].annotation)))
    return cast(AnyDeed, record.model_validate(fields))


class Anything(RuleBasedStateMachine):
    """A room to which anything happens."""

    def __init__(self) -> None:
        super().__init__()
        self.events = [opening()]
        self.state: RoomState = apply(None, self.events[0])
        self.at = 0

    def do(self, actor: str, deed: AnyDeed) -> bool:
        last = self.events[-1]
        event = Event(
            room="r", number=last.number + 1, at=self.at, actor=actor, before=last.hash, deed=deed
        )
        before = self.state
        refusal = ""
        try:
            self.state = apply(self.state, event)
        except RoomError as error:
            refusal = str(error)
        if refusal:
            assert refusal.endswith(".") or " in week " in refusal, refusal
            assert self.state is before
            return False
        self.events.append(event)
        return True

    @initialize(people=st.integers(0, 5), begun=st.booleans())
    def people_come(self, people: int, begun: bool) -> None:
        for person in PEOPLE[:people]:
            self.somebody_comes_and_sits_down(person)
        if begun:
            self.the_trainer_goes_on()
            self.the_trainer_goes_on()

    @rule(data=st.data(), actor=st.sampled_from([TRAINER, SERVER, *PEOPLE]))
    def anybody_does_anything(self, data: st.DataObject, actor: str) -> None:
        self.do(actor, made(data.draw(st.sampled_from(sorted(OTHERS))), data.draw))

    @rule(data=st.data())
    def a_seat_does_what_seats_do(self, data: st.DataObject) -> None:
        held = [
            (team.number, role, seat.holder)
            for team in self.state.teams
            for role, seat in team.seats.items()
            if seat.holder
        ]
        if held:
            team, role, holder = data.draw(st.sampled_from(held))
            kind = data.draw(st.sampled_from(sorted(AT_SEATS)))
            known = {"team": team, "role": role, "round": self.state.next_round}
            self.do(holder, made(kind, data.draw, **known))

    @rule(data=st.data())
    def the_trainer_does_what_trainers_do(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(sorted(OF_TRAINERS)))
        back = kind == "round_undone"
        known = {} if back else {"round": self.state.next_round, "number": self.state.phase + 1}
        self.do(TRAINER, made(kind, data.draw, **known))

    @rule(person=st.sampled_from(PEOPLE))
    def somebody_comes_and_sits_down(self, person: str) -> None:
        self.do(person, Joined(name="Ann"))
        place = place_for(self.state)
        if place is not None and person in self.state.people:
            fields = {"team": place[0], "role": place[1], "person": person}
            self.do(SERVER, SeatTaken.model_validate(fields))

    @rule(levers=LEVERS, all_of_them=st.booleans())
    def people_hand_in(self, levers: dict[str, float], all_of_them: bool) -> None:
        for team, role in waited_for(self.state)[: None if all_of_them else 1]:
            said = {name: value for name, value in levers.items() if name in ("price", "hours")}
            fields = {"team": team, "role": role, "round": self.state.next_round}
            fields |= {"levers": {} if all_of_them else said}
            holder = self.state.seat(team, role).holder
            assert holder is not None
            done = self.do(holder, PlanSubmitted.model_validate(fields))
            assert done or not all_of_them

    @rule(seconds=st.sampled_from([0, 1, 60, 600]))
    def time_passes(self, seconds: int) -> None:
        self.at += 1000 * seconds
        for _ in range(100):
            deed = due(self.state, self.at)
            if deed is None:
                break
            assert self.do(SERVER, deed), deed
        assert due(self.state, self.at) is None
        assert next_due(self.state) > self.at

    @rule()
    def the_trainer_goes_on(self) -> None:
        self.do(TRAINER, PhaseBegun(number=self.state.phase + 1))
        self.do(TRAINER, RoundOpened(round=self.state.next_round))

    @invariant()
    def seats_make_sense(self) -> None:
        held = []
        for team in self.state.teams:
            for seat in team.seats.values():
                assert (seat.driver == "person") <= (seat.holder is not None)
                assert not (seat.driver == "vacant" and self.state.started)
                held += [seat.holder] if seat.holder else []
        assert len(held) == len(set(held))
        assert set(held) <= set(self.state.people)
        assert len(self.state.played) <= PLAN.rounds

    def teardown(self) -> None:
        verify(self.events)
        before = None
        again = []
        for event in self.events:
            before = read(event.text, event.hash, before, "r")
            again.append(before)
        assert fold(again) == self.state
        assert keys_of(fold(again)) == keys_of(self.state)


TestAnything = Anything.TestCase
TestAnything.settings = settings(
    derandomize=True, deadline=None, max_examples=EXAMPLES, stateful_step_count=40
)


def test_every_kind_of_deed_is_handled_and_told() -> None:
    assert set(HANDLERS) == set(KINDS.values()) - {RoomOpened}
    for kind in KINDS.values():
        assert issubclass(kind, Deed)
        assert kind.by <= {"trainer", "server", "person"}
        assert kind.by
        assert kind.said.endswith(".")
        assert kind.model_config["frozen"]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"room_opened"}))
def test_nobody_else_does_it(kind: str) -> None:
    """Trainer, server and people may do what the deed's record says, and nothing else."""
    deed = KINDS[kind].model_construct()
    for actor, who in ((TRAINER, "trainer"), (SERVER, "server"), (PEOPLE[0], "person")):
        event = Event.model_construct(room="r", number=1, at=1, actor=actor, deed=deed)
        if who not in deed.by:
            with pytest.raises(RoomError, match=f"is not for {who} to do"):
                apply(apply(None, opening()), event)


def test_a_deed_with_odd_fields_is_no_deed() -> None:
    with pytest.raises(ValidationError):
        KINDS["joined"].model_validate({"name": "Ann", "admin": True})
    with pytest.raises(ValidationError):
        KINDS["plan_submitted"].model_validate(
            {"team": 1, "role": "marketing", "round": 1, "levers": {"price": float("nan")}}
        )
    with pytest.raises(ValidationError):
        KINDS["joined"].model_validate({"name": "x" * 41})
