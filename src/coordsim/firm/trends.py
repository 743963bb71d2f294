"""What time does to the firm's means: shocks of the scenario, continuous improvement."""

from __future__ import annotations

import math

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, Numbers, Week
from coordsim.core.luck.draw import MARKET, normal_at
from coordsim.core.records import Floats

KINDS = ("demand", "supply", "capacity", "quality", "efficiency")
KIND, FIRST, LENGTH, SIZE = 0, 1, 2, 3  # columns of a firm's shocks


@part
def shock(shocks: Floats, kind: int, week: int) -> float:
    """Return the size of the shocks (S, 4) of a kind in force this week, summed."""
    whole = 0.0
    for row in range(len(shocks)):
        begins, ends = shocks[row, FIRST], shocks[row, FIRST] + shocks[row, LENGTH]
        if shocks[row, KIND] == kind and begins <= week < ends:
            whole += shocks[row, SIZE]
    return whole


@part
def look_up_trends(n: Numbers, firm: Firm, shocks: Floats, now: Week) -> None:
    """Note the shocks in force, and the hours that a unit and a bespoke set-up take this week."""
    now.shock_demand = shock(shocks, 0, firm.week)
    now.shock_supply = shock(shocks, 1, firm.week)
    now.shock_capacity = shock(shocks, 2, firm.week)
    now.shock_quality = shock(shocks, 3, firm.week)
    now.shock_efficiency = shock(shocks, 4, firm.week)
    now.run_hours = n.plant_run_hours * max(0.0, 1 - now.shock_efficiency)
    now.setup_hours = n.plant_setup_hours * (1 - improvement(n, firm.week))


@part
def improvement(n: Numbers, week: int) -> float:
    """Return the share of set-up hours and defects saved by now: limit x (1 - exp(-week / weeks)),
    a learning curve.
    """
    if not n.improving:
        return 0.0
    saved: float = n.systems_improvement_limit * (1 - math.exp(-week / n.systems_improvement_weeks))
    return saved


@part
def season(n: Numbers, week: float) -> float:
    """Return the season's factor: a yearly cosine with mean one."""
    wave = math.cos(2 * math.pi * (week - n.market_season_peak) / 52)
    return float(1 + n.market_season_amplitude * wave)


@part
def next_shock(n: Numbers, firm: Firm, shock: float, week: int) -> float:
    """Return the market's log shock of ``week`` after that of the week before: AR(1), stationary
    variance shock_sd^2.
    """
    innovation = (
        normal_at(firm.seed, MARKET, week, 0)
        * n.market_shock_sd
        * math.sqrt(1 - n.market_shock_persistence**2)
    )
    return float(n.market_shock_persistence * shock + innovation)
