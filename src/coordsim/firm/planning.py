"""Operations' arithmetic: forecast per variant, spread of its error, base-stock levels."""

from __future__ import annotations

import math

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, Lines, Numbers
from coordsim.core.records import ON_SALE


@part
def own_forecast(n: Numbers, firm: Firm, lines: Lines, v: int) -> float:
    """Operations' moving average of its bookings of a variant on sale; the given mean when the
    window is 0.
    """
    if firm.status[v] != ON_SALE:
        return 0.0
    weeks = int(n.plant_forecast_window)
    if weeks == 0:
        mean: float = n.given_mean
        return mean
    whole = 0.0
    for week in range(weeks):
        whole += lines.booked[week, v]
    return whole / weeks


@part
def forecast_error(n: Numbers, forecast: float, surprise: float) -> float:
    """Weekly standard deviation of demand around the forecast: Poisson noise of many customers and
    common surprise.

    ``surprise`` is operations' own record of how far bookings were off its forecast, as a variance
    relative to it. Under a given demand the distribution's own spread is known.
    """
    if n.given:
        if forecast <= 0:
            return 0.0
        sd: float = n.given_sd
        return sd
    return math.sqrt(forecast + surprise * forecast**2)


@part
def base_stock(n: Numbers, firm: Firm, forecast: float) -> float:
    """S = f (L + cycle) + z sigma sqrt(L + cycle): covers lead time and one cycle (Snyder & Shen
    2019, ch. 4).
    """
    protection = n.plant_lead_weeks + firm.plan.cycle
    sigma = forecast_error(n, forecast, firm.surprise)
    level: float = forecast * protection + firm.plan.safety * sigma * math.sqrt(protection)
    return level
