"""A run of one firm as plain lists by week: measures, market, flow, lost sales."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from coordsim.core.kpis import CAUSES, KPI, KPIS, Kpi
from coordsim.core.levers import ROLES
from coordsim.core.records import FirmState, Floats
from coordsim.core.shares import positions
from coordsim.run.result import Run
from coordsim.show.words import CAUSES as CAUSE_WORDS

SMOOTH: Final = 4

# name, factor and unit to show it in, digits, what it says in plain words, among the first shown
MEASURES: Final[tuple[tuple[str, float, str, int, str, bool], ...]] = (
    ("profit", 1, "money a week", 0, "What is left of revenue after every cost.", True),
    ("stockout_rate", 100, "of 100 orders", 0, "Orders that met an empty shelf.", True),
    (
        "unit_cost",
        1,
        "money a unit",
        2,
        "All costs of making, stock and paid idle hours included, for each unit made.",
        True,
    ),
    ("range", 1, "variants", 0, "Variants on sale.", True),
    ("units", 1, "units a week", 0, "Units that reached customers.", True),
    ("satisfaction", 100, "of 100", 0, "How content customers are on average.", True),
    (
        "put_off_rate",
        100,
        "of 100 visits",
        0,
        "Visitors who left because there was too much to choose from.",
        False,
    ),
    ("stock", 1, "units", 0, "Units on the shelf at the end of the week.", False),
    (
        "forecast_accuracy",
        100,
        "of 100",
        0,
        "How close the forecast that operations plans with comes to demand.",
        False,
    ),
    (
        "setup_share",
        100,
        "% of hours",
        0,
        "Hours that the plant spends on set-ups instead of making units.",
        False,
    ),
    ("utilisation", 100, "% of hours", 0, "Hours used of the hours available.", False),
    (
        "price_realised",
        1,
        "money a unit",
        2,
        "What customers paid for a unit, promotions included.",
        False,
    ),
    ("trust", 100, "of 100", 0, "How far each believes the other's word.", False),
    ("frustration", 100, "of 100", 0, "What overruled plans and conflicts leave behind.", False),
)


def plain(values: Floats | Sequence[float], digits: int = 1) -> list[float | None]:
    """Return plain rounded numbers, whole ones without a point; None where there is none."""
    out: list[float | None] = []
    for value in np.asarray(values, dtype=np.float64).tolist():
        if not np.isfinite(value):
            out.append(None)
        else:
            out.append(round(value, digits) + 0.0 if digits else round(value))
    return out


def rolling(values: Floats) -> Floats:
    """Return means over the last four weeks, fewer at the start; (T,) to (T,)."""
    total = np.cumsum(values)
    total[SMOOTH:] = total[SMOOTH:] - total[:-SMOOTH]
    return total / np.minimum(np.arange(1, len(values) + 1), SMOOTH)


PERCENT: Final = ("share", "0-1", "1 - ")
KINDS: Final = {
    "lost_": "Lost units by cause",
    "cost_": "Costs by account",
    "conflicts_": "Conflicts by area",
}
OWNERS: Final = {
    "firm": "The firm",
    "both": "Between the two",
    **{role: role.capitalize() for role in ROLES},
}


def menu() -> list[dict[str, Any]]:
    """Return what there is to chart: the first measures in plain words, then every other KPI as its
    table has it.
    """
    said = {name: (unit, digits, words, first) for name, _, unit, digits, words, first in MEASURES}
    order = [KPI[name] for name in said] + _others()
    return [
        _entry(kpi, *said.get(kpi.name, (_unit(kpi), _digits(kpi), _plainly(kpi), False)))
        for kpi in order
    ]


def _entry(kpi: Kpi, unit: str, digits: int, words: str, first: bool) -> dict[str, Any]:
    return {
        "name": kpi.name,
        "label": kpi.label,
        "group": _group(kpi),
        "unit": unit,
        "digits": digits,
        "words": words,
        "first": first,
    }


def _plainly(kpi: Kpi) -> str:
    return (
        f"{kpi.formula[0].upper()}{kpi.formula[1:]}{', since the start' if kpi.variance else ''}."
    )


def _others() -> list[Kpi]:
    named = {name for name, *_ in MEASURES}
    return [kpi for kpi in KPIS if kpi.name not in named]


def _group(kpi: Kpi) -> str:
    kind = next(
        (
            label
            for start, label in KINDS.items()
            if kpi.name.startswith(start) and kpi.name != "lost_units"
        ),
        "",
    )
    return kind or OWNERS.get(kpi.owner, kpi.owner.capitalize())


def _unit(kpi: Kpi) -> str:
    if not _percent(kpi):
        return "" if kpi.unit == "ratio" else kpi.unit.replace("/", " a ")
    return kpi.unit.replace("share of ", "% of ") if kpi.unit.startswith("share of ") else "of 100"


def _digits(kpi: Kpi) -> int:
    return 0 if _percent(kpi) or kpi.unit in ("units", "money/week", "units/week") else 2


def measures(run: Run) -> dict[str, Any]:
    """Return each of the first measures and the units made as means of four weeks, and profit since
    the start.
    """
    series: dict[str, Any] = {}
    for name, factor, _, digits, _, _ in MEASURES:
        values = run.series(name, SMOOTH)[0]
        if name in ("profit", "units", "range"):
            values = rolling(run.flows[name][0])
        series[name] = plain(factor * values, digits + 1)
    profit, made = run.flows["profit"][0], run.flows["made"][0]
    return {
        "weeks": len(profit),
        "series": series,
        "made": plain(rolling(made), 0),
        "cumulative": plain(np.cumsum(profit), 0),
    }


def others(run: Run) -> dict[str, list[float | None]]:
    """Return every other KPI week by week."""
    return {
        kpi.name: plain((100.0 if _percent(kpi) else 1.0) * _series(run, kpi), _digits(kpi))
        for kpi in _others()
    }


def _series(run: Run, kpi: Kpi) -> Floats:
    """Return a KPI as a mean of four weeks, or since the start where single weeks have none,
    (T,).
    """
    if kpi.variance:
        return np.array(
            [float(run.kpi(kpi.name, slice(0, week + 1))[0]) for week in range(run.plan.shape[1])]
        )
    values: Floats = run.series(kpi.name, SMOOTH)[0]
    return values


def _percent(kpi: Kpi) -> bool:
    return kpi.unit.startswith(PERCENT)


def market(run: Run, taste_class: NDArray[np.int16] | None) -> dict[str, Any]:
    """Return shelves and customers week by week; ``taste_class`` (N,) says where on the circle each
    customer, or cohort, sits.

    ``stock`` has a list of whole units for each week, ``status`` a text with one digit for each
    slot (0 none, 1 in development, 2 on sale), ``satisfaction`` a list in hundredths for each
    class.
    """
    states: list[FirmState] = [week.state for week in run.detail]
    status = np.stack([state.status[0] for state in states])
    slots = int(np.flatnonzero(status.any(axis=0)).max(initial=-1)) + 1
    out: dict[str, Any] = {
        "positions": plain(positions(status.shape[1])[:slots], 4),
        "stock": [
            [round(units) for units in state.on_hand[0, :slots].tolist()] for state in states
        ],
        "status": ["".join(str(code) for code in row[:slots].tolist()) for row in status],
        "people": [],
        "satisfaction": [[] for _ in states],
    }
    if taste_class is None:
        return out
    classes = run.scenarios[0].market.classes
    people = np.zeros(classes)
    for place, state in enumerate(states):
        heads = state.members[0] if state.members.size else np.ones(len(taste_class))
        people = np.bincount(taste_class, weights=heads, minlength=classes)
        total = np.bincount(taste_class, weights=heads * state.satisfaction[0], minlength=classes)
        mean = np.divide(100 * total, people, out=np.full(classes, np.nan), where=people > 0)
        out["satisfaction"][place] = plain(mean, 0)
    return out | {"people": people.astype(np.int64).tolist()}


FLOWS: Final = (
    "visits",
    "demand",
    "units",
    "lost",
    "left",
    "waiting",
    "made",
    "hours_used",
    "hours_available",
    "setup_hours",
)
QUEUES: Final = ("backlog", "stock", "in_process")


def flow(run: Run) -> dict[str, Any]:
    """Return what moves (mean of four weeks) and what waits (at the end of the week) from order to
    material.
    """
    states: list[FirmState] = [week.state for week in run.detail]
    moving = {name: rolling(run.flows[name][0]) for name in FLOWS}
    moving["put_off"] = rolling(run.causes["put off by choice"][0])
    moving["wanted"] = rolling(run.flows["wanted"][0])
    waiting = {name: run.flows[name][0] for name in QUEUES}
    waiting["parts"] = np.array([state.parts[0].sum() for state in states])
    waiting["parts_coming"] = np.array([state.parts_coming[0].sum() for state in states])
    waiting["common"] = np.array([state.common[0] for state in states])
    return {name: plain(values, 1) for name, values in (moving | waiting).items()}


def lost(run: Run) -> dict[str, Any]:
    """Return lost units by cause since the start."""
    return {cause: plain(np.cumsum(run.causes[cause][0]), 1) for cause in CAUSES}


def causes() -> list[dict[str, str]]:
    """Return the causes of lost units in words, in the order in which they are found."""
    said = {name: CAUSE_WORDS.get(name, (name.capitalize(), "", name)) for name in CAUSES}
    return [
        {"name": name, "label": label, "words": words} for name, (label, words, _) in said.items()
    ]


def leaks(run: Run) -> list[tuple[str, float, float]]:
    """Return for each week the cause that has cost most sales so far, its share in hundredths, and
    its units a week.

    There is no cause while nothing is lost.
    """
    total = np.cumsum(np.stack([run.causes[cause][0] for cause in CAUSES]), axis=1)
    whole = total.sum(axis=0)
    worst = total.argmax(axis=0)
    leak = {name: CAUSE_WORDS.get(name, ("", "", name))[2] for name in CAUSES}
    return [
        (
            (
                leak[CAUSES[cause]],
                round(100 * total[cause, week] / whole[week]),
                round(float(total[cause, week]) / (week + 1), 1),
            )
            if whole[week] > 0
            else ("", 0.0, 0.0)
        )
        for week, cause in enumerate(worst.tolist())
    ]
