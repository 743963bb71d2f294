"""Cases A20 and A21: the plant's hours and its materials, one variant with a given demand."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from coordsim.core.records import Floats, Week
from coordsim.evidence.validation.rows import Row, Size, formula, simulated
from coordsim.evidence.validation.setup import textbook, weekly
from coordsim.theory import batch_queue, poisson

HOURS = 100.0  # a week
RUN, SETUP, WEEKLY = 4.0, 40.0, 20.0  # hours of a unit and of a set-up; demand of a week, units


def campaigns(name: str, cycle: int, size: Size) -> list[Row]:
    """A plant with set-up carry-over and lots of ``cycle`` weeks' demand, which is the same every
    week: output, lot and share of hours taken.
    """
    lot = cycle * WEEKLY
    scenario = textbook(
        "campaigns",
        {"cycle": float(cycle), "hours": HOURS, "overtime": 0.0, "safety": 0.0},
        size,
        plant={"endless": False, "setup_carryover": True, "run_hours": RUN, "setup_hours": SETUP},
        given={"mean": WEEKLY, "sd": 0.0},
    )
    names = ("made", "setups", "hours_used", "hours_available")
    (run,) = weekly([scenario], size, lambda week: {name: week.flows[name] for name in names})
    made, setups, used, available = (float(run[name].sum()) for name in names)
    weeks, machine = size.firms * size.weeks, (WEEKLY, HOURS / RUN, SETUP / HOURS)
    return [
        formula(f"{name} output, lots of {lot:g}", batch_queue.output(lot, *machine), made / weeks),
        formula(f"{name} lot, cycle of {cycle}", lot, made / setups),
        formula(
            f"{name} hours taken, lots of {lot:g}",
            batch_queue.utilisation(lot, *machine),
            used / available,
        ),
    ]


def materials(name: str, safety: float, size: Size, lead: int = 3, mean: float = 10.0) -> Row:
    """Weeks in which a lot is cut to its materials, where orders of these cover the lead time:
    more is wanted in the lead time than the base stock holds.
    """
    scenario = textbook(
        "materials",
        {"safety": 3.0},
        size,
        plant={"lead_weeks": 0, "whole_units": True},
        supply={"exact_cover": True, "lead_weeks": lead, "reliability": 1.0, "safety": safety},
        given={"distribution": "poisson", "mean": mean},
    )
    (run,) = weekly([scenario], size, _short)
    level = math.ceil(mean * lead + safety * math.sqrt(mean * lead))
    return simulated(
        f"{name} weeks short, z = {safety:g}",
        poisson.chance_above(level, mean * lead),
        run["short"].mean(axis=1),
    )


def _short(week: Week) -> Mapping[str, Floats]:
    """Whether a lot was cut."""
    return {"short": np.asarray(week.flows["made"] < week.flows["wanted"], dtype=np.float64)}
