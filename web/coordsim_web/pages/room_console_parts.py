"""The Vue parts of the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Json = dict[str, Any]
Event = Callable[[Any], None]


@solara.component_vue("room_console_head.vue", vuetify=False)
def ConsoleHead(
    *,
    t: Json,
    table: Json,
    note: str,
    key_link: str,
    event_act: Event,
    event_again: Event,
    event_beat: Event,
) -> None:
    """What the agenda says now, the clock, what is done to the room as a whole."""


@solara.component_vue("room_console_teams.vue", vuetify=False)
def ConsoleTeams(t: Json, table: Json, note: str, event_act: Event, event_look: Event) -> None:
    """A row for each team, and what is done to a seat."""


@solara.component_vue("room_console_look.vue", vuetify=False)
def ConsoleLook(t: Json, seen: Json | None, event_shut: Event) -> None:
    """What a seat sees."""


@solara.component_vue("room_console_wall.vue", vuetify=False)
def ConsoleWall(t: Json, table: Json, note: str, event_act: Event) -> None:
    """What everybody sees."""


@solara.component_vue("room_console_more.vue", vuetify=False)
def ConsoleMore(t: Json, table: Json, links: Json, note: str, event_act: Event) -> None:
    """Words to everybody, what happens to firms, other rules, addresses."""


@solara.component_vue("room_console_lost.vue", vuetify=False)
def ConsoleLost(t: Json, teach: str) -> None:
    """What somebody sees whose key leads no room."""
