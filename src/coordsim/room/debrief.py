"""After the last week: everything true, by round, seat and cause."""

from __future__ import annotations

import math

from coordsim.core.facts import FACTS
from coordsim.core.kpis import CAUSES
from coordsim.core.levers import BY_NAME, LEVERS, ROLES
from coordsim.room.events import Submitted
from coordsim.room.records import Debrief, Gap, LeverWords, LostBy, Number, Paid, PlayedRound
from coordsim.room.replays import lost_by, other_pay
from coordsim.room.seen import as_shown, fact_words, kpi, no_number, number
from coordsim.room.session import Session
from coordsim.room.what_if import DEMAND, ordered
from coordsim.run.result import Run

SHOWN = (
    "profit",
    "units",
    "fill_rate",
    "unit_cost",
    "range",
    "lost_units",
    "put_off_rate",
    "satisfaction",
)
WEEKLY = ("demand", "units", "lost", "profit", "stock")
LABELS = {"range": "Range planned"}


def debrief(session: Session) -> Debrief:
    """Return what happened, what each seat was paid and knew, where sales were lost. Raises
    SessionError before the end.
    """
    run = session.run
    return Debrief(
        role=session.role,
        partner=session.partner,
        weeks=session.scenario.horizon.weeks,
        seed=session.seed,
        hash=run.hash,
        kpis=tuple(kpi(name, run.kpi(name)) for name in SHOWN),
        pay=_pay(session, run),
        weekly={name: tuple(map(float, run.flows[name][0])) for name in WEEKLY},
        rounds=_rounds(session, run),
        knowledge=knowledge(run, session.role),
        other_pay=other_pay(run),
        levers=tuple(
            LeverWords(lever.name, LABELS.get(lever.name, lever.label), lever.unit, lever.owner)
            for lever in LEVERS
            if not session.scenario.lever_idle(lever.name)
        ),
        start=session.start,
        lost=lost_by(run),
        ordered=float(run.flows["demand"].sum()),
    )


def _pay(session: Session, run: Run) -> dict[str, Paid]:
    incentive = session.scenario.rules.incentive
    return {role: Paid(incentive.words(role), number(run.kpi(f"{role}_pay"))) for role in ROLES}


def _rounds(session: Session, run: Run) -> tuple[PlayedRound, ...]:
    """Return the game round by round."""
    length, weeks, out = session.scenario.horizon.round_weeks, session.scenario.horizon.weeks, []
    yours = {event.deed.week for event in session.events if isinstance(event.deed, Submitted)}
    for place, start in enumerate(range(0, weeks, length)):
        span = slice(start, start + length)
        last = min(start + length, weeks) - 1
        causes = [LostBy(cause, float(run.causes[cause][0, span].sum())) for cause in CAUSES]
        out.append(
            PlayedRound(
                week=start,
                branch=start in yours,
                levers={
                    lever.name: float(run.plan[0, start, place])
                    for place, lever in enumerate(LEVERS)
                },
                pay={role: _paid(run, role, last) for role in ROLES},
                expected_pay=session.expectations[place].slip.total
                if place < len(session.expectations)
                else None,  # nobody is asked in a firm that has stopped
                on_sale=number(run.kpi("range", span)),
                profit=number(run.kpi("profit", span)),
                lost=sum(one.units for one in causes) / (last + 1 - start),
                worst=worst(causes),
            )
        )
    return tuple(out)


def worst(lost: list[LostBy]) -> str:
    """Return the cause of most lost units, empty where none were lost."""
    most = max(lost, key=lambda one: one.units)
    return most.cause if most.units else ""


def _paid(run: Run, role: str, week: int) -> Number:
    """Return a pay slip's sum, None where that week has no slip. Lines of a pay rule that was not
    in force are nan and left out.
    """
    amounts = [float(values[0, week]) for values in run.slips[role].values()]
    kept = [amount for amount in amounts if not math.isnan(amount)]
    return sum(kept) if kept else None


def knowledge(run: Run, role: str) -> tuple[Gap, ...]:
    """Return, for each fact that a seat had to be told, last week's truth and what the seat
    believed; widest gap first, those of the seat ``role`` before its partner's. True of demand is
    what customers ordered in the last round.

    Where there is no limit, and of a lever that plays no part, there is nothing to know.
    """
    rows = []
    for side in sorted(ROLES, key=lambda name: name != role):
        found = []
        for place, fact in enumerate(FACTS):
            if fact.public or (fact.owner == side and not fact.surveyed):
                continue
            if fact.name in BY_NAME and run.scenarios[0].lever_idle(fact.name):
                continue
            truth = as_shown(fact.name, _true(run, place))
            if math.isinf(truth):
                continue
            belief = as_shown(fact.name, float(run.beliefs[side][0, -1, place]))
            gap = abs(belief - truth) / max(abs(truth), 1e-9) if math.isfinite(belief) else math.inf
            row = Gap(
                **fact_words(fact),
                seat=side,
                truth=number(truth),
                belief=number(belief),
                words=no_number(belief),
                age=number(run.ages[side][0, -1, place]),
            )
            found.append((gap, row))
        rows += [row for _, row in sorted(found, key=lambda pair: -pair[0])]
    return tuple(rows)


def _true(run: Run, place: int) -> float:
    """Return what was true of a fact in the last week."""
    if FACTS[place].name == DEMAND:
        return ordered(run, run.facts.shape[1] - 1)
    return float(run.facts[0, -1, place])
