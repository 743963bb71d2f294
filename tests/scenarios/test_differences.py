"""In what a scenario is not the base firm."""

import pytest

from coordsim.scenario.differences import differences
from coordsim.scenario.file import load, names


def test_base_is_base() -> None:
    assert differences(load("base")) == []


def test_what_a_file_sets_is_named_with_what_base_has() -> None:
    firm = load("base").with_(
        {
            "owner.acts": "informed",
            "money.cash": 6000,
            "levers.range.inherited": [4, 8],
            "levers.quality.start": 0.6,
            "rules.rates.silo.per_unit": 0.2,
            "rules.rates.silo.target": 9.0,
            "people.tolerance": load("base").people.tolerance,
        }
    )
    assert sorted(differences(firm)) == [
        ("levers.quality.start", "0.6", ""),
        ("levers.range.inherited", "4, 8", "3, 4, 5, 6, 10, 11, 12, 13"),
        ("money.cash", "6000", "5000"),
        ("owner.acts", "informed", "blunt"),
        ("rules.rates.silo.per_unit", "0.2", "0.105"),
        ("rules.rates.silo.target", "9", ""),
    ]


@pytest.mark.parametrize("name", [name for name in names() if name != "base"])
def test_every_scenario_differs(name: str) -> None:
    assert differences(load(name))
