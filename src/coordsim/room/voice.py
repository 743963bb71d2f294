"""What reaches a seat in words that nobody typed: what a rule-based manager moved and why, from its
own reckoning, and what happened to the firm, from whoever meets it first.
"""

from __future__ import annotations

from collections.abc import Mapping

from coordsim.core.levers import COLUMN, ROLES
from coordsim.room.agenda import LEADERSHIP
from coordsim.room.chair import preview
from coordsim.room.desk import Desk
from coordsim.room.records import Move, News, Reason, Slip
from coordsim.room.state.records import Answer
from coordsim.scenario.file import Scenario
from coordsim.scenario.rules import ShockKind

HEARD: Mapping[ShockKind, str] = {  # shock -> the manager who meets it first
    "demand": ROLES[0],
    "supply": ROLES[1],
    "quality": ROLES[1],
    "capacity": ROLES[1],
    "efficiency": ROLES[1],
}


def reason(desk: Desk, role: str, marketing: Answer) -> Reason:
    """Return why a rule-based manager handed in what it did at this desk; ``marketing`` is what
    that side had said.
    """
    plan = desk.bot(role, marketing)
    observation = desk.observation(role, marketing)
    before = {name: float(observation.plan[0, COLUMN[name]]) for name in plan.levers}
    moved = [name for name, value in plan.levers.items() if abs(value - before[name]) > 1e-9]
    if not moved:
        return Reason(None, None)

    def slip(*names: str) -> Slip:
        levers = {name: plan.levers[name] for name in names}
        return preview(*desk.reckoning, observation, levers).slip

    still, alone = slip(), {name: slip(name) for name in moved}
    best = max(moved, key=lambda name: alone[name].total or 0.0)
    move = Move(best, before[best], plan.levers[best])
    return Reason(move, raised(still, alone[best]))


def raised(before: Slip, after: Slip) -> str | None:
    """Return the line of a pay slip that rose most, where their sum rose."""
    gains = {
        now.line: (now.amount or 0.0) - (was.amount or 0.0)
        for was, now in zip(before.lines, after.lines, strict=True)
    }
    line = max(gains, key=lambda name: gains[name], default=None)
    rises = (after.total or 0.0) > (before.total or 0.0)
    return line if line is not None and rises and gains[line] > 0 else None


def news(scenario: Scenario, role: str, week: int) -> tuple[News, ...]:
    """Return what began in the round before a week, as far as a seat meets it first; leadership
    hears of everything.
    """
    since = week - scenario.horizon.round_weeks
    return tuple(
        News(shock.kind, "up" if shock.size > 0 else "down")
        for shock in scenario.shocks
        if since <= shock.week < week and shock.size and role in (HEARD[shock.kind], LEADERSHIP)
    )
