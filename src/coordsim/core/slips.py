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
    if not isinstance(found, Mapping):
        what = "a number" if isinstance(found, Amount) else shown(found)
        raise _refused(
            rule,
            role,
            f"{what}; needed: the lines of a pay slip and their money a week, as in"
            ' {"bonus": 0.1 * kpis["units"]}',
        )
    one: object = next(iter(kpis.values()))
    slip: dict[str, Floats] = {}
    for line, amount in found.items():
        if not isinstance(line, str):
            raise _refused(rule, role, f"a line named {shown(line)}; allowed: text")
        slip[line] = amount
        if isinstance(amount, np.ndarray) and isinstance(one, np.ndarray):
            if amount.shape == one.shape:
                continue
        elif not isinstance(amount, Amount):
            why = f"{line!r}: {shown(amount)}; allowed: numbers, money a week"
            raise _refused(rule, role, why)
        if isinstance(one, np.ndarray):
            slip[line] = np.full(one.shape, amount, dtype=np.float64)
    return slip


def _refused(rule: IncentiveRule, role: str, why: str) -> ValueError:
    return ValueError(f"pay rule {quoted(rule.name)}: pay({role!r}, kpis) returned {why}")
