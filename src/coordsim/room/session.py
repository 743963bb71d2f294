"""A game of one person against a rule-based partner. Its state is nothing but scenario, seed and
events, played again.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import numpy as np

from coordsim.core.contracts import CommunicationRule
from coordsim.core.decisions import check
from coordsim.core.levers import COLUMN, ROLES
from coordsim.core.records import Ask, Decision, Floats, Observation, Week
from coordsim.mind.outlook import anchor, outlook
from coordsim.mind.program import based_slip
from coordsim.room import seen
from coordsim.room.chair import taught
from coordsim.room.events import Created, Event, EventError, Submitted, append, verify
from coordsim.room.records import Preview, RuleWords, Slip, View
from coordsim.run.recorder import Recorder
from coordsim.run.result import Run
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario, parse

SEEDS = 2**62  # worlds that a game can be played in


class SessionError(ValueError):
    """A command that cannot be carried out; the message is a sentence for the person at the
    form.
    """


def shortened(scenario: Scenario, weeks: int = 24) -> Scenario:
    """Return the scenario cut to a game's length, without a warm-up: every week is the player's."""
    return scenario.with_({"horizon.weeks": weeks, "horizon.warmup": 0})


def scenario_of(events: Sequence[Event]) -> Scenario:
    """Return the scenario that a game was opened with. Raises EventError or ScenarioError."""
    verify(events)
    return parse(_opening(events).scenario, "the recorded game")


def _opening(events: Sequence[Event]) -> Created:
    deed = events[0].deed
    if not isinstance(deed, Created):
        raise EventError("event 0 has to be the creation of the game")
    return deed


def _decision(deed: Submitted) -> Decision:
    levers = {name: np.array([value], dtype=np.float64) for name, value in deed.levers.items()}
    return Decision(
        levers, None if deed.forecast is None else np.array([deed.forecast], dtype=np.float64)
    )


class Session:
    """A game at the point that its events have brought it to. Not for use by several threads at
    once.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        """Play the events again. Raises EventError, ScenarioError, DecisionError or SessionError
        when they cannot be played.
        """
        self.scenario = scenario_of(events)
        opening = _opening(events)
        if opening.role not in ROLES:
            raise SessionError(f"role = {opening.role!r} is not one of {', '.join(ROLES)}")
        if not 0 <= opening.seed < SEEDS:
            raise SessionError(
                f"seed = {opening.seed:.6g} is outside [0, 2**62)"
                if abs(opening.seed) < 10**300
                else "seed has more than 300 digits; allowed: 0 to 2**62"
            )
        self.role, self.seed = opening.role, opening.seed
        self.partner = ROLES[1 - ROLES.index(self.role)]
        self._engine = Engine([self.scenario], [self.seed])
        self._recorder = Recorder([self.scenario], [self.seed], detail=False)
        self._story: Generator[Ask, Decision, Week] | None = None
        self._ask: Ask | None = None
        self._pays: list[Slip] = []
        self.expectations: list[Preview] = []
        self.events: tuple[Event, ...] = tuple(events[:1])
        self._play(None)
        for event in events[1:]:
            self.apply(event)

    @classmethod
    def create(cls, scenario: Scenario, seed: int, role: str) -> Session:
        """Open a game. Raises SessionError or ValueError on a role or a seed that is not
        allowed.
        """
        return cls(append((), Created(scenario.model_dump(), seed, role)))

    @property
    def week(self) -> int:
        """The week that waits for a plan; the horizon when the game is over."""
        return self._engine.week

    @property
    def over(self) -> bool:
        """Whether the last week has been played."""
        return self._ask is None

    @property
    def observation(self) -> Observation:
        """What the seat is shown this round; raises SessionError when the game is over."""
        if self._ask is None:
            raise SessionError("The game is over: there is nothing left to decide.")
        return self._ask.observation

    @property
    def run(self) -> Run:
        """The finished game; raises SessionError while it is played, since a Run holds what the
        seat may not know.
        """
        if not self.over:
            raise SessionError(
                "The game is not over: what really happened is shown after the last week."
            )
        return self._recorder.run()

    def view(self) -> View:
        """Return exactly what the seat may see in this round. Raises SessionError when the game is
        over.
        """
        observation, length = self.observation, self.scenario.horizon.round_weeks
        rules = self.scenario.rules_from(self.week)
        channel, incentive = rules.channel, self._engine.kinds.incentive
        log = self._recorder.log
        return View(
            role=self.role,
            partner=self.partner,
            title=self.scenario.title,
            story=" ".join(self.scenario.story.split()),
            seed=self.seed,
            week=self.week,
            weeks=self.scenario.horizon.weeks,
            round_weeks=length,
            round=self.week // length + 1,
            rounds=-(-self.scenario.horizon.weeks // length),
            pay=RuleWords(incentive.name, incentive.title, incentive.words(self.role)),
            talk=RuleWords(channel.name, channel.title, channel.words()),
            settling=RuleWords(rules.governance, rules.settling.title, rules.settling.words),
            levers=seen.levers(observation, self._engine.world.model),
            facts=seen.facts(observation, self.scenario),
            asks_forecast=self._asks_forecast(channel),
            expected=self.expectations[-1] if log else None,
            outcome=(
                seen.outcome(tuple(observation.result), log, length, self.role, channel)
                if log
                else None
            ),
            slip=self._pays[-1] if self._pays else None,
            pays=tuple(slip.total for slip in self._pays),
        )

    def _asks_forecast(self, channel: CommunicationRule) -> bool:
        """Whether the seat gives a word on demand: marketing, where forecasts are told and not made
        together.
        """
        told = "forecast" in channel.groups and not channel.consensus
        return self.role == "marketing" and told

    def preview(self, levers: Mapping[str, float], word: float = 1.0) -> Preview:
        """Return what the seat, on its own beliefs, would expect of a plan.

        ``word`` is marketing's forecast to operations over its own expectation. Raises
        DecisionError when the plan is not allowed.
        """
        observation = self.observation
        model, incentive = self._engine.world.model, self._engine.kinds.incentive
        plan = observation.plan.copy()
        for name, values in check(
            self.role, Decision(_arrays(levers)), observation.limits, 1, self.week
        ).levers.items():
            plan[:, COLUMN[name]] = values
        planned: Floats | None = None
        report: Floats | None = None
        if self.role == "marketing" and word != 1.0:
            report = np.full(1, word)
            planned = observation.trust * report + 1 - observation.trust
        kpis = outlook(
            model,
            plan,
            observation.beliefs,
            anchor(model, observation.beliefs),
            planned=planned,
            report=report,
            learnt=taught(model, observation),
        )
        return Preview(
            kpis=tuple(seen.kpi(name, kpis[name]) for name in seen.PREVIEWED[self.role]),
            slip=seen.slip(
                based_slip(incentive, self.role, {**kpis, **observation.progress}), incentive
            ),
            demand=float(kpis["demand"][0]),
        )

    def propose(
        self, week: int, levers: Mapping[str, float], forecast: float | None = None
    ) -> Event:
        """Check a plan and return the event it would be; nothing is played yet.

        Raises SessionError for a week that is not the one that waits, DecisionError when the plan
        is not allowed.
        """
        limits = self.observation.limits
        if week != self.week:
            raise SessionError(
                f"This plan was made for week {week + 1}; week {self.week + 1} waits for one."
                " Nothing was changed."
            )
        arrays = None if forecast is None else np.array([forecast], dtype=np.float64)
        checked = check(self.role, Decision(_arrays(levers), arrays), limits, 1, week)
        plain = {name: float(values[0]) for name, values in checked.levers.items()}
        word = None if checked.forecast is None else float(checked.forecast[0])
        return append(self.events, Submitted(week, plain, word))[-1]

    def apply(self, event: Event) -> None:
        """Play the weeks of a round by an event that follows the last one. Raises as propose()
        does, or EventError.
        """
        verify((*self.events, event))
        if not isinstance(event.deed, Submitted):
            raise EventError(
                f"event {event.number} is of kind {event.kind}; allowed here: submitted"
            )
        deed = event.deed
        if self.propose(deed.week, deed.levers, deed.forecast).hash != event.hash:
            raise EventError(f"event {event.number} is not spelt as this version writes it")
        self.events = (*self.events, event)
        self.expectations.append(self._expected_of(deed))
        self._play(_decision(deed))

    def _expected_of(self, deed: Submitted) -> Preview:
        """Return what the seat expected of a plan when it was handed in, as preview() showed it."""
        plain = self.preview(deed.levers)
        if deed.forecast is None or not plain.demand:
            return plain
        return self.preview(deed.levers, deed.forecast / plain.demand)

    def submit(
        self, levers: Mapping[str, float], forecast: float | None = None, week: int | None = None
    ) -> None:
        """Hand in a plan and play the round. Raises SessionError or DecisionError; then nothing has
        changed.
        """
        self.apply(self.propose(self.week if week is None else week, levers, forecast))

    @property
    def start(self) -> dict[str, float]:
        """Return the plan that the firm starts from, by lever, before anybody has decided
        anything.
        """
        return {
            name: float(self._engine.world.start_plan[0, place]) for name, place in COLUMN.items()
        }

    def branch(self, week: int) -> Session:
        """Return another game that shares this one's rounds before ``week``. Raises SessionError
        when there is no such round.
        """
        kept = [
            event
            for event in self.events[1:]
            if isinstance(event.deed, Submitted) and event.deed.week < week
        ]
        starts = [event.deed.week for event in self.events[1:] if isinstance(event.deed, Submitted)]
        if week not in [*starts, self.week] or week >= self.scenario.horizon.weeks:
            raise SessionError(f"There is no round that starts in week {week + 1}.")
        return Session((self.events[0], *kept))

    def _play(self, answer: Decision | None) -> None:
        """Play on until this seat is asked again, or the last week is over."""
        self._ask = None
        while self._engine.week < self.scenario.horizon.weeks:
            if self._story is None:
                self._story = self._engine.story()
            try:
                ask = next(self._story) if answer is None else self._story.send(answer)
                answer = None if ask.role == self.role else self._engine.answer(ask)
            except StopIteration as done:
                self._story, answer = None, None
                week = done.value
                self._recorder.add(week)
                if week.pay is not None:
                    self._pays.append(seen.slip(week.pay[self.role], self._engine.kinds.incentive))
                continue
            if answer is None:
                self._ask = ask
                return


def _arrays(levers: Mapping[str, float]) -> dict[str, Floats]:
    return {name: np.asarray(value) for name, value in levers.items()}
