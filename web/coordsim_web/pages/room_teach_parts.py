"""The Vue parts of Teach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Json = dict[str, Any]
Event = Callable[[Any], None]


@solara.component_vue("room_teach_shut.vue", vuetify=False)
def TeachShut(t: Json) -> None:
    """What somebody sees who may make no rooms here."""


@solara.component_vue("room_teach_form.vue", vuetify=False)
def TeachForm(
    *,
    t: Json,
    offer: Json,
    file: Json | None,
    spoken: str,
    note: str,
    event_choose: Event,
    event_open_file: Event,
    event_speak: Event,
    event_make: Event,
) -> None:
    """What is chosen of a room before it is made."""


@solara.component_vue("room_teach_seen.vue", vuetify=False)
def TeachSeen(
    *,
    t: Json,
    foreseen: Json | None,
    rehearsed: Json | None,
    progress: Json | None,
    busy: bool,
    trouble: str,
    event_rehearse: Event,
) -> None:
    """What the model says of a lesson."""


@solara.component_vue("room_teach_made.vue", vuetify=False)
def TeachMade(t: Json, made: Json, event_more: Event) -> None:
    """The links of a room that has just been made."""
