"""The tables of docs/reference.md, made from the code's own tables: rules, levers, facts, KPIs,
parameters, technologies.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from coordsim.core.accounts import TABLE as ACCOUNTS
from coordsim.core.contracts import IncentiveRule
from coordsim.core.facts import FACTS, GROUPS
from coordsim.core.kpis import AREAS, CAUSES, DERIVED, KPI, KPIS
from coordsim.core.levers import LEVERS
from coordsim.core.parameters import GROUPS as PARAMETER_GROUPS
from coordsim.core.parameters import Group
from coordsim.mind.expectation import EXPECTED
from coordsim.rules.pay import PAY
from coordsim.rules.pay.accountable import Accountable
from coordsim.rules.pay.rates import key_of, rates_of
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.scenario.file import Scenario, load
from coordsim.scenario.names import names_of
from coordsim.scenario.paying import in_a_row, words_of
from coordsim.scenario.rules import (
    DEMAND,
    Phase,
    Rules,
    ShockSetting,
    Talk,
)
from coordsim.show.numbers import counted, given, share
from generator.page import Parts, Settings, table

FILE, MODEL = "docs/reference.md", "docs/model.md"
SWITCHES = (
    "involvement",
    "accountability",
    "cross_training",
    "cross_functional_team",
    "continuous_improvement",
)


def reference(_settings: Settings) -> Parts:
    """All tables of docs/reference.md."""
    tables = {
        "rules": table(["kind", "name", "what it does"], _rules()),
        "rates": table(
            [
                "pay rule",
                "rate",
                "default",
                "in base",
                "unit",
                "bounds",
                "whose pay grows with it",
                "what",
            ],
            _rates(),
        ),
        "settings": table(["where", "field", "allowed", "what it is"], _settings_rows()),
        "technologies": table(
            ["technology", "KPI it acts on", "price a week", "what it does"], _technologies()
        ),
        "levers": table(
            ["lever", "owner", "area", "unit", "range", "step", "start", "what it does"], _levers()
        ),
        "areas": table(["area", "what marketing and operations fight over", "levers"], _areas()),
        "facts": table(
            ["fact", "owner", "group", "unit", "believed when never told", "what it is"], _facts()
        ),
        "kpis": table(
            ["KPI", "label", "owner", "unit", "better", "formula", "source", "pay may read it"],
            _kpis(),
        ),
        "derived": table(["measure", "label", "unit", "better", "formula", "source"], _derived()),
        "accounts": table(
            ["account", "amount of a week", "part of unit cost", "its KPI"], _accounts()
        ),
        "causes": table(["order", "cause", "its KPI"], _causes()),
        "parameters": "\n\n".join(
            f"### {group}\n\n{_parameters(group)}" for group in PARAMETER_GROUPS
        ),
    }
    parts = {(FILE, name): text for name, text in tables.items()}
    return {**parts, (MODEL, "accounts"): tables["accounts"]}


def _rules() -> list[list[str]]:
    rows = []
    for name, pay in PAY.own.items():
        said = f"At default rates: {in_a_row(words_of(pay))}"
        rows.append(["incentives", f"`{name}`", f"{pay.title}.{_kin(pay)} {said}"])
    for name, talk in TALK.own.items():
        rows.append(["communication", f"`{name}`", _talk_words(talk)])
    for name, rule in SETTLING.own.items():
        rows.append(["governance", f"`{name}`", _story(sys.modules[type(rule).__module__].__doc__)])
    for name, demand in DEMAND.items():
        rows.append(["demand", f"`{name}`", _story((type(demand).__doc__ or "").split("(")[0])])
    return rows


def _kin(rule: IncentiveRule) -> str:
    """Say which rates a rule lacks of the one that it is made from; nothing where there is none."""
    for other in PAY.own.values():
        if type(rule).__mro__[1] is type(other):
            lacking = [f"`{rate}`" for rate in rates_of(other) if rate not in rates_of(rule)]
            return f" As `{other.name}`, without {' and '.join(lacking)}."
    return ""


def _rates() -> list[list[str]]:
    rows = []
    named, base = [*PAY.own.values(), Accountable(PAY["silo"])], load("base").rules
    for rule in named:
        here = base.at_rates(rule)
        for name, one in rates_of(rule).items():
            row = [f"`{key_of(rule)}`", f"`{name}`", given(one.default), given(getattr(here, name))]
            rows.append(
                [*row, one.unit, f"{given(one.low)} to {given(one.high)}", one.whose, one.about]
            )
    return rows


def _talk_words(rule: Channel) -> str:
    if not rule.groups:
        return "carries nothing"
    left_out = [group for group in GROUPS if group not in rule.groups]
    carried = (
        ", ".join(group for group in GROUPS if group in rule.groups)
        if left_out
        else "all groups of facts"
    )
    often = "every week" if rule.every == 1 else f"every {counted(rule.every, 'week')}"
    parts = [
        f"carries {carried}",
        f"{often}, {counted(rule.delay, 'week')} old, noise {given(rule.noise)}",
        f"costs {counted(rule.hours, 'hour')} of managers each time" if rule.hours else "",
        f"costs {given(rule.money)} a week" if rule.money else "",
        f"teaches {share(rule.learning)} each time" if rule.learning else "",
        "one agreed forecast" if rule.consensus else "",
    ]
    return "; ".join(filter(None, parts))


def _story(doc: str | None) -> str:
    """Return what a docstring says after the name and its colon, on one line."""
    first = (doc or "").split("\n\n")[0]
    return " ".join(first.split(": ", 1)[-1].split())


def _settings_rows() -> list[list[str]]:
    rows = []
    records: tuple[tuple[str, type[Group], Iterable[str]], ...] = (
        ("`[rules]`", Rules, SWITCHES),
        ("`communication = {...}`", Talk, Talk.model_fields),
        ("`[[phases]]`", Phase, Phase.model_fields),
        ("`[[shocks]]`", ShockSetting, ShockSetting.model_fields),
    )
    for where, record, names in records:
        rows += [
            [
                where,
                f"`{name}`",
                _allowed(record, name),
                record.model_fields[name].description or "",
            ]
            for name in names
        ]
    return rows


def _allowed(record: type[Group], name: str) -> str:
    field = record.model_fields[name]
    low, high = (
        next((getattr(m, end) for m in field.metadata if hasattr(m, end)), None)
        for end in ("ge", "le")
    )
    if low is not None and high is not None:
        return f"{given(low)} to {given(high)}"
    if low is not None:
        return f"{given(low)} or more"
    return ", ".join(names_of(field.annotation, field.metadata)) or (
        "yes or no" if field.annotation is bool else "levers and values"
    )


def _technologies() -> list[list[str]]:
    systems = Scenario(name="x", title="x").systems
    return [
        [
            f"`{item.name}` ({item.title})",
            f"`{item.kpi}`",
            given(item.cost(systems)),
            item.about,
        ]
        for item in TECHNOLOGIES.own.values()
    ]


def _levers() -> list[list[str]]:
    rows = []
    for lever in LEVERS:
        steps = (
            ", ".join(given(value) for value in lever.choices)
            if lever.choices
            else given(lever.step)
        )
        row = [
            f"`{lever.name}`",
            lever.owner,
            f"`{lever.area}`",
            lever.unit,
            f"{given(lever.low)} to {given(lever.high)}",
            steps,
        ]
        shut = (
            "" if lever.open else f" Shut unless a scenario says `levers.{lever.name}.open = true`."
        )
        rows.append([*row, given(lever.start), f"{lever.help}{shut}"])
    return rows


def _areas() -> list[list[str]]:
    return [
        [f"`{area}`", label, ", ".join(f"`{lever.name}`" for lever in LEVERS if lever.area == area)]
        for area, label in AREAS.items()
    ]


def _facts() -> list[list[str]]:
    rows = []
    for fact in FACTS:
        marks = [
            word
            for word, yes in (
                ("structural", fact.structural),
                ("noisy", fact.noisy),
                ("surveyed", fact.surveyed),
            )
            if yes
        ]
        label = f"{fact.label} ({', '.join(marks)})" if marks else fact.label
        prior = given(fact.prior) if isinstance(fact.prior, float) else fact.prior
        rows.append(
            [
                f"`{fact.name}`",
                fact.owner,
                "everybody" if fact.public else fact.group,
                fact.unit,
                prior,
                label,
            ]
        )
    return rows


def _kpis() -> list[list[str]]:
    return [
        [
            f"`{k.name}`",
            k.label,
            k.owner,
            k.unit,
            k.better,
            k.formula,
            k.source,
            "yes" if k.name in EXPECTED else "",
        ]
        for k in KPIS
    ]


def _derived() -> list[list[str]]:
    return [[f"`{d.name}`", d.label, d.unit, d.better, d.formula, d.source] for d in DERIVED]


def _accounts() -> list[list[str]]:
    rows = []
    for one in ACCOUNTS:
        kpi = "revenue" if one.name == "revenue" else _named("cost", one.name)
        rows.append([one.name, one.amount, "yes" if one.made else "no", f"`{kpi}`"])
    return rows


def _causes() -> list[list[str]]:
    return [
        [f"{place}", cause, f"`{_named('lost', cause)}`"]
        for place, cause in enumerate(CAUSES, start=1)
    ]


def _named(kind: str, what: str) -> str:
    """Return the name of the KPI of an account or cause; it has to be in the table of KPIs."""
    return KPI[f"{kind}_{what.replace(' ', '_').replace('-', '_')}"].name


def _parameters(group: str) -> str:
    rows = []
    for name, field in type(getattr(Scenario(name="x", title="x"), group)).model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
        high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
        bounds = (
            ", ".join(names_of(field.annotation, field.metadata)) or _listed(field)
            if low is None or high is None
            else f"{given(low)} to {given(high)}"
        )
        value = (
            ("yes" if field.default else "no")
            if isinstance(field.default, bool)
            else "none"
            if field.default == []
            else _plain(field.default)
        )
        source = str(extra.get("source", "modelling choice"))
        unit = str(extra.get("unit", "one of these"))
        rows.append([f"`{group}.{name}`", value, unit, bounds, source, field.description or ""])
    return table(["parameter", "base value", "unit", "bounds", "source", "what it is"], rows)


def _listed(field: Any) -> str:
    """Say what a switch or a list of numbers may be."""
    most = next((m.max_length for m in field.metadata if hasattr(m, "max_length")), None)
    return "yes, no" if most is None else f"up to {most} numbers"


def _plain(value: object) -> str:
    return given(value) if isinstance(value, int | float) else f"{value}"
