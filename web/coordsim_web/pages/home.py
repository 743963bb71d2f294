"""The page a visitor lands on: what this is, and three ways in: to teach, to learn, to research."""

from collections.abc import Callable
from typing import Any, Final, TypedDict

import numpy as np
import solara

from coordsim.show.numbers import number
from coordsim_web.parts.shared import use_shared
from coordsim_web.places import DOCUMENTS
from coordsim_web.rooms import address
from coordsim_web.rooms.use_room import use_language
from coordsim_web.served import may_make
from coordsim_web.texts import Texts, say, texts

WEEKS: Final = 52
USUAL: Final = 60.0  # units a week
PROMOTIONS: Final = {8: 70.0, 21: 95.0, 33: 60.0, 45: 100.0}  # week -> units more
SPREAD: Final = 8.0  # weeks squared, twice the variance of a promotion's bump
SEEN: Final = (4, 9)  # operations knows the weeks from so many to so many ago
AT_FIRST: Final = 62.0  # units a week that it makes until it has seen any
STEPS: Final = 20  # of the slider
START: Final = 2


class Sketch(TypedDict):
    """Units asked for, and what operations would make alone, week by week; for each step of the
    slider the share that is told, the orders of a hundred that find nothing, and a sentence.
    """

    demand: list[float]
    guess: list[float]
    told: list[float]
    lost: list[str]
    sentence: list[str]
    start: int


def sketch(said: Texts) -> Sketch:
    """Return the numbers of the landing page's drawing: four promotions that operations sees four
    weeks late, unless it is told.
    """
    weeks = np.arange(WEEKS)
    bumps = [units * np.exp(-((weeks - week) ** 2) / SPREAD) for week, units in PROMOTIONS.items()]
    demand = USUAL + np.sum(bumps, axis=0)
    late, first = SEEN
    guess = np.array(
        [
            demand[max(0, week - first) : week - late + 1].mean() if week >= late else AT_FIRST
            for week in range(WEEKS)
        ]
    )
    told = [step / STEPS for step in range(STEPS + 1)]
    lost = [
        number(100 * np.maximum(0.0, (1 - share) * (demand - guess)).sum() / demand.sum(), 0)
        for share in told
    ]
    return Sketch(
        demand=demand.round(1).tolist(),
        guess=guess.round(1).tolist(),
        told=told,
        lost=lost,
        sentence=[say(said, "sketch", weeks=WEEKS, lost=one) for one in lost],
        start=START,
    )


@solara.component_vue("home.vue", vuetify=False)
def HomeView(
    *, sketch: Sketch, said: dict[str, Any], ways: dict[str, Any], event_go: Callable[[str], None]
) -> None:
    """The whole page; `go` asks for a path."""


def ways_in(language: str) -> dict[str, Any]:
    """Return where the page leads to: rooms are made where this server lets its visitors."""
    teach = address.spoken(address.teach(), language) if may_make("") else ""
    cards = [
        {"name": "teach", "path": teach},
        {"name": "learn", "path": address.spoken(address.learn(), language)},
        {"name": "research", "path": "/lab"},
    ]
    return {
        "first": address.spoken(address.first(), language),
        "cards": cards,
        "docs": "/docs" if DOCUMENTS.is_dir() else "",
    }


@solara.component
def Home() -> None:
    """Show the landing page."""
    use_shared()
    router = solara.use_router()
    language = use_language()
    HomeView(
        sketch=solara.use_memo(lambda: sketch(texts("home", language)), [language]),
        said=dict(texts("home", language)),
        ways=ways_in(language),
        event_go=router.push,
    )
