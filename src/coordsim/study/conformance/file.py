"""The rules of a file, checked in a process of its own: whatever the file does, it can only answer
or not. That guards against mistakes, not against malice: run only files that you trust.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from coordsim.core.registry import RegistryError
from coordsim.core.spelling import failure, missing
from coordsim.study.conformance import SUITES, check_rule


class RuleError(ValueError):
    """A rule's file that cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Found:
    """A rule of a file and its breaches, a sentence each."""

    kind: str
    name: str
    title: str
    breaches: tuple[str, ...]


@dataclass(frozen=True)
class Holds:
    """What a file holds, by its own lines: a player, rules, both or neither."""

    player: bool
    rules: bool


def holds(path: Path) -> Holds:
    """Look at a file without running it: a player is a function ``decide``, a rule a call of
    ``register``.
    """
    if not path.is_file():  # a pipe would be waited for
        return Holds(player=True, rules=False)
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return Holds(player=True, rules=False)  # loading it as a player says what is wrong
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    rules = any(isinstance(call, ast.Attribute) and call.attr == "register" for call in calls)
    player = any(isinstance(node, ast.FunctionDef) and node.name == "decide" for node in tree.body)
    return Holds(player or not rules, rules)


def check_rules(path: Path, seconds: float) -> list[Found]:
    """Load a file and check every rule that it registers, within ``seconds``. Raises RuleError when
    it cannot be loaded or takes longer.
    """
    words = [sys.executable, "-P", "-m", __name__, str(path)]
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RuleError(f"{path.name}: checking took longer than {seconds:g} s") from None
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise RuleError(f"{path.name}: the check ended without an answer")
    answer = json.loads(lines[-1])
    if "refused" in answer:
        raise RuleError(answer["refused"])
    return [Found(**one | {"breaches": tuple(one["breaches"])}) for one in answer["rules"]]


def load_rules(path: Path) -> list[tuple[str, str]]:
    """Run a file and return kind and name of every rule that it registers. Raises RuleError."""
    before = {kind: set(registry) for kind, (registry, _) in SUITES.items()}
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise RuleError(f"{path.name}: {missing(path)}; a rule is registered by a .py file")
    module = module_from_spec(spec)
    sys.modules[path.stem] = module
    sys.path.insert(0, str(path.parent))
    try:
        spec.loader.exec_module(module)
    except RegistryError as error:
        raise RuleError(str(error)) from error
    except (Exception, SystemExit) as error:
        name = path.name
        raise RuleError(f"{name}: the file does not run: {failure(error, name)}") from error
    found = [
        (kind, name)
        for kind, (registry, _) in SUITES.items()
        for name in registry
        if name not in before[kind]
    ]
    if not found:
        raise RuleError(f"{path.name}: the file registers no rule when it runs")
    return found


def _found(kind: str, name: str) -> dict[str, object]:
    rule = SUITES[kind][0][name]
    return {"kind": kind, "name": name, "title": rule.title, "breaches": check_rule(rule)}


def main(path: Path) -> None:
    """Be the process of a rule's file: load it, check its rules, answer in one line. What the file
    writes, by whatever way, is not part of the answer.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        answer: dict[str, object] = {"rules": [_found(*one) for one in load_rules(path)]}
    except RuleError as error:
        answer = {"refused": str(error)}
    out.write(json.dumps(answer) + "\n")
    out.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
