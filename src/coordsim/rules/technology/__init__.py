"""Technologies, one file each: its words, what it costs, what it changes, the channel that it
opens. No physics: what one changes is folded into the parameters when the world is built.
"""

from __future__ import annotations

from typing import Final

from coordsim.core.registry import Registry
from coordsim.rules.technology.kind import Technology, faults

TECHNOLOGIES: Final[Registry[Technology]] = Registry(
    "technology", __name__, "coordsim.technologies", faults
)
