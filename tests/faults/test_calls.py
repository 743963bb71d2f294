"""Calls from Python with something else than what is asked for: each works, or ends in a sentence
that names what was given and what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.firms import Scripted, silent, small
from support.registered import registered

import coordsim as cs
from coordsim.core.decisions import DecisionError
from coordsim.core.records import Decision
from coordsim.core.registry import RegistryError
from coordsim.rules.pay import PAY
from coordsim.run.simulate import compare, kpis, seeds_from, simulate
from coordsim.scenario.file import load

SHORT = small({"horizon.weeks": 4, "horizon.warmup": 0})


class Silo:
    """A name for a class where an object is wanted."""

    def decide(self, observation: object) -> Decision:
        return Decision({})


class Nobody:
    def seated(self) -> None:
        return None


run_of: Any = simulate  # without their types, which say most of it beforehand
arms_of: Any = compare

REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "half a firm": (lambda: run_of(SHORT, firms=1.5), "firms = 1.5 is not allowed: a whole number"),
    "firms in words": (lambda: run_of(SHORT, firms="3"), "firms = '3' is not allowed: a whole num"),
    "no firm": (lambda: kpis(SHORT, firms=0), "firms = 0 is not allowed: a whole number, at least"),
    "half a thread": (
        lambda: run_of(SHORT, threads=1.5),
        "threads = 1.5 is not allowed: a whole",
    ),
    "half a world": (
        lambda: run_of(SHORT, seeds=2.5),
        "seeds = 2.5 is not allowed: needed are the worlds, one by one, as in seeds=range(1, 31)",
    ),
    "no worlds": (lambda: run_of(SHORT, seeds=-5), "seeds = -5 is not allowed: needed are the wo"),
    "worlds beyond": (lambda: seeds_from(2**63 - 2, 3), "seed = 9223372036854775806 is outside"),
    "no scenario": (lambda: run_of(7), "scenario = 7 is not allowed: needed is a list"),
    "no scenarios": (lambda: run_of([7]), "7 is no scenario; allowed: a Scenario, a name in the"),
    "a table": (lambda: run_of({"a": SHORT}), "is not allowed: needed is a list"),
    "no such name": (lambda: run_of(["bass"]), "bass: no such scenario; allowed: "),
    "arms in a list": (lambda: arms_of([SHORT]), "is not allowed: each arm by a name of its own"),
    "arms of nothing": (lambda: arms_of({"a": SHORT, "b": None}), "None is no scenario; allowed: "),
    "players in a list": (lambda: run_of(SHORT, players=[silent()]), "is not allowed: a player by"),
    "a class": (lambda: run_of(SHORT, players={"marketing": Silo}), "is no player: it has no dec"),
    "nobody": (lambda: run_of(SHORT, players={"marketing": Nobody()}), "is no player: it has no"),
    "firm 3 of 2": (lambda: run_of(SHORT, 2).decisions_of(3), "firm = 3 is not allowed: 0 to 1"),
    "firm -1": (lambda: run_of(SHORT).decisions_of(-1), "firm = -1 is not allowed: a whole number"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_a_sentence(name: str) -> None:
    call, sentence = REFUSED[name]
    with pytest.raises(ValueError) as refusal:  # the sentence is looked at
        call()
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_whole_numbers_of_any_kind_count() -> None:
    run = run_of(SHORT, firms=np.int64(3), seed=np.int32(2), threads=np.int8(1))
    assert run.hash == simulate(SHORT, firms=3, seed=2).hash
    assert run.seeds == (2, 3, 4)
    assert {type(seed) for seed in run.seeds} == {int}
    assert list(run.decisions_of(np.int64(2))["marketing"]) == [0]
    assert run_of(SHORT, seeds=np.array([2, 3, 4])).hash == run.hash


def test_scenarios_go_by_name_or_file_wherever_they_go(tmp_path: Path) -> None:
    path = tmp_path / "tiny.toml"
    path.write_text('name = "tiny"\ntitle = "Tiny"\n[horizon]\nweeks = 4\nwarmup = 0\n', "utf-8")
    tiny = load(path)
    assert simulate([str(path), path, tiny]).hash == simulate([tiny] * 3).hash
    assert simulate(path).hash == simulate(tiny).hash
    found = compare({"file": path, "object": tiny}, firms=2)
    assert found.difference("profit").mean == 0
    assert cs.simulate([str(path)]).scenarios == [tiny]


told: Any = Decision
WORDS: list[tuple[Any, str]] = [
    (None, "marketing answered None in week 0; allowed: a Decision of levers by name"),
    ({"price": 9.0}, "marketing answered {'price': 9.0} in week 0; allowed: a Decision"),
    ("hold", "marketing answered 'hold' in week 0; allowed: a Decision of levers by name"),
    (told(None), "marketing answered Decision(levers=None"),
    (told([9.0]), "marketing answered Decision(levers=[9.0]"),
    (told({1: 9.0}), "marketing.1 is not a lever that marketing may set in week 0"),
]


@pytest.mark.parametrize(("answer", "sentence"), WORDS)
def test_what_is_no_decision_is_refused(answer: Any, sentence: str) -> None:
    with pytest.raises(DecisionError) as refusal:
        simulate(SHORT, players={"marketing": Scripted(lambda _: answer, [])})
    assert sentence in str(refusal.value)


@dataclass(frozen=True)
class Odd:
    """A pay rule that pays whatever it is given."""

    slip: Any
    name: str = "odd"
    title: str = "Odd"

    def pay(self, role: str, kpis: object) -> Any:
        return self.slip

    def how(self, line: str, amount: float) -> str:
        return "odd"

    def words(self, role: str) -> str:
        return "Odd."


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        (None, "returned None; needed: the lines of a pay slip and their money a week"),
        ([("bonus", 1.0)], "returned [('bonus', 1.0)]; needed: the lines of a pay slip"),
        ({"bonus": None}, "returned 'bonus': None; allowed: numbers, money a week"),
        ({"bonus": "much"}, "returned 'bonus': 'much'; allowed: numbers, money a week"),
        ({1: 1.0}, "returned a line named 1; allowed: text"),
    ],
)
@pytest.mark.parametrize("players", [None, {"marketing": silent()}])
def test_what_is_no_slip_is_refused(slip: Any, sentence: str, players: Any) -> None:
    with registered(PAY, Odd(slip)), pytest.raises(ValueError) as refusal:
        simulate(SHORT.with_({"incentives": "odd"}), players=players)
    assert f"pay rule odd: pay('marketing', kpis) {sentence}" in str(refusal.value)


def test_what_a_forgotten_rule_paid_is_refused() -> None:
    with registered(PAY, Odd({"bonus": 1.0})):
        run = simulate(SHORT.with_({"incentives": "odd"}))
    for asked in (lambda: run.facts, lambda: run.slips):
        with pytest.raises(RegistryError) as refusal:
            asked()
        said = str(refusal.value)
        assert said.startswith("no pay rule 'odd' is registered, or not any more; allowed: silo, ")
    assert PAY.get("odd") is None
