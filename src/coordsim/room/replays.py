"""What a run lost by cause, and what each seat would have been paid under other pay (L0)."""

from __future__ import annotations

from coordsim.core.kpis import CAUSES
from coordsim.core.levers import ROLES
from coordsim.room.records import LostBy, OtherPay
from coordsim.room.seen import number
from coordsim.rules.pay import PAY
from coordsim.run.build import build
from coordsim.run.result import Run
from coordsim.week import beliefs as minds


def lost_by(run: Run) -> tuple[LostBy, ...]:
    """Return the units lost over the game by cause."""
    return tuple(LostBy(cause, float(run.causes[cause].sum())) for cause in CAUSES)


def other_pay(run: Run) -> tuple[OtherPay, ...]:
    """L0: the game as it was, paid by each pay rule: money a week for each seat, over the game."""
    scenario = run.scenarios[0]
    length = scenario.horizon.round_weeks
    starts = range(0, scenario.horizon.weeks, length)
    world = build([scenario], [run.seeds[0]])
    quarter_weeks = scenario.people.quarter_rounds * length
    out = []
    for name, incentive in PAY.items():
        totals, quota = dict.fromkeys(ROLES, 0.0), world.quota
        for start in starts:
            span = slice(start, start + length)
            opens = start - start % quarter_weeks
            sold = run.flows["units"][:, opens:start].sum(axis=1)
            means = minds.means(
                {name: values[:, span].sum(axis=1) for name, values in run.flows.items()}, run.firms
            )
            if start and start == opens:
                quota = minds.next_quota(
                    world, quota, run.flows["units"][:, start - quarter_weeks : start].sum(axis=1)
                )
            means |= minds.quarter(world, sold, quota, start, played=True)
            for role in ROLES:
                totals[role] += sum(
                    float(amount[0]) for amount in incentive.pay(role, means).values()
                )
        out.append(
            OtherPay(
                pay=name,
                title=incentive.title,
                present=name == scenario.rules.incentives,
                week={role: number(total / len(starts)) for role, total in totals.items()},
            )
        )
    return tuple(out)
