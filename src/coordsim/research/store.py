"""What a sweep leaves on disk, under ``out/`` of the experiment's folder. Every file appears whole
or not at all.

- ``parts/part-<hash>.parquet``: one row per firm: point, seed, KPIs, lost units a week by cause,
  hash of the run; with a checksum
- ``table.parquet``: all parts of the finished sweep, with the factors' columns
- ``manifest.json``: what was run, with which versions, when
- ``status.jsonl``: what happened, one line for each event
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


CHECKSUM = "coordsim checksum"  # where a part keeps it


class SweepError(ValueError):
    """A sweep that cannot be run or whose table cannot be had; the message says what to do."""


def lost_column(cause: str) -> str:
    """Return the column of units lost a week for a cause."""
    return "lost_" + cause.replace(" ", "_").replace("-", "_")


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a file under a temporary name, push it to the disk, then give it its name: nobody ever
    sees half of it. Raises SweepError when there is no room, or another reason.
    """
    path = Path(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
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
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> SweepError:
    """Return the refusal of a file that cannot be written."""
    return SweepError(
        f"{path}: cannot be written ({error.strerror or error}); finished parts are kept: when it"
        " can, run the sweep again"
    )


def write_table(path: str | Path, table: pa.Table) -> None:
    """Write a table as Parquet, whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_statistics=False)
    write_bytes(path, sink.getvalue().to_pybytes())


def write_part(path: str | Path, table: pa.Table) -> None:
    """Write a part with a checksum of all that it holds."""
    write_table(path, table.replace_schema_metadata({CHECKSUM: checksum(table)}))


def checksum(table: pa.Table) -> str:
    """Return a hash of every name and value of a table."""
    state = sha256()
    for name in table.column_names:
        values = table[name].to_numpy()
        plain = values.tobytes() if values.dtype != object else "\0".join(values).encode()
        state.update(f"{name} {values.dtype} {len(plain)}\0".encode() + plain)
    return state.hexdigest()


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
    def status(self) -> Path:
        """Path of the list of what happened."""
        return self.out / "status.jsonl"

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

    def read(self, rows: Mapping[str, Sequence[tuple[str, int]]]) -> pa.Table:
        """Read parts, name -> the rows that it has to hold, into one table."""
        import pyarrow as pa

        return pa.concat_tables([self.read_part(name, firms) for name, firms in rows.items()])

    def read_part(self, name: str, rows: Sequence[tuple[str, int]]) -> pa.Table:
        """Read a part. Raises SweepError naming it unless it is what was written for these points
        and seeds.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.parts / name
        try:
            table = pq.ParquetFile(path).read()
            kept = (table.schema.metadata or {}).get(CHECKSUM.encode(), b"")
            whole = kept.decode() == checksum(table)
            found = list(zip(table["point"].to_pylist(), table["seed"].to_pylist(), strict=True))
        except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, MemoryError) as error:
            raise _damaged(path, f"cannot be read ({error})") from None
        if not whole:
            raise _damaged(path, "is not as it was written (its checksum differs)")
        if found != list(rows):
            raise _damaged(path, "holds other firms than its name says")
        return table.replace_schema_metadata(None)

    def remove(self, name: str) -> None:
        """Remove a part."""
        (self.parts / name).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove drafts left by killed workers."""
        for draft in [*self.parts.glob(".*.tmp"), *self.out.glob(".*.tmp")]:
            with suppress(FileNotFoundError):
                draft.unlink()

    def begin(self, facts: dict[str, Any], **counts: int) -> None:
        """Write down what is about to be run; a table of an earlier run goes."""
        try:
            self.table.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(self.table, error) from None
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
        try:
            with self.status.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise unwritable(self.status, error) from None

    def dates(self, facts: Mapping[str, Any], *, whole: bool) -> dict[str, str | None]:
        """Return when the last sweep of the same design and engine was started, and finished if it
        is ``whole``; nothing when there was none. Raises SweepError when its manifest is damaged.
        """
        if not self.manifest.is_file():
            return {}
        try:
            before = json.loads(self.manifest.read_text("utf-8"))
            same = [before[key] == facts[key] for key in ("design", "engine")]
            started, finished = str(before["started"]), before["finished"]
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            raise SweepError(
                f"{self.manifest}: is not as a sweep wrote it; delete it and run the sweep again:"
                " finished parts are kept"
            ) from None
        if not all(same):
            return {}
        return {"started": started} | ({"finished": finished} if whole else {})

    def write_manifest(self, facts: dict[str, Any]) -> None:
        """Write the manifest anew."""
        write_bytes(self.manifest, (json.dumps(facts, indent=2) + "\n").encode())


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
