"""Rounds of many firms at once: plans of people where there are some, bots elsewhere.

Firms of one kind are one batch of the engine, and a firm's result does not depend on its batch. A
firm whose marketing says nothing on demand is in another batch than those that speak, since silence
is not a number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple, cast

import numpy as np

from coordsim.core.levers import COLUMN, ROLES
from coordsim.core.records import Ask, Decision, FirmState, Floats, Observation, Week
from coordsim.room.state.records import Answer
from coordsim.run.build import kinds
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario

Answers = Mapping[str, Answer]


class Firm(NamedTuple):
    """A firm of the model: its number, what it lives in, its world."""

    number: int
    scenario: Scenario
    seed: int


class Batch(NamedTuple):
    """Firms that were played together: their numbers, where they stand, the weeks of the round."""

    firms: tuple[int, ...]
    state: FirmState
    weeks: tuple[Week, ...]


def cut[T](value: T, firm: int) -> T:
    """Return one firm's part of a record of arrays (F, ...), as arrays (1, ...)."""
    return cast(T, _each(value, lambda array: array[firm : firm + 1]))


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, np.ndarray):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each(item, change) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_each(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {one.name: _each(getattr(value, one.name), change) for one in fields(value)}
        return replace(value, **changes)
    return value


def stack(values: Sequence[Any]) -> Any:
    """Return records of one firm each as one record of all."""
    first = values[0]
    if isinstance(first, np.ndarray):
        return np.concatenate(values)
    if isinstance(first, Mapping):
        return {key: stack([item[key] for item in values]) for key in first}
    if isinstance(first, tuple):
        return tuple(stack(items) for items in zip(*values, strict=True))
    if is_dataclass(first) and not isinstance(first, type):
        named = [one.name for one in fields(first)]
        return replace(first, **{name: stack([getattr(v, name) for v in values]) for name in named})
    return first


def play_round(
    firms: Sequence[Firm],
    answers: Mapping[tuple[int, str], Answer],
    before: Mapping[int, FirmState],
    week: int,
) -> tuple[Batch, ...]:
    """Play the weeks of a round. ``answers``: (firm, role) -> what its seat did; ``before``: where
    each firm stands, nothing for those that begin. Raises DecisionError where a plan is not
    allowed.
    """
    batches = []
    stopped = {number for number, state in before.items() if state.stopped[0] > 0}
    for group in _groups(firms, answers, stopped):
        engine = Engine([firm.scenario for firm in group], [firm.seed for firm in group])
        numbers = tuple(firm.number for firm in group)
        if week:
            engine.resume(stack([before[number] for number in numbers]), week)
        weeks = []
        horizon = group[0].scenario.horizon
        for _ in range(week, min(week + horizon.round_weeks, horizon.weeks)):
            weeks.append(_play_week(engine, group, answers))
        batches.append(Batch(numbers, engine.state, tuple(weeks)))
    return tuple(batches)


def _groups(
    firms: Sequence[Firm], answers: Mapping[tuple[int, str], Answer], stopped: Collection[int]
) -> list[list[Firm]]:
    """Put firms together that one engine can play: of one kind, all speaking or all silent, and
    apart from them those that have stopped, which are asked nothing.
    """
    kind = {id(firm.scenario): kinds(firm.scenario) for firm in firms}
    groups: dict[tuple[str, bool, bool], list[Firm]] = {}
    for firm in firms:
        word = answers[firm.number, ROLES[0]]
        silent = word.source != "bot" and word.plan.forecast is None
        key = (kind[id(firm.scenario)], silent, firm.number in stopped)
        groups.setdefault(key, []).append(firm)
    return list(groups.values())


def _play_week(
    engine: Engine, group: Sequence[Firm], answers: Mapping[tuple[int, str], Answer]
) -> Week:
    story = engine.story()
    try:
        ask = next(story)
        while True:
            here = [answers[firm.number, ask.role] for firm in group]
            ask = story.send(decision_of(engine, ask, here))
    except StopIteration as done:
        week: Week = done.value
    return replace(week, detail=None)


def decision_of(engine: Engine, ask: Ask, answers: Sequence[Answer]) -> Decision:
    """Return one decision for all firms of a batch: people's plans, bots' where a bot answers."""
    bot = engine.answer(ask) if any(answer.source == "bot" for answer in answers) else Decision({})
    named = dict.fromkeys(name for answer in answers for name in (*bot.levers, *answer.plan.levers))
    levers = {name: _column(name, ask.observation, bot, answers) for name in named}
    spoken = [bot.forecast is not None and answer.source == "bot" for answer in answers]
    said = [answer.plan.forecast for answer in answers]
    if not any(spoken) and all(word is None for word in said):
        return Decision(levers, None, bot.predicted)
    words = [
        float(bot.forecast[place]) if bot.forecast is not None and spoken[place] else word
        for place, word in enumerate(said)
    ]
    return Decision(levers, np.array(words, dtype=np.float64), bot.predicted)


def _column(
    name: str, observation: Observation, bot: Decision, answers: Sequence[Answer]
) -> Floats:
    """Return one lever for all firms: who leaves it out keeps it as it is."""
    values = observation.plan[:, COLUMN[name]].copy()
    for place, answer in enumerate(answers):
        if answer.source == "bot" and name in bot.levers:
            values[place] = bot.levers[name][place]
        elif name in answer.plan.levers:
            values[place] = answer.plan.levers[name]
    return values
