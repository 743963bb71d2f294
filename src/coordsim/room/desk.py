"""What the seats of one firm are asked at the beginning of a round, each from its own
observation.
"""

from __future__ import annotations

from coordsim.core.levers import ROLES
from coordsim.core.records import Decision, FirmState, Observation
from coordsim.room.firms import Firm, decision_of
from coordsim.room.state.records import Answer, Plan
from coordsim.run.simulate import Engine


class Desk:
    """One firm where it stands; nothing is played here."""

    def __init__(self, firm: Firm, state: FirmState | None, week: int) -> None:
        """Stand a firm at the beginning of a round; ``state`` is None in the first."""
        self.engine = Engine([firm.scenario], [firm.seed])
        if state is not None:
            self.engine.resume(state, week)

    def observation(self, role: str, marketing: Answer) -> Observation:
        """Return what a seat is shown: operations after what marketing said, as far as the talk
        rule carries it.
        """
        story = self.engine.story()
        ask = next(story)
        if role != ROLES[0]:
            ask = story.send(decision_of(self.engine, ask, [marketing]))
        story.close()
        return ask.observation

    def bot(self, role: str, marketing: Answer) -> Plan:
        """Return what the seat's rule-based manager would hand in."""
        player = self.engine.players[role]
        decision: Decision = player.decide(self.observation(role, marketing))
        levers = {name: float(values[0]) for name, values in decision.levers.items()}
        return Plan(levers, None if decision.forecast is None else float(decision.forecast[0]))
