"""Why a round went as it did: what each seat changed and hoped for, what it got wrong, what was
lost, what was fought over.

Every sentence is made from the run: plans, pictures, pay slips, facts, causes of lost units.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.facts import FACTS, INDEX, Fact, limitless
from coordsim.core.kpis import AREAS, CAUSES
from coordsim.core.levers import BY_NAME, COLUMN, LEVERS, ROLES, owned
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim_web.lab.decisions import said
from coordsim_web.lab.knowledge import PERCENT, UNLIMITED, WORDS
from coordsim_web.lab.watching import Prospect, Thought, profit_knowing

Thoughts = Mapping[str, Mapping[int, Thought]]

LEAST_PAY: Final = 0.05  # money a week; smaller gains are shown as none
LEAST_PROFIT: Final = 1.0  # money a week that a belief has to move to be worth a sentence


def why(run: Run, world: World, thoughts: Thoughts) -> dict[str, Any]:
    """Return for each round both seats, what was lost and what was contested."""
    scenario = run.scenarios[0]
    length = scenario.horizon.round_weeks
    weeks = run.plan.shape[1]
    rounds = [
        {
            "week": week,
            "forecast_told": "forecast" in scenario.rules_from(week).channel.groups,
            "roles": {
                role: _seat(run, world, role, week, min(week + length, weeks), thoughts[role][week])
                for role in ROLES
            },
            "lost": lost_words(
                {
                    cause: float(run.causes[cause][0, week : week + length].mean())
                    for cause in CAUSES
                }
            ),
            "fought": fought_words(
                [name for name, values in run.contested.items() if values[0, week] > 0]
            ),
        }
        for week in range(0, weeks, length)
    ]
    return {
        "round_weeks": length,
        "weeks": weeks,
        "rounds": rounds,
    }


def _seat(
    run: Run, world: World, role: str, week: int, end: int, thought: Thought
) -> dict[str, Any]:
    before = world.start_plan[0] if week == 0 else run.plan[0, week - 1]
    moves, last = [], thought.kept
    for lever in owned(role):
        place = COLUMN[lever.name]
        old, new = float(before[place]), float(run.plan[0, week, place])
        step = thought.steps.get(lever.name)
        wish = float(thought.decision.levers[lever.name][0]) if step else old
        if old != new or wish != new:
            moves.append(
                {
                    "lever": lever.label,
                    "from": said(lever, old),
                    "to": said(lever, new),
                    "wish": None if wish == new else said(lever, wish),
                    "up": new > old,
                    "why": reason(last, step) if step else "",
                }
            )
        last = step or last
    paid = [
        float(values[0, end - 1])
        for values in run.slips[role].values()
        if np.isfinite(values[0, end - 1])
    ]
    forecast = thought.decision.forecast
    return {
        "paid": run.scenarios[0].rules_from(week).incentive.words(role),
        "moves": moves,
        "pay": pay_words(thought),
        "got": f"It got {_money(sum(paid))}." if paid else "",
        "wrong": _wrong(run, world, role, week, end, thought),
        "forecast": None if forecast is None else round(float(forecast[0])),
    }


def reason(before: Prospect, after: Prospect) -> str:
    """Say what a move promised the seat: pay by its lines, or the margin that its budget has to
    show.
    """
    gain = after.total - before.total
    beyond = after.worth - before.worth - gain
    if beyond > max(gain, LEAST_PAY):
        costs = f", though it expects {_money(-gain)} less pay" if gain < -LEAST_PAY else ""
        return f"to keep the margin of its budget{costs}"
    if abs(gain) < LEAST_PAY:
        return "next to nothing for its pay"
    lines = {line: after.pay[line] - before.pay.get(line, 0.0) for line in after.pay}
    felt = sorted(
        (line for line in lines if abs(lines[line]) >= LEAST_PAY),
        key=lambda line: -abs(lines[line]),
    )
    if len(felt) < 2:
        return f"{_signed(gain)} pay a week" + "".join(f", by {line}" for line in felt)
    return f"{_signed(gain)} pay a week: " + ", ".join(
        f"{line} {_signed(lines[line])}" for line in felt[:3]
    )


def pay_words(thought: Thought) -> str:
    """Say what the seat hoped to gain by its changes."""
    gain = thought.chosen.total - thought.kept.total
    if not thought.steps:
        return f"It leaves all as it is and expects {_money(thought.chosen.total)} of pay a week."
    hope = f"By its own picture its changes bring {_money(thought.chosen.total)} of pay a week"
    if abs(gain) < LEAST_PAY:
        return f"{hope}, as much as before."
    return (
        f"{hope}, {_money(abs(gain))} {'more' if gain > 0 else 'less'} than by leaving all as"
        " it is."
    )


def _wrong(run: Run, world: World, role: str, week: int, end: int, thought: Thought) -> str | None:
    """Name the wrong belief that moved the expected profit most."""
    truth = run.facts[0, week if role == "operations" else max(week - 1, 0)].copy()
    if role == "marketing" and week == 0:
        truth[: len(LEVERS)] = world.start_plan[0]
    truth[INDEX["demand"]] = run.flows["demand"][0, week:end].mean()
    plan = world.start_plan[0].copy() if week == 0 else run.plan[0, week - 1].copy()
    plan = np.where([lever.owner == role for lever in LEVERS], plan, thought.beliefs[: len(LEVERS)])
    for name, values in thought.decision.levers.items():
        plan[COLUMN[name]] = values[0]
    foreign = [fact for fact in FACTS if not fact.public and (fact.owner != role or fact.surveyed)]
    return wrong_words(
        foreign,
        thought,
        truth,
        profit_knowing(world.model, thought, plan, truth, [fact.name for fact in foreign]),
    )


def wrong_words(
    facts: Sequence[Fact], thought: Thought, truth: Floats, knowing: Mapping[str, float]
) -> str | None:
    """Say which wrong belief mattered most for the profit that the seat expected; None where none
    did.
    """
    expected = thought.chosen.profit
    by_size = sorted(
        (fact for fact in facts if fact.name in knowing),
        key=lambda fact: -abs(knowing[fact.name] - expected),
    )
    if not by_size or abs(knowing[by_size[0].name] - expected) < LEAST_PROFIT:
        return None
    fact = by_size[0]
    place = INDEX[fact.name]
    gap = knowing[fact.name] - expected
    age = float(thought.ages[place])
    told = (
        "it was never told"
        if np.isnan(age)
        else "as told"
        if age <= 0
        else f"as told {age:.0f} week{'s' * (age != 1)} ago"
    )
    label = WORDS.get(fact.name, (fact.label, ""))[0]
    return (
        f"Most wrong: {label[0].lower()}{label[1:]}. It believed"
        f" {value_words(fact, float(thought.beliefs[place]))} ({told}); true was"
        f" {value_words(fact, float(truth[place]))}. With the truth it would have expected"
        f" {_money(abs(gap))} a week {'more' if gap > 0 else 'less'} of the firm's profit."
    )


def value_words(fact: Fact, value: float) -> str:
    """Return a fact's value as words with its unit."""
    if np.isposinf(value) or limitless(fact, value):
        return UNLIMITED
    if np.isnan(value):
        return "nothing"
    if fact.name in BY_NAME:
        return said(BY_NAME[fact.name], round(value, 2))
    if fact.unit in PERCENT:
        return f"{100 * value:.0f} %"
    digits = 0 if abs(value) >= 50 else 1 if abs(value) >= 10 else 2
    number = f"{value:,.{digits}f}"
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    return plain if fact.unit == "1" else f"{plain} {fact.unit.replace('/', ' a ')}"


def lost_words(lost: Mapping[str, float]) -> str:
    """Say how many units a week were lost and by which causes most of them."""
    total = sum(lost.values())
    if total < 0.5:
        return "Next to nothing was lost in these weeks."
    parts = sorted(
        ((units, cause) for cause, units in lost.items() if units >= 0.05 * total), reverse=True
    )
    named = ", ".join(
        f"{cause} {units:,.0f}" if units >= 1 else f"{cause} under 1" for units, cause in parts[:3]
    )
    return f"{total:,.0f} units a week were lost: {named}."


def fought_words(names: Sequence[str]) -> str:
    """Say which levers the other side would rather see elsewhere, by the area that they belong
    to.
    """
    if not names:
        return "Neither side contests a lever of the other."
    areas: dict[str, list[str]] = {}
    for name in names:
        other = next(role for role in ROLES if role != BY_NAME[name].owner)
        label = f"{BY_NAME[name].label.lower()} (by {other})"
        areas.setdefault(AREAS[BY_NAME[name].area].lower(), []).append(label)
    said_so = [f"{area}: {', '.join(labels)}" for area, labels in areas.items()]
    return f"Contested: {'; '.join(said_so)}."


def _money(value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1
    return f"{value:,.{digits}f}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{_money(abs(value))}"
