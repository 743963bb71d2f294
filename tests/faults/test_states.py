"""States and weeks that are put into an engine, and players that fail within a week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.firms import Scripted, planned, sets, small

from coordsim.core.records import Decision, FirmState, Observation
from coordsim.run.simulate import Engine

SHORT = small({"horizon.weeks": 8, "horizon.warmup": 0})


def engine(players: Any = None, firms: int = 2, **changes: Any) -> Engine:
    return Engine([small(changes)] * firms, list(range(1, firms + 1)), players)


def changed(name: str, change: Callable[[Any], Any]) -> Callable[[FirmState], Any]:
    return lambda state: replace(state, **{name: change(getattr(state, name))})


def first_nan(values: np.ndarray) -> np.ndarray:
    out = values.copy()
    out.flat[0] = np.nan
    return out


WRONG: dict[str, tuple[Callable[[FirmState], Any], str]] = {
    "nothing": (lambda _: None, "state = None is not allowed: a FirmState"),
    "a table": (lambda state: vars(state), "is not allowed: a FirmState"),
    "another type": (
        changed("plan", lambda plan: plan.astype(np.float32)),
        "state.plan is float32 (2, ",
    ),
    "a list": (changed("trust", lambda trust: trust.tolist()), "state.trust = [["),
    "one firm": (changed("quota", lambda quota: quota[:1]), "state.quota is float64 (1,); needed"),
    "another scenario": (
        lambda _: Engine([small({"line.slots": 9})] * 2, [1, 2]).state,
        "needed for these firms: int8 (2, 8)",
    ),
    "fewer customers": (
        lambda _: engine(**{"market.customers": 20}).state,
        "state.satisfaction is float32 (2, 20); needed for these firms: float32 (2, 60)",
    ),
    "no number": (
        changed("satisfaction", first_nan),
        "state.satisfaction has a number that is not",
    ),
    "beyond a lever": (
        lambda state: planned(state, range=60.0),
        "state.plan has range = 60, which",
    ),
    "facts of a later week": (
        changed("past_facts", lambda _: (np.zeros((2, 3)),)),
        "state.past_facts holds 1 weeks; needed in week 0: 0",
    ),
    "another flow": (
        changed("round_flows", lambda _: {"luck": np.zeros(2)}),
        "state.round_flows names 'luck', which is no flow of a round",
    ),
    "flows of one firm": (
        changed("round_flows", lambda _: {"units": np.zeros(1)}),
        "state.round_flows['units'] is float64 (1,); needed for these firms: float64 (2,)",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_state_is_refused_in_a_sentence(name: str) -> None:
    wrong, sentence = WRONG[name]
    here = engine()
    before = here.state
    for put in (lambda state: setattr(here, "state", state), lambda state: here.resume(state, 0)):
        with pytest.raises(ValueError) as refusal:  # the sentence is looked at
            put(wrong(before))
        assert sentence in str(refusal.value)
        assert "\n" not in str(refusal.value)
    assert here.state is before


@pytest.mark.parametrize(
    ("week", "sentence"),
    [
        (-1, "week = -1 is not allowed: a whole number, at least 0"),
        (1.5, "week = 1.5 is not allowed"),
        (13, "week 13 is beyond the horizon: horizon.weeks = 12"),
        (4, "state.past_facts holds 0 weeks; needed in week 4: 4"),
    ],
)
def test_a_wrong_week_is_refused_in_a_sentence(week: Any, sentence: str) -> None:
    here = engine()
    with pytest.raises(ValueError) as refusal:
        here.resume(here.state, week)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    "demand", ["individual", pytest.param("class", marks=pytest.mark.slow), "given"]
)
def test_a_state_of_any_week_goes_back_in(demand: str) -> None:
    """And leads to the same weeks as before."""
    here, there = engine(**{"rules.demand": demand}), engine(**{"rules.demand": demand})
    for week in range(12):
        there.resume(here.state, week)
        mine, yours = here.step(), there.step()
        for name, flow in mine.flows.items():
            np.testing.assert_array_equal(yours.flows[name], flow)


class Failing:
    """A player that fails the first time it is asked in a week."""

    def __init__(self, week: int) -> None:
        self.week, self.failed = week, False

    def decide(self, observation: Observation) -> Decision:
        if observation.week == self.week and not self.failed:
            self.failed = True
            raise RuntimeError("not today")
        return Decision({})


def whole(here: Engine) -> Any:
    run = here.whole()
    return run.hash, run.tape


def stepped(here: Engine) -> Any:
    weeks = [here.step()]
    return np.concatenate([week.plan for week in weeks]).tobytes(), {
        role: {0: weeks[0].decisions[role]} for role in ("marketing", "operations")
    }


@pytest.mark.parametrize("play", [whole, stepped])
@pytest.mark.parametrize("asked", [True, False])
def test_what_was_answered_before_another_failed_is_kept(
    play: Callable[[Engine], Any], asked: bool
) -> None:
    """Marketing is asked once; the tape is that of a run in which nobody failed."""
    week = 0 if play is stepped else 4

    def seats(operations: Any) -> Any:
        return {"operations": operations} | ({"marketing": sets(week, price=9.0)} if asked else {})

    plain = play(engine(seats(Failing(-1))))
    here = engine(seats(Failing(week)))
    with pytest.raises(RuntimeError, match="not today"):
        play(here)
    again = play(here)
    assert again[0] == plain[0]
    for role, tape in plain[1].items():
        for at, decision in tape.items():
            found = again[1][role][at]
            assert dict(found.levers).keys() == dict(decision.levers).keys(), role
            for name, values in decision.levers.items():
                np.testing.assert_array_equal(found.levers[name], values)
            np.testing.assert_array_equal(found.forecast, decision.forecast)
    if asked:
        seen = here.players["marketing"]
        assert isinstance(seen, Scripted)
        weeks = [one.week for one in seen.seen]
        assert weeks == sorted(set(weeks))


def test_other_weeks_than_were_begun_are_refused() -> None:
    here = engine({"operations": Failing(4)})
    with pytest.raises(RuntimeError, match="not today"):
        here.whole()
    with pytest.raises(ValueError, match="weeks 4 to 4 cannot be played now: the next is 4, and"):
        here.step()
    here.whole()
    played = engine()
    played.step()
    with pytest.raises(ValueError, match="weeks 0 to 11 cannot be played now: the next is 1, and"):
        played.whole()
