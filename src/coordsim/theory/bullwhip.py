"""Orders swing more than demand when forecasts chase the last few weeks. Case A12.

Source: Chen, Drezner, Ryan & Simchi-Levi 2000, Quantifying the Bullwhip Effect in a Simple Supply
Chain.
"""

from __future__ import annotations

from coordsim.theory import _checks


def moving_average_ratio(lead_time: int, window: int, correlation: float = 0.0) -> float:
    """Variance of orders over variance of demand, no unit, at least 1:
    1 + (2 L / p + 2 L^2 / p^2) (1 - rho^p).

    Order-up-to lead_time L x the average of the last `window` p demands, both in whole periods,
    scalars; AR(1) demand with lag-one correlation rho in (-1, 1). Conditions: no safety stock (z =
    0; otherwise a lower bound), excess returned free (orders may be negative), unmet demand
    backlogged. L is the number of periods of demand that the order-up-to level covers, so a review
    period of one is already in it. Raises ValueError if L is not a whole number >= 0, p not one >=
    1, or rho is outside (-1, 1).
    """
    _checks.whole(lead_time=lead_time, least=0)
    _checks.whole(window=window, least=1)
    if not -1 < correlation < 1:
        raise _checks.refuse("correlation", correlation, "above -1 and below 1")
    reach = lead_time / window
    return float(1 + (2 * reach + 2 * reach**2) * (1 - correlation**window))
