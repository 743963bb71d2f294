"""What every player has to be: a function of its observation that stays within the limits it is
given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, is_dataclass
from functools import cache
from importlib import import_module
from inspect import getmembers, isclass
from itertools import count
from pkgutil import iter_modules

import numpy as np
import pytest
from support.firms import Scripted, silent, small
from support.observed import arrays
from support.reach import reachable
from support.registered import registered

import coordsim.players
from coordsim.core.contracts import Player, World
from coordsim.core.decisions import check
from coordsim.core.levers import COLUMN, ROLES
from coordsim.core.luck.streams import Streams
from coordsim.core.records import Decision, FirmState, Observation, Traits
from coordsim.players import PLAYERS, PlayerKind
from coordsim.players.hold import Hold
from coordsim.players.manager import Manager
from coordsim.players.student import Seat, Student
from coordsim.players.tape import Tape
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.run.simulate import Engine
from coordsim.scenario.file import ScenarioError
from coordsim.study.conformance import check_rule

FIRMS = 3


def manager(engine: Engine, role: str) -> Player:
    return Manager(engine.world.model, engine.kinds.incentive, role)


def hold(engine: Engine, role: str) -> Player:
    return Hold(role, 0.3 if role == "marketing" else None)


def tape(engine: Engine, role: str) -> Player:
    recorded = {
        "marketing": Decision({"price": np.full(FIRMS, 9.5)}, np.full(FIRMS, 40.0)),
        "operations": Decision({}),
    }
    return Tape(dict.fromkeys((0, 4, 8), recorded[role]))


def student(engine: Engine, role: str) -> Player:
    def decide(seat: Seat) -> dict[str, float]:
        name, (low, high) = next(iter(seat.limits.items()))
        word = {"forecast": seat.expected_demand} if seat.role == "marketing" else {}
        return {name: min(high, max(low, seat.plan[name] + 1.0))} | word

    return Student(lambda: decide, "a test")


MAKERS: dict[type, Callable[[Engine, str], Player]] = {
    Manager: manager,
    Hold: hold,
    Tape: tape,
    Student: student,
}
every_player = pytest.mark.parametrize(
    "make", MAKERS.values(), ids=[kind.__name__ for kind in MAKERS]
)
every_role = pytest.mark.parametrize("role", ROLES)


def test_every_player_of_the_package_is_tested_here() -> None:
    """At most one class with ``decide`` in each file, named after it."""
    found = {}
    for module in iter_modules(coordsim.players.__path__):
        home = import_module(f"{coordsim.players.__name__}.{module.name}")
        classes = [
            kind
            for _, kind in getmembers(home, isclass)
            if kind.__module__ == home.__name__ and hasattr(kind, "decide")
        ]
        if classes:
            assert [kind.__name__.lower() for kind in classes] == [module.name.replace("_", "")]
            found[module.name] = classes[0]
    assert set(found.values()) == set(MAKERS)


@cache
def seen(role: str, rule: str, incentive: str, week: int = 4) -> tuple[Engine, Observation]:
    """What a role is shown in its second round."""
    watching = silent()
    scenario = small({"communication": rule, "incentives": incentive})
    engine = Engine([scenario] * FIRMS, list(range(FIRMS)), {role: watching})
    for _ in range(week + 1):
        engine.step()
    return engine, watching.seen[-1]


def frozen(observation: Observation) -> Observation:
    """The same observation with arrays that refuse to be written to."""
    for values in arrays(observation):
        values.flags.writeable = False
    return observation


@every_player
@every_role
@pytest.mark.parametrize("rule", TALK)
@pytest.mark.parametrize("incentive", PAY)
def test_decides_within_limits(
    make: Callable[[Engine, str], Player], role: str, rule: str, incentive: str
) -> None:
    """Only its own open levers, within limits, finite, the same when asked again, without a mark on
    the observation.
    """
    engine, observation = seen(role, rule, incentive)
    player = make(engine, role)
    answer = player.decide(frozen(observation))
    checked = check(role, answer, observation.limits, FIRMS, observation.week)
    assert set(checked.levers) <= set(observation.limits)
    assert role == "marketing" or answer.forecast is None
    again = make(engine, role).decide(observation)
    assert list(again.levers) == list(answer.levers)
    for name, values in answer.levers.items():
        np.testing.assert_array_equal(values, again.levers[name])
    if answer.forecast is not None:
        np.testing.assert_array_equal(answer.forecast, again.forecast)
    if answer.predicted is not None:
        assert all(np.isfinite(values).all() for values in answer.predicted.values())


@every_player
@every_role
def test_frozen(make: Callable[[Engine, str], Player], role: str) -> None:
    engine, _ = seen(role, "none", "silo", week=0)
    player = make(engine, role)
    assert is_dataclass(player)
    with pytest.raises(FrozenInstanceError):
        player.decide = None


@every_player
@every_role
def test_no_way_from_a_player_to_the_world(
    make: Callable[[Engine, str], Player], role: str
) -> None:
    """What a player holds leads to no world, no luck, no customers and no state of the firm, before
    and after it has decided; nor does what it is shown.
    """
    engine, observation = seen(role, "dashboard", "silo")
    player = make(engine, role)
    for _ in range(2):
        for start in (player, observation, engine.players[role]):
            found = {type(item) for item in reachable(start)}
            assert not found & {World, Streams, Traits, FirmState}
        player.decide(observation)


@pytest.mark.parametrize("kind", PLAYERS.values(), ids=PLAYERS.keys())
@every_role
def test_no_way_from_a_registered_player_to_the_world(kind: PlayerKind, role: str) -> None:
    """The same of every player that a scenario may seat, as the engine seats it."""
    engine = Engine([small({f"rules.{role}": {"kind": kind.name}})] * FIRMS, list(range(FIRMS)))
    for _ in range(5):
        engine.step()
        found = {type(item) for item in reachable(engine.players[role])}
        assert not found & {World, Streams, Traits, FirmState}


def test_a_tape_that_ends_says_so() -> None:
    _, observation = seen("operations", "none", "silo")
    with pytest.raises(
        ValueError, match=r"the tape of operations has no decision for week 4; it has \[0\]"
    ):
        Tape({0: Decision({})}).decide(observation)


def test_holding_changes_nothing_and_words_the_forecast() -> None:
    _, observation = seen("marketing", "meetings", "silo")
    answer = Hold("marketing", 0.25).decide(observation)
    assert answer.levers == {}
    np.testing.assert_allclose(answer.forecast, 1.25 * observation.expected_demand)


@pytest.mark.parametrize("kind", PLAYERS.values(), ids=PLAYERS.keys())
def test_a_player_that_a_scenario_may_seat_conforms(kind: PlayerKind) -> None:
    assert check_rule(kind) == []


def of(decide: Callable[[Observation], Decision], **words: str) -> PlayerKind:
    """A player of a kind of its own; the cases below each break one thing."""
    about = {"name": "odd", "title": "Odd", "words": "Does as it is told."}
    return PlayerKind(**about | words, seated=lambda chair: Scripted(decide, []))


def dear(observation: Observation) -> Decision:
    firms = len(observation.expected_demand)
    return Decision({"price": np.full(firms, 99.0)} if observation.role == "marketing" else {})


def crowded(observation: Observation) -> Decision:
    firms = len(observation.expected_demand)
    name = next(iter(observation.limits))
    low, high = observation.limits[name]
    return Decision({name: np.full(firms, low if firms > 1 else high)})


def moody() -> Callable[[Observation], Decision]:
    turns = count()

    def decide(observation: Observation) -> Decision:
        firms = len(observation.expected_demand)
        name = next(iter(observation.limits))
        return Decision({name: np.full(firms, observation.limits[name][next(turns) // 3 % 2])})

    return decide


def empty(observation: Observation) -> Decision:
    return Decision({}, -np.ones(len(observation.expected_demand)))


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (of(dear), "as marketing failed: marketing.price = 99 is outside [6, 14] in week 0"),
        (of(empty), "as marketing failed: marketing.forecast = -1 is outside [0, "),
        (of(crowded), "as marketing it decides otherwise for a firm that is played alone"),
        (of(moody()), "as operations it decides otherwise when the same game is played again"),
        (of(lambda observation: Decision({}), words="No"), "words is no sentence"),
    ],
)
def test_a_breach_is_said_in_a_sentence(kind: PlayerKind, says: str) -> None:
    with registered(PLAYERS, kind):
        found = check_rule(kind)
    assert [said for said in found if says in said], found


def test_a_scenario_seats_a_player_of_somebody_else() -> None:
    def cheap(observation: Observation) -> Decision:
        firms = len(observation.expected_demand)
        return Decision({"price": np.full(firms, 7.0)} if observation.role == "marketing" else {})

    with registered(PLAYERS, of(cheap)):
        scenario = small({"rules.marketing": {"kind": "odd"}})
        assert check_rule(PLAYERS["odd"]) == []
        run = Engine([scenario], [1])
        run.step()
    assert run.state.plan[0, COLUMN["price"]] == 7.0
    with pytest.raises(ScenarioError, match="'odd' is not one of 'manager' or 'hold'"):
        small({"rules.marketing": {"kind": "odd"}})
