"""Formulas of ``report.toml``: KPIs of some firms, world by world, and what they come to.

A formula names KPIs or outcomes; brackets say which firms, and all that they do not name is
averaged within each world: ``profit(incentives='silo') - profit(incentives='shared')``. A level may
be a range, ``(0.2, 0.4)``, or some of them, ``['a', 'b']``.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from coordsim.research.factors import called, resolved
from coordsim.run.comparison import Difference, paired

SIGNS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class ReportError(ValueError):
    """A report that cannot be written; the message says what is wrong in which formula."""


def by_world(frame: pd.DataFrame, kpi: str, levels: Mapping[str, Any]) -> pd.Series[float]:
    """Return a KPI's mean for each world over the firms of these levels. Raises ReportError."""
    mine = frame
    for name, level in levels.items():
        chosen = resolved(name, [one for one in frame.columns if one not in ("point", "seed")])
        if isinstance(level, tuple):
            mine = mine[mine[chosen].between(*level)]
            continue
        wanted = {called(one) for one in (level if isinstance(level, list) else [level])}
        if unknown := wanted - set(frame[chosen].map(called)):
            raise ReportError(
                f"{chosen} has no level {', '.join(sorted(unknown))}; allowed:"
                f" {', '.join(frame[chosen].map(called).unique())}"
            )
        mine = mine[mine[chosen].map(called).isin(wanted)]
    if kpi not in mine.columns:
        raise ReportError(f"{kpi} is no KPI or outcome of this design")
    if mine.empty:
        raise ReportError(f"no firm is of {dict(levels)}")
    means: pd.Series[float] = mine.groupby("seed")[kpi].mean()
    return means


def reckon(text: str, frame: pd.DataFrame) -> Any:
    """Return what a formula comes to in each world. Raises ReportError with the formula."""
    try:
        return _value(ast.parse(text.strip(), mode="eval").body, frame)
    except (SyntaxError, ValueError, TypeError) as error:
        raise ReportError(f"{text!r}: {error}") from None


def _value(node: ast.AST, frame: pd.DataFrame) -> Any:
    match node:
        case ast.Constant(value=int() | float()):
            return float(node.value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, frame)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
            return SIGNS[type(op)](_value(left, frame), _value(right, frame))
        case ast.Compare(left=left, ops=[ast.Gt() | ast.Lt()], comparators=[right]):
            return _value(left, frame) - _value(right, frame)
        case ast.Call(func=ast.Name(id=kpi), args=[], keywords=given):
            levels = {one.arg or "": ast.literal_eval(one.value) for one in given}
            return by_world(frame, kpi, levels)
    raise ReportError(f"{ast.unparse(node)} is not known")


def differing(text: str, frame: pd.DataFrame) -> Difference:
    """Return a formula's mean over worlds with its 95 % interval; of a comparison, left less
    right.
    """
    values = reckon(text, frame)
    return paired(values.to_numpy(), np.zeros(len(values)))


def first_kpi(text: str) -> str:
    """Return the KPI that a formula names first, whose unit it has."""
    calls = [node for node in ast.walk(ast.parse(text.strip())) if isinstance(node, ast.Call)]
    first = min(calls, key=lambda node: node.col_offset)
    return ast.unparse(first.func)


def upwards(text: str) -> bool:
    """Say which way a comparison goes. Raises ReportError where it is none."""
    body = ast.parse(text.strip(), mode="eval").body
    if not isinstance(body, ast.Compare):
        raise ReportError(f"{text!r}: what is expected has to say > or <")
    return isinstance(body.ops[0], ast.Gt)
