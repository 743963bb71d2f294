"""Cases A1, A2, A4, A5, A12 and A19: one variant with a given demand, a base stock and nothing
else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from coordsim.core.parameters import Given, moments
from coordsim.core.records import Floats, Week
from coordsim.evidence.validation.rows import Row, Size, formula, ratio, simulated
from coordsim.evidence.validation.setup import textbook, weekly
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario
from coordsim.theory import base_stock as lead_time_stock
from coordsim.theory import bullwhip, families, newsvendor


def _safety(level: float, mean: float, sd: float, weeks: int = 1) -> float:
    """The safety factor with which operations' base stock over ``weeks`` is ``level``."""
    return float((level - weeks * mean) / (sd * np.sqrt(weeks)))


def _level(scenario: Scenario) -> float:
    """The base stock of a scenario of one variant: the first lot of a firm whose shelf is empty."""
    return float(Engine([scenario], [1]).step().inside.lots[0, 0])


def _mismatch(week: Week) -> Mapping[str, Floats]:
    """Holding and backorder cost, and what the fill rate is made of."""
    cost = week.entries["holding"] + week.entries["backorders"]
    return {"cost": cost, "filled": week.flows["filled"], "demand": week.flows["demand"]}


def cost_form(
    name: str,
    *,
    mean: float,
    sd: float,
    holding: float,
    backorder: float,
    levels: Sequence[float],
    size: Size,
    lead_weeks: int = 0,
) -> list[Row]:
    """Newsvendor in cost form (lead time 0) or base stock with a lead time, normal demand,
    everything unmet is owed.

    Rows: the best level, its cost (with a lead time its fill rate too), and the cost at each of
    ``levels``.
    """
    best = lead_time_stock.best_level(mean, sd, lead_weeks, holding, backorder)
    chosen = [best, *levels]
    scenarios = [
        textbook(
            "base-stock",
            {"safety": _safety(level, mean, sd, lead_weeks + 1)},
            size,
            money={"holding": holding, "backorder": backorder},
            plant={"lead_weeks": lead_weeks},
            given={"mean": mean, "sd": sd},
        )
        for level in chosen
    ]
    runs = weekly(scenarios, size, _mismatch)
    rows = [formula(f"{name} S*", best, _level(scenarios[0]))]
    for place, (level, run) in enumerate(zip(chosen, runs, strict=True)):
        exact = lead_time_stock.expected_cost(
            level, mean, sd, lead_weeks, holding=holding, backorder=backorder
        )
        rows.append(
            simulated(
                f"{name} cost at S*" if place == 0 else f"{name} S={level:g}",
                exact,
                run["cost"].mean(axis=1),
            )
        )
    if lead_weeks:
        fill = lead_time_stock.fill_rate(best, mean, sd, lead_weeks)
        rows.append(
            ratio(
                f"{name} fill at S*",
                fill,
                runs[0]["filled"].mean(axis=1),
                runs[0]["demand"].mean(axis=1),
            )
        )
    return rows


def profit_form(
    name: str,
    *,
    mean: float,
    sd: float,
    price: float,
    cost: float,
    salvage: float,
    orders: Sequence[float],
    size: Size,
) -> list[Row]:
    """Newsvendor in profit form, normal demand, unmet demand is lost.

    A unit left over is carried and saves a purchase next week; the holding charge makes it worth
    ``salvage`` instead.
    """
    best = newsvendor.best_profit_order(mean, sd, price, cost, salvage)
    chosen = [best, *orders]
    scenarios = [
        textbook(
            "newsvendor",
            {"safety": _safety(order, mean, sd), "price": price},
            size,
            money={"material": cost, "holding": cost - salvage},
            plant={"lead_weeks": 0},
            given={"mean": mean, "sd": sd, "lost": True},
        )
        for order in chosen
    ]
    runs = weekly(
        scenarios,
        size,
        lambda week: {name: week.flows[name] for name in ("profit", "filled", "demand")},
    )
    rows = [formula(f"{name} Q*", best, _level(scenarios[0]))]
    for place, (order, run) in enumerate(zip(chosen, runs, strict=True)):
        exact = newsvendor.expected_profit(order, mean, sd, price=price, cost=cost, salvage=salvage)
        rows.append(
            simulated(
                f"{name} profit at Q*" if place == 0 else f"{name} Q={order:g}",
                exact,
                run["profit"].mean(axis=1),
            )
        )
    fill = newsvendor.fill_rate(best, mean, sd)
    rows.append(
        ratio(
            f"{name} fill at Q*",
            fill,
            runs[0]["filled"].mean(axis=1),
            runs[0]["demand"].mean(axis=1),
        )
    )
    return rows


def poisson_form(
    name: str, *, mean: float, holding: float, backorder: float, levels: Sequence[int], size: Size
) -> list[Row]:
    """Newsvendor in cost form with Poisson demand and whole units, everything unmet is owed."""
    best = newsvendor.best_poisson_order(mean, holding, backorder)
    chosen = [best, *levels]
    scenarios = [
        textbook(
            "poisson",
            {"safety": _safety(level, mean, np.sqrt(mean))},
            size,
            money={"holding": holding, "backorder": backorder},
            plant={"lead_weeks": 0, "whole_units": True},
            given={"distribution": "poisson", "mean": mean},
        )
        for level in chosen
    ]
    runs = weekly(scenarios, size, _mismatch)
    rows = [formula(f"{name} S*", float(best), _level(scenarios[0]))]
    for place, (level, run) in enumerate(zip(chosen, runs, strict=True)):
        exact = newsvendor.poisson_cost(level, mean, holding, backorder)
        rows.append(
            simulated(
                f"{name} cost at S*" if place == 0 else f"{name} S={level}",
                exact,
                run["cost"].mean(axis=1),
            )
        )
    return rows


FAMILIES: Mapping[str, tuple[Callable[..., float], Callable[..., float]]] = {
    "uniform": (families.uniform_quantile, families.uniform_shortage),
    "lognormal": (families.lognormal_quantile, families.lognormal_shortage),
    "listed": (families.listed_quantile, families.listed_shortage),
}


def family_form(
    name: str,
    given: Mapping[str, Any],
    *,
    holding: float,
    backorder: float,
    levels: Sequence[float],
    size: Size,
) -> list[Row]:
    """Newsvendor in cost form with a demand of another family, ``given`` as in a scenario;
    everything unmet is owed.
    """
    quantile, shortage = FAMILIES[given["distribution"]]
    shape = [given[key] for key in ("mean", "sd", "values", "chances") if key in given]
    mean, sd = moments(Given[float](**given))
    best = quantile(newsvendor.critical_ratio(holding, backorder), *shape)
    chosen = [best, *levels]
    scenarios = [
        textbook(
            given["distribution"],
            {"safety": _safety(level, mean, sd)},
            size,
            money={"holding": holding, "backorder": backorder},
            plant={"lead_weeks": 0},
            given=given,
        )
        for level in chosen
    ]
    runs = weekly(scenarios, size, _mismatch)
    title = f"{name} {given['distribution']}"
    rows = [formula(f"{title} S*", best, _level(scenarios[0]))]
    for place, (level, run) in enumerate(zip(chosen, runs, strict=True)):
        exact = families.expected_cost(
            level, mean, shortage(level, *shape), overage=holding, underage=backorder
        )
        rows.append(
            simulated(
                f"{title} cost at S*" if place == 0 else f"{title} S={level:g}",
                exact,
                run["cost"].mean(axis=1),
            )
        )
    return rows


def amplification(name: str, lead_time: int, window: int, correlation: float, size: Size) -> Row:
    """Variance of lots over variance of demand when the base stock follows a moving average;
    ``lead_time`` is the weeks covered.

    Variances are taken about the mean over all firms and weeks, so that a firm's own mean does not
    shrink them.
    """
    scenario = textbook(
        "bullwhip",
        {"safety": 0.0},
        size,
        plant={"lead_weeks": lead_time - 1, "forecast_window": window, "returns": True},
        given={"mean": 1000.0, "sd": 20.0, "autocorrelation": correlation},
    )
    (run,) = weekly(
        [scenario], size, lambda week: {name: week.flows[name] for name in ("made", "demand")}
    )
    spread = {what: ((values - values.mean()) ** 2).mean(axis=1) for what, values in run.items()}
    exact = bullwhip.moving_average_ratio(lead_time, window, correlation)
    return ratio(
        f"{name} L={lead_time} p={window} rho={correlation:g}",
        exact,
        spread["made"],
        spread["demand"],
    )
