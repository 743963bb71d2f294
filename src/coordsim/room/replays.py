"""What a run lost by cause, and what each seat would have been paid under other pay (L0)."""

from __future__ import annotations

from coordsim.core.kpis import CAUSES
from coordsim.core.levers import ROLES
from coordsim.mind.program import based_slip
from coordsim.room.records import LostBy, OtherPay
from coordsim.room.seen import number
from coordsim.rules.pay import PAY
from coordsim.run.result import Run
from coordsim.run.rounds import rounds_of


def lost_by(run: Run) -> tuple[LostBy, ...]:
    """Return the units lost over the game by cause."""
    return tuple(LostBy(cause, float(run.causes[cause].sum())) for cause in CAUSES)


def other_pay(run: Run) -> tuple[OtherPay, ...]:
    """L0: the game as it was, paid by each pay rule: money a week for each seat, over the game."""
    scenario, out = run.scenarios[0], []
    last = scenario.horizon.round_weeks - 1
    rounds = [
        kpis
        for start, kpis in rounds_of(scenario, run.flows)
        if run.flows["paid_weeks"][0, start + last]
    ]
    for name in PAY:
        incentive = scenario.rules.paid_by(name)
        totals = {
            role: sum(
                float(amount[0])
                for kpis in rounds
                for amount in based_slip(incentive, role, kpis).values()
            )
            for role in ROLES
        }
        out.append(
            OtherPay(
                pay=name,
                title=incentive.title,
                present=name == scenario.rules.incentives,
                week={role: number(total / max(len(rounds), 1)) for role, total in totals.items()},
            )
        )
    return tuple(out)
