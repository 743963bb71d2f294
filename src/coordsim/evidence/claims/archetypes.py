"""C45: seven kinds of firms, each with the practice that its story is about, and which lever
matters most in each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from coordsim.core.records import Floats
from coordsim.evidence.claims import reasons
from coordsim.evidence.claims.records import REPORTED, UP, Claim, Contrast, higher
from coordsim.run.comparison import paired
from coordsim.run.result import Run

BEFORE, GOOD = "as it was", "good practice"
RULES: Mapping[str, Mapping[str, Any]] = {
    BEFORE: {"incentives": "silo", "communication": "none"},
    GOOD: {"incentives": "shared", "communication": "sop"},
}
COMMON = ("price", "range", "hours", "advertising")  # levers that every kind of firm has
STORIES: Mapping[str, str] = {
    "gadget": "sourcing",
    "fast-fashion": "cycle",
    "next-day": "promise",
    "beverage": "promotion_depth",
    "vehicle": "quality",
    "machinery": "build",
    "service-desk": "staff",
}  # the lever that each story is about


def levers_of(scenario: str) -> tuple[str, ...]:
    """Return the levers whose worth is measured in a scenario."""
    return (*COMMON, STORIES[scenario])


def _arms() -> dict[str, dict[str, Any]]:
    arms: dict[str, dict[str, Any]] = {}
    for scenario in STORIES:
        arms |= {
            f"{scenario}: {name}": {"scenario": scenario, **rules} for name, rules in RULES.items()
        }
        arms |= {
            f"{scenario}: without {lever}": {
                "scenario": scenario,
                **RULES[GOOD],
                f"levers.{lever}.open": False,
            }
            for lever in levers_of(scenario)
        }
    return arms


def worth_of_levers(runs: Mapping[str, Run], scenario: str) -> dict[str, Floats]:
    """Profit lost when good practice has to leave a lever at its start value, lever -> (F,),
    largest mean first.
    """
    good = runs[f"{scenario}: {GOOD}"].kpi("profit")
    worth = {
        lever: good - runs[f"{scenario}: without {lever}"].kpi("profit")
        for lever in levers_of(scenario)
    }
    return dict(sorted(worth.items(), key=lambda item: -float(np.nanmean(item[1]))))


def _c45(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    out = [
        higher(runs, f"{scenario}: {GOOD}", f"{scenario}: {BEFORE}", "profit")
        for scenario in STORIES
    ]
    worth = {scenario: worth_of_levers(runs, scenario) for scenario in STORIES}
    tops = {scenario: next(iter(values)) for scenario, values in worth.items()}
    kinds = len(set(tops.values()))
    out.append(
        Contrast(
            "kinds of levers that come first, less one",
            "levers",
            paired(*_constant(runs, kinds - 1.0)),
            UP,
        )
    )
    for here, there in permutations(STORIES, 2):
        if tops[here] != tops[there] and tops[there] in worth[here] and tops[here] in worth[there]:
            for scenario, first, second in (
                (here, tops[here], tops[there]),
                (there, tops[there], tops[here]),
            ):
                gap = paired(worth[scenario][first], worth[scenario][second])
                out.append(
                    Contrast(
                        f"{scenario}: worth of {first} - worth of {second}", "money/week", gap, UP
                    )
                )
            break
    for scenario, values in worth.items():
        for place, (lever, value) in enumerate(values.items(), start=1):
            out.append(
                Contrast(
                    f"{scenario}: {place}. {lever}",
                    "money/week",
                    paired(value, 0 * value),
                    REPORTED,
                )
            )
    return out


def _constant(runs: Mapping[str, Run], value: float) -> tuple[Floats, Floats]:
    """A number for every world, and zeros to hold it against."""
    firms = next(iter(runs.values())).firms
    return np.full(firms, value), np.zeros(firms)


CLAIMS = (
    Claim(
        id="C45",
        title="Seven kinds of firms",
        statement=(
            "In each of seven kinds of firms - few products and booked capacity, fast fashion, a"
            " delivery network, a brand, late engineering changes, machine tools, a software"
            " service - shared pay and one plan earn more than split pay and silence. Which"
            " lever matters most, by what it costs good practice to leave it at its start value,"
            " is not the same in all."
        ),
        source="what marketing needs to know from operations",
        arms=_arms(),
        contrasts=_c45,
        kpis=("profit",),
        why=reasons.KINDS,
    ),
)
