"""Every example in the documents runs, in the order in which it stands there."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from coordsim.cli import main
from coordsim.mind.expectation import EXPECTED
from coordsim.mind.program import PROGRESS
from coordsim.players.student import Seat
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim.study.conformance import SUITES

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# (\w+\.py)\n")
REGISTRIES = [registry for registry, _ in SUITES.values()]
# run firms over two years, and studies in processes of their own
SLOW = {"README.md", "research.md", "research-analysis.md", "python.md", "environments.md"}
CHECK = "python3 -m uv run coordsim check "


@dataclass(frozen=True)
class Example:
    language: str
    text: str

    @property
    def runs(self) -> bool:
        """Whether it is Python, or checks a file; other commands have tests of their own."""
        return self.language == "python" or self.text.startswith(CHECK)


def examples(page: Path) -> list[Example]:
    found = [Example(*match.groups()) for match in BLOCK.finditer(page.read_text("utf-8"))]
    return [example for example in found if example.runs]


WITH_EXAMPLES = [page for page in PAGES if examples(page)]


def test_there_are_examples() -> None:
    assert {"README.md", "players.md", "rules.md"} <= {page.name for page in WITH_EXAMPLES}
    for page in PAGES:
        assert page.read_text("utf-8").count("```python\n") == len(
            [example for example in examples(page) if example.language == "python"]
        )


def forget(before: dict[int, set[str]]) -> None:
    """Take off what an example registered."""
    for registry in REGISTRIES:
        for name in set(registry) - before[id(registry)]:
            sys.modules.pop(registry.origin(name).module, None)
            registry.forget(name)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """An empty folder to work in; what is registered there is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    before = {id(one): set(one) for one in REGISTRIES}
    yield tmp_path
    forget(before)


def written(page: Path, folder: Path) -> Iterator[Example]:
    """Yield a page's examples in their order; one that begins with a file's name becomes that
    file.
    """
    for example in examples(page):
        file = FILE.match(example.text)
        if file:
            (folder / file[1]).write_text(example.text, "utf-8")
        else:
            yield example


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.name, marks=[pytest.mark.slow] if page.name in SLOW else [])
        for page in WITH_EXAMPLES
    ],
)
def test_examples_run(page: Path, folder: Path) -> None:
    """Typed one after the other."""
    names: dict[str, Any] = {}
    for example in written(page, folder):
        if example.language == "python":
            exec(compile(example.text, str(page), "exec"), names)


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=[page.name for page in WITH_EXAMPLES])
def test_what_is_to_be_checked_passes(
    page: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each `coordsim check` of a page, on the files that stand above it."""
    for example in written(page, folder):
        if example.language != "python":
            words = example.text.removeprefix(CHECK).split()
            monkeypatch.setattr(sys, "argv", ["coordsim", "check", *words])
            with pytest.raises(SystemExit) as end:
                main()
            assert not end.value.code, capsys.readouterr().err


SCENARIO = re.compile(r"^```toml\n# (\w+\.toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_scenarios_of_ones_own_can_be_run(folder: Path) -> None:
    """Loaded as they stand there, and under the name by which the command below calls them."""
    text = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
    found = SCENARIO.findall(text)
    assert found
    for name, inside in found:
        (folder / name).write_text(inside, "utf-8")
        short = load(folder / name).with_({"horizon.weeks": 4, "horizon.warmup": 0})
        assert short.market.customers != load("blind").market.customers
        assert simulate(short).firms == 1
        assert f"coordsim run {name}" in text


def test_what_pay_may_read_is_listed() -> None:
    rules = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \| .* \|$", rules, re.MULTILINE) == list(PROGRESS)
    reference = (ROOT / "docs" / "reference.md").read_text("utf-8")
    table = reference.split("<!-- generated: kpis -->")[1].split("<!-- end")[0]
    marked = re.findall(r"^\| `(\w+)` \|.* \| yes \|$", table, re.MULTILINE)
    assert set(marked) == set(EXPECTED)
    players = (ROOT / "docs" / "players.md").read_text("utf-8")
    row = re.search(r"^\| `progress` \|.*$", players, re.MULTILINE)
    assert row is not None
    assert [name for name in PROGRESS if f"`{name}`" not in row[0]] == []


def test_every_field_of_a_seat_is_described() -> None:
    rows = (
        (ROOT / "docs" / "players.md").read_text("utf-8").split("| `seat.` |")[1].split("\n\n")[0]
    )
    for item in fields(Seat):
        assert f"`{item.name}`" in rows


def test_every_kind_of_rule_is_described() -> None:
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    for registry in REGISTRIES:
        assert f"| {registry.what} | `{registry.package}." in text
        assert f"`{registry.group}`" in text
