"""The compiled market and a plain one, written apart from it, do the same; customers are conserved;
draws are known answers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from support.compiled_market import compiled_week, guides
from support.plain_market import plain_week

from coordsim.core.compiled import called
from coordsim.core.luck.normal import to_normals
from coordsim.core.luck.philox import block
from coordsim.core.luck.streams import Streams, process_name
from coordsim.core.records import Floats
from coordsim.core.shares import shares
from coordsim.customers import kernel

against, choose = map(called, (kernel.against, kernel.choose))


def week(
    seed: int, firms: int, people: int, variants: int, dictated: bool = False
) -> tuple[dict[str, Any], Floats]:
    """Random arguments of a week with results still empty, and the luck of its customers. Stock is
    short on purpose.
    """
    luck = np.random.default_rng(seed)
    worlds = int(luck.integers(1, firms + 1))
    classes = int(luck.integers(1, 7))
    offered = luck.random((firms, variants)) < 0.8
    inclusive, cumulative = shares(
        offered, luck.uniform(0, 40, firms), luck.uniform(0.05, 1, firms), classes
    )
    stock = luck.integers(0, 4, (firms, variants)) * offered.astype(np.float64)
    one = luck.random
    streams = Streams(luck.integers(0, 2**62, worlds))
    drawn = streams.people(6, people)
    arguments: dict[str, Any] = {
        "row": luck.integers(0, len(streams.distinct), firms),
        "seeds": streams.distinct,
        "week": 6,
        "visit": process_name("visit"),
        "life": process_name("life"),
        "first": luck.integers(0, (people + 3) // 4, firms) * 4,
        "dictated": drawn if dictated else drawn[:, :0],
        "taste_class": luck.integers(0, classes, (worlds, people)).astype(np.int16),
        "price_sensitivity": luck.uniform(0, 1, (worlds, people)).astype(np.float32),
        "comfort": luck.uniform(0, 20, (worlds, people)).astype(np.float32),
        "heard": luck.uniform(0, 2, (firms, people * int(luck.integers(0, 2)))).astype(np.float32),
        "satisfaction": one((firms, people)).astype(np.float32),
        "need_week": luck.integers(0, 12, (firms, people)).astype(np.int32),
        "stock": stock,
        "next_need": luck.integers(7, 12, firms).astype(np.int32),
        "visit_chance": one(firms),
        "base_utility": luck.normal(0, 2, firms),
        "price_gap": luck.normal(0, 2, firms),
        "options": luck.integers(0, 30, firms).astype(np.float64),
        "overload": one(firms) * luck.integers(0, 2, firms),
        "overload_slope": luck.uniform(0.5, 5, firms),
        "satisfaction_effect": luck.uniform(0, 2, firms),
        "substitute": one(firms) / 2,
        "wait": one(firms) / 2,
        "defect": one((firms, variants)),
        "unanswered": one(firms),
        "room": luck.integers(0, 5, firms).astype(np.float64),
        "rows": np.arange(firms),
        "inclusive": inclusive,
        "cumulative": cumulative,
        "guide": guides(cumulative),
        "rate": one(firms),
        "loss_weight": luck.uniform(1, 4.9, firms),
        "outcomes": one((firms, 7)),
        "totals": np.zeros((firms, 6)),
    }
    arguments |= {
        name: np.zeros((firms, variants))
        for name in ("demand", "sold", "waiting", "lost", "defective")
    }
    return arguments, drawn


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.integers(0, 2**32), st.integers(1, 3), st.integers(1, 60), st.integers(1, 6), st.booleans()
)
def test_compiled_equals_plain(
    seed: int, firms: int, people: int, variants: int, dictated: bool
) -> None:
    """Every result and every changed array, bit for bit; and what is wanted is sold, waits or
    leaves.
    """
    compiled, _ = week(seed, firms, people, variants, dictated)
    plain, luck = week(seed, firms, people, variants)
    before = plain["stock"].copy()
    compiled_week(compiled)
    plain_week(plain, luck)
    for name in plain.keys() - {"dictated"}:
        np.testing.assert_array_equal(compiled[name], plain[name], err_msg=name)
    totals, demand, sold = compiled["totals"], compiled["demand"], compiled["sold"]
    np.testing.assert_array_equal(totals[:, 0], totals[:, 1] + totals[:, 3] + demand.sum(axis=1))
    np.testing.assert_array_equal(
        demand.sum(axis=1), (sold + compiled["waiting"] + compiled["lost"]).sum(axis=1)
    )
    np.testing.assert_array_equal(before - compiled["stock"], sold)
    assert (compiled["stock"] >= 0).all()
    assert (compiled["defective"] <= sold).all()
    assert ((compiled["satisfaction"] >= 0) & (compiled["satisfaction"] <= 1)).all()


def test_many_blocks_equal_plain() -> None:
    """More customers than two blocks hold, and not a multiple of anything."""
    compiled, luck = week(5, 2, 2 * kernel.BLOCK + 77, 9)
    plain, _ = week(5, 2, 2 * kernel.BLOCK + 77, 9)
    for arguments in (compiled, plain):
        arguments["stock"] *= 40
        arguments["need_week"] -= 6
    compiled_week(compiled)
    plain_week(plain, luck)
    for name in plain:
        np.testing.assert_array_equal(compiled[name], plain[name], err_msg=name)
    assert compiled["sold"].sum() > 100


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_known_answers(
    counter: tuple[int, ...], key: tuple[int, ...], words: tuple[int, ...]
) -> None:
    """The published answers of Philox4x32-10 (Salmon et al. 2011, their library's kat_vectors)."""
    index, week, low, high = (np.uint64(word) for word in counter)
    half = np.uint64(32)
    process, seed = low | (high << half), np.uint64(key[0]) | (np.uint64(key[1]) << half)
    with np.errstate(over="ignore"):
        assert tuple(int(word) for word in block(index, week, process, seed)) == words


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.floats(2.0**-53, 1 - 2.0**-53), min_size=1, max_size=20), st.floats(1e-300, 1e-20)
)
def test_normals_are_scipys(uniforms: list[float], far: float) -> None:
    """Bit for bit, in the middle, in the tails and far out."""
    out = np.array([*uniforms, far, 0.5, 0.1, 0.9])
    expected = ndtri(out)
    to_normals(out)
    np.testing.assert_array_equal(out, expected)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(st.floats(-60, 60), min_size=1, max_size=20))
def test_one_over_a_logit_chance(logits: list[float]) -> None:
    out = np.array(logits)
    against(out, len(out))
    np.testing.assert_allclose(out, 1 + np.exp(-np.clip(logits, -40, 40)), rtol=3e-13)


def test_what_is_no_number_is_no_chance() -> None:
    """And nothing beyond the table of powers is read for it."""
    out = np.array([np.nan, -np.inf, -40.0, np.inf, 40.0])
    against(out, len(out))
    assert out[0] == out[1] == out[2]
    assert out[3] == out[4]


def test_the_chance_of_no_offer_is_below_every_draw() -> None:
    out = np.array([-np.inf])
    against(out, 1)
    assert 1 / out[0] < 2.0**-33


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=64), st.floats(0, 1, exclude_max=True))
def test_guide_tables_find_what_a_search_finds(weights: list[float], mark: float) -> None:
    """Variants of no share are never chosen, however the draw falls."""
    total = np.cumsum(weights)
    if total[-1] <= 0:
        return
    cumulative = total / total[-1]
    found = choose(cumulative, guides(cumulative[np.newaxis, np.newaxis])[0, 0], mark)
    assert found == int(np.searchsorted(cumulative[:-1], mark, side="right"))
