"""Claims on synergy: C25, C27, C28, C29, C30 (C24 and C26 are with the facts of operations)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from coordsim.core.records import Floats
from coordsim.evidence.claims import reasons
from coordsim.evidence.claims.contexts import DEEP, DELIVERY, HELD, ROOM, USUAL
from coordsim.evidence.claims.records import DOWN, UP, Claim, Contrast, higher, lower
from coordsim.run.comparison import paired
from coordsim.run.result import Run
from coordsim.show.numbers import share

SOURCE = "synergy"
NOTICES = (0, 1, 2, 4, 6, 8)
LEAD = 6  # weeks of the base scenario: materials 3, a cycle of 2, a lot 1
FLAT = 0.1  # of the fall from no notice to notice of the lead time: what may still move beyond it
LAUNCHES = (24, 48, 72)  # weeks of the three launches
AFTER = 8  # weeks that a launch is watched: the base scenario's line.teething_weeks


def _c25(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "timelines told", "not told"
    return [
        lower(runs, a, b, "late_launches"),
        lower(runs, a, b, "not_ready"),
        lower(runs, a, b, "lost_not_ready"),
    ]


def _c27(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    lost = {notice: runs[f"{notice}"].kpi("left") for notice in NOTICES}
    label = "left"
    falls = [
        Contrast(f"{label}: notice {b} - {a} weeks", "units/week", paired(lost[b], lost[a]), DOWN)
        for a, b in pairwise(NOTICES)
        if b <= LEAD
    ]
    fall, rest = lost[0] - lost[LEAD], lost[LEAD] - lost[NOTICES[-1]]
    nothing = np.zeros_like(fall)
    named = f"{label}: {LEAD} - {NOTICES[-1]} weeks, less {share(FLAT)} of 0 - {LEAD} weeks"
    back = f"{label}: {NOTICES[-1]} - {LEAD} weeks, less {share(FLAT)} of 0 - {LEAD} weeks"
    return [
        *falls,
        Contrast(named, "units/week", paired(rest - FLAT * fall, nothing), DOWN),
        Contrast(back, "units/week", paired(-rest - FLAT * fall, nothing), DOWN),
    ]


def _c28(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    a, b = "promised at once", "promised as can be done"
    return [
        higher(runs, a, b, "promises_broken"),
        *(lower(runs, a, b, kpi) for kpi in ("satisfaction", "repeat_units", "reputation")),
    ]


def _c29(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    return [
        lower(runs, "scorecard", own, "acquisition_cost_fulfilled")
        for own in ("departmental", "silo")
    ]


def _defective(run: Run, launch: int) -> Floats:
    """Defective units a week in the first weeks after the ``launch``-th variant reached the shelf,
    (F,); nan where it never did.
    """
    shelved = np.cumsum(run.flows["launched"], axis=1) > launch
    first = shelved.argmax(axis=1)[:, np.newaxis]
    weeks = np.arange(shelved.shape[1])[np.newaxis, :]
    watched = shelved & (weeks >= first) & (weeks < first + AFTER)
    count = watched.sum(axis=1)
    total = np.where(watched, run.flows["defective"], 0.0).sum(axis=1)
    mean: Floats = np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)
    return mean


def _c30(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    saved = [
        _defective(runs["not learnt"], k) - _defective(runs["learnt together"], k) for k in range(3)
    ]
    label = "defective units a week that learning saves"
    return [
        Contrast(
            f"{label}: third launch", "units/week", paired(saved[2], np.zeros_like(saved[2])), UP
        ),
        Contrast(f"{label}: second - first launch", "units/week", paired(saved[1], saved[0]), UP),
        Contrast(f"{label}: third - second launch", "units/week", paired(saved[2], saved[1]), UP),
    ]


def _without(*groups: str) -> dict[str, Any]:
    return {"preset": "dashboard", "without": list(groups)}


_THREE = {
    "phases": [{"week": week, "orders": {"range": 9.0 + k}} for k, week in enumerate(LAUNCHES)]
}

CLAIMS = (
    Claim(
        id="C25",
        title="A feedback loop on new products",
        statement=(
            "Plans held alike, with one new variant in each of the weeks 24, 48 and 72:"
            " marketing that is told how long a variant takes announces fewer of them before"
            " they can be bought, and loses fewer customers to variants that are not there."
        ),
        source=SOURCE,
        arms={
            "not told": {**HELD, **USUAL, **_THREE, "communication": _without("feasibility")},
            "timelines told": {**HELD, **USUAL, **_THREE, "communication": "dashboard"},
        },
        contrasts=_c25,
        kpis=("late_launches", "not_ready", "lost_not_ready", "time_to_market"),
    ),
    Claim(
        id="C27",
        title="Promotions told in time",
        statement=(
            "Plans held alike, with promotions of 20 % and hours to spare: sales lost before"
            " empty shelves fall the earlier operations is told of a promotion, until the notice"
            " covers the lead time (materials, a cycle and a lot); more adds next to nothing."
        ),
        source=SOURCE,
        arms={
            f"{notice}": {
                **HELD,
                **USUAL,
                **DEEP,
                **ROOM,
                "communication": {"preset": "dashboard", "notice": notice},
            }
            for notice in NOTICES
        },
        contrasts=_c27,
        kpis=("left", "fill_rate"),
        why=reasons.IN_TIME,
        plot="line",
    ),
    Claim(
        id="C28",
        title="A promise that operations cannot keep costs loyalty",
        statement=(
            "Plans held alike, shipping short: delivery promised within the week breaks more"
            " promises than the week more that operations can nearly always keep; customers are"
            " less content, buy again less often and speak worse of the firm."
        ),
        source=SOURCE,
        arms={
            "promised at once": {
                **HELD,
                **DELIVERY,
                "communication": "dashboard",
                "levers.promise.start": 0.0,
            },
            "promised as can be done": {
                **HELD,
                **DELIVERY,
                "communication": "dashboard",
                "levers.promise.start": 1.0,
            },
        },
        contrasts=_c28,
        kpis=("promises_broken", "satisfaction", "repeat_units", "reputation"),
        why=reasons.LOYALTY,
        scenario="next-day",
    ),
    Claim(
        id="C29",
        title="Acquisition cost and fulfilment on one card",
        statement=(
            "With the same facts on the same dashboard, an order that is fulfilled costs less to"
            " win when both departments are paid by one scorecard than when each is paid by its"
            " own numbers."
        ),
        source=SOURCE,
        arms={
            pay: {"incentives": pay, "communication": "dashboard"}
            for pay in ("silo", "departmental", "scorecard")
        },
        contrasts=_c29,
        kpis=("acquisition_cost_fulfilled", "acquisition_cost", "order_fulfilment"),
        why=reasons.ACQUISITION,
    ),
    Claim(
        id="C30",
        title="Learning together after launches",
        statement=(
            "Plans held alike, with one new variant in each of the weeks 24, 48 and 72: where"
            " both hear what customers make of a launch, fewer units are defective, and the more"
            " so from launch to launch."
        ),
        source=SOURCE,
        arms={
            "not learnt": {**HELD, **USUAL, **_THREE, "communication": _without("feedback")},
            "learnt together": {**HELD, **USUAL, **_THREE, "communication": "dashboard"},
        },
        contrasts=_c30,
        kpis=("defect_rate", "satisfaction"),
    ),
)
