"""D1 expectation: people who look at their results are not wrong by much for long."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from coordsim.core.levers import ROLES
from coordsim.core.records import Floats
from coordsim.evidence.validation.emergence.findings import Family, Finding, Need, ratio
from coordsim.evidence.validation.emergence.lab import ARMS, Lab, plain
from coordsim.run.simulate import seeds_from, simulate
from coordsim.study.quality import foresight, regret

ROUNDS = slice(7, 13)  # the 8th to the 13th
TOO_HIGH = Need(
    title="expected less realised profit, rounds 8 to 13", unit="share of revenue", high=0.03
)
APART = Need(
    title="expected and realised profit apart, rounds 8 to 13, whichever way",
    unit="share of revenue",
)


MISSED = Need(
    title="pay missed by a manager's own lights, rounds 8 to 13, over what was to be gained",
    unit="share",
)
WORLDS = 12  # in which plans are searched
WEEKS = 78  # thirteen rounds of up to six weeks


def _lived(of_rounds: Floats) -> Floats:
    """Return means over rounds, (F, R) -> (F,), of firms that stopped as of their revenue: nothing
    is added after the stop.
    """
    return np.nan_to_num(of_rounds).mean(axis=1)


def missed(lab: Lab, name: str) -> Iterator[Finding]:
    """Search the best plan by each manager's own lights, in some worlds of an arm."""
    firm = plain(lab.scenario, ARMS[name], WEEKS)
    run = simulate(firm, seeds=seeds_from(lab.first, min(WORLDS, lab.worlds)))
    for role, found in regret(run, ROUNDS).items():
        room = _lived(found.best - found.found)
        yield Finding("D1", MISSED, f"{role}, {name}", ratio(_lived(found.missed), room))


def expectation(lab: Lab) -> Iterator[Finding]:
    """Compare what each manager expected of its plan with what came, arm by arm, and its plan with
    the best by its own lights.
    """
    length = lab.scenario.horizon.round_weeks
    if ROUNDS.stop * length > WEEKS:
        why = f"thirteen rounds of {length} weeks are longer than {WEEKS} weeks"
        for need in (TOO_HIGH, APART, MISSED):
            yield Finding("D1", need, "", None, why)
        return
    for name in ARMS:
        seen = foresight(lab.arm(name), "revenue")
        for role in ROLES:
            found = seen[role]
            revenue = found.scale[:, ROUNDS].mean(axis=1)
            miss = found.miss[:, ROUNDS]
            yield Finding("D1", TOO_HIGH, f"{role}, {name}", ratio(_lived(miss), revenue))
            away = ratio(_lived(abs(miss)), revenue)
            yield Finding("D1", APART, f"{role}, {name}", away)
        yield from missed(lab, name)


FAMILIES = (
    Family(
        id="D1",
        title="Expectation",
        how=(
            "What each manager expects its proposal to earn the firm, as it decides, less what the"
            " firm earns in that round. A positive figure is an expectation that was too high."
            " Beside it, how much of the way from the plan in force to the best one that it can"
            f" think of each leaves ungone, in {WORLDS} worlds."
        ),
        needs=(TOO_HIGH, APART, MISSED),
        run=expectation,
    ),
)
