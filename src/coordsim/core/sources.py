"""What code depends on: the modules that a module imports, and those that they import, found in
their own lines. A package that holds a registry imports every module of its folder.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
_IMPORT = re.compile(
    r"^\s*(?:from\s+(coordsim[\w.]*)\s+import\s+(\([^)]*\)|.+)|import\s+(coordsim[\w.]*))", re.M
)
_WALKED = re.compile(r"\bRegistry\([^)]*\b__name__")


@cache
def texts(package: Path = PACKAGE) -> Mapping[str, str]:
    """Return the source of every module below a folder, by dotted name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = ("coordsim", *path.relative_to(package).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path.read_text("utf-8")
    return found


def imports(text: str, known: Mapping[str, str]) -> set[str]:
    """Return the modules that a source names in its imports, and the packages that they lie in."""
    found = set()
    for origin, names, plain in _IMPORT.findall(text):
        base = origin or plain
        parts = re.findall(r"\w+", re.sub(r"\bas\s+\w+|#.*", "", names))
        for name in (base, *(f"{base}.{part}" for part in parts)):
            steps = name.split(".")
            found |= {".".join(steps[: end + 1]) for end in range(1, len(steps))} & known.keys()
    return found


def walked(name: str, text: str, known: Mapping[str, str]) -> set[str]:
    """Return the modules that a registry in this source finds by walking its folder."""
    if not _WALKED.search(text):
        return set()
    return {other for other in known if other.startswith(f"{name}.")}


def closure(start: Callable[[str, str], bool], package: Path = PACKAGE) -> dict[str, str]:
    """Return name -> source of the modules for which ``start(name, source)`` holds and of all that
    they import, but for how things look (``coordsim.show``), which changes no number.
    """
    known = texts(package)
    unread = [name for name, text in known.items() if start(name, text)]
    found: dict[str, str] = {}
    while unread:
        name = unread.pop()
        if name not in found:
            found[name] = known[name]
            more = imports(known[name], known) | walked(name, known[name], known)
            unread.extend(other for other in more if not other.startswith("coordsim.show"))
    return dict(sorted(found.items()))


def digest(sources: Mapping[str, str]) -> str:
    """Return a hash of sources."""
    state = blake2b(digest_size=12)
    for name, text in sorted(sources.items()):
        state.update(f"{name}\0{text}\0".encode())
    return state.hexdigest()


@cache
def beside(module: str, file: str) -> Mapping[str, str]:
    """Return the sources of a module that is none of ours: of its whole package, or of its file, as
    they are when first asked for.
    """
    root = module.partition(".")[0]
    folders = [Path(folder) for folder in getattr(sys.modules.get(root), "__path__", ())]
    found = {
        f"{root}/{path.relative_to(folder).as_posix()}": path.read_text("utf-8")
        for folder in folders
        for path in sorted(folder.rglob("*.py"))
    }
    if not found and file:
        found[Path(file).name] = Path(file).read_text("utf-8")
    return found


def engine() -> dict[str, str]:
    """Return name -> source of all that a run depends on: the room ``run`` and what it imports."""
    return closure(lambda name, _: name == "coordsim.run" or name.startswith("coordsim.run."))
