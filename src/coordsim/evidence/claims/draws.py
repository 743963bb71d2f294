"""Claims over draws of assumptions: in which share of them a claim's direction holds.

A draw multiplies every number that is labelled assumed (``study.draws``); the arms of a claim then
change what they change. A direction holds in a draw when the mean difference over its worlds has
the sign that is expected. Neither an interval nor a least effect is asked for, as a draw has few
worlds. A draw in which a contrast cannot be measured does not count as one in which it holds.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from coordsim.core.counts import count
from coordsim.evidence.claims.records import DOWN, REPORTED, SAME, UP, Claim, Contrast
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, ScenarioError, load
from coordsim.study.draws import drawn
from coordsim.study.pool import Crew, PoolError

WORLDS = 12  # of each arm of a draw
SURE = 0.8  # share of draws below which a direction is fragile
FIRST = 91_001  # the first world; draws have worlds of their own


@dataclass(frozen=True)
class Drawn:
    """What a claim comes to over ``draws``: the share in which each contrast's direction holds,
    main contrast first (None: only reported); in how many of them it could not be measured; and how
    many further draws do not fit the claim's arms.
    """

    draws: int
    shares: tuple[float | None, ...]
    unmeasured: int = 0
    unfit: int = 0

    @property
    def share(self) -> float | None:
        """Share of draws in which the main contrast's direction holds: the first that is not only
        reported.
        """
        return next((share for share in self.shares if share is not None), None)

    @property
    def fragile(self) -> bool:
        """Whether it holds in less than four fifths of draws."""
        return self.share is not None and self.share < SURE


def direction(contrast: Contrast) -> bool | None:
    """Say whether a contrast goes the way it has to; None where that is left open."""
    mean = contrast.measured.mean
    way = {UP: mean > 0, DOWN: mean < 0, SAME: mean == 0, REPORTED: None}
    return way[contrast.expected]


def arms_of(claim: Claim, number: int) -> Mapping[str, Scenario]:
    """Return the arms of a claim in draw ``number``, name -> scenario. Arms of other scenarios live
    through the same factors. Raises ScenarioError where numbers do not fit the arms.
    """
    groups: dict[str, list[str]] = {}
    for arm, own in claim.arms.items():
        groups.setdefault(str(own.get("scenario", claim.scenario)), []).append(arm)
    out: dict[str, Scenario] = {}
    for name, arms in groups.items():
        own = {arm: {k: v for k, v in claim.arms[arm].items() if k != "scenario"} for arm in arms}
        out |= drawn(load(name), number, own)
    return {arm: out[arm] for arm in claim.arms}


def in_draw(claim: Claim, number: int, worlds: int = WORLDS) -> list[bool | None] | None:
    """Return whether each contrast's direction holds in a draw; None where the draw does not fit
    the claim, an empty list where its contrasts cannot be measured.
    """
    try:
        arms = arms_of(claim, number)
    except ScenarioError:
        return None
    runs = {
        arm: simulate(one, firms=worlds, seed=FIRST + number * worlds) for arm, one in arms.items()
    }
    try:
        with warnings.catch_warnings():  # of means over nothing, which are nan
            warnings.simplefilter("ignore", RuntimeWarning)
            return [direction(contrast) for contrast in claim.contrasts(runs)]
    except (ValueError, ZeroDivisionError):
        return []


def summed(found: Sequence[list[bool | None] | None]) -> Drawn:
    """Count over draws. Draws whose contrasts could not be measured count against each of them."""
    fit = [each for each in found if each is not None]
    longest = max(fit, key=len, default=[])
    shares = tuple(
        None
        if longest[place] is None
        else sum(len(each) > place and bool(each[place]) for each in fit) / len(fit)
        for place in range(len(longest))
    )
    return Drawn(len(fit), shares, sum(not each for each in fit), len(found) - len(fit))


def over_draws(
    claims: Sequence[Claim],
    draws: int,
    *,
    worlds: int = WORLDS,
    progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
) -> dict[str, Drawn]:
    """Run claims over draws of all assumed numbers, id -> ``Drawn``; ``jobs`` processes share them
    and change no number. ``progress`` is called with (claims in draws run, in all). Raises
    ValueError for no draws, fewer than two worlds or no process.
    """
    count("draws", draws)
    count("worlds", worlds, 2)
    count("jobs", jobs)
    tasks = [(claim.id, number) for claim in claims for number in range(draws)]
    desk = _Draws(worlds, jobs, progress, len(tasks))
    if jobs == 1:
        known = {claim.id: claim for claim in claims}
        for name, number in tasks:
            desk.finished((name, number), in_draw(known[name], number, worlds))
    else:
        desk.run(tasks)
    return {
        claim.id: summed([desk.found[claim.id, number] for number in range(draws)])
        for claim in claims
    }


Task = tuple[str, int]
Ways = list[bool | None] | None


class _Draws(Crew[Task, Ways]):
    """The crew that runs claims in draws; one that fails ends it."""

    def __init__(
        self,
        worlds: int,
        jobs: int,
        progress: Callable[[int, int], None] | None,
        all_: int,
    ) -> None:
        super().__init__(partial(_by_id, worlds=worlds), jobs)
        self.found: dict[Task, Ways] = {}
        self.progress, self.all = progress, all_

    def plain(self, task: Task) -> Task:
        """Return the task: a claim's name and a draw travel as they are."""
        return task

    def finished(self, task: Task, result: Ways) -> None:
        """Keep what was found."""
        self.found[task] = result
        if self.progress is not None:
            self.progress(len(self.found), self.all)

    def failed(self, task: Task, error: BaseException | None) -> Sequence[Task]:
        """Raise what went wrong."""
        raise error or PoolError(f"the worker process died in draw {task[1]} of claim {task[0]}")


def _by_id(task: Task, worlds: int) -> Ways:
    from coordsim.evidence.claims.run import CLAIMS  # claims hold functions, which do not travel

    return in_draw(CLAIMS[task[0]], task[1], worlds)
