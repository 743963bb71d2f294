"""Numbers by week, as people read them: each rounded once."""

import json
import math
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.records import Floats, Ints
from coordsim.run.result import Run
from coordsim.show.numbers import in_hundredths, number, rounded
from coordsim_web.lab.records import Number, Weekly

SMOOTH: Final = 4  # weeks of a mean
NAMED: Final = ((60, 26), (20, 10), (0, 4))  # weeks above which every so many are named
STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)  # between ticks, times a power of ten
FEW: Final = 10  # hundredths
NOISE: Final = 9  # digits after the point, beyond which sums of floats differ by their order
# Numbers between these are rounded many at once, as whole multiples of the noise, without a loss.
SMALL: Final = 1e-6
LARGE: Final = 1e6
DIGITS: Final = 10 ** np.arange(16)


def text(record: Any) -> str:
    """Return a record as compact JSON. Raises ValueError where a number is not finite."""
    return json.dumps(record, allow_nan=False, separators=(",", ":"), ensure_ascii=False)


def shown(value: float, unit: str = "") -> Number:
    """Return a number as it is read, a share in hundredths; None where there is none.

    Two ways to the same sum may differ in the last of a float's digits; what people read must not.
    """
    if not np.isfinite(value):
        return None
    clean = round(float(value), NOISE)
    return hundredths(clean) if in_hundredths(unit) else rounded(clean)


def hundredths(value: float) -> float:
    """Return a share of one in hundredths: whole ones, and a digit more where there are few."""
    size = round(100 * float(value), NOISE - 2)
    return rounded(size, 1 if abs(size) < FEW else 0)


def listed(values: Floats | Iterable[float], unit: str = "") -> Weekly:
    """Return numbers as they are read: as ``shown`` has each, many at once."""
    real = np.asarray(values, dtype=np.float64)
    parts, few = _parts(real), in_hundredths(unit)
    size = np.abs(parts)
    whole = np.searchsorted(DIGITS, size, side="right") - NOISE  # digits before the point
    # a share is read in hundredths, whose noise is a hundred times as large
    places = np.where(size < FEW * DIGITS[NOISE - 2], 1, 0) if few else np.clip(3 - whole, 0, NOISE)
    step = DIGITS[NOISE - 2 * few - places]
    read: Weekly = (np.sign(parts) * ((size + step // 2) // step) / DIGITS[places] + 0.0).tolist()
    for place in np.flatnonzero(_alone(real)).tolist():
        read[place] = shown(float(real[place]), unit)
    return read


def _alone(real: Floats) -> NDArray[np.bool_]:
    """Say which numbers are rounded one by one: the endless, the huge and the tiny."""
    size = np.abs(real)
    return ~np.isfinite(real) | (size >= LARGE) | ((size < SMALL) & (size > 0))


def _parts(real: Floats) -> Ints:
    """Return numbers as multiples of the noise; zero for those that are rounded one by one."""
    return np.rint(np.where(_alone(real), 0.0, real) * 10.0**NOISE).astype(np.int64)


def as_set(value: float, unit: str = "") -> Number:
    """Return what somebody set, a lever, with all its digits, a share in hundredths; None where
    there is none.
    """
    if not np.isfinite(value):
        return None
    return round(100 * float(value), 1) if in_hundredths(unit) else round(float(value), 2)


def set_each(values: Floats, unit: str = "") -> Weekly:
    """Return what somebody set, week by week."""
    real = np.asarray(values, dtype=np.float64).tolist()
    read = {value: as_set(value, unit) for value in set(real)}  # it stays the same for long
    return [read[value] for value in real]


def certain(values: Floats | Iterable[float]) -> list[float]:
    """Return numbers as they are read, all of which there are."""
    real = np.asarray(values, dtype=np.float64)
    if not np.isfinite(real).all():
        raise ValueError("there is a number that is none")
    return [value for value in listed(real) if value is not None]


def rolling(values: Floats) -> Floats:
    """Return means over the last four weeks, fewer at the start; (T,) to (T,)."""
    total = np.cumsum(values)
    total[SMOOTH:] = total[SMOOTH:] - total[:-SMOOTH]
    return total / np.minimum(np.arange(1, len(values) + 1), SMOOTH)


def series(run: Run, name: str) -> Floats:
    """Return a KPI as a mean of the last four weeks, (T,)."""
    values: Floats = run.series(name, SMOOTH)[0]
    return values


def of_round(run: Run, name: str, week: int, end: int) -> float:
    """Return a KPI over a round's weeks, by the same sums as `series`."""
    return float(run.series(name, end - week)[0, end - 1])


def weeks_in_words(first: int, last: int) -> str:
    """Name the weeks from ``first`` to ``last``, counted from 0."""
    return f"Week {first + 1}" if first == last else f"Weeks {first + 1} to {last + 1}"


def spans(weeks: int) -> list[str]:
    """Name the weeks that a mean of each week stands for."""
    return [weeks_in_words(max(0, week + 1 - SMOOTH), week) for week in range(weeks)]


def labels(weeks: int) -> list[int]:
    """Return the weeks to name on an axis, counted from 1: the first, and round numbers that a
    phone has room for.
    """
    step = next(size for least, size in NAMED if weeks > least)
    return [1, *range(step, weeks + 1, step)]


class Scale(NamedTuple):
    """A scale with round ends: from where to where, and the step between its ticks."""

    low: float
    high: float
    step: float


def scale(low: float, high: float, ticks: int) -> Scale:
    """Return a scale around some values with about so many ticks."""
    rough = (high - low) / ticks
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in STEPS if one * power >= rough * (1 - 1e-9))
    return Scale(
        low=round(math.floor(low / step) * step, NOISE),
        high=round(math.ceil(high / step - 1e-9) * step, NOISE),
        step=round(step, NOISE),
    )


def money(value: float, *, sign: bool = False) -> str:
    """Write an amount of pay: whole from a hundred on, to a tenth below."""
    text = number(value, 0 if abs(value) >= 100 else 1, sign=sign)
    return text.removesuffix(".0")
