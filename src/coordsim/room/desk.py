"""What the seats of one firm are asked at the beginning of a round, each from its own
observation.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coordsim.core.contracts import IncentiveRule, MentalModel
from coordsim.core.levers import ROLES
from coordsim.core.records import Decision, FirmState, Observation
from coordsim.room.firms import Firm, decision_of
from coordsim.room.state.records import Answer, Plan
from coordsim.run.simulate import Engine


class Bench:
    """The engine of a firm of one scenario in one world, to put firms on that stand somewhere."""

    def __init__(self, firm: Firm) -> None:
        self.engine = Engine([firm.scenario], [firm.seed])
        self.first = self.engine.state


class Desk:
    """One firm where it stands; nothing is played here."""

    def __init__(self, bench: Bench, state: FirmState | None, week: int) -> None:
        """Stand a firm at the beginning of a round; ``state`` is None in the first."""
        self.engine, self._week = bench.engine, week
        self._stands = bench.first if state is None else _as_if_alive(state)

    def observation(self, role: str, marketing: Answer) -> Observation:
        """Return what a seat is shown: operations after what marketing said, as far as the talk
        rule carries it.
        """
        self.engine.resume(self._stands, self._week)
        story = self.engine.story()
        ask = next(story)
        if role != ROLES[0]:
            ask = story.send(decision_of(self.engine, ask, [marketing]))
        story.close()
        return ask.observation

    @property
    def reckoning(self) -> tuple[MentalModel, IncentiveRule]:
        """What a seat reckons with: its mental model, and the pay rule of the round."""
        self.engine.resume(self._stands, self._week)
        return self.engine.world.model, self.engine.kinds.incentive

    def bot(self, role: str, marketing: Answer) -> Plan:
        """Return what the seat's rule-based manager would hand in."""
        observation = self.observation(role, marketing)
        decision: Decision = self.engine.players[role].decide(observation)
        levers = {name: float(values[0]) for name, values in decision.levers.items()}
        return Plan(levers, None if decision.forecast is None else float(decision.forecast[0]))


def _as_if_alive(state: FirmState) -> FirmState:
    """Return where a firm stands, to ask its seats: nobody is asked in one that has stopped, so
    they are shown how it stood, whatever they hand in; what it remembers ends with its last weeks.
    """
    if not state.stopped.any():
        return state
    past = list(state.past_facts)
    for age in range(1, len(past)):
        if np.isnan(past[age]).all():
            past[age] = past[age - 1]
    return replace(state, stopped=np.zeros_like(state.stopped), past_facts=tuple(past))
