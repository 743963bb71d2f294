"""The notebook of docs/: run cell by cell in one process, kept with what its cells show."""

from __future__ import annotations

import ast
import io
import re
from base64 import b64encode
from contextlib import chdir, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from IPython.core.formatters import DisplayFormatter
from nbformat.v4 import new_output

from generator.page import Parts, Settings

FILE = "docs/research.ipynb"
KEPT = ("text/plain", "image/png")  # what a cell's last value is kept as
NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:\.\d+)?(?![\w.]*\w)")


class PromiseError(Exception):
    """A cell does not show what its tag promises."""


def notebook(settings: Settings) -> Parts:
    """Run the notebook in a folder that is thrown away, and write it with what came of it."""
    path = settings.root / FILE
    found = read(path)
    with TemporaryDirectory() as folder, chdir(folder):
        run(found)
    nbformat.write(found, path)
    return {}


def read(path: Path) -> Any:
    """Return a notebook; raises nbformat's ValidationError where it is none."""
    found = nbformat.read(path, as_version=4)
    nbformat.validate(found)
    return found


def run(found: Any) -> None:
    """Run all cells in order, as they stand, in the folder one is in, and put into each what it
    shows. Raises whatever a cell raises, and PromiseError where it does not show what its tags
    promise, with a note that names the cell.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    code = [cell for cell in found.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        try:
            cell.outputs = shown(cell.source, names)
            keep_word(cell)
        except BaseException as error:
            error.add_note(f"in cell {number} of the notebook:\n{cell.source}")
            raise
        cell.execution_count = number


def keep_word(cell: Any) -> None:
    """Raise PromiseError where a cell tagged ``number`` prints none, or one tagged ``figure`` shows
    none, or a cell promises neither.
    """
    tags = set(cell.metadata.get("tags", ()))
    if not tags & {"number", "figure"}:
        raise PromiseError("the cell promises nothing: tag it number or figure")
    if "number" in tags and not NUMBER.search(printed(cell)):
        raise PromiseError(f"a number is promised, and this is printed: {printed(cell)!r}")
    if "figure" in tags and not any("image/png" in one.get("data", ()) for one in cell.outputs):
        raise PromiseError("a figure is promised, and there is none")


def printed(cell: Any) -> str:
    """Return what a cell has printed."""
    return "".join(one.text for one in cell.outputs if one.output_type == "stream")


def shown(source: str, names: dict[str, Any]) -> list[Any]:
    """Run a cell's source and return its outputs: what it prints, then its last value."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    said, value = io.StringIO(), None
    with redirect_stdout(said):
        exec(compile(tree, "<cell>", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    text = said.getvalue()
    outputs = [new_output("stream", name="stdout", text=text)] if text else []
    return outputs if value is None else [*outputs, displayed(value)]


def displayed(value: Any) -> Any:
    """Return a cell's last value as a notebook shows it."""
    data, metadata = DisplayFormatter().format(value, include=KEPT)
    for kind, content in data.items():
        if isinstance(content, bytes):
            data[kind] = b64encode(content).decode("ascii")
    data["text/plain"] = f"<{type(value).__name__}>"  # without an address in memory
    return new_output("display_data", data=data, metadata=metadata)
