"""All the channels over which a firm talks: its talk rule's, and those that technologies and teams
open.
"""

from __future__ import annotations

from coordsim.core.contracts import CommunicationRule
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
