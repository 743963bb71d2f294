"""From the points of a design to tasks: firms that share kinds, named by a hash of everything their
result depends on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from coordsim import __version__
from coordsim.core import sources
from coordsim.core.sources import digest as digest_of
from coordsim.research.design import Design, Point, digest
from coordsim.run.build import kinds
from coordsim.scenario.file import Scenario
from coordsim.scenario.outside import outside


def engine(scenarios: Iterable[Scenario] = ()) -> dict[str, str]:
    """Return the version of coordsim and a hash of all that runs of these scenarios depend on,
    rules of other packages included: results of another engine are not mixed in.
    """
    every = {"coordsim": _ours()} | outside(scenarios)
    return {"version": __version__, "source": digest_of(every)}


@cache
def _ours() -> str:
    return digest_of(sources.engine())


@dataclass(frozen=True)
class Batch:
    """Firms to be run side by side: (point, seed) for each."""

    firms: tuple[tuple[Point, int], ...]

    @cached_property
    def engine(self) -> dict[str, str]:
        """The engine that runs it."""
        return engine({point.id: point.scenario for point, _ in self.firms}.values())

    @cached_property
    def name(self) -> str:
        """File name of its part: a hash of engine, scenarios and seeds."""
        return f"part-{digest([self.engine, self.rows])}.parquet"

    @property
    def rows(self) -> list[tuple[str, int]]:
        """What its part holds, in order: point and seed of each firm."""
        return [(point.id, seed) for point, seed in self.firms]

    def halves(self) -> tuple[Batch, Batch]:
        """Cut in two."""
        middle = len(self.firms) // 2
        return Batch(self.firms[:middle]), Batch(self.firms[middle:])


def cut(design: Design) -> list[Batch]:
    """Cut points x seeds into batches. Within a kind seeds come first, so that firms of a batch
    share their luck's draws, and so that a design with more seeds keeps the parts it has.
    """
    groups: dict[str, list[Point]] = {}
    for point in design.points:
        groups.setdefault(kinds(point.scenario), []).append(point)
    size = design.file.batch
    batches: list[Batch] = []
    for points in groups.values():
        firms = [(point, seed) for seed in design.seeds for point in points]
        batches.extend(
            Batch(tuple(firms[start : start + size])) for start in range(0, len(firms), size)
        )
    return batches


def settle(batches: list[Batch], names: set[str]) -> tuple[list[Batch], list[Batch]]:
    """Sort batches into finished and missing; ``names`` are the parts at hand. Halves of a batch
    that was cut are found too.
    """
    finished: list[Batch] = []
    missing: list[Batch] = []
    spare = names - {batch.name for batch in batches}
    for batch in batches:
        found, lacking = (
            _find(batch, names)
            if spare
            else ([batch], [])
            if batch.name in names
            else ([], [batch])
        )
        finished.extend(found)
        missing.extend(lacking)
    return finished, missing


def _find(batch: Batch, names: set[str]) -> tuple[list[Batch], list[Batch]]:
    if batch.name in names:
        return [batch], []
    if len(batch.firms) == 1:
        return [], [batch]
    parts = [_find(half, names) for half in batch.halves()]
    found = [part for inner, _ in parts for part in inner]
    return (found, [part for _, inner in parts for part in inner]) if found else ([], [batch])
