"""The same weeks under other rules, each replay named by its level.

L0: the same decisions on both seats, another pay. L1: the person's decisions held, the partner
decides anew. L2: rule-based managers on both seats. All three are exact: same scenario, same seed,
same luck.
"""

from __future__ import annotations

from coordsim.core.kpis import CAUSES
from coordsim.core.levers import ROLES
from coordsim.room.records import Arm, LostBy, OtherPay, Replay, Replays
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


def planned(session: Session) -> tuple[Replay, ...]:
    """Return what is played again, the game itself first."""
    rules = session.scenario.rules
    now = (rules.incentives, rules.channel.name)
    pairs = list(_arms(session))
    found = [_replay("game", now, now)]
    found += [_replay("L1", pair, now) for pair in pairs if pair != now]
    found += [_replay("L2", pair, now) for pair in pairs]
    return tuple(found)


def _replay(level: str, pair: Pair, now: Pair) -> Replay:
    return Replay(
        level=level,
        pay=pair[0],
        talk=pair[1],
        pay_title=PAY[pair[0]].title,
        talk_title=TALK[pair[1]].title,
        present=pair == now,
    )


def replayed(session: Session) -> Replays:
    """Play the same weeks under other rules. Takes seconds; raises SessionError before the end."""
    run, scenarios = session.run, _arms(session)
    tape = {session.role: tape_of(session.events)}

    def again(which: Replay) -> Run:
        if which.level == "game":
            return run
        scenario = scenarios[which.pay, which.talk]
        if which.level == "L1":
            return replay(scenario, session.seed, tape)
        return simulate(scenario, seeds=[session.seed])

    runs = {which: again(which) for which in planned(session)}
    reference = next(
        one
        for which, one in runs.items()
        if which.level == "L2" and (which.pay, which.talk) == REFERENCE
    )
    return Replays(
        tuple(_arm(which, one, session.role) for which, one in runs.items()),
        lost_by(reference),
        f"{PAY[REFERENCE[0]].title}, {TALK[REFERENCE[1]].title}, managers on both seats",
    )


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


def _arm(which: Replay, run: Run, role: str) -> Arm:
    return Arm(
        **vars(which),
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
