"""Factors that move several fields together: ``levers.hours.start = 170 * x``, where ``x`` is the
factor's value. A sum is read as Python reads it, and nothing else of Python is.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coordsim.core.spelling import shown

SIGNS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "round": round,
    "min": min,
    "max": max,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
}
ALLOWED = f"numbers, x, + - * / **, brackets and {', '.join(FUNCTIONS)}"


@dataclass(frozen=True)
class Move:
    """One field, and the sum that says what it becomes where the factor is ``x``."""

    field: str
    sum: str

    def at(self, x: float) -> float:
        """Return the field's value. Raises ValueError where there is none."""
        try:
            value = float(_value(ast.parse(self.sum, mode="eval").body, x))
        except (ArithmeticError, ValueError, TypeError) as error:
            raise ValueError(
                f"{self.field} = {self.sum} has no value at x = {x} ({error})"
            ) from None
        if not math.isfinite(value):
            raise ValueError(f"{self.field} = {self.sum} is {value} at x = {x}")
        return value


def move(text: str) -> Move:
    """Read ``field = sum``. Raises ValueError with a sentence where it is none."""
    field, equals, formula = text.partition("=")
    field, formula = field.strip(), formula.strip()
    if not equals or not field or not formula:
        raise ValueError(
            f"{shown(text)} is not of the form 'field = sum', such as"
            " 'levers.hours.start = 170 * x'"
        )
    try:
        body = ast.parse(formula, mode="eval").body
        _check(body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        why = error.msg if isinstance(error, SyntaxError) else error
        raise ValueError(f"{shown(text)} is no sum ({why}); allowed: {ALLOWED}") from None
    return Move(field, formula)


def _check(node: ast.AST) -> None:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.Name(id="x"):
            return
        case ast.UnaryOp(op=op, operand=inner) if type(op) in SIGNS:
            _check(inner)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
            _check(left)
            _check(right)
        case ast.Call(func=ast.Name(id=name), args=[*given], keywords=[]) if name in FUNCTIONS:
            for each in given:
                _check(each)
        case _:
            raise ValueError(f"{shown(ast.unparse(node))} is not known")


def _value(node: ast.AST, x: float) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name():
            return x
        case ast.UnaryOp(op=op, operand=inner):
            return float(SIGNS[type(op)](_value(inner, x)))
        case ast.BinOp(left=left, op=op, right=right):
            return float(SIGNS[type(op)](_value(left, x), _value(right, x)))
        case ast.Call(func=ast.Name(id=name), args=[*given]):
            return float(FUNCTIONS[name](*(_value(each, x) for each in given)))
    raise ValueError(f"{ast.unparse(node)} is not known")
