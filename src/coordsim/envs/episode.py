"""One run of firms with seats left open: whoever holds them answers, round by round."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.core.contracts import Newcomer, Player
from coordsim.core.decisions import DecisionError
from coordsim.core.firm import FLOWS
from coordsim.core.kpis import KPI
from coordsim.core.levers import ROLES
from coordsim.core.records import Ask, Decision, Floats, Observation
from coordsim.run.engine import Engine
from coordsim.run.result import Run
from coordsim.run.rounds import PAID
from coordsim.scenario.file import Scenario
from coordsim.week.story import Log

PROFIT = FLOWS.index(KPI["profit"].top)
WEEKS_PAID, LIVED = FLOWS.index("paid_weeks"), FLOWS.index("one")


class EpisodeError(RuntimeError):
    """A step that cannot be taken: before the first reset, or after the last round."""


class _Open(Engine):
    """An engine that shows what was written down so far, and what a seat sees before its turn."""

    _ended: int | None = None  # the week at whose beginning the run was over

    def begin(self, seats: Sequence[str]) -> Generator[Ask, Decision, Run]:
        """Begin the run; questions of these seats come out."""
        self.asks = tuple(seats)
        return self.course()

    @property
    def log(self) -> Log | None:
        """What has been written down; None before the first question and after the last week."""
        return None if self._begun is None else self._begun.log

    def glance(self, role: str) -> Observation:
        """Return what a role sees now, though it is not its turn."""
        self.fleet.look(ROLES.index(role))
        return self._observe(role)

    def last(self, role: str) -> Observation:
        """Return what a role sees when the run is over."""
        return self._observe(role)

    @property
    def week(self) -> int:
        """The week that is next; when the run is over the one that it has ended at."""
        return super().week if self._ended is None else self._ended

    def end(self, week: int) -> None:
        """Stand at the end of the last round that was played, by the rules in force then: a firm
        that has stopped has been written down to the horizon, but is seen as it is seen beside
        others that live on.
        """
        self._turn_to(min(week, self.scenario.horizon.weeks - 1))
        self._ended = week


class Episode:
    """Firms of one scenario in the worlds ``worlds``, with the seats of ``roles`` open. The other
    seats are played by ``players``, or by the scenario's rules.
    """

    def __init__(
        self,
        scenario: Scenario,
        worlds: Sequence[int],
        roles: Sequence[str],
        players: Mapping[str, Player | Newcomer] | None = None,
    ) -> None:
        """Play until the first open seat is asked. Raises ValueError for what is no player."""
        self.scenario, self.worlds, self.roles = scenario, tuple(worlds), tuple(roles)
        self.engine = _Open([scenario] * len(worlds), list(worlds), players)
        self._story = self.engine.begin(roles)
        self.ask: Ask | None = None
        self._run: Run | None = None
        self._log: Log | None = None
        self._played: tuple[int, int] = (0, 0)
        self._go_on(None)

    @property
    def firms(self) -> int:
        """Number of firms."""
        return len(self.worlds)

    @property
    def week(self) -> int:
        """The week that is next; when the run is over the first one after its last round: the
        horizon, or sooner where all firms have stopped.
        """
        return self.engine.week

    @property
    def over(self) -> bool:
        """Whether nobody will be asked any more."""
        return self.ask is None

    @property
    def run(self) -> Run:
        """The finished run. Raises EpisodeError while it is played."""
        if self._run is None:
            raise EpisodeError("the run is not over: there is a Run after the last week")
        return self._run

    def __getstate__(self) -> dict[str, Any]:
        """Return what is copied and pickled. Raises TypeError while a question waits."""
        if self.ask is not None:
            raise TypeError(
                "an environment cannot be copied or pickled in mid-episode: do so before it is"
                " reset or after its last round, or make it anew and take the same steps from the"
                " same seed"
            )
        return self.__dict__ | {"_story": None}

    def answer(self, decision: Decision) -> None:
        """Answer the question that waits, and play on to the next one. Raises DecisionError for
        what is not allowed: then the same question waits; EpisodeError when nobody is asked.
        """
        if self.ask is None:
            raise EpisodeError("the episode is over: reset the environment")
        self._go_on(decision)

    def _go_on(self, decision: Decision | None) -> None:
        before = self.week
        try:
            self.ask = self._asked(decision)
        except DecisionError:
            self._story = self.engine.begin(self.roles)  # what was begun waits as it was
            self.ask = self._asked(None)
            raise
        except BaseException:
            self.ask = None
            raise
        if self.ask is None:
            horizon = self.scenario.horizon
            self.engine.end(min(before + horizon.round_weeks, horizon.weeks))
        if self.week > before:
            self._played = (before, self.week)

    def _asked(self, answer: Any) -> Ask | None:
        """Send an answer, and return the next question to an open seat; None after the last."""
        while True:
            try:
                ask = self._story.send(answer)
            except StopIteration as done:
                self._run = done.value
                return None
            self._log = self.engine.log
            if ask.role in self.roles:
                return ask
            answer = self.engine.answer(ask)

    def seen(self, role: str) -> Observation:
        """Return what a role sees: in its turn what it is asked; in the other's turn what it would
        believe now, before the other has spoken; after the last week what it is left with.
        """
        if self.ask is None:
            return self.engine.last(role)
        return self.ask.observation if role == self.ask.role else self.engine.glance(role)

    def pay(self, role: str) -> Floats:
        """Return a role's pay of the last round, money a week, (F,): the total of its pay slip; 0
        where none was due (an unfinished round, a firm that has stopped).
        """
        return self._mean(PAID[role], WEEKS_PAID)

    def profit(self) -> Floats:
        """Return the firms' profit of the last round, money a week lived, (F,)."""
        return self._mean(PROFIT, LIVED)

    def stopped(self) -> NDArray[np.bool_]:
        """Return which firms could not pay any more, (F,)."""
        return np.asarray(self.engine.fleet.firms["stopped"] > 0)

    def _mean(self, top: int, bottom: int) -> Floats:
        first, until = self._played
        if self._log is None or first == until:
            return np.zeros(self.firms)
        total = self._log.amounts[:, first:until].sum(axis=1)
        over = total[:, bottom]
        return np.asarray(np.where(over > 0, total[:, top] / np.where(over > 0, over, 1.0), 0.0))
