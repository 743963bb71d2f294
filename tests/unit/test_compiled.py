"""Where compiled code is kept: apart for each state of its sources, wherever it is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core.errors import NumbaError

from coordsim.core import compiled
from coordsim.core.sources import texts


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package's sources."""
    for name, text in texts().items():
        path = file_of(tmp_path, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def file_of(package: Path, name: str) -> Path:
    path = package.joinpath(*name.split(".")[1:])
    return path.with_suffix(".py") if name in SINGLE else path / "__init__.py"


SINGLE = {
    name for name in texts() if not any(other.startswith(f"{name}.") for other in texts())
}  # modules that are no packages


def test_what_compiled_code_depends_on_is_found() -> None:
    """A kernel, what it calls, the tables that its fields are named after; no page, figure or
    text.
    """
    found = set(compiled.sources())
    assert {
        "coordsim.customers.kernel",
        "coordsim.core.luck.philox",
        "coordsim.core.levers",
        "coordsim.mind.expectation",
    } <= found
    assert not {name for name in found if name.split(".")[1:2] in (["show"], ["room"], ["cli"])}


@pytest.mark.slow
@pytest.mark.parametrize("given", ["", "elsewhere"])
def test_an_edit_of_any_source_means_another_folder(
    package: Path, given: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Beside the sources or where NUMBA_CACHE_DIR says."""
    place = str(tmp_path_factory.mktemp(given)) if given else ""
    folders = [folder(place, package)]
    for name in compiled.sources(package):
        with file_of(package, name).open("a") as file:
            file.write("# edited\n")
        folders.append(folder(place, package))
    assert len(set(folders)) == len(folders)
    assert all(found.startswith(place or str(package)) for found in folders)


def folder(place: str, package: Path) -> str:
    texts.cache_clear()
    compiled._folder.cache_clear()
    return compiled._folder(place, package)


def nothing_may_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests: to some every folder is open."""
    monkeypatch.setattr(compiled, "_writable", lambda folder: False)


def test_code_that_is_there_is_used_where_nothing_may_be_written(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm = Path(folder("", package))
    (warm / "customers").mkdir()
    (warm / "customers" / "one.nbi").touch()
    nothing_may_be_written(monkeypatch)
    assert folder("", package) == str(warm)


@pytest.mark.parametrize("name", ["BOUNDSCHECK", "OPT"])
def test_a_setting_that_changes_the_code_means_another_folder(
    package: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = folder("", package)
    monkeypatch.setattr(compiled.config, name, 1)
    assert folder("", package) != before


def test_where_nothing_may_be_written_it_is_kept_with_temporary_files(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_may_be_written(monkeypatch)
    found = Path(folder("", package))
    assert found.is_dir()
    assert package not in found.parents
    found.rmdir()


PROGRAM = """
import sys
sys.path.insert(0, {folder!r})
{before}
import doubling
print(doubling.twice(21))
"""
LOCKED = """
import tempfile, builtins
from coordsim.core import compiled
def refuse(*words, **more): raise PermissionError(13, "locked")
compiled.NamedTemporaryFile = tempfile.TemporaryFile = tempfile.NamedTemporaryFile = refuse
plain = open
def only_read(file, mode="r", *words, **more):
    return plain(file, mode, *words, **more) if mode.startswith("r") else refuse()
builtins.open = only_read
"""
DOUBLING = """
from coordsim.core.compiled import compiled

@compiled
def twice(number):
    return 2 * number
"""


def run_twice(folder: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(folder=str(folder), before=before)],
        capture_output=True,
        text=True,
        env=os.environ | {"NUMBA_CACHE_DIR": str(folder / "kept")},
        timeout=120,
        check=False,
    )


HITS = """
import atexit
atexit.register(lambda: print(sum(doubling.twice.stats.cache_hits.values())))
"""


@pytest.mark.slow
def test_code_in_a_folder_that_is_locked_is_read_unless_a_byte_of_it_has_changed(
    tmp_path: Path,
) -> None:
    """Deep inside, where it would be run; what is compiled anew then cannot be kept."""
    (tmp_path / "doubling.py").write_text(DOUBLING)
    assert run_twice(tmp_path).stdout == "42\n"
    read = run_twice(tmp_path, LOCKED + HITS)
    assert (read.stdout, read.stderr) == ("42\n1\n", "")
    (file,) = (tmp_path / "kept").rglob("*.nbc")
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    file.write_bytes(whole)
    damaged = run_twice(tmp_path, LOCKED)
    assert (damaged.returncode, damaged.stdout) == (0, "42\n"), damaged.stderr
    assert "PickleError('its bytes have changed')" in damaged.stderr
    assert "cannot be kept: [Errno 13]" in damaged.stderr


@pytest.mark.parametrize(
    ("ending", "junk"),
    [("nbi", b"\x80\x05\x95\xff"), ("nbc", b"")],
)
@pytest.mark.slow
def test_damaged_code_is_compiled_anew(tmp_path: Path, ending: str, junk: bytes) -> None:
    (tmp_path / "doubling.py").write_text(DOUBLING)
    assert run_twice(tmp_path).stdout == "42\n"
    (file,) = (tmp_path / "kept").rglob(f"*.{ending}")
    file.write_bytes(junk)
    damaged = run_twice(tmp_path)
    assert (damaged.returncode, damaged.stdout) == (0, "42\n"), damaged.stderr
    assert "is damaged" in damaged.stderr
    healed = run_twice(tmp_path)
    assert (healed.stdout, healed.stderr) == ("42\n", "")


LENDING = """
from typing import NamedTuple
import numpy as np
from coordsim.core.compiled import compiled, part

class Ends(NamedTuple):
    first: np.ndarray
    last: np.ndarray

@part
def ends(values):
    return Ends(values[:2], values[-2:])

@compiled
def twice(number):
    values = np.arange(number)
    for _ in range(1000):
        found = ends(values)
        found.last[1] += 0
    others = np.zeros(number, np.int64)
    return values.sum() + found.first[1] - 169 + others.sum()
"""


@pytest.mark.slow
def test_what_a_part_returns_is_lent(tmp_path: Path) -> None:
    """Whoever made an array owns it still, however often a part has returned a view of it."""
    (tmp_path / "doubling.py").write_text(LENDING)
    ended = run_twice(tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "42\n"), ended.stderr


@compiled.part
def make(size: int) -> float:
    return float(np.arange(size)[0])


def make_some(size: int) -> float:
    return make(size)


def test_a_part_makes_no_array() -> None:
    with pytest.raises(NumbaError, match="Only accept returning of array passed into"):
        compiled.called(make_some)(3)
