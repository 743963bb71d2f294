"""How numbers, names and values are spelt in a refusal: so that nobody takes one for another."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

ALIKE = 0.75  # of letters in common, from which a name is taken for another
LONGEST = 60  # characters of a value that a sentence quotes
SENTENCE = 600  # characters of somebody else's sentence that are passed on


def plain(value: float) -> str:
    """Spell a number with as few digits as tell it from every other number."""
    short = f"{value:g}"
    return (
        short if float(short) == value or value != value else repr(float(value)).removesuffix(".0")
    )


def between(low: float, high: float) -> str:
    """Spell the interval that is allowed."""
    return f"[{plain(low)}, {plain(high)}]"


def listed(values: Iterable[float]) -> str:
    """Spell the numbers that are allowed, from low to high."""
    return f"[{', '.join(map(plain, sorted(values)))}]"


def quoted(name: Any) -> str:
    """Spell a name as it may stand in a sentence: quoted when it is no plain word."""
    word = isinstance(name, str) and re.fullmatch(r"[\w-]{1,40}", name, re.ASCII)
    return str(name) if word else shown(name)


def digits_most() -> int:
    """Return how many digits of a whole number Python reads and writes."""
    return sys.get_int_max_str_digits()


def shown(value: Any) -> str:
    """Spell a value as Python writes it, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # Python does not write such a number out
        return f"a value with a whole number of more than {digits_most()} digits"
    except RecursionError:
        return "a value that is nested too deeply"
    return text if len(text) < LONGEST else text[: LONGEST - 3] + "..."


def told(error: BaseException) -> str:
    """Spell an exception: its kind and its sentence in one line, cut only where it has no end."""
    kind, text = type(error).__name__, " ".join(str(error).split())
    text = text if len(text) < SENTENCE else text[: SENTENCE - 3] + "..."
    return f"{kind}: {text}" if text else kind


def failure(error: BaseException, file: str) -> str:
    """Spell an exception, and say in which line of a file of that name it came up."""
    if isinstance(error, SyntaxError) and Path(error.filename or "").name == file:
        return f"{type(error).__name__} in line {error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [each.lineno for each in frames if Path(each.filename).name == file]
    return shown(error) + (f" in line {lines[-1]}" if lines else "")


def meant(name: object, allowed: Iterable[str]) -> str:
    """Spell a question whether another name was meant, empty where none is alike."""
    alike = get_close_matches(str(name), list(allowed), n=1, cutoff=ALIKE)
    return f"; did you mean {alike[0]}?" if alike else ""


def missing(path: Path) -> str:
    """Spell what is wrong with a path that is no file of the kind that is wanted."""
    if path.is_file():
        return f"a file that ends in {path.suffix}" if path.suffix else "a file without an ending"
    return "a folder, not a file" if path.is_dir() else "no such file"
