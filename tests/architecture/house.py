"""Measure the shape of a tree, this one or another state of it:

    python tests/architecture/house.py [FOLDER]

Rooms are the folders and files directly below ``coordsim``; floors are the declared layers of
``pyproject.toml``; a chain is a path of imports from room to room.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "web", "docs", "benchmarks", "experiments", "tests")
OURS = ("src", "web", "docs", "benchmarks", "experiments")  # without tests
WIDEST, MOST_POSITIONAL = 100, 5
SWITCH = re.compile(r"#\s*fmt: ?(?:skip|off|on)\b")


def files(root: Path, folders: tuple[str, ...], *kinds: str) -> Iterator[Path]:
    """Written files below some folders."""
    for folder in folders:
        for kind in kinds:
            yield from sorted(
                path
                for path in (root / folder).rglob(f"*.{kind}")
                if not {"__pycache__", "node_modules"} & set(path.parts)
            )


def rooms(root: Path = ROOT) -> dict[str, set[str]]:
    """Each room below ``coordsim`` and those that it imports."""
    home = root / "src" / "coordsim"
    graph: dict[str, set[str]] = {}
    for path in files(root, ("src",), "py"):
        room = _room(_dotted(path, home))
        if room:
            named = {_room(target) for target in _imports(path.read_text("utf-8"))}
            graph.setdefault(room, set()).update(named - {room, ""})
    return graph


def _dotted(path: Path, home: Path) -> str:
    parts = path.relative_to(home).with_suffix("").parts
    return ".".join(("coordsim", *(parts[:-1] if parts[-1] == "__init__" else parts)))


def _room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def _imports(text: str) -> set[str]:
    out: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names if alias.name.startswith("coordsim.")}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "coordsim":
            out |= {f"{node.module}.{alias.name}" for alias in node.names}
    return out


def chain(graph: dict[str, set[str]]) -> list[str]:
    """The longest path of imports, top first; raises ValueError where rooms stand in a circle."""
    under_way: list[str] = []

    @cache
    def below(room: str) -> tuple[str, ...]:
        if room in under_way:
            raise ValueError(f"a circle: {' -> '.join([*under_way, room])}")
        under_way.append(room)
        paths = [below(other) for other in sorted(graph.get(room, ()) & graph.keys())]
        under_way.pop()
        return (room, *max(paths, key=len, default=()))

    return list(max((below(room) for room in sorted(graph)), key=len))


def floors(root: Path = ROOT) -> list[str]:
    """The declared layers of ``coordsim``, top to bottom."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    first = next(one for one in contracts["contracts"] if one["type"] == "layers")
    return [layer for layer in first["layers"] if layer != "coordsim_web"]


def many_positional(root: Path = ROOT) -> list[str]:
    """Functions of ours that take more than five positional arguments, ``self`` not counted."""
    out = []
    for path in files(root, OURS, "py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                names = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
                if len(names) - (names[:1] in (["self"], ["cls"])) > MOST_POSITIONAL:
                    name = getattr(node, "name", "lambda")
                    out.append(f"{path.relative_to(root).as_posix()}: {name} ({len(names)})")
    return out


def wide_lines(root: Path = ROOT) -> list[str]:
    """Lines over one hundred columns in code and pages."""
    return [
        f"{path.relative_to(root).as_posix()}:{number}"
        for path in files(root, FOLDERS, "py", "vue", "js", "css")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > WIDEST
    ]


def switches(root: Path = ROOT) -> list[str]:
    """Places where the formatter is told to look away."""
    return [
        f"{path.relative_to(root).as_posix()}:{number}"
        for path in files(root, FOLDERS, "py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if SWITCH.search(line)
    ]


def report(root: Path) -> str:
    """All of it, a line each."""
    graph = rooms(root)
    try:
        longest = chain(graph)
    except ValueError as error:
        longest = [str(error)]
    single = [room for room in graph if (root / "src/coordsim" / f"{room}.py").is_file()]
    lines = [
        ("rooms below coordsim", len(graph)),
        ("of which single files", len(single)),
        ("declared floors", len(floors(root))),
        ("longest chain of imports, rooms", f"{len(longest)}: {' > '.join(longest)}"),
        ("functions with more than five positional arguments", len(many_positional(root))),
        ("lines over 100 columns", len(wide_lines(root))),
        ("formatter switches", len(switches(root))),
    ]
    return "\n".join(f"{name:52} {value}" for name, value in lines)


if __name__ == "__main__":
    sys.stdout.write(report(Path(sys.argv[1]).resolve() if sys.argv[1:] else ROOT) + "\n")
