"""How a line of a pay slip came about, in words. The quantity is worked out from the amount, so it
tells nothing that the amount does not.
"""

from __future__ import annotations

from coordsim.core.records import Floats, Kpis

MINUS = "\u2212"


def percent(share: float) -> str:
    """Write a share in hundredths, with as many digits as it has, up to three: 5%, 2.65%."""
    return f"{100 * share:.3g}%"


def _over(amount: float, rate: float) -> float:
    """Return how much was paid for; nothing at a rate of nothing."""
    return amount / rate if rate else 0.0


def times(amount: float, rate: float, what: str) -> str:
    """Say how many units of something were paid at a rate: 154.5 units × 0.25."""
    sign = MINUS if amount < 0 else ""
    return f"{sign}{_over(abs(amount), rate):,.1f} {what} × {rate:g}"


def rate(amount: float, per: float) -> str:
    """Say which share was paid: 96.5% × 40."""
    return f"{_over(amount, per):.1%} × {per:g}".replace("-", MINUS)


def share_of(amount: float, share: float) -> str:
    """Say of what a share was paid: 5% of 1,545."""
    return f"{percent(share)} of {_over(amount, share):,.0f}".replace("-", MINUS)


def under(amount: float, per: float, target: float) -> str:
    """Say how far something stayed under its target: (10 − 8.90) × 8."""
    return f"({target:g} - {target - _over(amount, per):.2f}) × {per:g}".replace("-", MINUS)


def missed(amount: float, per: float, target: float) -> str:
    """Say by how much a share missed its target: (92% − 85.0%) × 60."""
    sign = MINUS if amount < 0 else ""
    off = _over(abs(amount), per)
    return f"{sign}({percent(target)} {MINUS} {target - off:.1%}) × {per:g}"


def of_own(amount: float, share: float) -> str:
    """Say of which spending a share was charged."""
    return f"{percent(share)} of {_over(amount, share):,.0f}".replace("-", MINUS)


SPENDING = {"marketing": "marketing_spending", "operations": "operations_spending"}


def charged(share: float, role: str, kpis: Kpis) -> dict[str, Floats]:
    """Return the line that charges a role a share of what it spends itself; none where the share is
    0.
    """
    return {"own spending": 0.0 - share * kpis[SPENDING[role]]} if share else {}


def spent_words(share: float) -> str:
    """Say that a role is charged a share of what it spends itself; nothing where it is 0."""
    return f" Taken off: {percent(share)} of what you spend yourself." if share else ""
