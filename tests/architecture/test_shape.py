"""The shape of the code: short files and functions, a bare engine, one door for luck."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from coordsim.rules.technology import TECHNOLOGIES

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("web/**/*.py")])
WRITTEN = sorted(  # everything that somebody has to read: the pages' parts and the tests too
    [
        path
        for folder in ("src", "web", "tests", "benchmarks")
        for kind in ("py", "vue", "css", "js")
        for path in ROOT.glob(f"{folder}/**/*.{kind}")
    ]
    + [*ROOT.glob("docs/**/*.py")]
)
LONGEST_FILE, MOST_STATEMENTS = 400, 40
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS = {
    "src/coordsim/week/story.py: live": "the order of a week, in one piece on purpose",
    "src/coordsim/firm/books.py: post": "the ledger, a line for each account",
    "src/coordsim/customers/kernel.py: visit_firm": "compiled: one loop, in one piece for speed",
    "src/coordsim/customers/class_kernel.py: play_classes": "compiled: one loop, in one piece",
}
LUCKY = {
    "src/coordsim/core/luck/streams.py": "draws everything that happens to a firm",
    "src/coordsim/mesa_model/filled.py": "a seed when Mesa's caller gives none",
    "src/coordsim/room/keys.py": "names, codes and keys of rooms that nobody should guess",
}
HEAVY = ("pandas", "mesa", "matplotlib", "solara", "typer", "coordsim_web")
GLOBAL_LUCK = {"random", "secrets"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def statements_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Statements, not lines: nobody gains by packing."""
    return sum(isinstance(inner, ast.stmt) for inner in ast.walk(node)) - 1


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 40
    folders = {name_of(path).split("/")[0] for path in WRITTEN}
    assert (folders, {path.suffix for path in WRITTEN}) == (
        {"src", "web", "tests", "docs", "benchmarks"},
        {".py", ".vue", ".css", ".js"},
    )


def test_no_file_is_too_long() -> None:
    """A long file wants a reason, and a reason wants a long file."""
    long = {
        name_of(path)
        for path in WRITTEN
        if len(path.read_text("utf-8").splitlines()) > LONGEST_FILE
    }
    assert long == set(LONG_FILES)


def test_what_silences_a_check_says_why() -> None:
    """A reason after a second sign; and none where the check does not look at all."""
    silenced = re.compile(r"# (type: ignore|noqa)\b")
    reasoned = re.compile(r"# (?:type: ignore\[[\w, -]+\]|noqa: \w+)  # \S+ \S+")
    bare = [
        f"{name_of(path)}:{number}"
        for path in WRITTEN
        if path.suffix == ".py" and path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (found := silenced.search(line))
        and (not reasoned.search(line) or (found[1] != "noqa" and not typed(path)))
    ]
    assert bare == []


def typed(path: Path) -> bool:
    """Whether mypy looks at it."""
    return name_of(path).split("/")[0] in ("src", "web")


def test_no_function_is_too_long() -> None:
    long = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and statements_of(node) > MOST_STATEMENTS
            ):
                long.add(f"{name_of(path)}: {node.name}")
    assert long == set(LONG_FUNCTIONS)


def test_the_engine_is_bare() -> None:
    """In a fresh interpreter the engine brings in neither tables nor Mesa nor figures nor pages."""
    code = f"import sys, coordsim.run.simulate; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert found.stdout.split() == []


def test_the_package_itself_loads_nothing() -> None:
    code = (
        "import sys, coordsim; print(*sorted(m for m in sys.modules if m.startswith(('coordsim.',"
        " 'numpy', 'numba', 'pandas'))))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert found.stdout.split() == []


def luck_in(path: Path) -> set[str]:
    """Places where a file draws, seeds or imports luck: ``np.random.anything`` but the type,
    ``random``, ``secrets``.
    """
    out = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            out |= {
                alias.name
                for alias in node.names
                if alias.name.split(".")[0] in GLOBAL_LUCK or alias.name == "numpy.random"
            }
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.split(".")[0] in GLOBAL_LUCK
        ):
            out.add(node.module)
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.startswith("numpy.random")
        ):
            out.add(node.module)
        if (
            isinstance(node, ast.Attribute)
            and ast.unparse(node.value) in ("np.random", "numpy.random")
            and node.attr != "Generator"
        ):
            out.add(ast.unparse(node))
    return out


def test_only_streams_draws() -> None:
    """And where luck is not the firm's, it says what for."""
    found = {name_of(path): luck_in(path) for path in SOURCES if name_of(path).startswith("src/")}
    assert {name for name, luck in found.items() if luck} == set(LUCKY)
    drawing = ("default_rng", "Philox", "RandomState", "PCG64")
    drawers = {
        name
        for name, luck in found.items()
        if any(word in place for place in luck for word in drawing)
    }
    assert drawers == {"src/coordsim/core/luck/streams.py"}


def test_only_the_model_imports_mesa() -> None:
    importers = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "mesa" for name in names):
                importers.add(name_of(path))
    rooms = ("src/coordsim/mesa_model/", "src/coordsim/customers/one_customer.py")
    assert {name for name in importers if not name.startswith(rooms)} == set()


def test_records_are_frozen() -> None:
    """Every dataclass of the engine is frozen: nouns do nothing and do not change."""
    loose = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                for decorator in node.decorator_list:
                    said = ast.unparse(decorator)
                    if said.startswith("dataclass") and "frozen=True" not in said:
                        loose.add(f"{name_of(path)}: {node.name}")
    assert {name for name in loose if name.startswith("src/")} == set()


ENGINE = ("core", "theory", "firm", "customers", "mind", "week", "run")


def test_only_its_own_file_names_a_technology() -> None:
    """Physics and managers get numbers in which technologies are folded, and ask for none."""
    names = set(TECHNOLOGIES.own)
    found = set()
    for path in SOURCES:
        room = path.relative_to(ROOT).parts[2]
        if room in ENGINE:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and node.value in names:
                    found.add(name_of(path))
                if isinstance(node, ast.Attribute) and node.attr.removeprefix("with_") in names:
                    found.add(name_of(path))
    assert found == set()
