"""The parts of Play's page: what each is sent, and what it may bring back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Event = Callable[[Any], None]
Json = dict[str, Any]


@solara.component_vue("play_head.vue", vuetify=False)
def PlayHead(*, stage: str, place: str, round: Json | None, note: str, kept: Json | None) -> None:
    """Note and title. ``stage`` is start, round or debrief; where ``place`` changes, the page is
    shown from its top. ``kept`` is what the browser keeps of the game.
    """


@solara.component_vue("play_lost.vue", vuetify=False)
def PlayLost(*, token: str, event_put_back: Event, event_give_up: Event) -> None:
    """Ask the browser for its copy of a game that is not here."""


@solara.component_vue("play_start.vue", vuetify=False)
def PlayStart(
    *,
    offer: Json,
    wrong: str,
    note: str,
    page: bool = True,
    event_start: Event,
    event_open_file: Event,
    event_go_on: Event,
) -> None:
    """The form that opens a game; ``wrong`` names the field that ``note`` is about, ``page`` says
    whether it is a page of its own, with a heading.
    """


@solara.component_vue("play_seen.vue", vuetify=False)
def PlaySeen(*, seat: Json) -> None:
    """What the seat is paid for, what happened, what it knows."""


@solara.component_vue("play_plan.vue", vuetify=False)
def PlayPlan(
    *,
    token: str,
    form: Json,
    base: Json,
    preview: Json | None,
    note: str,
    event_foresee: Event,
    event_submit: Event,
) -> None:
    """The plan. ``base`` is what the seat expects when it changes nothing, ``preview`` of the plan
    on its form.
    """


@solara.component_vue("play_turn.vue", vuetify=False)
def PlayTurn(
    *,
    round: int,
    round_weeks: int,
    left: str,
    keeping: str,
    event_again: Event,
    event_leave: Event,
    event_back: Event,
) -> None:
    """The ways out of a round: try again from an earlier one, leave, go back."""


@solara.component_vue("play_debrief.vue", vuetify=False)
def PlayDebrief(*, summary: Json) -> None:
    """The game in a sentence and what each was paid."""


@solara.component_vue("play_replays.vue", vuetify=False)
def PlayReplays(*, role: str, elsewhere: Json) -> None:
    """The same weeks under other rules."""


@solara.component_vue("play_happened.vue", vuetify=False)
def PlayHappened(*, causes: Json, course: Json, event_again: Event) -> None:
    """Lost sales by cause, and the game round by round."""


@solara.component_vue("play_knew.vue", vuetify=False)
def PlayKnew(
    *,
    sides: list[Json],
    seed: str,
    hash: str,
    record: str,
    event_again: Event,
    event_leave: Event,
) -> None:
    """What each seat believed against what was true; the record."""
