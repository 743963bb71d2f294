"""Numbers as people read them, in pages, tables, documents and sentences: the digits that matter,
rounded once.

Three digits matter, and all that stands before the point: 0.0123, 1.23, 12.3, 12,345. Halves are
rounded away from zero, so that a number and its opposite read alike, and a whole number has no
point. A minus is a minus, not a hyphen. A share of one is written in hundredths: 12.3%, a
difference of two in points: 3.2 points. Where there is no number there is a dash.

Everything is written in the English form first. Where a text leaves for a reader of another
language, and nowhere else, `spelled` puts that language's marks into its numbers, once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Protocol, SupportsFloat

MINUS: Final = "−"
NONE: Final = "–"
ENDLESS: Final = "∞"
MATTER: Final = 3  # digits of a number that matter
ALL: Final = 15  # digits of a number that somebody set
COMPARED: Final = 7  # digits of a number that is held against a known one
LONGEST: Final = 30  # signs of a number that somebody types
HUGE: Final = Decimal("1e15")  # from here on, and below its inverse, powers of ten are written
TINY: Final = Decimal("1e-6")
SHARES: Final = ("share", "0-1", "1 - ")  # how the units begin that are read in hundredths

MARKS: Final[Mapping[str, dict[int, int]]] = {"de": str.maketrans(".,", ",.")}
"""What stands for the English marks in the numbers of other languages."""
APART: Final = "\u00a0%"  # how other languages write per cent after a number
_PER_CENT = re.compile(r"(?<=\d)%(?!\w)")
_GROUPS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"
_IN_TEXT = re.compile(rf"(?<![\w.,:])(?:{_GROUPS}|\d+\.\d+)(?![.,:]?\w)")

_TYPED = re.compile(r"[-+]?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_FROM, _TO = "\ue000", "\ue001"
_BARE = {ord(_FROM): None, ord(_TO): None}
_KEPT = re.compile(rf"({_FROM}[^{_TO}]*{_TO})")

type Measured = SupportsFloat | None


class Between(Protocol):
    """What has an interval."""

    @property
    def low(self) -> float:
        """Its lower end."""

    @property
    def high(self) -> float:
        """Its upper end."""


class Estimate(Between, Protocol):
    """What has a mean with its interval."""

    @property
    def mean(self) -> float:
        """Its mean."""


def rounded(value: SupportsFloat, digits: int | None = None) -> float:
    """Return a number rounded as `number` writes it: to ``digits`` after the point, or to those
    that matter.
    """
    real = float(value)
    if not math.isfinite(real):
        return real
    exact = _exact(real)
    return float(_cut(exact, _places(exact, MATTER) if digits is None else digits)) + 0.0


def number(
    value: Measured, digits: int | None = None, *, matter: int = MATTER, sign: bool = False
) -> str:
    """Write a number with the digits that matter, or always with ``digits`` after the point; with
    ``sign`` a plus stands before what is above zero.
    """
    real = math.nan if value is None else float(value)
    if not math.isfinite(real):
        return _endless(real, sign)
    exact = _exact(real)
    return _written(exact, _places(exact, matter) if digits is None else digits, digits, sign)


def given(value: Measured) -> str:
    """Write a number as somebody set it: a parameter, a bound, a lever."""
    return number(value, matter=ALL)


def share(value: Measured, digits: int | None = None, *, sign: bool = False) -> str:
    """Write a share of one in hundredths."""
    real = math.nan if value is None else float(value)
    if not math.isfinite(real):
        return _endless(real, sign)
    exact = 100 * _exact(real)
    places = _places(exact, MATTER) if digits is None else digits
    return _written(exact, places, digits, sign) + "%"


def measured(value: Measured, unit: str, *, sign: bool = False) -> str:
    """Write a value of a unit: shares in hundredths, all else as a number; without the unit."""
    return share(value, sign=sign) if in_hundredths(unit) else number(value, sign=sign)


def in_hundredths(unit: str) -> bool:
    """Say whether values of this unit are read in hundredths."""
    return unit.startswith(SHARES)


def difference(value: Measured, unit: str, *, sign: bool = False) -> str:
    """Write a difference of two values of a unit, with "points" where they are read in hundredths:
    from 60% to 63% are 3 points, as 3% would be a part of the 60. All else is without the unit.
    """
    text = _gap(value, unit, sign=sign)
    return f"{text}{_points(unit, one=text.lstrip(MINUS + '+') == '1')}"


def interval(gap: Between, unit: str = "", *, sign: bool = False) -> str:
    """Write a 95 % interval of a difference."""
    return f"{_ends(gap, unit, sign=sign)}{_points(unit)}"


def estimate(gap: Estimate, unit: str = "", *, sign: bool = False) -> str:
    """Write a mean difference with its 95 % interval."""
    mean = _gap(gap.mean, unit, sign=sign)
    return f"{mean} ({_ends(gap, unit, sign=sign)}){_points(unit)}"


def _gap(value: Measured, unit: str, *, sign: bool) -> str:
    return (
        share(value, sign=sign).removesuffix("%")
        if in_hundredths(unit)
        else number(value, sign=sign)
    )


def _ends(gap: Between, unit: str, *, sign: bool) -> str:
    return f"{_gap(gap.low, unit, sign=sign)} to {_gap(gap.high, unit, sign=sign)}"


def _points(unit: str, *, one: bool = False) -> str:
    return (" point" if one else " points") if in_hundredths(unit) else ""


def counted(value: SupportsFloat, noun: str) -> str:
    """Write a number with its noun, which takes an s unless there is one of it."""
    text = number(value)
    return f"{text} {noun}" if text == "1" else f"{text} {noun}s"


def spelled(text: str, language: str) -> str:
    """Return a text whose numbers were written in the English form with those of a language: as
    the last thing before somebody reads it, as a second time would turn them back. Dates, versions
    and addresses stay as they are.
    """
    marks = MARKS.get(language)
    if marks is None:
        return text.translate(_BARE)
    parts = _KEPT.split(text)
    parts[::2] = [
        _PER_CENT.sub(APART, _IN_TEXT.sub(lambda hit: hit[0].translate(marks), part))
        for part in parts[::2]
    ]
    return "".join(parts).translate(_BARE)


def kept(text: str) -> str:
    """Return a text that `spelled` leaves as it is, for what somebody wrote in a sentence of ours:
    until then it stands between two signs.
    """
    return text and f"{_FROM}{text.translate(_BARE)}{_TO}"


def typed(text: str, language: str) -> float:
    """Read a number that somebody typed in the form of a language: `1,250.5` in English, `1.250,5`
    in German. Raises ValueError for anything that could be meant otherwise, or is longer than
    numbers are.
    """
    if len(text) > LONGEST:
        raise ValueError(f"{text[:LONGEST]!r} and more is not a number")
    plain = text.strip().replace(MINUS, "-").translate(MARKS.get(language, {}))
    if not _TYPED.fullmatch(plain):
        raise ValueError(f"{text!r} is not a number")
    return float(plain.replace(",", ""))


def heard(value: object, language: str) -> object:
    """Return the number that somebody typed in the form of a language, whole where it is; all else
    as it came, for a check to refuse.
    """
    try:
        found = typed(value, language) if isinstance(value, str) else math.nan
    except ValueError:
        return value
    return int(found) if found.is_integer() else value if math.isnan(found) else found


def _exact(real: float) -> Decimal:
    """Return the decimal that a float is written as: 2.675 is meant, not what lies next to it."""
    return Decimal(repr(real))


def _places(exact: Decimal, matter: int) -> int:
    """Return how many digits after the point matter in a number."""
    return max(0, matter - 1 - exact.adjusted()) if exact else 0


def _cut(exact: Decimal, places: int) -> Decimal:
    """Round to a number of places; what is huge is whole anyway."""
    return (
        exact if abs(exact) >= HUGE else exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    )


def _written(exact: Decimal, places: int, fixed: int | None, sign: bool) -> str:
    size = abs(exact)
    if size >= HUGE or (fixed is None and 0 < size < TINY):
        text = f"{size:.{MATTER - 1}e}".replace("-", MINUS)
    else:
        size = _cut(size, places)
        text = f"{size:,f}" if fixed is not None else f"{size.normalize():,f}"
    return ("" if not size else MINUS if exact < 0 else "+" if sign else "") + text


def _endless(real: float, sign: bool) -> str:
    if math.isnan(real):
        return NONE
    return (MINUS if real < 0 else "+" if sign else "") + ENDLESS


def spelt(levels: Sequence[Any]) -> list[str]:
    """Return how the levels of a factor are written in figures and titles: measured numbers with
    three digits that matter, or as many more as tell them apart.
    """
    distinct = len(set(levels))
    for digits in range(3, 18):
        out = [number(one, matter=digits) if isinstance(one, float) else str(one) for one in levels]
        if len(set(out)) == distinct:
            break
    return out
