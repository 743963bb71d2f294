"""Each way of settling, on a table at which fitting and value are simple rules, worked by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from support.firms import calm, morning

from coordsim.core.contracts import MentalModel
from coordsim.core.levers import COLUMN, LEVERS
from coordsim.core.records import Floats
from coordsim.mind.search import climb
from coordsim.rules.settling import SETTLING


@dataclass(frozen=True)
class Table:
    """A table with simple answers: what does not fit, and what a plan is worth."""

    model: MentalModel
    current: Floats
    proposals: Floats
    too_much: Callable[[Floats], np.ndarray]
    worth: Callable[[Floats], Floats]
    involvement: float = 1.0

    def open(self, levers: tuple[str, ...]) -> list[str]:
        return [name for name in levers if name not in self.model.closed]

    def does_not_fit(self, plan: Floats) -> np.ndarray:
        return self.too_much(plan)

    def settles(self, _role: str, plan: Floats, _then: Floats) -> np.ndarray:
        return self.does_not_fit(plan)

    def value(self, plan: Floats) -> Floats:
        return self.worth(plan)

    def profit(self, plan: Floats) -> Floats:
        return self.worth(plan)


def lever(plan: Floats, name: str) -> Floats:
    return plan[:, COLUMN[name]]


def settle(
    rule: str,
    start: Mapping[str, list[float]],
    too_much: Callable[[Floats], np.ndarray],
    worth: Callable[[Floats], Floats],
    involvement: float = 1.0,
) -> dict[str, list[float]]:
    """Settle for two firms whose proposals differ from the plan in force as told; return the levers
    that differ from it.
    """
    world, state = morning(calm({"line.slots": 36}), firms=2)
    proposals = state.plan.copy()
    for name, values in start.items():
        proposals[:, COLUMN[name]] = values
    plan = SETTLING[rule].settle(
        Table(world.model, state.plan, proposals, too_much, worth, involvement)
    )
    changed = [item.name for item in LEVERS if (plan != state.plan)[:, COLUMN[item.name]].any()]
    return {name: [round(float(value), 9) for value in lever(plan, name)] for name in changed}


def hours_short(need: float) -> Callable[[Floats], np.ndarray]:
    return lambda plan: lever(plan, "hours") * (1 + lever(plan, "overtime")) < need


def nothing(plan: Floats) -> Floats:
    return np.zeros(len(plan))


def test_independent_enacts_what_was_proposed() -> None:
    """However little it fits."""
    proposals = {"range": [20.0, 4.0], "hours": [100.0, 300.0]}
    assert settle("independent", proposals, hours_short(1000), nothing) == {
        "range": [20, 4],
        "hours": [100, 300],
    }


def test_marketing_leads_stretches_operations() -> None:
    """200 hours are needed. Firm 0 has 170 x 1.10 = 187: overtime goes to 0.15 (195.5) and to 0.20
    (204), which is enough.

    Firm 1 proposes 140 hours, 154 with overtime: three steps of overtime, to 0.25 (175), do not do,
    and nobody is hired for it. Its range of 20 stays.
    """
    plan = settle(
        "marketing_leads",
        {"range": [20.0, 20.0], "hours": [170.0, 140.0]},
        hours_short(200),
        nothing,
    )
    assert plan == {"range": [20, 20], "hours": [170, 140], "overtime": [0.20, 0.25]}


def test_marketing_leads_within_limits() -> None:
    """Overtime stops at its limit of 0.30, or after three steps; hours stay."""
    plan = settle("marketing_leads", {"overtime": [0.25, 0.0]}, hours_short(10_000), nothing)
    assert plan == {"overtime": [0.30, 0.15]}


def test_operations_leads_cuts_marketing() -> None:
    """At most 18 variants, each point of promotion counting as 100, fit. Firm 0 asks for 20 at a
    depth of 0: range goes to 18.

    Firm 1 asks for 12 at a depth of 0.20, that is 32: range goes to 11, 10, 9 (29), then depth to
    0.15 (24) and 0.10 (19) and 0.05 (14), which is enough: advertising stays, and hours in both.
    """

    def too_much(plan: Floats) -> np.ndarray:
        return lever(plan, "range") + 100 * lever(plan, "promotion_depth") > 18

    plan = settle(
        "operations_leads",
        {"range": [20.0, 12.0], "promotion_depth": [0.0, 0.2]},
        too_much,
        nothing,
    )
    assert plan == {"range": [18, 9], "promotion_depth": [0, 0.05]}


def test_operations_leads_cuts_advertising_last() -> None:
    """Nothing ever fits: three steps each."""
    plan = settle(
        "operations_leads", {"range": [8.0, 2.0]}, lambda plan: np.ones(2, dtype=bool), nothing
    )
    assert plan == {"range": [5, 1], "promotion_depth": [0.0, 0.0], "advertising": [25, 25]}


def test_joint_takes_a_step_of_each_lever_towards_what_both_want() -> None:
    """Both together want 190 hours, a price of 9.5 and 4 variants; nothing else counts. The plan in
    force has 170, 10 and 4.

    One step each: 180 hours, a price of 9.5, the range stays; what was proposed does not matter.
    """

    def worth(plan: Floats) -> Floats:
        return (
            -np.abs(lever(plan, "hours") - 190)
            - 10 * np.abs(lever(plan, "price") - 9.5)
            - np.abs(lever(plan, "range") - 4)
        )

    plan = settle(
        "joint", {"range": [20.0, 1.0], "advertising": [300.0, 0.0]}, hours_short(1000), worth
    )
    assert plan == {"price": [9.5, 9.5], "hours": [180, 180]}


def firm_likes(plan: Floats) -> Floats:
    """Price 13, 230 hours, promotions every 4 weeks and 9 variants; other levers do not matter.
    Never worth little.
    """
    away = 10 * np.abs(lever(plan, "price") - 13) + np.abs(lever(plan, "hours") - 230)
    return (
        1000
        - away
        - 5 * np.abs(lever(plan, "range") - 9)
        - 2 * np.abs(lever(plan, "promotion_every") - 4)
    )


def test_leadership_enacts_its_plan() -> None:
    """Proposed are a price of 11 and 6 variants, better than the 10 and 4 in force: one step on
    from there, 11.5 and 7, 180 hours.

    The second firm's proposal, a price of 6, is worse than the plan in force: leadership goes on
    from that one, to 10.5 and 5.
    """
    proposals = {"price": [11.0, 6.0], "range": [6.0, 4.0], "promotion_every": [8.0, 8.0]}
    plan = settle("leadership", proposals, hours_short(0), firm_likes)
    assert plan["price"] == [11.5, 10.5]
    assert plan["range"] == [7, 5]
    assert plan["hours"] == [180, 180]
    assert plan["promotion_every"][0] == 4


def test_leadership_half_way() -> None:
    """Each lever goes half of the way from what was proposed to what leadership wants: from 11 to
    11.25, from 170 hours to 175.

    The second firm from 6 half-way to 10.5. Whole numbers stay whole: 0.6 of the way from 6 to 7
    variants is 7, 0.4 of it is 6. Of promotions every 8 weeks, 4 wanted, 0.4 of the way is 6.4,
    nearest to 8; 0.6 of it is 5.6, nearest to 4.
    """
    proposals = {"price": [11.0, 6.0], "range": [6.0, 4.0], "promotion_every": [8.0, 8.0]}
    plan = settle("leadership", proposals, hours_short(0), firm_likes, involvement=0.5)
    assert (plan["price"], plan["hours"]) == ([11.25, 8.25], [175, 175])
    for involvement, variants, weeks in ((0.4, 6, 8), (0.6, 7, 4)):
        plan = settle("leadership", proposals, hours_short(0), firm_likes, involvement)
        assert (plan["range"][0], plan.get("promotion_every", [8])[0]) == (variants, weeks)


def test_leadership_at_full_involvement_enacts_exactly_its_plan() -> None:
    """To the last digit: overtime of 0.15, one step from the 0.10 in force, for proposals of
    anything from nothing to 0.05.

    p + 1 x (w - p) would miss w by a last digit for many p.
    """
    luck = np.random.default_rng(1)
    world, state = morning(calm(), firms=200)
    proposals = state.plan.copy()
    proposals[:, COLUMN["price"]], proposals[:, COLUMN["overtime"]] = (
        luck.uniform(12, 14, 200),
        luck.uniform(0, 0.05, 200),
    )

    def worth(plan: Floats) -> Floats:
        return (
            1000
            - 10 * np.abs(lever(plan, "price") - 10)
            - 100 * np.abs(lever(plan, "overtime") - 0.15)
        )

    def table(involvement: float) -> Table:
        return Table(world.model, state.plan, proposals, hours_short(0), worth, involvement)

    wanted = climb(world.model, state.plan, LEVERS, worth)
    assert set(wanted[:, COLUMN["overtime"]]) == {0.15}
    assert (proposals + 1.0 * (wanted - proposals) != wanted).any()
    np.testing.assert_array_equal(SETTLING["leadership"].settle(table(1.0)), wanted)
    half = SETTLING["leadership"].settle(table(0.5))
    for name in ("price", "overtime"):
        np.testing.assert_allclose(
            lever(half, name), (lever(proposals, name) + lever(wanted, name)) / 2
        )


def test_leadership_that_is_not_involved_enacts_what_was_proposed() -> None:
    proposals = {"price": [11.0, 6.0], "hours": [100.0, 300.0]}
    assert settle("leadership", proposals, hours_short(0), firm_likes, involvement=0.0) == proposals
