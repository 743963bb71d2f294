"""A copy of the repository in which a recipe is followed, and how what it makes is tried."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_OUT = {".git", ".venv", "__pycache__", ".cache", "node_modules", "results", "out", "dist"}


@dataclass(frozen=True)
class House:
    """A copy of the repository in ``root``; code compiled there is kept in ``compiled``."""

    root: Path
    compiled: Path

    def write(self, path: str, text: str) -> None:
        """Add a file."""
        file = self.root / path
        assert not file.exists(), f"{path} is there already"
        file.write_text(text, "utf-8")

    def append(self, path: str, new: str) -> None:
        """Add lines at the end of a file."""
        file = self.root / path
        file.write_text(file.read_text("utf-8") + new, "utf-8")

    def insert(self, path: str, new: str, before: str) -> None:
        """Add lines before the line that begins with ``before``, which only one does."""
        self.replace(path, f"\n{before}", f"\n{new}{before}")

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a piece of a file that stands there once."""
        file = self.root / path
        text = file.read_text("utf-8")
        assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
        file.write_text(text.replace(old, new), "utf-8")

    def run(self, *words: str) -> str:
        """Run a command of the repository there with this interpreter; returns what it says."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            env=os.environ
            | {
                "PYTHONPATH": os.pathsep.join(str(self.root / name) for name in ("src", "web")),
                "NUMBA_CACHE_DIR": str(self.compiled),
            },
            capture_output=True,
            text=True,
            timeout=1800,
            check=False,
        )
        said = f"{done.stdout[-20_000:]}\n{done.stderr[-4_000:]}"
        assert done.returncode == 0, f"{' '.join(words)} failed:\n{said}"
        return said

    def changed(self) -> set[str]:
        """Files that are new here or differ from the repository's."""
        return {
            name
            for name in written(self.root)
            if not (ROOT / name).is_file()
            or (ROOT / name).read_bytes() != (self.root / name).read_bytes()
        }


@dataclass(frozen=True)
class Hasty(House):
    """A copy in which several recipes are followed: a command that several ask for is run once,
    where the last of them asks for it.
    """

    asked: list[tuple[str, ...]] = field(default_factory=list)

    def run(self, *words: str) -> str:
        self.asked.append(words)
        return ""

    def catch_up(self) -> House:
        """Run what was asked for."""
        house = House(self.root, self.compiled)
        for words in reversed(dict.fromkeys(reversed(self.asked))):
            house.run(*words)
        return house


def written(root: Path) -> list[str]:
    """Names of the files of a repository, without what tools and runs leave behind."""
    found = []
    for folder, inside, files in root.walk():
        inside[:] = sorted(name for name in inside if not left_out(name))
        found += [(folder / name).relative_to(root).as_posix() for name in sorted(files)]
    return [name for name in found if not name.endswith(".pyc")]


def left_out(name: str) -> bool:
    return name in LEFT_OUT or name.endswith(("_cache", ".egg-info"))


def copied(to: Path, compiled: Path) -> House:
    """Copy the repository, times included, so that what was compiled in a copy at this place is
    used again.
    """
    if to.exists():
        shutil.rmtree(to)
    for name in written(ROOT):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to / name)
    return House(to, compiled)
