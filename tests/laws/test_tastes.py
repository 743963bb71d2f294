"""In every world of clustered tastes coverage is concave in the number of variants."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coordsim.core.tastes import Clusters, Likes, ground, inclusive_values
from coordsim.mind.reaction import average_nodes

ways = st.builds(
    Clusters,
    classes=st.sampled_from([1, 5, 24, 48]),
    clusters=st.integers(1, 8),
    weight=st.floats(0.0, 1.0),
    width=st.floats(0.005, 0.5),
    sd=st.floats(0.0, 2.0),
)
likes = st.builds(
    Likes,
    attraction=st.floats(-6.0, 6.0),
    away=st.floats(0.0, 20.0),
    taste_cost=st.floats(0.0, 60.0),
    nest_scale=st.floats(0.05, 1.0),
    slots=st.integers(1, 24),
    range=st.just(1),
)
law = settings(derandomize=True, deadline=None, max_examples=60)


@law
@given(ways, likes, st.integers(0, 2**62))
def test_every_variant_brings_at_most_as_much_as_the_one_before(
    drawn: Clusters, worth: Likes, seed: int
) -> None:
    """Demand at the reference price: concave and rising in the range, whatever the tastes."""
    found = ground(drawn, worth, seed)
    values = inclusive_values(found.places, worth, drawn.classes)
    against = 1 + np.exp(-worth.attraction - values)
    covered = (found.density / (worth.away + against)).sum(axis=1)
    gains = np.diff(covered, prepend=0.0)
    assert (gains >= -1e-12).all()
    assert (np.diff(gains) <= 1e-12).all()


@law
@given(ways, likes, st.integers(0, 2**62))
def test_tastes_are_shares_and_places_differ(drawn: Clusters, worth: Likes, seed: int) -> None:
    found = ground(drawn, worth, seed)
    assert abs(found.density.sum() - 1) < 1e-6
    assert (found.density >= (1 - drawn.weight) / drawn.classes - 1e-12).all()
    assert len(set(found.places.tolist())) == worth.slots
    assert ((found.places > 0) & (found.places < 1)).all()
    assert abs(found.popular.sum() - 1) < 1e-9


@settings(derandomize=True, deadline=None, max_examples=5)
@given(ways, likes)
def test_managers_believe_in_a_concave_curve(drawn: Clusters, worth: Likes) -> None:
    """Nearly: their eight nodes stay away all together, not each class as often as it buys."""
    nodes = average_nodes(drawn, worth)[1:]
    believed = (1 / (1 + np.exp(-worth.attraction) * nodes)).mean(axis=1)
    gains = np.diff(believed / (1 + worth.away * believed), prepend=0.0)
    assert (gains >= -1e-9).all()
    assert (np.diff(gains) <= 0.01 * gains[0]).all()
