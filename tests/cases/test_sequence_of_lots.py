"""Which lot comes first where weeks of cover are the same."""

from __future__ import annotations

from coordsim.core.compiled import called
from coordsim.firm import plant


def test_the_same_cover_but_for_rounding() -> None:
    """Four variants in five: 70 units of one and 56 of another last equally long, whatever the last
    digit of the quotient is; slots then stay in order.
    """
    is_sooner = called(plant.is_sooner)
    one, other = 70 / 15.767104839528272, 56 / 12.61368387162262
    assert one != other
    assert not is_sooner(one, other)
    assert not is_sooner(other, one)
    assert is_sooner(4.43, other)
    assert not is_sooner(other, 4.43)
    assert not is_sooner(0.0, 0.0)
