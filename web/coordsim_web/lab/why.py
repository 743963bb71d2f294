"""Why a round went as it did: what each seat changed, what it got wrong, what was lost and fought
over; read from plans, pictures, pay slips, facts and causes of lost units.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.facts import FACTS, INDEX
from coordsim.core.kpis import CAUSES
from coordsim.core.levers import COLUMN, LEVERS, ROLES, Lever, owned
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim.show.numbers import counted
from coordsim_web.lab import owner, reasons
from coordsim_web.lab.learnt import came_words, learnt_words
from coordsim_web.lab.lost import round_words
from coordsim_web.lab.records import FirmWhy, Move, Seat, WhyRound
from coordsim_web.lab.said import said
from coordsim_web.lab.watching import Thought, profit_knowing
from coordsim_web.lab.weekly import money, weeks_in_words

Thoughts = Mapping[str, Mapping[int, Thought]]


@dataclass(frozen=True)
class Chair:
    """One seat in one round: whose, from which week to before which, what it thought."""

    run: Run
    world: World
    role: str
    week: int
    end: int
    thought: Thought

    @property
    def before(self) -> Floats:
        """The plan in force until then, (L,)."""
        before: Floats = (
            self.world.start_plan[0] if self.week == 0 else self.run.plan[0, self.week - 1]
        )
        return before


def why(run: Run, world: World, thoughts: Thoughts) -> FirmWhy:
    """Return for each round both seats, what was lost and what was contested."""
    length, weeks = run.scenarios[0].horizon.round_weeks, run.plan.shape[1]
    starts = range(0, weeks, length)
    ends = [min(start + length, weeks) for start in starts]
    often = "Every week" if length == 1 else f"Every {counted(length, 'week')}"
    return FirmWhy(
        intro=f"{often} each manager {_chooses(run)} The gains are what it expected then, not what"
        " came.",
        ends=[end - 1 for end in ends],
        rounds=[
            _round(
                run,
                world,
                [
                    Chair(run, world, role=role, week=week, end=end, thought=thoughts[role][week])
                    for role in ROLES
                    if week in thoughts[role]  # nobody thinks in a firm that has stopped
                ],
                (week, end),
            )
            for week, end in zip(starts, ends, strict=True)
        ],
    )


def _chooses(run: Run) -> str:
    """Say how managers choose, to go on from *each manager*."""
    if run.scenarios[0].managers.choice == "logit":
        return (
            "looks at some of its levers and takes steps by chance, more often the more they pay by"
            " its own picture of the firm; now and then one that pays less."
        )
    return "moves what pays best by its own picture of the firm."


def _round(run: Run, world: World, chairs: list[Chair], weeks: tuple[int, int]) -> WhyRound:
    week, end = weeks
    lost = {cause: float(run.causes[cause][0, week:end].mean()) for cause in CAUSES}
    fought = [name for name, values in run.contested.items() if values[0, week] > 0]
    return WhyRound(
        title=weeks_in_words(week, end - 1),
        seats={chair.role: _seat(chair) for chair in chairs},
        lost=round_words(lost),
        fought=reasons.fought_words(fought),
        inherited="" if week else owner.inherited_words(run, world.start_plan[0]),
        owner=owner.owner_words(run, week, week - 1 if week else None),
        cash=owner.cash_words(run, end - 1),
        stopped=owner.stop_words(run, end - 1),
    )


def _seat(chair: Chair) -> Seat:
    scenario, thought = chair.run.scenarios[0], chair.thought
    moves, last = [], thought.kept
    for lever in owned(chair.role):
        step = thought.steps.get(lever.name)
        why = reasons.reason(last, step) if step else ""
        moves += _move(chair, lever, why)
        last = step or last
    moved = [f"{one['lever']} {one['after']}" for one in moves if one["before"] != one["after"]]
    told = "forecast" in scenario.rules_from(chair.week).channel.groups
    forecast = thought.decision.forecast
    wrong = _wrong(chair)
    return Seat(
        paid=scenario.rules_from(chair.week).incentive.words(chair.role),
        moves=moves,
        pay=reasons.pay_words(thought),
        got=_got(chair),
        belief=wrong or reasons.RIGHT,
        wrong=bool(wrong),
        forecast="" if forecast is None else reasons.forecast_words(float(forecast[0]), told=told),
        came=_came(chair),
        learnt=_learnt(chair),
        brief="; ".join(moved) or "–",
    )


def _came(chair: Chair) -> str:
    """Say what came of what a seat had expected of the round before, where it looks at results."""
    if chair.thought.learnt is None or chair.week == 0:
        return ""
    before = chair.week - chair.run.scenarios[0].horizon.round_weeks
    expected = chair.run.tape[chair.role][before].predicted
    return came_words(chair.run, chair.role, (before, chair.week), expected)


def _learnt(chair: Chair) -> str:
    """Say what results have taught a seat, where it looks at them."""
    if chair.thought.learnt is None or chair.week == 0:
        return ""
    return learnt_words(chair.role, chair.thought.learnt, chair.thought.decision.predicted)


def _move(chair: Chair, lever: Lever, why: str) -> list[Move]:
    """Return a lever that was moved, or that its owner wanted moved; nothing of the others."""
    place = COLUMN[lever.name]
    old, new = float(chair.before[place]), float(chair.run.plan[0, chair.week, place])
    moved = lever.name in chair.thought.steps
    wish = float(chair.thought.decision.levers[lever.name][0]) if moved else old
    if old == new == wish:
        return []
    return [
        Move(
            lever=lever.label,
            before=said(lever, old),
            after=said(lever, new),
            sign="·" if old == new else "↑" if new > old else "↓",
            wish="" if wish == new else f"wanted {said(lever, wish)}",
            why=why,
        )
    ]


def _got(chair: Chair) -> str:
    """Say what a seat was paid in the round's last week."""
    slips = chair.run.slips[chair.role].values()
    paid = [float(line[0, chair.end - 1]) for line in slips if np.isfinite(line[0, chair.end - 1])]
    return f"It got {money(sum(paid))}." if paid else ""


def _wrong(chair: Chair) -> str:
    """Name the wrong belief that moved the expected profit most; empty where none did."""
    run, role, week, thought = chair.run, chair.role, chair.week, chair.thought
    truth = run.facts[0, week if role == "operations" else max(week - 1, 0)].copy()
    if role == "marketing" and week == 0:
        truth[: len(LEVERS)] = chair.world.start_plan[0]
    truth[INDEX["demand"]] = run.flows["demand"][0, week : chair.end].mean()
    own = [lever.owner == role for lever in LEVERS]
    plan = np.where(own, chair.before, thought.beliefs[: len(LEVERS)])
    for name, values in thought.decision.levers.items():
        plan[COLUMN[name]] = values[0]
    foreign = [fact for fact in FACTS if not fact.public and (fact.owner != role or fact.surveyed)]
    names = [fact.name for fact in foreign]
    knowing = profit_knowing(chair.world.model, thought, plan, truth, names)
    return reasons.wrong_words(foreign, thought, truth, knowing)
