"""Conformance: what every rule has to be, whoever wrote it. Each breach is said in a sentence.

from coordsim.study.conformance import check_rule
assert check_rule(my_rule) == []
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coordsim.core.registry import Registry
from coordsim.players import PLAYERS
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.study.conformance.breaches import BreachError, Check, GroundError, asking
from coordsim.study.conformance.pay import CHECKS as OF_PAY
from coordsim.study.conformance.players import CHECKS as OF_PLAYERS
from coordsim.study.conformance.settling import CHECKS as OF_SETTLING
from coordsim.study.conformance.talk import CHECKS as OF_TALK
from coordsim.study.conformance.technology import CHECKS as OF_TECHNOLOGY

SUITES: Mapping[str, tuple[Registry[Any], tuple[Check, ...]]] = {
    registry.what: (registry, checks)
    for registry, checks in (
        (PAY, OF_PAY),
        (TALK, OF_TALK),
        (SETTLING, OF_SETTLING),
        (TECHNOLOGIES, OF_TECHNOLOGY),
        (PLAYERS, OF_PLAYERS),
    )
}


def check_rule(rule: object) -> list[str]:
    """Return what is wrong with a rule that is registered, a sentence for each breach; none when
    all is well. It takes seconds: short games are played under it.
    """
    for registry, checks in SUITES.values():
        if any(rule is other for other in registry.values()):
            return list(dict.fromkeys(_breaches(rule, checks)))
    kinds = ", ".join(SUITES)
    return [f"{rule!r} is not registered; a rule is registered as one of: {kinds}"]


def _breaches(rule: object, checks: tuple[Check, ...]) -> Iterator[str]:
    for check in checks:
        try:
            with asking(f"the check that it {check.__name__.replace('_', ' ')}"):
                yield from check(rule)
        except GroundError as breach:
            yield str(breach)
            break
        except BreachError as breach:
            yield str(breach)
