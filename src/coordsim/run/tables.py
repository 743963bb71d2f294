"""The numbers of firms, and the rules that they live by, as records for compiled code: one of each
for every scenario that differs, firms of any kind side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import records
from coordsim.core.facts import GROUPS as FACT_GROUPS
from coordsim.core.levers import LEVERS, ROLES
from coordsim.core.parameters import GROUPS, Parameters, moments
from coordsim.core.records import Floats
from coordsim.core.tables import (
    ASKED,
    ASKED_CUSTOMERS,
    ASKED_SETTLING,
    CHANNEL,
    CHANNELS,
    GIVEN,
    INDIVIDUAL,
    NAMES,
    NUMBERS,
    RULES,
    SEATS,
    SETTLED,
    WORDS,
    Records,
    Tables,
)
from coordsim.core.tastes import clusters_of, likes_of
from coordsim.customers.given import drawn_before
from coordsim.firm.trends import KINDS
from coordsim.mind.model import HIDDEN
from coordsim.mind.program import written
from coordsim.mind.reaction import NODES, average_nodes, taste_nodes
from coordsim.rules.technology.folding import fold
from coordsim.rules.ways import channels as channels_of
from coordsim.scenario.file import ASKED_DEMAND, Scenario
from coordsim.scenario.rules import Rules

TASTES = ("market_taste_cost", "market_nest_scale", "market_classes", "line_slots")
CLUSTERED = (
    "market_attraction",
    "market_visit_rate",
    "market_need_weeks",
    "market_clusters",
    "market_cluster_weight",
    "market_cluster_width",
    "market_cluster_sd",
)
FIELDS: dict[str, list[tuple[str, str]]] = {}  # group -> (field, its name as a number)
for _name in NAMES:
    FIELDS.setdefault(_name.split("_", 1)[0], []).append((_name.split("_", 1)[1], _name))
REAL = frozenset(NAMES)
SPELT = {name: name.split("_", 1) for name in WORDS}


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
        shocks += [
            (KINDS.index(one.kind), one.week, one.weeks, one.size) for one in scenario.shocks
        ]
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
        for group, fields in FIELDS.items():
            values = getattr(folded.parameters, group).__dict__
            for field, name in fields:
                out[name][places] = values[field]
        out["technology_money"][places] = folded.money
    for row, scenario in zip(out, scenarios, strict=True):
        rules = scenario.rules
        for name, (group, field) in SPELT.items():
            row[name] = WORDS[name].index(getattr(getattr(scenario, group), field))
        row["given"] = rules.demand == "given"
        row["market"] = (
            GIVEN
            if row["given"]
            else ASKED_CUSTOMERS
            if rules.demand in ASKED_DEMAND
            else INDIVIDUAL
        )
        row["given_drawn"] = drawn_before(scenario.given)
        own = {"mean": float(row["given_mean"]), "sd": float(row["given_sd"])}
        row["given_mean"], row["given_sd"] = moments(scenario.given.model_copy(update=own))
        row["accrual"] = scenario.money.books == "accrual"
        row["network"] = not row["given"] and scenario.people.word_of_mouth == "network"
        row["clustered"] = not row["given"] and scenario.market.tastes == "clusters"
        row["team"], row["improving"] = rules.cross_functional_team, rules.continuous_improvement
    return out


def _stacked(scenarios: Sequence[Scenario]) -> Parameters[Floats]:
    """Return every number as an array over scenarios."""
    groups = {}
    for group in GROUPS:
        each = [getattr(scenario, group) for scenario in scenarios]
        values = {
            name: np.array([getattr(one, name) for one in each], dtype=np.float64)
            if f"{group}_{name}" in REAL
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
        key = _key(row)
        if key not in found:
            found[key] = len(found)
            firsts.append(place)
        row["nodes"] = found[key]
        row["node_rows"] = 0 if row["given"] else row["line_slots"] + 1
    out = np.zeros((len(firsts), int(numbers["line_slots"].max()) + 1, NODES))
    for place, first in enumerate(firsts):
        slots = int(numbers[first]["line_slots"])
        out[place, : slots + 1] = _nodes(_key(numbers[first]))
    return out


def _key(row: np.void) -> tuple[float, ...]:
    """Return the numbers that a firm's table of tastes hangs on."""
    return tuple(float(row[name]) for name in TASTES + (CLUSTERED if row["clustered"] else ()))


@lru_cache(maxsize=256)
def _nodes(key: tuple[float, ...]) -> Floats:
    """Return one table of tastes, (slots + 1, NODES)."""
    row = np.zeros(1, dtype=NUMBERS)
    for name, value in zip(TASTES + CLUSTERED, key, strict=False):
        row[name] = value
    if len(key) > len(TASTES):
        return average_nodes(clusters_of(row[0]), likes_of(row[0]))
    slots, classes = int(row["line_slots"][0]), int(row["market_classes"][0])
    nodes: Floats = taste_nodes(row, slots, classes)[0]
    return nodes


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
    row["closed"] = [not scenario.lever_open(lever.name) for lever in LEVERS]
    row["idle"] = [scenario.lever_idle(lever.name) for lever in LEVERS]


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
