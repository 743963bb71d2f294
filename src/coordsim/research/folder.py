"""What explains a study, beside its parts: the design as read, the whole scenario, the points, the
codebook, the tables, and the manifest with versions, commit, machine, times and hashes.

What follows from the design alone has the same bytes wherever it is written; what happened while it
ran stands in ``sessions`` and ``status*.jsonl``, and the manifest gathers both.
"""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coordsim.core.sources import PACKAGE
from coordsim.research import codebook
from coordsim.research.batches import engine
from coordsim.research.codebook import Column
from coordsim.research.errors import SweepError
from coordsim.research.file import FILE
from coordsim.research.points import identity
from coordsim.research.store import Store, machine, parquet
from coordsim.research.written import as_toml, scenario_text, write_bytes

if TYPE_CHECKING:
    import pandas as pd

    from coordsim.research.design import Design

POINTS, RESULTS, WEEKLY = "points.parquet", "results.parquet", "weekly.parquet"
SCENARIO, CODEBOOK, MANIFEST = "scenario.toml", "codebook.csv", "manifest.json"
EARLIER = "table.parquet"
DOCUMENTS = (FILE, SCENARIO, POINTS, CODEBOOK, RESULTS, WEEKLY)
LIBRARIES = (
    "coordsim",
    "numpy",
    "scipy",
    "numba",
    "llvmlite",
    "pydantic",
    "pandas",
    "pyarrow",
    "salib",
    "cloudpickle",
    "dask",
    "distributed",
)


def begin(design: Design, store: Store) -> None:
    """Write what explains the study; tables of another design or another engine go."""
    texts = {
        FILE: _design(design),
        SCENARIO: scenario_text(design.scenario).encode(),
        CODEBOOK: codebook.as_csv(design).encode(),
        POINTS: _points(design),
    }
    for outcome in design.file.outcomes.values():
        name = (outcome.reporter or "").rpartition(":")[0]
        if name.endswith(".py"):
            texts[name] = (design.home / name).read_bytes()
    for name, content in texts.items():
        path = store.out / name
        if not path.is_file() or path.read_bytes() != content:
            write_bytes(path, content)


def forget_tables(store: Store) -> None:
    """Remove the tables, which are not whole any more, and the one of earlier versions."""
    for name in (RESULTS, WEEKLY, EARLIER):
        try:
            (store.out / name).unlink(missing_ok=True)
        except OSError as error:
            raise SweepError(f"{store.out / name}: cannot be removed: {error.strerror}") from None


def _design(design: Design) -> bytes:
    return design.read or as_toml(design.said()).encode()


def _points(design: Design) -> bytes:
    points = design.points
    cells = {
        one.name: [point.cells[one.name] for point in points] for one in codebook.factors(design)
    }
    columns: Mapping[str, Any] = {
        "point": [point.number for point in points],
        "sample": [point.sample for point in points],
        "id": [point.id for point in points],
        **cells,
        "changes": [json.dumps(point.changes, sort_keys=True) for point in points],
    }
    return table_bytes(columns, codebook.points(design))


def table_bytes(columns: Mapping[str, Any], book: list[Column]) -> bytes:
    """Return columns as the bytes of a Parquet file whose fields say what they are."""
    import pyarrow as pa

    kinds = {"string": pa.string(), "bool": pa.bool_(), "int64": pa.int64()}
    fields = [
        pa.field(one.name, kinds.get(one.dtype, pa.float64()), metadata=one.marks) for one in book
    ]
    arrays = [
        pa.array(columns[one.name], type=field.type, from_pandas=False)
        for one, field in zip(book, fields, strict=True)
    ]
    return parquet(pa.Table.from_arrays(arrays, schema=pa.schema(fields)))


def write_frame(store: Store, name: str, frame: pd.DataFrame, book: list[Column]) -> None:
    """Write a table of the study."""
    columns = {
        one.name: frame[one.name].astype(object).to_list()
        if one.dtype == "string"
        else np.ascontiguousarray(frame[one.name].to_numpy())
        for one in book
    }
    write_bytes(store.out / name, table_bytes(columns, book))


def write_manifest(design: Design, store: Store, facts: Mapping[str, Any]) -> None:
    """Write the manifest: what was run and what of it is there (``facts``), the hash of every
    document, and every session.
    """
    data = {
        "question": design.question,
        "coordsim": engine()["version"],
        "engine": engine()["source"],
        "design": design.hash,
        "scenario": identity(design.scenario),
        "points": len(design.points),
        "worlds": design.worlds,
        "batch": design.batch,
        **facts,
        "parts": store.names(),
        "files": {
            name: sha256((store.out / name).read_bytes()).hexdigest()
            for name in DOCUMENTS
            if (store.out / name).is_file()
        },
        "sessions": sessions(store),
    }
    write_bytes(store.out / MANIFEST, (json.dumps(data, indent=2) + "\n").encode())


def read_manifest(out: Path) -> dict[str, Any]:
    """Read the manifest; empty where there is none. Raises SweepError when it is damaged."""
    path = out / MANIFEST
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
        _ = data["engine"], data["design"], data["scenario"], data["sessions"]
        _ = dict(data.get("files", {})), list(data.get("parts", []))
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        raise SweepError(
            f"{path}: is not as a sweep wrote it; delete it and run the sweep again: finished parts"
            " are kept"
        ) from None
    whole: dict[str, Any] = data
    return whole


def check_intact(out: Path, names: Iterable[str] = DOCUMENTS) -> None:
    """Raise SweepError where a document is not what the sweep wrote, as far as the manifest says
    what that was.
    """
    written = read_manifest(out).get("files", {})
    for name in names:
        if name in written and _hash(out / name) != written[name]:
            raise SweepError(
                f"{out / name}: is not as the sweep wrote it; delete it and run the sweep again,"
                " which makes it anew from the parts"
            )


def _hash(path: Path) -> str:
    """Return a file's hash; none where there is no such file."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def sessions(store: Store) -> list[dict[str, Any]]:
    """Return what is known of every run that had something to do, in the order of time."""
    found = []
    for path in (store.out / "sessions").glob("*.json"):
        with suppress(ValueError, RecursionError):  # of a full disk; the notes say the same
            session = json.loads(path.read_bytes())
            if isinstance(session, dict) and {"started", "name"} <= set(session):
                found.append(session | {name: str(session[name]) for name in ("started", "name")})
    return sorted(found, key=lambda one: (one["started"], one["name"]))


def write_session(store: Store, session: Mapping[str, Any]) -> None:
    """Write down a run: when, with which versions, on which machine."""
    content = (json.dumps(dict(session), indent=2) + "\n").encode()
    write_bytes(store.out / "sessions" / f"{session['name']}.json", content)


def surroundings(folder: Path) -> dict[str, Any]:
    """Return versions of everything, machine, and of coordsim and of the study the commit and
    whether the tree was clean.
    """
    return {
        "python": platform.python_version(),
        "versions": {name: told for name in LIBRARIES if (told := _version(name))},
        "commits": {"coordsim": commit(PACKAGE), "study": commit(folder)},
        "machine": machine(),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def commit(folder: Path) -> dict[str, Any] | None:
    """Return the commit of the repository that a folder lies in, and whether what git keeps of it
    was as in the commit; None where there is none.
    """
    try:
        sha = _git(folder, "rev-parse", "HEAD")
        return {"commit": sha, "clean": not _git(folder, "status", "--porcelain", "-uno")}
    except (OSError, subprocess.SubprocessError):
        return None


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True, timeout=20
    )
    return done.stdout.strip()
