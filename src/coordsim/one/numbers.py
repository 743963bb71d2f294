"""The numbers of firms, and the rules that they live by, as records for compiled code: one of each
for every scenario that differs, firms of any kind side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import records
from coordsim.core.facts import GROUPS as FACT_GROUPS
from coordsim.core.levers import LEVERS, ROLES
from coordsim.core.parameters import GROUPS, Parameters
from coordsim.core.records import Floats
from coordsim.mind.model import HIDDEN
from coordsim.mind.reaction import NODES, taste_nodes
from coordsim.one.program import PROGRAM, written
from coordsim.one.record import PLAN, L, Twice, floats, record_of
from coordsim.one.trends import KINDS
from coordsim.rules.technology.folding import fold
from coordsim.rules.ways import channels as channels_of
from coordsim.scenario.file import Scenario
from coordsim.scenario.rules import Rules

NAMES = tuple(
    f"{group}_{name}"
    for group in GROUPS
    for name, value in Parameters[float].model_fields[group].annotation.model_fields.items()  # type: ignore[union-attr]
    if value.annotation is not str and not hasattr(value.annotation, "__args__")
)
INDIVIDUAL, GIVEN, ASKED_CUSTOMERS = range(3)
ASKED, MANAGER, HOLD = range(3)
SEATS = {"manager": MANAGER, "hold": HOLD}
SETTLED = ("independent", "marketing_leads", "operations_leads", "leadership", "joint")
ASKED_SETTLING = len(SETTLED)
CHANNELS = 16  # that a firm may have at most

NUMBERS = record_of(
    *floats(*NAMES),
    Twice("start_levers", ("start_plan",), PLAN, (L,)),
    ("low", np.float64, (L,)),
    ("high", np.float64, (L,)),
    ("closed", np.int64, (L,)),
    ("grid", np.int64, (L + 1,)),  # where each lever's grid begins
    *floats("given", "given_poisson", "improving", "team", "network", "technology_money"),
    ("market", np.int64),
    ("nodes", np.int64),
    ("node_rows", np.int64),
    ("first_shock", np.int64),
    ("last_shock", np.int64),
    ("first_rules", np.int64),
    ("last_rules", np.int64),
)
RULES = record_of(
    ("week", np.int64),
    ("pay", PROGRAM),
    ("channels", np.int64),
    ("consensus", np.int64),
    ("notice", np.int64),
    ("settling", np.int64),
    ("training", np.int64),
    *floats("involvement", "money"),
    ("seat", np.int64, (len(ROLES),)),
    ("bias", np.float64, (len(ROLES),)),
    ("orders", np.float64, (L,)),
)
CHANNEL = np.dtype(
    [
        ("groups", np.int64),
        *((name, np.float64) for name in ("every", "delay", "noise", "hours", "learning")),
    ]
)
Records = NDArray[np.void]


class Tables(NamedTuple):
    """What firms are and live by. ``numbers`` and ``known``, what managers may know of them, have a
    record for each scenario; ``rules`` and ``channels`` one for each of its phases.
    """

    numbers: Records
    known: Records
    rules: Records
    channels: Records  # (rules, CHANNELS)
    nodes: Floats  # (tastes, V + 1, NODES) as in ``mind.reaction``
    grids: Floats  # all grids, one after the other
    shocks: Floats  # (S, 4) kind, first week, weeks, size


def tables(scenarios: Sequence[Scenario], asked: Sequence[str] = ()) -> Tables:
    """Return the tables of scenarios, each once. ``asked`` are the roles whose seats somebody else
    sits on. Raises ValueError where a pay rule cannot be written down.
    """
    numbers = _numbers(scenarios)
    nodes, grids, shocks = _tastes(numbers), _Grids(), list[tuple[float, ...]]()
    rules: list[np.void] = []
    channels: list[NDArray[np.void]] = []
    ruled: dict[str, tuple[int, int]] = {}
    for row, scenario in zip(numbers, scenarios, strict=True):
        _levers(row, scenario, grids)
        row["first_shock"] = len(shocks)
        shocks += [(KINDS.index(one.kind), one.week, one.weeks, one.size) for one in scenario.shocks]
        row["last_shock"] = len(shocks)
        key = repr((scenario.rules, scenario.phases))
        if key not in ruled:
            first = len(rules)
            for week, orders in _weeks(scenario):
                one, carried = _rules(scenario.rules_from(week), asked)
                one["week"] = week
                for place, lever in enumerate(LEVERS):
                    one["orders"][place] = orders.get(lever.name, np.nan)
                rules.append(one)
                channels.append(carried)
            ruled[key] = (first, len(rules))
        row["first_rules"], row["last_rules"] = ruled[key]
    known = numbers.copy()
    for name in HIDDEN:
        known[name.replace(".", "_")] = np.nan
    return Tables(
        numbers=records(numbers),
        known=records(known),
        rules=records(np.array(rules, dtype=RULES)),
        channels=records(np.stack(channels)),
        nodes=nodes,
        grids=np.array(grids.points),
        shocks=np.array(shocks, dtype=np.float64).reshape(-1, 4),
    )


def _weeks(scenario: Scenario) -> list[tuple[int, dict[str, float]]]:
    """Return the weeks from which rules hold, with what is ordered then."""
    begins: dict[int, dict[str, float]] = {0: {}}
    for phase in scenario.phases:
        begins[phase.week] = begins.get(phase.week, {}) | phase.orders
    return sorted(begins.items())


def _numbers(scenarios: Sequence[Scenario]) -> Records:
    """Return every number, with technologies folded in."""
    out = np.zeros(len(scenarios), dtype=NUMBERS)
    used: dict[frozenset[str], list[int]] = {}
    for place, scenario in enumerate(scenarios):
        used.setdefault(frozenset(scenario.rules.technologies), []).append(place)
    for technologies, places in used.items():
        folded = fold(_stacked([scenarios[place] for place in places]), technologies)
        for name in NAMES:
            group, field = name.split("_", 1)
            out[name][places] = getattr(getattr(folded.parameters, group), field)
        out["technology_money"][places] = folded.money
    for row, scenario in zip(out, scenarios, strict=True):
        rules = scenario.rules
        row["given"] = rules.demand == "given"
        row["market"] = (
            GIVEN if row["given"] else INDIVIDUAL if rules.demand == "individual" else ASKED_CUSTOMERS
        )
        row["given_poisson"] = scenario.given.distribution == "poisson"
        row["network"] = scenario.people.word_of_mouth == "network"
        row["team"], row["improving"] = rules.cross_functional_team, rules.continuous_improvement
    return out


def _stacked(scenarios: Sequence[Scenario]) -> Parameters[Floats]:
    """Return every number as an array over scenarios."""
    groups = {}
    for group in GROUPS:
        each = [getattr(scenario, group) for scenario in scenarios]
        values = {
            name: np.array([getattr(one, name) for one in each], dtype=np.float64)
            if f"{group}_{name}" in NUMBERS.names  # type: ignore[operator]
            else getattr(each[0], name)
            for name in type(each[0]).model_fields
        }
        groups[group] = type(each[0]).model_construct(**values)
    return Parameters.model_construct(**groups)


def _tastes(numbers: Records) -> Floats:
    """Return the tables of tastes that differ, and note in ``numbers`` whose is which."""
    found: dict[tuple[float, ...], int] = {}
    firsts: list[int] = []
    for place, row in enumerate(numbers):
        key = tuple(
            float(row[name])
            for name in ("market_taste_cost", "market_nest_scale", "market_classes", "line_slots")
        )
        if key not in found:
            found[key] = len(found)
            firsts.append(place)
        row["nodes"] = found[key]
        row["node_rows"] = 0 if row["given"] else row["line_slots"] + 1
    out = np.zeros((len(firsts), int(numbers["line_slots"].max()) + 1, NODES))
    for place, first in enumerate(firsts):
        row = numbers[first : first + 1]
        slots, classes = int(row["line_slots"][0]), int(row["market_classes"][0])
        out[place, : slots + 1] = taste_nodes(row, slots, classes)[0]
    return out


class _Grids:
    """The grids of levers, each limits' once."""

    def __init__(self) -> None:
        self.points: list[float] = []
        self.known: dict[tuple[tuple[float, float], ...], list[int]] = {}

    def of(self, limits: tuple[tuple[float, float], ...]) -> list[int]:
        """Return where the grids of each lever begin, and where the last one ends."""
        if limits not in self.known:
            begins = []
            for lever, (low, high) in zip(LEVERS, limits, strict=True):
                begins.append(len(self.points))
                self.points += lever.grid(low, high).tolist()
            self.known[limits] = [*begins, len(self.points)]
        return self.known[limits]


def _levers(row: np.void, scenario: Scenario, grids: _Grids) -> None:
    limits = tuple(scenario.lever_limits(lever.name) for lever in LEVERS)
    row["low"], row["high"] = np.array(limits, dtype=np.float64).T
    row["grid"] = grids.of(limits)
    row["start_levers"] = [scenario.lever_start(lever.name) for lever in LEVERS]
    row["closed"] = [
        lever.name in scenario.levers and not scenario.levers[lever.name].open for lever in LEVERS
    ]


def _rules(rules: Rules, asked: Sequence[str]) -> tuple[np.void, Records]:
    one = np.zeros(1, dtype=RULES)[0]
    written(rules.incentive, one["pay"])
    main = rules.channel
    every = channels_of(main, frozenset(rules.technologies), rules.cross_functional_team)
    if len(every) > CHANNELS:
        raise ValueError(f"{len(every)} channels at once; allowed: {CHANNELS}")
    carried = np.zeros(CHANNELS, dtype=CHANNEL)
    for place, channel in enumerate(every):
        bits = sum(1 << list(FACT_GROUPS).index(group) for group in channel.groups)
        carried[place] = (
            bits,
            channel.every,
            channel.delay,
            channel.noise,
            channel.hours,
            channel.learning,
        )
    one["channels"], one["consensus"], one["money"] = len(every), main.consensus, main.money
    one["notice"] = -1 if main.notice is None else main.notice
    one["settling"] = (
        SETTLED.index(rules.governance) if rules.governance in SETTLED else ASKED_SETTLING
    )
    one["training"], one["involvement"] = rules.cross_training, rules.involvement
    for place, role in enumerate(ROLES):
        seat = getattr(rules, role)
        one["seat"][place] = ASKED if role in asked else SEATS.get(seat.kind, ASKED)
        one["bias"][place] = np.nan if seat.forecast_bias is None else seat.forecast_bias
    return one, carried


Row = Any  # a record of NUMBERS or RULES: type checkers know no records
