"""What people read has no slips of the pen: in the documents, in the tables that pages are made
from, and in sentences put together from parts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coordsim.core.facts import FACTS
from coordsim.core.kpis import DERIVED, KPIS
from coordsim.core.levers import LEVERS, ROLES
from coordsim.evidence.claims.run import CLAIMS
from coordsim.evidence.validation import CASES
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.scenario.file import load, names
from coordsim_web.lab.charts import menu as measures
from coordsim_web.lab.choices import menu as choices

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "experiments").glob("*/README.md"),
]
SLIPS = {
    "two full stops": r"(?<![./\w])\w*[a-z0-9)%]\.\.(?![./])",
    "a space before a mark": r"\w [,;](?=\s|$)",
    "two marks": r"[,;:][,;]|\.,(?! )|,\.",
    "a before a vowel's sound": r"\b[Aa] (?:8\b|8[0-9%]|11\b|18\b|80\b|hour\b|hours\b)",
    "a word twice": r"\b(?!that\b|had\b)([a-z]{2,}) \1\b",
    "neither one nor many": r"\w\(s\)",
    "one of many": r"(?<![\w.,])(?<![-+] )1 (?:weeks|units|firms|worlds|hours|variants)\b",
}


def slips(text: str) -> list[str]:
    """What is wrong with a text, with its place in it."""
    plain = re.sub(r"```.*?```|`[^`\n]*`|https?://\S+|<[^>\n]*>", "X", text, flags=re.S)
    plain = re.sub(r"\]\([^)]*\)", "]", plain)
    found = [
        f"{name}: …{plain[max(0, hit.start() - 20) : hit.end() + 20]!r}"
        for name, pattern in SLIPS.items()
        for hit in re.finditer(pattern, plain)
    ]
    spaced = [line for line in plain.splitlines() if re.search(r"\S  +\S", line.strip("| "))]
    return found + [f"two spaces: {line.strip()[:60]!r}" for line in spaced if "|" not in line]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_documents(path: Path) -> None:
    assert slips(path.read_text("utf-8")) == []


def test_notebooks() -> None:
    found = list((ROOT / "docs").glob("*.ipynb"))
    assert found
    for path in found:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            assert cell["cell_type"] == "code" or slips("".join(cell["source"])) == []


def texts(value: Any) -> Iterator[str]:
    """Every text in what a page is sent."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def told() -> Iterator[str]:
    for table in (KPIS, DERIVED, LEVERS, FACTS):
        for row in table:
            yield from texts(vars(row))
    for claim in CLAIMS.values():
        yield from (claim.title, claim.statement, claim.source, claim.tried, claim.why, claim.note)
    for case in CASES:
        yield from (case.title, case.source, case.conventions)
    for name in names():
        scenario = load(name)
        yield from (scenario.title, " ".join(scenario.story.split()), *scenario.goals)
        yield from scenario.sources
    for pay in PAY.values():
        yield from (pay.title, *(pay.words(role) for role in ROLES))
    for talk in TALK.values():
        yield from (talk.title, talk.words())
    yield from texts(choices())
    yield from texts(measures())


def test_what_pages_are_made_from() -> None:
    assert [slip for text in told() for slip in slips(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Nahmias & Olsen, 8th ed..",
        "lost 3 units , more than ever",
        "a 8 % higher price",
        "the the plant",
        "after 3 week(s)",
        "lost in 1 weeks",
        "one  two",
        "so,, it is",
    ],
)
def test_slips_are_seen(text: str) -> None:
    assert slips(text)
