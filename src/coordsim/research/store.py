"""Parts: what workers leave under ``out/parts``, one row for each firm, and what happened to a
sweep. Every file appears whole or not at all.

A firm is looked up by the id of its point and its world, in whatever part it lies; a part says in
its file which engine wrote it and what it keeps besides KPIs.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coordsim.research.batches import Firm, part_name
from coordsim.research.errors import SweepError
from coordsim.research.written import unwritable, write_bytes

if TYPE_CHECKING:
    import pyarrow as pa

COUNTED = ("part", "failed")  # events of a part, told with its number of firms
CHECKSUM, ENGINE, KEYS = b"coordsim checksum", b"coordsim engine", b"coordsim kept"


def parquet(table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file, the same for the same table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_statistics=False)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def write_part(path: str | Path, table: pa.Table, source: str, keys: Sequence[str]) -> None:
    """Write a part with a checksum of all that it holds."""
    marks = {
        CHECKSUM: checksum(table).encode(),
        ENGINE: source.encode(),
        KEYS: json.dumps(list(keys)).encode(),
    }
    write_bytes(path, parquet(table.replace_schema_metadata(marks)))


def checksum(table: pa.Table) -> str:
    """Return a hash of every name and value of a table."""
    state = sha256()
    for name in table.column_names:
        column = table[name].combine_chunks()
        kind = str(column.type).partition("<")[0]  # a list's item is called otherwise in a file
        if kind == "string":
            plain = "\0".join(column.to_pylist()).encode()
        elif kind == "list":
            plain = column.flatten().to_numpy(zero_copy_only=False).tobytes()
            plain += column.value_lengths().to_numpy(zero_copy_only=False).tobytes()
        else:
            plain = column.to_numpy(zero_copy_only=False).tobytes()
        state.update(f"{name} {kind} {len(plain)}\0".encode() + plain)
    return state.hexdigest()


class EarlierError(SweepError):
    """A part that an earlier version wrote, which named no engine."""


@dataclass(frozen=True)
class Found:
    """What lies in a store: for each firm the part that holds it, the engines of parts that are of
    another one, with their firms, and parts that are damaged, with the reason.
    """

    firms: Mapping[Firm, str]
    others: Mapping[str, set[Firm]]
    damaged: Mapping[str, str] = field(default_factory=dict)


class Store:
    """The ``out`` folder of an experiment; ``shard`` names the notes of one of several machines."""

    def __init__(self, folder: Path, shard: tuple[int, int] | None = None) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.parts = self.out / "parts"
        self.shard = "" if shard is None else f"-{shard[0]}-of-{shard[1]}"

    @property
    def status(self) -> Path:
        """Path of the list of what happened."""
        return self.out / f"status{self.shard}.jsonl"

    def open(self) -> None:
        """Make the folders."""
        for folder in (self.parts, self.out / "sessions"):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise SweepError(f"{folder}: cannot be made: {error.strerror}") from None

    def names(self) -> list[str]:
        """Names of the parts at hand."""
        if not self.parts.is_dir():
            return []
        return sorted(path.name for path in self.parts.glob("part-*.parquet"))

    def find(self, source: str, keys: Sequence[str]) -> Found:
        """Look through all parts: which firms are there of an engine, with all of ``keys``. Of a
        firm that lies in several parts the first by name counts.
        """
        firms: dict[Firm, str] = {}
        others: dict[str, set[Firm]] = {}
        damaged: dict[str, str] = {}
        for name in self.names():
            try:
                table = self.read_part(name)
            except EarlierError:
                others.setdefault("an earlier version", set())
                continue
            except SweepError as error:
                damaged[name] = str(error)
                continue
            marks = table.schema.metadata
            rows = rows_of(table)
            if marks[ENGINE].decode() != source:
                others.setdefault(marks[ENGINE].decode(), set()).update(rows)
            elif set(keys) <= set(json.loads(marks[KEYS])):
                for row in rows:
                    firms.setdefault(row, name)
        return Found(firms, others, damaged)

    def read(self, wanted: Mapping[Firm, str], columns: Sequence[str]) -> pa.Table:
        """Read firms, each from its part, into one table with these columns besides point and
        world, in the order of the parts.
        """
        import numpy as np
        import pyarrow as pa

        tables = []
        for name in sorted(set(wanted.values())):
            table = self.read_part(name)
            mine = np.array([wanted.get(row) == name for row in rows_of(table)], dtype=bool)
            part = table.select(["point", "seed", *columns]).replace_schema_metadata(None)
            tables.append(part.filter(pa.array(mine)))
        return pa.concat_tables(tables)

    def read_part(self, name: str) -> pa.Table:
        """Read a part. Raises SweepError naming it unless it is what was written under this
        name.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.parts / name
        try:
            table = pq.ParquetFile(path).read()
            marks = table.schema.metadata or {}
            if CHECKSUM in marks and ENGINE not in marks:
                raise EarlierError(f"{path}: was written by an earlier version of coordsim")
            whole = marks.get(CHECKSUM, b"").decode() == checksum(table)
            named = (
                part_name(marks[ENGINE].decode(), json.loads(marks[KEYS]), rows_of(table))
                if whole
                else ""
            )
        except FileNotFoundError:
            raise SweepError(f"{path}: was removed while it was to be read") from None
        except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, MemoryError) as error:
            raise _damaged(path, f"cannot be read ({error})") from None
        if not whole:
            raise _damaged(path, "is not as it was written (its checksum differs)")
        if named != name:
            raise _damaged(path, "holds other firms than its name says")
        return table

    def remove(self, name: str) -> None:
        """Remove a part."""
        (self.parts / name).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove drafts left by killed workers."""
        for draft in [*self.parts.glob(".*.tmp"), *self.out.glob(".*.tmp")]:
            with suppress(FileNotFoundError):
                draft.unlink()

    def note(self, event: str, **facts: Any) -> None:
        """Add a line to the list of what happened."""
        line = json.dumps({"time": now(), "event": event} | facts)
        try:
            with self.status.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise unwritable(self.status, error) from None

    def notes(self) -> list[dict[str, Any]]:
        """Return what happened, of all machines, in the order of time; lines that are no notes are
        left out.
        """
        found: list[dict[str, Any]] = []
        for path in sorted(self.out.glob("status*.jsonl")):
            for line in path.read_bytes().splitlines():
                with suppress(ValueError, TypeError, KeyError, RecursionError):
                    found.append(_note(json.loads(line)) | {"file": path.name})
        return sorted(found, key=lambda note: str(note.get("time")))


def _note(line: dict[str, Any]) -> dict[str, Any]:
    """Return a note. Raises ValueError, TypeError or KeyError where a line is none."""
    if datetime.fromisoformat(line["time"]).tzinfo is None or not isinstance(line["event"], str):
        raise ValueError("a note has a time of the world and an event")
    if line["event"] in COUNTED and not (
        isinstance(line["part"], str) and isinstance(line["firms"], int)
    ):
        raise ValueError("a note of a part says which, and how many firms it has")
    return line


def rows_of(table: pa.Table) -> list[Firm]:
    """Return point and world of each firm of a part."""
    return list(zip(table["point"].to_pylist(), table["seed"].to_pylist(), strict=True))


def chosen(firms: Iterable[Firm], found: Mapping[Firm, str]) -> dict[Firm, str]:
    """Return the parts of the firms that are there."""
    return {firm: found[firm] for firm in firms if firm in found}


def _damaged(path: Path, how: str) -> SweepError:
    return SweepError(
        f"{path}: {how}; delete it and run the sweep again, or sweep with --mend, which does so for"
        " all damaged parts"
    )


def now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def cores() -> int:
    """Return how many cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def machine() -> dict[str, Any]:
    """Return what matters of the machine, and nothing that names it."""
    return {"system": platform.system(), "processor": platform.machine(), "cores": cores()}
