"""The Lab's further settings as rows of a form."""

import re
from collections.abc import Iterator

from coordsim.core.kpis import KPI
from coordsim_web.lab import offers
from coordsim_web.lab.offers import Group, Row
from coordsim_web.lab.settings import BOTH, GROUPS, Option, Setting, Value, settings

EMPTY = "as it is"  # where nothing is set and the talk rule decides
NAMES = {"a": "Firm A", "b": "Firm B", "both": "Both firms"}


def form(scenario: str) -> list[Group]:
    """Return the rows of a scenario, group after group."""
    offered = list(settings(scenario).values())
    groups = []
    for name, label in GROUPS.items():
        within = [one for one in offered if one.group == name]
        rows = [row for one in within for row in _rows(one, alone=len(within) == 1)]
        groups.append(Group(name=name, label=label, rows=rows))
    return [group for group in groups if group["rows"]]


def _rows(setting: Setting, *, alone: bool) -> Iterator[Row]:
    """Yield the rows of a setting; a list has a switch for each of its entries, named by the entry
    alone where the list is ``alone`` in its group.
    """
    if setting.kind != "several":
        yield _row(setting, setting.label)
        return
    for option in setting.options:
        label = option.label if alone else f"{setting.label}: {option.label.lower()}"
        yield _row(setting, label, option)


def _row(setting: Setting, label: str, option: Option | None = None) -> Row:
    sides = ("both",) if setting.group in BOTH else ("a", "b")
    name = "" if option is None else str(option.name)
    kpi = "" if option is None else option.kpi
    return Row(
        id=re.sub(r"\W+", "-", f"set-{setting.key}-{name}"),
        key=setting.key,
        option=name,
        kind="switch" if setting.kind == "several" else setting.kind,
        label=label,
        words=setting.words if option is None else option.words,
        unit="" if option else setting.unit,
        kpi=kpi,
        acts_on=f"Acts on {KPI[kpi].label.lower()}" if kpi else "",
        names={side: f"{NAMES[side]}: {label}" for side in sides},
        start=_plain(setting.start),
        options=[offers.Option(name=one.name, label=one.label) for one in setting.options],
        low=setting.low,
        high=setting.high,
        slide=setting.step if setting.kind == "number" and setting.start is not None else 0.0,
        empty=EMPTY if setting.start is None else "",
    )


def _plain(value: Value) -> offers.Value:
    return list(value) if isinstance(value, tuple) else value
