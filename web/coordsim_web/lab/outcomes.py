"""What each manager expected of a round and what came."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from coordsim.core.kpis import KPI
from coordsim.core.levers import ROLES
from coordsim.run.result import Run
from coordsim.show.numbers import number
from coordsim_web.lab.records import FirmOutcomes, Named, Number, Outcome, Outcomes
from coordsim_web.lab.weekly import labels, scale, shown, weeks_in_words

# what a manager expects and what the weeks then bring
EXPECTED: Final = {
    "profit": "Profit",
    "units": "Units",
    "unit_cost": "Unit cost",
    "fill_rate": "Fill rate, %",
}
TICKS: Final = 4
NOTE: Final = "Money and units are a week's."


def rows() -> list[Named]:
    """Return what is expected, by name."""
    return [Named(name=name, label=label) for name, label in EXPECTED.items()]


def outcomes(run: Run) -> FirmOutcomes:
    """Return every round: expectations, what came."""
    length, weeks = run.scenarios[0].horizon.round_weeks, run.plan.shape[1]
    starts = range(0, weeks, length)
    ends = [min(start + length, weeks) - 1 for start in starts]
    came = {name: _came(run, name, length) for name in EXPECTED}
    rounds = [
        _outcome(run, start, end, {name: values[place] for name, values in came.items()})
        for place, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    return FirmOutcomes(ends=ends, rounds=rounds)


def _came(run: Run, name: str, length: int) -> list[Number]:
    """Return what each round brought, by the sums that the charts show."""
    weeks, unit = run.plan.shape[1], KPI[name].unit
    whole = run.series(name, length)[0][length - 1 :: length].tolist()
    left = weeks % length
    return [shown(value, unit) for value in whole + _last(run, name, left)]


def _last(run: Run, name: str, weeks: int) -> list[float]:
    return [float(run.series(name, weeks)[0, -1])] if weeks else []


def _outcome(run: Run, start: int, end: int, came: dict[str, Number]) -> Outcome:
    hopes = {role: _expected(run, role, start) for role in ROLES}
    said = ", ".join(
        f"{role} expected {number(hope['profit'])}" for role, hope in hopes.items() if hope
    )
    return Outcome(
        week=start,
        title=weeks_in_words(start, end),
        marketing=hopes["marketing"],
        operations=hopes["operations"],
        actual=came,
        words=f"Last full round: {said}; actual {number(came['profit'])}."
        if said
        else f"Last full round: actual {number(came['profit'])}.",
    )


def _expected(run: Run, role: str, week: int) -> dict[str, Number]:
    """Return what a manager expected; nothing where it told nothing."""
    predicted = run.tape[role][week].predicted
    if predicted is None or run.stops[0] < week:  # nobody decides in a firm that has stopped
        return {}
    return {name: shown(float(predicted[name][0]), KPI[name].unit) for name in EXPECTED}


def together(stories: Mapping[str, FirmOutcomes]) -> Outcomes:
    """Return the scale of both firms, and what is said after each round."""
    values = [
        value
        for story in stories.values()
        for one in story["rounds"]
        for value in (
            one["actual"]["profit"],
            one["marketing"].get("profit"),
            one["operations"].get("profit"),
        )
        if value is not None
    ]
    rounds = min(len(story["rounds"]) for story in stories.values())
    ends = scale(min(0.0, *values), max(1.0, *values), TICKS)
    return Outcomes(
        low=ends.low,
        high=ends.high,
        step=ends.step,
        labels=labels(min(story["ends"][-1] + 1 for story in stories.values())),
        sentence=[
            sentence({side: gap(story, done) for side, story in stories.items()})
            for done in range(rounds + 1)
        ],
    )


def gap(story: FirmOutcomes, done: int) -> float | None:
    """Return by how much marketing expected more than what came, a mean over rounds that are
    over.
    """
    found = [
        expected - came
        for one in story["rounds"][:done]
        if (expected := one["marketing"].get("profit")) is not None
        and (came := one["actual"]["profit"]) is not None
    ]
    return float(np.mean(found)) if found else None


def sentence(gaps: Mapping[str, float | None]) -> str:
    """Say how far marketing's hopes were off."""
    known = {side.upper(): value for side, value in gaps.items() if value is not None}
    if not known:
        return "The first round is still running."
    said = [f"{_compared(value)} {firm} made" for firm, value in known.items()]
    return f"So far marketing expected, on average, {' and '.join(said)}."


def _compared(value: float) -> str:
    size = number(abs(value), 0)
    if size == "0":
        return "as much as"
    return f"{size} a week {'more' if value > 0 else 'less'} than"
