"""Who sits on a seat, and what a seat decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import IncentiveRule, Newcomer, Player
from coordsim.core.decisions import DecisionError, check
from coordsim.core.levers import COLUMN, ROLES, owned
from coordsim.core.records import Decision, Floats
from coordsim.core.spelling import quoted, shown
from coordsim.mind.expectation import EXPECTED
from coordsim.players import PlayerKind
from coordsim.players.student import Always, Student
from coordsim.rules.settling import GovernanceRule
from coordsim.scenario.file import Scenario

# What a role sees of its last round without being told: its own department's numbers.
SEEN = {
    "marketing": ("units", "revenue", "price_realised", "range"),
    "operations": (
        "units",
        "unit_cost",
        "setup_share",
        "utilisation",
        "overtime",
        "stock",
        "backlog",
        "defect_rate",
        "range",
    ),
}
Limits = Mapping[str, tuple[float, float]]  # of levers that may be set, (low, high)


@dataclass(frozen=True)
class Kinds:
    """The rules that firms of one kind live by in a week."""

    incentive: IncentiveRule
    governance: GovernanceRule
    involvement: float = 0.0  # of leadership, 0 to 1
    heeded: bool = True  # whether marketing's word on demand counts


def kinds_in(scenario: Scenario, week: int) -> Kinds:
    """Return the rules in force in a week."""
    rules = scenario.rules_from(week)
    return Kinds(
        incentive=rules.incentive,
        governance=rules.settling,
        involvement=rules.involvement,
        heeded=not rules.channel.consensus,
    )


def opened(scenario: Scenario, role: str) -> tuple[str, ...]:
    """Return the levers that a role may set in a scenario."""
    return tuple(lever.name for lever in owned(role) if scenario.lever_open(lever.name))


def decision_of(
    scenario: Scenario, role: str, levers: Floats, forecast: Floats, predicted: Floats
) -> Decision:
    """Return a decision as it was written down: ``levers`` (F, L), ``forecast`` (F,), ``predicted``
    (F, roles, EXPECTED). Who holds everything sets no lever and predicts nothing.
    """
    word = forecast.copy() if role == ROLES[0] else None
    if getattr(scenario.rules, role).kind == "hold":
        return Decision({}, word)
    mine = {name: levers[:, COLUMN[name]].copy() for name in opened(scenario, role)}
    thought = predicted[:, ROLES.index(role)]
    expected = {name: thought[:, place].copy() for place, name in enumerate(EXPECTED)}
    return Decision(mine, word, expected)


def seats(players: Mapping[str, object]) -> dict[str, Player]:
    """Return who sits where in one run, role -> player. Raises ValueError for what is no role or no
    player.
    """
    if not isinstance(players, Mapping):
        raise ValueError(f"players = {shown(players)} is not allowed: a player by role")
    unknown = [role for role in players if role not in ROLES]
    if unknown:
        raise ValueError(
            f"players names {unknown[0]!r}, which is not a role; allowed: {', '.join(ROLES)}"
        )
    return {role: seated(role, player) for role, player in players.items()}


def seated(role: str, player: object) -> Player:
    """Return who sits on a seat in one run. Raises ValueError for something that cannot decide."""
    if not isinstance(player, PlayerKind | type):  # a kind would have to be given a chair
        sitting = player.seated() if isinstance(player, Newcomer) else player
        if isinstance(sitting, Player):
            return sitting
        if callable(sitting) and not hasattr(sitting, "decide"):
            return Student(Always(sitting), f"players[{role!r}]", called="the function")
    raise ValueError(
        f"players[{role!r}] = {shown(player)} is no player: it has no decide(observation), and is"
        " no function of a seat; a file's player comes from coordsim.load_player(path)"
    )


def settled(
    rule: str, plan: object, proposals: Floats, limits: Mapping[str, Limits], week: int
) -> Floats:
    """Return what a rule has settled, (F, L); levers that nobody may set stay as they were
    proposed. Raises DecisionError for what is no plan, or outside the levers' limits.
    """
    out, who = proposals.copy(), f"settling rule {quoted(rule)}"
    found = np.asarray(plan, dtype=np.float64) if isinstance(plan, np.ndarray) else None
    if found is None or found.shape != out.shape:
        raise DecisionError(
            f"{who}: settle() returned {shown(plan)} in week {week}; allowed: an array of"
            f" {out.shape[0]} firms x {out.shape[1]} levers"
        )
    for role, mine in limits.items():
        levers = {name: found[:, COLUMN[name]] for name in mine}
        checked = check(role, Decision(levers), mine, len(out), week, who=who)
        for name, values in checked.levers.items():
            out[:, COLUMN[name]] = values
    return out
