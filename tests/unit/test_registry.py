"""Registries: what they find, what they refuse, and in which sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from coordsim.core.registry import Registry, RegistryError, missing
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.rules.technology import TECHNOLOGIES

REGISTRIES = (PAY, TALK, SETTLING, TECHNOLOGIES)
FILE = """
from tool import TOOLS, Tool
TOOLS.register(Tool("{name}", "{title}"){order})
"""


@dataclass(frozen=True)
class Tool:
    name: str
    title: str
    words: str = "What it does."


def offer(folder: Path, distribution: str, *, name: str, place: str) -> None:
    """A tiny installed package that offers a tool by an entry point."""
    about = folder / f"{distribution}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[test.tools]\n{name} = {place}\n")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry[Tool]]:
    """A registry over a folder on the path, with nothing in it yet."""
    box = tmp_path / "box"
    box.mkdir()
    (box / "__init__.py").touch()
    registry: Registry[Tool] = Registry(
        "tool", "box", "test.tools", lambda tool: missing(tool, texts=("words",))
    )
    home = type(sys)("tool")
    home.TOOLS, home.Tool = registry, Tool
    monkeypatch.setitem(sys.modules, "tool", home)
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield registry
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_every_file_of_the_folder_is_found_in_the_order_it_declares(
    tools: Registry[Tool], tmp_path: Path
) -> None:
    """Whoever declares none comes last, by name."""
    for name, order in (("saw", ", order=2"), ("axe", ""), ("adze", ""), ("plane", ", order=1")):
        text = FILE.format(name=name, title=name.title(), order=order)
        (tmp_path / "box" / f"{name}.py").write_text(text)
    assert list(tools) == list(tools.own) == ["plane", "saw", "adze", "axe"]
    assert tools["saw"].title == "Saw"
    assert "hammer" not in tools
    assert tools.get("hammer") is None
    assert (len(tools), str(tools.origin("saw")).split(",")[1]) == (4, " line 3")


@pytest.mark.parametrize(
    ("tool", "says"),
    [
        (Tool("Saw 2", "Saw"), "its name is 'Saw 2'; allowed: small letters, digits and _"),
        (Tool("saw", " "), "the tool 'saw' is refused: its title is ' '; needed: a few words"),
        (Tool("saw", "\x1b[31mred"), "its title is '\\x1b[31mred'; needed: a few words"),
        (Tool("saw", "a" * 81), "needed: a few words for people, at most 80 letters"),
        (Tool("saw", "Saw", ""), "its words is ''; needed: a sentence"),
        (object(), "the tool is refused: its name is None"),
    ],
)
def test_nothing_is_registered_without_name_title_and_words(
    tools: Registry[Tool], tool: Tool, says: str
) -> None:
    with pytest.raises(RegistryError) as refused:
        tools.register(tool)
    assert says in str(refused.value)
    assert str(refused.value).startswith(f"{__file__}, line ")
    assert not list(tools)


def test_a_name_that_exists_twice_is_refused_with_both_places(
    tools: Registry[Tool], tmp_path: Path
) -> None:
    for file in ("first", "second"):
        (tmp_path / "box" / f"{file}.py").write_text(FILE.format(name="saw", title=file, order=""))
    with pytest.raises(RegistryError) as refused:
        list(tools)
    assert "the tool 'saw' exists twice" in str(refused.value)
    assert all(f"{file}.py, line 3" in str(refused.value) for file in ("first", "second"))
    with pytest.raises(RegistryError):  # and again, rather than half of them in silence
        list(tools)


def test_the_same_lines_may_be_read_again(tools: Registry[Tool]) -> None:
    for title in ("A saw", "A better saw"):
        tools.register(Tool("saw", title))
    assert tools["saw"].title == "A better saw"


def test_an_installed_package_offers_a_tool(tools: Registry[Tool], tmp_path: Path) -> None:
    """It is imported when somebody asks for it, and comes after the built-in ones."""
    (tmp_path / "box" / "saw.py").write_text(FILE.format(name="saw", title="Saw", order=""))
    (tmp_path / "adzes.py").write_text(FILE.format(name="adze", title="Adze", order=""))
    offer(tmp_path, "fine-tools", name="adze", place="adzes")
    assert list(tools) == ["saw", "adze"]
    assert "adze" in tools
    assert "adzes" not in sys.modules
    assert tools["adze"].title == "Adze"
    assert list(tools.own) == ["saw"]
    assert list(tools) == ["saw", "adze"]


@pytest.mark.parametrize("imported", [False, True])
def test_a_package_that_takes_a_built_in_name_is_refused(
    tools: Registry[Tool], tmp_path: Path, imported: bool
) -> None:
    (tmp_path / "box" / "saw.py").write_text(FILE.format(name="saw", title="Saw", order=""))
    (tmp_path / "saws.py").write_text(FILE.format(name="saw", title="Mine", order=""))
    offer(tmp_path, "fine-tools", name="saw", place="saws")
    if imported:
        import_module("saws")
    with pytest.raises(RegistryError, match="the tool 'saw' exists twice") as refused:
        _ = tools["saw"]
    assert ("saws.py" if imported else "fine-tools 1.0 (saws)") in str(refused.value)
    assert "box" in str(refused.value)


def test_two_packages_that_offer_one_name_are_refused(
    tools: Registry[Tool], tmp_path: Path
) -> None:
    for distribution in ("fine-tools", "good-tools"):
        offer(tmp_path, distribution, name="saw", place=distribution.replace("-", "_"))
    with pytest.raises(RegistryError) as refused:
        _ = "saw" in tools
    assert "fine-tools 1.0 (fine_tools)" in str(refused.value)
    assert "good-tools 1.0 (good_tools)" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("import nothing_like_this", "cannot be loaded: ModuleNotFoundError"),
        ("1 / 0", "cannot be loaded: ZeroDivisionError"),
        ("raise SystemExit", "cannot be loaded: SystemExit"),
        ("x = 1", "is not there: the module registers nothing of this name"),
        (FILE.format(name="saw", title="", order=""), "its title is ''"),
    ],
)
def test_a_broken_package_is_refused_by_its_name(
    tools: Registry[Tool], tmp_path: Path, text: str, says: str
) -> None:
    """Whoever does not ask for what it offers is not bothered."""
    (tmp_path / "box" / "axe.py").write_text(FILE.format(name="axe", title="Axe", order=""))
    (tmp_path / "saws.py").write_text(text)
    offer(tmp_path, "fine-tools", name="saw", place="saws")
    assert tools["axe"].title == "Axe"
    for _ in range(2):
        with pytest.raises(RegistryError) as refused:
            list(tools.values())
        assert "the tool 'saw' of the package fine-tools 1.0 (saws)" in str(refused.value)
        assert says in str(refused.value)


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.package)
def test_a_rule_stands_in_the_file_of_its_name(registry: Registry[Tool]) -> None:
    """What registers nothing is what the rules of a folder share."""
    files = {one.name for one in iter_modules(import_module(registry.package).__path__)}
    assert {registry.origin(name).module for name in registry.own} == {
        f"{registry.package}.{name}" for name in registry.own
    }
    assert set(registry.own) <= files
