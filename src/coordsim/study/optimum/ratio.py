"""A ratio of means over worlds with its interval."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import stdtrit

from coordsim.core.records import Floats
from coordsim.run.comparison import paired


@dataclass(frozen=True)
class Efficiency:
    """Coordination efficiency: mean ``gained`` over mean ``gap``, with its 95 % interval.

    ``gained`` (F,): profit less the silo + none baseline's in the same world; ``gap`` (F,): the
    benchmark plan's profit less the baseline's; money/week.
    """

    mean: float
    low: float
    high: float
    gained: Floats = field(repr=False)
    gap: Floats = field(repr=False)

    def __str__(self) -> str:
        return f"{self.mean:.3g} [{self.low:.3g}, {self.high:.3g}]"


def efficiency(profit: Floats, baseline: Floats, benchmark: Floats) -> Efficiency:
    """Return (profit - baseline) / (benchmark - baseline) as a ratio of means over worlds; all
    (F,), the same worlds in each.

    Its interval is the delta method's for a ratio estimator, with Student's t (Cochran 1977,
    Sampling Techniques, 3rd ed., ch. 6): the standard error of mean(gained - R gap) over mean(gap).
    Raises ValueError for fewer than two worlds, and where the benchmark does not earn more than the
    baseline beyond doubt: a ratio over nothing means nothing.
    """
    gained, gap = profit - baseline, benchmark - baseline
    if len(gap) < 2:
        raise ValueError(f"coordination efficiency needs at least two worlds, not {len(gap)}")
    base = paired(benchmark, baseline)
    if base.low <= 0:
        raise ValueError(
            "coordination efficiency has no base: the benchmark plan's profit less that of silo +"
            f" none is {base} in {len(gap)} worlds, and it has to be above zero"
        )
    ratio = float(gained.mean() / gap.mean())
    error = float((gained - ratio * gap).std(ddof=1) / np.sqrt(len(gap)) / gap.mean())
    half = float(stdtrit(len(gap) - 1, 0.975)) * error
    return Efficiency(ratio, ratio - half, ratio + half, gained, gap)
