"""What a scenario says of its rules: who is paid, informed and heard how."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from coordsim.core.contracts import AskedDemand, DemandRule, IncentiveRule
from coordsim.core.facts import GROUPS, REMEMBERED
from coordsim.core.parameters import Group
from coordsim.core.registry import Registry
from coordsim.customers.classes import Classes
from coordsim.customers.given import GivenDemand
from coordsim.customers.individuals import Individuals
from coordsim.customers.objects import Objects
from coordsim.players import PLAYERS
from coordsim.rules.pay import PAY
from coordsim.rules.pay.accountable import Accountable
from coordsim.rules.pay.rates import with_rates
from coordsim.rules.pay.salaried import Salaried
from coordsim.rules.settling import SETTLING, GovernanceRule
from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import MOST, Channel
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.scenario.names import NAME, TABLE, OneOf
from coordsim.scenario.rates import RULES as RATED
from coordsim.scenario.rates import Rates

ASKED_DEMAND: dict[str, AskedDemand] = {rule.name: rule for rule in (Classes(), Objects())}
DEMAND: dict[str, DemandRule] = {
    rule.name: rule for rule in (Individuals(), *ASKED_DEMAND.values(), GivenDemand())
}

REGISTRIES: tuple[Registry[Any], ...] = (PAY, TALK, SETTLING, TECHNOLOGIES, PLAYERS)

Pay = Annotated[str, OneOf(PAY)]
Preset = Annotated[str, OneOf(TALK)]
FactGroup = Annotated[str, OneOf(GROUPS)]
Settling = Annotated[str, OneOf(SETTLING)]
TechnologyName = Annotated[str, OneOf(TECHNOLOGIES)]
Demand = Annotated[str, OneOf(DEMAND)]


class Talk(Group):
    """A talk rule taken from a preset and changed: groups left out, another rhythm, delay, noise,
    notice.
    """

    preset: Preset = Field(description="the rule to start from")
    without: list[FactGroup] = Field([], description="groups left out")
    every: int | None = Field(None, ge=1, le=104, description="weeks between uses")
    delay: int | None = Field(None, ge=0, le=REMEMBERED, description="weeks until the word arrives")
    noise: float | None = Field(
        None, ge=0, le=MOST["noise"], description="log standard deviation of noisy facts"
    )
    notice: int | None = Field(
        None,
        ge=0,
        le=104,
        description="weeks ahead that a promotion is told; the whole calendar if not set",
    )
    free: bool = Field(False, description="costs neither hours nor money")

    def channel(self) -> Channel:
        """Build the channel."""
        base = TALK[self.preset]
        return Channel(
            name=self.preset,
            title=base.title,
            groups=base.groups - frozenset(self.without),
            every=base.every if self.every is None else self.every,
            delay=base.delay if self.delay is None else self.delay,
            noise=base.noise if self.noise is None else self.noise,
            hours=0.0 if self.free else base.hours,
            money=0.0 if self.free else base.money,
            learning=base.learning,
            consensus=base.consensus and "forecast" not in self.without,
            notice=self.notice,
        )


@lru_cache(maxsize=256)
def _check_rates(name: str, rates: tuple[tuple[str, float], ...]) -> None:
    """Raise ValueError where a pay rule refuses its rates."""
    try:
        with_rates(RATED[name], {name: dict(rates)})
    except ValueError as error:
        raise ValueError(f"rules.rates.{name}: {error}") from None


def _form(value: object) -> str:
    return TABLE if isinstance(value, dict | Talk) else NAME


Communication = Annotated[
    Annotated[Preset, Tag(NAME)] | Annotated[Talk, Tag(TABLE)], Discriminator(_form)
]


class Seat(Group):
    """Who plays a role."""

    kind: Annotated[str, OneOf(PLAYERS)] = Field(
        "manager", description="rule-based manager, or one that leaves everything as it is"
    )
    forecast_bias: float | None = Field(
        None, ge=-1, le=5, description="marketing tells expectation x (1 + bias) whatever its pay"
    )


class Rules(Group):
    """The kinds of a firm: who is paid for what, who may know what, who settles, how customers
    respond, who plays.
    """

    incentives: Pay = Field("silo", description="pay rule")
    communication: Communication = Field("none", description="talk rule")
    governance: Settling = Field("independent", description="who settles")
    involvement: float = Field(
        1.0,
        ge=0,
        le=1,
        description="how far leadership's plan is enacted, under governance leadership",
    )
    accountability: bool = Field(
        False,
        description="charges for words and promises that were not kept, on top of the pay rule",
    )
    salary: float = Field(
        0.0, ge=0, le=1000, description="base salary of each role, money a week, on top of its pay"
    )
    rates: Rates | None = Field(
        None, description="rates of pay by pay rule and name, where they are not those of the rule"
    )
    cross_training: bool = Field(False, description="managers are trained in the other's trade")
    cross_functional_team: bool = Field(
        False, description="a team of both develops new variants and tells of them"
    )
    continuous_improvement: bool = Field(
        False, description="set-ups get shorter and defects fewer, week by week"
    )
    technologies: list[TechnologyName] = Field(
        [], max_length=40, description="technologies in use, each at its price"
    )
    demand: Demand = Field(
        "individual",
        description=(
            "individual customers; classes of customers in counts; customers as Mesa agents; or a"
            " given distribution"
        ),
    )
    marketing: Seat = Field(Seat(), description="who plays marketing")
    operations: Seat = Field(Seat(), description="who plays operations")

    @property
    def channel(self) -> Channel:
        """The talk rule as an object."""
        return (
            TALK[self.communication]
            if isinstance(self.communication, str)
            else self.communication.channel()
        )

    @property
    def incentive(self) -> IncentiveRule:
        """The pay rule as an object at the scenario's rates, with charges where people are held to
        account, and with a salary where there is one.
        """
        return self.paid_by(self.incentives)

    def paid_by(self, name: str) -> IncentiveRule:
        """Return a pay rule as an object at the scenario's rates, with its charges where people are
        held to account there, and its salary.
        """
        rule = self.at_rates(Accountable(PAY[name]) if self.accountability else PAY[name])
        return Salaried(rule, self.salary) if self.salary else rule

    def at_rates(self, rule: IncentiveRule) -> IncentiveRule:
        """Return a pay rule at the scenario's rates."""
        return with_rates(rule, self._set)

    @model_validator(mode="after")
    def _rates_fit(self) -> Rules:
        for name, rates in self._set.items():
            _check_rates(name, tuple(rates.items()))
        return self

    @property
    def _set(self) -> dict[str, dict[str, float]]:
        """Rates that differ from those of the rules, rule -> rate -> number."""
        return {} if self.rates is None else self.rates.model_dump(exclude_defaults=True)

    @property
    def settling(self) -> GovernanceRule:
        """Who settles, as an object."""
        return SETTLING[self.governance]


class Phase(Group):
    """A change of rules at a week, and levers that leadership orders then. What is not named stays
    as it was.
    """

    week: int = Field(ge=0, le=5200, description="the first week; a week in which managers decide")
    incentives: Pay | None = Field(None, description="pay rule from then on")
    communication: Communication | None = Field(None, description="talk rule from then on")
    governance: Settling | None = Field(None, description="who settles from then on")
    involvement: float | None = Field(None, ge=0, le=1, description="of leadership from then on")
    orders: dict[str, float] = Field(
        {}, description="levers that are set once in that week, whatever was decided"
    )

    def after(self, rules: Rules) -> Rules:
        """Return the rules as they are from this phase on."""
        changes: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("incentives", "communication", "governance", "involvement")
            if getattr(self, name) is not None
        }
        return rules.model_copy(update=changes)


ShockKind = Literal["supply", "demand", "quality", "capacity", "efficiency"]


class ShockSetting(Group):
    """Something that happens to the firm from a week on."""

    kind: ShockKind = Field(
        description=(
            "shipments slip; visits change; more defects; hours are lost; hours per unit are saved"
        )
    )
    week: int = Field(ge=0, le=5200, description="its first week")
    weeks: int = Field(1, ge=1, le=5200, description="how many weeks it lasts")
    size: float = Field(
        ge=-0.95,
        le=5,
        description="share of visits or defects added, of shipments or hours lost, of hours saved",
    )
