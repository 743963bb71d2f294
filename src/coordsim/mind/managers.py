"""The managers of some firms, asked together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from coordsim.core.compiled import compiled, records
from coordsim.core.contracts import IncentiveRule, MentalModel
from coordsim.core.firm import copy
from coordsim.core.records import Floats, Ints
from coordsim.core.tables import RULES, Records
from coordsim.mind.lessons import FIRST
from coordsim.mind.manage import manage
from coordsim.mind.program import PROGRESS, written
from coordsim.mind.quarter import PAID
from coordsim.mind.thought import MIND, Eye, anchor, meet, worth


class Minds(NamedTuple):
    """The managers of some firms: what they may know and go by, and what they think. ``row`` (F,)
    are the firms' rows of ``numbers`` and ``nodes``; ``rules`` is the one record that all go by.
    """

    numbers: Records
    nodes: Floats
    grids: Floats
    rules: Records
    row: Ints
    minds: Records  # (F,)


@compiled
def propose(all_: Minds, role: int, trust: Floats, words: Floats) -> None:
    """Let each firm's manager of a role propose (``manage``); ``words`` (F,) are its words."""
    for f in range(len(all_.minds)):
        eye = Eye(all_.numbers[all_.row[f]], all_.nodes[all_.row[f]], all_.grids, all_.rules[0])
        mind = all_.minds[f]
        meet(eye.k, mind, mind.seed, mind.week)
        words[f] = manage(eye, mind, role, trust[f])


@compiled
def weigh(all_: Minds, role: int, plans: Floats, worths: Floats, kpis: Floats) -> None:
    """Note what plans (F, L) are worth to each firm's manager of a role, (F,), and what it expects
    of them, (EXPECTED, F), with all that it has learnt and is.
    """
    for f in range(len(all_.minds)):
        eye = Eye(all_.numbers[all_.row[f]], all_.nodes[all_.row[f]], all_.grids, all_.rules[0])
        mind = all_.minds[f]
        meet(eye.k, mind, mind.seed, mind.week)
        mind.planned = mind.report = 1.0
        anchor(eye, mind, role)
        copy(plans[f], mind.levers)
        worths[f] = worth(eye, mind, role)
        for place in range(len(kpis)):
            kpis[place, f] = mind.kpis[place]


def minds_of(model: MentalModel, incentive: IncentiveRule, progress: Mapping[str, Floats]) -> Minds:
    """Return managers who go by a pay rule, and have not thought of anything yet."""
    rules = np.zeros(1, dtype=RULES)
    written(incentive, rules[0]["pay"])
    rules["bias"] = np.nan
    minds = np.zeros(model.firms, dtype=MIND)
    minds["memory"] = FIRST
    for place, name in enumerate(PROGRESS):
        minds["kpis"][:, PAID + place] = progress.get(name, 0.0)
    return Minds(
        numbers=model.table.records,
        nodes=model.nodes,
        grids=model.grids,
        rules=records(rules),
        row=model.table.row,
        minds=records(minds),
    )
