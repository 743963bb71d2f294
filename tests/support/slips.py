"""Pay slips as plain numbers, for cases worked by hand."""

from __future__ import annotations

from coordsim.core.contracts import IncentiveRule
from coordsim.core.records import Kpis


def plain(rule: IncentiveRule, role: str, kpis: Kpis) -> dict[str, list[float]]:
    """Return a role's pay slip, line -> money/week of each firm, to nine digits."""
    return {
        line: [round(float(value), 9) for value in values]
        for line, values in rule.pay(role, kpis).items()
    }
