"""The world of the first game: the first in which all that it shows comes as it does in most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from coordsim.core.levers import BY_NAME, ROLES
from coordsim.room.chair import preview
from coordsim.room.firms import decision_of
from coordsim.room.what_if import Game, play_all
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario
from coordsim_web.rooms.learn.first import ROUNDS
from coordsim_web.rooms.learn.typical import WORLDS, Plans, changes, decided_by, profits

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
    against touching nothing there; whether that chair expects to earn anything when it is taken.
    Raises StopIteration where there is none.
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
