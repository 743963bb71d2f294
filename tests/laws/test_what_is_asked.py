"""What somebody else answers is looked at before it is lived by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.firms import small

from coordsim.core.decisions import DecisionError
from coordsim.core.levers import COLUMN
from coordsim.core.records import Decision
from coordsim.run.simulate import Engine, simulate

SHORT = small({"horizon.weeks": 12, "horizon.warmup": 0})


class Script:
    """A player whose lines run out."""

    def __init__(self) -> None:
        self.lines = iter([10.0, 10.5])

    def decide(self, observation: Any) -> Decision:
        return Decision({"price": next(self.lines)})


@pytest.mark.parametrize("detail", [False, True])
def test_a_player_whose_lines_run_out_ends_no_run_in_silence(detail: bool) -> None:
    with pytest.raises(StopIteration):
        simulate(SHORT, seed=1, players={"marketing": Script()}, detail=detail)


class Mute:
    """A player that uses one array again and again."""

    def __init__(self) -> None:
        self.silent = np.zeros(1, dtype=bool)

    def decide(self, observation: Any) -> Decision:
        self.silent[0] = observation.week % 8 == 0
        return Decision({}, np.array([50.0]), None, self.silent)


def test_a_tape_keeps_what_was_said_then() -> None:
    run = simulate(SHORT, seed=1, players={"marketing": Mute()})
    said = [decision.silent for decision in run.tape["marketing"].values()]
    assert [bool(one[0]) for one in said if one is not None] == [True, False, True]


class Settles:
    """A way of settling that somebody else wrote."""

    name = "far"

    def __init__(self, makes: Any) -> None:
        self.makes = makes

    def settle(self, table: Any) -> Any:
        return self.makes(table.proposals.copy())


def moved(name: str, value: float) -> Any:
    def makes(plan: np.ndarray) -> np.ndarray:
        plan[:, COLUMN[name]] = value
        return plan

    return makes


@pytest.mark.parametrize(
    ("makes", "said"),
    [
        (moved("promise", 5.0), r"settling rule far: marketing\.promise = 5 .* outside"),
        (moved("range", 1000.0), r"marketing\.range = 1000 .* outside"),
        (moved("cycle", 0.0), r"operations\.cycle = 0 .* outside"),
        (moved("hours", np.inf), r"operations\.hours"),
        (moved("price", np.nan), r"marketing\.price"),
        (lambda plan: None, r"settle\(\) returned None in week 0; allowed: an array of 1 firms"),
        (lambda plan: plan[:, :3], r"allowed: an array of 1 firms x \d+ levers"),
    ],
)
def test_a_settled_plan_keeps_within_the_limits(makes: Any, said: str) -> None:
    engine = Engine([SHORT], [1])
    rule: Any = Settles(makes)
    engine.kinds = replace(engine.kinds, governance=rule)
    with pytest.raises(DecisionError, match=said):
        engine.step()


def test_a_settled_plan_within_them_is_lived_by() -> None:
    engine = Engine([SHORT], [1])
    rule: Any = Settles(moved("promise", 4.0))
    engine.kinds = replace(engine.kinds, governance=rule)
    assert engine.step().plan[0, COLUMN["promise"]] == 4.0
