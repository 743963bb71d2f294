"""Random scenarios and random play within the limits, for laws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from hypothesis import strategies as st

from coordsim.core.levers import BY_NAME
from coordsim.core.parameters import GROUPS
from coordsim.core.records import Decision, Floats, Observation
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.scenario.file import Scenario
from coordsim.scenario.rules import ShockSetting
from support.firms import small

ROOMY = 4.0  # a number without a natural upper bound is drawn up to this many times its default


@dataclass(frozen=True)
class Restless:
    """A player that sets every open lever anew, at random within its limits, and says anything on
    demand.
    """

    seed: int

    def decide(self, observation: Observation) -> Decision:
        firms = len(observation.expected_demand)
        luck = np.random.default_rng([self.seed, observation.week, len(observation.role)])
        levers: dict[str, Floats] = {}
        for name, (low, high) in observation.limits.items():
            lever = BY_NAME[name]
            if lever.choices:
                allowed = [value for value in lever.choices if low <= value <= high]
                levers[name] = luck.choice(allowed, firms)
            elif lever.whole:
                levers[name] = luck.integers(int(low), int(high), firms, endpoint=True).astype(
                    np.float64
                )
            else:
                levers[name] = luck.uniform(low, high, firms)
        word = (
            observation.expected_demand * luck.uniform(0, 3, firms)
            if observation.role == "marketing"
            else None
        )
        return Decision(levers, word)


def restless(seed: int) -> dict[str, Restless]:
    return {"marketing": Restless(seed), "operations": Restless(seed + 1)}


def real_numbers() -> dict[str, tuple[float, float]]:
    """Every parameter that may differ from firm to firm: dotted name -> a range to draw from."""
    out = {}
    blank = small().parameters
    for group in GROUPS:
        record = getattr(blank, group)
        for name, field in type(record).model_fields.items():
            value = getattr(record, name)
            if isinstance(value, float):
                low = next(float(item.ge) for item in field.metadata if hasattr(item, "ge"))
                high = next(float(item.le) for item in field.metadata if hasattr(item, "le"))
                out[f"{group}.{name}"] = (low, min(high, max(ROOMY * abs(value), 1.0)))
    return out


NUMBERS = real_numbers()
WHOLE = {
    "market.need_weeks": (0, 4),
    "market.stockpile_weeks": (0, 4),
    "line.teething_weeks": (0, 5),
    "plant.lead_weeks": (0, 3),
    "plant.capacity_lead_weeks": (0, 5),
    "plant.forecast_window": (1, 9),
    "plant.shelf_life": (0, 6),
    "supply.lead_weeks": (1, 4),
    "supply.partner_weeks": (1, 4),
    "people.quarter_rounds": (1, 3),
    "horizon.round_weeks": (1, 5),
}
SOON = {
    "line.development_weeks": 2.0,
    "line.hoped_weeks": 1.0,
}  # variants are launched within a short run
WAYS = ("cross_training", "cross_functional_team", "continuous_improvement", "accountability")


@st.composite
def changes_of_numbers(draw: st.DrawFn, most: int = 8) -> dict[str, float]:
    """Changes of some real parameters within their bounds."""
    names = draw(st.lists(st.sampled_from(sorted(NUMBERS)), max_size=most, unique=True))
    out = {name: draw(st.floats(*NUMBERS[name], allow_subnormal=False)) for name in names}
    if out.get("market.substitute", 0.19) + out.get("market.wait", 0.15) > 1:
        out["market.wait"] = 0.0
    return out


@st.composite
def changes_of_kind(draw: st.DrawFn) -> dict[str, Any]:
    """Rules, whole parameters and switches."""
    out: dict[str, Any] = {
        "incentives": draw(st.sampled_from(sorted(PAY))),
        "communication": draw(st.sampled_from(sorted(TALK))),
        "governance": draw(st.sampled_from(sorted(SETTLING))),
    }
    for name in draw(st.lists(st.sampled_from(sorted(WHOLE)), max_size=3, unique=True)):
        out[name] = draw(st.integers(*WHOLE[name]))
    if draw(st.booleans()):
        out[draw(st.sampled_from(["plant.endless", "supply.endless"]))] = True
    for name in ("plant.setup_carryover", "supply.exact_cover", "supply.timed"):
        out |= {name: True} if draw(st.booleans()) else {}
    for name in draw(st.lists(st.sampled_from(WAYS), max_size=3, unique=True)):
        out[name] = True
    out["technologies"] = draw(
        st.lists(st.sampled_from(list(TECHNOLOGIES)), max_size=4, unique=True)
    )
    out["involvement"] = draw(st.sampled_from([0.0, 0.3, 1.0]))
    out["people.word_of_mouth"] = draw(st.sampled_from(["mean", "network"]))
    out["market.tastes"] = draw(st.sampled_from(["even", "clusters"]))
    out["shocks"] = draw(st.lists(shocks(), max_size=2))
    return out | draw(phases(out.get("horizon.round_weeks", 4)))


@st.composite
def shocks(draw: st.DrawFn) -> dict[str, Any]:
    """Something that happens to a small firm within its weeks."""
    kind = draw(st.sampled_from(get_args(ShockSetting.model_fields["kind"].annotation)))
    return {
        "kind": kind,
        "week": draw(st.integers(0, 11)),
        "weeks": draw(st.integers(1, 8)),
        "size": draw(st.floats(-0.9, 2.0)),
    }


@st.composite
def phases(draw: st.DrawFn, every: int) -> dict[str, Any]:
    """At most one change of rules, in the second or third round, with or without an order."""
    if not draw(st.booleans()):
        return {}
    phase: dict[str, Any] = {
        "week": every * draw(st.integers(1, 2)),
        "incentives": draw(st.sampled_from(sorted(PAY))),
        "communication": draw(st.sampled_from(sorted(TALK))),
        "governance": draw(st.sampled_from(sorted(SETTLING))),
        "orders": draw(
            st.sampled_from([{}, {"price": 12.0, "build": 1.0}, {"sourcing": 1.0, "range": 6.0}])
        ),
    }
    return {"phases": [phase]}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A small firm of any kind with any numbers."""
    changes: Mapping[str, Any] = draw(changes_of_kind()) | draw(changes_of_numbers())
    return small(SOON | dict(changes))


seeds = st.integers(0, 2**40)
