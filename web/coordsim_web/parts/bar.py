"""The bar on top of every page, and the bare layout that holds it."""

from collections.abc import Callable
from typing import Any

import solara

from coordsim_web.places import places
from coordsim_web.rooms import address
from coordsim_web.rooms.use_room import use_language
from coordsim_web.texts import texts

WITHOUT_BAR = (address.JOIN, address.SEAT, address.WALL)


@solara.component_vue("bar.vue", vuetify=False)
def Bar(
    places: list[dict[str, Any]], said: dict[str, Any], here: str, event_go: Callable[[str], None]
) -> None:
    """Name and places; `here` is the path of the page shown."""


@solara.component
def Bare(children: list[Any] | None = None) -> None:
    """Hold the bar and the page, instead of Solara's layout, which would list every route to
    everybody.
    """
    router, language = solara.use_router(), use_language()
    alone = address.place_of(router.path).page in WITHOUT_BAR
    with solara.Div(classes=["cs-root"]):
        if not alone:
            listed = [place._asdict() for place in places(language)]
            said = dict(texts("room", language)["bar"])
            Bar(places=listed, said=said, here=router.path, event_go=router.push)
        solara.Div(children=children or [], classes=["cs-body"])
