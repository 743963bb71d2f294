"""Run firms: simulate, compare, replay. A whole run is scenario + seed + decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from coordsim.core.counts import FIRST, count
from coordsim.core.counts import seeds_from as seeds_from
from coordsim.core.counts import worlds_of as worlds_of
from coordsim.core.kpis import KPIS
from coordsim.core.records import Decision, Floats
from coordsim.core.spelling import shown
from coordsim.core.tables import SEATS, SETTLED
from coordsim.players.student import Seated
from coordsim.players.tape import Tape
from coordsim.run.build import distinct, places_of
from coordsim.run.comparison import Comparison
from coordsim.run.engine import Engine as Engine
from coordsim.run.recorder import Recorder, join
from coordsim.run.result import Run
from coordsim.run.rules import by_rules, kpis_by_rules
from coordsim.scenario.file import Scenario, load

WORLDS = 200  # in which arms are compared where nothing is said
Progress = Callable[[int, int], None]
Named = Scenario | str | Path  # a scenario, or its name in the library, or its file


def simulate(
    scenario: Named | Sequence[Named],
    firms: int | None = None,
    seed: int = FIRST,
    *,
    seeds: Iterable[int] | None = None,
    detail: bool = False,
    players: Mapping[str, Seated] | None = None,
    progress: Progress | None = None,
    threads: int = 1,
) -> Run:
    """Run firms through a scenario.

    ``scenario``: one, or its name or file (then ``firms`` replications in the worlds ``seed``,
    ``seed`` + 1, ...; one where nothing is said), or a list with one for each firm (all in world
    ``seed`` unless ``seeds`` names one for each). ``seeds``: the worlds themselves, one for each
    firm; ``firms`` and ``seed`` have to agree with it where they are said as well.
    ``detail`` keeps shelves and customers of every week; ``progress`` is called with (weeks played,
    weeks in all). A firm's result does not depend on which firms it was run with, nor on how many
    ``threads`` share the work where nobody has to be asked. Raises ScenarioError or ValueError on
    bad input.
    """
    scenarios, worlds = _firms(scenario, firms, seed, seeds)
    threads = count("threads", threads)
    if players or detail or not all(map(_by_rules, distinct(scenarios))):
        return _asking(scenarios, worlds, players, detail=detail, progress=progress)
    return by_rules(scenarios, worlds, progress, threads)


def kpis(
    scenario: Named | Sequence[Named],
    firms: int | None = None,
    seed: int = FIRST,
    *,
    seeds: Iterable[int] | None = None,
    progress: Progress | None = None,
    threads: int = 1,
) -> dict[str, Floats]:
    """Return each firm's KPIs after warm-up, name -> (F,): those of ``simulate``, with the weeks
    forgotten, so that very many firms find room. Raises as ``simulate``.
    """
    scenarios, worlds = _firms(scenario, firms, seed, seeds)
    threads = count("threads", threads)
    if all(map(_by_rules, distinct(scenarios))):
        return kpis_by_rules(scenarios, worlds, progress, threads)
    run = _asking(scenarios, worlds, None, detail=False, progress=progress)
    return {kpi.name: run.kpi(kpi.name) for kpi in KPIS}


def _by_rules(scenario: Scenario) -> bool:
    """Say whether nobody has to be asked in a scenario's firms."""
    rules = scenario.rules
    return (
        rules.demand in ("individual", "given")
        and rules.marketing.kind in SEATS
        and rules.operations.kind in SEATS
        and all(scenario.rules_from(week).governance in SETTLED for week in _begins(scenario))
    )


def _begins(scenario: Scenario) -> list[int]:
    return [0, *(phase.week for phase in scenario.phases)]


def _asking(
    scenarios: Sequence[Scenario],
    worlds: Sequence[int],
    players: Mapping[str, Seated] | None,
    *,
    detail: bool,
    progress: Progress | None,
) -> Run:
    """Run firms of one kind together, and ask whoever has to be asked; week by week where shelves
    and customers of every week are to be kept.
    """
    batches, weeks = places_of(scenarios), scenarios[0].horizon.weeks
    parts = []
    for done, (_, places) in enumerate(batches):
        mine, seeded = [scenarios[k] for k in places], [worlds[k] for k in places]
        engine = Engine(mine, seeded, players, numbers=places)
        if not detail:
            parts.append((places, engine.whole()))
            if progress is not None:
                progress((done + 1) * weeks, len(batches) * weeks)
            continue
        recorder = Recorder(mine, seeded, detail)
        for week in range(weeks):
            recorder.add(engine.step())
            if progress is not None:
                progress(done * weeks + week + 1, len(batches) * weeks)
        parts.append((places, recorder.run()))
    return join(parts)


def _firms(
    scenario: Named | Sequence[Named],
    firms: int | None,
    seed: int,
    seeds: Iterable[int] | None,
) -> tuple[list[Scenario], list[int]]:
    """Return one scenario and one world for each firm. Raises ValueError naming what does not
    fit.
    """
    if isinstance(scenario, Named):
        worlds = worlds_of(seeds, firms, seed)
        scenarios = [_loaded(scenario)] * len(worlds)
    else:
        each = _listed("scenario", scenario)
        if not each:
            raise ValueError("the list of scenarios is empty")
        if firms is not None and count("firms", firms) != len(each):
            raise ValueError(
                f"firms = {firms} does not fit a list of {len(each)} scenarios, one for each"
                " firm: leave it out"
            )
        known = {one: _loaded(one) for one in each if isinstance(one, str | Path)}
        scenarios = [known[one] if isinstance(one, str | Path) else _loaded(one) for one in each]
        worlds = worlds_of([seed] * len(each) if seeds is None else seeds, len(each), seed)
    for name in ("weeks", "warmup"):
        if len({getattr(item.horizon, name) for item in scenarios}) > 1:
            raise ValueError(f"scenarios of one run have to have the same horizon.{name}")
    return scenarios, worlds


def _listed(name: str, values: object, needed: str = "needed is a list") -> list[Any]:
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise ValueError(f"{name} = {shown(values)} is not allowed: {needed}")
    return list(values)


def _loaded(scenario: object) -> Scenario:
    """Return a scenario, or the one of a name or path. Raises ValueError for anything else."""
    if isinstance(scenario, str | Path):
        return load(scenario)
    if isinstance(scenario, Scenario):
        return scenario
    raise ValueError(
        f"{shown(scenario)} is no scenario; allowed: a Scenario, a name in the library, or the path"
        " of a .toml file"
    )


def replay(
    scenario: Named,
    seed: int,
    decisions: Mapping[str, Mapping[int, Decision]],
    detail: bool = False,
) -> Run:
    """Run a scenario again with recorded decisions (role -> week -> Decision); roles without a tape
    are played by their bots.
    """
    return simulate(
        scenario,
        seeds=[seed],
        detail=detail,
        players={role: Tape(tape) for role, tape in decisions.items()},
    )


def compare(
    arms: Mapping[str, Named],
    firms: int | None = None,
    seed: int = FIRST,
    progress: Progress | None = None,
    *,
    seeds: Iterable[int] | None = None,
    threads: int = 1,
) -> Comparison:
    """Run every arm, name -> scenario, in the same worlds; the first arm is the base of the paired
    differences.

    The worlds are ``seeds``, one by one, or ``firms`` of them from ``seed`` on, 200 where nothing
    is said. ``progress`` is called with (arms run, arms in all); ``threads`` share the work and
    change no number. Raises ValueError for fewer than two arms or two worlds, and for arms whose
    weeks cannot be paired.
    """
    if not isinstance(arms, Mapping):
        raise ValueError(
            f"arms = {shown(arms)} is not allowed: each arm by a name of its own, as in"
            ' {"silo": scenario, "shared": other}'
        )
    if len(arms) < 2:
        raise ValueError(f"compare needs at least two arms, not {len(arms)}")
    worlds = worlds_of(seeds, firms, seed, usual=WORLDS, apart=True)
    if len(worlds) < 2:
        raise ValueError("compare needs at least two worlds, which it pairs, not 1")
    loaded = {name: _loaded(arm) for name, arm in arms.items()}
    for field in ("weeks", "warmup"):
        values = {name: getattr(one.horizon, field) for name, one in loaded.items()}
        if len(set(values.values())) > 1:
            told = ", ".join(f"{name} has {value}" for name, value in values.items())
            raise ValueError(f"arms have to have the same horizon.{field} to be paired: {told}")
    runs = {}
    for name, scenario in loaded.items():
        runs[name] = simulate(scenario, seeds=worlds, threads=threads)
        if progress is not None:
            progress(len(runs), len(arms))
    return Comparison(runs)
