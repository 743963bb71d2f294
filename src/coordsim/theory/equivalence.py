"""Two one-sided tests: a mean is *equivalent* to a value when it is shown not to be further off
than a margin. That two things do not differ significantly shows nothing of the kind.

Scalars. Source: Schuirmann 1987, A Comparison of the Two One-Sided Tests Procedure and the Power
Approach for Assessing the Equivalence of Average Bioavailability.
"""

from __future__ import annotations

from coordsim.theory import _checks


def two_one_sided(difference: float, se: float, margin: float, samples: int) -> float:
    """Return the p-value of "off by the margin or more": the larger one of both t-tests, with
    ``samples`` - 1 degrees of freedom.

    difference: estimate less value; se: its standard error; margin > 0, in the same unit. Raises
    ValueError unless se and margin are above 0, difference is finite and samples is at least 2.
    """
    from scipy.special import stdtr  # a third of a second, which most need not wait

    _checks.finite(difference=difference)
    _checks.positive(se=se, margin=margin)
    _checks.whole(samples=samples, least=2)
    return float(stdtr(samples - 1, (abs(difference) - margin) / se))


def least_margin(difference: float, se: float, samples: int, level: float = 0.05) -> float:
    """Return the smallest margin at which the two tests show equivalence at a level: |difference|
    and the one-sided t-quantile times the standard error.

    Raises ValueError unless se is not negative, difference is finite, samples is at least 2 and
    level is within (0, 1).
    """
    from scipy.special import stdtrit

    _checks.finite(difference=difference)
    _checks.not_negative(se=se)
    _checks.whole(samples=samples, least=2)
    _checks.inside_zero_one(level=level)
    return abs(difference) + float(stdtrit(samples - 1, 1 - level)) * se
