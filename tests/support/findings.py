"""A small finding of each kind, for the tests of analyses and of figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from coordsim.research import analysis
from coordsim.research.analysis import Finding, Span
from support.frames import frame, grid, luck, rows

NAMES = ["a__x", "a__y"]
PROBLEM = {"num_vars": 2, "names": NAMES, "bounds": [[0.0, 1.0]] * 2}
WORLDS = {"seeds": [1, 2], "check_seeds": [8, 9, 10]}


def worth(point, luck):
    paid = (point.get("pay") == "shared") * (1 + luck.normal())
    return point["a__x"] + 2 * point["a__y"] + paid + luck.normal()


def crossed() -> pd.DataFrame:
    points = grid(pay=["silo", "shared"], a__x=[0.0, 0.5, 1.0], a__y=[0.0, 1.0])
    return frame(points, [1, 2, 3], worth)


def evaluate(levels, seeds):
    return {"profit": np.array([worth(levels, luck(seed)) for seed in seeds])}


def gap() -> analysis.Contrast:
    return analysis.contrast(crossed(), "pay", "shared", "silo", "profit", factors=["pay", *NAMES])


def sampled(x: np.ndarray) -> pd.DataFrame:
    return frame(rows(x, NAMES), [1, 2], worth)


MAKERS: Mapping[str, Callable[[], Finding]] = {
    "Contrast": gap,
    "Groups": lambda: gap().by("x"),
    "Effects": lambda: analysis.effects(crossed(), "profit", ["pay", "x"]),
    "Indices": lambda: analysis.sobol(
        sampled(sobol_sample.sample(PROBLEM, 4, seed=1)), PROBLEM, "profit"
    ),
    "Screening": lambda: analysis.morris(
        sampled(morris_sample.sample(PROBLEM, 4, seed=1)), PROBLEM, "profit"
    ),
    "Box": lambda: analysis.prim(
        sampled(sobol_sample.sample(PROBLEM, 8, seed=1)), "profit", NAMES, above=2
    ),
    "Surface": lambda: analysis.surface(crossed(), "profit", ["pay", "x", "y"]),
    "Front": lambda: analysis.search(
        evaluate, {"a__x": [0, 1], "a__y": [0, 1]}, maximise=["profit"], **WORLDS
    ),
    "Calibration": lambda: analysis.calibrate(
        evaluate, {"a__x": Span(0, 1), "a__y": [0, 1]}, {"profit": (2, 1)}, candidates=4, **WORLDS
    ),
    "Power": lambda: gap().power(1.0),
}
SLOW = {"Box"}  # the workbench takes its time to import
