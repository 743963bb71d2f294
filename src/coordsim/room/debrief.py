"""After the last week: everything true, and the same weeks under other rules, each replay named by
its level.

L0: the same decisions on both seats, another pay. L1: the person's decisions held, the partner
decides anew. L2: rule-based managers on both seats. All three are exact: same scenario, same seed,
same luck.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from coordsim.core.facts import FACTS
from coordsim.core.kpis import CAUSES
from coordsim.core.levers import BY_NAME, LEVERS, ROLES
from coordsim.room.events import Submitted
from coordsim.room.seen import as_shown, fact_words, kpi, number
from coordsim.room.session import Session, tape_of
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.run.build import build
from coordsim.run.result import Run
from coordsim.run.simulate import replay, simulate
from coordsim.scenario.file import Scenario
from coordsim.week import beliefs as minds

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
LABELS = {"range": "Range planned"}
REFERENCE = ("shared", "sop")
LEVELS = {
    "game": "Your game",
    "L1": "Your decisions held, your partner decides anew",
    "L2": "Rule-based managers on both seats",
}


def debrief(session: Session) -> dict[str, Any]:
    """Return what happened, what each seat was paid and knew, where sales were lost. Raises
    SessionError before the end.
    """
    run = session.run
    made = float(run.kpi("profit")[0])
    return {
        "role": session.role,
        "partner": session.partner,
        "weeks": session.scenario.horizon.weeks,
        "seed": session.seed,
        "hash": run.hash,
        "kpis": [kpi(name, run.kpi(name)) for name in SHOWN],
        "pay": _pay(session, run),
        "weekly": _weekly(run),
        "rounds": _rounds(session, run),
        "knowledge": knowledge(run, session.role),
        "other_pay": other_pay(run),
        "levers": [
            {
                "name": lever.name,
                "label": LABELS.get(lever.name, lever.label),
                "unit": lever.unit,
                "owner": lever.owner,
            }
            for lever in LEVERS
        ],
        "start": session.start,
        "lost": _lost(run),
        "ordered": number(run.flows["demand"].sum()),
        "put_off": CAUSES[0],
        "sentence": f"Your firm {'made' if made >= 0 else 'lost'} {abs(made):,.0f} a week.",
    }


def replayed(session: Session) -> dict[str, Any]:
    """Play the same weeks under other rules: the rows, the best of them in a sentence, what
    REFERENCE lost. Takes seconds.
    """
    run, rules, arms = session.run, session.scenario.rules, _arms(session)
    now = (rules.incentives, rules.channel.name)
    tape = {session.role: tape_of(session.events)}
    rows = [_row("game", now, run, session.role, present=True)]
    rows += [
        _row("L1", pair, replay(arms[pair], session.seed, tape), session.role)
        for pair in arms
        if pair != now
    ]
    managers = {pair: simulate(scenario, seeds=[session.seed]) for pair, scenario in arms.items()}
    rows += [
        _row("L2", pair, again, session.role, present=pair == now)
        for pair, again in managers.items()
    ]
    against = f"{PAY[REFERENCE[0]].title}, {TALK[REFERENCE[1]].title}, managers on both seats"
    return {
        "rows": rows,
        "level_words": LEVELS,
        "sentence": _sentence(rows),
        "lost": _lost(managers[REFERENCE]),
        "against": against,
    }


def _arms(session: Session) -> dict[tuple[str, str], Scenario]:
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


def _row(
    level: str, pair: tuple[str, str], run: Run, role: str, present: bool = False
) -> dict[str, Any]:
    names = ("profit", "units", "fill_rate", "unit_cost", "range", "lost_units", f"{role}_pay")
    row = {"level": level, "pay": pair[0], "talk": pair[1], "present": present}
    row |= {"pay_title": PAY[pair[0]].title, "talk_title": TALK[pair[1]].title}
    return row | {
        ("your_pay" if name.endswith("_pay") else name): number(run.kpi(name)) for name in names
    }


def other_pay(run: Run) -> list[dict[str, Any]]:
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
            {"pay": name, "title": incentive.title, "present": name == scenario.rules.incentives}
            | {role: number(total / len(starts)) for role, total in totals.items()}
        )
    return out


def _pay(session: Session, run: Run) -> dict[str, Any]:
    incentive = session.scenario.rules.incentive
    return {
        role: {"words": incentive.words(role), "week": number(run.kpi(f"{role}_pay"))}
        for role in ROLES
    }


def _weekly(run: Run) -> dict[str, list[float | None]]:
    names = ("demand", "units", "lost", "profit", "stock")
    return {name: [number(value) for value in run.flows[name][0]] for name in names}


def _rounds(session: Session, run: Run) -> list[dict[str, Any]]:
    """Return, round by round, both seats' levers as settled, pay, profit and lost units, a week."""
    length, out = session.scenario.horizon.round_weeks, []
    yours = {event.deed.week for event in session.events if isinstance(event.deed, Submitted)}
    for place, start in enumerate(range(0, session.scenario.horizon.weeks, length)):
        span = slice(start, start + length)
        last = min(start + length, session.scenario.horizon.weeks) - 1
        causes = {cause: float(run.causes[cause][0, span].sum()) for cause in CAUSES}
        out.append(
            {
                "week": start,
                "branch": start in yours,
                "levers": {
                    lever.name: number(run.plan[0, start, place])
                    for place, lever in enumerate(LEVERS)
                },
                "pay": {role: _paid(run, role, last) for role in ROLES},
                "expected_pay": session.expectations[place]["slip"]["total"],
                "on_sale": number(run.kpi("range", span)),
                "profit": number(run.kpi("profit", span)),
                "lost": number(sum(causes.values()) / length),
                "worst": (
                    max(causes, key=lambda cause: causes[cause]) if any(causes.values()) else ""
                ),
            }
        )
    return out


def _paid(run: Run, role: str, week: int) -> float | None:
    """Return a pay slip's sum, None where that week has no slip. Lines of a pay rule that was not
    in force are nan and left out.
    """
    amounts = [float(values[0, week]) for values in run.slips[role].values()]
    kept = [amount for amount in amounts if not math.isnan(amount)]
    return number(sum(kept)) if kept else None


def _lost(run: Run) -> list[dict[str, Any]]:
    """Return the units lost over the game by cause."""
    return [{"cause": cause, "units": number(run.causes[cause].sum())} for cause in CAUSES]


def knowledge(run: Run, role: str) -> list[dict[str, Any]]:
    """Return, for each fact that a seat had to be told, last week's truth and what the seat
    believed; widest gap first.

    Each row names the seat; ``age`` is None when it never was told. The seat ``role`` comes first.
    Where there is no limit, there is nothing to know.
    """
    rows = []
    for side in sorted(ROLES, key=lambda name: name != role):
        found = []
        for place, fact in enumerate(FACTS):
            if fact.public or (fact.owner == side and not fact.surveyed):
                continue
            truth = as_shown(fact.name, float(run.facts[0, -1, place]))
            if math.isinf(truth):
                continue
            belief = as_shown(fact.name, float(run.beliefs[side][0, -1, place]))
            age = float(run.ages[side][0, -1, place])
            words = "no limit" if math.isinf(belief) else "no idea" if math.isnan(belief) else ""
            gap = abs(belief - truth) / max(abs(truth), 1e-9) if math.isfinite(belief) else math.inf
            about = fact_words(fact) | {"seat": side, "lever": fact.name in BY_NAME}
            row = about | {
                "truth": number(truth),
                "belief": number(belief),
                "words": words,
                "age": number(age),
            }
            found.append((gap, row | {"gap": number(gap)}))
        rows += [row for _, row in sorted(found, key=lambda pair: -pair[0])]
    return rows


def _sentence(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say how the game, the first row, did against two managers under its own rules; then name the
    best replay if it was better.
    """
    made = float(rows[0]["profit"])
    managers = next(float(row["profit"]) for row in rows if row["level"] == "L2" and row["present"])
    gap = made - managers
    against = (
        "as much as you"
        if round(gap) == 0
        else f"{abs(gap):,.0f} {'less' if gap > 0 else 'more'} than you and your partner"
    )
    first = (
        f"Two rule-based managers under the same rules {'made' if managers >= 0 else 'lost'}"
        f" {abs(managers):,.0f}: {against}."
    )
    best = max(rows[1:], key=lambda row: float(row["profit"]))
    if best["profit"] <= made:
        return f"{first} None of the replays below did better than you."
    rules = f"“{best['pay_title']}” and “{best['talk_title']}”"
    held = "with your own decisions held and your partner free to answer"
    whose = held if best["level"] == "L1" else "with rule-based managers on both seats"
    return (
        f"{first} The best of the replays, under {rules}, {whose}, comes to {best['profit']:,.0f} a"
        " week."
    )
