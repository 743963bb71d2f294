"""Sentences on what a manager hoped for, believed and fought over."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from coordsim.core.facts import INDEX, Fact
from coordsim.core.kpis import AREAS
from coordsim.core.levers import BY_NAME, ROLES
from coordsim.core.records import Floats
from coordsim.show.numbers import counted
from coordsim_web.lab.knowledge import WORDS
from coordsim_web.lab.said import value_words
from coordsim_web.lab.watching import Prospect, Thought
from coordsim_web.lab.weekly import money

LEAST_PAY: Final = 0.05  # money a week; smaller gains are shown as none
LEAST_PROFIT: Final = 1.0  # money a week that a belief has to move to be worth a sentence
RIGHT: Final = (
    "Nothing that it believed of the other side was wrong enough to move the profit it expected."
)


def reason(before: Prospect, after: Prospect) -> str:
    """Say what a move promised the seat: pay by its lines, or the margin that its budget has to
    show.
    """
    gain = after.total - before.total
    beyond = after.worth - before.worth - gain
    if beyond > max(gain, LEAST_PAY):
        costs = f", though it expects {money(-gain)} less pay" if gain < -LEAST_PAY else ""
        return f"to keep the margin of its budget{costs}"
    if abs(gain) < LEAST_PAY:
        return "next to nothing for its pay"
    lines = {line: after.pay[line] - before.pay.get(line, 0.0) for line in after.pay}
    felt = sorted(
        (line for line in lines if abs(lines[line]) >= LEAST_PAY),
        key=lambda line: -abs(lines[line]),
    )
    if len(felt) < 2:
        return f"{money(gain, sign=True)} pay a week" + "".join(f", by {line}" for line in felt)
    return f"{money(gain, sign=True)} pay a week: " + ", ".join(
        f"{line} {money(lines[line], sign=True)}" for line in felt[:3]
    )


def pay_words(thought: Thought) -> str:
    """Say what the seat hoped to gain by its changes."""
    expects, gain = money(thought.chosen.total), thought.chosen.total - thought.kept.total
    if not thought.steps:
        return f"It leaves all as it is and expects {expects} of pay a week."
    hope = f"By its own picture its changes bring {expects} of pay a week"
    if abs(gain) < LEAST_PAY:
        return f"{hope}, as much as before."
    more = "more" if gain > 0 else "less"
    return f"{hope}, {money(abs(gain))} {more} than by leaving all as it is."


def wrong_words(
    facts: Sequence[Fact], thought: Thought, truth: Floats, knowing: Mapping[str, float]
) -> str:
    """Say which wrong belief mattered most for the profit that the seat expected; empty where none
    did.
    """
    expected = thought.chosen.profit
    asked = [fact for fact in facts if fact.name in knowing]
    fact = max(asked, key=lambda one: abs(knowing[one.name] - expected), default=None)
    if fact is None or abs(knowing[fact.name] - expected) < LEAST_PROFIT:
        return ""
    place = INDEX[fact.name]
    gap = knowing[fact.name] - expected
    label = WORDS.get(fact.name, (fact.label, ""))[0]
    return (
        f"Most wrong: {label[0].lower()}{label[1:]}. It believed"
        f" {value_words(fact, float(thought.beliefs[place]))}"
        f" ({told_words(float(thought.ages[place]))}); true was"
        f" {value_words(fact, float(truth[place]))}. With the truth it would have expected"
        f" {money(abs(gap))} a week {'more' if gap > 0 else 'less'} of the firm's profit."
    )


def told_words(age: float) -> str:
    """Say where a belief comes from."""
    if np.isnan(age):
        return "it was never told"
    return "as told" if age <= 0 else f"as told {counted(round(age), 'week')} ago"


def forecast_words(units: float, *, told: bool) -> str:
    """Say what a manager expected of demand."""
    whose = "The forecast it gives out" if told else "Its own forecast, which nobody hears"
    return f"{whose}: {counted(units, 'unit')} a week."


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
