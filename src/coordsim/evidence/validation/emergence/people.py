"""D12 people differ: firms in other worlds come to other ranges."""

from __future__ import annotations

from collections.abc import Iterator

from coordsim.evidence.validation.emergence.findings import Family, Finding, Need, spread
from coordsim.evidence.validation.emergence.lab import BEST, WORST, YEARS, Lab

APART = {
    name: Need(title=f"standard deviation of the range, {name}", unit="variants", low=least)
    for name, least in ((WORST, 1.0), (BEST, 0.8))
}


def differ(lab: Lab) -> Iterator[Finding]:
    """Measure the spread over worlds of the mean range of year 2."""
    for name, need in APART.items():
        yield Finding("D12", need, "", spread(lab.arm(name).kpi("range", YEARS[2])))


FAMILIES = (
    Family(
        id="D12",
        title="People differ",
        how="Standard deviation over worlds of the mean range of year 2.",
        needs=tuple(APART.values()),
        run=differ,
    ),
)
