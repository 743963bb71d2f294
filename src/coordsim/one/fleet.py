"""Firms side by side, of whatever kinds: their records, and the calls that let them live."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled, part, records
from coordsim.core.facts import REMEMBERED
from coordsim.core.luck.streams import Streams, process_name
from coordsim.core.records import Floats, Ints
from coordsim.customers.kernel import Scratch, scratch
from coordsim.mind.expectation import EXPECTED
from coordsim.one.luck import normal_at, uniform_at
from coordsim.one.market import Crowd, Stall, stall
from coordsim.one.mind import MIND
from coordsim.one.numbers import Records, Row, Tables, tables
from coordsim.one.record import FIRM, FLOW, FLOWS, SLOTS, WEEK, K, L, Lines
from coordsim.one.start import begin
from coordsim.one.story import Log, Room, Rooms, live
from coordsim.scenario.file import Scenario

TASTE, SENSITIVITY, COMFORT = map(process_name, ("taste", "sensitivity", "comfort"))

SHAPES = (
    "plant_capacity_lead_weeks",
    "plant_lead_weeks",
    "plant_forecast_window",
    "supply_lead_weeks",
    "supply_partner_weeks",
    "market_classes",
)  # numbers that decide how much room firms take


@part
def draw_people(n: Row, seed: np.uint64, crowd: Crowd) -> None:
    """Draw who the customers are, and let them feel as at the start."""
    people = len(crowd.satisfaction)
    crowd.satisfaction[:] = np.float32(n.start_satisfaction)
    for i in range(people):
        crowd.taste_class[i] = int(uniform_at(seed, TASTE, 0, i) * n.market_classes)
        normal = normal_at(seed, SENSITIVITY, 0, i)
        crowd.price_sensitivity[i] = max(
            0.0, n.market_price_sensitivity + n.market_price_sensitivity_sd * normal
        )
        normal = normal_at(seed, COMFORT, 0, i)
        crowd.comfort[i] = n.market_comfort_mean + n.market_comfort_sd * normal


@compiled
def begin_all(tables: Tables, firms: Records, lines: Lines, crowds: Crowd, at: Ints) -> None:
    """Set all firms as they are before their first week."""
    for f in range(len(firms)):
        begin(tables, firms[f], lines_of(lines, f))
        draw_people(tables.numbers[firms[f].row], firms[f].seed, crowd_of(crowds, at, f))


@part
def lines_of(lines: Lines, f: int) -> Lines:
    """Return one firm's lines."""
    return Lines(
        lines.crew[f],
        lines.in_process[f],
        lines.parts_coming[f],
        lines.common_coming[f],
        lines.booked[f],
        lines.level[f],
        lines.past[f],
    )


@part
def crowd_of(crowds: Crowd, at: Ints, f: int) -> Crowd:
    """Return one firm's customers out of all, who stand one firm after the other."""
    first, last = at[f], at[f + 1]
    return Crowd(
        crowds.satisfaction[first:last],
        crowds.need_week[first:last],
        crowds.taste_class[first:last],
        crowds.price_sensitivity[first:last],
        crowds.comfort[first:last],
        crowds.neighbours[first:last],
        crowds.drawn,
    )


@compiled
def live_all(
    tables: Tables,
    firms: Records,
    lines: Lines,
    crowds: Crowd,
    at: Ints,
    rooms: Rooms,
    log: Log,
    until: int,
) -> None:
    """Let all firms live on to a week, one after the other."""
    for f in range(len(firms)):
        rooms.stall.offered[0] = -1
        room = Room(rooms.now[0], rooms.mind[0], rooms.stall)
        here = Log(
            log.first,
            log.flows[f],
            log.amounts[f],
            log.facts[f],
            log.beliefs[f],
            log.ages[f],
            log.levers[f],
            log.contested[f],
            log.decided[f],
            log.forecast[f],
            log.predicted[f],
        )
        live(tables, firms[f], lines_of(lines, f), crowd_of(crowds, at, f), room, here, until)


class Fleet:
    """Firms, each with its scenario and its world."""

    def __init__(self, scenarios: Sequence[Scenario], seeds: Sequence[int]) -> None:
        each = list({id(one): one for one in scenarios}.values())
        row = {id(one): place for place, one in enumerate(each)}
        self.tables = tables(each)
        self.firms = np.zeros(len(scenarios), dtype=FIRM)
        self.firms["row"] = [row[id(one)] for one in scenarios]
        self.firms["seed"] = np.array(seeds, dtype=np.uint64)
        numbers = self.tables.numbers
        most = {name: int(numbers[name].max()) for name in SHAPES}
        firms = len(scenarios)
        supply = max(most["supply_lead_weeks"], most["supply_partner_weeks"])
        self.lines = Lines(
            crew=np.zeros((firms, most["plant_capacity_lead_weeks"] + 1)),
            in_process=np.zeros((firms, most["plant_lead_weeks"], SLOTS)),
            parts_coming=np.zeros((firms, supply, SLOTS)),
            common_coming=np.zeros((firms, supply)),
            booked=np.zeros((firms, max(1, most["plant_forecast_window"]), SLOTS)),
            level=np.zeros((firms, max(1, most["plant_forecast_window"]))),
            past=np.full((firms, REMEMBERED, K), np.nan),
        )
        people = [0 if numbers["given"][r] else int(numbers["market_customers"][r]) for r in self.firms["row"]]
        self.at = np.concatenate([[0], np.cumsum(people)]).astype(np.int64)
        whole = int(self.at[-1])
        self.crowds = Crowd(
            satisfaction=np.zeros(whole, dtype=np.float32),
            need_week=np.zeros(whole, dtype=np.int32),
            taste_class=np.zeros(whole, dtype=np.int16),
            price_sensitivity=np.zeros(whole, dtype=np.float32),
            comfort=np.zeros(whole, dtype=np.float32),
            neighbours=np.zeros((whole, 0), dtype=np.int32),
            drawn=np.zeros((0, 0)),
        )
        self.rooms = Rooms(
            now=records(np.zeros(1, dtype=WEEK)),
            mind=records(np.zeros(1, dtype=MIND)),
            stall=stall(most["market_classes"], 0, scratch()),
        )
        begin_all(self.tables, self.firms, self.lines, self.crowds, self.at)

    def live(self, until: int, known: bool = True) -> Log:
        """Live on to a week; returns what was written down."""
        first, firms = int(self.firms["week"].min()), len(self.firms)
        weeks = until - first
        flows = np.zeros((firms, weeks), dtype=FLOW)
        kept = weeks if known else 0
        log = Log(
            first=first,
            flows=flows,
            amounts=flows.view(np.float64).reshape(firms, weeks, len(FLOWS)),
            facts=np.zeros((firms, kept, K)),
            beliefs=np.zeros((firms, kept, 2, K)),
            ages=np.zeros((firms, kept, 2, K)),
            levers=np.zeros((firms, kept, L)),
            contested=np.zeros((firms, kept, L)),
            decided=np.zeros((firms, kept, L)),
            forecast=np.zeros((firms, kept)),
            predicted=np.zeros((firms, kept, 2, len(EXPECTED))),
        )
        live_all(self.tables, self.firms, self.lines, self.crowds, self.at, self.rooms, log, until)
        return log
