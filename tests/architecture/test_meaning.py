"""Meaning by name, not by place: at most five arguments by position, results of more than two
things with names.

``KNOWN`` is compared for equality: it may only shrink, and whoever mends an offender takes it off.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("src", "web", "docs", "benchmarks", "experiments")
MOST_POSITIONAL, MOST_UNNAMED = 5, 2
ANY_NUMBER = {"zip", "print", "max", "min"}  # take as many as there are
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

KNOWN: dict[str, set[str]] = {
    "takes more than five by position": set(),
    "is given more than five by position": set(),
    "returns more than two without names": set(),
}


def sources(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Each file of ours, by name, with its syntax tree."""
    for folder in OURS:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), ast.parse(path.read_text("utf-8"))


def name_of(node: Function) -> str:
    return "lambda" if isinstance(node, ast.Lambda) else node.name


def takes_many(node: ast.AST) -> str:
    """The name of a function that takes more than five arguments by position."""
    if not isinstance(node, Function):
        return ""
    taken = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    own = taken[1:] if taken[:1] in (["self"], ["cls"]) else taken
    return name_of(node) if len(own) > MOST_POSITIONAL else ""


def gives_many(node: ast.AST) -> str:
    """What is called with more than five arguments by position: records are called too."""
    if not isinstance(node, ast.Call) or len(node.args) <= MOST_POSITIONAL:
        return ""
    called = ast.unparse(node.func)
    return "" if called.split(".")[-1] in ANY_NUMBER | of_any_number() else called


@cache
def of_any_number() -> set[str]:
    """Functions of ours that take as many as there are: all arguments by position are of a kind."""
    return {
        node.name
        for _, tree in sources(ROOT)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.args.vararg and not node.args.args
    }


def unnamed_results(node: ast.AST) -> str:
    """The name of a function that returns more than two things without names."""
    if not isinstance(node, Function):
        return ""
    results = [node.body] if isinstance(node, ast.Lambda) else list(returned(node))
    many = any(isinstance(one, ast.Tuple) and len(one.elts) > MOST_UNNAMED for one in results)
    return name_of(node) if many else ""


def returned(node: ast.AST) -> Iterator[ast.expr]:
    """What a function returns itself, not those inside it."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.Return) and inner.value is not None:
            yield inner.value
        elif not isinstance(inner, Function | ast.ClassDef):
            yield from returned(inner)


RULES = {
    "takes more than five by position": takes_many,
    "is given more than five by position": gives_many,
    "returns more than two without names": unnamed_results,
}


def offenders(root: Path = ROOT) -> dict[str, set[str]]:
    """Rule -> ``file: name`` of everything that breaks it."""
    out: dict[str, set[str]] = {rule: set() for rule in RULES}
    for name, tree in sources(root):
        for node in ast.walk(tree):
            for rule, broken_by in RULES.items():
                if who := broken_by(node):
                    out[rule].add(f"{name}: {who}")
    return out


def test_meaning_goes_by_name() -> None:
    found = offenders()
    new = {rule: sorted(names - KNOWN.get(rule, set())) for rule, names in found.items()}
    mended = {rule: sorted(KNOWN.get(rule, set()) - names) for rule, names in found.items()}
    assert not any(new.values()), f"use keywords (*) or a record, and a NamedTuple: {new}"
    assert not any(mended.values()), f"no longer offends, take it off KNOWN: {mended}"


def test_each_rule_sees_its_offender(tmp_path: Path) -> None:
    """And lets keywords, methods' ``self`` and named results pass."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "sums.py").write_text(
        "def six(a, b, c, d, e, f): return a\n"
        "def keyed(a, b, c, d, e, *, f): return a, b\n"
        "def three(a): return a, a, a\n"
        "def outer(a):\n    def inner(): return a, a, a\n    return inner\n"
        "class Sum:\n    def add(self, a, b, c, d, e): return Named(1, 2, 3, 4, 5)\n"
        "six(1, 2, 3, 4, 5, 6)\n"
        "sums.Row(1, 2, 3, 4, 5, 6)\n"
        "max(1, 2, 3, 4, 5, 6)\n"
        "keyed(1, 2, 3, 4, 5, f=6)\n"
        "short = lambda a, b, c, d, e, f: (a, b, c)\n"
        "async def waits(a, b, c, /, d, e, f): return [a, b, c]\n",
        encoding="utf-8",
    )
    assert offenders(tmp_path) == {
        "takes more than five by position": {
            "src/sums.py: six",
            "src/sums.py: lambda",
            "src/sums.py: waits",
        },
        "is given more than five by position": {"src/sums.py: six", "src/sums.py: sums.Row"},
        "returns more than two without names": {
            "src/sums.py: three",
            "src/sums.py: inner",
            "src/sums.py: lambda",
        },
    }
