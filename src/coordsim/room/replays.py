"""The same weeks under other rules, each replay named by its level.

L0: the same decisions on both seats, another pay. L1: the person's decisions held, the partner
decides anew. L2: rule-based managers on both seats. All three are exact: same scenario, same seed,
same luck.
"""

from __future__ import annotations

from coordsim.core.kpis import CAUSES
from coordsim.core.levers import ROLES
from coordsim.room.records import Arm, LostBy, OtherPay, Replays
from coordsim.room.seen import number
from coordsim.room.session import Session, tape_of
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.run.build import build
from coordsim.run.result import Run
from coordsim.run.simulate import replay, simulate
from coordsim.scenario.file import Scenario
from coordsim.week import beliefs as minds

REFERENCE = ("shared", "sop")
LEVELS = {
    "game": "Your game",
    "L1": "Your decisions held, your partner decides anew",
    "L2": "Rule-based managers on both seats",
}

type Pair = tuple[str, str]


def replayed(session: Session) -> Replays:
    """Play the same weeks under other rules. Takes seconds; raises SessionError before the end."""
    run, rules, arms = session.run, session.scenario.rules, _arms(session)
    now, role = (rules.incentives, rules.channel.name), session.role
    tape = {role: tape_of(session.events)}
    rows = [_arm("game", now, run, role, present=True)]
    rows += [
        _arm("L1", pair, replay(arms[pair], session.seed, tape), role)
        for pair in arms
        if pair != now
    ]
    managers = {pair: simulate(scenario, seeds=[session.seed]) for pair, scenario in arms.items()}
    rows += [_arm("L2", pair, again, role, present=pair == now) for pair, again in managers.items()]
    against = f"{PAY[REFERENCE[0]].title}, {TALK[REFERENCE[1]].title}, managers on both seats"
    return Replays(tuple(rows), lost_by(managers[REFERENCE]), against)


def _arms(session: Session) -> dict[Pair, Scenario]:
    """Return the game's scenario under each pair of pay and talk that is shown; its own pair is
    left as it is.
    """
    rules = session.scenario.rules
    now = (rules.incentives, rules.channel.name)
    arms = {}
    for pay, talk in (
        ("silo", "none"),
        now,
        ("shared", "none"),
        ("shared", "dashboard"),
        REFERENCE,
    ):
        changes = {"incentives": pay} if pay != now[0] else {}
        changes |= {"communication": talk} if talk != now[1] else {}
        arms[pay, talk] = session.scenario.with_(changes) if changes else session.scenario
    return arms


def _arm(level: str, pair: Pair, run: Run, role: str, present: bool = False) -> Arm:
    return Arm(
        level=level,
        pay=pair[0],
        talk=pair[1],
        pay_title=PAY[pair[0]].title,
        talk_title=TALK[pair[1]].title,
        present=present,
        profit=float(run.kpi("profit")[0]),
        units=number(run.kpi("units")),
        fill_rate=number(run.kpi("fill_rate")),
        unit_cost=number(run.kpi("unit_cost")),
        range=number(run.kpi("range")),
        lost_units=number(run.kpi("lost_units")),
        your_pay=number(run.kpi(f"{role}_pay")),
    )


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
