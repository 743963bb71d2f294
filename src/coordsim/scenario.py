"""Scenarios: TOML files validated whole into frozen objects; the only place that joins names to rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from coordsim.communication.channel import Channel
from coordsim.communication.dashboard import DASHBOARD
from coordsim.communication.meetings import MEETINGS
from coordsim.communication.none import NONE
from coordsim.communication.reports import REPORTS
from coordsim.communication.sop import SOP
from coordsim.contracts import DemandRule, GovernanceRule, IncentiveRule
from coordsim.customers.given import GivenDemand
from coordsim.customers.individuals import Individuals
from coordsim.governance.independent import Independent
from coordsim.governance.joint import Joint
from coordsim.governance.marketing_leads import MarketingLeads
from coordsim.governance.operations_leads import OperationsLeads
from coordsim.incentives.departmental import Departmental
from coordsim.incentives.shared import Shared
from coordsim.incentives.silo import Silo
from coordsim.levers import BY_NAME
from coordsim.parameters import Given, Group, Horizon, Line, Market, Money, Parameters, People, Plant, Start, Supply
from coordsim.refusals import quoted, refusals

INCENTIVES: dict[str, IncentiveRule] = {rule.name: rule for rule in (Silo(), Departmental(), Shared())}
COMMUNICATION: dict[str, Channel] = {rule.name: rule for rule in (NONE, REPORTS, MEETINGS, DASHBOARD, SOP)}
GOVERNANCE: dict[str, GovernanceRule] = {rule.name: rule for rule in (Independent(), MarketingLeads(), OperationsLeads(), Joint())}
DEMAND: dict[str, DemandRule] = {rule.name: rule for rule in (Individuals(), GivenDemand())}


class ScenarioError(ValueError):
    """A scenario that cannot be used; the message names file, field, value and what is allowed."""


class Talk(Group):
    """A talk rule taken from a preset and changed: groups left out, another rhythm, delay, noise."""

    preset: Literal["none", "reports", "meetings", "dashboard", "sop"] = Field(description="the rule to start from")
    without: list[Literal["forecast", "calendar", "capacity", "stock", "cost", "feedback"]] = Field(
        [], description="groups left out"
    )
    every: int | None = Field(None, ge=1, le=104, description="weeks between uses")
    delay: int | None = Field(None, ge=0, le=12, description="weeks until the word arrives")
    noise: float | None = Field(None, ge=0, le=2, description="log standard deviation of noisy facts")
    free: bool = Field(False, description="costs neither hours nor money")

    def channel(self) -> Channel:
        """Build the channel."""
        base = COMMUNICATION[self.preset]
        return Channel(
            name=self.preset, groups=base.groups - frozenset(self.without),
            every=base.every if self.every is None else self.every,
            delay=base.delay if self.delay is None else self.delay,
            noise=base.noise if self.noise is None else self.noise,
            hours=0.0 if self.free else base.hours, money=0.0 if self.free else base.money,
            learning=base.learning, consensus=base.consensus and "forecast" not in self.without,
        )  # fmt: skip


class Seat(Group):
    """Who plays a role."""

    kind: Literal["manager", "hold"] = Field("manager", description="rule-based manager, or one that leaves everything as it is")
    forecast_bias: float | None = Field(None, ge=-1, le=5, description="marketing tells expectation x (1 + bias) whatever its pay")


class Rules(Group):
    """The kinds of a firm: who is paid for what, who may know what, who settles, how customers respond, who plays."""

    incentives: Literal["silo", "departmental", "shared"] = Field("silo", description="pay rule")
    communication: Literal["none", "reports", "meetings", "dashboard", "sop"] | Talk = Field("none", description="talk rule")
    governance: Literal["independent", "marketing_leads", "operations_leads", "joint"] = Field(
        "independent", description="who settles"
    )
    demand: Literal["individual", "given"] = Field("individual", description="individual customers, or a given distribution")
    marketing: Seat = Field(Seat(), description="who plays marketing")
    operations: Seat = Field(Seat(), description="who plays operations")

    @property
    def channel(self) -> Channel:
        """The talk rule as an object."""
        return COMMUNICATION[self.communication] if isinstance(self.communication, str) else self.communication.channel()


class LeverSetting(Group):
    """What a scenario says of a lever: its start, narrower or wider limits, whether anybody may move it."""

    start: float | None = Field(None, description="value in week 0")
    low: float | None = Field(None, description="lowest value")
    high: float | None = Field(None, description="highest value")
    open: bool = Field(True, description="whether it may be moved")


class Scenario(Group):
    """Everything a run needs besides a seed and decisions."""

    name: str = Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$", description="short name")
    title: str = Field(min_length=1, max_length=120, description="one line")
    story: str = Field("", max_length=4000, description="what the player is told")
    goals: list[str] = Field([], max_length=12, description="what one should learn")
    sources: list[str] = Field([], max_length=40, description="where story and sizes come from")
    rules: Rules = Field(Rules(), description="kinds of rules")
    levers: dict[str, LeverSetting] = Field({}, description="settings of levers by name")
    market: Market[float] = Field(Market[float](), description="customers")
    line: Line[float] = Field(Line[float](), description="product line")
    plant: Plant[float] = Field(Plant[float](), description="plant")
    supply: Supply[float] = Field(Supply[float](), description="materials")
    money: Money[float] = Field(Money[float](), description="prices of everything")
    people: People[float] = Field(People[float](), description="people")
    given: Given[float] = Field(Given[float](), description="a given demand")
    start: Start[float] = Field(Start[float](), description="first week")
    horizon: Horizon = Field(Horizon(), description="length and rhythm")

    @model_validator(mode="after")
    def _fits_together(self) -> Scenario:
        for name in self.levers:
            if name not in BY_NAME:
                raise ValueError(f"levers.{quoted(name)} is not a lever; allowed: {', '.join(BY_NAME)}")
        if self.horizon.warmup >= self.horizon.weeks:
            raise ValueError(f"horizon.warmup = {self.horizon.warmup} has to be less than horizon.weeks = {self.horizon.weeks}")
        if self.market.substitute + self.market.wait > 1:
            raise ValueError(f"market.substitute + market.wait = {self.market.substitute + self.market.wait:g} is outside [0, 1]")
        if self.lever_limits("range")[1] > self.line.slots:
            raise ValueError(f"levers.range.high = {self.lever_limits('range')[1]:g} is above line.slots = {self.line.slots}")
        for name in BY_NAME:
            _check_lever(name, self.lever_limits(name), self.lever_start(name))
        if self.rules.demand == "individual" and self.plant.forecast_window == 0:
            raise ValueError("plant.forecast_window = 0 (knows the mean) needs rules.demand = 'given'; allowed here: 1 to 52")
        return self

    def lever_limits(self, name: str) -> tuple[float, float]:
        """Return (low, high) of a lever in this scenario."""
        lever, setting = BY_NAME[name], self.levers.get(name, LeverSetting())
        high = min(lever.high, self.line.slots) if name == "range" else lever.high
        return (lever.low if setting.low is None else setting.low, high if setting.high is None else setting.high)

    def lever_start(self, name: str) -> float:
        """Return a lever's value in week 0."""
        setting = self.levers.get(name, LeverSetting())
        return BY_NAME[name].start if setting.start is None else setting.start

    @property
    def summary(self) -> str:
        """Name and rules in a few words."""
        rules = self.rules
        return f"{self.name}: {rules.incentives} + {rules.channel.name} + {rules.governance}"

    def __repr__(self) -> str:
        return f"Scenario({self.summary})"

    @cached_property
    def parameters(self) -> Parameters[float]:
        """All numbers as one record."""
        return Parameters[float](
            market=self.market, line=self.line, plant=self.plant, supply=self.supply, money=self.money, people=self.people,
            given=self.given, start=self.start, horizon=self.horizon,
        )  # fmt: skip

    def with_(self, changes: Mapping[str, Any]) -> Scenario:
        """Return a changed copy, validated whole. Keys are dotted fields (``market.overload``); a rule's name may stand alone.

        Raises ScenarioError naming the field, the value and what is allowed.
        """
        data = self.model_dump(exclude_unset=True)
        for key, value in changes.items():
            path = key.split(".")
            if path[0] in Rules.model_fields:
                path = ["rules", *path]
            place = data
            for part in path[:-1]:
                inner = place.get(part, Rules().communication if part == "communication" else {})
                if not isinstance(inner, dict):
                    inner = {"preset": inner} if part == "communication" else {}
                place[part] = dict(inner)
                place = place[part]
            place[path[-1]] = value
        return parse(data, f"{self.name} with changes")


def _check_lever(name: str, limits: tuple[float, float], start: float) -> None:
    lever, (low, high) = BY_NAME[name], limits
    for field, value in (("low", low), ("high", high)):
        if not lever.possible[0] <= value <= lever.possible[1]:
            raise ValueError(f"levers.{name}.{field} = {value:g} is outside [{lever.possible[0]:g}, {lever.possible[1]:g}]")
    if low > high:
        raise ValueError(f"levers.{name}.low = {low:g} is above levers.{name}.high = {high:g}")
    if not low <= start <= high:
        raise ValueError(f"levers.{name}.start = {start:g} is outside [{low:g}, {high:g}]")
    if lever.choices and start not in lever.choices:
        raise ValueError(f"levers.{name}.start = {start:g} is not one of {sorted(lever.choices)}")
    if lever.whole and start != round(start):
        raise ValueError(f"levers.{name}.start = {start:g} is not a whole number; allowed: [{low:g}, {high:g}]")


def parse(data: Mapping[str, Any], where: str) -> Scenario:
    """Validate a scenario as a whole. Raises ScenarioError with one line for each fault."""
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError("\n".join(refusals(Scenario, error, where))) from None


def names() -> list[str]:
    """Names of the scenarios of the library."""
    return sorted(entry.name[:-5] for entry in resources.files("coordsim.scenarios").iterdir() if entry.name.endswith(".toml"))


def load(name_or_path: str | Path) -> Scenario:
    """Load a scenario by the name it has in the library, or from a path that ends in ``.toml``.

    Raises ScenarioError when there is none, when the file is not TOML, or when anything in it is not allowed.
    """
    text = str(name_or_path)
    if text in names():
        source = resources.files("coordsim.scenarios").joinpath(f"{text}.toml").read_bytes()
    else:
        path = Path(name_or_path)
        if path.suffix != ".toml" or not path.is_file():
            raise ScenarioError(f"{text}: no such scenario; allowed: {', '.join(names())}, or the path of a .toml file")
        source = path.read_bytes()
    where = Path(text).name if text.endswith(".toml") else f"{text}.toml"
    try:
        data = tomllib.loads(source.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ScenarioError(f"{where}: not a TOML file: {error}") from None
    return parse(data, where)
