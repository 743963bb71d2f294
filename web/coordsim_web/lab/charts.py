"""What there is to chart: every KPI of a run week by week, the first ones in plain words."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from coordsim.core.kpis import KPI, KPIS, Kpi
from coordsim.core.levers import ROLES
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim.show.numbers import in_hundredths, number
from coordsim_web.lab.records import Band, Charts, Frame, Measure, Spike, Weekly
from coordsim_web.lab.weekly import labels, listed, scale, series, spans, weeks_in_words

INTRO: Final = (
    "The full line is firm A, the dashed one firm B; each point is a mean of the last four weeks."
    " Pale lines are the weeks still to come; tap a chart to go to a week."
)
# A few spikes must not flatten all other weeks: where the most is beyond what is usual by more than
# the slack, the scale ends above the usual.
USUAL: Final = 0.98
SLACK: Final = 1.2  # times the usual span
TICKS: Final = 3

# name, unit, what it says in plain words, among the first shown
MEASURES: Final[tuple[tuple[str, str, str, bool], ...]] = (
    ("profit", "money a week", "What is left of revenue after every cost.", True),
    ("stockout_rate", "of 100 orders", "Orders that met an empty shelf.", True),
    (
        "unit_cost",
        "money a unit",
        "All costs of making, stock and paid idle hours included, for each unit made.",
        True,
    ),
    ("range", "variants", "Variants on sale.", True),
    ("units", "units a week", "Units that reached customers.", True),
    ("satisfaction", "of 100", "How content customers are on average.", True),
    (
        "put_off_rate",
        "of 100 visits",
        "Visitors who left because there was too much to choose from.",
        False,
    ),
    ("stock", "units", "Units on the shelf at the end of a week.", False),
    (
        "forecast_accuracy",
        "of 100",
        "How close the forecast that operations plans with comes to demand.",
        False,
    ),
    (
        "setup_share",
        "% of hours",
        "Hours that the plant spends on set-ups instead of making units.",
        False,
    ),
    ("utilisation", "% of hours", "Hours used of the hours available.", False),
    (
        "price_realised",
        "money a unit",
        "What customers paid for a unit, promotions included.",
        False,
    ),
    ("trust", "of 100", "How far each believes the other's word.", False),
    ("frustration", "of 100", "What overruled plans and conflicts leave behind.", False),
)
UNITS: Final = {name: unit for name, unit, _, _ in MEASURES}
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


def menu() -> list[Measure]:
    """Return what there is to chart: the first measures in plain words, then every other KPI as its
    table has it.
    """
    plain = [_measure(KPI[name], unit, words, first) for name, unit, words, first in MEASURES]
    named = {one["name"] for one in plain}
    others = [kpi for kpi in KPIS if kpi.name not in named]
    return plain + [_measure(kpi, _unit(kpi), _formula(kpi), first=False) for kpi in others]


def _measure(kpi: Kpi, unit: str, words: str, first: bool) -> Measure:
    return Measure(
        name=kpi.name,
        label=kpi.label,
        group=_group(kpi),
        unit=unit,
        words=words,
        first=first,
        start=kpi.variance,
    )


def _formula(kpi: Kpi) -> str:
    return f"{kpi.formula[0].upper()}{kpi.formula[1:]}."


def _group(kpi: Kpi) -> str:
    kinds = (
        label
        for start, label in KINDS.items()
        if kpi.name.startswith(start) and kpi.name != "lost_units"
    )
    return next(kinds, OWNERS.get(kpi.owner, kpi.owner.capitalize()))


def _unit(kpi: Kpi) -> str:
    if not in_hundredths(kpi.unit):
        return "" if kpi.unit == "ratio" else kpi.unit.replace("/", " a ")
    return kpi.unit.replace("share of ", "% of ") if kpi.unit.startswith("share of ") else "of 100"


def curves(run: Run) -> dict[str, Weekly]:
    """Return every KPI week by week."""
    return {kpi.name: listed(_curve(run, kpi), kpi.unit) for kpi in KPIS}


def _curve(run: Run, kpi: Kpi) -> Floats:
    """Return a KPI as a mean of four weeks, or since the start where single weeks have none,
    (T,).
    """
    if kpi.variance:
        weeks = range(run.plan.shape[1])
        return np.array([float(run.kpi(kpi.name, slice(0, week + 1))[0]) for week in weeks])
    return series(run, kpi.name)


def charts(
    curves: Mapping[str, Mapping[str, Weekly]], fans: Mapping[str, Mapping[str, Band]]
) -> Charts:
    """Return the weeks in words, the scales that are cut, and the fans."""
    frames = {
        name: _frame(
            {side: lines[name] for side, lines in curves.items()},
            [fan[name] for fan in fans.values() if name in fan],
        )
        for name in curves["a"]
    }
    weeks = len(curves["a"]["profit"])
    return Charts(
        spans=spans(weeks),
        since=[weeks_in_words(0, week) for week in range(weeks)],
        labels=labels(weeks),
        frames={name: frame for name, frame in frames.items() if frame is not None},
        fans={side: dict(fan) for side, fan in fans.items()},
    )


def _frame(lines: Mapping[str, Weekly], bands: Sequence[Band]) -> Frame | None:
    """Return where a scale is cut, None where all fits."""
    drawn = [*lines.values(), *(end for band in bands for end in (band["low"], band["high"]))]
    found = [value for line in drawn for value in line if value is not None]
    usual = ceiling(found)
    if usual is None:
        return None
    ends = scale(min(0.0, *found), usual, TICKS)
    spikes = [
        Spike(side=side, week=week)
        for side, line in lines.items()
        for week, value in enumerate(line)
        if value is not None and value > ends.high
    ]
    if not spikes:
        return None
    most = max(spikes, key=lambda spike: lines[spike["side"]][spike["week"]] or 0.0)
    value = number(lines[most["side"]][most["week"]])
    where = f"{most['side'].upper()} in week {most['week'] + 1}"
    beyond = f"▲ beyond the scale, at most {value}: {where}."
    return Frame(low=ends.low, top=ends.high, step=ends.step, beyond=beyond, spikes=spikes)


def ceiling(values: list[float]) -> float | None:
    """Return what is usual at most, where the most is far beyond it."""
    if not values:
        return None
    ordered, low = sorted(values), min(0.0, *values)
    usual = ordered[int(USUAL * (len(ordered) - 1))]
    if usual <= low or ordered[-1] - low <= SLACK * (usual - low):
        return None
    return usual
