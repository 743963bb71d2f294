"""Firms side by side, of whatever kinds: their records, and the calls that let them live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled, part, records
from coordsim.core.facts import REMEMBERED
from coordsim.core.firm import DONE, FIRM, FLOW, FLOWS, SLOTS, WEEK, K, L, Lines
from coordsim.core.levers import COLUMN
from coordsim.core.luck.draw import normal_at, uniform_at
from coordsim.core.luck.streams import Streams, process_name
from coordsim.core.records import Floats, Ints
from coordsim.core.shares import positions
from coordsim.core.tables import Records, Row, Tables
from coordsim.core.tastes import classes_of, ground_of
from coordsim.customers.given import demand_in
from coordsim.customers.kernel import scratch
from coordsim.customers.market import Crowd, stall
from coordsim.customers.small_world import neighbours
from coordsim.mind.expectation import EXPECTED
from coordsim.mind.thought import MIND, Eye, Scene
from coordsim.rules.talk import beliefs
from coordsim.run.fitted import rest
from coordsim.run.inherited import first_plans
from coordsim.run.start import begin
from coordsim.run.tables import tables
from coordsim.scenario.file import Scenario
from coordsim.week.story import Log, Room, Rooms, live

TASTE, SENSITIVITY, COMFORT = map(process_name, ("taste", "sensitivity", "comfort"))

SHAPES = (
    "plant_capacity_lead_weeks",
    "plant_lead_weeks",
    "plant_shelf_life",
    "plant_forecast_window",
    "supply_lead_weeks",
    "supply_partner_weeks",
    "market_classes",
)  # numbers that decide how much room firms take


@part
def draw_people(n: Row, seed: np.uint64, crowd: Crowd) -> None:
    """Draw who the customers are, and let them feel as at the start; tastes that cluster were drawn
    before.
    """
    people = len(crowd.satisfaction)
    crowd.satisfaction[:] = np.float32(n.start_satisfaction)
    for i in range(people):
        if not n.clustered:
            crowd.taste_class[i] = int(uniform_at(seed, TASTE, 0, i) * n.market_classes)
        normal = normal_at(seed, SENSITIVITY, 0, i)
        crowd.price_sensitivity[i] = max(
            0.0, n.market_price_sensitivity + n.market_price_sensitivity_sd * normal
        )
        normal = normal_at(seed, COMFORT, 0, i)
        crowd.comfort[i] = n.market_comfort_mean + n.market_comfort_sd * normal


@part
def lines_of(lines: Lines, f: int) -> Lines:
    """Return one firm's lines."""
    return Lines(
        crew=lines.crew[f],
        in_process=lines.in_process[f],
        shelved=lines.shelved[f],
        parts_coming=lines.parts_coming[f],
        common_coming=lines.common_coming[f],
        booked=lines.booked[f],
        level=lines.level[f],
        past=lines.past[f],
    )


@part
def crowd_of(crowds: Crowd, at: Ints, f: int) -> Crowd:
    """Return one firm's customers out of all, who stand one firm after the other."""
    first, last = at[f], at[f + 1]
    return Crowd(
        satisfaction=crowds.satisfaction[first:last],
        need_week=crowds.need_week[first:last],
        taste_class=crowds.taste_class[first:last],
        price_sensitivity=crowds.price_sensitivity[first:last],
        comfort=crowds.comfort[first:last],
        neighbours=crowds.neighbours[first:last],
        members=crowds.members[first : min(last, len(crowds.members))],
        drawn=crowds.drawn[min(f, len(crowds.drawn) - 1)],
    )


@part
def log_of(log: Log, f: int) -> Log:
    """Return one firm's log."""
    return Log(
        first=log.first,
        until=log.until,
        flows=log.flows[f],
        amounts=log.amounts[f],
        facts=log.facts[f],
        beliefs=log.beliefs[f],
        ages=log.ages[f],
        levers=log.levers[f],
        contested=log.contested[f],
        orders=log.orders[f],
        decided=log.decided[f],
        forecast=log.forecast[f],
        predicted=log.predicted[f],
    )


class Band(NamedTuple):
    """Firms as compiled code sees them; customers stand one firm after the other, from ``at``.
    ``halt`` (1,) is set from another thread when nobody wants the rest any more.
    """

    firms: Records
    lines: Lines
    crowds: Crowd
    at: Ints
    halt: NDArray[np.int8]


@compiled
def begin_all(tables: Tables, band: Band, rooms: Rooms) -> None:
    """Set all firms as they are before their first week."""
    now = rooms.now[0]
    for f in range(len(band.firms)):
        firm = band.firms[f]
        bought = begin(tables, firm, lines_of(band.lines, f), now)
        crowd = crowd_of(band.crowds, band.at, f)
        draw_people(tables.numbers[firm.row], firm.seed, crowd)
        if bought > 0 and len(crowd.members) == 0:
            rest(tables.numbers[firm.row], firm.seed, bought, crowd)


@compiled
def live_all(tables: Tables, band: Band, rooms: Rooms, log: Log) -> None:
    """Let all firms live on to the end of the log, or until somebody has to be asked, one after the
    other.
    """
    for f in range(len(band.firms)):
        if band.halt[0]:
            return
        rooms.stall.offered[0] = -1
        now = rooms.now[min(f, len(rooms.now) - 1)]
        room = Room(now, rooms.mind[0], rooms.stall, log_of(log, f))
        crowd = crowd_of(band.crowds, band.at, f)
        live(tables, band.firms[f], lines_of(band.lines, f), crowd, room)


@compiled
def look_all(tables: Tables, band: Band, rooms: Rooms, role: int) -> None:
    """Let a role of all firms that live look around, where somebody else's answer is waited for.
    Nothing but its beliefs changes, and it looks again when its own turn has come.
    """
    for f in range(len(band.firms)):
        firm = band.firms[f]
        if firm.stopped > 0:
            continue
        n, rules = tables.numbers[firm.row], firm.rules
        nodes = tables.nodes[n.nodes, : n.node_rows]
        eye = Eye(tables.known[firm.row], nodes, tables.grids, tables.rules[rules])
        now = rooms.now[min(f, len(rooms.now) - 1)]
        beliefs.look_up_facts(n, firm, now)
        scene = Scene(n, eye, tables.channels[rules])
        beliefs.believe(scene, firm, lines_of(band.lines, f), now, role)


class Span(NamedTuple):
    """Weeks of a log: the first, how many, and how many make a round."""

    first: int
    weeks: int
    round_weeks: int


def log_for(firms: int, span: Span, *, known: bool) -> Log:
    """Return room to write weeks of firms down; facts and beliefs only where ``known``."""
    weeks, kept = span.weeks, span.weeks if known else 0
    rounds = -(-weeks // span.round_weeks)
    flows = np.zeros((firms, weeks), dtype=FLOW)
    return Log(
        first=span.first,
        until=span.first + weeks,
        flows=records(flows),
        amounts=flows.view(np.float64).reshape(firms, weeks, len(FLOWS)),
        facts=np.zeros((firms, kept, K)),
        beliefs=np.zeros((firms, kept, 2, K)),
        ages=np.zeros((firms, kept, 2, K)),
        levers=np.zeros((firms, weeks, L)),
        contested=np.zeros((firms, rounds, L)),
        orders=np.full((firms, rounds, L), np.nan),
        decided=np.zeros((firms, rounds, L)),
        forecast=np.zeros((firms, rounds)),
        predicted=np.zeros((firms, rounds, 2, len(EXPECTED))),
    )


class Fleet:
    """Firms, each with its scenario and its world. Where ``asks`` is set, each has room of its own
    for the week, so that it can be left in the middle of one.
    """

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        *,
        asks: bool = False,
        cohorts: Floats | None = None,
        halt: NDArray[np.int8] | None = None,
    ) -> None:
        each = list({id(one): one for one in scenarios}.values())
        row = {id(one): place for place, one in enumerate(each)}
        self.tables = tables(each)
        self.firms = records(np.zeros(len(scenarios), dtype=FIRM))
        self.firms["row"] = [row[id(one)] for one in scenarios]
        self.firms["seed"] = np.array(seeds, dtype=np.uint64)
        self.firms["start_levers"] = first_plans(scenarios, seeds)
        numbers = self.tables.numbers
        self.weeks = int(numbers["horizon_weeks"].min())
        most = {name: int(numbers[name].max()) for name in SHAPES}
        firms = len(scenarios)
        supply = max(most["supply_lead_weeks"], most["supply_partner_weeks"])
        window = max(1, most["plant_forecast_window"])
        self.lines = Lines(
            crew=np.zeros((firms, most["plant_capacity_lead_weeks"] + 1)),
            in_process=np.zeros((firms, most["plant_lead_weeks"], SLOTS)),
            shelved=np.zeros((firms, most["plant_shelf_life"], SLOTS)),
            parts_coming=np.zeros((firms, supply, SLOTS)),
            common_coming=np.zeros((firms, supply)),
            booked=np.zeros((firms, window, SLOTS)),
            level=np.zeros((firms, window)),
            past=np.full((firms, REMEMBERED, K), np.nan),
        )
        people = numbers["market_customers"] * (numbers["given"] == 0)
        sizes = people[self.firms["row"]].astype(np.int64)
        if cohorts is not None:
            sizes[:] = cohorts.shape[1]
        self.at = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        whole = int(self.at[-1])
        self.crowds = Crowd(
            satisfaction=np.zeros(whole, dtype=np.float32),
            need_week=np.zeros(whole, dtype=np.int16),
            taste_class=np.zeros(whole, dtype=np.int16),
            price_sensitivity=np.zeros(whole, dtype=np.float32),
            comfort=np.zeros(whole, dtype=np.float32),
            neighbours=self._neighbours(whole),
            members=np.zeros(0) if cohorts is None else cohorts.ravel().copy(),
            drawn=self._drawn(each, int(numbers["horizon_weeks"].max())),
        )
        self.rooms = Rooms(
            now=records(np.zeros(firms if asks else 1, dtype=WEEK)),
            mind=records(np.zeros(1, dtype=MIND)),
            stall=stall(most["market_classes"], self._hearing(), scratch()),
        )
        self.halt = np.zeros(1, dtype=np.int8) if halt is None else halt
        self.scatter = np.zeros((0, 0))  # (F, N) variance of satisfaction in a cohort
        self._lay_out()
        begin_all(self.tables, self._band(), self.rooms)

    def _band(self) -> Band:
        return Band(self.firms, self.lines, self.crowds, self.at, self.halt)

    def _lay_out(self) -> None:
        """Note where variants stand; where tastes cluster, draw them and who has which."""
        self.firms["places"] = positions(SLOTS)
        numbers = self.tables.numbers
        for f in np.flatnonzero(numbers["clustered"][self.firms["row"]]):
            firm = self.firms[f]
            first = firm["start_levers"][COLUMN["range"]]
            found = ground_of(numbers[firm["row"]], int(firm["seed"]), first)
            firm["places"][: len(found.places)] = found.places
            firm["popular"][: len(found.places)] = found.popular
            mine = self.crowds.taste_class[self.at[f] : self.at[f + 1]]
            world = Streams(np.array([firm["seed"]], dtype=np.int64))
            mine[:] = classes_of(found.density, world.uniforms("taste", 0, len(mine))[0])

    def _hearing(self) -> int:
        """Return the most customers of a firm who hear their neighbours."""
        network = self.tables.numbers["network"][self.firms["row"]] > 0
        return int(np.diff(self.at)[network].max(initial=0))

    def _neighbours(self, whole: int) -> NDArray[np.int32]:
        """Draw whom each customer hears, (customers, most ties)."""
        numbers = self.tables.numbers
        if not numbers["network"].any():
            return np.zeros((whole, 0), dtype=np.int32)
        ties = 2 * (numbers["people_neighbours"].astype(np.int64) // 2)
        out = np.zeros((whole, int(ties.max())), dtype=np.int32)
        for f, firm in enumerate(self.firms):
            row = numbers[firm["row"]]
            if row["network"]:
                size, count = int(row["market_customers"]), int(ties[firm["row"]])
                first = self.at[f]
                out[first : first + size, :count] = neighbours(
                    int(firm["seed"]), size, count, float(row["people_rewiring"])
                )
        return out

    def _drawn(self, each: Sequence[Scenario], weeks: int) -> Floats:
        """Draw the weeks of given demands that are drawn before, (F, T, V)."""
        numbers = self.tables.numbers
        if not (numbers["given_drawn"] * numbers["given"]).any():
            return np.zeros((1, 0, 0))
        slots = numbers["line_slots"].astype(np.int64)
        out = np.zeros((len(self.firms), weeks, int(slots.max())))
        for f, firm in enumerate(self.firms):
            row = numbers[firm["row"]]
            if row["given"] and row["given_drawn"]:
                own = {"mean": float(row["given_mean"]), "sd": float(row["given_sd"])}
                given = each[firm["row"]].given.model_copy(update=own)
                count = int(slots[firm["row"]])
                for week in range(weeks):
                    out[f, week, :count] = demand_in(given, int(firm["seed"]), week, count)
        return out

    def look(self, role: int) -> None:
        """Let a role look around before its turn: at what it would believe now."""
        look_all(self.tables, self._band(), self.rooms, role)

    def live(self, log: Log) -> int:
        """Live on to the end of the log, or until somebody has to be asked in a firm that lives;
        returns whose answer is waited for, or DONE. Raises ValueError beyond the horizon.
        """
        if log.until > self.weeks:
            raise ValueError(
                f"week {log.until} is beyond the horizon: horizon.weeks = {self.weeks}"
            )
        live_all(self.tables, self._band(), self.rooms, log)
        behind = int(np.argmin(self.firms["week"]))  # a firm that has stopped runs ahead
        if self.firms["week"][behind] >= log.until:
            return DONE
        return int(self.firms["turn"][behind])
