"""The sockets: what a rule or a player must offer to be plugged in. No behaviour here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Protocol, runtime_checkable

import numpy as np

from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import Parameters
from coordsim.core.parameters.table import Table, flat
from coordsim.core.records import (
    Decision,
    FirmState,
    Floats,
    Flow,
    Ints,
    Kpis,
    Observation,
    Shock,
    Traits,
)
from coordsim.core.shares import Catalogue


@dataclass(frozen=True)
class MentalModel:
    """What managers may know of how firm and market work; it is all that players, governance and
    the mind's functions hold of a world.

    In ``parameters``, those of facts that have to be told are nan (``coordsim.core.facts``): what a
    role holds true of them is in its beliefs.
    """

    parameters: Parameters[Floats]
    table: Table
    nodes: Floats  # (R, V + 1, nodes) exp(-inclusive value) by range, for the rows of ``table``
    grids: Floats  # all grids of levers, one after the other
    low: Floats  # (L,)
    high: Floats  # (L,)
    closed: frozenset[str]
    firms: int
    given: bool  # demand is given from outside: no customers, no reaction to anything


@dataclass(frozen=True)
class World:
    """What stays the same through a run: parameters as arrays (F,), luck, customers' traits, and
    what managers may know of it.
    """

    parameters: Parameters[Floats]
    model: MentalModel
    streams: Streams
    traits: Traits | None
    numbers: Ints  # (F,) each firm's place in its run
    start_plan: Floats  # (F, L)
    catalogue: Catalogue  # shares of what has been offered
    quota: Floats  # (F,) units that a quota asks for in the first quarter
    technology_money: Floats  # (F,) what the technologies in use cost a week
    shocks: tuple[Shock, ...] = ()
    team: bool = False  # a cross-functional team develops variants
    improving: bool = False  # continuous improvement

    @cached_property
    def constants(self) -> Any:
        """Parameters by ``group_field``, as the closed forms of ``core.formulas`` take them."""
        return SimpleNamespace(**flat(self.parameters))

    @property
    def firms(self) -> int:
        """Number of firms in the batch."""
        return len(self.streams.seeds)

    @property
    def given(self) -> bool:
        """Whether demand is given from outside: no customers, no reaction to anything."""
        return self.traits is None


@dataclass(frozen=True)
class Offer:
    """What customers meet in a week; arrays (F,), ``offered`` (F, V) bool."""

    price: Floats
    promotion: Floats  # depth in force this week, 0 outside promotions
    promise: Floats
    build: Floats
    offered: np.ndarray
    visit_factor: Floats  # season x shock x advertising x promotion x reputation
    defect: Floats  # (F, V) share of defective units
    service_promise: Floats  # hours
    room: Floats  # units that can still be shipped within the promise


class DemandRule(Protocol):
    """Who the customers are."""

    @property
    def name(self) -> str:
        """Name as in a scenario."""

    def traits(self, parameters: Parameters[Floats], streams: Streams) -> Traits | None:
        """Draw who the customers are."""


class AskedDemand(DemandRule, Protocol):
    """Customers whose week is no part of their firm's: the engine asks them for it."""

    def respond(
        self, world: World, state: FirmState, offer: Offer, week: int
    ) -> tuple[FirmState, Flow]:
        """Play the market of one week; shelf, needs and satisfaction change."""


class IncentiveRule(Protocol):
    """Who is paid for what."""

    @property
    def name(self) -> str:
        """Name as in a scenario."""

    @property
    def title(self) -> str:
        """Name in a few words, for people."""

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip: line -> money/week (F,). KPIs are actual or expected means per
        week.
        """

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about, from the amount alone: 154.5 units × 0.25."""

    def words(self, role: str) -> str:
        """Return the formula in plain words and numbers."""


class CommunicationRule(Protocol):
    """Who may know what, when, how exactly and at what cost."""

    @property
    def name(self) -> str:
        """Name as in a scenario."""

    @property
    def title(self) -> str:
        """Name in a few words, for people."""

    @property
    def groups(self) -> frozenset[str]:
        """Groups of facts it carries."""

    @property
    def every(self) -> int:
        """Weeks between uses."""

    @property
    def delay(self) -> int:
        """Weeks until the word arrives."""

    @property
    def noise(self) -> float:
        """Log standard deviation of noisy facts."""

    @property
    def hours(self) -> float:
        """Managers' hours per use."""

    @property
    def money(self) -> float:
        """Money per week."""

    @property
    def learning(self) -> float:
        """Share of what is not understood that a use teaches."""

    @property
    def consensus(self) -> bool:
        """Whether the forecast is one set of numbers."""

    @property
    def notice(self) -> int | None:
        """Weeks ahead that a promotion is told; None: the whole calendar."""


@runtime_checkable
class Player(Protocol):
    """Whoever sits on a seat: a rule, a student's function, a person at a form, a tape."""

    def decide(self, observation: Observation) -> Decision:
        """Answer the question of a round."""


@runtime_checkable
class Newcomer(Protocol):
    """Somebody who may remember, and so takes a seat anew in every run."""

    def seated(self) -> Player:
        """Return a player that has seen nothing yet."""
