"""Shortcuts in formulas change no bit of what they stand for."""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import called
from coordsim.core.formulas import FADED, FAR, fading, normal_loss


def faded(x: float) -> float:
    return fading(x)


def lost(z: float) -> float:
    return float(normal_loss(z))


def test_what_has_faded_is_zero() -> None:
    compiled = called(faded)
    for x in (0.0, 1.0, 708.5, 745.0, np.nextafter(FADED, 0), FADED, FADED + 1e-9, 1e9, math.inf):
        assert compiled(x) == math.exp(-x), x
    assert math.isnan(compiled(math.nan))


def test_far_out_and_in_the_middle_the_loss_is_that_of_the_formula() -> None:
    compiled = called(lost)
    for z in (-50.0, -1.0, -0.0, 0.0, 1e-300, 1.0, 37.5, 38.5, FAR, np.nextafter(FAR, 50), 90.0):
        density = math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        assert compiled(z) == density - z * 0.5 * math.erfc(z / math.sqrt(2)), z
