"""A visitor never sees a traceback: the log gets it, the page a sentence and a way on."""

import logging
from collections.abc import Callable
from typing import Any

import solara

from coordsim_web.rooms.use_room import use_language
from coordsim_web.texts import texts

Component = Callable[..., Any]

logger = logging.getLogger("coordsim.web")


@solara.component_vue("sorry.vue", vuetify=False)
def Sorry(said: dict[str, Any], event_again: Callable[[Any], None]) -> None:
    """What a visitor sees instead of a page that failed."""


def guarded(page: Component, name: str) -> Component:
    """Wrap a page so that whatever fails while it is drawn ends here.

    The component with `use_exception` returns one element and nothing beside it: with a sibling,
    such as a title, an error makes Reacton draw again for ever.
    """

    @solara.component
    def Guard() -> Any:
        language = use_language()
        error, clear = solara.use_exception()

        def log() -> None:
            if error is not None:
                logger.error("page %r failed", name, exc_info=error)

        solara.use_effect(log, [error])
        if error is None:
            return page()
        return Sorry(said=dict(texts("room", language)["sorry"]), event_again=lambda _data: clear())

    @solara.component
    def Guarded() -> None:
        called = texts("room", use_language())["titles"].get(name, name)
        solara.Title(f"{called} · coordsim" if name else "coordsim")
        Guard()

    component: Component = Guarded
    return component
