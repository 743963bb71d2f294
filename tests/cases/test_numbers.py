"""Numbers that stood in code once: each is a parameter that the firm's weeks answer to."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from support.firms import small

from coordsim.run.simulate import simulate

BASES: dict[str, dict[str, Any]] = {
    "few hours": {
        "incentives": "departmental",
        "communication": "dashboard",
        "technologies": ["ai_forecast"],
        "cross_training": True,
        "levers.hours.start": 80,
        "plant.breakdown_share": 0.5,
        "plant.congestion": 10.0,
        "market.customers": 200,
    },
    "few hands": {
        "rules.operations": {"kind": "hold"},
        "levers.staff.start": 4,
        "service.contact_rate": 0.5,
        "market.customers": 200,
    },
}
NUMBERS = {
    "market.answer_reference": ("few hours", 12.0),
    "plant.breakdown_most": ("few hours", 0.5),
    "plant.defect_variants": ("few hours", 1.0),
    "plant.defect_effort": ("few hours", 0.2),
    "plant.slack": ("few hours", 0.5),
    "plant.report_weight": ("few hours", 0.6),
    "supply.modules": ("few hours", 3),
    "service.load_most": ("few hands", 0.8),
    "service.patience_weeks": ("few hands", 1.0),
    "systems.momentum_limit": ("few hours", 0.01),
    "systems.training_weeks": ("few hours", 2),
    "people.frustration_conflict": ("few hours", 0.4),
    "people.frustration_empty": ("few hours", 0.1),
    "people.work_spread": ("few hours", 2.0),
    "people.load_spread": ("few hours", 0.5),
    "people.surplus": ("few hours", 0.9),
    "start.materials_weeks": ("few hours", 0.5),
}


@cache
def plain(base: str) -> str:
    return simulate(small(BASES[base]), firms=2).hash


@pytest.mark.parametrize("name", NUMBERS)
def test_each_number_is_in_force(name: str) -> None:
    base, value = NUMBERS[name]
    assert simulate(small(BASES[base] | {name: value}), firms=2).hash != plain(base)
