"""D10 bullwhip: production varies more than demand, not many times as much, and less when demand is
shared.
"""

from __future__ import annotations

from collections.abc import Iterator

from coordsim.evidence.validation.emergence.findings import Family, Finding, Need, mean
from coordsim.evidence.validation.emergence.lab import ARMS, YEARS, Lab, known
from coordsim.evidence.validation.emergence.uncertainty import FORECAST_ONLY

NET = ("bullwhip_net", "net_bullwhip")  # names that the KPI may have
LOTS = ("cycle", "safety")  # levers of the lot policy, held where it has to be equal
MISSING = f"there is no KPI {' or '.join(NET)}"
WITHIN = Need(title="bullwhip net of batches", unit="ratio", low=1.0, high=3.0)
LOWER = Need(
    title="bullwhip net of batches, demand shared less not, equal lot policy",
    unit="ratio",
    high=0.0,
    by="clearly",
)
RAW = Need(title="bullwhip as it is counted, batches in it", unit="ratio")


def shared_less_not(lab: Lab, kpi: str) -> Finding:
    """Compare firms that are told the forecast alone with silent ones, lots held."""
    held = {f"levers.{name}.open": False for name in LOTS}
    told, silent = (
        lab.run(f"lots held, {word}", {"incentives": "shared", "communication": talk, **held}, 104)
        for word, talk in (("told", FORECAST_ONLY), ("silent", "none"))
    )
    less = told.kpi(kpi, YEARS[2]) - silent.kpi(kpi, YEARS[2])
    return Finding("D10", LOWER, "shared pay", mean(less))


def bullwhip(lab: Lab) -> Iterator[Finding]:
    """Measure the net ratio where there is one, and the raw one beside it."""
    kpi = known(*NET)
    for name in ARMS:
        run = lab.arm(name)
        if kpi is None:
            yield Finding("D10", WITHIN, name, None, MISSING)
        else:
            yield Finding("D10", WITHIN, name, mean(run.kpi(kpi, YEARS[2])))
        yield Finding("D10", RAW, name, mean(run.kpi("bullwhip", YEARS[2])))
    yield Finding("D10", LOWER, "", None, MISSING) if kpi is None else shared_less_not(lab, kpi)


FAMILIES = (
    Family(
        id="D10",
        title="Bullwhip",
        how=(
            "Variance of what is asked for over variance of demand, year 2, counted once and net of"
            " campaign batching. Equal lot policy: cycle and safety factor stay at their start."
        ),
        needs=(WITHIN, LOWER, RAW),
        run=bullwhip,
    ),
)
