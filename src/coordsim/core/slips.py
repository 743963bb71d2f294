"""One door for pay slips: whatever a pay rule returns is looked at before it is reckoned with."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin  # a number that is not there yet

from coordsim.core.contracts import IncentiveRule
from coordsim.core.records import Floats, Kpis
from coordsim.core.spelling import quoted, shown

Amount = Real | np.ndarray | NDArrayOperatorsMixin


def slip(rule: IncentiveRule, role: str, kpis: Kpis) -> dict[str, Floats]:
    """Return what a rule pays a role: line -> money a week, (F,); a line that is one number stands
    for every firm. Raises ValueError where that is no slip.
    """
    found: object = rule.pay(role, kpis)
    who = f"pay rule {quoted(rule.name)}: pay({role!r}, kpis) returned"
    if not isinstance(found, Mapping):
        what = "a number" if isinstance(found, Amount) else shown(found)
        raise ValueError(
            f"{who} {what}; needed: the lines of a pay slip and their money a week, as in"
            ' {"bonus": 0.1 * kpis["units"]}'
        )
    for line, amount in found.items():
        if not isinstance(line, str):
            raise ValueError(f"{who} a line named {shown(line)}; allowed: text")
        if not isinstance(amount, Amount):
            raise ValueError(f"{who} {line!r}: {shown(amount)}; allowed: numbers, money a week")
    one: object = next(iter(kpis.values()))
    if not isinstance(one, np.ndarray):  # symbols
        return dict(found)
    return {
        line: money if np.shape(money) == one.shape else np.full(one.shape, money, dtype=np.float64)
        for line, money in found.items()
    }
