"""The Shapley value: its four axioms, and the mean over all orders that it is."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordsim.study.attribution import shapley

Worths = np.ndarray


@st.composite
def games(draw: st.DrawFn, least: int = 1) -> Worths:
    """The worth of every coalition of some players in a few worlds, (2**n, worlds)."""
    players, worlds = draw(st.integers(least, 5)), draw(st.integers(1, 3))
    worths = st.floats(-1e4, 1e4, allow_subnormal=False)
    flat = draw(st.lists(worths, min_size=2**players * worlds, max_size=2**players * worlds))
    return np.array(flat).reshape(2**players, worlds)


def players_of(values: Worths) -> int:
    return len(values).bit_length() - 1


law = settings(derandomize=True, deadline=None, max_examples=80)


@law
@given(games())
def test_efficiency_parts_sum_to_the_whole_in_every_world(values: Worths) -> None:
    np.testing.assert_allclose(sum(shapley(values)), values[-1] - values[0], atol=1e-9)


@law
@given(games())
def test_it_is_the_mean_over_all_orders(values: Worths) -> None:
    players = players_of(values)
    orders = list(permutations(range(players)))
    parts = np.zeros((players, values.shape[1]))
    for order in orders:
        inside = 0
        for player in order:
            parts[player] += (values[inside | 1 << player] - values[inside]) / len(orders)
            inside |= 1 << player
    np.testing.assert_allclose(shapley(values), parts, atol=1e-8)


@law
@given(games(least=2), st.data())
def test_symmetry_players_who_do_the_same_get_the_same(values: Worths, data: st.DataObject) -> None:
    one, other = data.draw(
        st.lists(st.integers(0, players_of(values) - 1), min_size=2, max_size=2, unique=True)
    )
    for coalition in range(len(values)):
        if coalition >> one & 1 and not coalition >> other & 1:
            values[coalition ^ 1 << one ^ 1 << other] = values[coalition]
    parts = shapley(values)
    np.testing.assert_allclose(parts[one], parts[other], atol=1e-9)


@law
@given(games(), st.data())
def test_dummy_a_player_who_adds_a_constant_gets_it_and_one_who_adds_nothing_gets_nothing(
    values: Worths, data: st.DataObject
) -> None:
    player, adds = (
        data.draw(st.integers(0, players_of(values) - 1)),
        data.draw(st.sampled_from([0.0, 2.5])),
    )
    for coalition in range(len(values)):
        if coalition >> player & 1:
            values[coalition] = values[coalition ^ 1 << player] + adds
    np.testing.assert_allclose(shapley(values)[player], adds, atol=1e-9)


@law
@given(st.data())
def test_additivity_a_sum_of_games_has_the_sum_of_parts(data: st.DataObject) -> None:
    first = data.draw(games())
    worths = data.draw(
        st.lists(
            st.floats(-1e4, 1e4, allow_subnormal=False), min_size=first.size, max_size=first.size
        )
    )
    second = np.array(worths).reshape(first.shape)
    np.testing.assert_allclose(shapley(first + second), shapley(first) + shapley(second), atol=1e-8)


def test_a_case_worked_by_hand() -> None:
    """Two players: alone 10 and 30, together 100; the 60 that they make together are halved."""
    assert shapley(np.array([0.0, 10.0, 30.0, 100.0])).tolist() == [40.0, 60.0]


def test_the_glove_game() -> None:
    """One left glove, two right ones, a pair is worth 1: 2/3 to the left, 1/6 to each right
    (Osborne & Rubinstein 1994, ch. 14).
    """
    values = np.array([float(coalition & 1 and coalition > 1) for coalition in range(8)])
    np.testing.assert_allclose(shapley(values), [2 / 3, 1 / 6, 1 / 6])


@pytest.mark.parametrize("many", [0, 1, 3, 6])
def test_only_whole_sets_of_coalitions(many: int) -> None:
    with pytest.raises(ValueError, match=f"{many} coalitions"):
        shapley(np.zeros(many))
