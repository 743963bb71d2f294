"""One door for decisions: whatever a player answers is checked against the limits it was given."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from coordsim.core.levers import BY_NAME
from coordsim.core.records import Decision, Floats
from coordsim.core.spelling import between, listed, plain, quoted, shown

# units/week: more than any manager's word, which is at most six times (1 + the largest bias) the
# 64 variants of the largest given demand, 3.84e11. What is ordered on a word is some tens of weeks
# of it, which stays far below 2**53, up to where floats count whole units exactly.
MOST_UNITS = 5e11


class DecisionError(ValueError):
    """A decision that is not allowed; the message says what, where, how much and what is
    allowed.
    """


def check(
    role: str,
    decision: object,
    limits: Mapping[str, tuple[float, float]],
    firms: int,
    week: int,
    *,
    who: str = "",
) -> Decision:
    """Return the decision with every lever as an array (F,). Raises DecisionError when anything in
    it is not allowed.

    ``limits`` maps the role's open levers to (low, high). Levers left out keep their value. ``who``
    is the file that decided, which a refusal names.
    """
    seat = f"{who}: {role}" if who else role
    if not isinstance(decision, Decision) or not isinstance(decision.levers, Mapping):
        raise DecisionError(
            f"{seat} answered {shown(decision)} in week {week}; allowed: a Decision of levers by"
            " name"
        )
    levers = {}
    for name, values in decision.levers.items():
        where = f"{seat}.{quoted(name)}"
        if name not in limits:
            raise DecisionError(
                f"{where} is not a lever that {role} may set in week {week}; allowed:"
                f" {', '.join(limits)}"
            )
        levers[name] = _numbers(where, values, firms, week)
        lever, (low, high) = BY_NAME[name], limits[name]
        _refuse(
            where,
            levers[name],
            (levers[name] < low - 1e-9) | (levers[name] > high + 1e-9),
            f"is outside {between(low, high)}",
            week,
        )
        if lever.choices:
            _refuse(
                where,
                levers[name],
                ~np.isin(levers[name], lever.choices),
                f"is not one of {listed(lever.choices)}",
                week,
            )
        elif lever.whole:
            _refuse(
                where,
                levers[name],
                levers[name] != np.round(levers[name]),
                "is not a whole number",
                week,
            )
    forecast = decision.forecast
    if forecast is not None:
        if role != "marketing":
            raise DecisionError(
                f"{seat}.forecast is not allowed in week {week}: the forecast is marketing's word"
            )
        forecast = _numbers(f"{seat}.forecast", forecast, firms, week)
        _refuse(
            f"{seat}.forecast",
            forecast,
            (forecast < 0) | (forecast > MOST_UNITS),
            f"is outside {between(0, MOST_UNITS)}",
            week,
        )
    return Decision(levers, forecast, decision.predicted, _mute(seat, decision, firms))


def _mute(seat: str, decision: Decision, firms: int) -> NDArray[np.bool_] | None:
    if decision.silent is None:
        return None
    silent = np.array(decision.silent)
    if silent.dtype != np.bool_ or silent.shape != (firms,):
        raise DecisionError(f"{seat}.silent has to be one yes or no for each of {firms} firms")
    return silent


def _numbers(where: str, values: object, firms: int, week: int) -> Floats:
    try:
        raw = np.asarray(values)
    except ValueError:
        raise DecisionError(f"{where} = {shown(values)} is not a number in week {week}") from None
    if raw.dtype.kind not in "iuf":
        raise DecisionError(f"{where} = {shown(values)} is not a number in week {week}")
    array = raw.astype(np.float64)
    if array.shape not in ((), (1,), (firms,)):
        raise DecisionError(
            f"{where} has shape {array.shape} in week {week}; allowed: one number, or one for each"
            f" of {firms} firms"
        )
    array = np.broadcast_to(array, (firms,)).copy()
    _refuse(where, array, ~np.isfinite(array), "is not a finite number", week)
    return array


def _refuse(where: str, array: Floats, bad: np.ndarray, why: str, week: int) -> None:
    if bad.any():
        raise DecisionError(f"{where} = {plain(array[bad][0])} {why} in week {week}")
