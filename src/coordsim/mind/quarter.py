"""Pay over a quarter: what a round's pay needs to know of it besides KPIs, and the quota that comes
next.
"""

from __future__ import annotations

from coordsim.core.compiled import part
from coordsim.core.records import Floats
from coordsim.core.tables import Row
from coordsim.mind.expectation import EXPECTED
from coordsim.mind.thought import Mind

PAID = len(EXPECTED)  # where progress begins among the KPIs that are noted


@part
def note_quarter(k: Row, progress: Floats, week: int, units: float, quota: float) -> None:
    """Note what pay over a quarter needs (PROGRESS) in the round that begins in a week: ``units``
    were sold in the quarter before it. A bonus at the quarter's end weighs less in earlier rounds
    (present bias).
    """
    length, rounds = int(k.horizon_round_weeks), int(k.people_quarter_rounds)
    left = (rounds - week // length % rounds) * length
    progress[0] = units
    progress[1] = float(left)
    progress[2] = quota
    progress[3] = float(length)
    progress[4] = 1.0 if left == length else k.people_present_bias
    progress[5] = 0.0


@part
def note_played(progress: Floats) -> None:
    """Note that the round is over: a bonus is due now or not."""
    progress[4] = 1.0 if progress[1] == progress[3] else 0.0
    progress[5] = 1.0


@part
def look_ahead(k: Row, mind: Mind, week: int, units: float, quota: float) -> None:
    """Note what pay over a quarter needs in the round that begins; a quarter begins with nothing
    sold.
    """
    begun = week // int(k.horizon_round_weeks) % int(k.people_quarter_rounds)
    note_quarter(k, mind.kpis[PAID:], week, 0.0 if begun == 0 else units, quota)


@part
def next_quota(n: Row, quota: float, units: float) -> float:
    """Quota of the next quarter after one with ``units`` sold: a ratchet (Weitzman 1980)."""
    return float(quota + n.people_quota_ratchet * (n.people_quota_stretch * units - quota))
