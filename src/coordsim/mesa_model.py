"""The firm as an ordinary Mesa 3.5 model: the only module that imports Mesa.

    model = CoordinationModel("base", rng=1)
    model.run_for(52)
    model.datacollector.get_model_vars_dataframe()

Marketing, Operations, Leadership and the customer segments are Mesa agents; the physics stays in
arrays. ``mesa.batch_run`` and ``SolaraViz`` work on it with keyword arguments of plain types.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import mesa
import numpy as np

from coordsim.core.counts import counted, named_worlds
from coordsim.core.facts import FACTS, INDEX
from coordsim.core.kpis import KPIS, Kpi
from coordsim.core.levers import BY_NAME, COLUMN, ROLES, owned
from coordsim.core.records import Ask, Decision, Floats, Week
from coordsim.core.spelling import shown
from coordsim.run.recorder import Recorder
from coordsim.run.result import Run, spread
from coordsim.run.simulate import Engine, seeds_from
from coordsim.scenario.file import Scenario, load

SUMMED = sorted({flow for kpi in KPIS if not kpi.variance for flow in (kpi.top, kpi.bottom)})


class RoleAgent(mesa.Agent):
    """A department's manager, in all firms of the model at once. It answers the engine's questions
    on what it was told.
    """

    def __init__(self, model: CoordinationModel, role: str) -> None:
        super().__init__(model)
        self.role = role

    def decide(self, ask: Ask) -> Decision:
        """Answer with the player on this seat."""
        decision: Decision = self.model.engine.players[self.role].decide(ask.observation)
        return decision

    @property
    def plan(self) -> dict[str, Floats]:
        """Its levers in force, name -> (F,)."""
        return {
            lever.name: self.model.engine.state.plan[:, COLUMN[lever.name]]
            for lever in owned(self.role)
        }

    @property
    def beliefs(self) -> dict[str, Floats]:
        """What it held true last week, fact -> (F,); empty before the first week."""
        if self.model.record is None:
            return {}
        return {
            fact.name: self.model.record.known.beliefs[self.role][:, INDEX[fact.name]]
            for fact in FACTS
        }


class Marketing(RoleAgent):
    """The manager of marketing."""

    def __init__(self, model: CoordinationModel) -> None:
        super().__init__(model, "marketing")


class Operations(RoleAgent):
    """The manager of operations."""

    def __init__(self, model: CoordinationModel) -> None:
        super().__init__(model, "operations")


class Leadership(mesa.Agent):
    """Who stands above both: it settles plans under governance *leadership*, as far as it is
    involved, and hears of conflicts.
    """

    def __init__(self, model: CoordinationModel) -> None:
        super().__init__(model)

    @property
    def involvement(self) -> float:
        """How far its plan is enacted now, 0 to 1; 0 under any other governance."""
        kinds = self.model.engine.kinds
        return kinds.involvement if kinds.governance.name == "leadership" else 0.0

    @property
    def conflicts(self) -> dict[str, Floats]:
        """Levers contested in the last week of decisions, by area (Shapiro 1977), each (F,); empty
        before the first.
        """
        fought: dict[str, Floats] = {}
        for name, contested in self.model.contested.items():
            area = BY_NAME[name].area
            fought[area] = fought.get(area, 0.0) + contested
        return fought


class CustomerSegment(mesa.Agent):
    """The customers of one arc of the taste circle, their individuals held as arrays."""

    def __init__(self, model: CoordinationModel, first: int, last: int) -> None:
        super().__init__(model)
        self.first, self.last = first, last

    @property
    def members(self) -> np.ndarray:
        """Which customers belong to the segment, (F, N) bool."""
        world = self.model.engine.world
        if world.traits is None:
            return np.zeros((world.firms, 0), dtype=bool)
        classes = world.traits.taste_class[world.streams.row]
        inside: np.ndarray = (classes >= self.first) & (classes < self.last)
        return inside

    @property
    def satisfaction(self) -> float:
        """Mean satisfaction of the segment over firms; nan when it has nobody."""
        members = self.members
        return (
            float(self.model.engine.state.satisfaction[members].mean())
            if members.any()
            else float("nan")
        )


class _AskingEngine(Engine):
    """The engine, with its questions put to the Mesa agents of a model."""

    asks = ROLES

    def __init__(
        self, model: CoordinationModel, scenarios: Sequence[Scenario], seeds: Sequence[int]
    ) -> None:
        super().__init__(scenarios, seeds)
        self.model = model

    def answer(self, ask: Ask) -> Decision:
        """Put a question to the agent of its role."""
        return self.model.answer(ask)


class CoordinationModel(mesa.Model):
    """One scenario, ``firms`` firms side by side in the worlds ``rng``, ``rng`` + 1, ...

    ``incentives``, ``communication`` and ``governance`` replace the scenario's rules; ``changes``
    are dotted fields as for ``Scenario.with_``. Without ``rng`` the first world is drawn at random;
    ``run().seeds`` says which it was. The data collector holds, for each KPI, its value after
    warm-up until now (nan in the weeks of warm-up; in the last week, the run's) and, as ``week_``
    and its name, this week's, both as means over firms; with ``by_segment`` the satisfaction of
    each segment too. Raises ScenarioError for anything that is not allowed, TypeError when ``rng``
    is not a whole number or ``scenario`` no scenario.
    """

    SEGMENTS = 6  # assumed: arcs shown as agents

    def __init__(
        self,
        scenario: Scenario | str = "base",
        *,
        firms: int = 1,
        incentives: str | None = None,
        communication: str | None = None,
        governance: str | None = None,
        changes: dict[str, Any] | None = None,
        by_segment: bool = False,
        rng: int | None = None,
    ) -> None:
        """Seat the agents of a scenario's firms; what may be given is said of the class."""
        seed = int(np.random.SeedSequence().generate_state(1)[0]) if rng is None else rng
        if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
            raise TypeError(
                f"rng = {rng!r} is not allowed: a whole number that names the first world"
            )
        if not isinstance(scenario, Scenario | str):
            raise TypeError(
                f"scenario = {shown(scenario)} is not allowed: a Scenario, its name or its path;"
                " mesa.batch_run takes scenarios in a list"
            )
        super().__init__(rng=int(seed))
        named = {"incentives": incentives, "communication": communication, "governance": governance}
        wanted = {key: value for key, value in named.items() if value is not None} | (changes or {})
        base = load(scenario) if isinstance(scenario, str) else scenario
        self.firm = base.with_(wanted) if wanted else base
        worlds = seeds_from(int(seed), firms)
        self.engine = _AskingEngine(self, [self.firm] * firms, worlds)
        self.recorder = Recorder([self.firm] * firms, worlds, detail=False)
        self.record: Week | None = None
        self.contested: Mapping[str, Floats] = {}
        self.sums: dict[str, Floats] = {}  # of flows after warm-up
        self.marketing, self.operations, self.leadership = (
            Marketing(self),
            Operations(self),
            Leadership(self),
        )
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
            model_reporters={kpi.name: partial(_so_far, kpi) for kpi in KPIS}
            | {f"week_{kpi.name}": partial(_this_week, kpi) for kpi in KPIS},
            agenttype_reporters={CustomerSegment: {"satisfaction": "satisfaction"}}
            if by_segment
            else None,
        )

    def answer(self, ask: Ask) -> Decision:
        """Put a question of the engine to the agent of its role."""
        return {"marketing": self.marketing, "operations": self.operations}[ask.role].decide(ask)

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


def _this_week(kpi: Kpi, model: CoordinationModel) -> float:
    """Mean over firms of this week's value; nan where no firm has a base."""
    if model.record is None or kpi.variance:
        return math.nan
    return _mean(kpi, model.record.flows[kpi.top], model.record.flows[kpi.bottom])


def _so_far(kpi: Kpi, model: CoordinationModel) -> float:
    """Mean over firms of the KPI over all weeks after warm-up until now; nan during warm-up. In the
    last week it is the run's KPI.
    """
    if not model.sums:
        return math.nan
    if kpi.variance:
        weeks = model.recorder.log[model.firm.horizon.warmup :]
        top, bottom, one = (
            np.stack([week.flows[flow] for week in weeks], axis=1)
            for flow in (kpi.top, kpi.bottom, "one")
        )
        return _mean(kpi, spread(top, one > 0), spread(bottom, one > 0))
    return _mean(kpi, model.sums[kpi.top], model.sums[kpi.bottom])


def _mean(kpi: Kpi, top: Floats, bottom: Floats) -> float:
    has = bottom > 0
    if not has.any():
        return math.nan
    value = float((top[has] / bottom[has]).mean())
    return 1 - value if kpi.one_minus else value
