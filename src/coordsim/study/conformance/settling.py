"""What every way of settling has to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np

from coordsim.core.levers import COLUMN, LEVERS
from coordsim.core.records import Floats
from coordsim.core.spelling import shown
from coordsim.mind.negotiation import Negotiation
from coordsim.rules.pay import PAY
from coordsim.rules.settling import GovernanceRule
from coordsim.scenario.file import Scenario
from coordsim.study.conformance.breaches import EXACT, asking, is_frozen, is_plain, small, stirred

LONGEST = 120  # letters of what it means
WEEKS = 9  # three rounds
# a plant far too small, in which every lever is closed that governance may reach for
CRAMPED = {
    **{
        f"levers.{name}.open": False
        for name in ("hours", "overtime", "range", "promotion_depth", "advertising")
    },
    "levers.hours.start": 80,
    "market.customers": 2000,
}


@dataclass(frozen=True)
class Watched:
    """A rule that is looked at while it settles. ``found`` takes breaches in sentences."""

    rule: GovernanceRule
    scenario: Scenario
    found: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Name of the rule."""
        return self.rule.name

    def settle(self, table: Negotiation) -> Floats:
        """Ask the rule twice, and put what is wrong with its plan down; a wrong plan is not
        enacted.
        """
        proposals, current = table.proposals.copy(), table.current.copy()
        with asking("settle()"):
            plan, again = np.asarray(self.rule.settle(table)), self.rule.settle(table)
        wrong = list(self._wrong(plan, table))
        if not wrong and (plan != again).any():
            wrong.append("settle() returns another plan when the same table is settled again")
        if (proposals != table.proposals).any() or (current != table.current).any():
            wrong.append("settle() writes on the table; it has to return a plan of its own")
        self.found.extend(wrong)
        return proposals if wrong else plan

    def _wrong(self, plan: Floats, table: Negotiation) -> Iterator[str]:
        if plan.shape != table.proposals.shape or plan.dtype != np.float64:
            yield (
                f"settle() returns {plan.dtype} of shape {plan.shape}; needed: a number for each"
                f" firm and lever, {table.proposals.shape}"
            )
            return
        for lever in LEVERS:
            values = plan[:, COLUMN[lever.name]]
            low, high = self.scenario.lever_limits(lever.name)
            bad = ~((values >= low - EXACT) & (values <= high + EXACT))
            bad |= (values != np.round(values)) if lever.whole else False
            bad |= ~np.isin(values, lever.choices) if lever.choices else False
            if bad.any():
                value = shown(float(values[bad][0]))
                yield f"settle() sets {lever.name} = {value}; allowed: [{low:g}, {high:g}]"
            there = table.current[:, COLUMN[lever.name]]
            if lever.name in table.model.closed and (values != there).any():
                yield f"settle() moves {lever.name}, which the scenario has closed"


def settles_within_limits(rule: GovernanceRule) -> Iterator[str]:
    """Whatever lies on the table, the plan is within limits, the same when asked again, and leaves
    closed levers alone.
    """
    narrow = {"levers.hours": {"low": 100, "high": 260}, "involvement": 0.5}
    cases = [narrow | {"incentives": pay} for pay in PAY] + [CRAMPED]
    for seed, changes in enumerate(cases, start=1):
        scenario = small({"governance": rule.name} | changes)
        engine = stirred(scenario, seed)
        watched = Watched(rule, scenario)
        engine.kinds = replace(engine.kinds, governance=cast(GovernanceRule, watched))
        for _ in range(WEEKS):
            with asking("a short game under it"):
                engine.step()
        if watched.found:
            yield from dict.fromkeys(watched.found)
            return


def speaks_plainly(rule: GovernanceRule) -> Iterator[str]:
    """Who settles, and what that means, is said in a few words."""
    yield from is_plain(rule.words, "words", LONGEST)
    if rule.settled_by.endswith("."):
        yield 'settled_by is no end of the sentence "conflicts are settled by ..."'


CHECKS = (is_frozen, settles_within_limits, speaks_plainly)
