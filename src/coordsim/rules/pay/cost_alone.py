"""Silo pay in its purest form: marketing for units sold, operations for a low unit manufacturing
cost and nothing else, whatever the shelf looks like.

Paid so, operations saves hours that would have served customers; fewer units carry the same
overhead, cost calls for a higher price, and sales fall further. ``silo`` can be given a service
part (``rates.silo.per_missing``); this one stays without, so that the spiral can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.rules.pay import PAY
from coordsim.rules.pay.silo import Silo


@dataclass(frozen=True)
class CostAlone(Silo):
    """Silo pay without a service part; its rates are its own."""

    name: str = "cost_alone"
    title: str = "Operations for cost alone"
    per_missing: float = 0.0  # for good
    fill_target: float = 0.0


PAY.register(CostAlone(), order=2)
