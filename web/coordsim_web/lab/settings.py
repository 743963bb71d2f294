"""What may be set in the Lab besides pay, talk and who settles: read from the scenario's own fields
and the lever table.
"""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from coordsim.core.facts import GROUPS as FACT_GROUPS
from coordsim.core.levers import BY_NAME, LEVERS, ROLES, Lever
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.scenario.file import Scenario, load
from coordsim.scenario.names import names_of
from coordsim.scenario.rules import Rules, Talk
from coordsim.show.numbers import counted, number, share
from coordsim.show.words import WAYS
from coordsim_web.lab.said import said

FRONT: Final = ("incentives", "communication", "governance")
APART: Final = (
    "demand",
    *ROLES,
)  # a given demand is a scenario of its own; seats belong to the game
GROUPS: Final = {
    "ways": "Ways of working",
    "talk": "Talk in detail",
    "technologies": "Technologies",
    **{role: f"{role.capitalize()}: plan at the start" for role in ROLES},
    "market": "The market",
}
BOTH: Final = ("market",)  # groups that are the same for both firms

# whether a scenario's changes of rules are followed; without, only what it orders stays
AGENDA: Final = "phases"

Kind = Literal["switch", "one", "number", "several"]
Value = float | bool | str | tuple[str, ...] | None


@dataclass(frozen=True)
class Option:
    """One value to choose from, in words; ``kpi`` names the KPI that it acts on."""

    name: str | float
    label: str
    words: str = ""
    kpi: str = ""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One thing to set. ``key`` is the dotted field of the scenario, ``kind`` is number, switch,
    one or several.

    ``start`` is what the scenario says itself; None stands for "as the talk rule has it".
    """

    key: str
    group: str
    kind: Kind
    label: str
    words: str
    start: Value
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0
    whole: bool = False
    options: tuple[Option, ...] = ()

    def checked(self, value: Any) -> Value:
        """Return a value that a browser sent, or raise ValueError with what is allowed."""
        if self.kind == "switch":
            if not isinstance(value, bool):
                raise ValueError("allowed: yes or no")
            return value
        if self.kind == "several":
            names = [option.name for option in self.options]
            if not isinstance(value, list) or any(one not in names for one in value):
                raise ValueError(f"on offer: {', '.join(map(str, names))}")
            return tuple(str(name) for name in names if name in value)
        if self.kind == "one":
            if isinstance(value, bool) or value not in [option.name for option in self.options]:
                raise ValueError(f"on offer: {', '.join(option.label for option in self.options)}")
            return value if isinstance(value, str) else float(value)
        if value is None and self.start is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not self.low <= value <= self.high
            or (self.whole and value != int(value))
        ):
            raise ValueError(
                f"allowed: a {'whole ' * self.whole}number from {number(self.low)} to"
                f" {number(self.high)}"
            )
        return int(value) if self.whole else float(value)


@lru_cache(maxsize=64)
def settings(name: str) -> Mapping[str, Setting]:
    """Return what may be set in a scenario of the library, by key, group after group."""
    scenario = load(name)
    found = [*_rules(scenario), *_talk(scenario), *_levers(scenario), *_market(scenario)]
    order = list(GROUPS)
    return {
        setting.key: setting
        for setting in sorted(found, key=lambda setting: order.index(setting.group))
    }


def _rules(scenario: Scenario) -> Iterator[Setting]:
    for name, field in Rules.model_fields.items():
        if name not in (*FRONT, *APART):
            start = getattr(scenario.rules, name)
            yield from _of_field(scenario, name, "ways", field, start)
    if agenda(scenario):
        yield Setting(
            key=AGENDA,
            group="ways",
            kind="switch",
            label=WAYS[AGENDA][0],
            words=f"The rules change as in the scenario: {agenda(scenario)}",
            start=False,
        )


def agenda(scenario: Scenario) -> str:
    """Return how a scenario changes its rules in later weeks, in words; empty where it does not."""
    said_so = []
    for phase in scenario.phases:
        talk = (
            phase.communication.preset
            if isinstance(phase.communication, Talk)
            else phase.communication
        )
        parts = [PAY[phase.incentives].title.lower()] if phase.incentives else []
        parts += [TALK[talk].title.lower()] if talk else []
        settled = phase.governance and SETTLING[phase.governance].settled_by
        parts += [f"settled by {settled}"] if settled else []
        parts += (
            [f"leadership involved {phase.involvement:g}"] if phase.involvement is not None else []
        )
        said_so += [f"week {phase.week + 1} {', '.join(parts)}"] * bool(parts)
    return f"{'; '.join(said_so)}." if said_so else ""


def events(scenario: Scenario) -> list[str]:
    """Return what happens to the firm whatever the rules: shocks, and levers that leadership
    orders.
    """
    found = [
        (
            shock.week,
            f"{counted(shock.weeks, 'week')} of a shock to {shock.kind},"
            f" {share(shock.size, sign=True)}",
        )
        for shock in scenario.shocks
    ]
    for phase in scenario.phases:
        found += [
            (phase.week, f"{BY_NAME[name].label.lower()} ordered: {said(BY_NAME[name], value)}")
            for name, value in phase.orders.items()
        ]
    return [f"From week {week + 1}: {words}." for week, words in sorted(found)]


def _talk(scenario: Scenario) -> Iterator[Setting]:
    """Yield what may be changed of the talk rule that stands at the front of the form."""
    for name, field in Talk.model_fields.items():
        if name != "preset":
            start = field.get_default(call_default_factory=True)
            yield from _of_field(scenario, f"communication.{name}", "talk", field, start)


def _of_field(
    scenario: Scenario, key: str, group: str, field: FieldInfo, start: Any
) -> Iterator[Setting]:
    """Yield a setting for a field of a kind that a form can show."""
    kind, names = _without_none(field.annotation), names_of(field.annotation, field.metadata)
    spoken = key.rpartition(".")[2]
    label, words = WAYS.get(key, (_spoken(spoken), _sentence(field.description or "")))
    one = Setting(key=key, group=group, kind="switch", label=label, words=words, start=start)
    if kind is bool:
        yield one
    elif kind in (int, float):
        low, high = _bounds(field)
        whole = kind is int
        unit, step = ("weeks", 1.0) if whole else ("", 0.05)
        yield replace(one, kind="number", unit=unit, low=low, high=high, step=step, whole=whole)
    elif names:
        options = tuple(_option(name, scenario) for name in names)
        if get_origin(kind) is list:
            place = key if key in GROUPS else group
            yield replace(one, kind="several", group=place, start=tuple(start), options=options)
        else:
            yield replace(one, kind="one", options=options)


def _option(name: str, scenario: Scenario) -> Option:
    if name not in TECHNOLOGIES:
        return Option(name, FACT_GROUPS.get(name, _spoken(name)))
    technology = TECHNOLOGIES[name]
    words = f"{technology.about} {technology.cost(scenario.systems):g} a week."
    return Option(name, technology.title, words, technology.kpi)


def _levers(scenario: Scenario) -> Iterator[Setting]:
    for lever in LEVERS:
        low, high = scenario.lever_limits(lever.name)
        free = scenario.lever_open(lever.name)
        closed = "" if free else " Nobody may move it in this scenario."
        one = Setting(
            key=_start_of(lever),
            group=lever.owner,
            kind="number",
            label=lever.label,
            words=f"{lever.help}{closed}",
            unit="" if lever.unit == "standard deviations" else lever.unit,
            start=_first(scenario, lever),
            low=low,
            high=high,
            step=lever.step,
            whole=lever.whole,
        )
        if lever.choices:
            grid = [value for value in lever.choices if low <= value <= high]
            options = tuple(Option(value, said(lever, value)) for value in sorted(grid))
            one = replace(one, kind="one", options=options)
        yield one


def _first(scenario: Scenario, lever: Lever) -> float | None:
    """Return where a lever starts; None where each world has inherited another number."""
    inherited = bool(scenario.lever_inherited(lever.name)) and not lever.choices
    return None if inherited else scenario.lever_start(lever.name)


def _start_of(lever: Lever) -> str:
    return f"levers.{lever.name}.start"


def _market(scenario: Scenario) -> Iterator[Setting]:
    """Yield how uncertain demand is: the market's shocks, or the spread of a given demand."""
    group, name = ("given", "sd") if scenario.rules.demand == "given" else ("market", "shock_sd")
    record = getattr(scenario, group)
    field = type(record).model_fields[name]
    low, high = _bounds(field)
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    yield Setting(
        key=f"{group}.{name}",
        group="market",
        kind="number",
        label="Uncertainty of demand",
        words=_sentence(field.description or ""),
        unit=str(extra.get("unit", "")).replace("log", "0.1 is about 10 %"),
        start=getattr(record, name),
        low=low,
        high=min(high, 100.0),
        step=0.02 if high <= 1 else 1.0,
    )


def _bounds(field: FieldInfo) -> tuple[float, float]:
    low = next(float(item.ge) for item in field.metadata if hasattr(item, "ge"))
    return low, next(float(item.le) for item in field.metadata if hasattr(item, "le"))


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return kinds[0] if len(kinds) == 1 else annotation
    return annotation


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""
