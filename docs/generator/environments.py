"""The tables of docs/environments.md: what stands in vectors, from the code; baselines and speed,
from experiments/learners/results.json, which experiments/learners/baselines.py writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby
from typing import Any

import coordsim as cs
from coordsim.core.levers import ROLES
from coordsim.core.records import Observation
from coordsim.core.spelling import plain
from coordsim.envs import Coder
from coordsim.envs.actions import Knob
from coordsim.envs.features import LEFT_OUT, Feature
from coordsim.run.comparison import Difference
from coordsim.show.numbers import estimate, number
from generator.page import SHIPPED, Parts, Settings, table

FILE = "docs/environments.md"
STORED = SHIPPED / "experiments" / "learners" / "results.json"
SHOWN = "base"  # whose spaces are shown
FIELDS: Mapping[str, str] = {
    "week": "the week, from 0 to the horizon",
    "plan": "levers: own as they are, the other's as believed",
    "beliefs": "what the role holds true of each fact",
    "age": "weeks since the fact was true; 0 own knowledge, −1 never told",
    "expected_demand": "demand that the role expects",
    "trust": "the other's trust in the role's word",
    "heeded": "whether a word of marketing's own changes anything",
    "result": "the department's KPIs of the last round",
    "pay": "the pay slip of the last round, line by line",
    "progress": "what pay over a quarter needs",
    "learnt": "what results have taught a manager of the role",
}
SEATS = {
    "marketing": "marketing, beside a manager",
    "operations": "operations, beside a manager",
    "both": "both seats",
}

YES, LESS = "yes", "**no**, less"

Data = Mapping[str, Any]


def environments(_settings: Settings) -> Parts:
    """All generated parts of docs/environments.md."""
    data = json.loads(STORED.read_text("utf-8"))
    return {
        (FILE, "observations"): observations(),
        (FILE, "actions"): actions(),
        (FILE, "baselines"): baselines(data),
        (FILE, "verdicts"): verdicts(data),
        (FILE, "speed"): speed(data["speed"]),
    }


def observations() -> str:
    """Each field of an Observation, how many numbers it has for a role, and how they are shown."""
    coders = {role: Coder.of(cs.load(SHOWN), role) for role in ROLES}
    by_field = {
        role: {name: list(own) for name, own in groupby(coder.features, _field)}
        for role, coder in coders.items()
    }
    rows = []
    for name in Observation.__dataclass_fields__:
        if name in LEFT_OUT:
            rows.append([f"`{name}`", "0", "0", f"left out: {LEFT_OUT[name]}", ""])
            continue
        own = [by_field[role][name] for role in ROLES]
        forms = dict.fromkeys(_form(one) for one in own[0])
        counts = [str(len(each)) for each in own]
        rows.append([f"`{name}`", *counts, FIELDS[name], "; ".join(forms)])
    rows.append(["together", *(str(len(coder.features)) for coder in coders.values()), "", ""])
    return table(["field", *ROLES, "what it is", "how it is shown"], rows)


def _field(one: Feature) -> str:
    return one.name.split(".")[0]


def _form(one: Feature) -> str:
    return "logarithm" if one.low is None else "scaled to [−1, 1] between its bounds"


def actions() -> str:
    """Each number of an action, its unit and bounds."""
    rows = [
        [role, str(place), f"`{knob.name}`", knob.unit, _allowed(knob)]
        for role in ROLES
        for place, knob in enumerate(Coder.of(cs.load(SHOWN), role).knobs)
    ]
    return table(["role", "place", "what", "unit", "−1 to 1 stand for"], rows)


def _allowed(knob: Knob) -> str:
    if knob.choices:
        return "one of " + ", ".join(map(plain, knob.choices))
    return f"{plain(knob.low)} to {plain(knob.high)}" + (", whole" if knob.whole else "")


def baselines(data: Data) -> str:
    """Who earns what on which seat."""
    rows = [
        [
            row["scenario"],
            SEATS[row["seat"]],
            row["player"],
            *(_measured(row, key) for key in (*ROLES, "profit")),
        ]
        for row in data["rows"]
    ]
    heads = [
        "scenario",
        "seat",
        "player",
        "marketing's pay",
        "operations' pay",
        "the firm's profit",
    ]
    return table(heads, rows)


def _measured(row: Data, key: str) -> str:
    mean = number(row["means"][key])
    if row["player"] == "manager":
        return mean
    return f"{mean}; {estimate(Difference(*row['gaps'][key]), sign=True)}"


def verdicts(data: Data) -> str:
    """Where the learner beats the rule-based manager by its own pay, and what that does."""
    rows = []
    for row in data["rows"]:
        if row["player"] != "learner":
            continue
        own = ROLES if row["seat"] == "both" else (row["seat"],)
        for role in own:
            rows.append(
                [
                    row["scenario"],
                    SEATS[row["seat"]],
                    role,
                    _beats(row, role),
                    _beats(row, "profit"),
                ]
            )
    heads = ["scenario", "seat", "whose pay", "paid more than the manager", "the firm earns more"]
    found = [row[-2:] for row in rows]
    more, firm = (sum(row[place] == YES for row in found) for place in (0, 1))
    worse = sum(row[0] == YES and row[1] == LESS for row in found)
    return (
        f"In {more} of {len(rows)} cases the learner is paid more than the rule-based manager on"
        f" the same seat; in {firm} the firm earns more for it, and in {worse} the learner is paid"
        f" more while the firm earns less.\n\n{table(heads, rows)}"
    )


def _beats(row: Data, key: str) -> str:
    _, low, high = row["gaps"][key]
    return YES if low > 0 else LESS if high < 0 else "**not to be told apart**"


def speed(measured: Data) -> str:
    """Steps a second."""
    rows = [
        [one["what"], str(one["firms"]), number(one["steps"]), number(one["firm_steps"])]
        for one in measured["rows"]
    ]
    heads = ["environment", "firms", "steps a second", "firm-rounds a second"]
    return table(heads, rows) + f"\n\n{measured['machine']}"
