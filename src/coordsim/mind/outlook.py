"""The mental model: plan + beliefs -> expected KPIs per week, in closed form.

Everyone predicts with this one function: the steady-state, no-noise version of the week. Roles
differ in their beliefs (its parameters) and in their pay (what they do with the answer). With true
beliefs and profit as the aim it is the planner's yardstick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import MentalModel
from coordsim.core.facts import INDEX
from coordsim.core.levers import COLUMN
from coordsim.core.records import Floats
from coordsim.mind.expectation import EXPECTED, Today, expect, tie
from coordsim.mind.lessons import correct_all
from coordsim.mind.reaction import aligned, batch_of


@dataclass(frozen=True)
class Anchor:
    """What ties the outlook to today: the market's level over its formula, and the satisfaction
    expected at today's plan, (F,).
    """

    level: Floats
    satisfaction: Floats


def anchor(model: MentalModel, beliefs: Floats) -> Anchor:
    """Fit the market's level so that today's plan, as believed, brings the demand that is
    believed.
    """
    level, satisfaction = np.empty((2, len(beliefs)))
    batch = batch_of(model, beliefs[:, : len(COLUMN)], beliefs)
    tie(batch, beliefs[:, INDEX["demand"]], level, satisfaction)
    return Anchor(level, satisfaction)


def outlook(
    model: MentalModel,
    plan: Floats,
    beliefs: Floats,
    today: Anchor,
    *,
    planned: Floats | None = None,
    report: Floats | None = None,
    learnt: Floats | None = None,
) -> dict[str, Floats]:
    """Expected KPIs of a plan (F, L) under a role's beliefs (F, K), per week, each (F,).

    ``planned`` is what operations plans for over what will be demanded, ``report`` marketing's word
    over it (1 when omitted), ``learnt`` (F, LESSONS) what results have taught. One firm's model,
    beliefs or anchor stand for all plans. One-off costs are spread over ``payback_weeks``. Names
    are those of the KPI table.
    """
    ones = np.ones(len(plan))
    judged = Today(
        level=today.level,
        satisfaction=today.satisfaction,
        planned=ones if planned is None else planned,
        report=ones if report is None else report,
    )
    out = np.empty((len(EXPECTED), len(plan)))
    expect(batch_of(model, plan, beliefs), Today(*aligned(len(plan), *judged)), out)
    if learnt is not None:
        (lessons,) = aligned(len(plan), learnt)
        correct_all(lessons, out)
    return dict(zip(EXPECTED, out, strict=True))
