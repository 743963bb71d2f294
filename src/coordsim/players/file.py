"""Players from Python files: each firm of each run gets the file anew, with the neighbours that it
imports, so that nobody shares a memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from threading import RLock
from types import CodeType, ModuleType
from typing import Any

from coordsim.core.spelling import failure, missing
from coordsim.players.student import Function, PlayerError, Seat, Student

_LOCK = RLock()  # where modules are looked up is one for all threads
_NAME = "__player__"


@dataclass(frozen=True)
class PlayerFile:
    """A file with a function ``decide(seat)``; every run seats it anew."""

    path: Path
    source: bytes
    neighbours: frozenset[str]  # modules of its folder that it may import

    def seated(self) -> Student:
        """Return a player that has seen nothing yet."""
        return Student(self.fresh, self.path.name)

    def fresh(self) -> Function:
        """Run the file and return its ``decide``. Raises PlayerError when it does not run or has
        none.
        """
        modules: dict[str, ModuleType] = {_NAME: ModuleType(_NAME)}
        names = vars(modules[_NAME])
        names["__file__"] = str(self.path)
        try:
            with self._at_home(modules):
                exec(_code(self.source, str(self.path)), names)
        except (Exception, SystemExit) as error:
            name = self.path.name
            raise PlayerError(f"{name}: the file does not run: {failure(error, name)}") from error
        decide = names.get("decide")
        if not callable(decide):
            raise PlayerError(f"{self.path.name}: there is no function decide(seat)")

        def at_home(seat: Seat) -> Any:
            with self._at_home(modules):
                return decide(seat)

        return at_home

    @contextmanager
    def _at_home(self, modules: dict[str, ModuleType]) -> Iterator[None]:
        """Let imports find the file's neighbours, and ``modules`` those of them that it has."""
        with _LOCK:
            path = list(sys.path)
            others = _taken(self.neighbours)
            sys.modules.update(modules)
            sys.path.append(str(self.path.parent))
            try:
                yield
            finally:
                sys.path[:] = path
                modules.update(_taken(self.neighbours | {_NAME}))
                sys.modules.update(others)


def _taken(names: frozenset[str]) -> dict[str, ModuleType]:
    """Take modules of these names, and what lies within them, off the table of modules."""
    if not any(name in sys.modules for name in names):
        return {}
    found = [name for name in sys.modules if name.partition(".")[0] in names]
    return {name: sys.modules.pop(name) for name in found}


@cache
def _code(source: bytes, where: str) -> CodeType:
    return compile(source, where, "exec")


def load_player(path: str | Path) -> PlayerFile:
    """Load a file's ``decide``. Raises PlayerError when there is no such file or function, or when
    the file does not run.
    """
    path = Path(path).absolute()
    if path.suffix != ".py" or not path.is_file():
        raise PlayerError(
            f"{path.name}: {missing(path)}; a player is a .py file with a function decide(seat)"
        )
    try:
        source = path.read_bytes()
    except OSError as error:
        raise PlayerError(f"{path.name}: the file cannot be read: {error.strerror}") from error
    player = PlayerFile(path, source, _neighbours(path.parent))
    player.fresh()
    return player


def _neighbours(folder: Path) -> frozenset[str]:
    """Return the modules of a folder, but for those that Python finds without it."""
    elsewhere = [place for place in sys.path if Path(place).absolute() != folder]
    names = {item.stem for item in folder.glob("*.py")}
    names |= {item.parent.name for item in folder.glob("*/__init__.py")}
    return frozenset(
        name
        for name in names
        if name not in sys.stdlib_module_names and PathFinder.find_spec(name, elsewhere) is None
    )
