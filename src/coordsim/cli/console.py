"""What the commands print, on any console: nothing dies of a letter that the console has not, nor
of its width.
"""

from __future__ import annotations

import codecs
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rich.table import Table

WIDTH: Final = 80  # columns of a console that does not say
ROOMY: Final = 10_000  # columns into which any table fits
LOOK_ALIKE: Final = {
    "\N{MINUS SIGN}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{PLUS-MINUS SIGN}": "+/-",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{INFINITY}": "inf",
    "\N{MIDDLE DOT}": ".",
    "\N{BULLET}": "*",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
}


def look_alike(error: UnicodeError) -> tuple[str, int]:
    """Put letters of ASCII in the place of one that a console has not: one that looks like it, the
    letter without its accent, or its number.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_ascii, error.object[error.start : error.end])), error.end


def _ascii(letter: str) -> str:
    if letter in LOOK_ALIKE:
        return LOOK_ALIKE[letter]
    parts = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return parts or letter.encode("ascii", "backslashreplace").decode()


def prepare() -> None:
    """Let standard output and standard error write what their console has not as what looks like
    it.
    """
    codecs.register_error("coordsim.look-alike", look_alike)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="coordsim.look-alike")


def say(text: str, *, err: bool = False) -> None:
    """Print a line on standard output, or on standard error."""
    stream = sys.stderr if err else sys.stdout
    stream.write(text + "\n")
    stream.flush()


def print_json(data: dict[str, Any]) -> None:
    """Print one JSON object; a number that is not finite is an error here, not in the reader."""
    say(json.dumps(data, allow_nan=False))


def compiling(done: int, parts: int) -> None:
    """Say on standard error that the engine is being compiled, and how far it is, by quarters."""
    quarter = max(1, parts // 4)
    if not done:
        say("Another process compiles the engine: waiting for it.", err=True)
    elif done == 1:
        say("Compiling the engine, once for this copy of coordsim: less than a minute.", err=True)
    elif done % quarter == 0 and done < parts:
        say(f"  {100 * done // parts}% compiled", err=True)


@contextmanager
def progress_bar(what: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error while something takes its time; nothing when it is quick, quiet
    or not a terminal.
    """
    if quiet or not sys.stderr.isatty():  # what draws it is not even imported
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True, width=_width())
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def print_table(title: str, headers: list[str], rows: list[list[str]]) -> None:
    """Print a table: first column to the left, the others to the right."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(title, "italic"), title_justify="left"
    )  # texts, not markup: brackets and colons stay as they are
    for place, header in enumerate(headers):
        words = [word for text in (header, *(row[place] for row in rows)) for word in text.split()]
        table.add_column(
            Text(header),
            justify="left" if place == 0 else "right",
            overflow="fold",
            min_width=max(map(cell_len, words), default=1),
        )
    for row in rows:
        table.add_row(*map(Text, row))
    Console(width=max(_width(), _least(table))).print(table)


def _width() -> int:
    """Return the console's width; one into which nothing fits has not been said."""
    from rich.console import Console

    width = Console().width
    return width if width > 0 else WIDTH


def _least(table: Table) -> int:
    """Return the width below which a table would lose letters."""
    from rich.console import Console
    from rich.measure import Measurement

    roomy = Console(width=ROOMY)
    least = Measurement.get(roomy, roomy.options, table).minimum
    return least + len(table.columns)  # columns are narrowed in proportion, which takes some room
