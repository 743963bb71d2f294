"""Which scenario, and which worlds: what every environment is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from pathlib import Path

from coordsim.core.contracts import Newcomer, Player
from coordsim.core.counts import count, world
from coordsim.core.levers import ROLES
from coordsim.core.spelling import shown
from coordsim.players import PLAYERS
from coordsim.run.seats import seated
from coordsim.run.simulate import Named, seeds_from, worlds_of
from coordsim.scenario.file import Scenario, load

Partner = str | Player | Newcomer


def scenario_of(scenario: Named) -> Scenario:
    """Return a scenario, or the one of a name or path. Raises ScenarioError for none, ValueError
    for something else.
    """
    if isinstance(scenario, Scenario):
        return scenario
    if isinstance(scenario, str | Path):
        return load(scenario)
    raise ValueError(
        f"{shown(scenario)} is no scenario; allowed: a Scenario, a name in the library, or the path"
        " of a .toml file"
    )


def other(role: object) -> str:
    """Return the other role. Raises ValueError for what is no role."""
    if role not in ROLES:
        raise ValueError(f"role = {shown(role)} is not allowed: {', '.join(ROLES)}")
    return ROLES[1 - ROLES.index(str(role))]


def with_partner(
    scenario: Scenario, role: str, partner: Partner
) -> tuple[Scenario, dict[str, Player | Newcomer]]:
    """Return the scenario with a partner of ``role`` seated by its name, and the players that are
    no names. Raises ValueError for what is neither a name nor a player.
    """
    side = other(role)
    if isinstance(partner, str):
        if partner not in PLAYERS:
            raise ValueError(
                f"partner = {shown(partner)} is not allowed: {', '.join(PLAYERS)}, or a player"
            )
        return scenario.with_({f"{side}.kind": partner}), {}
    seated(side, partner)
    return scenario, {side: partner}


def as_whole(seed: object) -> int | None:
    """Return a seed that is a whole number, numpy's too, as Python's own, which is all that
    Gymnasium takes; None for any other, which is judged where worlds are named.
    """
    if isinstance(seed, bool) or not isinstance(seed, Integral):
        return None
    return int(seed)


class Worlds:
    """Worlds of ``firms`` firms: those of a seed as ``simulate`` takes them, and where none is
    said the next that nobody has lived in; world 1 is the first.
    """

    def __init__(self, firms: object) -> None:
        """Raises ValueError where ``firms`` is no number of firms."""
        self.firms = count("firms", firms)
        self.next = 1

    def of(self, seed: int | Sequence[int | None] | None) -> list[int]:
        """Return the worlds of the next run. Raises ValueError for what names no worlds, or not
        one for each firm.
        """
        if isinstance(seed, Sequence):
            worlds = worlds_of([world(one) for one in seed], None)
        else:
            worlds = seeds_from(self.next if seed is None else seed, self.firms)
        if len(worlds) != self.firms:
            raise ValueError(f"{len(worlds)} seeds for {self.firms} firms; give one for each")
        self.next = max(worlds) + 1
        return worlds
