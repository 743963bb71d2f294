"""Decision quality: how far what managers expect is from what comes, and how far their plans are
from the best by their own lights.

Both are read off a run of firms alike. What was expected lies in its tape. What was known is lived
once more: the run is played again from its tape, and each seat's observation is kept as it was when
the decision was due. It is judged by the same mental model and pay rule that the manager had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coordsim.core.kpis import kpi_named
from coordsim.core.levers import BY_NAME, COLUMN, ROLES
from coordsim.core.records import Decision, Floats, Observation
from coordsim.players.manager import Manager
from coordsim.run.build import build, places_of
from coordsim.run.result import Run, kpi_of
from coordsim.run.simulate import simulate

SWEEPS = 8  # passes over all levers until the best plan stands still; mostly three are enough


@dataclass(frozen=True)
class Foresight:
    """What a role expected of the plans that it proposed, and what came, each (F, R): firms by
    rounds. ``scale`` is another KPI of the same rounds, to measure by. Expected is nan in rounds
    that a firm did not begin.
    """

    expected: Floats
    realised: Floats
    scale: Floats

    @property
    def miss(self) -> Floats:
        """Expected less realised, (F, R)."""
        return self.expected - self.realised


@dataclass(frozen=True)
class Regret:
    """What a role's plans were worth to it by its own lights, each (F, R), in what it is paid by,
    money/week: the plan it ``found`` in force, the one it ``chose``, the ``best`` one that its own
    levers allow; nan in rounds that a firm did not begin.
    """

    found: Floats
    chose: Floats
    best: Floats

    @property
    def missed(self) -> Floats:
        """What the best plan would have brought more than the chosen one, (F, R)."""
        return self.best - self.chose

    @property
    def share(self) -> Floats:
        """What was missed over what there was to gain, (F, R); 0 where there was nothing."""
        room = self.best - self.found
        return np.divide(self.missed, room, out=0 * room, where=room > 0)


def rounds(run: Run) -> list[slice]:
    """Return the weeks of each round of a run."""
    length, weeks = run.scenarios[0].horizon.round_weeks, run.plan.shape[1]
    return [slice(start, min(start + length, weeks)) for start in range(0, weeks, length)]


def begun(run: Run) -> NDArray[np.bool_]:
    """Return which rounds each firm began, (F, R): none after one that could not pay."""
    return np.array([run.flows["one"][:, each.start] > 0 for each in rounds(run)]).T


def foresight(run: Run, scale: str = "revenue", kpi: str = "profit") -> Mapping[str, Foresight]:
    """Return what each role expected of a KPI and what came, role -> ``Foresight``; nan where a
    seat expected nothing, as one that holds. Raises ValueError for firms of different kinds, and
    for a KPI that nobody expects.
    """
    _taped(run)
    weeks = rounds(run)
    came, size = (
        np.stack([kpi_of(kpi_named(name), run.flows, each) for each in weeks], axis=1)
        for name in (kpi, scale)
    )
    out = {}
    for role in ROLES:
        thought = np.full_like(came, np.nan)
        for place, each in enumerate(weeks):
            decision = run.tape[role].get(each.start)
            if decision is None or not decision.predicted:
                continue
            if kpi not in decision.predicted:
                allowed = ", ".join(decision.predicted)
                raise ValueError(f"kpi = {kpi!r} is expected by nobody; allowed: {allowed}")
            thought[:, place] = decision.predicted[kpi]
        out[role] = Foresight(np.where(begun(run), thought, np.nan), came, size)
    return out


def _taped(run: Run) -> None:
    if len(places_of(run.scenarios)) > 1:
        raise ValueError("firms of different kinds were run together; simulate each kind alone")


@dataclass(frozen=True)
class Witness:
    """A seat that answers what a tape says, and keeps what it saw: week -> ``Observation``."""

    tape: Mapping[int, Decision]
    seen: dict[int, Observation] = field(default_factory=dict)

    def decide(self, observation: Observation) -> Decision:
        """Answer as recorded."""
        self.seen[observation.week] = observation
        return self.tape[observation.week]


def relived(run: Run) -> Mapping[str, Mapping[int, Observation]]:
    """Return what each seat saw as it had to decide, role -> week -> ``Observation`` of all firms.

    Raises ValueError for firms of different kinds, and where rules have changed so that another run
    comes of it.
    """
    _taped(run)
    seats = {role: Witness(run.tape[role]) for role in ROLES}
    again = simulate(list(run.scenarios), seeds=list(run.seeds), players=seats)
    if again.hash != run.hash:
        raise ValueError(
            "what the seats saw cannot be told any more: a rule has changed since the firms were"
            " run; run them again"
        )
    return {role: seat.seen for role, seat in seats.items()}


def chosen(seen: Observation, decision: Decision) -> Floats:
    """Return the plan that a decision makes of the one in force, as it is believed, (F, L)."""
    plan = seen.plan.copy()
    for name, values in decision.levers.items():
        plan[:, COLUMN[name]] = values
    return plan


def best(manager: Manager, seen: Observation) -> Floats:
    """Return the plan, (F, L), that is worth most to a manager among those that a search lever by
    lever, over all of each own lever's grid, finds from the plan in force: it goes on until nothing
    moves.
    """
    plan = seen.plan.copy()
    top = manager.judge(seen, plan).worth
    for _ in range(SWEEPS):
        before = top
        for name, (low, high) in seen.limits.items():
            for point in BY_NAME[name].grid(low, high):
                tried = plan.copy()
                tried[:, COLUMN[name]] = point
                gain = manager.judge(seen, tried).worth
                plan = np.where((gain > top)[:, np.newaxis], tried, plan)
                top = np.maximum(gain, top)
        if np.array_equal(before, top):
            break
    return plan


def regret(run: Run, which: slice | None = None) -> Mapping[str, Regret]:
    """Return how far each role's plans were from the best by its own lights, round by round (those
    of ``which``, all when omitted), role -> ``Regret``. What it believed of the other side's levers
    stands.

    The best is searched over all of each own lever's grid, so it may lie further away than a round
    lets a manager go: the plan it found is there to see how much of the way was gone. Raises
    ValueError for firms of different kinds, and where its rules change in phases.
    """
    _taped(run)
    scenario = run.scenarios[0]
    if scenario.phases:
        raise ValueError("regret is for firms whose rules stay: this scenario has phases")
    model, incentive = build(run.scenarios, run.seeds).model, scenario.rules.incentive
    places = range(len(rounds(run)))[which or slice(None)]
    alive, out = begun(run), {}
    for role, seen in relived(run).items():
        manager, columns = Manager(model, incentive, role), []
        for place in places:
            week = rounds(run)[place].start
            if not alive[:, place].any():
                columns.append([np.full(run.firms, np.nan)] * 3)
                continue
            plans = (
                seen[week].plan,
                chosen(seen[week], run.tape[role][week]),
                best(manager, seen[week]),
            )
            worth = [manager.judge(seen[week], plan).worth for plan in plans]
            columns.append([np.where(alive[:, place], each, np.nan) for each in worth])
        found, chose, top = (np.stack(each, axis=1) for each in zip(*columns, strict=True))
        out[role] = Regret(found, chose, np.maximum(top, chose))
    return out
