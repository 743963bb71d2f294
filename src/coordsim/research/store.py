"""What a sweep leaves on disk, under ``out/`` of the experiment's folder. Every file appears whole
or not at all.

``parts/part-<hash>.parquet``  one row per firm: point, seed, KPIs, lost units a week by cause, hash
of the run ``table.parquet``              all parts of the finished sweep, with the factors' columns
``manifest.json``              what was run, with which versions, when ``status.jsonl``
what happened, one line for each event
"""

from __future__ import annotations

import json
import os
import platform
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class SweepError(ValueError):
    """A sweep that cannot be run or whose table cannot be had; the message says what to do."""


def lost_column(cause: str) -> str:
    """Return the column of units lost a week for a cause."""
    return "lost_" + cause.replace(" ", "_").replace("-", "_")


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a file under a temporary name, push it to the disk, then give it its name: nobody ever
    sees half of it.
    """
    path = Path(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.replace(draft, path)
    except FileNotFoundError:
        # another sweep of the same folder tidied up; it did so because the part is there
        if not path.exists():
            raise


def write_table(path: str | Path, table: pa.Table) -> None:
    """Write a table as Parquet, whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_statistics=False)
    write_bytes(path, sink.getvalue().to_pybytes())


class Store:
    """The ``out`` folder of an experiment."""

    def __init__(self, folder: Path) -> None:
        self.out = folder / "out"
        self.parts = self.out / "parts"

    @property
    def manifest(self) -> Path:
        """Path of the manifest."""
        return self.out / "manifest.json"

    @property
    def table(self) -> Path:
        """Path of the joined table."""
        return self.out / "table.parquet"

    def open(self) -> None:
        """Make the folders."""
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SweepError(f"{self.parts}: cannot be made: {error.strerror}") from None

    def names(self) -> set[str]:
        """Names of the parts at hand."""
        return (
            {path.name for path in self.parts.glob("part-*.parquet")}
            if self.parts.is_dir()
            else set()
        )

    def read(self, names: list[str]) -> pa.Table:
        """Read parts into one table."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        tables = []
        for name in names:
            try:
                tables.append(pq.ParquetFile(self.parts / name).read())
            except (pa.ArrowInvalid, OSError) as error:
                raise SweepError(
                    f"{self.parts / name}: cannot be read ({error}); delete it and run the sweep"
                    " again"
                ) from None
        return pa.concat_tables(tables)

    def tidy(self) -> None:
        """Remove drafts left by killed workers."""
        for draft in [*self.parts.glob(".*.tmp"), *self.out.glob(".*.tmp")]:
            with suppress(FileNotFoundError):
                draft.unlink()

    def begin(self, facts: dict[str, Any], **counts: int) -> None:
        """Write down what is about to be run; a table of an earlier run goes."""
        self.table.unlink(missing_ok=True)
        self.write_manifest(facts)
        self.note("started", **counts)

    def write_frame(self, table: pd.DataFrame) -> None:
        """Write the joined table, now that every part is there, and remove drafts that killed
        workers left.
        """
        import pyarrow as pa

        write_table(self.table, pa.Table.from_pandas(table, preserve_index=False))
        self.tidy()

    def note(self, event: str, **facts: Any) -> None:
        """Add a line to the status file."""
        line = json.dumps({"time": now(), "event": event} | facts)
        with (self.out / "status.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def read_manifest(self) -> dict[str, Any]:
        """Return the manifest of the last sweep, empty when there is none."""
        return (
            dict(json.loads(self.manifest.read_text(encoding="utf-8")))
            if self.manifest.is_file()
            else {}
        )

    def write_manifest(self, facts: dict[str, Any]) -> None:
        """Write the manifest anew."""
        write_bytes(self.manifest, (json.dumps(facts, indent=2) + "\n").encode())


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
