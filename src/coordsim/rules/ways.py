"""Ways of working: what they cost and teach, and all the channels over which a firm talks."""

from __future__ import annotations

import numpy as np

from coordsim.core.contracts import CommunicationRule, World
from coordsim.core.records import Floats
from coordsim.rules.talk.carry import carries
from coordsim.rules.talk.channel import Channel
from coordsim.rules.technology import TECHNOLOGIES

TEAM = Channel(
    "team", "Cross-functional team", frozenset({"feasibility", "lead_times", "feedback"})
)


def channels(
    main: Channel, technologies: frozenset[str], team: bool
) -> tuple[CommunicationRule, ...]:
    """Return the firm's channels; those that tell exactly come last, so that theirs is the word
    that counts.
    """
    opened = [TECHNOLOGIES[name].channel for name in TECHNOLOGIES if name in technologies]
    more = [*opened, TEAM if team else None]
    return (main, *(channel for channel in more if channel is not None))


def lessons(
    world: World, rules: tuple[CommunicationRule, ...], training: bool, week: int
) -> list[Floats | float]:
    """Shares of what is not understood that this week's meetings, trainings and teams teach, one
    after the other.
    """
    systems = world.parameters.systems
    out: list[Floats | float] = [
        rule.learning for rule in rules if rule.learning and carries(rule, week)
    ]
    if training and week % systems.training_weeks == 0:
        out.append(systems.training_gain)
    if world.team:
        out.append(systems.team_gain)
    return out


def hours(world: World, rules: tuple[CommunicationRule, ...], training: bool, week: int) -> Floats:
    """Managers' hours spent on all this in a week, (F,)."""
    systems = world.parameters.systems
    total = np.full(
        world.firms, sum(rule.hours for rule in rules if carries(rule, week)), dtype=np.float64
    )
    if training and week % systems.training_weeks == 0:
        total = total + systems.training_hours
    if world.team:
        total = total + systems.team_hours
    if world.improving:
        total = total + systems.improvement_hours
    return total
