"""Firms of one kind, week by week: whoever sits on a seat is asked, and somebody answers."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np

from coordsim.core.contracts import Player, World
from coordsim.core.counts import count
from coordsim.core.decisions import check
from coordsim.core.facts import INDEX
from coordsim.core.firm import CUSTOMERS, DONE, FLOWS, LESSONS, SETTLING
from coordsim.core.kpis import ACCOUNTS, CAUSES
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.core.records import (
    IN_ALL,
    PER_VARIANT,
    Ask,
    Decision,
    Detail,
    FirmState,
    Floats,
    Flow,
    Known,
    Observation,
    Week,
)
from coordsim.core.tables import ASKED, ASKED_SETTLING, SEATS, SETTLED
from coordsim.mind.negotiation import Negotiation
from coordsim.mind.program import based_slip
from coordsim.players import PLAYERS, Chair
from coordsim.players.student import Seated
from coordsim.rules.settling import SETTLING as GOVERNANCE
from coordsim.run.build import build
from coordsim.run.fleet import Fleet, Span, log_for
from coordsim.run.market import sell
from coordsim.run.result import Run
from coordsim.run.rounds import SHOWN, check_paid, means, payable, quarter, slip_due
from coordsim.run.seats import SEEN as SEEN
from coordsim.run.seats import decision_of, kinds_in, opened, seats, settled
from coordsim.run.states import check_state, put, state_of
from coordsim.run.written import Begun, Book
from coordsim.scenario.file import ASKED_DEMAND, Scenario
from coordsim.week.story import Log

AT = {name: place for place, name in enumerate(FLOWS)}


class Engine:
    """Firms of one kind, week by week. Players answer; the engine never decides."""

    asks: tuple[str, ...] = ()  # roles whose questions always come out

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        players: Mapping[str, Seated] | None = None,
        *,
        numbers: Sequence[int] | None = None,
    ) -> None:
        """Seat the players; ``numbers`` are the firms' places in their run (0, 1, ... when
        omitted). Raises ValueError on what is no role, no player or no firm.
        """
        if not scenarios:
            raise ValueError("the list of scenarios is empty")
        self.seated = seats({} if players is None else players)
        self.scenario = scenarios[0]
        self.scenarios, self.seeds = scenarios, seeds
        self.numbers = numbers
        cohorts = None
        if self.scenario.rules.demand == "class":
            traits = self.world.traits
            cohorts = None if traits is None else traits.members
            if cohorts is not None:
                cohorts = cohorts[self.world.streams.row]
        self.fleet = Fleet(scenarios, seeds, asks=True, cohorts=cohorts)
        self.kinds, self._ruled = kinds_in(self.scenario, 0), self._rules_of(0)
        self._seats = self.fleet.tables.rules["seat"].copy()
        self._settling = self.fleet.tables.rules["settling"].copy()
        self.players: dict[str, Player] = {role: self._bot(role) for role in ROLES} | self.seated
        self._state: FirmState | None = None
        self._begun: Begun | None = None

    @cached_property
    def world(self) -> World:
        """What stays the same through a run, as arrays."""
        return build(self.scenarios, self.seeds, numbers=self.numbers)

    @property
    def week(self) -> int:
        """The week that is next."""
        return int(self.fleet.firms["week"].min())

    @property
    def state(self) -> FirmState:
        """Where the firms stand."""
        if self._state is None:
            self._state = state_of(self.fleet)
        return self._state

    @state.setter
    def state(self, state: FirmState) -> None:
        self._put(state, self.week)

    @cached_property
    def _like(self) -> FirmState:
        """A state that fits."""
        return state_of(self.fleet)

    def _put(self, state: FirmState, week: int) -> None:
        limits = [self.scenario.lever_limits(lever.name) for lever in LEVERS]
        check_state(state, self._like, week, limits)
        put(self.fleet, state, week)
        self._state = self._begun = None

    @property
    def firms(self) -> int:
        """Number of firms."""
        return len(self.fleet.firms)

    def _bot(self, role: str) -> Player:
        seat = getattr(self.scenario.rules, role)
        chair = Chair(self.world.model, self.kinds.incentive, role, seat.forecast_bias)
        return PLAYERS[seat.kind].seated(chair)

    def _go_by(self, week: int) -> None:
        """Let everybody go by the rules in force in a week."""
        self.kinds, self._ruled = kinds_in(self.scenario, week), self._rules_of(week)
        self.players |= {role: self._bot(role) for role in ROLES if role not in self.seated}

    def resume(self, state: FirmState, week: int) -> None:
        """Go on from a state in which a week begins; bots go by the rules in force then. Raises
        ValueError for a week beyond the horizon, and for a state that is none of such firms.
        """
        weeks, week = self.scenario.horizon.weeks, count("week", week, 0)
        if week > weeks:
            raise ValueError(f"week {week} is beyond the horizon: horizon.weeks = {weeks}")
        self._put(state, week)
        self._go_by(week)

    def answer(self, ask: Ask) -> Decision:
        """Put a question to its seat."""
        return self.players[ask.role].decide(ask.observation)

    def story(self) -> Generator[Ask, Decision, Week]:
        """Play the week that is next: the questions of both seats come out, answers go in; returns
        what is written down of it. Where a phase begins, bots learn of its rules.
        """
        return self._play(ROLES)

    def step(self) -> Week:
        """Play one week with the players at hand. Where one of them fails, the next call goes on
        from there.
        """
        return self._answered(self._play(self.asked))

    def whole(self) -> Run:
        """Play all weeks with the players at hand: between questions the weeks are one call. Where
        one of them fails, the next call goes on from there.
        """
        return self._answered(self.course())

    def course(self) -> Generator[Ask, Decision, Run]:
        """Play all weeks: questions come out, answers go in; returns the run."""
        begun = self._stretch(0, self.scenario.horizon.weeks)
        yield from self._live(self.asked, begun)
        book = Book(self.scenarios, self.seeds)
        book.add(slice(None), begun.log)
        return book.run(begun.known, begun.decisions)

    @property
    def asked(self) -> tuple[str, ...]:
        """Roles whose questions come out."""
        rules = self.scenario.rules
        return tuple(
            role
            for role in ROLES
            if role in self.seated or role in self.asks or getattr(rules, role).kind not in SEATS
        )

    def _answered[T](self, story: Generator[Ask, Decision, T]) -> T:
        """Let the players answer until a story is over; returns what it returns."""
        answer: Any = None
        while True:
            try:
                ask = story.send(answer)
            except StopIteration as done:
                return cast(T, done.value)
            answer = self.answer(ask)

    def _play(self, asked: Sequence[str]) -> Generator[Ask, Decision, Week]:
        week = self.week
        begun = self._stretch(week, 1)
        yield from self._live(asked, begun)
        decided = {role: tape[week] for role, tape in begun.decisions.items()}
        return self._written(begun.log, decided, week)

    def _stretch(self, first: int, weeks: int) -> Begun:
        """Return weeks that are to be played, or those of them that were begun. Raises ValueError
        where other weeks have been begun or played.
        """
        span = Span(first, weeks, self.scenario.horizon.round_weeks)
        if self._begun is None and first == self.week:
            self._begun = Begun(span, log_for(self.firms, span, known=True), {})
        begun = self._begun
        if begun is None or begun.span != span:
            raise ValueError(
                f"weeks {first} to {first + weeks - 1} cannot be played now: the next is"
                f" {self.week}, and what step(), story() or whole() has begun has to be gone on"
                " with by the same"
            )
        return begun

    def _live(self, asked: Sequence[str], begun: Begun) -> Generator[Ask, Decision, None]:
        """Live to the end of what was begun."""
        fleet, log = self.fleet, begun.log
        self._seat(asked)
        while (turn := fleet.live(log)) != DONE:
            week = self.week
            self._turn_to(week)
            if turn < len(ROLES):
                role = ROLES[turn]
                answer = yield Ask(role, week, self._observe(role))
                decision = check(role, answer, self._limits[role], self.firms, week)
                begun.decisions.setdefault(role, {})[week] = decision
                self._take(role, decision)
            elif turn == SETTLING:
                self._settle()
            elif turn == CUSTOMERS:
                sell(fleet, self.world, ASKED_DEMAND[self.scenario.rules.demand])
            fleet.firms["answered"] = 1
        check_paid(self.scenarios, self.seeds, log)
        self._turn_to(log.until - 1)
        self._state = self._begun = None

    def _turn_to(self, week: int) -> None:
        """Go by the rules of a week's phase, where it is another."""
        if self._rules_of(week) != self._ruled:
            self._go_by(week)

    def _rules_of(self, week: int) -> int:
        """Return how many phases have begun by a week."""
        return sum(phase.week <= week for phase in self.scenario.phases)

    def _seat(self, asked: Sequence[str]) -> None:
        """Note who is asked: roles, and who settles where that is no rule of our own."""
        rules = self.fleet.tables.rules
        rules["seat"] = self._seats
        for place, role in enumerate(ROLES):
            if role in asked:
                rules["seat"][:, place] = ASKED
        own = any(GOVERNANCE[name] is self.kinds.governance for name in SETTLED)
        rules["settling"] = self._settling if own else ASKED_SETTLING

    def _observe(self, role: str) -> Observation:
        """Return all that a role gets before it decides: nothing in it depends on what its talk
        rule hides.
        """
        firms, place = self.fleet.firms, ROLES.index(role)
        beliefs, other = firms["beliefs"][:, place].copy(), ROLES[1 - place]
        week, length = self.week, self.scenario.horizon.round_weeks
        result = self._means() if week else {}
        units, quota = firms["quarter_before"], firms["quota_before"]
        past = quarter(self.scenario, units, quota, week - length)
        pay = based_slip(self.kinds.incentive, role, payable(result) | past) if result else {}
        return Observation(
            role=role,
            week=week,
            plan=beliefs[:, : len(LEVERS)].copy(),
            beliefs=beliefs,
            age=firms["ages"][:, place].copy(),
            limits=dict(self._limits[role]),
            expected_demand=beliefs[:, INDEX["demand"]].copy(),
            trust=firms["trust"][:, ROLES.index(other)].copy(),
            result={name: values for name, values in result.items() if name in SEEN[role]},
            pay=pay,
            progress=self._ahead(),
            learnt=firms["memory"][:, place, : len(LESSONS)].copy(),
            firm=np.array(
                range(self.firms) if self.numbers is None else self.numbers, dtype=np.int64
            ),
            world=np.array(self.seeds, dtype=np.int64),
            heeded=self.kinds.heeded,
        )

    @cached_property
    def _limits(self) -> dict[str, dict[str, tuple[float, float]]]:
        """Limits of the levers that may be set, by role."""
        scenario = self.scenario
        return {
            role: {name: scenario.lever_limits(name) for name in opened(scenario, role)}
            for role in ROLES
        }

    def _means(self) -> dict[str, Floats]:
        """KPIs of the last round."""
        total = self.fleet.firms["sums"]
        return means({name: total[:, place] for name, place in AT.items() if name in SHOWN})

    def _ahead(self) -> dict[str, Floats]:
        """Return what pay over a quarter needs in the round that begins, name -> (F,): as
        ``mind.quarter.look_ahead`` does.
        """
        firms, row = self.fleet.firms, self.fleet.firms["row"]
        length, rounds = self.scenario.horizon.round_weeks, self.scenario.people.quarter_rounds
        opens = self.week // length % rounds == 0
        known = quarter(
            self.scenario, firms["quarter_units"] * (not opens), firms["quota"], self.week
        )
        early = self.fleet.tables.numbers["people_present_bias"][row]
        share = np.where(known["quota_share"] > 0, 1.0, early)
        return known | {"quota_share": share, "played": np.zeros(self.firms)}

    def _take(self, role: str, decision: Decision) -> None:
        firms = self.fleet.firms
        for name, values in decision.levers.items():
            firms["proposed"][:, COLUMN[name]] = values
        if role == ROLES[0]:
            word = np.full(self.firms, np.nan) if decision.forecast is None else decision.forecast
            silent = np.zeros(self.firms, bool) if decision.silent is None else decision.silent
            firms["forecast"] = np.where(silent, np.nan, word)

    def _settle(self) -> None:
        """Let somebody else's rule settle."""
        firms, rule = self.fleet.firms, self.kinds.governance
        table = Negotiation(
            model=self.world.model,
            incentive=self.kinds.incentive,
            proposals=firms["proposed"].copy(),
            current=firms["levers"].copy(),
            beliefs={role: firms["beliefs"][:, k].copy() for k, role in enumerate(ROLES)},
            facts=self.fleet.rooms.now["facts_"].copy(),
            progress=self._ahead(),
            involvement=self.kinds.involvement,
            learnt={
                role: firms["memory"][:, k, : len(LESSONS)].copy() for k, role in enumerate(ROLES)
            },
        )
        plan, proposals = rule.settle(table), firms["proposed"]
        firms["proposed"] = settled(rule.name, plan, proposals, self._limits, self.week)

    def _written(self, log: Log, decided: dict[str, Decision], week: int) -> Week:
        """Return what is written down of a week."""
        amounts, now = log.amounts[:, 0], self.fleet.rooms.now
        length = self.scenario.horizon.round_weeks
        flows = {name: amounts[:, place].copy() for place, name in enumerate(FLOWS)}
        decides, state = week % length == 0, self.state
        slots = state.status.shape[1]
        if decides:
            decided = {role: decided.get(role) or self._decided(log, role) for role in ROLES}
        pay = None
        if week % length == length - 1:
            firms = self.fleet.firms
            kpis = payable(self._means()) | quarter(
                self.scenario, firms["quarter_before"], firms["quota_before"], week - length + 1
            )
            due = flows["paid_weeks"] > 0
            pay = {role: slip_due(self.kinds.incentive, role, kpis, due) for role in ROLES}
        fought = {
            name: log.contested[:, 0, COLUMN[name]].copy()
            for role in reversed(ROLES)
            for name in self._limits[role]
        }
        return Week(
            week=week,
            flows=flows,
            entries={name: flows[f"account:{name}"] for name in ACCOUNTS},
            lost={name: flows[f"cause:{name}"] for name in CAUSES},
            plan=log.levers[:, 0].copy(),
            known=Known(
                facts=log.facts[:, 0].copy(),
                beliefs={role: log.beliefs[:, 0, k].copy() for k, role in enumerate(ROLES)},
                ages={role: log.ages[:, 0, k].copy() for k, role in enumerate(ROLES)},
            ),
            decisions=decided if decides else None,
            pay=pay,
            conflicts=fought if decides else None,
            orders=log.orders[:, 0].copy(),
            detail=Detail(
                state=state,
                flow=Flow(
                    **{name: now[name][:, :slots].copy() for name in PER_VARIANT},
                    **{name: now[name].copy() for name in IN_ALL},
                ),
                lots=now["lots"][:, :slots].copy(),
                promotion=now["promotion"].copy(),
            ),
        )

    def _decided(self, log: Log, role: str) -> Decision:
        """Return what a role's manager decided."""
        return decision_of(
            self.scenario, role, log.decided[:, 0], log.forecast[:, 0], log.predicted[:, 0]
        )
