"""What held when it was tried by the thousand, and goes on holding: a small version of each."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from laws.test_balances import causes_sum_to_lost_units, units_balance
from support.browser import Server
from support.firms import small
from support.play import NUMBERS, WHOLE, restless

import coordsim as cs
from coordsim.core.decisions import DecisionError, check
from coordsim.core.levers import BY_NAME, ROLES
from coordsim.core.records import Decision
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import ScenarioError, load, names, parse

TESTS = Path(__file__).parents[1]
JUNK: list[Any] = [
    *(None, True, -1, 0, -0.0, 1.5, 2**70, 10**400, 1e308, float("nan"), float("-inf")),
    *("", "silo", "1", "x" * 5000, "\u202e"),
    *([], [[]], [1] * 200, {}, {"a": {"b": 1}}),
]


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a file says something, tables and lists included."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def with_junk(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(data))
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


def said(data: dict[str, Any]) -> str:
    """The sentences with which a file is refused, nothing when it is read."""
    try:
        parse(data, "file.toml")
    except ScenarioError as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("name", names())
def test_changed_fields_are_read_or_refused(name: str) -> None:
    """Any place of any scenario with anything in it is read, or refused with the file's name."""
    data, luck = load(name).model_dump(mode="json", exclude_unset=True), random.Random(name)
    spots = list(places(data))
    refused = 0
    for path in luck.sample(spots, min(12, len(spots))):
        for value in luck.sample(JUNK, 4):
            lines = said(with_junk(data, path, value)).splitlines()
            assert [line for line in lines if not line.startswith("file.toml: ")] == [], path
            assert sum(map(len, lines)) < 20_000, path
            refused += bool(lines)
    assert refused > 10


def ends() -> Iterator[Any]:
    """Numbers at their bounds: one in twelve always, the others with the slow tests."""
    for place, (name, bounds) in enumerate(sorted((NUMBERS | WHOLE).items())):
        for end in bounds:
            yield pytest.param(name, end, marks=[pytest.mark.slow] if place % 12 else [])


@pytest.mark.parametrize(("name", "value"), list(ends()))
def test_numbers_at_their_bounds_break_no_balance(name: str, value: float) -> None:
    changes = {name: value}
    if name == "market.substitute":
        changes["market.wait"] = 0.0
    if name == "market.wait":
        changes["market.substitute"] = 0.0
    scenario = small(changes)
    run = simulate(scenario, seeds=[1, 2, 3], detail=True, players=restless(5))
    assert all(np.isfinite(values).all() for values in run.flows.values())
    units_balance(scenario, run)
    causes_sum_to_lost_units(scenario, run)


WORDS: list[Any] = [
    *(float("nan"), float("inf"), -1e-8, 1e-300, 2**53 + 1.0, 1e300, 7.5, "9", None, [], {}, True),
    *(np.array([1.0, 2.0]), np.float32(9.5), np.array("x"), 1j, b"9", 10**400, object()),
]


@pytest.mark.parametrize("role", ROLES)
def test_hostile_plans_are_never_accepted_wrongly(role: str) -> None:
    """Whatever stands in the place of any number: refused, or within the limits and of its kind."""
    engine = Engine([small()], [1])
    limits = next(engine.story()).observation.limits if role == "marketing" else {}
    limits = limits or {name: (BY_NAME[name].low, BY_NAME[name].high) for name in OPERATIONS}
    accepted = 0
    for name in [*limits, "wages", "", "price ", "Price"]:
        for word in [*WORDS, *edges(*limits.get(name, (0.0, 1.0)))]:
            try:
                checked = check(role, Decision({name: word}), limits, 1, 0).levers[name]
            except DecisionError:
                continue
            low, high = limits[name]
            assert checked.shape == (1,)
            assert low - 1e-9 <= checked[0] <= high + 1e-9
            assert not BY_NAME[name].whole or checked[0] == round(checked[0])
            accepted += 1
    assert accepted >= 2 * len(limits)


OPERATIONS = [name for name, lever in BY_NAME.items() if lever.owner == "operations"]


def edges(low: float, high: float) -> list[float]:
    return [low, high, low - 1e-6, high + 1e-6, np.nextafter(high, np.inf), -low, high * 1e9 + 1]


TRAVERSALS = [
    f"/{place}/{up * 8}{target}"
    for place in ("static", "static/public", "docs", "docs/figures", "solara/static", "play")
    for up in ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "..%252f")
    for target in ("etc/passwd", "etc%2fpasswd")
]


@pytest.mark.slow
def test_no_path_leads_out(server: Server) -> None:
    """As it stands, not as a browser would tidy it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for path in TRAVERSALS:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        assert b"root:" not in body, path
        assert answer.status in (200, 400, 404), path
    connection.close()


HASH = (
    "import sys, coordsim as cs; from support.firms import small;"
    "print(cs.simulate(small({'governance': 'joint', 'communication': 'sop'}), firms=3).hash)"
)


@pytest.mark.slow
def test_the_same_whatever_the_process() -> None:
    """Hash seed, language of the console, threads: the same run to the last bit."""
    here = cs.simulate(small({"governance": "joint", "communication": "sop"}), firms=3).hash
    for changes in (
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8"},
        {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "0"},
    ):
        done = subprocess.run(
            [sys.executable, "-c", HASH],
            capture_output=True,
            text=True,
            check=True,
            timeout=200,
            env=os.environ | {"PYTHONPATH": str(TESTS)} | changes,
        )
        assert done.stdout.strip() == here


def test_the_same_whatever_the_batch_and_its_order() -> None:
    kinds = [small(), small({"incentives": "shared"}), small({"communication": "sop"})]
    firms = [(scenario, seed) for scenario in kinds for seed in (1, 2)]
    alone = [cs.simulate(scenario, seeds=[seed]).hashes[0] for scenario, seed in firms]
    for order in ([0, 1, 2, 3, 4, 5], [5, 2, 0, 4, 1, 3]):
        run = cs.simulate([firms[k][0] for k in order], seeds=[firms[k][1] for k in order])
        assert list(run.hashes) == [alone[k] for k in order]
