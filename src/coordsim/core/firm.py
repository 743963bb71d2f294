"""The records of one firm: what it is, what a week leaves to the next, and room for a week's work.

A record is one place in memory whose fields have names, so that compiled code and plain Python read
the same ``firm.plan.price``. Where a loop has to walk over levers or facts, the same bytes can be
had as an array too: ``firm.plan`` and ``firm.levers``, ``firm.marketing`` and
``firm.beliefs[MARKETING]``.

Fields with one value for each variant have room for ``SLOTS`` variants, the most that any scenario
may have, so that there is one type of record and one compilation for all firms.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from coordsim.core.compiled import part
from coordsim.core.facts import FACTS
from coordsim.core.kpis import ACCOUNTS, AREAS, CAUSES, CUTS
from coordsim.core.levers import BY_NAME, LEVERS, ROLES
from coordsim.core.records import Floats

SETTLING, CUSTOMERS, DAWN, DAY, EVENING, DONE = 2, 3, 4, 5, 6, 7  # turns, besides roles
SLOTS = int(BY_NAME["range"].possible[1])
AGES = int(BY_NAME["promise"].possible[1]) + 2
PLAN = np.dtype([(lever.name, np.float64) for lever in LEVERS])
LESSONS = ("units", "cost", "more", "fill_rate", "unit_cost", "promises_broken")
"""What managers correct from results (``mind.lessons``): factors, but for ``more``, money/week
beside the factor of costs."""
MEMORY = 2 * len(LESSONS) + 4
"""Numbers that a manager keeps: its lessons, what it hoped for, last round's costs and move of the
range, and what trying has taught of keeping a variant."""
FACTS_ = np.dtype([(fact.name, np.float64) for fact in FACTS])

Field = tuple[str, DTypeLike] | tuple[str, DTypeLike, tuple[int, ...]]


class Twice(NamedTuple):
    """Fields of one size, one after the other, that are an array under another name as well."""

    array: str
    names: tuple[str, ...]
    each: np.dtype[np.void]
    shape: tuple[int, ...]


def record_of(*fields: Field | Twice) -> np.dtype[np.void]:
    """Return a record of fields, some of which are seen twice: by name and as an array."""
    names: list[str] = []
    formats: list[DTypeLike] = []
    offsets: list[int] = []
    end = 0
    for field in fields:
        if isinstance(field, Twice):
            parts: list[tuple[str, np.dtype[Any]]] = [(name, field.each) for name in field.names]
            names.append(field.array)
            formats.append((np.float64, field.shape))
            offsets.append(end)
        else:
            parts = [(field[0], np.dtype(field[1:] if len(field) > 2 else field[1]))]
        for name, kind in parts:
            names.append(name)
            formats.append(kind)
            offsets.append(end)
            end += np.dtype(kind).itemsize
        end += -end % 8
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": end})


def floats(*names: str) -> Iterable[Field]:
    """Return one number for each name."""
    return [(name, np.float64) for name in names]


def by_slot(*names: str, kind: DTypeLike = np.float64) -> Iterable[Field]:
    """Return one number by variant for each name."""
    return [(name, kind, (SLOTS,)) for name in names]


K, L = len(FACTS), len(LEVERS)

FLOW = record_of(
    *floats(
        "one",
        "weeks",
        "under_orders",
        "profit",
        "spent",
        "units",
        "demand",
        "revenue",
        "range",
        "manufacturing",
        "made",
        "costed",
        "filled",
        "empty",
        "put_off",
        "visits",
        "priced_out",
        "switched",
        "waiting",
        "booked",
        "left",
        "shipped",
        "again",
        "promoted",
        "acquisition",
        "operations_spent",
        "fulfilled",
        "yearly",
        "sent",
        "promo_weeks",
        "promo_empty",
        "launched",
        "launch_weeks",
        "launched_late",
        "not_ready",
        "told",
        "told_over",
        "told_short",
        "belief_miss",
        "wanted",
        "needed",
        "setups",
        "broken_hours",
        "open_hours",
        "ordered",
        "ordered_weeks",
        "owed",
        "contacts",
        "unanswered",
        "answer_hours",
        "complaints",
        "cancelled",
        "scrapped",
        "forecast_miss",
        "forecast_over",
        "report_over",
        "expected",
        "setup_hours",
        "hours_available",
        "hours_used",
        "overtime_hours",
        "defective",
        "stock",
        "stock_value",
        "cash",
        "in_process",
        "backlog",
        "late",
        "lost",
        "satisfaction",
        "slowest",
        "usual",
        "conflicts",
        "rounds",
    ),
    ("areas", np.float64, (len(AREAS),)),
    ("causes", np.float64, (len(CAUSES),)),
    ("accounts", np.float64, (len(ACCOUNTS),)),
    *floats(
        "reputation",
        "trust",
        "frustration",
        "marketing_pay",
        "operations_pay",
        "paid_weeks",
        "quota",
    ),
)
"""What is written down of a week: every flow that KPIs and balances are made from."""
_MANY = {
    "areas": [f"conflicts:{area}" for area in AREAS],
    "causes": [f"cause:{cause}" for cause in CAUSES],
    "accounts": [f"account:{account}" for account in ACCOUNTS],
}
FLOWS = tuple(flow for name in FLOW.names or () for flow in _MANY.get(name, [name]))
"""The same flows by their names, in their order."""

FIRM = record_of(
    ("week", np.int64),
    ("turn", np.int64),  # whose answer is waited for: a role, or WEEK
    ("answered", np.int64),
    ("seed", np.uint64),
    ("row", np.int64),  # of its numbers in the table of a call
    Twice("start_levers", ("start_plan",), PLAN, (L,)),  # the plan that it was taken over with
    Twice("levers", ("plan",), PLAN, (L,)),
    Twice("proposed", ("proposal",), PLAN, (L,)),
    Twice("beliefs", ROLES, FACTS_, (len(ROLES), K)),  # what each role goes by
    Twice("ages", tuple(f"{role}_ages" for role in ROLES), FACTS_, (len(ROLES), K)),
    Twice("told", ("word",), FACTS_, (K,)),  # last value told of each fact; nan = never told
    ("told_week", np.float64, (K,)),  # the week that value describes; nan = never told
    *by_slot("status", "announced", "stocked", "owed_launch", kind=np.int8),
    *by_slot("ready_in", "announce_in", "age", kind=np.int16),
    *by_slot("taught", "on_hand", "untold", "parts", "deviation"),
    *by_slot("places"),  # of variants on the taste circle
    *by_slot("popular"),  # share of first choices at the start, where tastes cluster
    *floats("set_up_for", "set_up_hours", "lot_left"),  # slot + 1 (0 = none), hours put in, units
    *by_slot("lot_waits"),  # 1 where a lot is due and was not begun
    *by_slot("lacking"),  # units up to the base stock after the week's lots; nan = not on sale
    ("backlog", np.float64, (SLOTS, AGES)),  # units owed, by weeks waited
    ("shortfall", np.float64, (SLOTS, len(CUTS))),  # units of the last due lot not made
    ("outbound", np.float64, (AGES,)),  # units sold and not yet shipped
    *floats("lessons", "contacts", "unanswered", "common"),
    *floats("heard_late", "heard_unanswered"),  # what people say of its promises
    *floats("shock", "adstock", "effort", "reputation", "report", "surprise"),
    *floats("recent_cost", "recent_fill"),  # smoothed, as operations' reports show them
    ("trust", np.float64, (len(ROLES),)),
    ("frustration", np.float64, (len(ROLES),)),
    ("understanding", np.float64, (len(ROLES),)),
    ("memory", np.float64, (len(ROLES), MEMORY)),
    *floats("quarter_units", "quota", "quarter_before", "quota_before", "contests"),
    *floats("quarter_profit", "bad_quarters", "good_quarters", "under_orders"),
    ("orders", np.float64, (L,)),  # of the owner; nan = none
    *floats("cash", "stopped"),  # stopped: the week after its last one; 0 while it lives
    ("rules", np.int64),  # row of the rules in force
    ("forecast", np.float64),  # marketing's word on demand; nan = none of its own
    ("sums", np.float64, (len(FLOWS),)),  # flows summed since the last decisions
)
"""All that a week leaves to the next, but for the lines below and the customers."""

WEEK = record_of(
    Twice("facts_", ("facts",), FACTS_, (K,)),  # what is true now
    Twice("true_", ("true",), FACTS_, (K,)),  # what was true when the week began
    ("before", np.float64, (L,)),  # levers before they were set anew
    Twice("words_", ("words",), FACTS_, (K,)),  # as marketing words its own
    Twice("known_", ("known",), FACTS_, (K,)),  # what operations would go by, had it been told
    Twice("seen_levers", ("seen",), PLAN, (L,)),  # the plan as a role believes it
    *floats("shock_demand", "shock_supply", "shock_capacity", "shock_quality", "shock_efficiency"),
    *floats("run_hours", "setup_hours", "honest", "said", "promotion", "visit_factor", "room"),
    *floats("total", "this_week", "belief_error", "needed"),
    *by_slot("own", "lots_forecast", "parts_forecast", "informed"),
    *by_slot("wanted", "fresh", "cover", "after_materials", "lots", "defects"),
    ("sequence", np.int64, (SLOTS,)),
    ("due", np.int8, (SLOTS,)),
    *by_slot("scrapped", "dead_parts", "cancelled", "shipped", "given_up"),
    ("cleared", np.float64),  # units of those scrapped that were sold off
    *by_slot("offered", kind=np.int8),
    *by_slot("demand", "sold", "waiting", "lost", "defective"),
    *floats("visits", "put_off", "lost_to_choice", "priced_out", "switched", "again"),
    *floats("started", "launched", "launch_weeks", "launched_late", "ordered"),
    *floats(
        "setups",
        "setup_time",
        "hours_left",
        "regular",
        "available",
        "used",
        "overtime",
        "defect_share",
    ),
    *floats(
        "open_hours", "uptime", "broken", "units", "late", "sent", "contacts", "unanswered", "hours"
    ),
    *floats("shift", "contests", "meeting_hours", "systems"),
    ("areas", np.float64, (len(AREAS),)),
    ("causes", np.float64, (len(CAUSES),)),
    ("accounts", np.float64, (len(ACCOUNTS),)),
    *floats("decided"),
)
"""Room for a week's work: nothing in it outlives the week."""


class Lines(NamedTuple):
    """What has as many places as a scenario asks for; the first axis is time, now first."""

    crew: Floats  # (weeks,) regular hours this week and as already decided for the next ones
    in_process: Floats  # (weeks, SLOTS) units that reach the shelf in 1, 2, ... weeks
    shelved: Floats  # (shelf life, SLOTS) units that reached it in the last weeks, newest first
    parts_coming: Floats  # (weeks, SLOTS)
    common_coming: Floats  # (weeks,)
    booked: Floats  # (weeks, SLOTS) units booked in the last weeks, newest first
    level: Floats  # (weeks,) demand over its expected response to plan and season, newest first
    past: Floats  # (weeks, K) facts of the last weeks as they were worded, newest first


@part
def copy(values: Floats, to: Floats) -> None:
    """Copy the first of some values into all of ``to``."""
    for place in range(len(to)):
        to[place] = values[place]


Firm = Any  # a record of FIRM: type checkers know no records
Numbers = Any
Week = Any
