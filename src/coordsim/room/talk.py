"""How people may talk under a talk rule: what the rule itself does between managers says it."""

from __future__ import annotations

from typing import Literal

from coordsim.core.contracts import CommunicationRule

Spoken = Literal["silent", "report", "chat"]


def spoken(channel: CommunicationRule) -> Spoken:
    """Return how the two may speak: in meetings, from which people learn, they chat; where facts
    are carried late, one report a round; a screen of figures or nothing at all is silent.
    """
    if channel.learning > 0:
        return "chat"
    return "report" if channel.groups and channel.delay > 0 else "silent"
