"""Rates of pay as a scenario may set them: a record for each of our own pay rules, made from what
the rules declare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import Field, create_model

from coordsim.core.contracts import IncentiveRule
from coordsim.core.parameters import ASSUMED, Group
from coordsim.rules.pay import PAY
from coordsim.rules.pay.accountable import Accountable
from coordsim.rules.pay.rates import key_of, rates_of


def _named() -> dict[str, IncentiveRule]:
    """Return our own rules by the names under which their rates are set."""
    rules = list(PAY.own.values())
    return {key_of(rule): rule for rule in (*rules, Accountable(rules[0]))}


def _record(name: str, rule: IncentiveRule) -> type[Group]:
    fields: dict[str, Any] = {
        rate: (
            float,
            Field(
                one.default,
                ge=one.low,
                le=one.high,
                description=one.about,
                json_schema_extra={"unit": one.unit, "source": ASSUMED},
            ),
        )
        for rate, one in rates_of(rule).items()
    }
    title = f"{name.title().replace('_', '')}Rates"
    record: type[Group] = create_model(title, __base__=Group, __module__=__name__, **fields)
    globals()[title] = record  # where other processes look for it
    return record


RULES: Final = _named()
_FIELDS: Any = {
    name: (kind, Field(kind(), description=f"rates of {name} pay"))
    for name, kind in ((name, _record(name, rule)) for name, rule in RULES.items())
}

if TYPE_CHECKING:
    Rates = Group
else:
    Rates = create_model("Rates", __base__=Group, __module__=__name__, **_FIELDS)
