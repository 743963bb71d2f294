"""The numbers of firms, and the rules that they live by, as records for compiled code: their
shapes, and what the numbers in them stand for. ``run.tables`` fills them.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, get_args, get_origin

import numpy as np
from numpy.typing import NDArray

from coordsim.core.firm import L, floats, record_of
from coordsim.core.levers import ROLES
from coordsim.core.parameters import GROUPS, Parameters
from coordsim.core.records import Floats

MOST_STEPS = 192  # of a pay rule's program

_GROUPS: Any = Parameters[float].model_fields
NAMES = tuple(
    f"{group}_{name}"
    for group in GROUPS
    for name, value in _GROUPS[group].annotation.model_fields.items()
    if value.annotation is not str and not hasattr(value.annotation, "__args__")
)
WORDS = {
    f"{group}_{name}": get_args(value.annotation)
    for group in GROUPS
    for name, value in _GROUPS[group].annotation.model_fields.items()
    if get_origin(value.annotation) is Literal
}
"""Parameters that are one of some words; as a number, the word's place among them."""
INDIVIDUAL, GIVEN, ASKED_CUSTOMERS = range(3)
ASKED, MANAGER, HOLD = range(3)
SEATS = {"manager": MANAGER, "hold": HOLD}
SETTLED = ("independent", "marketing_leads", "operations_leads", "leadership", "joint")
ASKED_SETTLING = len(SETTLED)
CHANNELS = 16  # that a firm may have at most

NUMBERS = record_of(
    *floats(*NAMES, *WORDS),
    ("low", np.float64, (L,)),
    ("high", np.float64, (L,)),
    ("closed", np.int64, (L,)),
    ("idle", np.int64, (L,)),  # levers that play no part
    ("grid", np.int64, (L + 1,)),  # where each lever's grid begins
    *floats("given", "given_drawn", "accrual", "improving", "team", "network"),
    *floats("technology_money"),
    ("clustered", np.int64),
    ("market", np.int64),
    ("nodes", np.int64),
    ("node_rows", np.int64),
    ("first_shock", np.int64),
    ("last_shock", np.int64),
    ("first_rules", np.int64),
    ("last_rules", np.int64),
)
PROGRAM = np.dtype(
    [
        ("length", np.int64, (len(ROLES),)),
        ("steps", np.int16, (len(ROLES), MOST_STEPS)),
        ("kpis", np.int16, (len(ROLES), MOST_STEPS)),
        ("numbers", np.float64, (len(ROLES), MOST_STEPS)),
    ]
)
"""A pay rule as compiled code takes it: steps by role, as ``mind.program`` writes them."""
RULES = record_of(
    ("week", np.int64),
    ("pay", PROGRAM),
    ("channels", np.int64),
    ("consensus", np.int64),
    ("notice", np.int64),
    ("settling", np.int64),
    ("training", np.int64),
    *floats("involvement", "money"),
    ("seat", np.int64, (len(ROLES),)),
    ("bias", np.float64, (len(ROLES),)),
    ("orders", np.float64, (L,)),
)
CHANNEL = np.dtype(
    [
        ("groups", np.int64),
        *((name, np.float64) for name in ("every", "delay", "noise", "hours", "learning")),
    ]
)
Records = NDArray[np.void]


class Tables(NamedTuple):
    """What firms are and live by. ``numbers`` and ``known``, what managers may know of them, have a
    record for each scenario; ``rules`` and ``channels`` one for each of its phases.
    """

    numbers: Records
    known: Records
    rules: Records
    channels: Records  # (rules, CHANNELS)
    nodes: Floats  # (tastes, V + 1, NODES) as in ``mind.reaction``
    grids: Floats  # all grids, one after the other
    shocks: Floats  # (S, 4) kind, first week, weeks, size


Row = Any  # a record of NUMBERS or RULES: type checkers know no records
