"""What of a design is there and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coordsim.core.kpis import KPI
from coordsim.core.records import Floats
from coordsim.research.batches import Batch, Firm, cut, kept, settle, shard_of
from coordsim.research.batches import engine as engine_of
from coordsim.research.design import Design
from coordsim.research.replications import stages, wide
from coordsim.research.store import Found, Store, chosen

Worlds = dict[int, list[int]]  # sample -> its worlds


@dataclass(frozen=True)
class Plan:
    """A stage of a sweep: the worlds of each sample, its batches, and what of them is there.
    ``open``: samples that need more worlds once all is there.
    """

    worlds: Worlds
    batches: list[Batch]
    ready: list[Batch]
    missing: list[Batch]
    found: Found

    @property
    def firms(self) -> int:
        """Number of firms, each counted once."""
        return firms_of(self.batches)


def firms_of(batches: Iterable[Batch]) -> int:
    """Number of firms of some batches."""
    return sum(len(batch.firms) for batch in batches)


def look(store: Store, design: Design) -> Found:
    """Look what is there."""
    return store.find(engine_of()["source"], kept(design))


def plan(design: Design, store: Store, shard: tuple[int, int] | None = None) -> Plan:
    """Return the first stage of which something is missing, or the last one."""
    found = look(store, design)
    samples = sorted({point.sample for point in design.points})
    adaptive = design.file.seeds.until is not None
    if adaptive and shard is not None:
        samples = samples[shard[0] - 1 :: shard[1]]
    worlds: Worlds = {}
    growing = set(samples)
    current = None
    for stage in stages(design.file.seeds):
        worlds |= dict.fromkeys(growing, stage)
        batches = cut(design, {sample: worlds.get(sample, []) for sample in _all(design)})
        if shard is not None and not adaptive:
            batches = shard_of(batches, shard)
        ready, missing = settle(batches, found.firms)
        current = Plan(dict(worlds), batches, ready, missing, found)
        if missing or not adaptive:
            break
        growing = _still_wide(design, store, current)
        if not growing:
            break
    assert current is not None
    return current


def _all(design: Design) -> set[int]:
    return {point.sample for point in design.points}


def _still_wide(design: Design, store: Store, current: Plan) -> set[int]:
    until = design.file.seeds.until
    if until is None:
        return set()
    name = until.kpi if until.kpi in KPI else design.measures[until.kpi].key
    values = values_of(store, current, name)
    samples: dict[int, list[Floats]] = {}
    for point in design.points:
        seeds = current.worlds.get(point.sample)
        if seeds is not None:
            row = np.array([values[point.id, seed] for seed in seeds])
            samples.setdefault(point.sample, []).append(row)
    return wide(samples, until.half_width)


def values_of(store: Store, current: Plan, name: str) -> Mapping[Firm, float]:
    """Return one column of what is there, firm -> value."""
    if not current.ready:
        return {}
    table = store.read(firms(current.ready, current.found), [name])
    keys: Sequence[Firm] = list(
        zip(table["point"].to_pylist(), table["seed"].to_pylist(), strict=True)
    )
    return dict(zip(keys, table[name].to_pylist(), strict=True))


def firms(batches: Iterable[Batch], found: Found) -> dict[Firm, str]:
    """Return the part of each firm of some batches."""
    return chosen((row for batch in batches for row in batch.rows), found.firms)
