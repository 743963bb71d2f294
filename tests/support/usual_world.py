"""Worlds of games and agendas: the first in which all that is shown comes as it does in most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from coordsim.core.levers import BY_NAME, ROLES
from coordsim.room.chair import preview
from coordsim.room.firms import decision_of
from coordsim.room.what_if import Game, play_all
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario
from coordsim_web.rooms.learn.first import ROUNDS
from coordsim_web.rooms.learn.typical import WORLDS, Plans, changes, decided_by, profits

CORNERS = (("silo", "none"), ("silo", "sop"), ("shared", "none"), ("shared", "sop"))
CLEAR = 0.6  # of the worlds: a step between two corners that goes one way in fewer shows nothing
Case = Sequence[int]  # which way something goes, world by world
Seller = Callable[[Mapping[str, float]], Plans]  # by the plan that was found


def leaves_all(found: Mapping[str, float]) -> Plans:
    """Return the plans of a seller who leaves everything as it was found."""
    return ({},) * ROUNDS


def sells_cheaper(found: Mapping[str, float]) -> Plans:
    """Return the plans of a seller who sells more and more cheaply, which is what pays."""
    price = BY_NAME["price"]
    return tuple({price.name: found[price.name] - one * price.step} for one in range(1, ROUNDS + 1))


def usual(
    scenario: Scenario, others: Sequence[Mapping[str, str]], idle: Seller, active: Seller
) -> int:
    """Return the first world in which all that a first game shows comes as it does in most: what
    each of the other rules does to either seller's firm; what the active seller's moves do to its
    pay and to the firm, against the idle one; what a manager in the other chair does to its pay,
    against touching nothing there; whether that chair expects to earn anything when it is taken;
    how managers fare in the four corners of pay and talk. Raises StopIteration where there is none.
    """
    worlds = range(1, WORLDS + 1)
    still, moving = (_games(scenario, seller, worlds) for seller in (idle, active))
    runs = [play_all(games) for games in (still, moving)]
    left = play_all([game.idle(ROLES[1]) for game in moving])
    cases = [
        changes(run.kpi("profit").ravel(), profits(_games(scenario.with_(other), seller, worlds)))
        for other in others
        for run, seller in zip(runs, (idle, active), strict=True)
    ]
    cases += [
        changes(runs[0].kpi(name).ravel(), runs[1].kpi(name).ravel())
        for name in (f"{ROLES[0]}_pay", "profit")
    ]
    pay = f"{ROLES[1]}_pay"
    cases.append(changes(left.kpi(pay).ravel(), runs[1].kpi(pay).ravel()))
    cases.append([1 if _hoped(game) > 0 else -1 for game in moving])
    return _first([*cases, *corners(scenario, worlds)], worlds)


def usual_corners(scenario: Scenario) -> int:
    """Return the first world in which managers fare in the four corners of pay and talk as they do
    in most. Raises StopIteration where there is none.
    """
    worlds = range(1, WORLDS + 1)
    return _first(corners(scenario, worlds), worlds)


def corners(scenario: Scenario, worlds: Sequence[int]) -> list[Case]:
    """Return the clear steps between the corners: more, the same or less than in the other."""
    found = [
        profits(
            [
                Game(scenario, world, {}).under(incentives=pay, communication=talk)
                for world in worlds
            ]
        )
        for pay, talk in CORNERS
    ]
    steps = [changes(before, after) for before, after in combinations(found, 2)]
    return [one for one in steps if Counter(one).most_common(1)[0][1] >= CLEAR * len(worlds)]


def _first(cases: Sequence[Case], worlds: Sequence[int]) -> int:
    """Return the first world in which every case is what it is in most worlds."""
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
