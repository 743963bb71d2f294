"""What lies in a study's folder and is not as a sweep left it: odd files are passed over or named,
and damaged studies are neither given away nor run again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from research.small import FIRMS, PARTS, experiment, quick

from coordsim.research import Results, SweepError, pack, run_row, status
from coordsim.research.store import Store


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = experiment(tmp_path_factory.mktemp("finished") / "study")
    quick(folder)
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """A copy, to be damaged."""
    return Path(shutil.copytree(finished, tmp_path / "study"))


@pytest.mark.parametrize("text", ["[]", "5", "{", "{}", '{"name": "a"}', '{"started": "b"}'])
def test_what_is_no_session_is_passed_over(text: str, folder: Path) -> None:
    (folder / "out" / "sessions" / "x.json").write_text(text)
    assert quick(folder).firms.skipped == FIRMS


def test_sessions_of_odd_times_are_put_in_an_order(folder: Path) -> None:
    odd = folder / "out" / "sessions" / "x.json"
    odd.write_text('{"started": 5, "name": null}')
    assert quick(folder).firms.skipped == FIRMS


@pytest.mark.parametrize(
    "line",
    [
        b"5",
        b"[]",
        b'"a"',
        b"\xff",
        b"[" * 100_000,
        b'{"event": "part"}',
        b'{"time": "2026-01-01T00:00:00+00:00", "event": []}',
        b'{"time": "yesterday", "event": "part", "part": "a", "firms": 4}',
        b'{"time": "2026-01-01T00:00:00", "event": "part", "part": "a", "firms": 4}',
        b'{"time": "2026-01-01T00:00:00+00:00", "event": "part", "part": "a"}',
        b'{"time": "2026-01-01T00:00:00+00:00", "event": "failed", "part": [], "firms": 4}',
        b'{"time": "2026-01-01T00:00:00+00:00", "event": "failed", "part": "a", "firms": "4"}',
    ],
)
def test_lines_that_are_no_notes_are_left_out(line: bytes, folder: Path) -> None:
    notes = Store(folder).notes()
    assert len(notes) == PARTS + 2
    (folder / "out" / "parts" / notes[1]["part"]).unlink()
    path = folder / "out" / "status.jsonl"
    first, *rest = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([first, line, *rest, line, b""]))
    assert Store(folder).notes() == notes
    told = status(folder)
    assert (told.there, told.failed) == (FIRMS - 4, 0)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"[[[", "not a TOML file"),
        (b"\xff\xfe", "not a TOML file"),
        (b"nothing = 1", "question is missing"),
    ],
)
def test_a_design_that_cannot_be_read_is_named(content: bytes, why: str, folder: Path) -> None:
    (folder / "out" / "design.toml").write_bytes(content)
    with pytest.raises(ValueError, match=rf"out/design\.toml: .*{why}"):
        Results.load(folder)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def edited(path: Path) -> None:
    """Written by somebody who writes a proper file."""
    frame = pd.read_parquet(path)
    frame.loc[3, frame.columns[-1]] = frame[frame.columns[-1]][0]
    frame.to_parquet(path)


@pytest.mark.parametrize("name", ["results.parquet", "points.parquet"])
@pytest.mark.parametrize("damage", [truncated, edited])
def test_a_damaged_table_is_neither_packed_nor_run_again(
    damage: Callable[[Path], None], name: str, folder: Path
) -> None:
    damage(folder / "out" / name)
    for use in (pack, lambda folder: run_row(folder, 0)):
        with pytest.raises(SweepError, match=rf"out/{name}: is not as the sweep wrote it; delete"):
            use(folder)
    assert not folder.with_suffix(".zip").exists()
    (folder / "out" / name).unlink()
    assert quick(folder).firms.skipped == FIRMS
    assert pack(folder).is_file()
    assert run_row(folder, 0).same


def test_a_study_without_its_parts_is_not_packed(folder: Path) -> None:
    first, second = sorted((folder / "out" / "parts").iterdir())[:2]
    first.unlink()
    with pytest.raises(SweepError, match=rf"out/parts: 1 of {PARTS} parts are gone, {first.name}"):
        pack(folder)
    assert quick(folder).firms.done == 4
    truncated(second)
    with pytest.raises(SweepError, match=rf"{second.name}: cannot be read .* --mend"):
        pack(folder)
    shutil.rmtree(folder / "out" / "parts")
    with pytest.raises(SweepError, match=rf"{PARTS} of {PARTS} parts are gone"):
        pack(folder)
    assert quick(folder).firms.done == FIRMS
    assert pack(folder).is_file()


@pytest.mark.parametrize("odd", [{"files": [1]}, {"parts": 5}])
def test_a_manifest_that_lists_nothing_is_named(odd: dict[str, object], folder: Path) -> None:
    path = folder / "out" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | odd))
    with pytest.raises(SweepError, match=r"manifest\.json: is not as a sweep wrote it"):
        pack(folder)
