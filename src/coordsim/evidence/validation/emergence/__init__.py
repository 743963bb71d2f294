"""Part D, emergence: whether the story comes out of the model by itself, judged on worlds in which
no number was set.

``emerge()`` measures families of rows, D1 to D12, on any scenario. Each row says what has to hold,
as a band, the figure with its interval over worlds, and whether it held; a row whose measure the
model does not have yet says *not measured*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coordsim.evidence.validation.emergence import (
    bullwhip,
    expectation,
    failures,
    gap,
    idle,
    kinks,
    people,
    robust,
    starts,
    steady,
    uncertainty,
)
from coordsim.evidence.validation.emergence.findings import Estimate, Family, Finding, Need
from coordsim.evidence.validation.emergence.lab import FIRST, SPENT, Lab, lab

__all__ = [
    "FAMILIES",
    "FIRST",
    "SPENT",
    "Estimate",
    "Family",
    "Finding",
    "Lab",
    "Need",
    "emerge",
    "lab",
]

MODULES = (
    expectation,
    gap,
    failures,
    starts,
    idle,
    steady,
    robust,
    uncertainty,
    bullwhip,
    kinks,
    people,
)
FAMILIES: dict[str, Family] = {
    family.id: family
    for family in sorted(
        (family for module in MODULES for family in module.FAMILIES),
        key=lambda family: int(family.id[1:]),
    )
}


def emerge(
    here: Lab,
    ids: Sequence[str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[Finding]:
    """Measure families (all when None) in a lab, ``lab("base")``; rows in the order of the table.

    ``progress`` is called with a line of text before each family. Raises ValueError on a name that
    is no family.
    """
    wanted = list(FAMILIES) if ids is None else [name.upper() for name in ids]
    for name in wanted:
        if name not in FAMILIES:
            raise ValueError(f"{name} is not a part of emergence; allowed: {', '.join(FAMILIES)}")
    found: list[Finding] = []
    for family in FAMILIES.values():
        if family.id in wanted:
            if progress is not None:
                progress(f"{family.id} {family.title}")
            found += family.run(here)
    return found
