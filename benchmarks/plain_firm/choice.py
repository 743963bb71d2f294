"""A noisy choice of levers: the largest worth with a Gumbel draw added to each (docs/model.md 7.15;
McKelvey & Palfrey 1995).
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE, ROLES
from benchmarks.plain_firm.reaction import Plan

if TYPE_CHECKING:
    from benchmarks.plain_firm.managers import Manager

WAYS = (-1, 1)


def stepped(plan: Plan, lever: str, steps: int) -> Plan:
    """Return the plan with one lever moved along its grid."""
    grid = BASE.grid[lever]
    nearest = min(range(len(grid)), key=lambda place: abs(grid[place] - plan[lever]))
    return plan | {lever: grid[max(0, min(nearest + steps, len(grid) - 1))]}


class Choice:
    """A manager's choice in one week."""

    def __init__(self, manager: Manager) -> None:
        self.manager, self.firm = manager, manager.model
        managers = BASE.managers
        self.keen = managers.precision * manager.traits["precision"] / managers.usual_pay
        self.levers = list(BASE.grid)

    def around(self, plan: Plan) -> Plan:
        """Return the plan chosen: lever after lever, then some moves of two at once."""
        firm, manager = self.firm, self.manager
        best = manager.worth(plan)
        dear = manager.tolerance(best)
        for lever in BASE.may_move[manager.role]:
            place = self.levers.index(lever)
            if firm.luck.uniform("attention", firm.week, place) > BASE.managers.attention:
                continue
            held, most = plan, self.keen * (best + dear) + self.gumbel(0, lever)
            for nth, steps in enumerate(WAYS):
                candidate = stepped(held, lever, steps)
                if candidate[lever] == held[lever]:
                    continue
                gain = manager.worth(candidate)
                drawn = self.keen * gain + self.gumbel(1 + nth, lever)
                if drawn > most:
                    most, best, plan = drawn, gain, candidate
        for pair in range(BASE.managers.pairs):
            plan, best = self.two(plan, best, len(ROLES) * pair + ROLES.index(manager.role))
        return plan

    def two(self, plan: Plan, best: float, turn: int) -> tuple[Plan, float]:
        """Think of one move of two levers against staying; returns the plan chosen and its
        worth.
        """
        luck = [self.firm.luck.uniform("pair", self.firm.week, 4 * turn + k) for k in range(4)]
        open_levers = list(BASE.may_move[self.manager.role])
        if len(open_levers) < 2:
            return plan, best
        one = open_levers.pop(int(luck[0] * len(open_levers)))
        other = open_levers[int(luck[1] * len(open_levers))]
        candidate = stepped(plan, one, WAYS[luck[2] >= 0.5])
        candidate = stepped(candidate, other, WAYS[luck[3] >= 0.5])
        gain, place = self.manager.worth(candidate), 3 * len(BASE.drawn) + 2 * turn
        stay = self.keen * (best + self.manager.tolerance(best)) + self.gumbel(place)
        if self.keen * gain + self.gumbel(place + 1) > stay:
            return candidate, gain
        return plan, best

    def gumbel(self, place: int, lever: str = "") -> float:
        """Draw from the standard Gumbel distribution; of a lever, each has three draws. One that is
        shut by default has luck of its own.
        """
        process = "choice" if not lever or lever in BASE.drawn else f"choice of {lever}"
        if lever in BASE.drawn:
            place += 3 * BASE.drawn.index(lever)
        return -log(-log(self.firm.luck.uniform(process, self.firm.week, place)))
