"""What a frozen record holds is what it was given, as Python's own, and stays so."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.firms import silent, small

from coordsim.core.frozen import FrozenDict, FrozenList, frozen, own
from coordsim.core.levers import ROLES
from coordsim.core.records import Decision
from coordsim.run.simulate import simulate
from coordsim.study.attribution import attribute

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
NESTED = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def parts(value: Any) -> list[Any]:
    """A value and all that it holds."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(part for one in inner for part in parts(one))]


@given(NESTED)
def test_it_is_equal_and_has_a_hash(value: Any) -> None:
    """However it is copied; and nothing plain is left in it that could be changed."""
    kept = frozen(value)
    assert kept == value
    assert hash(kept) == hash(frozen(copy.deepcopy(value)))
    for again in (copy.deepcopy(kept), pickle.loads(pickle.dumps(kept)), copy.copy(kept)):
        assert again == kept
        assert type(again) is type(kept)
        assert hash(again) == hash(kept)
    for part in parts(kept):
        if isinstance(part, list | dict):
            assert isinstance(part, FrozenList | FrozenDict)


CHANGING = {"__delitem__", "__setitem__", "__iadd__", "__imul__", "__ior__"} | {
    name
    for kind in (list, dict)
    for name in dir(kind)
    if not name.startswith("_") and name not in dir(tuple) and name not in dir(frozenset)
}
READING = {"get", "items", "keys", "values", "fromkeys"}


@pytest.mark.parametrize("made", [frozen([1, 2]), frozen({"a": 1})], ids=["list", "table"])
def test_every_way_to_change_it_is_refused(made: Any) -> None:
    before = copy.copy(made)
    for name in sorted(CHANGING - READING):
        if hasattr(type(made).__mro__[1], name) and name not in {"copy"}:
            with pytest.raises(TypeError, match="cannot be changed in place"):
                getattr(made, name)()
    assert made == before


@given(NESTED)
def test_what_is_plain_already_stays(value: Any) -> None:
    assert own(value) == value


def test_numpy_becomes_pythons_own() -> None:
    given_ = {"a": np.int64(1), "b": [np.float32(0.5), (np.bool_(True),)], "c": np.arange(2)}
    found = own(given_)
    assert found == {"a": 1, "b": [0.5, [True]], "c": [0, 1]}
    assert {type(part) for part in parts(found)} == {dict, list, int, float, bool}


def test_records_of_arrays_are_equal_where_they_hold_the_same() -> None:
    one, other = (Decision({"price": np.array([9.5, np.nan])}) for _ in range(2))
    assert one == other
    assert one != Decision({"price": np.array([9.5, 8.0])})
    assert one != Decision({"hours": np.array([9.5, np.nan])})
    assert one != Decision(one.levers, forecast=np.array([40.0, 40.0]))
    assert one != "price"
    watching = [silent(), silent()]
    for player in watching:
        simulate(small(), seed=4, players=dict.fromkeys(ROLES, player))
    first, again = (player.seen for player in watching)
    assert first == again
    assert first[0] != first[2]
    found = attribute(small(), held_range=6, seeds=[1, 2])
    assert found == attribute(small(), held_range=6, seeds=[1, 2])
    assert found != attribute(small(), held_range=6, seeds=[1, 3])
    assert found != replace(found, seeds=(1, 3))
    for record in (one, first[0], found):
        with pytest.raises(TypeError, match="unhashable"):
            hash(record)
