"""What Python's callers get wrong is told as in files: a sentence with field, value and what is
allowed, of a kind of error that commands know; and what used to go wrong in silence is refused.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.firms import small

import coordsim as cs

BASE = small()
call: Any = cs  # without its types, which say most of it beforehand
run_of: Any = cs.simulate
SCENARIO: Any = cs.Scenario


def ran() -> Any:
    return cs.simulate(BASE, firms=2)


def compared() -> Any:
    return cs.compare({"silo": BASE, "shared": BASE.with_(incentives="shared")}, firms=2)


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a KPI's name": (lambda: ran().kpi("profits"), "kpi 'profits' is not known; allowed: profit,"),
    "no name": (lambda: ran().kpi(7), "kpi 7 is not known"),
    "a series": (lambda: ran().series("x"), "kpi 'x' is not known; allowed: profit,"),
    "half a week": (lambda: ran().series("profit", 1.5), "smooth = 1.5 is not allowed: a whole"),
    "a week": (lambda: ran().kpi("profit", [99]), "weeks = [99] is not allowed: a slice, or whole"),
    "a figure": (lambda: ran().plot("profits"), "did you mean profit?"),
    "a figure of swings": (lambda: ran().plot("bullwhip"), "which no single week has"),
    "a difference": (
        lambda: compared().difference("Profit"),
        "kpi 'Profit' is not known; allowed: profit,",
    ),
    "an arm": (
        lambda: compared().difference("profit", "joint"),
        "arm 'joint' is not known; allowed: silo, shared",
    ),
    "names of none": (
        lambda: run_of(["base", "clam"]),
        "clam: no such scenario; allowed:",
    ),
    "arms in a list": (lambda: call.compare([BASE, BASE]), "each arm by a name of its own"),
    "how many seeds": (
        lambda: run_of(BASE, seeds=30),
        "seeds = 30 is not allowed: needed are the worlds, one by one, as in seeds=range(1, 31);"
        " how many there are is firms=30",
    ),
    "how many seeds from 7": (
        lambda: run_of(BASE, seeds=np.int64(3), seed=7),
        "as in seeds=range(7, 10); how many there are is firms=3",
    ),
    "how many to compare": (
        lambda: call.compare({"a": BASE, "b": BASE}, seeds=50),
        "seeds=range(1, 51)",
    ),
    "how many to attribute": (lambda: call.attribute(BASE, seeds=50), "seeds=range(1, 51)"),
    "how many KPIs": (lambda: call.kpis(BASE, seeds=50), "seeds=range(1, 51)"),
    "no seed": (lambda: run_of(BASE, seed=None), "seed = None is not a whole number in [0, 2**63)"),
    "a seed in words": (lambda: run_of(BASE, seed="1"), "seed = '1' is not a whole number"),
    "a yes for a seed": (lambda: run_of(BASE, seeds=[True]), "seed = True is not a whole number"),
    "a yes for a count": (lambda: run_of(BASE, firms=True), "firms = True is not allowed: a whole"),
    "firms with a point": (lambda: run_of(BASE, firms=2.0), "firms = 2.0 is not allowed: a whole"),
    "a list and a count": (
        lambda: run_of([BASE, BASE], firms=10),
        "firms = 10 does not fit a list of 2 scenarios",
    ),
    "seeds and a count": (
        lambda: run_of(BASE, firms=10, seeds=[1, 2]),
        "2 seeds for 10 firms; give one for each",
    ),
    "seeds and a seed": (
        lambda: run_of(BASE, seed=5, seeds=[1, 2]),
        "seed = 5 and seeds, whose first is 1, do not agree",
    ),
    "a world twice": (
        lambda: call.compare({"a": BASE, "b": BASE}, seeds=[1, 2, 1]),
        "seeds names world 1 more than once; a world is one observation",
    ),
    "seeds without an order": (lambda: run_of(BASE, seeds={1, 2}), "seeds = {1, 2} is not allowed"),
    "a lever's bare name": (
        lambda: BASE.with_({"hours": 170}),
        "did you mean levers.hours.start?",
    ),
    "a lever's name": (
        lambda: BASE.with_({"levers.hours": 170}),
        "levers.hours = 170 is not a table; allowed: start,",
    ),
    "a field's bare name": (
        lambda: BASE.with_({"shock_sd": 0.1}),
        "shock_sd is not known; allowed:",
    ),
    "a field of two groups": (lambda: BASE.with_(lead_weeks=1), "plant.lead_weeks or supply."),
    "no table": (lambda: BASE.with_(7), "changes = 7 is not allowed: values by dotted field"),
    "a name and a field": (
        lambda: BASE.with_({"market.shock_sd": 0}, market__shock_sd=0.1),
        "market.shock_sd is named twice",
    ),
    "a rule by name": (
        lambda: BASE.with_(incentives="shred"),
        "rules.incentives = 'shred' is not one of",
    ),
    "a scenario of nothing": (lambda: SCENARIO(), "Scenario(...): name is missing"),
    "a scenario's number": (
        lambda: SCENARIO(name="x", title="X", market={"shock_sd": 9}),
        "Scenario(...): market.shock_sd = 9 is outside [0, 1]",
    ),
    "a scenario by place": (
        lambda: SCENARIO("base"),
        "one of the library or of a file comes from coordsim.load",
    ),
    "a player of nothing": (
        lambda: run_of(BASE, players={"marketing": 7}),
        "players['marketing'] = 7 is no player: it has no decide(observation), and is no function",
    ),
    "a function that answers nothing": (
        lambda: run_of(BASE, players={"marketing": lambda seat: None}),
        "players['marketing']: the function returned NoneType; it has to return a dict of levers",
    ),
    "a function that fails": (
        lambda: run_of(BASE, players={"marketing": lambda seat: 1 / 0}),
        "players['marketing']: the function failed in week 0 as marketing: ZeroDivisionError",
    ),
    "a file of another kind": (
        lambda: cs.Run.load("nothing.parquet"),
        "nothing.parquet: no such file; needed is a run that was saved",
    ),
    "another ending": (lambda: ran().save("run.csv"), "run.csv: a run is saved in a file that end"),
    "a scenario's ending": (lambda: BASE.save("mine.txt"), "a scenario is saved in a file that en"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_told_in_a_sentence(name: str) -> None:
    wrong, sentence = REFUSED[name]
    with pytest.raises(ValueError) as refusal:  # the sentence is looked at
        wrong()
    assert sentence in str(refusal.value)
    assert "validation error" not in str(refusal.value)
    assert "\n" not in str(refusal.value) or name == "a scenario of nothing"


KEPT: dict[str, Callable[[], Any]] = {
    "a field": lambda: setattr(BASE, "title", "Other"),
    "a number": lambda: setattr(BASE.market, "shock_sd", 0.1),
    "a table": lambda: BASE.levers.update(price=None),
    "a row of a table": lambda: BASE.levers.__setitem__("price", None),
    "a list": lambda: BASE.goals.append("more"),
    "a list within": lambda: BASE.rules.technologies.append("erp"),
    "a list of a table": lambda: inherited().levers["price"].inherited.clear(),
    "orders": lambda: phased().phases[0].orders.update(price=9),
    "what is given": lambda: BASE.given.values.append(3),
}


def inherited() -> cs.Scenario:
    return BASE.with_({"levers.price.inherited": [7, 8]})


def phased() -> cs.Scenario:
    return BASE.with_({"phases": [{"week": 4, "orders": {"price": 8}}]})


@pytest.mark.parametrize("name", KEPT)
def test_a_scenario_stays_as_it_is(name: str) -> None:
    before = hash(BASE), BASE.model_dump_json()
    with pytest.raises(TypeError, match=r"cannot be changed in place; with_\(\.\.\.\)"):
        KEPT[name]()
    assert (hash(BASE), BASE.model_dump_json()) == before


def test_scenarios_have_hashes_by_what_they_say() -> None:
    for make in (small, inherited, phased):
        assert hash(make()) == hash(make())
        assert make() in {make()}
    assert len({small(), inherited(), phased(), small()}) == 3


def test_a_scenario_is_printed_in_a_line() -> None:
    assert str(BASE) == repr(BASE) == f"Scenario({BASE.summary})"
    with pytest.raises(TypeError, match="is one thing, no list of them"):
        list(BASE)


NUMPY: dict[str, Any] = {
    "market.customers": np.int64(80),
    "market.shock_sd": np.float32(0.25),
    "levers.price.open": np.bool_(False),
    "levers.hours.start": np.int16(170),
    "levers.range.inherited": np.array([3, 4]),
    "technologies": (),
}


@pytest.mark.parametrize("field", NUMPY)
def test_numpys_numbers_and_switches_are_taken(field: str) -> None:
    value = NUMPY[field]
    plain = value.tolist() if isinstance(value, np.ndarray | np.generic) else list(value)
    with_numpy, with_plain = BASE.with_({field: value}), BASE.with_({field: plain})
    assert with_numpy == with_plain
    assert with_numpy.model_dump_json() == with_plain.model_dump_json()


def test_numpys_fractions_are_no_whole_numbers() -> None:
    with pytest.raises(ValueError, match=r"market\.customers = 1\.5 is not a whole number"):
        BASE.with_({"market.customers": np.float32(1.5)})


def test_fields_go_by_name() -> None:
    named = BASE.with_(incentives="shared", market__shock_sd=0.2, levers__price__start=9)
    assert named == BASE.with_(
        {"incentives": "shared", "market.shock_sd": 0.2, "levers.price.start": 9}
    )


def test_runs_are_compared() -> None:
    run, same, other = ran(), ran(), cs.simulate(BASE, firms=2, seed=9)
    assert run == same != other
    assert hash(run) == hash(same)
    assert run != "run"
    assert compared() == compared()
    assert len({compared(), compared()}) == 1


def test_what_agrees_may_be_said_twice() -> None:
    once = run_of(BASE, seeds=[4, 5])
    assert run_of(BASE, firms=2, seed=4, seeds=iter([4, 5])) == once
    assert run_of([BASE, BASE], firms=2, seeds=(np.int64(4), 5)) == once


def test_a_function_of_a_seat_is_a_player() -> None:
    run = cs.simulate(BASE, firms=2, players={"marketing": lambda seat: {"price": 7}})
    assert (run.tape["marketing"][4].levers["price"] == 7).all()
    assert (run.plan[:, 1:, 0] == 7).all()


@pytest.mark.parametrize("talk", ["reports", "sop"])
def test_a_forecast_that_changes_nothing_is_told(talk: str) -> None:
    """Where both sides agree on one forecast, and nowhere else."""
    firm = BASE.with_(communication=talk, horizon__weeks=4, horizon__warmup=0)
    seen: list[bool] = []

    def player(seat: Any) -> dict[str, float]:
        seen.append(seat.heeded)
        return {"forecast": 40.0}

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        cs.simulate(firm, players={"marketing": player})
    said = [str(one.message) for one in told if "the forecast changes nothing" in str(one.message)]
    assert bool(said) == (talk == "sop") != seen[0]


def test_the_command_says_which_version_it_is() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "coordsim.cli", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"coordsim {cs.__version__}\n"
