"""The page a visitor lands on: what this is, and three ways in."""

from collections.abc import Callable

import solara


@solara.component_vue("home.vue", vuetify=False)
def HomeView(event_go: Callable[[str], None]) -> None:
    """The whole page; `go` asks for a path."""


@solara.component
def Home() -> None:
    """Show the landing page."""
    router = solara.use_router()
    HomeView(event_go=router.push)
