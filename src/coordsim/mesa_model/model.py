"""The model: firms side by side, stepped week by week, their questions put to Mesa's agents."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from mesa.experimental.scenarios import Scenario as MesaScenario

from coordsim.core.counts import count, counted, named_worlds
from coordsim.core.facts import FACTS, INDEX
from coordsim.core.kpis import KPIS, Kpi
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.core.records import Ask, Decision, Floats, Week
from coordsim.core.spelling import shown
from coordsim.mesa_model.agents import CustomerSegment, Leadership, Marketing, Operations
from coordsim.mesa_model.filled import filled, firm_of, world_of
from coordsim.players.student import Seated
from coordsim.run.collected import SUMMED, mean, so_far, this_week
from coordsim.run.recorder import Recorder
from coordsim.run.result import Run
from coordsim.run.simulate import Engine, seeds_from
from coordsim.scenario.file import Scenario


class _AskingEngine(Engine):
    """The engine, with its questions put to the Mesa agents of a model."""

    asks = ROLES

    def __init__(
        self,
        model: CoordinationModel,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        players: Mapping[str, Seated] | None,
    ) -> None:
        super().__init__(scenarios, seeds, players)
        self.model = model

    def answer(self, ask: Ask) -> Decision:
        """Put a question to the agent of its role."""
        return self.model.answer(ask)


class CoordinationModel(mesa.Model):
    """One scenario, ``firms`` firms side by side in the worlds ``rng``, ``rng`` + 1, ...

    ``incentives``, ``communication`` and ``governance`` replace the scenario's rules; ``changes``
    are dotted fields as for ``Scenario.with_``, and so are all other arguments by name
    (``market__shock_sd=0.2``). ``players``: role -> who decides, as for ``simulate``. Without
    ``rng`` the first world is drawn at random; ``run().seeds`` says which it was. ``scenario`` of
    the model holds every field by such a name, and ``firm``, the scenario itself.

    The data collector holds, for each KPI, pay of both roles among them, its value after warm-up
    until now (nan in the weeks of warm-up; in the last week, the run's) and, as ``week_`` and its
    name, this week's; each lever in force as ``plan_price`` and so on; with ``with_beliefs`` what
    each role holds true, as ``marketing_believes_demand``; all as means over firms. With
    ``by_segment`` there is the satisfaction of each segment too, a row each. Raises ScenarioError
    or ValueError for anything that is not allowed, TypeError when ``rng`` is not a whole number or
    ``scenario`` no scenario.
    """

    SEGMENTS = 6  # assumed: arcs shown as agents

    def __init__(
        self,
        scenario: Scenario | str | Path | MesaScenario = "base",
        *,
        firms: int = 1,
        incentives: str | None = None,
        communication: str | None = None,
        governance: str | None = None,
        changes: Mapping[str, Any] | None = None,
        players: Mapping[str, Seated] | None = None,
        by_segment: bool = False,
        with_beliefs: bool = False,
        rng: int | None = None,
        **fields: Any,
    ) -> None:
        """Seat the agents of a scenario's firms; what may be given is said of the class."""
        for name, value in (("changes", changes), ("players", players)):
            if value is not None and not isinstance(value, Mapping):
                raise TypeError(
                    f"{name} = {shown(value)} is not allowed: a table; mesa.batch_run takes tables"
                    f' in a list, as in {{"{name}": [{{...}}]}}'
                )
        if "seed" in fields:
            raise TypeError("seed is not allowed: rng names the first world")
        seed, base = world_of(rng, scenario), firm_of(scenario)
        named = {"incentives": incentives, "communication": communication, "governance": governance}
        wanted = {key: value for key, value in named.items() if value is not None}
        wanted |= changes or {}
        self.firm = base.with_(wanted, **fields) if wanted or fields else base
        super().__init__(rng=seed, scenario=filled(self.firm, seed))
        firms = count("firms", firms)
        worlds = seeds_from(seed, firms)
        self._seats: dict[str, mesa.Agent] = {}
        self.engine = _AskingEngine(self, [self.firm] * firms, worlds, players)
        self.recorder = Recorder([self.firm] * firms, worlds, detail=False)
        self.record: Week | None = None
        self.contested: Mapping[str, Floats] = {}
        self.sums: dict[str, Floats] = {}  # of flows after warm-up
        Marketing(self)
        Operations(self)
        self.leadership = Leadership(self)
        edges = np.linspace(
            0, self.firm.market.classes, min(self.SEGMENTS, self.firm.market.classes) + 1
        ).astype(int)
        individual = self.firm.rules.demand in ("individual", "object")
        self.segments = (
            [CustomerSegment(self, int(a), int(b)) for a, b in pairwise(edges)]
            if individual
            else []
        )
        self.datacollector = mesa.DataCollector(
            model_reporters=_reporters(with_beliefs),
            agenttype_reporters={CustomerSegment: {"satisfaction": "satisfaction"}}
            if by_segment
            else None,
        )

    def seat(self, role: str, agent: mesa.Agent) -> None:
        """Let an agent with ``decide(ask)`` answer for a role; the one before it is removed. Raises
        ValueError for what is no role or cannot decide.
        """
        if role not in ROLES:
            raise ValueError(f"{shown(role)} is not a role; allowed: {', '.join(ROLES)}")
        if not isinstance(agent, mesa.Agent) or not callable(getattr(agent, "decide", None)):
            raise ValueError(
                f"{shown(agent)} cannot sit for {role}: needed is a Mesa agent of this model with"
                " decide(ask)"
            )
        before = self._seats.get(role)
        self._seats[role] = agent
        if before is not None and before is not agent:
            before.remove()

    @property
    def marketing(self) -> Any:
        """Who answers for marketing."""
        return self._seats["marketing"]

    @marketing.setter
    def marketing(self, agent: mesa.Agent) -> None:
        self.seat("marketing", agent)

    @property
    def operations(self) -> Any:
        """Who answers for operations."""
        return self._seats["operations"]

    @operations.setter
    def operations(self, agent: mesa.Agent) -> None:
        self.seat("operations", agent)

    def answer(self, ask: Ask) -> Decision:
        """Put a question of the engine to the agent of its role. Raises ValueError where that was
        removed.
        """
        agent = self._seats[ask.role]
        if agent not in self.agents:
            raise ValueError(
                f"nobody answers for {ask.role}: its agent was removed; make another one, as a"
                f" subclass of {ask.role.capitalize()}, which takes the seat"
            )
        decision: Decision = agent.decide(ask)
        return decision

    def remove_all_agents(self) -> None:
        """Let go of all agents, when the model is not needed any more."""
        for agent in list(self.agents):
            mesa.Agent.remove(agent)
        self.data_registry.close()

    @property
    def weeks_left(self) -> int:
        """Weeks until the scenario's horizon."""
        return self.firm.horizon.weeks - self.engine.week

    def step(self) -> None:
        """Play one week in all firms; at the horizon nothing is played, and a warning says so."""
        if self.weeks_left <= 0:
            self._say_the_end()
            return
        self.record = self.engine.step()
        self.recorder.add(self.record)
        self.contested = self.record.conflicts or self.contested
        if self.record.week >= self.firm.horizon.warmup:
            self.sums = {
                name: self.sums.get(name, 0.0) + self.record.flows[name] for name in SUMMED
            }
        self.datacollector.collect(self)
        self.running = self.weeks_left > 0

    def _wrapped_step(self) -> None:
        """Let Mesa's clock go on by a week; at the horizon it stands still."""
        if self.weeks_left > 0:
            super()._wrapped_step()
        else:
            self._say_the_end()

    def __repr__(self) -> str:
        seeds, weeks = self.recorder.seeds, self.firm.horizon.weeks
        return (
            f"CoordinationModel({self.firm.summary}; {counted(len(seeds), 'firm')},"
            f" {named_worlds(seeds)}, {self.engine.week} of {counted(weeks, 'week')} played)"
        )

    def run_for(self, duration: float) -> None:
        """Play ``duration`` weeks, or as many as there are until the horizon."""
        if duration > self.weeks_left:
            self._say_the_end()
        weeks = min(duration, self.weeks_left)
        if weeks > 0:
            super().run_for(weeks)

    def run_until(self, end_time: float) -> None:
        """Play until ``end_time`` weeks are over, or until the horizon."""
        self.run_for(end_time - self.time)

    def _say_the_end(self) -> None:
        weeks = self.firm.horizon.weeks
        warnings.warn(
            f"{self.firm.name} has {weeks} weeks (horizon.weeks), and the model stops there",
            RuntimeWarning,
            stacklevel=3,
        )

    def run(self) -> Run:
        """Return what has been recorded so far; raises ValueError before the first week."""
        if self.record is None:
            raise ValueError("nothing has been recorded yet: step the model first")
        return self.recorder.run()


def _reporters(beliefs: bool) -> dict[str, Any]:
    """Return what the collector takes in of a model, by the names of its columns."""
    out: dict[str, Any] = {kpi.name: partial(_so_far, kpi) for kpi in KPIS}
    out |= {f"week_{kpi.name}": partial(_this_week, kpi) for kpi in KPIS}
    out |= {f"plan_{lever.name}": partial(_plan, COLUMN[lever.name]) for lever in LEVERS}
    if beliefs:
        out |= {
            f"{role}_believes_{fact.name}": partial(_belief, role, INDEX[fact.name])
            for role in ROLES
            for fact in FACTS
        }
    return out


def _so_far(kpi: Kpi, model: CoordinationModel) -> float:
    return so_far(kpi, model.sums, model.recorder.log[model.firm.horizon.warmup :])


def _this_week(kpi: Kpi, model: CoordinationModel) -> float:
    return this_week(kpi, model.record)


def _plan(place: int, model: CoordinationModel) -> float:
    return mean(model.engine.state.plan[:, place])


def _belief(role: str, place: int, model: CoordinationModel) -> float:
    if model.record is None:
        return float("nan")
    return mean(model.record.known.beliefs[role][:, place])
