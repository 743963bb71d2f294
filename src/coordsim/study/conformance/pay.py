"""What every pay rule has to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from coordsim.core.levers import ROLES
from coordsim.core.luck.streams import Streams
from coordsim.core.records import Floats
from coordsim.core.spelling import shown
from coordsim.core.tables import PROGRAM
from coordsim.mind.program import ProgramError, written
from coordsim.rules.pay.accountable import Accountable
from coordsim.run.simulate import simulate
from coordsim.study.conformance.breaches import (
    FIRMS,
    GroundError,
    asking,
    is_finite,
    is_frozen,
    is_plain,
    small,
)

LONGEST = 225  # letters of the formula in words
ROUNDS = 20  # sets of figures that it is asked to pay for
LARGE = 1e6  # figures are drawn up to this, either way
# what the engine adds to the KPIs of a round for the sake of pay by the quarter: lowest and highest
QUARTER = {
    "played": (0.0, 1.0),
    "round_weeks": (1.0, 13.0),
    "quarter_left": (1.0, 52.0),
    "quarter_units": (0.0, LARGE),
    "quota": (0.0, LARGE),
    "quota_share": (0.0, 1.0),
}
WHOLE = ("played", "round_weeks", "quarter_left")


class Reads(Mapping[str, Floats]):
    """KPIs that remember which of them were asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Floats:
        self.names.add(name)
        return np.ones(1)

    def __iter__(self) -> Iterator[str]:
        raise GroundError("pay() goes through all KPIs; it has to name those that it reads")

    def __len__(self) -> int:
        raise GroundError("pay() counts the KPIs; it has to name those that it reads")


def read_by(rule: Any) -> set[str]:
    """Names of the figures from which a rule pays. Raises BreachError."""
    reads = Reads()
    for role in ROLES:
        with asking(f"pay() as {role}"):
            rule.pay(role, reads)
    return reads.names


def drawn(names: set[str], turn: int) -> dict[str, Floats]:
    """Return figures for each name, name -> (F,): the first times the lowest, the highest and zero
    where it may be, then drawn between them.
    """
    streams = Streams(np.arange(FIRMS))
    figures = {}
    for name in sorted(names):
        low, high = QUARTER.get(name, (-LARGE, LARGE))
        draws = streams.uniforms(f"conformance {name}", turn, 1)[streams.row, 0]
        ends = (low, high, min(max(0.0, low), high))
        values = np.full(FIRMS, ends[turn]) if turn < len(ends) else low + (high - low) * draws
        figures[name] = np.round(values) if name in WHOLE else values
    return figures


def is_made_of_steps(rule: Any) -> Iterator[str]:
    """Compiled code can take the steps of its ``pay``, on KPIs that managers foresee. Where it
    cannot, no other check says more.
    """
    try:
        written(rule, np.zeros(1, dtype=PROGRAM)[0])
    except ProgramError as error:
        raise GroundError(str(error).removeprefix(f"pay rule {rule.name}, ")) from error
    yield from ()


def names_what_it_reads(rule: Any) -> Iterator[str]:
    """It names its figures, and goes through no table of them."""
    read_by(rule)
    yield from ()


def pays_finite_money(rule: Any) -> Iterator[str]:
    """Every line is (F,), finite for finite figures, the same when asked again, and a firm's pay
    depends on its own figures alone.
    """
    names = read_by(rule)
    for role in ROLES:
        for turn in range(ROUNDS):
            found = list(_slip_breaches(rule, role, drawn(names, turn)))
            yield from found
            if found:
                break


def _slip_breaches(rule: Any, role: str, figures: dict[str, Floats]) -> Iterator[str]:
    with asking(f"pay() as {role}"):
        slip, again = rule.pay(role, figures), rule.pay(role, figures)
        alone = rule.pay(role, {name: values[:1] for name, values in figures.items()})
    if not slip:
        yield f"pay() as {role} returns a slip without lines"
    for line, money in slip.items():
        where = f"pay() as {role}: line {line!r}"
        if not isinstance(line, str) or not line or line != line.strip():
            yield f"{where} is no name for a line"
        elif not _is_money(money):
            yield (
                f"{where} is {shown(money)}; it has to be an array with a number for each firm, or"
                " one number for all"
            )
        elif not np.isfinite(money).all():
            yield f"{where} is not finite money: {shown(money)}"
        elif line not in again or np.any(again[line] != money):
            yield f"{where} differs when the same is paid again"
        elif line not in alone or np.ravel(alone[line])[0] != np.ravel(money)[0]:
            yield f"{where} pays a firm by other firms' figures"


def _is_money(money: object) -> bool:
    if isinstance(money, np.ndarray):
        return money.shape == (FIRMS,) and money.dtype.type is np.float64
    return isinstance(money, int | float) and not isinstance(money, bool)


def keeps_its_lines(rule: Any) -> Iterator[str]:
    """Expected and paid slips have the same lines, and charges come on top of them."""
    figures = drawn(read_by(rule), 0)
    for role in ROLES:
        slips = []
        for played in (0.0, 1.0):
            with asking(f"pay() as {role}"):
                slips.append(list(rule.pay(role, figures | {"played": np.full(FIRMS, played)})))
        if slips[0] != slips[1]:
            yield f"pay() as {role} has other lines when a round was played: {slips[1]}"
        everything = drawn(read_by(Accountable(rule)), 0)
        with asking(f"pay() as {role}"):
            own, charged = rule.pay(role, everything), Accountable(rule).pay(role, everything)
        for line in own:
            if not np.array_equal(charged[line], own[line], equal_nan=True):
                yield f"pay() as {role}: line {line!r} is one that accountability adds"


def speaks_plainly(rule: Any) -> Iterator[str]:
    """Its formula is a sentence or two, and every line says how it came about."""
    figures = drawn(read_by(rule), 0)
    for role in ROLES:
        with asking(f"words({role!r})"):
            yield from is_plain(rule.words(role), f"words({role!r})", LONGEST)
        with asking(f"pay() as {role}"):
            lines = list(rule.pay(role, figures))
        for line in lines:
            for amount in (-12.5, 0.0, 12.5):
                with asking(f"how({line!r}, {amount})"):
                    said = rule.how(line, amount)
                if not isinstance(said, str) or not said.strip():
                    yield f"how({line!r}, {amount}) is {said!r}; needed: how the line came about"
                    break


def can_be_foreseen(rule: Any) -> Iterator[str]:
    """A short game goes through: managers reckon their pay from what they foresee, and it is paid
    in the same lines.
    """
    for changes in ({}, {"accountability": True}):
        with asking("a short game under it"):
            run = simulate(small({"incentives": rule.name, "horizon.weeks": 4} | changes))
        yield from is_finite(run)
        for role in ROLES:
            expected = run.tape[role][0].predicted or {}
            stands = dict.fromkeys(QUARTER, np.ones(1))
            with asking(f"pay() as {role} from what a manager foresees"):
                slip = rule.pay(role, {**expected, **stands})
            if not set(slip) <= set(run.slips[role]):
                yield f"{role} is paid other lines than it foresees: {sorted(run.slips[role])}"


CHECKS = (
    is_frozen,
    names_what_it_reads,
    is_made_of_steps,
    pays_finite_money,
    keeps_its_lines,
    speaks_plainly,
    can_be_foreseen,
)
