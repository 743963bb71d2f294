"""The ordinary engine, stripped to a textbook case: scenarios made of numbers, and a runner that
keeps a few weekly arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from coordsim.core.levers import BY_NAME, LEVERS
from coordsim.core.parameters import Money, bounds
from coordsim.core.records import Floats, Week
from coordsim.evidence.validation.rows import Size
from coordsim.run.simulate import Engine, seeds_from
from coordsim.scenario.file import Scenario, parse

FREE = {
    name: 0.0 for name in Money.model_fields if (bounds(Money, name) or (1.0,))[0] <= 0
}  # every price that may be nothing
QUIET = {"advertising": 0.0, "promotion_every": 0.0, "range": 1.0, "cycle": 1.0, "safety": 0.0}
WIDE = {
    "price": (0.0, 1e6),
    "safety": (-100.0, 100.0),
}  # the same in all scenarios, so that they can share a batch


def textbook(
    name: str,
    levers: Mapping[str, float],
    size: Size,
    *,
    demand: str = "given",
    money: Mapping[str, float] | None = None,
    plant: Mapping[str, Any] | None = None,
    slots: int = 1,
    **groups: Mapping[str, Any],
) -> Scenario:
    """Build a scenario in which nothing costs, binds, breaks or moves but what the case names.

    Hours and materials are endless, lots may be fractions, shelves start empty, operations knows
    the given mean, nobody talks, both seats leave everything as it is and every lever is closed at
    its start, with limits widened to hold it.
    """
    start = {lever.name: lever.start for lever in LEVERS} | QUIET | dict(levers)
    return parse(
        {
            "name": name,
            "title": "A case of theory",
            "rules": {
                "demand": demand,
                "marketing": {"kind": "hold"},
                "operations": {"kind": "hold"},
            },
            "levers": {lever: _closed(lever, value, slots) for lever, value in start.items()},
            "line": {"slots": slots},
            "plant": (
                {
                    "endless": True,
                    "whole_units": False,
                    "forecast_window": 0,
                    "breakdown_share": 0.0,
                }
                | dict(plant or {})
            ),
            "supply": {"endless": True},
            "start": {"cover_weeks": 0.0},
            "money": FREE | dict(money or {}),
            "horizon": {
                "weeks": size.warmup + size.weeks,
                "warmup": size.warmup,
                "round_weeks": 52,
            },
            **{group: dict(values) for group, values in groups.items()},
        },
        name,
    )


def _closed(name: str, value: float, slots: int) -> dict[str, Any]:
    lever = BY_NAME[name]
    low, high = WIDE.get(name, (lever.low, float(slots) if name == "range" else lever.high))
    return {"low": low, "high": high, "start": value, "open": False}


def weekly(
    scenarios: Sequence[Scenario],
    size: Size,
    take: Callable[[Week], Mapping[str, Floats]],
    prepare: Callable[[Engine], None] | None = None,
) -> list[dict[str, Floats]]:
    """Run each scenario in the same worlds (seeds 1, 2, ..., size.firms) as one batch.

    Returns, for each scenario, what ``take`` keeps of the weeks after warm-up, each (firms, weeks,
    ...). ``prepare`` may arrange the first morning.
    """
    seeds = seeds_from(1, size.firms)
    engine = Engine(
        [scenario for scenario in scenarios for _ in seeds], list(seeds) * len(scenarios)
    )
    if prepare is not None:
        prepare(engine)
    kept: list[Mapping[str, Floats]] = []
    for week in range(size.warmup + size.weeks):
        record = engine.step()
        if week >= size.warmup:
            kept.append(take(record))
    whole = {name: np.stack([one[name] for one in kept], axis=1) for name in kept[0]}
    return [
        {
            name: values[place * size.firms : (place + 1) * size.firms]
            for name, values in whole.items()
        }
        for place in range(len(scenarios))
    ]
