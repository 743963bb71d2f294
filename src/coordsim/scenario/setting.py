"""What a scenario says of a lever."""

from __future__ import annotations

from pydantic import Field

from coordsim.core.levers import BY_NAME
from coordsim.core.parameters import Group


class LeverSetting(Group):
    """What a scenario says of a lever: its start, narrower or wider limits, whether anybody may
    move it.
    """

    start: float | None = Field(None, description="value in week 0")
    inherited: list[float] = Field(
        [],
        max_length=64,
        description="values of which each world draws the one of week 0, with equal chance",
    )
    low: float | None = Field(None, description="lowest value")
    high: float | None = Field(None, description="highest value")
    open: bool = Field(
        True, description="whether it may be moved; where nothing is said, as the lever has it"
    )

    def of(self, lever: str) -> LeverSetting:
        """Return it as a lever's: whether it may be moved is the lever's own where nobody says."""
        if "open" in self.model_fields_set or lever not in BY_NAME:
            return self
        return LeverSetting.model_construct(
            self.model_fields_set, **{**self.__dict__, "open": BY_NAME[lever].open}
        )


UNSET = LeverSetting()
"""What a scenario says of a lever that it does not name."""
