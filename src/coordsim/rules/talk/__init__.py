"""Talk rules: which groups of facts travel, how often, how late, how exactly, at what cost."""

from __future__ import annotations

from typing import Final

from coordsim.core.registry import Registry
from coordsim.rules.talk.channel import Channel, faults

TALK: Final[Registry[Channel]] = Registry("talk rule", __name__, "coordsim.talk", faults)
