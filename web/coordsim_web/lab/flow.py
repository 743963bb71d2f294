"""From order to material: what moves and what waits on the way."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from coordsim.core.kpis import CAUSES
from coordsim.core.records import FirmState, Floats
from coordsim.run.result import Run
from coordsim.show.numbers import counted, number, share
from coordsim.show.words import CAUSES as CAUSE_WORDS
from coordsim_web.lab.lost import SLIGHT
from coordsim_web.lab.records import FirmFlow, Flow, Named
from coordsim_web.lab.weekly import listed, rolling

INTRO: Final = (
    "Read from what is asked for to what it is made of. Bands are as thick as what moves in a week,"
    " squares as large as what waits."
)
MOVING: Final = {
    "visits": "Visits a week",
    "put_off": "Put off by choice, units a week",
    "demand": "Asked for, units a week",
    "left": "Left an empty shelf, units a week",
    "waiting": "New backorders, units a week",
    "units": "Sold, units a week",
    "wanted": "Wanted from the plant, units a week",
    "made": "Made, units a week",
    "hours_used": "Hours used a week",
    "hours_available": "Hours available a week, overtime included",
    "setup_hours": "Set-up hours a week",
}
WAITING: Final = {
    "backlog": "Backorders, units",
    "stock": "In stock, units",
    "in_process": "In process, units",
    "parts": "Parts on hand",
    "parts_coming": "Parts coming",
    "common": "Common modules on hand",
}
BANDS: Final = ("demand", "units", "made", "put_off", "left")  # drawn as bands
PILES: Final = ("stock", "parts", "parts_coming", "in_process", "backlog")  # drawn as squares
NOTE: Final = (
    "What moves is a mean of four weeks, what waits stands at the end of the week. One scale for"
    " both firms and all weeks."
)
# When a sentence says more of why units are lost on the way.
LEFT: Final = 0.05  # of demand, from which orders that left matter
FULL: Final = 1.5  # weeks of orders, from which a shelf is full


def rows() -> list[Named]:
    """Return all that is shown, by name."""
    return [Named(name=name, label=label) for name, label in (MOVING | WAITING).items()]


def flow(run: Run) -> FirmFlow:
    """Return what moves (mean of four weeks) and what waits (at the end of the week)."""
    amounts = _amounts(run)
    causes = {cause: rolling(run.causes[cause][0]) for cause in CAUSES}
    weeks = range(run.plan.shape[1])
    now = [{name: float(values[week]) for name, values in amounts.items()} for week in weeks]
    return FirmFlow(
        amounts={name: listed(values) for name, values in amounts.items()},
        cover=[cover(one) for one in now],
        sentence=[
            sentence(one, {cause: float(units[week]) for cause, units in causes.items()})
            for week, one in enumerate(now)
        ],
    )


def _amounts(run: Run) -> dict[str, Floats]:
    states: list[FirmState] = [week.state for week in run.detail]
    found = {name: rolling(run.flows[name][0]) for name in MOVING if name in run.flows}
    found["put_off"] = rolling(run.causes["put off by choice"][0])
    found["wanted"] = rolling(run.flows["wanted"][0])
    found |= {name: run.flows[name][0] for name in WAITING if name in run.flows}
    found["parts"] = np.array([state.parts[0].sum() for state in states])
    found["parts_coming"] = np.array([state.parts_coming[0].sum() for state in states])
    found["common"] = np.array([state.common[0] for state in states])
    return {name: found[name] for name in MOVING | WAITING}


def cover(now: Mapping[str, float]) -> str:
    """Say how long the stock lasts."""
    if now["demand"] <= 0:
        return ""
    return f"{counted(now['stock'] / now['demand'], 'week')} of orders"


def sentence(now: Mapping[str, float], causes: Mapping[str, float]) -> str:
    """Say how much reaches customers, how much is lost on the way, and by which of the ``causes``
    most of it.
    """
    gone = number(now["left"] + now["put_off"])
    first = f"{counted(now['units'], 'unit')} a week reach customers, {gone} are lost on the way"
    total = sum(causes.values())
    if total < SLIGHT:
        return f"{first}."
    worst = max(causes, key=lambda cause: causes[cause])
    leak, units = CAUSE_WORDS[worst][2], causes[worst]
    most = "most" if units > 0.5 * total else "the largest part"
    why = f"{most} to {leak} ({share(units / total, 0)})" if units < total else f"all to {leak}"
    left, stock = now["left"], now["stock"]
    wrong = left > LEFT * now["demand"] and stock > FULL * now["demand"]
    full = ", while the shelf is full of other variants" if wrong else ""
    return f"{first}: {why}{full}."


def together(stories: Mapping[str, FirmFlow]) -> Flow:
    """Return the scales of both firms."""
    return Flow(moving=_most(stories, BANDS), waiting=_most(stories, PILES))


def _most(stories: Mapping[str, FirmFlow], names: tuple[str, ...]) -> float:
    return max(
        1.0,
        *(
            value
            for story in stories.values()
            for name in names
            for value in story["amounts"][name]
            if value is not None
        ),
    )
