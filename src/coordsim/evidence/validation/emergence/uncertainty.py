"""D9 uncertainty: what a forecast and integration are worth as the market moves more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coordsim.core.facts import GROUPS
from coordsim.core.parameters import Market, bounds
from coordsim.core.records import Floats
from coordsim.evidence.validation.emergence.findings import Family, Finding, Need, ratio
from coordsim.evidence.validation.emergence.lab import YEARS, Lab, money
from coordsim.run.result import Run

FORECAST_ONLY = {
    "preset": "dashboard",
    "without": [group for group in GROUPS if group != "forecast"],
    "free": True,
}
LEVELS = {"none": 0.0, "as it is": 1.0, "twice": 2.0}  # times the scenario's own
PAYS = ("silo", "departmental", "shared")
WORTH = "of the forecast alone under shared pay"
NOTHING = Need(
    title=f"value {WORTH}, without uncertainty", unit="share of revenue", low=-0.01, high=0.01
)
RISES = Need(
    title=f"value {WORTH}, twice the uncertainty less none",
    unit="share of revenue",
    low=0.0,
    by="clearly",
)
KEEPS = Need(
    title="gain of integration, twice the uncertainty less none",
    unit="share of revenue",
    low=0.0,
    by="perhaps",
)
VALUE = Need(title=f"value {WORTH}", unit="share of revenue")


def uncertain(lab: Lab, level: str) -> dict[str, Any]:
    """Return the standard deviation of the market's shocks at a level, within its bounds."""
    low, high = bounds(Market[float], "shock_sd") or (0.0, 1.0)
    return {"market.shock_sd": min(max(LEVELS[level] * lab.scenario.market.shock_sd, low), high)}


def _run(lab: Lab, pay: str, talk: Any, level: str) -> Run:
    word = talk if isinstance(talk, str) else "the forecast alone"
    rules = {"incentives": pay, "communication": talk, **uncertain(lab, level)}
    return lab.run(f"{pay} + {word}, uncertainty {level}", rules, YEARS[2].stop)


def gain(lab: Lab, pay: str, talk: Any, level: str) -> tuple[Floats, Floats]:
    """Return what talk adds to profit in year 2, and revenue without it, (W,) each."""
    told, silent = (money(_run(lab, pay, word, level), YEARS[2]) for word in (talk, "none"))
    return told[0] - silent[0], silent[1]


def uncertainty(lab: Lab) -> Iterator[Finding]:
    """Measure the forecast alone, then all of talk under every pay."""
    if lab.scenario.market.shock_sd == 0:
        for need in (NOTHING, RISES, KEEPS):
            yield Finding("D9", need, "", None, "the scenario's market has no shocks")
        return
    worth = {level: gain(lab, "shared", FORECAST_ONLY, level) for level in LEVELS}
    yield Finding("D9", NOTHING, "", ratio(*worth["none"]))
    for level in LEVELS:
        yield Finding("D9", VALUE, f"uncertainty {level}", ratio(*worth[level]))
    rise = worth["twice"][0] - worth["none"][0]
    yield Finding("D9", RISES, "", ratio(rise, worth["none"][1]))
    for pay in PAYS:
        (much, _), (little, revenue) = (gain(lab, pay, "sop", at) for at in ("twice", "none"))
        yield Finding("D9", KEEPS, f"{pay} pay", ratio(much - little, revenue))
    for key in [key for key in lab.kept if ", uncertainty " in key]:
        del lab.kept[key]


FAMILIES = (
    Family(
        id="D9",
        title="Uncertainty",
        how=(
            "Standard deviation of the market's shocks at none, once and twice the scenario's, in"
            " the same worlds; year 2. The forecast alone: told every week, exact and free, and"
            " nothing else. Integration: sop against none. What single customers do stays"
            " uncertain."
        ),
        needs=(NOTHING, VALUE, RISES, KEEPS),
        run=uncertainty,
    ),
)
