"""What a week costs in operations, which no load on the machine changes: calls, compiled calls,
bytes, draws.

Ceilings stand in ``operations.json``. After a change that lowers the counts, or one that raises
them for a good reason:

    python tests/bench/test_operations.py
"""

from __future__ import annotations

import json
import math
import sys
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from numba.core.dispatcher import Dispatcher

from coordsim.core.records import Decision, Observation
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import Scenario, load

CEILINGS = Path(__file__).with_name("operations.json")
MARGIN = 1.1
LOOSE = 2.0  # a ceiling more than so many times the count says nothing
FEW, MANY = 8, 20  # weeks: whole rounds of four
SMALL, LARGE = 200, 20_000  # customers
FIRMS = 24
EQUAL = 0.02  # counts that "do not grow" may differ by so much: a branch taken now and then


def firm(customers: int = SMALL, weeks: int = MANY) -> Scenario:
    return load("blind").with_(
        {"market.customers": customers, "horizon.weeks": weeks, "horizon.warmup": 0}
    )


def counted(work: Callable[[], Any]) -> int:
    """Return how many Python functions and builtins are called."""
    calls = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def by_rules(customers: int, firms: int, weeks: int) -> Callable[[], Any]:
    """A run in which nobody is asked: a firm's weeks are one compiled call."""
    return partial(simulate, firm(customers, weeks), firms=firms)


def asked(customers: int, firms: int, weeks: int) -> Callable[[], Any]:
    """Weeks in which somebody on marketing's seat is asked each round."""
    scenarios = [firm(customers, weeks)] * firms

    def play() -> None:
        engine = Engine(scenarios, range(firms), {"marketing": Patient()})
        for _ in range(weeks):
            engine.step()

    return play


class Patient:
    """Leaves everything as it is."""

    def decide(self, _observation: Observation) -> Decision:
        return Decision({})


Work = Callable[[int, int, int], Callable[[], Any]]  # of customers, firms, weeks


def calls_a_week(work: Work, customers: int = SMALL, firms: int = 1) -> float:
    """Calls for each further week: what a run costs once is taken out."""
    runs = [work(customers, firms, weeks) for weeks in (FEW, MANY)]
    for run in runs:
        run()  # fills caches
    few, many = map(counted, runs)
    return (many - few) / (MANY - FEW)


def calls_of_a_run() -> float:
    """Calls that a run costs whatever its length."""
    run = by_rules(SMALL, 1, FEW)
    run()
    return counted(run) - FEW * calls_a_week(by_rules)


def compiled_calls(work: Callable[[], Any]) -> int:
    """Return how many calls from Python into compiled code there are."""
    calls = 0
    straight = Dispatcher.__call__

    def note(self: Dispatcher, *arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        return straight(self, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Dispatcher, "__call__", note, raising=False)
        work()
    return calls


def compiled_calls_a_week(work: Work, customers: int = SMALL, firms: int = 1) -> float:
    """Calls from Python into compiled code for each further week."""
    few, many = (compiled_calls(work(customers, firms, weeks)) for weeks in (FEW, MANY))
    return (many - few) / (MANY - FEW)


def most_bytes(customers: int) -> tuple[int, int]:
    """Return what a week's work adds at most while it runs, and what five weeks leave behind when
    only the state is kept.
    """
    engine = Engine([firm(customers)], [1])
    for _ in range(FEW):
        engine.step()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        engine.step()
        _, peak = tracemalloc.get_traced_memory()
        for _ in range(4):
            engine.step()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - before, after - before


def bytes_for_each_customer() -> tuple[float, float]:
    """Return for each further customer: bytes that a week needs while it runs, and bytes that five
    weeks leave (those of the first state are not traced, those that take its place are).
    """
    few, many = most_bytes(SMALL), most_bytes(LARGE)
    return (many[0] - few[0]) / (LARGE - SMALL), (many[1] - few[1]) / (LARGE - SMALL)


def stored_draws_a_week(customers: int) -> float:
    """Return how many draws leave ``Streams`` as arrays in a week; those that compiled code makes
    for itself are not stored.
    """
    from coordsim.core.luck.streams import Streams

    drawn = 0

    def noting(straight: Callable[..., Any]) -> Callable[..., Any]:
        def note(*arguments: Any, **named: Any) -> Any:
            nonlocal drawn
            out = straight(*arguments, **named)
            drawn += out.size
            return out

        return note

    engine = Engine([firm(customers)], [1])
    with pytest.MonkeyPatch.context() as patch:
        for name in ("uniforms", "standard_normals", "people"):
            patch.setattr(Streams, name, noting(getattr(Streams, name)))
        for _ in range(4):
            engine.step()
    return drawn / 4


def measured() -> dict[str, float]:
    """Return every count that has a ceiling."""
    while_it_runs, left = bytes_for_each_customer()
    few, many = stored_draws_a_week(SMALL), stored_draws_a_week(LARGE)
    return {
        "calls a week": calls_a_week(by_rules),
        "calls a week of somebody asked": calls_a_week(asked),
        "calls of a run": calls_of_a_run(),
        "compiled calls a week": compiled_calls_a_week(by_rules),
        "compiled calls a week of somebody asked": compiled_calls_a_week(asked),
        "compiled calls of a run": compiled_calls(by_rules(SMALL, 1, FEW)),
        "bytes a customer while a week runs": while_it_runs,
        "bytes a customer that weeks leave": left,
        "stored draws a week": few,
        "stored draws a customer and week": (many - few) / (LARGE - SMALL),
    }


@pytest.fixture(scope="module")
def counts() -> dict[str, float]:
    return measured()


def test_every_count_has_a_ceiling(counts: dict[str, float]) -> None:
    assert set(json.loads(CEILINGS.read_text("utf-8"))) == set(counts)


@pytest.mark.parametrize(
    "name", json.loads(CEILINGS.read_text("utf-8")) if CEILINGS.exists() else []
)
def test_no_count_is_above_its_ceiling(counts: dict[str, float], name: str) -> None:
    ceiling = json.loads(CEILINGS.read_text("utf-8"))[name]
    assert counts[name] <= ceiling, f"{name}: {counts[name]:,.1f}, the ceiling is {ceiling:,}"
    assert counts[name] >= ceiling / LOOSE - 1, (
        f"{name}: {counts[name]:,.1f} is far below {ceiling:,}; set the ceilings again"
    )


@pytest.mark.parametrize("work", [by_rules, asked])
def test_calls_do_not_grow_with_customers(work: Work) -> None:
    assert calls_a_week(work, LARGE) == pytest.approx(calls_a_week(work), rel=EQUAL)
    assert compiled_calls_a_week(work, LARGE) == compiled_calls_a_week(work)


@pytest.mark.parametrize("work", [by_rules, asked])
def test_calls_do_not_grow_with_firms(work: Work) -> None:
    """A chunk is one call: twice as many firms are twice as many numbers, not twice as many
    calls.
    """
    few, many = (calls_a_week(work, firms=firms) for firms in (FIRMS, 2 * FIRMS))
    assert many <= few * (1 + EQUAL)
    few, many = (compiled_calls_a_week(work, firms=firms) for firms in (FIRMS, 2 * FIRMS))
    assert many <= few


if __name__ == "__main__":
    found = {name: math.ceil(count * MARGIN) for name, count in measured().items()}
    CEILINGS.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    print(json.dumps(found, indent=2))
