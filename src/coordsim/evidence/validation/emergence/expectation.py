"""D1 expectation: people who look at their results are not wrong by much for long."""

from __future__ import annotations

from collections.abc import Iterator

from coordsim.core.levers import ROLES
from coordsim.evidence.validation.emergence.findings import Family, Finding, Need, ratio
from coordsim.evidence.validation.emergence.lab import ARMS, Lab
from coordsim.study.quality import foresight

ROUNDS = slice(7, 13)  # the 8th to the 13th
TOO_HIGH = Need(
    title="expected less realised profit, rounds 8 to 13", unit="share of revenue", high=0.03
)
APART = Need(
    title="expected and realised profit apart, rounds 8 to 13, whichever way",
    unit="share of revenue",
)


def expectation(lab: Lab) -> Iterator[Finding]:
    """Compare what each manager expected of its plan with what came, arm by arm."""
    for name in ARMS:
        seen = foresight(lab.arm(name), "revenue")
        for role in ROLES:
            found = seen[role]
            revenue = found.scale[:, ROUNDS].mean(axis=1)
            miss = found.miss[:, ROUNDS]
            yield Finding("D1", TOO_HIGH, f"{role}, {name}", ratio(miss.mean(axis=1), revenue))
            away = ratio(abs(miss).mean(axis=1), revenue)
            yield Finding("D1", APART, f"{role}, {name}", away)


FAMILIES = (
    Family(
        id="D1",
        title="Expectation",
        how=(
            "What each manager expects its proposal to earn the firm, as it decides, less what the"
            " firm earns in that round. A positive figure is an expectation that was too high."
        ),
        needs=(TOO_HIGH, APART),
        run=expectation,
    ),
)
