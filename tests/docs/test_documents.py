"""The documents say what the code has: generated parts are up to date, names exist, links lead
somewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from support.scripts import script

from coordsim.core.facts import FACTS, GROUPS
from coordsim.core.kpis import ACCOUNTS, AREAS, CAUSES, DERIVED, KPIS
from coordsim.core.levers import LEVERS
from coordsim.core.parameters import GROUPS as PARAMETER_GROUPS
from coordsim.evidence.validation import CASES
from coordsim.evidence.validation.calibration import CONSTANTS
from coordsim.evidence.validation.rows import Row
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.scenario.file import load, names
from coordsim.scenario.rules import DEMAND
from coordsim.study.attribution import FRICTIONS, Attribution, shapley
from coordsim.week import story

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
FIELDS = [
    f"{group}.{name}"
    for group in PARAMETER_GROUPS
    for name in type(getattr(load("blind"), group)).model_fields
]
ELEMENTS = (
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialisation",
    "Input data",
    "Submodels",
)
CONCEPTS = (
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
)


generate = script(DOCS / "generate.py")
# docs/ is on the path once generate.py was loaded
emergence, firms, page, theory = (
    import_module(f"generator.{name}") for name in ("emergence", "firms", "page", "theory")
)


def text_of(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("part", generate.QUICK)
def test_what_is_made_from_tables_is_up_to_date(part: str) -> None:
    """Where this fails: python3 -m uv run python docs/generate.py quick."""
    made: Mapping[tuple[str, str], str] = generate.QUICK[part](page.Settings())
    assert made
    for (file, marker), text in made.items():
        assert page.between(ROOT / file, marker) == text, (
            f"{file}, {marker}: run docs/generate.py quick"
        )


def test_the_corners_are_written_as_they_are_kept() -> None:
    kept = json.loads((DOCS / "corners.json").read_text("utf-8"))
    assert page.between(ROOT / "README.md", "corners") == firms.corners_table(kept)


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("Levers", [lever.name for lever in LEVERS]),
        ("Facts", [fact.name for fact in FACTS]),
        ("KPIs", [kpi.name for kpi in KPIS]),
        ("Derived measures", [item.name for item in DERIVED]),
        ("Rules", [*PAY, *TALK, *SETTLING, *DEMAND]),
        ("Technologies", TECHNOLOGIES.own),
        ("Areas", [*AREAS, *(lever.name for lever in LEVERS)]),
        ("Parameters", FIELDS),
    ],
)
def test_every_name_is_in_the_reference(heading: str, wanted: list[str]) -> None:
    section = text_of("reference.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    assert [name for name in wanted if f"`{name}`" not in section] == []


def test_accounts_causes_and_groups_are_in_the_reference() -> None:
    for heading, wanted in (("Accounts", ACCOUNTS), ("Causes", CAUSES), ("Facts", GROUPS)):
        section = text_of("reference.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
        assert [name for name in wanted if f"| {name} |" not in section] == []


def test_cases_and_constants_are_in_the_theory_page() -> None:
    theory_page = text_of("theory.md")
    assert [case.id for case in CASES if f"| {case.id} {case.title} |" not in theory_page] == []
    assert [
        constant.name for constant in CONSTANTS if f"| {constant.name} |" not in theory_page
    ] == []


def test_every_scenario_has_a_section() -> None:
    assert re.findall(r"^## (\S+)$", text_of("scenarios.md"), re.M) == names()


def test_the_model_is_an_odd_protocol() -> None:
    """Seven elements in order, and all eleven design concepts in the fourth."""
    model = text_of("model.md")
    assert tuple(re.findall(r"^## \d (.+)$", model, re.M)) == ELEMENTS
    concepts = model.split("\n## 4 ")[1].split("\n## 5 ")[0]
    assert tuple(re.findall(r"^\*\*(.+?)\.\*\*", concepts, re.M)) == CONCEPTS


@pytest.mark.parametrize("name", ["model.md", "design.md", "theory.md"])
def test_parameters_that_are_named_exist(name: str) -> None:
    named = set(
        re.findall(
            rf"\b(?:{'|'.join(PARAMETER_GROUPS)})\.(?!py\b|md\b|toml\b)[a-z_0-9]+", text_of(name)
        )
    )
    assert sorted(named - set(FIELDS)) == []


def test_files_that_the_model_names_exist() -> None:
    files = re.findall(r"`([a-z_]+(?:/[a-z_]*)*(?:\.py)?)`", text_of("model.md"))
    named = [file for file in files if "/" in file or file.endswith(".py")]
    assert len(named) > 10
    assert [file for file in named if not (ROOT / "src/coordsim" / file).exists()] == []


def anchors(path: Path) -> set[str]:
    """Anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        file, _, anchor = target.partition("#")
        if file.startswith("http"):
            continue
        there = (path.parent / file) if file else path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            dead.append(target)
    assert dead == []


def test_a_part_replaces_only_what_stands_between_its_markers(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text("a\n<!-- generated: one -->\nold\n<!-- end: one -->\nb\n", "utf-8")
    page.put(file, "one", "| \\d |")
    assert file.read_text("utf-8") == "a\n<!-- generated: one -->\n| \\d |\n<!-- end: one -->\nb\n"
    with pytest.raises(SystemExit, match=r"x\.md: the markers of two are missing"):
        page.put(file, "two", "new")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "'nothing' is not a part; allowed: quick, reference"),
        (["corners", "--worlds", "3"], "--worlds 3 is for drafts"),
        (["reference", "--to", str(ROOT)], "a draft needs a folder of its own"),
    ],
)
def test_what_cannot_be_written_is_refused(arguments: list[str], told: str) -> None:
    with pytest.raises(SystemExit, match=re.escape(told)):
        generate.main(arguments)


def test_a_draft_leaves_the_documents_alone(tmp_path: Path) -> None:
    before = text_of("reference.md")
    generate.main(["reference", "--to", str(tmp_path)])
    assert (tmp_path / "docs" / "reference.md").read_text("utf-8") == before
    assert text_of("reference.md") == before


def test_where_the_money_goes_in_words() -> None:
    values = np.repeat(np.arange(16.0)[:, np.newaxis], 3, axis=1) + np.array([0.0, 0.1, 0.3])
    parts = dict(zip(FRICTIONS, shapley(values), strict=True))
    words = dict.fromkeys(FRICTIONS, "a → b")
    text = firms.attribution_text(
        Attribution(
            "base", "profit", (1, 2, 3), words, values, parts, {"hours": 4.0}, {"hours": 1.5}
        )
    )
    assert "![Where the money of base goes](figures/attribution-base.png)" in text
    assert "| range | a → b | 8 | 8 to 8 |" in text
    assert "| together |  | 15 | 15 to 15 |" in text
    assert "| hours | 4 | 1.5 |" in text


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (Row("B1 x", 0.0, -1.5, 0.25, "pass", high=0.0), "| B1 x | below 0 | −1.5 | 0.25 | pass |"),
        (Row("B1 y", 0.0, -1.5, None, "fail", low=0.0), "| B1 y | above 0 | −1.5 | – | **fail** |"),
        (
            Row("C z", expected=0.2, simulated=0.25, se=0.01, verdict="pass", low=0.2, high=0.35),
            "| C z | 0.2 to 0.35 | 0.25 | 0.01 | pass |",
        ),
    ],
)
def test_bands_in_words(row: Row, cells: str) -> None:
    make: Callable[[list[Row]], str] = theory.banded_table
    assert make([row]).splitlines()[-1] == cells


def test_what_did_not_emerge_stands_out() -> None:
    row = {
        "family": "D8",
        "row": "D8 silo + none earns least",
        "must": "at least 0.95",
        "figure": 0.5,
        "low": 0.25,
        "high": 0.75,
        "n": 10,
        "unit": "share of draws",
        "verdict": "not held",
        "clear": True,
        "note": "",
        "command": "coordsim validate D8",
    }
    text = emergence.rows({"rows": [row]})
    assert text.startswith("### D8 Robust over assumptions\n")
    assert (
        "| silo + none earns least | at least 0.95 | 0.5 (0.25 to 0.75) | 10 | share of draws |"
        " **not held** |  |" in text
    )


def test_the_practitioners_picture_has_a_column_for_each_corner() -> None:
    practice = script(DOCS / "practice.py")
    figure = practice.draw(load("blind").with_({"market.customers": 60}), 3, weeks=8)
    rows = practice.panels(load("blind"))
    owned = load("blind").with_({"money.insolvency": True, "owner.acts": "blunt"})
    more = [title for title in practice.panels(owned) if title not in rows]
    assert len(more) == 2
    assert more[0] == "Cash (money)"
    assert len(figure.axes) == 4 * len(rows)
    assert [axes.get_title().split("\n")[0] for axes in figure.axes[:4]] == [
        "silo + none",
        "silo + sop",
        "shared + none",
        "shared + sop",
    ]
    assert {len(axes.lines) for axes in figure.axes} == {3}
    assert [" ".join(axes.get_ylabel().split()) for axes in figure.axes[::4]] == list(rows)


def test_the_order_of_a_week_is_the_same_wherever_it_is_told() -> None:
    """As the module that keeps it says: README on its way, docs/model.md step by step."""
    told = next(line for line in (story.__doc__ or "").splitlines() if " - " in line)
    order = [word.strip() for word in told.split(" - ")]
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert f"[`week/story.py`](src/coordsim/week/story.py): {', '.join(order)}. " in readme
    steps = re.findall(r"^\d+\. \*\*(\w+)", (DOCS / "model.md").read_text("utf-8"), re.MULTILINE)
    assert [step.lower() for step in steps[: len(order)]] == order
