"""In how many worlds one other rule would have done to a seller's firm what it did in theirs:
played, never typed in. The first game's own world is chosen by it as a usual one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from coordsim.core.levers import ROLES
from coordsim.core.records import Floats
from coordsim.room.chair import preview
from coordsim.room.firms import decision_of
from coordsim.room.state.records import Answer, Plan
from coordsim.room.what_if import Decided, Game, play_all
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario
from coordsim_web.rooms.learn.first_told import change_of

WORLDS: Final = 40
Plans = Sequence[Mapping[str, float]]  # what a seller hands in, round by round
Seller = Callable[[Mapping[str, float]], Plans]  # by the plan that was found


class Elsewhere(NamedTuple):
    """In how many of ``worlds`` the firm made more, about the same, or less."""

    worlds: int
    more: int
    same: int
    less: int


def decided_by(plans: Plans, round_weeks: int) -> Decided:
    """Return a seller's plans as decisions, round by round."""
    return {
        (place * round_weeks, ROLES[0]): Answer("person", Plan(dict(levers), None))
        for place, levers in enumerate(plans)
    }


def profits(games: Sequence[Game]) -> Floats:
    """Return what firms make a week, operations by its manager."""
    return play_all(games).kpi("profit").ravel()


def _changes(before: Floats, after: Floats) -> list[int]:
    return [change_of(now, then) for now, then in zip(after, before, strict=True)]


def elsewhere(scenario: Scenario, other: Mapping[str, str], plans: Plans) -> Elsewhere:
    """Return in how many worlds, from 1 on, other rules do what to a seller's plans."""
    decided, worlds = decided_by(plans, scenario.horizon.round_weeks), range(1, WORLDS + 1)
    games = [Game(scenario, world, decided) for world in worlds]
    under = scenario.with_(other)
    after = [Game(under, world, decided) for world in worlds]
    count = Counter(_changes(profits(games), profits(after)))
    return Elsewhere(WORLDS, more=count[1], same=count[0], less=count[-1])


def usual(
    scenario: Scenario, others: Sequence[Mapping[str, str]], idle: Seller, active: Seller
) -> int:
    """Return the first world in which all that a first game shows comes as it does in most: what
    each of the other rules does to either seller's firm; what the active seller's moves do to its
    pay and to the firm, against the idle one; what a manager in the other chair does to its pay,
    against touching nothing there; whether that chair expects to earn anything when it is taken.
    Raises StopIteration where there is none.
    """
    worlds = range(1, WORLDS + 1)
    still, moving = (_games(scenario, seller, worlds) for seller in (idle, active))
    runs = [play_all(games) for games in (still, moving)]
    left = play_all([game.idle(ROLES[1]) for game in moving])
    cases = [
        _changes(run.kpi("profit").ravel(), profits(_games(scenario.with_(other), seller, worlds)))
        for other in others
        for run, seller in zip(runs, (idle, active), strict=True)
    ]
    cases += [
        _changes(runs[0].kpi(name).ravel(), runs[1].kpi(name).ravel())
        for name in (f"{ROLES[0]}_pay", "profit")
    ]
    pay = f"{ROLES[1]}_pay"
    cases.append(_changes(left.kpi(pay).ravel(), runs[1].kpi(pay).ravel()))
    cases.append([1 if _hoped(game) > 0 else -1 for game in moving])
    most = [Counter(case).most_common(1)[0][0] for case in cases]
    return next(
        world
        for world, here in zip(worlds, zip(*cases, strict=True), strict=True)
        if list(here) == most
    )


def _hoped(game: Game) -> float:
    """Return the pay that operations expects in the first round when it changes nothing."""
    engine = Engine([game.scenario], [game.seed])
    story = engine.story()
    ask = next(story)
    ask = story.send(decision_of(engine, ask, [game.answer(0, ROLES[0])]))
    story.close()
    return preview(engine.world.model, engine.kinds.incentive, ask.observation, {}).slip.total or 0


def _games(scenario: Scenario, seller: Seller, worlds: Sequence[int]) -> list[Game]:
    every = scenario.horizon.round_weeks
    games = [Game(scenario, world, {}) for world in worlds]
    return [Game(one.scenario, one.seed, decided_by(seller(one.start), every)) for one in games]
