"""All numbers: parameters, levers, facts, pay and talk are read from a scenario of coordsim and
from its tables; no formula is.

Constants that belong to a formula of docs/model.md, and are no parameters, stand here or in the
formula.
"""

from __future__ import annotations

from typing import Any

from coordsim import load
from coordsim.core.facts import FACTS as FACTS
from coordsim.core.facts import Fact as Fact
from coordsim.core.kpis import CAUSES as CAUSES
from coordsim.core.kpis import CUTS as CUTS
from coordsim.core.kpis import EMPTY_SHELF as EMPTY_SHELF
from coordsim.core.kpis import KPIS as KPIS
from coordsim.core.kpis import MANUFACTURING as MANUFACTURING
from coordsim.core.kpis import Kpi as Kpi
from coordsim.core.levers import LEVERS
from coordsim.core.levers import ROLES as ROLES
from coordsim.rules.pay.shared import Shared
from coordsim.rules.pay.silo import Silo
from coordsim.rules.talk import TALK
from coordsim.scenario.file import Scenario

TALK = {name: TALK[name] for name in ("none", "dashboard", "sop")}
SHUT = {lever.name for lever in LEVERS if not lever.open}  # whose facts are never drawn
LUCK = {
    name: place for place, name in enumerate(fact.name for fact in FACTS if fact.name not in SHUT)
}
OWNED = {role: [lever.name for lever in LEVERS if lever.owner == role] for role in ROLES}
GROUPS = (
    *("horizon", "market", "people", "managers", "money", "owner"),
    *("plant", "supply", "service", "line", "start"),
)  # of parameters

WEEK = 168.0  # hours
NODES = 8  # quantiles of taste that managers reckon with
REPORTS = (
    1.0,
    0.95,
    1.05,
    0.9,
    1.1,
    0.85,
    1.15,
    0.8,
    1.2,
    0.7,
    1.3,
    1.4,
    1.5,
)  # words on demand over the expectation


class Numbers:
    """The numbers of the scenario whose firm lives now: a group of parameters under its name, and
    what follows from the rest. Firms of two scenarios take turns, as each puts its own in use.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.nodes: dict[int, list[float]] = {}  # what managers believe of tastes, by range
        self.use(scenario)

    def use(self, scenario: Scenario) -> None:
        """Read everything from another scenario."""
        if scenario is getattr(self, "scenario", None):
            return
        self.scenario = scenario
        for group in GROUPS:
            setattr(self, group, getattr(scenario, group))
        self.grid = {
            lever.name: [float(x) for x in lever.grid(*scenario.lever_limits(lever.name))]
            for lever in LEVERS
        }
        self.drawn = [lever.name for lever in LEVERS if lever.open]  # their luck is in one row
        self.first = {lever.name: float(scenario.lever_start(lever.name)) for lever in LEVERS}
        self.inherited = {
            lever.name: values
            for lever in LEVERS
            if (values := scenario.lever_inherited(lever.name))
        }
        self.may_move = {
            role: [name for name in OWNED[role] if scenario.lever_open(name)] for role in ROLES
        }
        rules = scenario.rules
        self.silo, self.shared = rules.at_rates(Silo()), rules.at_rates(Shared())
        self.salary = rules.salary

    def __getattr__(self, name: str) -> Any:
        """Name what is missing; set here so that what ``use`` sets has a type."""
        raise AttributeError(f"no group of parameters is called {name}")

    @property
    def standard_cost(self) -> float:
        """What a unit is worth on the shelf: materials and run hours."""
        return float(self.money.material + self.plant.run_hours * self.money.wage)

    @property
    def accrual(self) -> bool:
        """Whether goods on the shelf are an asset."""
        return bool(self.money.books == "accrual")


ALLOWED: dict[str, tuple[Any, ...]] = {
    "rules.governance": ("independent",),
    "rules.accountability": (False,),
    "rules.cross_training": (False,),
    "rules.cross_functional_team": (False,),
    "rules.continuous_improvement": (False,),
    "rules.technologies": ([],),
    "rules.demand": ("individual",),
    "market.tastes": ("even", "clusters"),
    "people.word_of_mouth": ("mean",),
    "managers.record": ("mean",),
    "owner.acts": ("none", "blunt"),
    "money.cleared": (0.0,),
    "plant.shelf_life": (0,),
    "plant.whole_units": (True,),
    "plant.endless": (False,),
    "plant.returns": (False,),
    "supply.endless": (False,),
    "line.life_weeks": (0.0,),
    "phases": ([], ()),
    "shocks": ([], ()),
}  # what there is of a scenario's switches; numbers are free


def check(scenario: Scenario) -> None:
    """Raise ValueError where a scenario asks for what the plain firm has not."""
    for path, allowed in ALLOWED.items():
        value: Any = scenario
        for name in path.split("."):
            value = getattr(value, name)
        if value not in allowed:
            listed = ", ".join(str(one) for one in allowed)
            raise ValueError(f"{path} = {value} is not in the plain firm; allowed: {listed}")
    if scenario.service.shipping_units < scenario.market.customers:
        raise ValueError("service.shipping_units may bind, which is not in the plain firm")


BASE = Numbers(load("blind"))
