"""Where compiled code is kept: apart for each state of its sources, wherever it is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordsim import compiled


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the compiled sources."""
    for source in compiled.SOURCES:
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(compiled.HERE / source, tmp_path / source)
    monkeypatch.setattr(compiled, "HERE", tmp_path)
    compiled._folder.cache_clear()
    yield tmp_path
    compiled._folder.cache_clear()


def test_every_compiled_file_is_a_source() -> None:
    """Every file that compiles something is named, so that no edit goes unseen."""
    users = {
        path.relative_to(compiled.HERE).as_posix()
        for path in compiled.HERE.glob("**/*.py")
        if path.parent.name != "bench"  # which times stages of the kernel and gives no results
        and any(word in path.read_text("utf-8") for word in ("@compiled", "@njit", "@register_jitable"))
    }
    assert users <= set(compiled.SOURCES)


@pytest.mark.parametrize("given", ["", "elsewhere"])
def test_an_edit_of_any_source_means_another_folder(sources: Path, given: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Beside the sources or where NUMBA_CACHE_DIR says."""
    place = str(tmp_path_factory.mktemp(given)) if given else ""
    folders = [compiled._folder(place)]
    for source in compiled.SOURCES:
        with (sources / source).open("a") as file:
            file.write("# edited\n")
        compiled._folder.cache_clear()
        folders.append(compiled._folder(place))
    assert len(set(folders)) == len(folders)
    assert all(folder.startswith(place or str(sources)) for folder in folders)


def test_where_nothing_may_be_written_it_is_kept_with_temporary_files(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_writable", lambda folder: False)
    folder = Path(compiled._folder(""))
    assert folder.is_dir()
    assert sources not in folder.parents
    folder.rmdir()
