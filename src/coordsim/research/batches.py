"""From the points of a design to tasks: firms that live equally long, named by a hash of everything
their numbers depend on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from coordsim import __version__
from coordsim.core import sources
from coordsim.core.sources import digest as digest_of
from coordsim.research.points import Point, digest

if TYPE_CHECKING:
    from coordsim.research.design import Design

Firm = tuple[str, int]  # id of a point, world


@cache
def engine() -> dict[str, str]:
    """Return the version of coordsim and a hash of all its sources that a run depends on: results
    of another engine are not mixed in. (What rules of others say is part of a point's id.)
    """
    return {"version": __version__, "source": digest_of(sources.engine())}


@dataclass(frozen=True)
class Batch:
    """Firms to be run side by side: (point, world) for each, and the ``keys`` of what is kept."""

    firms: tuple[tuple[Point, int], ...]
    keys: tuple[str, ...] = ()

    @cached_property
    def name(self) -> str:
        """File name of its part: a hash of engine, scenarios, worlds and what is kept."""
        return part_name(engine()["source"], self.keys, self.rows)

    @cached_property
    def rows(self) -> list[Firm]:
        """What its part holds, in order: point and world of each firm."""
        return [(point.id, seed) for point, seed in self.firms]

    def halves(self) -> tuple[Batch, Batch]:
        """Cut in two."""
        middle = len(self.firms) // 2
        return Batch(self.firms[:middle], self.keys), Batch(self.firms[middle:], self.keys)


def part_name(source: str, keys: Sequence[str], rows: Sequence[Firm]) -> str:
    """Return the name of a part that holds these firms."""
    return f"part-{digest([source, list(keys), [list(row) for row in rows]])}.parquet"


def cut(design: Design, worlds: Mapping[int, Sequence[int]] | None = None) -> list[Batch]:
    """Cut points x worlds into batches, point by point, so that a task knows few scenarios. Points
    with the same scenario are run once. ``worlds``: those of each sample, where they differ.
    """
    every = design.worlds
    groups: dict[tuple[int, int], dict[Firm, tuple[Point, int]]] = {}
    for point in design.points:
        firms = groups.setdefault(point.span, {})
        for seed in every if worlds is None else worlds[point.sample]:
            firms.setdefault((point.id, seed), (point, seed))
    size, keys = design.batch, kept(design)
    return [
        Batch(tuple(row[start : start + size]), keys)
        for firms in groups.values()
        for row in [list(firms.values())]
        for start in range(0, len(row), size)
    ]


def kept(design: Design) -> tuple[str, ...]:
    """Return the keys of what is kept besides KPIs, in one order."""
    return tuple(sorted({one.key for one in design.measures.values()}))


def settle(batches: Iterable[Batch], there: Mapping[Firm, str]) -> tuple[list[Batch], list[Batch]]:
    """Sort firms into those that are there and those that are missing, batch by batch: what is
    left of a batch is a batch.
    """
    found: list[Batch] = []
    missing: list[Batch] = []
    for batch in batches:
        here = [(firm.id, seed) in there for firm, seed in batch.firms]
        for wanted, out in ((True, found), (False, missing)):
            firms = tuple(
                one for one, is_here in zip(batch.firms, here, strict=True) if is_here is wanted
            )
            if firms:
                out.append(Batch(firms, batch.keys))
    return found, missing


def shard_of(batches: Sequence[Batch], shard: tuple[int, int]) -> list[Batch]:
    """Return the batches of one of several machines, ``(i, n)`` with i from 1 to n: every n-th,
    whatever is there already, so that no two ever run the same.
    """
    place, number = shard
    return list(batches[place - 1 :: number])
