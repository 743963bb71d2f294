"""Where the money went: how much each friction between marketing and operations costs, by exact
Shapley values in common worlds.

The gap between a firm as it is and the same firm coordinated is shared out among four frictions:
pay, information, governance and range; where managers' priors are drawn, their bias is one more,
and where an owner acts, the owner. All mixtures (each friction there or gone) live through the same
worlds, and a friction's part is its mean effect over every order in which they could be removed
(Shapley 1953, A value for n-person games). Parts sum to the gap in every world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import comb
from typing import Any

import numpy as np

from coordsim.core.counts import FIRST, worlds_of
from coordsim.core.frozen import Compared
from coordsim.core.kpis import KPI, kpi_named
from coordsim.core.parameters.managers import Managers
from coordsim.core.records import Floats
from coordsim.run.comparison import Difference, paired
from coordsim.run.result import Run
from coordsim.run.simulate import WORLDS, simulate
from coordsim.scenario.file import Scenario, load
from coordsim.study.optimum.record import benchmark

FRICTIONS = ("pay", "information", "governance", "range")
"""Those that every firm has."""
BIASES = tuple(name for name in Managers.model_fields if name.startswith("prior_bias_"))
COORDINATED: Mapping[str, Mapping[str, Any]] = {
    "pay": {"incentives": "shared"},
    "information": {"communication": "sop"},
    "governance": {"governance": "joint"},
    "bias": {f"managers.{name}": 0.0 for name in BIASES},
    "owner": {"owner.acts": "none"},
}

Changes = Mapping[str, Mapping[str, Any]]


def frictions_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the frictions that a scenario has: where priors are drawn their bias too, where an
    owner acts the owner.
    """
    more = {"bias": scenario.managers.priors == "drawn", "owner": scenario.owner.acts != "none"}
    return (*FRICTIONS, *(name for name, there in more.items() if there))


def shapley(values: Floats) -> Floats:
    """Return the Shapley value of each of n players, (n, ...), from the worth of all coalitions,
    (2**n, ...).

    Bit k of a coalition's index says whether player k is in it. Shapley (1953): the sum over
    coalitions S without the player of |S|! (n - |S| - 1)! / n! times what joining S adds. Raises
    ValueError when the number of coalitions is not 2**n with n >= 1.
    """
    players = len(values).bit_length() - 1
    if players < 1 or len(values) != 2**players:
        raise ValueError(
            f"{len(values)} coalitions are not those of any number of players; allowed: 2, 4,"
            " 8, ..."
        )
    out = np.zeros((players, *values.shape[1:]))
    for player in range(players):
        for coalition in range(len(values)):
            if not coalition >> player & 1:
                weight = 1 / (players * comb(players - 1, coalition.bit_count()))
                out[player] += weight * (values[coalition | 1 << player] - values[coalition])
    return out


@dataclass(frozen=True, eq=False, repr=False)
class Attribution(Compared):
    """The gap in a KPI between two ends of a scenario, shared out among the frictions.

    ``values`` (2**n, F), n frictions: the KPI of every mixture in each of F worlds; bit k of the
    first index says that friction k is gone, so that row 0 is the firm as it is and the last one
    the coordinated firm. ``parts``: friction -> (F,), summing to the gap in each world. Worlds in
    which a mixture's KPI has no base are left out; ``seeds`` are those kept. ``lost_worst`` and
    ``lost_best``: lost units a week by cause at either end, in all worlds; ``stopped_worst`` and
    ``stopped_best``: how many of its firms could not pay and stopped, in all worlds. ``words``:
    friction -> what is changed, from and to.
    """

    scenario: str
    kpi: str
    seeds: tuple[int, ...]
    words: Mapping[str, str]
    values: Floats = field(repr=False)
    parts: Mapping[str, Floats] = field(repr=False)
    lost_worst: Mapping[str, float]
    lost_best: Mapping[str, float]
    stopped_worst: int = 0
    stopped_best: int = 0

    @property
    def worst(self) -> Floats:
        """The KPI of the firm as it is, (F,)."""
        row: Floats = self.values[0]
        return row

    @property
    def best(self) -> Floats:
        """The KPI of the coordinated firm, (F,)."""
        row: Floats = self.values[-1]
        return row

    @property
    def gap(self) -> Difference:
        """Coordinated less as it is, paired, with its 95 % interval."""
        return paired(self.best, self.worst)

    @property
    def intervals(self) -> dict[str, Difference]:
        """Each friction's mean part with its paired 95 % interval."""
        return {name: paired(part, np.zeros_like(part)) for name, part in self.parts.items()}

    @property
    def coalitions(self) -> dict[str, float]:
        """Mean KPI of every mixture by the frictions that are gone, such as ``pay + range``; *none*
        is the firm as it is.
        """
        names = tuple(self.parts)
        return {_named(names, place): float(row.mean()) for place, row in enumerate(self.values)}

    @property
    def biggest(self) -> str:
        """The friction whose removal moves the KPI most in the better direction (most at all where
        neither is better).
        """
        sign = {"up": 1.0, "down": -1.0}.get(KPI[self.kpi].better)
        sizes = {
            name: part.mean * sign if sign else abs(part.mean)
            for name, part in self.intervals.items()
        }
        return max(sizes, key=lambda name: sizes[name])

    def __repr__(self) -> str:
        width = max(map(len, self.parts))
        lines = [
            f"Attribution({self.scenario}: {KPI[self.kpi].label.lower()}, {KPI[self.kpi].unit},"
            f" {len(self.seeds)} worlds)"
        ]
        lines += [f"  {'as it is':{width}}  {self.worst.mean():>9.4g}"]
        lines += [
            f"  {name:{width}}  {part.mean:>+9.4g}  [{part.low:.4g}, {part.high:.4g}]"
            for name, part in self.intervals.items()
        ]
        lines += [f"  {'together':{width}}  {self.best.mean():>9.4g}  gap {self.gap}"]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return everything but the single worlds, ready for JSON."""
        return {
            "scenario": self.scenario,
            "kpi": self.kpi,
            "seeds": len(self.seeds),
            "seed": self.seeds[0],
            "worst": float(self.worst.mean()),
            "best": float(self.best.mean()),
            "gap": vars(self.gap),
            "parts": {name: vars(part) for name, part in self.intervals.items()},
            "words": dict(self.words),
            "coalitions": self.coalitions,
            "biggest": self.biggest,
            "lost_by_cause": {"worst": dict(self.lost_worst), "best": dict(self.lost_best)},
            "stopped": {"worst": self.stopped_worst, "best": self.stopped_best},
        }


def attribute(
    scenario: Scenario | str,
    worst: Changes | None = None,
    best: Changes | None = None,
    *,
    kpi: str = "profit",
    held_range: int | None = None,
    firms: int | None = None,
    seed: int = FIRST,
    seeds: Iterable[int] | None = None,
    progress: Callable[[int, int], None] | None = None,
    threads: int = 1,
) -> Attribution:
    """Share out the gap in a KPI between a scenario as it is and the coordinated firm among the
    frictions (``frictions_of``).

    ``worst`` and ``best``: friction -> changes of the scenario while the friction is there, and
    once it is gone. Unless given, a friction's worst is the scenario as it is, and its best shared
    pay, talk by S&OP, joint governance, unbiased priors, an owner who never acts, and the range
    held at ``held_range``, the benchmark plan's unless given. The worlds, at least two, are
    ``seeds``, one by one, or ``firms`` of them from ``seed`` on, 200 where nothing is said;
    ``progress`` is told (mixtures run, in all); ``threads`` change no number. Raises ScenarioError,
    BenchmarkError (no benchmark plan to take the range from) or ValueError on bad input.
    """
    if isinstance(scenario, str):
        scenario = load(scenario)
    kpi_named(kpi)
    worlds = worlds_of(seeds, firms, seed, usual=WORLDS, apart=True)
    if len(worlds) < 2:
        raise ValueError("a paired interval needs at least two worlds, not 1")
    if scenario.phases:
        raise ValueError(
            f"{scenario.name} changes its rules at given weeks; take its phases away first:"
            " with_({'phases': []})"
        )
    there, gone = _ends(scenario, worst or {}, best or {}, held_range)
    mixtures = [_mixed(scenario, there, gone, place) for place in range(2 ** len(there))]
    rows: list[Floats] = []
    ends: list[Run] = []
    for place, mixture in enumerate(mixtures):
        run = simulate(mixture, seeds=worlds, threads=threads)
        rows.append(run.kpi(kpi))
        if place in (0, len(mixtures) - 1):
            ends.append(run)
        if progress is not None:
            progress(len(rows), len(mixtures))
    values = np.stack(rows)
    kept = ~np.isnan(values).any(axis=0)
    if kept.sum() < 2:
        raise ValueError(
            f"kpi {kpi!r} cannot be shared out: it has a base in every mixture in only {kept.sum()}"
            f" of {len(worlds)} worlds"
        )
    values = values[:, kept]
    return Attribution(
        scenario=scenario.name,
        kpi=kpi,
        words=_words(tuple(there), mixtures[0], mixtures[-1]),
        values=values,
        seeds=tuple(world for world, whole in zip(ends[0].seeds, kept, strict=True) if whole),
        parts=dict(zip(there, shapley(values), strict=True)),
        lost_worst=ends[0].lost_by_cause(),
        lost_best=ends[-1].lost_by_cause(),
        stopped_worst=ends[0].stopped,
        stopped_best=ends[-1].stopped,
    )


def _ends(
    scenario: Scenario, worst: Changes, best: Changes, held_range: int | None
) -> tuple[Changes, Changes]:
    """Return the changes of every friction at either end."""
    names = frictions_of(scenario)
    for which, changes in (("worst", worst), ("best", best)):
        unknown = [name for name in changes if name not in names]
        if unknown:
            raise ValueError(
                f"{which} names {unknown[0]!r}, which is not a friction; allowed:"
                f" {', '.join(names)}"
            )
    gone = {**COORDINATED, **best}
    if "range" not in gone:
        if held_range is None:
            record = benchmark(scenario.name)
            record.fits(scenario)
            held_range = round(record.plan["range"])
        gone["range"] = {"levers.range.start": held_range, "levers.range.open": False}
    return {name: worst.get(name, {}) for name in names}, gone


def _mixed(scenario: Scenario, there: Changes, gone: Changes, place: int) -> Scenario:
    """Return the scenario in which the frictions whose bits are set are gone."""
    changes: dict[str, Any] = {}
    for bit, name in enumerate(there):
        changes |= gone[name] if place >> bit & 1 else there[name]
    return scenario.with_(changes) if changes else scenario


def _named(names: tuple[str, ...], place: int) -> str:
    return " + ".join(name for bit, name in enumerate(names) if place >> bit & 1) or "none"


def _words(names: tuple[str, ...], worst: Scenario, best: Scenario) -> dict[str, str]:
    """Say for each friction what it is changed from and to."""
    before, after = (
        {
            "pay": s.rules.incentives,
            "information": s.rules.channel.name,
            "governance": s.rules.governance,
            "range": _range(s),
            "bias": "biased" if any(getattr(s.managers, name) for name in BIASES) else "unbiased",
            "owner": s.owner.acts,
        }
        for s in (worst, best)
    )
    changes = ((name, before[name], after[name]) for name in names)
    return {name: old if old == new else f"{old} → {new}" for name, old, new in changes}


def _range(scenario: Scenario) -> str:
    free = scenario.lever_open("range")
    start = (
        "inherited" if scenario.lever_inherited("range") else f"{scenario.lever_start('range'):g}"
    )
    return f"chosen, at first {start}" if free else f"held at {start}"
