"""A study as one file, to be given away: the same bytes for the same folder."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

from coordsim.research.errors import SweepError
from coordsim.research.file import FILE
from coordsim.research.folder import MANIFEST, RESULTS, check_intact, read_manifest
from coordsim.research.store import EarlierError, Store
from coordsim.research.written import write_bytes

LEFT_OUT = ("__pycache__",)
DAY = (1980, 1, 1, 0, 0, 0)  # of every file: when it was packed is no part of a study


def pack(folder: str | Path, to: str | Path | None = None) -> Path:
    """Write the folder of a study, its tables and its parts with it, into one ``.zip`` beside it
    (or ``to``), and return its path. Unpacked anywhere, rows run again and the sweep goes on.
    Raises SweepError where the study is not finished, or what it left behind is damaged.
    """
    folder = Path(folder).resolve()
    for name in (MANIFEST, RESULTS):
        if not (folder / "out" / name).is_file():
            raise SweepError(
                f"{folder / 'out' / name}: is not there; run the study to its end before it is"
                f" packed: coordsim sweep {folder}"
            )
    _check_whole(folder)
    target = Path(to) if to is not None else folder.with_name(f"{folder.name}.zip")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            hidden = any(part.startswith(".") or part in LEFT_OUT for part in inside.parts)
            if path.is_file() and not hidden and path != target.resolve():
                entry = zipfile.ZipInfo(f"{folder.name}/{inside.as_posix()}", DAY)
                packed = zipfile.ZIP_STORED if path.suffix == ".parquet" else zipfile.ZIP_DEFLATED
                entry.compress_type = packed
                archive.writestr(entry, path.read_bytes())
    if not (folder / FILE).is_file():
        raise SweepError(
            f"{folder / FILE}: is not there; save the experiment into its folder first"
        )
    write_bytes(target, content.getvalue())
    return target


def _check_whole(folder: Path) -> None:
    """Raise SweepError where a document or a part is not what the sweep left behind."""
    store = Store(folder)
    check_intact(store.out)
    parts: list[str] = read_manifest(store.out).get("parts", [])
    gone = sorted(set(parts) - set(store.names()))
    if gone:
        raise SweepError(
            f"{store.parts}: {len(gone)} of {len(parts)} parts are gone, {gone[0]} first; run the"
            f" sweep again, which runs what is missing: coordsim sweep {folder}"
        )
    for name in store.names():
        with suppress(EarlierError):  # which is no part of its tables
            store.read_part(name)
