"""Nothing in benchmarks/ imports in a circle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def imported(tree: ast.AST) -> set[str]:
    """Modules that are imported when this one is, or inside its functions; not those that only its
    types name.
    """
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        else:
            found |= imported(node)
    return found


def graph(root: Path) -> dict[str, set[str]]:
    """Module -> the modules of the same folder that it imports."""
    files = {
        ".".join(path.relative_to(root).with_suffix("").parts): path
        for path in (root / "benchmarks").rglob("*.py")
    }
    return {
        name: (imported(ast.parse(path.read_text("utf-8"))) & files.keys()) - {name}
        for name, path in files.items()
    }


def test_no_circles() -> None:
    found = graph(ROOT)
    assert len(found) > 20
    assert list(TopologicalSorter(found).static_order())


def test_a_circle_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    (folder / "one.py").write_text("from benchmarks import two\n", "utf-8")
    (folder / "two.py").write_text("def f():\n    import benchmarks.one\n", "utf-8")
    with pytest.raises(CycleError):
        list(TopologicalSorter(graph(tmp_path)).static_order())
