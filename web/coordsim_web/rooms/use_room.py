"""How a page of a room is drawn anew when, and only when, its own part of the room has changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from threading import Lock
from typing import Any

import solara
import solara.lab
from solara.server import kernel_context

from coordsim.room.state.records import RoomState
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.presence import PRESENCE
from coordsim_web.texts import language_of

PAINTERS = 4  # threads that draw pages anew, so that whoever acts does not wait for others' pages

Select = Callable[[RoomState], Hashable]

logger = logging.getLogger("coordsim.web")


@cache
def _painters() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(PAINTERS, thread_name_prefix="pages")


@cache
def _desks() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(PAINTERS, thread_name_prefix="pictures")


def on_a_short_stack[T](make: Callable[[], T]) -> T:
    """Return what ``make`` makes, worked out in another thread. Python keeps frames in chunks of
    16 KB; a page is drawn so deep down that what it calls often crosses the end of one, and then
    each call asks the system for memory: the same work took four times as long.
    """
    return _desks().submit(make).result()


class _Follower:
    """One tab that follows a room: at most one drawing of it waits; what changes meanwhile is drawn
    with it.
    """

    def __init__(self, shown: Hashable, select: Select, draw: Callable[[], None]) -> None:
        self._shown, self._select, self._draw = shown, select, draw
        self._context = _context()
        self._lock, self._waiting, self._gone = Lock(), False, False
        self._latest: RoomState | None = None

    def hear(self, state: RoomState) -> None:
        """Take note that the room has changed, in whatever thread changed it."""
        with self._lock:
            if self._latest is not None and state.events < self._latest.events:
                return
            self._latest = state
            if self._waiting or self._gone:
                return
            self._waiting = True
        _painters().submit(self._look)

    def leave(self) -> None:
        """Draw no more: the tab is gone."""
        self._gone = True

    def _look(self) -> None:
        with self._lock:
            state, self._waiting = self._latest, False
        if state is None or self._gone:
            return
        try:
            chosen = self._select(state)
            if chosen == self._shown:
                return
            self._shown = chosen
            with self._context:
                self._draw()
        except Exception:
            if not self._gone:
                logger.exception("a page could not be drawn anew")


def _context() -> AbstractContextManager[Any]:
    if kernel_context.has_current_context():
        context: AbstractContextManager[Any] = kernel_context.get_current_context()
        return context
    return nullcontext()


def use_picture[T](name: str, make: Callable[[RoomState], T], select: Select, of: str = "") -> T:
    """Return what ``make`` makes of a room, made again when ``select`` says another thing of it;
    give it all that the picture shows, as something that can be compared, and nothing else.
    ``name`` is the room's; ``of`` changes where ``select`` becomes another. Raises RoomError when
    there is none.
    """
    room = hub().room(name)
    version, set_version = solara.use_state(0)
    state = room.state

    def follow() -> Callable[[], None]:
        follower = _Follower(select(state), select, lambda: set_version(lambda last: last + 1))
        stop = room.listen(follower.hear)
        follower.hear(room.state)

        def leave() -> None:
            follower.leave()
            stop()

        return leave

    solara.use_effect(follow, [name, of])
    picture: T = solara.use_memo(
        lambda: on_a_short_stack(lambda: make(room.state)), [name, version, select(state)]
    )
    return picture


def use_language() -> str:
    """Return the language of this tab."""
    router = solara.use_router()
    accepted = (solara.lab.headers.value or {}).get("accept-language", [])
    return language_of(router.search, ",".join(accepted))


def use_presence(name: str, person: str) -> None:
    """Let the trainer see whether somebody's page has a connection; ``person`` is empty where it is
    nobody's.
    """

    def come() -> Callable[[], None] | None:
        if not person or not kernel_context.has_current_context():
            return None
        context = kernel_context.get_current_context()
        connected = kernel_context.PageStatus.CONNECTED
        return PRESENCE.come(name, person, lambda: connected in tuple(context.page_status.values()))

    solara.use_effect(come, [name, person])
