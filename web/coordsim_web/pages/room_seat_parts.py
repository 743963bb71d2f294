"""The parts of a seat's page: what each is sent, and what it may bring back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Happens = Callable[[Any], None]
Json = dict[str, Any]


@solara.component_vue("room_seat_head.vue", vuetify=False)
def SeatHead(*, said: Json, head: Json, note: str, event_change: Happens) -> None:
    """Where the seat stands: round, clock, partners, words to everybody."""


@solara.component_vue("room_seat_ask.vue", vuetify=False)
def SeatAsk(*, said: Json, asked: list[Json], event_answer: Happens) -> None:
    """Questions to the person of the seat."""


@solara.component_vue("room_seat_seen.vue", vuetify=False)
def SeatSeen(*, said: Json, seen: Json) -> None:
    """What happened, and what is known."""


@solara.component_vue("room_seat_plan.vue", vuetify=False)
def SeatPlan(
    *,
    said: Json,
    form: Json,
    preview: Json | None,
    answered: str,
    drafted: str,
    event_foresee: Happens,
    event_keep: Happens,
    event_hand_in: Happens,
    event_sign: Happens,
) -> None:
    """The plan, and what the seat expects of it. ``preview`` is None until one was asked for;
    ``answered`` names the tap on the button that was answered last, ``drafted`` the draft.
    """


@solara.component_vue("room_seat_talk.vue", vuetify=False)
def SeatTalk(
    *,
    said: Json,
    round: int,
    talk: Json,
    note: str,
    event_speak: Happens,
    event_promise: Happens,
) -> None:
    """Talk within the team, as far as the rule allows."""
