"""What the model says of a lesson before a class has come: rows of numbers, each with the case that
picks its sentence. Nothing here is typed in: managers or scripted players played it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from coordsim.core.levers import BY_NAME, ROLES
from coordsim.room.lesson import Lesson, Step
from coordsim.run.comparison import Difference
from coordsim.show.numbers import interval, measured, number, share
from coordsim_web.rooms.words import unit_of
from coordsim_web.texts.spoken import Speech


@dataclass(frozen=True)
class StepWords:
    """A difference: ``case`` more, less or unclear; names of arms, empty for the coordinated firm;
    the gap without its sign, its interval, and the share of classes
    that see more.
    """

    case: str
    other: str
    base: str
    gap: Speech
    interval: Speech
    seen: str


@dataclass(frozen=True)
class ArmMean:
    """What managers make a week in an arm; an empty name is the coordinated firm."""

    name: str
    profit: str


@dataclass(frozen=True)
class Foreseen:
    """The chance that a class sees the lesson; ``each`` is how many worlds it plays, and ``sized``
    whether that follows from its size.
    """

    worlds: str
    each: str
    sized: bool
    arms: tuple[ArmMean, ...]
    steps: tuple[StepWords, ...]
    untouched: StepWords


def foreseen(found: Lesson, *, sized: bool) -> Foreseen:
    """Return a lesson as it is told; ``sized`` where more people play more worlds."""
    means = [*found.profit.items(), ("", found.coordinated)]
    return Foreseen(
        worlds=number(found.worlds),
        each=number(found.each),
        sized=sized,
        arms=tuple(ArmMean(arm, number(profit)) for arm, profit in means),
        steps=tuple(map(_foreseen, found.steps)),
        untouched=_foreseen(found.untouched),
    )


def _foreseen(step: Step) -> StepWords:
    return _step(step.other, step.base, step.gap, share(step.seen))


def _step(other: str, base: str, gap: Difference, seen: str) -> StepWords:
    case = "more" if gap.low > 0 else "less" if gap.high < 0 else "unclear"
    size = number(gap.mean, sign=True) if case == "unclear" else number(abs(gap.mean))
    shown = Difference(-gap.mean, -gap.high, -gap.low) if case == "less" else gap
    return StepWords(case, other, base, gap=size, interval=interval(shown), seen=seen)


@dataclass(frozen=True)
class RehearsedArm:
    """An arm of a rehearsal: its teams, what their firms made a week, from the lowest to the
    highest, what the seats were paid, and what managers on both seats, coordinated managers and the
    best plan made in the same worlds.
    """

    name: str
    teams: str
    profit: str
    lowest: str
    highest: str
    pay: tuple[str, ...]
    managers: str
    coordinated: str
    best: str


@dataclass(frozen=True)
class Costly:
    """The decision that cost its firm most in a rehearsal."""

    team: str
    role: str
    lever: str
    week: str
    chose: str
    instead: str
    cost: str


@dataclass(frozen=True)
class Rehearsed:
    """The numbers that a rehearsal led to."""

    teams: str
    rounds: str
    weeks: str
    arms: tuple[RehearsedArm, ...]
    steps: tuple[StepWords, ...]
    costly: Costly | None


def rehearsed(report: Mapping[str, Any]) -> Rehearsed:
    """Return a rehearsal's report as it is told."""
    teams = report["teams"]
    return Rehearsed(
        teams=number(len(teams)),
        rounds=number(report["rounds"]),
        weeks=number(report["weeks"]),
        arms=tuple(
            _arm(arm, rows)
            for arm in report["arms"]
            if (rows := [row for row in teams if row["arm"] == arm])
        ),
        steps=tuple(
            _step(gap["arm"], gap["base"], Difference(**gap["gap"]), "")
            for gap in report["gaps"]
            if gap["measure"] == "profit" and gap["gap"] is not None
        ),
        costly=_costly(teams),
    )


def _arm(arm: str, rows: Sequence[Mapping[str, Any]]) -> RehearsedArm:
    made = [row["profit"] for row in rows]
    return RehearsedArm(
        name=arm,
        teams=number(len(rows)),
        profit=number(fmean(made)),
        lowest=number(min(made)),
        highest=number(max(made)),
        pay=tuple(number(fmean(row["pay"][role] for row in rows)) for role in ROLES),
        managers=_yardstick(rows, "managers"),
        coordinated=_yardstick(rows, "coordinated managers"),
        best=_yardstick(rows, "best plan"),
    )


def _yardstick(rows: Sequence[Mapping[str, Any]], name: str) -> str:
    """Return the mean of what something else came to; a dash where it is not there for all."""
    found = [one["profit"] for row in rows for one in row["yardsticks"] if one["name"] == name]
    return number(fmean(found) if len(found) == len(rows) else None)


def _costly(teams: Sequence[Mapping[str, Any]]) -> Costly | None:
    moments = [(row["team"], moment) for row in teams for moment in row["moments"]]
    if not moments:
        return None
    team, worst = max(moments, key=lambda pair: pair[1]["cost"])
    lever = BY_NAME[worst["lever"]]
    return Costly(
        team=number(team),
        role=worst["role"],
        lever=lever.label,
        week=number(min(worst["weeks"]) + 1),
        chose=_with_unit(worst["chose"], lever.unit),
        instead=_with_unit(worst["instead"], lever.unit),
        cost=number(worst["cost"]),
    )


def _with_unit(value: float, unit: str) -> str:
    return f"{measured(value, unit)} {unit_of(unit, value)}".strip()
