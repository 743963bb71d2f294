"""Claims over draws of assumptions: in which share of them a claim's direction holds.

A draw multiplies every number that is labelled assumed (``study.draws``); the arms of a claim then
change what they change. A direction holds in a draw when the mean difference over its worlds has
the sign that is expected. Neither an interval nor a least effect is asked for, as a draw has few
worlds. A draw in which a contrast cannot be measured does not count as one in which it holds.

Which assumption a direction hangs on is guessed by rank correlation, over draws, between a number's
factor and the main contrast. Among so many numbers one always stands out: how often it would if
none mattered is said with it, by shuffling the contrast (Westfall & Young 1993).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from coordsim.core.counts import count
from coordsim.core.luck.streams import Streams
from coordsim.core.records import Floats
from coordsim.evidence.claims.records import DOWN, REPORTED, SAME, UP, Claim, Contrast
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, ScenarioError, load
from coordsim.study.draws import drawn, factors
from coordsim.study.pool import Crew, PoolError

WORLDS = 12  # of each arm of a draw
SURE = 0.8  # share of draws below which a direction is fragile
FIRST = 91_001  # the first world; draws have worlds of their own
SHUFFLES = 2000  # of the contrast over draws, to see what chance alone does
FEWEST = 8  # draws below which nothing is guessed


@dataclass(frozen=True)
class Hint:
    """The number whose factor goes with the main contrast most, over ``draws`` draws: its dotted
    field, Spearman's rank correlation, and the share of shuffles in which some number does as well.
    """

    parameter: str
    correlation: float
    draws: int
    chance: float


@dataclass(frozen=True)
class Seen:
    """A claim in one draw: whether each contrast's direction holds (none where they cannot be
    measured), the main contrast's mean (nan then), and the factors in effect.
    """

    ways: tuple[bool | None, ...] = ()
    main: float = np.nan
    factors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """What a claim comes to over ``draws``: the share in which each contrast's direction holds,
    main contrast first (None: only reported); in how many of them it could not be measured; how
    many further draws do not fit the claim's arms; and a guess at what it hangs on.
    """

    draws: int
    shares: tuple[float | None, ...]
    unmeasured: int = 0
    unfit: int = 0
    hint: Hint | None = None

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

    @property
    def fragile_in_part(self) -> bool:
        """Whether it holds, and that of another contrast does not."""
        return not self.fragile and any(one is not None and one < SURE for one in self.shares)


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


def scenario_of(claim: Claim, arm: str) -> Scenario:
    """Return the scenario of an arm, without any draw."""
    own = claim.arms[arm]
    rest = {key: value for key, value in own.items() if key != "scenario"}
    return load(str(own.get("scenario", claim.scenario))).with_(rest)


def in_draw(claim: Claim, number: int, worlds: int = WORLDS) -> Seen | None:
    """Return what a claim comes to in a draw; None where the draw does not fit the claim."""
    try:
        arms = arms_of(claim, number)
    except ScenarioError:
        return None
    first = next(iter(claim.arms))
    moved = factors(scenario_of(claim, first), arms[first])
    runs = {
        arm: simulate(one, firms=worlds, seed=FIRST + number * worlds) for arm, one in arms.items()
    }
    try:
        with warnings.catch_warnings():  # of means over nothing, which are nan
            warnings.simplefilter("ignore", RuntimeWarning)
            contrasts = claim.contrasts(runs)
    except (ValueError, ZeroDivisionError):
        return Seen(factors=moved)
    ways = tuple(direction(contrast) for contrast in contrasts)
    mains = (c.measured.mean for c, way in zip(contrasts, ways, strict=True) if way is not None)
    return Seen(ways, next(mains, np.nan), moved)


def summed(found: Sequence[Seen | None]) -> Drawn:
    """Count over draws. Draws whose contrasts could not be measured count against each of them."""
    fit = [each for each in found if each is not None]
    longest = max((each.ways for each in fit), key=len, default=())
    shares = tuple(
        None
        if longest[place] is None
        else sum(len(each.ways) > place and bool(each.ways[place]) for each in fit) / len(fit)
        for place in range(len(longest))
    )
    unmeasured = sum(not each.ways for each in fit)
    return Drawn(len(fit), shares, unmeasured, len(found) - len(fit), hint(fit))


def hint(seen: Sequence[Seen]) -> Hint | None:
    """Guess which number the main contrast hangs on; None in too few draws, or where nothing
    moves.
    """
    fit = [each for each in seen if not np.isnan(each.main)]
    names = sorted(set.intersection(*(set(each.factors) for each in fit))) if fit else []
    if len(fit) < FEWEST:
        return None
    moved = np.array([[each.factors[name] for name in names] for each in fit])
    alive = moved.std(axis=0) > 0
    names, moved = [name for name, on in zip(names, alive, strict=True) if on], moved[:, alive]
    main = np.array([[each.main] for each in fit])
    if not names or main.std() == 0:
        return None
    ranks, of_main = _ranks(moved), _ranks(main)[:, 0]
    found = ranks.T @ of_main / len(fit)
    best = int(np.abs(found).argmax())
    luck = Streams.generator(1, "shuffles of a claim's contrast", 0)
    shuffled = np.array([luck.permutation(of_main) for _ in range(SHUFFLES)])
    top = np.abs(shuffled @ ranks / len(fit)).max(axis=1)
    chance = float((top >= abs(found[best]) - 1e-12).mean())
    return Hint(names[best], float(found[best]), len(fit), chance)


def _ranks(values: Floats) -> Floats:
    """Ranks of each column with mean 0 and variance 1; ties share their mean rank."""
    from scipy.stats import rankdata  # half a second, which a command that draws nothing is spared

    ranks: Floats = rankdata(values, axis=0).astype(np.float64)
    out: Floats = (ranks - ranks.mean(axis=0)) / ranks.std(axis=0)
    return out


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
    bases = {claim.id: claim.scenario for claim in claims}
    desk = _Draws(worlds, jobs, progress, bases, len(tasks))
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


class _Draws(Crew[Task, Seen | None]):
    """The crew that runs claims in draws; one that fails ends it."""

    def __init__(
        self,
        worlds: int,
        jobs: int,
        progress: Callable[[int, int], None] | None,
        bases: Mapping[str, str],
        all_: int,
    ) -> None:
        super().__init__(partial(_by_id, worlds=worlds, bases=bases), jobs)
        self.found: dict[Task, Seen | None] = {}
        self.progress, self.all = progress, all_

    def plain(self, task: Task) -> Task:
        """Return the task: a claim's name and a draw travel as they are."""
        return task

    def finished(self, task: Task, result: Seen | None) -> None:
        """Keep what was found."""
        self.found[task] = result
        if self.progress is not None:
            self.progress(len(self.found), self.all)

    def failed(self, task: Task, error: BaseException | None) -> Sequence[Task]:
        """Raise what went wrong."""
        raise error or PoolError(f"the worker process died in draw {task[1]} of claim {task[0]}")


def _by_id(task: Task, worlds: int, bases: Mapping[str, str]) -> Seen | None:
    from coordsim.evidence.claims.run import CLAIMS  # claims hold functions, which do not travel

    claim = replace(CLAIMS[task[0]], scenario=bases[task[0]])
    return in_draw(claim, task[1], worlds)
