"""The debrief's five screens as part of the wall: teams are numbers, nobody has a name."""

from __future__ import annotations

from typing import Any

import solara

from coordsim.room.deeds import SCREENS
from coordsim.room.state.records import RoomState
from coordsim_web.pages.room_debrief import use_progress
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms.debrief import screens
from coordsim_web.rooms.debrief.words import Words
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.use_room import use_language, use_picture
from coordsim_web.texts import texts

Json = dict[str, Any]


@solara.component_vue("wall_debrief.vue", vuetify=False)
def WallDebriefDrawn(*, said: Json, of: str, screen: Json, shown: bool, working: str) -> None:
    """A screen: its question, or what came out."""


@solara.component
def WallDebrief(name: str, number: int) -> None:
    """Show a screen of a room's debrief: what is guessed at until the trainer shows it. Nothing
    before all rounds have been played.
    """
    use_shared()
    words = Words(use_language())
    shown, over = use_picture(name, _shown, _shown)[:2]
    if not over:
        return
    Screen(name, number, shown, words.language)


def _shown(state: RoomState) -> tuple[bool, bool]:
    return state.wall.what == "screen", state.over and bool(state.played)


@solara.component
def Screen(name: str, number: int, shown: bool, language: str) -> None:
    """Show a screen of a debrief that is worked out meanwhile."""
    words, room = Words(language), hub().room(name)
    now = use_progress(room)
    asked = use_picture(
        name,
        lambda state: screens.guess(state, number, words),
        lambda state: screens.guess(state, number, words),
    )
    picture = asked
    if shown and now.told is not None:
        picture = screens.screen(now.told, room.state, number, words)
    working = "" if now.told else words("page.working", done=now.done, all=now.all)
    WallDebriefDrawn(
        said={**texts("debrief", language)["page"], **texts("debrief", language)["screens"]},
        of=words("screens.of", number=number, all=SCREENS),
        screen=picture.spelled(language).plain,
        shown=shown,
        working=words("page.failed") if now.failed else working,
    )
