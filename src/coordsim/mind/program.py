"""A pay rule as compiled code runs it: the steps that its own ``pay`` takes, written down once.

A rule is a formula over KPIs in plain Python. It is shown KPIs that do not hold numbers but write
down what is done with them; what they wrote is a program of a few steps, which compiled code takes
with the numbers of one firm. So every rule, anybody's too, runs at one speed, and no rule is
written twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.contracts import IncentiveRule
from coordsim.core.levers import ROLES
from coordsim.core.records import Floats, Kpis
from coordsim.core.slips import slip
from coordsim.core.spelling import meant, shown, told
from coordsim.core.tables import MOST_STEPS
from coordsim.mind.expectation import EXPECTED

PROGRESS = ("quarter_units", "quarter_left", "quota", "round_weeks", "quota_share", "played")
"""What pay over a quarter needs besides KPIs."""
READ = (*EXPECTED, *PROGRESS)
PLACE = {name: place for place, name in enumerate(READ)}
DEEP = 32  # numbers that a program may hold at once

(
    KPI,
    NUMBER,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MAXIMUM,
    MINIMUM,
    NEGATE,
    ABSOLUTE,
    ROOT,
    EXP,
    LOG,
    POWER,
    FLOOR,
    CEIL,
    NORMAL,
    ABOVE,
    AT_LEAST,
    BELOW,
    AT_MOST,
    EQUAL,
    AND,
    OR,
    NOT,
    CHOOSE,
    LINE,
) = range(27)
TRUTHS = frozenset({ABOVE, AT_LEAST, BELOW, AT_MOST, EQUAL, AND, OR, NOT})
ONE = frozenset({NEGATE, ABSOLUTE, ROOT, EXP, LOG, FLOOR, CEIL, NORMAL, NOT})

STEPS: Mapping[str, int] = {
    "add": ADD,
    "subtract": SUBTRACT,
    "multiply": MULTIPLY,
    "divide": DIVIDE,
    "true_divide": DIVIDE,
    "maximum": MAXIMUM,
    "minimum": MINIMUM,
    "negative": NEGATE,
    "absolute": ABSOLUTE,
    "sqrt": ROOT,
    "exp": EXP,
    "log": LOG,
    "power": POWER,
    "floor": FLOOR,
    "ceil": CEIL,
    "ndtr": NORMAL,
    "greater": ABOVE,
    "greater_equal": AT_LEAST,
    "less": BELOW,
    "less_equal": AT_MOST,
    "equal": EQUAL,
    "logical_and": AND,
    "bitwise_and": AND,
    "logical_or": OR,
    "bitwise_or": OR,
    "logical_not": NOT,
    "invert": NOT,
}
"""What a rule may do with KPIs: numpy's and scipy's functions of single numbers, by their names."""
BY_FUNCTION = (
    "maximum",
    "minimum",
    "absolute",
    "sqrt",
    "exp",
    "log",
    "power",
    "floor",
    "ceil",
    "logical_and",
    "logical_or",
    "logical_not",
)
MAY = (
    "allowed: arithmetic, comparisons, & and |, numpy.where, "
    + ", ".join(f"numpy.{name}" for name in BY_FUNCTION)
    + ", scipy.special.ndtr"
)


class ProgramError(ValueError):
    """A rule that cannot be written down; the message says what it does and what is allowed."""


class Step(NamedTuple):
    """One step: what is done, with which KPI, or with which number."""

    step: int
    kpi: int = 0
    number: float = 0.0


class Traced(np.lib.mixins.NDArrayOperatorsMixin):
    """A number that is not there yet: it knows the steps that lead to it."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps

    @property
    def is_truth(self) -> bool:
        """Whether it is a yes or no rather than a number."""
        return self.steps[-1].step in TRUTHS

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Write down what would be done."""
        name = ufunc.__name__
        if method != "__call__" or options or name not in STEPS:
            raise ProgramError(f"it uses numpy.{name}; {MAY}")
        if name == "add" and all(isinstance(part, Traced) and part.is_truth for part in inputs):
            raise ProgramError("it adds two comparisons, which numpy takes as or; use numpy.where")
        return Traced((*(one for part in inputs for one in _steps(part)), Step(STEPS[name])))

    def __array_function__(
        self, function: Callable[..., Any], types: Any, given: Any, named: Any
    ) -> Any:
        """Write down a choice; nothing else may be done with whole arrays."""
        if function is not np.where or named or len(given) != 3:
            name = getattr(function, "__name__", "a function")
            raise ProgramError(f"it uses numpy.{name}; {MAY}")
        return Traced((*(one for part in given for one in _steps(part)), Step(CHOOSE)))

    def __bool__(self) -> bool:
        """Refuse: which way a rule goes cannot hang on a number that is not there yet."""
        raise ProgramError(
            "it asks whether a KPI is so or so (if, and, or, not, min, max); use numpy.where,"
            " numpy.minimum, numpy.maximum, & and |"
        )

    def __float__(self) -> float:
        """Refuse, as ``math`` and whatever else wants a number at once."""
        raise ProgramError(f"it makes a plain number of a KPI (float, int, round, math); {MAY}")

    def __round__(self, digits: int = 0) -> float:
        """Refuse, as a plain number."""
        return float(self)

    def __array__(self, *_given: Any, **_named: Any) -> Any:
        """Refuse, as an array of numbers."""
        raise ProgramError(f"it makes an array of a KPI; {MAY}")

    def __getattr__(self, name: str) -> Any:
        """Refuse the methods of arrays."""
        if name.startswith("__"):  # numpy and Python ask what there is
            raise AttributeError(name)
        raise ProgramError(f"it uses .{name} of a KPI; {MAY}")


class Shown(dict[str, Traced]):
    """The KPIs that a rule is shown."""

    def __missing__(self, name: object) -> Traced:
        known = f"allowed: {', '.join(READ)}"
        raise ProgramError(
            f"it reads {shown(name)}, which managers do not foresee; {known}"
            f"{meant(str(name), READ)}"
        )


def _steps(part: Any) -> tuple[Step, ...]:
    if isinstance(part, Traced):
        return part.steps
    try:
        value = np.asarray(part, dtype=np.float64)
    except (TypeError, ValueError):
        raise ProgramError(f"it uses {shown(part)} as a number") from None
    if value.size != 1:
        raise ProgramError("it uses an array of its own; allowed: single numbers")
    return (Step(NUMBER, number=float(value.reshape(()))),)


def _symbols(rule: IncentiveRule, role: str) -> dict[str, Any]:
    """Return a pay slip of symbols, in place of numbers."""
    kpis: Any = Shown({name: Traced((Step(KPI, place),)) for name, place in PLACE.items()})
    return slip(rule, role, kpis)


def hangs_on(rule: IncentiveRule, role: str) -> dict[str, frozenset[str]]:
    """Return which KPIs each line of a pay slip hangs on, for a rule that can be written down."""
    return {
        line: frozenset(READ[step.kpi] for step in _steps(value) if step.step == KPI)
        for line, value in _symbols(rule, role).items()
    }


def based_slip(rule: IncentiveRule, role: str, kpis: Kpis) -> dict[str, Floats]:
    """Return what a rule pays a role, line -> (F,): a line that hangs on a KPI without a base,
    which is nan, pays nothing.
    """
    paid = slip(rule, role, kpis)
    gone = np.isnan([*kpis.values()])
    if not gone.any():
        return paid
    without = dict(zip(kpis, gone, strict=True))
    for line, names in hangs_on(rule, role).items():
        for name in names:
            paid[line] = np.where(without[name], 0.0, paid[line])
    return paid


def written(rule: IncentiveRule, out: np.void) -> None:
    """Write a pay rule's programs into a record of PROGRAM: the sum of its slip's lines, by role.
    Raises ProgramError where it cannot be written down.
    """
    for place, role in enumerate(ROLES):
        steps: list[Step] = [Step(NUMBER)]
        try:
            for line in _symbols(rule, role).values():
                steps += [*_steps(line), Step(LINE)]
        except ProgramError as error:
            raise ProgramError(f"pay rule {rule.name}, {role}: {error}") from None
        except Exception as error:  # a rule is anybody's code, and may raise anything
            raise ProgramError(f"pay rule {rule.name}, {role}: {told(error)}") from error
        if len(steps) > MOST_STEPS or _deepest(steps) > DEEP:
            raise ProgramError(
                f"pay rule {rule.name}, {role}: {len(steps)} steps; allowed: {MOST_STEPS},"
                f" {DEEP} deep"
            )
        out["length"][place] = len(steps)
        for at, step in enumerate(steps):
            out["steps"][place, at], out["kpis"][place, at], out["numbers"][place, at] = step


def _deepest(steps: list[Step]) -> int:
    deep = most = 0
    for step in steps:
        deep += 1 if step.step in (KPI, NUMBER) else 0 if step.step in ONE else -1
        deep -= step.step == CHOOSE
        most = max(most, deep)
    return most


@part
def run(program: Any, role: int, kpis: Floats, stack: Floats) -> float:
    """Return what a program comes to with the KPIs of one firm; a line of the slip that hangs on a
    KPI without a base, which is nan, pays nothing. ``stack`` (DEEP,) is room.
    """
    top, based = -1, True
    for at in range(program.length[role]):
        step = program.steps[role, at]
        if step == KPI:
            top += 1
            stack[top] = kpis[program.kpis[role, at]]
            based = based and not math.isnan(stack[top])
        elif step == NUMBER:
            top += 1
            stack[top] = program.numbers[role, at]
        elif step == NEGATE:
            stack[top] = -stack[top]
        elif step == ABSOLUTE:
            stack[top] = abs(stack[top])
        elif step == ROOT:
            stack[top] = math.sqrt(stack[top])
        elif step == EXP:
            stack[top] = math.exp(stack[top])
        elif step == LOG:
            stack[top] = np.log(stack[top])
        elif step == FLOOR:
            stack[top] = np.floor(stack[top])
        elif step == CEIL:
            stack[top] = np.ceil(stack[top])
        elif step == NORMAL:
            stack[top] = 0.5 * math.erfc(-stack[top] / math.sqrt(2.0))
        elif step == NOT:
            stack[top] = 1.0 if stack[top] == 0.0 else 0.0
        elif step == CHOOSE:
            top -= 2
            stack[top] = stack[top + 1] if stack[top] != 0.0 else stack[top + 2]
        elif step == LINE:
            top -= 1
            stack[top] += stack[top + 1] if based else 0.0
            based = True
        else:
            top -= 1
            stack[top] = _two(step, stack[top], stack[top + 1])
    return float(stack[0])


@part
def _two(step: int, a: float, b: float) -> float:
    if step == ADD:
        return a + b
    if step == SUBTRACT:
        return a - b
    if step == MULTIPLY:
        return a * b
    if step == DIVIDE:
        return a / b
    if step == MAXIMUM:
        return a if a > b or math.isnan(a) else b
    if step == MINIMUM:
        return a if a < b or math.isnan(a) else b
    if step == POWER:
        return float(a**b)
    yes = False
    if step == ABOVE:
        yes = a > b
    elif step == AT_LEAST:
        yes = a >= b
    elif step == BELOW:
        yes = a < b
    elif step == AT_MOST:
        yes = a <= b
    elif step == EQUAL:
        yes = a == b
    elif step == AND:
        yes = a != 0.0 and b != 0.0
    elif step == OR:
        yes = a != 0.0 or b != 0.0
    return 1.0 if yes else 0.0
