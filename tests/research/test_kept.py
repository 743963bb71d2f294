"""A finished study in hand travels and shows itself in notebooks; a factor's slips are told."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pandas as pd
import pytest
from research.small import experiment, quick

from coordsim.research import DesignError, Experiment, Results


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder: Path = experiment(tmp_path_factory.mktemp("kept"))
    quick(folder)
    return Results.load(folder)


def test_it_travels(results: Results) -> None:
    again = pickle.loads(pickle.dumps(results))
    pd.testing.assert_frame_equal(again.frame, results.frame)
    pd.testing.assert_frame_equal(again.points, results.points)
    assert again.file == results.file
    assert hash(again.file) == hash(results.file)


def test_it_is_shown_in_notebooks(results: Results) -> None:
    text = results._repr_html_()
    assert text.count("<tr>") == 1 + min(12, len(results.points))
    told = re.sub(r"<[^>]+>", " ", text)
    for name in (*results.choices, *results.outcomes[:4]):
        assert name in told


def test_a_factor_with_a_field_too_many_is_told() -> None:
    with pytest.raises(DesignError, match=r"n is not known; allowed: low, high, whole, levels"):
        Experiment(
            "base",
            question="?",
            uncertain={"market.shock_sd": {"low": 0, "high": 0.4, "n": 5}},
            seeds=range(1, 3),
        )
