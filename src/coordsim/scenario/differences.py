"""In which numbers and words a scenario is not the base firm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coordsim.core.levers import BY_NAME
from coordsim.core.spelling import plain
from coordsim.scenario.file import Scenario, load
from coordsim.scenario.setting import LeverSetting

TOLD = ("name", "title", "story", "goals", "sources", "sizes", "phases", "shocks")  # told apart


def differences(scenario: Scenario) -> list[tuple[str, str, str]]:
    """Return what is not as in base: dotted field, its value, and base's (empty where base has
    none, as of a rate of pay that is the rule's own); levers by what the file sets of them.
    """
    base, own = _flat(load("base")), _flat(scenario)
    return [
        (path, value, base.get(path, "")) for path, value in own.items() if value != base.get(path)
    ]


def _flat(scenario: Scenario) -> dict[str, str]:
    whole = scenario.model_dump(mode="json", exclude=set(TOLD))
    rates = scenario.rules.rates
    whole["rules"]["rates"] = {} if rates is None else rates.model_dump(exclude_defaults=True)
    whole["levers"] = {name: _set(name, setting) for name, setting in scenario.levers.items()}
    return {path: _said(value) for path, value in _leaves(whole, "")}


def _set(name: str, setting: LeverSetting) -> dict[str, Any]:
    """Return what a setting says of a lever that the lever does not say itself."""
    said = setting.model_dump(mode="json", exclude={"open"}, exclude_defaults=True)
    return said if setting.open == BY_NAME[name].open else {**said, "open": setting.open}


def _said(value: Any) -> str:
    """Write a value as the reference does."""
    if value is None or value == []:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain(value)
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return str(value)


def _leaves(record: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        path = f"{before}{name}"
        if isinstance(value, Mapping) and path not in ("rules.communication",):
            yield from _leaves(value, f"{path}.")
        else:
            yield path, value
