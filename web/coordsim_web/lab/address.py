"""A choice and a week as the address of the page, so that both survive a refresh and can be
bookmarked.

`scenario=base&world=1&a.incentives=silo&…&week=61`: rules by the names that files use, further
settings as `a.levers.range.start=12`; lists are joined by commas, switches are yes or no, and what
is empty is left as the talk rule has it.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from coordsim.scenario.file import load, names
from coordsim_web.lab import choices
from coordsim_web.lab.choices import ON_OFFER, SIDES, Choice, ChoiceError
from coordsim_web.lab.settings import Setting, settings

MOST_FIELDS: Final = 200
WHOLE: Final = re.compile(r"-?\d{1,20}")
SAFE: Final = ",+-"  # readable in an address
SWITCH: Final = {"yes": True, "no": False}


@dataclass(frozen=True)
class Place:
    """Where a visitor is: a choice and a week, counted from 0."""

    choice: Choice = field(default_factory=Choice)
    week: int = 0


def write(choice: Choice) -> str:
    """Return the address of a choice, without its week."""
    fields = {"scenario": choice.scenario, "world": str(choice.seed)}
    for side in SIDES:
        rules = getattr(choice, side)
        fields |= {f"{side}.{kind}": getattr(rules, kind) for kind in ON_OFFER}
        fields |= {f"{side}.{key}": _written(value) for key, value in rules.more}
    fields |= {f"both.{key}": _written(value) for key, value in choice.both}
    return urlencode(fields, safe=SAFE)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value is None else str(value)


def read(search: str | None) -> Place:
    """Return the place that an address names. Raises ChoiceError with one sentence on the first
    thing in it that cannot be.
    """
    if not search:
        return Place()
    fields = _fields(search)
    week = fields.pop("week", "1")
    choice = choices.read(_data(fields))
    weeks = choice.firm("a").horizon.weeks
    number = _number(week)
    if not isinstance(number, int) or not 1 <= number <= weeks:
        raise ChoiceError(f"Week: {choices.shown(number)} is not a whole number from 1 to {weeks}.")
    return Place(choice, number - 1)


def _fields(search: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(search, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise ChoiceError(f"The address has more than {MOST_FIELDS} fields.") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise ChoiceError(f"The address has {choices.shown(name)} twice.")
        fields[name] = value
    return fields


def _data(fields: dict[str, str]) -> dict[str, Any]:
    """Return the fields as a page sends them; what is not named is as in the first choice, and firm
    A's rules as in the scenario.
    """
    plain: dict[str, Any] = dict(Choice().plain())
    scenario = fields.pop("scenario", plain["scenario"])
    if scenario not in names():
        return plain | {"scenario": scenario}
    if scenario != plain["scenario"]:
        plain |= {"scenario": scenario, "a": dict(choices.own(load(scenario)).plain())}
    if "world" in fields:
        plain["seed"] = fields.pop("world")
    offered = settings(scenario)
    for name, value in fields.items():
        side, _, key = name.partition(".")
        if side in SIDES and key in ON_OFFER:
            plain[side] = {**plain[side], key: value}
        elif side in SIDES and key in offered:
            more = {**plain[side]["more"], key: _meant(offered[key], value)}
            plain[side] = {**plain[side], "more": more}
        elif side == "both" and key in offered:
            plain["both"] = {**plain["both"], key: _meant(offered[key], value)}
        else:
            raise ChoiceError(f"{choices.shown(name)} cannot be set here.")
    return plain


def _number(text: str) -> int | str:
    return int(text) if WHOLE.fullmatch(text) else text


def _meant(setting: Setting, text: str) -> Any:
    """Return the value that a text of the address stands for; the text itself where it stands for
    none, to be refused.
    """
    if setting.kind == "switch":
        return SWITCH.get(text, text)
    if setting.kind == "several":
        return text.split(",") if text else []
    if setting.kind == "one":
        return next((one.name for one in setting.options if _written(one.name) == text), text)
    try:
        return float(text) if text else None
    except ValueError:
        return text
