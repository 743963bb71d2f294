"""Case A17: Little's law, material balance and book balance, on scenario ``blind`` under several
sets of rules.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coordsim.core.kpis import ACCOUNTS, CAUSES
from coordsim.core.levers import COLUMN
from coordsim.core.records import NONE, Floats, Week
from coordsim.evidence.validation.rows import Row, Size, formula, nothing
from coordsim.evidence.validation.setup import textbook
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario, load
from coordsim.theory import queues

RULES = (
    ("silo", "none", "independent"),
    ("departmental", "reports", "marketing_leads"),
    ("silo", "dashboard", "operations_leads"),
    ("shared", "sop", "joint"),
)


def _base(size: Size, changes: Mapping[str, Any]) -> Scenario:
    return load("blind").with_(
        {"horizon.weeks": size.warmup + size.weeks, "horizon.warmup": size.warmup, **changes}
    )


def _play(scenario: Scenario, size: Size) -> tuple[Engine, list[Week]]:
    engine = Engine([scenario] * size.firms, list(range(1, size.firms + 1)))
    return engine, [engine.step() for _ in range(scenario.horizon.weeks)]


def _flow(log: Sequence[Week], name: str) -> Floats:
    return np.stack([week.flows[name] for week in log], axis=1)


def _state(log: Sequence[Week], name: str) -> Floats:
    return np.stack([getattr(week.inside.state, name) for week in log], axis=1)


def little(name: str, size: Size) -> list[Row]:
    """Units in process = throughput x lead weeks; units owed = orders that wait x mean weeks they
    wait.
    """
    lead = 3
    scenario = _base(size, {"plant.lead_weeks": lead, "levers.range.open": False})
    log = _play(scenario, size)[1]
    made, waiting = _flow(log, "made"), _flow(log, "in_process")
    window = range(size.warmup, size.warmup + size.weeks)
    rate = float(
        np.mean([made[:, [week - back for week in window]].mean() for back in range(lead)])
    )
    rows = [
        formula(
            f"{name} in process",
            queues.number_in_system(rate, lead),
            float(waiting[:, list(window)].mean()),
        )
    ]

    owing = textbook("owing", {"safety": 0.5}, size, plant={"lead_weeks": 4})
    log = _play(owing, size)[1]
    backlog = _state(log, "backlog")[
        :, :, 0, :
    ]  # (F, T, ages): bin k holds orders that have waited k + 1 week ends
    weeks = np.arange(1, backlog.shape[2] + 1)
    shipped = backlog[:, :-1, :-1] - backlog[:, 1:, 1:]
    waited = (shipped * weeks[:-1]).sum() + (backlog[:, -1] * weeks).sum()
    mean_wait = float(waited / (shipped.sum() + backlog[:, -1].sum()))
    expected = queues.number_in_system(float(_flow(log, "waiting").mean()), mean_wait)
    return [*rows, formula(f"{name} owed", expected, float(_flow(log, "backlog").mean()))]


def balances(name: str, size: Size) -> list[Row]:
    """What comes in goes out or is still there, and the books close; worst week of any firm under
    any of the RULES.

    Units on base are whole, so theirs are exact; money and causes hold to rounding.
    """
    worst: dict[str, float] = {}
    scale = 0.0
    for incentives, communication, governance in RULES:
        rules = {"incentives": incentives, "communication": communication, "governance": governance}
        scenario = _base(size, rules | {"supply.reliability": 1.0})
        engine, log = _play(scenario, size)
        for residuals in (_material(log), _books(engine.world.parameters.money, log)):
            for what, residual in residuals.items():
                worst[what] = max(worst.get(what, 0.0), float(np.abs(residual).max()))
        scale = max(scale, float(_flow(log, "revenue").max()))
    money = ("books close", "entries are quantities x prices")
    return [
        nothing(f"{name} {what}", value, scale if what in money else 0.0)
        for what, value in worst.items()
    ]


def _material(log: Sequence[Week]) -> dict[str, Floats]:
    """Units that appear or vanish, by what they are; every array is zero where the balance
    holds.
    """
    flow = {key: _flow(log, key) for key in log[0].flows}
    lots = np.stack([week.inside.lots for week in log], axis=1)
    status = _state(log, "status")
    retired = (status[:, :-1] != NONE) & (
        status[:, 1:] == NONE
    )  # their parts are written off on that day
    parts = _state(log, "parts")
    due = np.where(retired, 0.0, parts[:, :-1] + _state(log, "parts_coming")[:, :-1, 0])
    goods = flow["made"] - flow["units"] - flow["scrapped"]
    owed = flow["waiting"] - flow["shipped"] - flow["cancelled"]
    common = _state(log, "common_coming")[:, :-1, 0] - flow["made"][:, 1:]
    return {
        "finished goods": np.diff(flow["stock"] + flow["in_process"]) - goods[:, 1:],
        "orders owed": np.diff(flow["backlog"]) - owed[:, 1:],
        "demand": (
            flow["demand"] - flow["filled"] - flow["switched"] - flow["waiting"] - flow["left"]
        ),
        "common modules": np.diff(_state(log, "common")) - common,
        "specific parts": parts[:, 1:] - due + lots[:, 1:],
    }


def _books(money: Any, log: Sequence[Week]) -> dict[str, Floats]:
    """Profit against the sum of its accounts, entries against quantities x prices, lost units
    against their causes.
    """
    closing, entering, causes = [], [], []
    for week in log:
        for firm, profit in enumerate(week.flows["profit"]):
            costs = math.fsum(
                float(week.entries[account][firm]) for account in ACCOUNTS if account != "revenue"
            )
            closing.append(float(profit) - (float(week.entries["revenue"][firm]) - costs))
        entering += [
            week.entries[account] - amount for account, amount in _priced(money, week).items()
        ]
        explained = sum((week.lost[cause] for cause in CAUSES), start=np.zeros(1))
        causes.append(
            explained
            - week.flows["left"]
            - week.flows["cancelled"]
            - week.lost["put off by choice"]
        )
    return {
        "books close": np.array(closing),
        "entries are quantities x prices": np.array(entering),
        "causes sum to lost units": np.array(causes),
    }


def _priced(money: Any, week: Week) -> dict[str, Floats]:
    """Entries worked out again from what moved."""
    flows, plan = week.flows, week.plan
    paid = plan[:, COLUMN["price"]] * (1 - week.inside.promotion)
    return {
        "revenue": paid * (flows["units"] - flows["defective"]),
        "materials": money.material * flows["made"],
        "holding": money.holding * flows["stock"],
        "backorders": money.backorder * flows["backlog"],
        "overtime": money.wage * money.overtime_premium * flows["overtime_hours"],
        "advertising": plan[:, COLUMN["advertising"]],
        "fixed": money.fixed,
    }
