"""The steps of a week, each by itself, on arrays of firms: plain Python of the same code that the
engine compiles, for cases worked by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from coordsim.core.records import FirmState, Floats
from coordsim.scenario.file import Scenario
from support.plain import plain

ONE = {
    name: plain(f"{floor}.{name}")
    for floor, names in {
        "firm": "ageing books delivery development life people planning plant supply trends",
        "customers": "market",
        "mind": "desk thought",
        "rules.talk": "beliefs",
        "run": "fleet states",
        "week": "closing story",
    }.items()
    for name in names.split()
}


@dataclass(frozen=True)
class Bench:
    """Firms on a bench: their scenarios and worlds, and their luck where it is tame."""

    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    uniform: float | None = None
    normal: float | None = None
    team: bool = False
    improving: bool = False

    @cached_property
    def world(self) -> Any:
        """The world of the engine."""
        from coordsim.run.build import build

        return build(self.scenarios, self.seeds)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "world":
            raise AttributeError(name)
        return getattr(self.world, name)

    def fleet(self, state: FirmState | None = None, week: int = 0) -> Any:
        """Return the firms, where they stand."""
        fleet = ONE["fleet"].Fleet(self.scenarios, self.seeds, asks=True)
        for table in (fleet.tables.numbers, fleet.tables.known):
            table["team"], table["improving"] = self.team, self.improving
        if state is not None:
            for table in (fleet.tables.numbers, fleet.tables.known):
                table["line_slots"] = slots_of(state)
            people = (len(self.seeds), int(fleet.at[1] - fleet.at[0]))
            if state.satisfaction.shape != people:
                state = replace(
                    state,
                    satisfaction=np.zeros(people, dtype=np.float32),
                    need_week=np.zeros(people, dtype=np.int32),
                )
            ONE["states"].put(fleet, state, week)
        return fleet


def morning(scenario: Scenario, firms: int = 1) -> tuple[Bench, FirmState]:
    """Return a bench and the first state of ``firms`` firms in world 1."""
    rules = scenario.rules
    bench = Bench(
        (scenario,) * firms,
        (1,) * firms,
        team=rules.cross_functional_team,
        improving=rules.continuous_improvement,
    )
    return bench, ONE["states"].state_of(bench.fleet())


def lucky(bench: Bench, uniform: float = 0.5, normal: float = 0.0) -> Bench:
    """Return the bench with tame luck: each uniform and each normal is one number."""
    return replace(bench, uniform=uniform, normal=normal)


@contextmanager
def _luck(bench: Bench) -> Iterator[None]:
    held = {}
    for module in ONE.values():
        for draw, value in (("uniform_at", bench.uniform), ("normal_at", bench.normal)):
            if value is not None and hasattr(module, draw):
                held[module, draw] = getattr(module, draw)
                setattr(module, draw, lambda *_, value=value: value)
    try:
        yield
    finally:
        for (module, draw), plainly in held.items():
            setattr(module, draw, plainly)


class At(SimpleNamespace):
    """One firm at one step: ``n``, ``firm``, ``lines``, ``now``, ``eye``, ``mind``, ``place``."""


def each(
    bench: Bench, state: FirmState, week: int, step: Callable[[At], Any]
) -> tuple[FirmState, list[Any], Any]:
    """Do a step in every firm; returns where they stand then, what each returned, and the fleet."""
    fleet, out = bench.fleet(state, week), []
    tables = fleet.tables
    with _luck(bench):
        for f in range(len(fleet.firms)):
            firm, now = fleet.firms[f], fleet.rooms.now[f]
            n, k = tables.numbers[firm.row], tables.known[firm.row]
            nodes = tables.nodes[n.nodes, : n.node_rows]
            eye = ONE["thought"].Eye(k, nodes, tables.grids, tables.rules[firm.rules])
            ONE["trends"].look_up_trends(n, firm, tables.shocks[n.first_shock : n.last_shock], now)
            at = At(
                n=n,
                firm=firm,
                lines=ONE["fleet"].lines_of(fleet.lines, f),
                crowd=ONE["fleet"].crowd_of(fleet.crowds, fleet.at, f),
                now=now,
                eye=eye,
                scene=ONE["thought"].Scene(n, eye, tables.channels[firm.rules]),
                mind=fleet.rooms.mind[0],
                stall=fleet.rooms.stall,
                place=f,
                slots=int(n.line_slots),
            )
            out.append(step(at))
    return ONE["states"].state_of(fleet), out, fleet


def of(fleet: Any, name: str, slots: int | None = None) -> Floats:
    values = fleet.rooms.now[name]
    return np.array(values if slots is None else values[:, :slots])


def slots_of(state: FirmState) -> int:
    return state.status.shape[1]


def formula(name: str) -> Callable[..., Floats]:
    """Return a formula of ``core.formulas`` for a bench and arrays (F,)."""

    def work(bench: Bench, *values: Floats) -> Floats:
        fleet, function = bench.fleet(), getattr(plain("core.formulas"), name)
        rows = [fleet.tables.numbers[firm.row] for firm in fleet.firms]
        return np.array([function(n, *(value[f] for value in values)) for f, n in enumerate(rows)])

    return work
