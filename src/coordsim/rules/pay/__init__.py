"""Pay rules: one per file, each a frozen object with one verb and its own words. They read KPIs;
nothing here says that aligned is better.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from coordsim.core.contracts import IncentiveRule
from coordsim.core.levers import ROLES
from coordsim.core.registry import Registry, missing


def _faults(rule: Any) -> Iterator[str]:
    yield from missing(rule, verbs=("pay", "how", "words"))
    for role in ROLES if callable(getattr(rule, "words", None)) else ():
        said = rule.words(role)
        if not isinstance(said, str) or not said.strip():
            yield f"words({role!r}) is {said!r}; needed: the formula in a sentence"


PAY: Final[Registry[IncentiveRule]] = Registry("pay rule", __name__, "coordsim.pay", _faults)
