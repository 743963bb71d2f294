"""How a line of a pay slip came about, in words. The quantity is worked out from the amount, so it
tells nothing that the amount does not.
"""

from __future__ import annotations

import numpy as np

from coordsim.core.contracts import IncentiveRule
from coordsim.core.records import Floats, Kpis

MINUS = "\u2212"


def times(amount: float, rate: float, what: str) -> str:
    """Say how many units of something were paid at a rate: 154.5 units × 0.25."""
    sign = MINUS if amount < 0 else ""
    return f"{sign}{abs(amount) / rate:,.1f} {what} × {rate:g}"


def rate(amount: float, per: float) -> str:
    """Say which share was paid: 96.5% × 40."""
    return f"{amount / per:.1%} × {per:g}".replace("-", MINUS)


def share_of(amount: float, share: float) -> str:
    """Say of what a share was paid: 5% of 1,545."""
    return f"{share:.0%} of {amount / share:,.0f}".replace("-", MINUS)


def under(amount: float, per: float, target: float) -> str:
    """Say how far something stayed under its target: (10 − 8.90) × 8."""
    return f"({target:g} - {target - amount / per:.2f}) × {per:g}".replace("-", MINUS)


def slip_of(rule: IncentiveRule, role: str, kpis: Kpis) -> dict[str, Floats]:
    """Return a rule's pay slip, line -> money a week (F,); a line that is one number stands for
    every firm.
    """
    firms = np.shape(next(iter(kpis.values())))
    return {
        line: money if np.shape(money) == firms else np.full(firms, money, dtype=np.float64)
        for line, money in rule.pay(role, kpis).items()
    }
