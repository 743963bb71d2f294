"""What a seat may see, as records: made from its Observation, and from flows that its Observation
names as its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import CommunicationRule, IncentiveRule, MentalModel
from coordsim.core.facts import FACTS, INDEX, Fact, limitless
from coordsim.core.kpis import CUTS, KPI
from coordsim.core.levers import BY_NAME, COLUMN
from coordsim.core.records import Floats, Observation, Week
from coordsim.room import words
from coordsim.room.records import (
    Known,
    LostUnits,
    Measure,
    Number,
    OpenLever,
    Outcome,
    PayLine,
    PlayedMeasure,
    Slip,
)
from coordsim.scenario.file import Scenario

PREVIEWED = {
    "marketing": (
        "demand",
        "units",
        "price_realised",
        "revenue",
        "put_off_rate",
        "fill_rate",
        "unit_cost",
        "profit",
    ),
    "operations": (
        "demand",
        "units",
        "fill_rate",
        "unit_cost",
        "setup_share",
        "utilisation",
        "stock",
        "profit",
    ),
}
# Lost sales that a seat can tell apart: label, causes taken together, and the groups of facts that
# have to be told before marketing or operations can know of them (None: known anyway). Causes that
# need both sides' knowledge to be told apart stay together.
LOST: tuple[tuple[str, tuple[str, ...], Mapping[str, set[str] | None]], ...] = (
    (
        "Put off by too much choice",
        ("put off by choice",),
        {"marketing": {"feedback"}, "operations": {"feedback"}},
    ),
    *(
        (f"Empty shelf: {cut}", (cut,), {"marketing": {"stock", "capacity"}, "operations": None})
        for cut in CUTS
    ),
    (
        "Empty shelf: more was asked for than planned",
        ("not told", "forecast error"),
        {"marketing": {"stock", "forecast"}, "operations": None},
    ),
    ("Announced, but not ready", ("not ready",), {"marketing": {"stock"}, "operations": None}),
    (
        "Cancelled: promised, but not delivered in time",
        ("promise",),
        {"marketing": {"stock"}, "operations": None},
    ),
)


@dataclass(frozen=True)
class SeenWeek:
    """All that a seat can ever see of a week: what was measured and lost, name -> (F,)."""

    week: int
    flows: Mapping[str, Floats]
    lost: Mapping[str, Floats]


PastWeek = Week | SeenWeek


def number(value: object) -> Number:
    """Return the one number of an array of one, None where it is not finite; JSON knows no
    infinity.
    """
    real = float(np.asarray(value, dtype=np.float64).ravel()[0])
    return real + 0.0 if math.isfinite(real) else None


def kpi(name: str, value: object) -> Measure:
    """Return a KPI with its words and its value."""
    about = KPI[name]
    return Measure(name, about.label, about.unit, about.better, number(value))


def levers(observation: Observation, model: MentalModel) -> tuple[OpenLever, ...]:
    """Return the form: each own, open lever with its words, its limits and its value today."""
    out = []
    weeks = float(observation.beliefs[0, INDEX["development_weeks"]])
    money, packages = model.parameters.money, observation.plan[0, COLUMN["build"]] > 0
    tooling = float((money.launch_package if packages else money.launch)[0])
    for place, (name, lever) in enumerate(BY_NAME.items()):
        if name not in observation.limits:
            continue
        low, high = observation.limits[name]
        out.append(
            OpenLever(
                name=name,
                label=lever.label,
                unit=lever.unit,
                help=words.lever_words(name, lever.help, weeks=weeks, tooling=tooling),
                step=lever.step,
                whole=lever.whole,
                choices=tuple(sorted(one for one in lever.choices if low <= one <= high)),
                low=low,
                high=high,
                value=float(observation.plan[0, place]),
            )
        )
    return tuple(out)


def facts(observation: Observation, scenario: Scenario) -> tuple[Known, ...]:
    """Return what the seat knows, was told, and only believes; levers of its own are on its form
    and left out, and levers that play no part.
    """
    out = []
    for place, fact in enumerate(FACTS):
        if fact.name in BY_NAME and (
            fact.owner == observation.role or scenario.lever_idle(fact.name)
        ):
            continue
        belief = as_shown(fact.name, float(observation.beliefs[0, place]))
        age = float(observation.age[0, place])
        source = _source(fact, observation.role, age)
        out.append(
            Known(
                **fact_words(fact),
                source=source,
                age=number(age) if source == "told" else None,
                value=number(belief),
                words=no_number(belief),
            )
        )
    return tuple(out)


def fact_words(fact: Fact) -> dict[str, str]:
    """Return a fact's name and words; the variance of the forecast error is shown as its root, so
    much either way.
    """
    label, unit = (
        (fact.label, fact.unit)
        if fact.name != "surprise"
        else ("Forecast error, either way", "share")
    )
    return {"name": fact.name, "label": label, "unit": unit, "help": words.FACTS.get(fact.name, "")}


def as_shown(name: str, value: float) -> float:
    """Return a fact's value in the unit that it is shown in; a limit that binds nothing is
    endless.
    """
    if limitless(FACTS[INDEX[name]], value):
        return math.inf
    return math.sqrt(value) if name == "surprise" and value >= 0 else value


def no_number(belief: float) -> str:
    """Say what is believed where it is not a number."""
    return "no limit" if math.isinf(belief) else "no idea" if math.isnan(belief) else ""


def _source(fact: Fact, role: str, age: float) -> str:
    if fact.owner == role and not fact.surveyed:
        return "own"
    if fact.public:
        return "own" if fact.owner == role else "seen"
    return "untold" if math.isnan(age) else "told"


def outcome(
    names: Sequence[str],
    log: Sequence[PastWeek],
    length: int,
    role: str,
    channel: CommunicationRule,
) -> Outcome:
    """Return the last ``length`` weeks as this seat saw them: its own KPIs ``names`` week by week,
    the lost sales it can know of.
    """
    weeks, earlier = log[-length:], log[-2 * length : -length]
    kpis = tuple(
        PlayedMeasure(
            name=name,
            label=KPI[name].label,
            unit=KPI[name].unit,
            better=KPI[name].better,
            value=_ratio(weeks, name),
            before=_ratio(earlier, name),
            weeks=tuple(_ratio([week], name) for week in weeks),
        )
        for name in names
    )
    return Outcome(tuple(week.week for week in weeks), kpis, lost_seen(weeks, role, channel))


def _ratio(weeks: Sequence[PastWeek], name: str) -> Number:
    about = KPI[name]
    top, bottom = (
        sum(float(week.flows[flow][0]) for week in weeks) for flow in (about.top, about.bottom)
    )
    ratio = top / bottom if bottom > 0 else math.nan
    return number(1 - ratio if about.one_minus else ratio)


def lost_seen(
    weeks: Sequence[PastWeek], role: str, channel: CommunicationRule
) -> tuple[LostUnits, ...]:
    """Return lost units by what this seat can tell apart.

    A channel that is late tells of other weeks, so only one without delay counts.
    """
    told = channel.groups if channel.delay == 0 else frozenset[str]()
    out = []
    for label, causes, needed in LOST:
        wants = needed[role]
        known = wants is None or wants <= told
        units = sum(float(week.lost[cause][0]) for week in weeks for cause in causes)
        out.append(LostUnits(label, units if known else None))
    return tuple(out)


def _how(rule: IncentiveRule, line: str, amount: float) -> str:
    return rule.how(line, amount) if math.isfinite(amount) else ""


def slip(pay: Mapping[str, Floats], rule: IncentiveRule) -> Slip:
    """Return a pay slip: its lines, how each came about, and their sum, money a week."""
    lines = tuple(
        PayLine(line, number(amount), _how(rule, line, float(np.asarray(amount)[0])))
        for line, amount in pay.items()
    )
    return Slip(lines, number(sum(float(np.asarray(amount)[0]) for amount in pay.values())))
