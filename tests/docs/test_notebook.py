"""The notebook of docs/ runs from the first cell to the last, and shows what it is kept with."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from generator import notebook  # noqa: E402  # docs/ has to be on the path first

PATH = ROOT / notebook.FILE
MOST_BYTES = 60_000


def coded(found: Any) -> list[Any]:
    return [cell for cell in found.cells if cell.cell_type == "code"]


def test_it_is_kept_as_it_was_run_once_in_order() -> None:
    cells = coded(notebook.read(PATH))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert len(cells) > 8
    for cell in cells:
        notebook.keep_word(cell)


def test_it_is_small_and_says_nothing_of_a_machine() -> None:
    """No paths, no times, no addresses in memory; nothing that another run would not show."""
    assert PATH.stat().st_size < MOST_BYTES
    found = notebook.read(PATH)
    said = "\n".join(notebook.printed(cell) for cell in coded(found))
    assert not re.search(r"/tmp|/home|/root|\\Users|0x[0-9a-f]{6}|\bmin\b|seconds|minutes", said)
    assert set(found.metadata) == {"kernelspec", "language_info"}
    assert {name for cell in found.cells for name in cell.metadata} == {"tags"}


def test_its_links_lead_somewhere() -> None:
    words = [cell.source for cell in notebook.read(PATH).cells if cell.cell_type == "markdown"]
    files = re.findall(r"\]\(([\w-]+\.md)\)", "\n".join(words))
    assert len(files) > 2
    assert [file for file in files if not (PATH.parent / file).is_file()] == []


@pytest.mark.parametrize("page", ["README.md", "docs/research.md"])
def test_readers_are_led_to_it(page: str) -> None:
    assert f"{PATH.name})" in (ROOT / page).read_text("utf-8")


@pytest.mark.parametrize(
    ("source", "tags", "told"),
    [
        ("1 / 0", ["number"], "division by zero"),
        ("print('nothing')", ["number"], "a number is promised, and this is printed: 'nothing"),
        ("print(float('nan'))", ["number"], "a number is promised, and this is printed: 'nan"),
        ("print('run2 v1.x')", ["number"], "a number is promised"),
        ("'no figure'", ["figure"], "a figure is promised, and there is none"),
        ("print(1)", [], "the cell promises nothing"),
        ("raise SystemExit('too long')", ["number"], "too long"),
    ],
)
def test_a_cell_that_does_not_keep_its_word_stops_it(
    source: str, tags: list[str], told: str
) -> None:
    cells = [
        new_code_cell("x = 1\nprint(x)", metadata={"tags": ["number"]}),
        new_code_cell(source, metadata={"tags": tags}),
    ]
    with pytest.raises(BaseException, match=re.escape(told)) as caught:
        notebook.run(new_notebook(cells=cells))
    assert caught.value.__notes__ == [f"in cell 2 of the notebook:\n{source}"]


def test_cells_share_their_names_and_a_last_value_is_shown() -> None:
    tags = {"tags": ["number"]}
    found = new_notebook(
        cells=[new_code_cell(text, metadata=tags) for text in ("x = 2", "print(x)\nx")]
    )
    with pytest.raises(notebook.PromiseError):
        notebook.run(found)
    del found.cells[0]
    found.cells[0].source = "x = 2\nprint(x)\nx"
    notebook.run(found)
    stream, value = found.cells[0].outputs
    assert (stream.text, value.data["text/plain"]) == ("2\n", "<int>")


@pytest.mark.slow
def test_every_cell_runs_and_shows_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this fails after results changed: python3 -m uv run python docs/generate.py notebook.
    Figures are drawn anew and not compared, as fonts differ.
    """
    found = notebook.read(PATH)
    kept = [notebook.printed(cell) for cell in coded(found)]
    monkeypatch.chdir(tmp_path)
    notebook.run(found)
    assert [notebook.printed(cell) for cell in coded(found)] == kept
    assert (tmp_path / "pay" / "out" / "manifest.json").is_file()
