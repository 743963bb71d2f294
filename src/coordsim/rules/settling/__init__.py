"""Governance rules: who settles it when the two plans do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

from coordsim.core.records import Floats
from coordsim.core.registry import Registry, missing
from coordsim.mind.negotiation import Negotiation


class GovernanceRule(Protocol):
    """Who settles it when the two plans do not fit."""

    @property
    def name(self) -> str:
        """Name as in a scenario."""

    @property
    def title(self) -> str:
        """Who settles, for people."""

    @property
    def settled_by(self) -> str:
        """Who settles, in the sentence "conflicts are settled by ..."."""

    @property
    def words(self) -> str:
        """What that means, in a sentence."""

    def settle(self, table: Negotiation) -> Floats:
        """Return the plan of the firm, (F, L)."""


def _faults(rule: Any) -> Iterator[str]:
    yield from missing(rule, texts=("settled_by", "words"), verbs=("settle",))


SETTLING: Final[Registry[GovernanceRule]] = Registry(
    "settling rule", __name__, "coordsim.settling", _faults
)
