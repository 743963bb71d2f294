"""What managers hold of a world: a mental model without luck, customers or facts that have to be
told; and nobody who thinks for a manager can reach more.
"""

from __future__ import annotations

import ast
import gc
from pathlib import Path

import numpy as np
import pytest
from support.bench import morning
from support.firms import small
from support.reach import reachable
from support.steps import facts_of

import coordsim
from coordsim.core.contracts import World
from coordsim.core.facts import FACTS
from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import GROUPS
from coordsim.core.records import FirmState, Traits
from coordsim.mind.model import HIDDEN
from coordsim.run.build import build
from coordsim.run.simulate import Engine
from coordsim.scenario.file import load, names

AT_THEIR_LEAST = {"owner.recovery"}  # may not be less than they are
SECRET = (World, Streams, Traits, FirmState)
ROOT = Path(coordsim.__file__).parent


@pytest.mark.parametrize("name", names())
def test_facts_that_have_to_be_told_are_not_in_it(name: str) -> None:
    """Each hidden parameter is nan, in the groups and in the records for compiled code, whatever
    the scenario says; all others are as the scenario says.
    """
    engine = Engine([load(name)] * 2, [1, 2])
    world = engine.world
    model = world.model
    for group in GROUPS:
        for field, value in getattr(world.parameters, group):
            known = getattr(getattr(model.parameters, group), field)
            if f"{group}.{field}" in HIDDEN:
                assert np.isnan(known).all()
                assert np.isnan(model.table.records[f"{group}_{field}"]).all()
                assert np.isnan(engine.fleet.tables.known[f"{group}_{field}"]).all()
            else:
                np.testing.assert_array_equal(known, value)


def test_every_fact_that_is_a_parameter_names_it() -> None:
    """Where a fact's true value is a number of the scenario, in two firms whose numbers all differ,
    the table of facts says so; then it is hidden, or there is a reason why not.
    """
    plain = small().parameters
    known = {
        f"{group}.{field}": value for group in GROUPS for field, value in getattr(plain, group)
    }
    real = {name: value for name, value in known.items() if isinstance(value, float)}
    equal = []
    for share in (0.9, 0.85):
        changes = {  # no two numbers alike
            name: (share + 1e-4 * place) * (value or 0.01)
            for place, (name, value) in enumerate(real.items())
            if name not in AT_THEIR_LEAST
        }
        facts = facts_of(*morning(small(changes)), np.zeros(1), 0)[0]
        equal.append(
            {
                (fact.name, name)
                for place, fact in enumerate(FACTS)
                for name, value in changes.items()
                if facts[place] == value
            }
        )
    assert len(equal[0] & equal[1]) >= 6
    assert equal[0] & equal[1] <= {(fact.name, fact.parameter) for fact in FACTS}
    assert {fact.parameter for fact in FACTS} - {""} <= set(known)
    assert set(HIDDEN) == {fact.parameter for fact in FACTS if fact.parameter and not fact.shared}


def test_firms_that_differ_in_what_is_hidden_share_a_model() -> None:
    """The records are equal byte for byte when only hidden numbers differ."""
    plain = build([small()], [1]).model
    for name in HIDDEN:
        group, field = name.split(".")
        value = getattr(getattr(small().parameters, group), field)
        other = build([small({name: 0.5 * value})], [2]).model
        assert other.table.records.tobytes() == plain.table.records.tobytes(), name
        assert other.nodes.tobytes() == plain.nodes.tobytes()


def test_nothing_secret_can_be_reached_from_it() -> None:
    engine = Engine([small()] * 2, [1, 2])
    engine.step()
    assert engine.world.model.table is not None
    found = {type(item) for item in reachable(engine.world.model)}
    assert np.ndarray in found
    assert not found & set(SECRET)


def test_the_walk_finds_what_is_hidden() -> None:
    """The same walk from a world finds its luck and its customers, through closures and slots
    too.
    """
    world = build([small()], [1])

    def closure() -> World:
        return world

    for start in (world, [world], {"a": (1, world)}, closure, closure.__get__):
        assert set(SECRET[:3]) <= {type(item) for item in reachable(start)}
    gc.collect()


def test_minds_and_players_do_not_speak_of_it() -> None:
    """No file of the mind or of the players names the world, the firm's state, luck or traits."""
    spoken = {}
    for folder in ("mind", "players"):
        for path in sorted((ROOT / folder).glob("**/*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            found |= {
                alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom | ast.Import)
                for alias in node.names
            }
            spoken[path.name] = found & {kind.__name__ for kind in SECRET}
    assert len(spoken) > 8
    assert not set().union(*spoken.values()), spoken
