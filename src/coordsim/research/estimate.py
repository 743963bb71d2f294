"""A dry run: how many points, firms and kinds a design has, and what they take."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import cloudpickle
import numpy as np

from coordsim.research.batches import cut, engine
from coordsim.research.design import Design
from coordsim.research.file import FILE
from coordsim.research.plan import firms_of, plan
from coordsim.research.points import Point
from coordsim.research.store import Store, cores, parquet
from coordsim.research.worker import Task, table_of

if TYPE_CHECKING:
    import pyarrow as pa

TRIED = 8  # points, spread over the design, of which a firm each is run


@dataclass(frozen=True)
class Estimate:
    """What a design takes: points, firms (each scenario once), kinds of firms (those of one live
    equally long and can share a task), tasks, firms that are ``there`` already, minutes that the
    others take on ``jobs`` processes, and megabytes of all parts. With ``until``, from the fewest
    to the most worlds.
    """

    points: int
    worlds: int
    firms: int
    most_firms: int
    kinds: int
    tasks: int
    there: int
    jobs: int
    minutes: float
    megabytes: float
    seconds_a_firm: float

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        more = f" to {self.most_firms}" if self.most_firms > self.firms else ""
        least = "at least " if more else ""
        there = f", {self.there} of them there already" if self.there else ""
        return (
            f"{self.points} points x {self.worlds} worlds: {self.firms}{more} firms of"
            f" {self.kinds} kind{'s' * (self.kinds != 1)}, {self.tasks} tasks{there}; {least}"
            f"{spelled(self.minutes)} on {self.jobs} processes, {self.megabytes:.3g} MB"
        )


def spelled(minutes: float) -> str:
    """Write minutes as a reader says them."""
    if minutes < 1:
        return f"{60 * minutes:.2g} s"
    return f"{minutes:.3g} min" if minutes < 90 else f"{minutes / 60:.3g} h"


def dry_run(design: Design, jobs: int | None = None) -> Estimate:
    """Return what an experiment takes; some of its firms are run for it, and nothing is kept.
    Raises DesignError where a point cannot be.
    """
    import json

    points, batches = design.points, cut(design)
    firms = firms_of(batches)
    places = np.unique(np.linspace(0, len(points) - 1, TRIED).round().astype(int))
    seconds, size, tried = 0.0, 0.0, 0
    for span in sorted({points[place].span for place in places}):
        mine = [points[place] for place in places if points[place].span == span]
        task = _task(design, mine, json.dumps(_base(design)))
        _ = table_of(task)  # compiles, and reads what is read once
        began = perf_counter()
        table, _ = table_of(task)
        seconds += perf_counter() - began
        size += _bytes(table, len(batches), firms) * len(mine)
        tried += len(mine)
    kept = (design.home / "out").is_dir() and design.where == FILE
    there = firms_of(plan(design, Store(design.home)).ready) if kept else 0
    workers, each = jobs or cores(), seconds / tried
    until = design.file.seeds.until
    most = firms if until is None else firms * until.most // len(design.worlds)
    return Estimate(
        points=len(points),
        worlds=len(design.worlds),
        firms=firms,
        most_firms=most,
        kinds=len({point.span for point in points}),
        tasks=len(batches),
        there=there,
        jobs=workers,
        minutes=each * (firms - there) / min(workers, max(1, len(batches))) / 60,
        megabytes=size / tried / 1e6,
        seconds_a_firm=each,
    )


def _bytes(table: pa.Table, parts: int, firms: int) -> float:
    """Bytes of so many firms in so many files, whose rows take the room that this table's take."""
    rows: int = table.num_rows
    whole, half = (len(parquet(table.slice(0, count))) for count in (rows, rows // 2))
    each = (whole - half) / (rows - rows // 2)
    return parts * (whole - each * rows) + firms * each


def _base(design: Design) -> Any:
    return design.scenario.model_dump(mode="json", exclude_unset=True)


def _task(design: Design, points: list[Point], base: str) -> Task:
    import json

    each = {point.id: point for point in points}
    world = design.worlds[0]
    return Task(
        path="",
        engine=engine()["source"],
        base=base,
        ids=tuple(each),
        changes=tuple(json.dumps(point.changes) for point in each.values()),
        firms=tuple((place, world) for place in range(len(each))),
        measures=cloudpickle.dumps(tuple(design.measures.values())),
    )
