"""Play: one person takes a seat against a rule-based partner. A stub; read `lab.py` for the pattern of a page.

What must not be known must not be sent: every property of the Vue component can be read by its visitor, drawn or not.
Send a seat its own Observation and nothing else, and work out everything hidden on this side.
"""

from collections.abc import Callable
from typing import Any

import solara

SEATS = ("marketing", "operations")


@solara.component_vue("play.vue", vuetify=False)
def PlayView(seats: tuple[str, ...], seat: str, event_take: Callable[[Any], None]) -> None:
    """The whole page; `take` asks for a seat by name."""


@solara.component
def Play() -> None:
    """Show the game."""
    seat, set_seat = solara.use_state("")

    def take(data: Any) -> None:
        if data in SEATS:
            set_seat(data)

    PlayView(seats=SEATS, seat=seat, event_take=take)
