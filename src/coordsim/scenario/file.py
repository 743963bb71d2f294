"""Scenarios: TOML files validated whole into frozen objects."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from coordsim.core.levers import BY_NAME
from coordsim.core.parameters import (
    GROUPS,
    Given,
    Group,
    Horizon,
    Line,
    Managers,
    Market,
    Money,
    Owner,
    Parameters,
    People,
    Plant,
    Service,
    Start,
    Supply,
    Systems,
)
from coordsim.core.registry import RegistryError
from coordsim.core.signs import Text
from coordsim.core.spelling import plain, quoted, shown
from coordsim.customers.objects import MOST
from coordsim.rules.technology.folding import multiplied
from coordsim.scenario.changes import asked, put
from coordsim.scenario.extended import extended
from coordsim.scenario.limits import check_lever, check_value
from coordsim.scenario.refusals import read_toml, refusals
from coordsim.scenario.rules import ASKED_DEMAND as ASKED_DEMAND
from coordsim.scenario.rules import DEMAND as DEMAND
from coordsim.scenario.rules import Phase, Rules, ShockSetting
from coordsim.scenario.setting import UNSET, LeverSetting
from coordsim.scenario.shown import shown as in_notebook
from coordsim.scenario.written import written


class ScenarioError(ValueError):
    """A scenario that cannot be used; the message names file, field, value and what is allowed."""


class _Told(type(BaseModel)):  # type: ignore[misc]  # because its metaclass has no public name
    """Makes scenarios, and tells faults as those of files are told."""

    def __call__(cls, *given: Any, **fields: Any) -> Any:
        if given:
            raise ScenarioError(
                f"Scenario({shown(given[0])}) is not allowed: it takes its fields by name; one of"
                " the library or of a file comes from coordsim.load"
            )
        try:
            return super().__call__(**fields)
        except ValidationError as error:
            raise ScenarioError("\n".join(refusals(cls, error, "Scenario(...)"))) from None


class Scenario(Group, metaclass=_Told):
    """Everything a run needs besides a seed and decisions."""

    name: str = Field(
        min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$", description="short name"
    )
    title: Text = Field(min_length=1, max_length=120, description="one line")
    story: Text = Field("", max_length=4000, description="what the player is told")
    goals: list[Text] = Field([], max_length=12, description="what one should learn")
    sources: list[Text] = Field([], max_length=40, description="where story and sizes come from")
    sizes: Text = Field("", max_length=2000, description="which sizes are estimated, and from what")
    rules: Rules = Field(Rules(), description="kinds of rules")
    phases: list[Phase] = Field(
        [], max_length=40, description="changes of rules at later weeks, in order"
    )
    shocks: list[ShockSetting] = Field([], max_length=40, description="what happens to the firm")
    levers: dict[str, LeverSetting] = Field({}, description="settings of levers by name")
    market: Market[float] = Field(Market[float](), description="customers")
    line: Line[float] = Field(Line[float](), description="product line")
    plant: Plant[float] = Field(Plant[float](), description="plant")
    supply: Supply[float] = Field(Supply[float](), description="materials")
    service: Service[float] = Field(Service[float](), description="shipping and the service desk")
    systems: Systems[float] = Field(
        Systems[float](), description="technologies and ways of working"
    )
    money: Money[float] = Field(Money[float](), description="prices of everything")
    people: People[float] = Field(People[float](), description="people")
    managers: Managers[float] = Field(Managers[float](), description="how managers think")
    owner: Owner[float] = Field(Owner[float](), description="what an owner does about losses")
    given: Given[float] = Field(Given[float](), description="a given demand")
    start: Start[float] = Field(Start[float](), description="first week")
    horizon: Horizon = Field(Horizon(), description="length and rhythm")

    @field_validator("levers")
    @classmethod
    def _of_levers(cls, levers: dict[str, LeverSetting]) -> dict[str, LeverSetting]:
        return {name: setting.of(name) for name, setting in levers.items()}

    @model_validator(mode="after")
    def _fits_together(self) -> Scenario:
        for name in self.levers:
            if name not in BY_NAME:
                raise ValueError(
                    f"levers.{quoted(name)} is not a lever; allowed: {', '.join(BY_NAME)}"
                )
        if self.horizon.warmup >= self.horizon.weeks:
            raise ValueError(
                f"horizon.warmup = {self.horizon.warmup} has to be less than horizon.weeks ="
                f" {self.horizon.weeks}"
            )
        market = self._effective().market
        if (both := market.substitute + market.wait) > 1:
            raise ValueError(f"market.substitute + market.wait = {plain(both)} is outside [0, 1]")
        if self.lever_limits("range")[1] > self.line.slots:
            raise ValueError(
                f"levers.range.high = {plain(self.lever_limits('range')[1])} is above line.slots ="
                f" {self.line.slots}"
            )
        for name in BY_NAME:
            check_lever(name, self.lever_limits(name), self._starts(name))
        network = self.people.word_of_mouth == "network"
        if network and (
            self.people.neighbours % 2 or self.people.neighbours >= self.market.customers
        ):
            raise ValueError(
                f"people.neighbours = {self.people.neighbours} is not an even number below"
                f" market.customers = {self.market.customers}"
            )
        self._check_phases()
        if network and self.rules.demand == "class":
            raise ValueError(
                "people.word_of_mouth = 'network' needs rules.demand = 'individual' or 'object':"
                " classes have no neighbours; allowed here: 'mean'"
            )
        if self.rules.demand == "object" and self.market.customers > MOST:
            raise ValueError(
                f"market.customers = {self.market.customers} is too many for rules.demand ="
                f" 'object', an object for each; allowed: 1 to {MOST}"
            )
        if self.rules.demand != "given" and self.plant.forecast_window == 0:
            raise ValueError(
                "plant.forecast_window = 0 (knows the mean) needs rules.demand = 'given'; allowed"
                " here: 1 to 52"
            )
        return self

    def _effective(self) -> Parameters[float]:
        """Return all numbers with the factors of technologies. Raises ValueError where one leaves
        its bounds; what cannot be loaded is told by whoever asks for it.
        """
        numbers = self._numbers()
        with suppress(RegistryError):
            return multiplied(numbers, self.rules.technologies)
        return numbers

    def _check_phases(self) -> None:
        last = -1
        for place, phase in enumerate(self.phases):
            where = f"phases.{place}"
            if (
                phase.week <= last
                or phase.week >= self.horizon.weeks
                or phase.week % self.horizon.round_weeks
            ):
                raise ValueError(
                    f"{where}.week = {phase.week} is not allowed: weeks of decisions (multiples of"
                    f" horizon.round_weeks = {self.horizon.round_weeks}), ascending, below"
                    f" horizon.weeks = {self.horizon.weeks}"
                )
            last = phase.week
            for name, value in phase.orders.items():
                if name not in BY_NAME:
                    raise ValueError(
                        f"{where}.orders.{quoted(name)} is not a lever; allowed:"
                        f" {', '.join(BY_NAME)}"
                    )
                check_value(f"{where}.orders.{name}", name, self.lever_limits(name), value)

    def rules_from(self, week: int) -> Rules:
        """Return the rules in force in a week: the scenario's, changed by every phase that has
        begun.
        """
        rules = self.rules
        for phase in self.phases:
            if phase.week <= week:
                rules = phase.after(rules)
        return rules

    def lever_limits(self, name: str) -> tuple[float, float]:
        """Return (low, high) of a lever in this scenario."""
        lever, setting = BY_NAME[name], self.levers.get(name, UNSET)
        high = min(lever.high, self.line.slots) if name == "range" else lever.high
        return (
            lever.low if setting.low is None else setting.low,
            high if setting.high is None else setting.high,
        )

    def lever_open(self, name: str) -> bool:
        """Say whether a lever may be moved in this scenario."""
        setting = self.levers.get(name)
        return BY_NAME[name].open if setting is None else setting.open

    def lever_idle(self, name: str) -> bool:
        """Say whether a lever plays no part, as if there were none: it is shut unless a scenario
        opens it, this one does not, and it stays where it changes nothing.
        """
        lever = BY_NAME[name]
        return not (
            lever.open
            or self.lever_open(name)
            or self.lever_start(name) != lever.start
            or self.lever_inherited(name)
            or any(name in phase.orders for phase in self.phases)
        )

    def lever_start(self, name: str) -> float:
        """Return a lever's value in week 0; the middle one of those that worlds draw from (the
        lower of two) where it is inherited: ``run.inherited`` says which world has which.
        """
        setting = self.levers.get(name, UNSET)
        if setting.inherited:
            return sorted(setting.inherited)[(len(setting.inherited) - 1) // 2]
        return BY_NAME[name].start if setting.start is None else setting.start

    def lever_inherited(self, name: str) -> tuple[float, ...]:
        """Return the values of which each world draws a lever's first one; none where it is the
        same in all worlds.
        """
        setting = self.levers.get(name)
        return () if setting is None else tuple(setting.inherited)

    def _starts(self, name: str) -> dict[str, float]:
        """Return a lever's possible first values, by the field that says so. Raises ValueError
        where two fields do.
        """
        values = self.lever_inherited(name)
        if not values:
            return {"start": self.lever_start(name)}
        if (start := self.levers[name].start) is not None:
            raise ValueError(
                f"levers.{name}.start = {plain(start)} and levers.{name}.inherited both say where"
                " it starts; allowed: one of them"
            )
        return {f"inherited.{place}": value for place, value in enumerate(values)}

    @property
    def summary(self) -> str:
        """Name and rules in a few words."""
        rules = self.rules
        return f"{self.name}: {rules.incentives} + {rules.channel.name} + {rules.governance}"

    def __repr__(self) -> str:
        return f"Scenario({self.summary})"

    __str__ = __repr__

    def __iter__(self) -> NoReturn:
        """One scenario is no list of them, wherever a list is taken apart."""
        raise TypeError("a Scenario is one thing, no list of them")

    def _repr_html_(self) -> str:
        return in_notebook(self.summary, self.model_dump(mode="json", exclude_unset=True))

    @cached_property
    def parameters(self) -> Parameters[float]:
        """All numbers as one record."""
        return self._numbers()

    def _numbers(self) -> Parameters[float]:
        return Parameters[float](**{name: getattr(self, name) for name in GROUPS})

    def with_(self, changes: Mapping[str, Any] | None = None, /, **named: Any) -> Scenario:
        """Return a changed copy, validated whole. Keys are dotted fields (``market.overload``); a
        rule's name may stand alone. By name the dot is two underscores: ``market__overload=0``. A
        lever starts as was said last: ``start`` takes away what is inherited, ``inherited`` a
        start.

        Raises ScenarioError naming the field, the value and what is allowed.
        """
        where = f"{self.name} with changes"
        try:
            wanted = asked(changes, named)
        except ValueError as error:
            raise ScenarioError(f"{where}: {error}") from None
        data = self.model_dump(exclude_unset=True)
        put(data, wanted)
        return parse(data, where)

    def save(self, path: str | Path) -> Path:
        """Write it as a TOML file, from which ``load`` reads the same scenario; what was never said
        is left out. Returns the path. Raises ScenarioError where it does not end in ``.toml``.
        """
        path = Path(path)
        if path.suffix != ".toml":
            raise ScenarioError(f"{path}: a scenario is saved in a file that ends in .toml")
        path.write_text(written(self.model_dump(mode="json", exclude_unset=True)), "utf-8")
        return path


def parse(data: Mapping[str, Any], where: str) -> Scenario:
    """Validate a scenario as a whole. Raises ScenarioError with one line for each fault."""
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError("\n".join(refusals(Scenario, error, where))) from None


def names() -> list[str]:
    """Names of the scenarios of the library."""
    return sorted(
        entry.name[:-5]
        for entry in resources.files("coordsim.scenario.library").iterdir()
        if entry.name.endswith(".toml")
    )


def load(name_or_path: str | Path) -> Scenario:
    """Load a scenario by the name it has in the library, or from a path that ends in ``.toml``.
    A file with ``extends``, another's name or its path as seen from the file, says only in what it
    differs.

    Raises ScenarioError when there is none, when the file is not TOML, or when anything in it is
    not allowed.
    """
    return parse(_read(name_or_path, ()), _where(name_or_path))


def _where(name_or_path: str | Path) -> str:
    text = str(name_or_path)
    return Path(text).name if text.endswith(".toml") else f"{text}.toml"


def _read(name_or_path: str | Path, children: tuple[str, ...], said: str = "") -> dict[str, Any]:
    """Return what a file and those that it extends say; ``children`` are those that extend it,
    ``said`` what the last of them calls it. Whoever is extended has to be a scenario itself, so
    that a fault of its own is told of its own file.
    """
    text = str(name_or_path)
    if text in names():
        library = resources.files("coordsim.scenario.library")
        source: bytes | Path = library.joinpath(f"{text}.toml").read_bytes()
        folder, place = Path(), text
    else:
        path = Path(name_or_path)
        if path.suffix != ".toml" or not path.is_file():
            told = f"{_where(children[-1])}: extends = {said!r}" if children else text
            raise ScenarioError(
                f"{told}: no such scenario; allowed: {', '.join(names())}, or the path of a .toml"
                " file"
            )
        source, folder, place = path, path.parent, str(path.resolve())
    if place in children:
        raise ScenarioError(f"{_where(children[-1])}: extends = {said!r} ends in a circle")
    data = read_toml(source, _where(text), ScenarioError)
    if "extends" in data:
        parent = data.pop("extends")
        if not isinstance(parent, str):
            raise ScenarioError(
                f"{_where(text)}: extends = {shown(parent)} is not a text; allowed:"
                f" {', '.join(names())}, or the path of a .toml file"
            )
        inner = str(folder / parent) if parent.endswith(".toml") else parent
        data = extended(_read(inner, (*children, place), parent), data)
    if children:
        parse(data, _where(text))
    return data
