"""Packages of common modules, and a sourcing partner, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import Bench, lucky, morning
from support.firms import calm, exact, planned, sets, silent
from support.steps import plant, supply

from coordsim.core.records import DEVELOPING, FirmState
from coordsim.run.simulate import Engine

SUPPLY: dict[str, Any] = {
    "supply.lead_weeks": 3,
    "supply.partner_weeks": 1,
    "supply.safety": 2.0,
    "market.shock_sd": 0.0,
}


def store(
    variants: int, changes: dict[str, Any] | None = None, **levers: float
) -> tuple[Bench, FirmState]:
    """Nothing on hand, nothing on order, no surprises so far: sigma is the root of the forecast."""
    world, state = morning(
        calm(SUPPLY | {"line.slots": variants, "levers.range.start": variants} | (changes or {}))
    )
    empty = {
        name: np.zeros_like(getattr(state, name))
        for name in ("parts", "common", "parts_coming", "common_coming", "surprise")
    }
    return world, replace(planned(state, **({"safety": 0} | levers)), **empty)


def test_a_package_takes_two_common_modules() -> None:
    """Forecasts 16 and 9 a week; three weeks of lead and a review are four, as long as a cycle: one
    lot of each, four weeks' worth.

    The root of four is 2, z = 2: 25 x 4 + 2 x 5 x 2 = 120 units, 240 modules, no parts. 40 on hand,
    15 on order: 185 are ordered. Bespoke they would be 120 common modules, and 16 x 4 + 2 x 4 x 2 =
    80 and 9 x 4 + 2 x 3 x 2 = 48 parts.
    """
    world, state = store(2, cycle=4, build=1)
    state = replace(state, common=np.array([40.0]), common_coming=np.array([[15.0, 0.0, 0.0]]))
    after, ordered = supply.order(world, state, np.array([[16.0, 9.0]]))
    assert after.common_coming[0].tolist() == [15, 0, 185]
    assert after.parts_coming.sum() == 0
    assert ordered.tolist() == [185]
    world, state = store(2, cycle=4)
    after, ordered = supply.order(world, state, np.array([[16.0, 9.0]]))
    assert (after.common_coming[0].tolist(), after.parts_coming[0, 2].tolist(), ordered[0]) == (
        [0, 0, 120],
        [80, 48],
        248,
    )


def test_materials_cover_the_lots_that_may_fall_due() -> None:
    """Four weeks until an order of next week arrives. A variant whose cycle is nine takes nine
    weeks' parts at once, its root is 3:

    16 x 9 + 2 x 4 x 3 = 168 and 9 x 9 + 2 x 3 x 3 = 99. Of two such variants one falls due in four
    weeks: modules for a lot, half of nine weeks: 25 x 4.5 + 2 x 5 x sqrt(4.5) = 133.7. With a cycle
    of three, two lots of each may fall due, six weeks' parts, and three of both. What is held on
    the shelf does not matter.
    """
    for cycle, parts, modules in ((9, [168, 99], 134), (3, [116, 69], 134), (1, [80, 48], 120)):
        for safety in (-0.5, 1.0):
            world, state = store(2, cycle=cycle, safety=safety)
            after, _ = supply.order(world, state, np.array([[16.0, 9.0]]))
            assert (after.parts_coming[0, 2].tolist(), after.common_coming[0, 2]) == (
                parts,
                modules,
            )


@pytest.mark.parametrize("variants", [1, 4, 9, 16])
def test_pooling_shrinks_safety_by_the_root_of_their_number(variants: int) -> None:
    """N variants of 9 a week: over four weeks parts hold 2 x 3 x 2 = 12 of safety each, 12 N in
    all; modules 12 sqrt(N).
    """
    forecast = np.full((1, variants), 9.0)
    safety = {}
    for build in (0, 1):
        world, state = store(variants, cycle=4, build=build)
        after, _ = supply.order(world, state, forecast)
        each = after.parts_coming.sum() if build == 0 else after.common_coming.sum() / 2
        safety[build] = each - 9 * 4 * variants
    assert safety[0] == 12 * variants
    assert safety[1] == pytest.approx(safety[0] / np.sqrt(variants))


def test_modules_bind_the_lots_of_packages() -> None:
    """S = 20; the shelf holds [15, 10, 12]: wanted [5, 10, 8], the second first, then the third.
    27.9 modules make 13 units: 10 and 3, and 1.9 are left. Specific parts are not asked for.
    """
    case = {
        "line.slots": 3,
        "levers.range.start": 3,
        "plant.run_hours": 1.0,
        "levers.cycle.start": 1,
        "levers.safety.start": 0,
    }
    world, state = morning(calm(case))
    state = replace(
        planned(state, build=1),
        on_hand=np.array([[15.0, 10.0, 12.0]]),
        crew=np.full_like(state.crew, 500.0),
        parts=np.array([[0.0, 1.0, 2.0]]),
        common=np.array([27.9]),
    )
    forecast = np.full((1, 3), 10.0)
    state, made = plant.produce(lucky(world), state, forecast, forecast, 0)
    assert made.lots.tolist() == [[0, 10, 3]]
    assert state.shortfall[0, :, 0].tolist() == [5, 0, 5]
    assert state.parts.tolist() == [[0, 1, 2]]
    np.testing.assert_allclose(state.common, [1.9])


def test_a_partner_delivers_sooner() -> None:
    """Three weeks at the supplier's, one at the partner's: with a review two. A cycle of nine takes
    16 x 9 + 2 x 4 x 3 = 168 and 9 x 9 + 2 x 3 x 3 = 99 parts, which join the first place of the
    queue, not the last. One of the two falls due: 134 modules.
    """
    world, state = store(2, cycle=9, sourcing=1)
    after, _ = supply.order(world, state, np.array([[16.0, 9.0]]))
    assert after.parts_coming[0].tolist() == [[168, 99], [0, 0], [0, 0]]
    assert after.common_coming[0].tolist() == [134, 0, 0]
    assert supply.lead_weeks(world, state.plan).tolist() == [1]
    assert supply.lead_weeks(world, planned(state, sourcing=0).plan).tolist() == [3]


def test_a_partner_is_surer() -> None:
    """Luck 0.95 lets a partner's shipment of reliability 0.99 in and makes the supplier's of 0.9
    slip.
    """
    for sourcing, parts in ((0, 0), (1, 10)):
        world, state = morning(
            calm(
                SUPPLY
                | {
                    "supply.reliability": 0.9,
                    "supply.partner_reliability": 0.99,
                    "line.slots": 4,
                }
            )
        )
        state = replace(
            planned(state, sourcing=sourcing),
            parts=np.zeros((1, 4)),
            parts_coming=np.zeros((1, 3, 4)),
        )
        state.parts_coming[0, 0, 0] = 10
        assert supply.arrive(lucky(world, uniform=0.95), state, 0).parts[0, 0] == parts


def test_materials_are_ordered_for_variants_that_will_soon_be_made() -> None:
    """A variant ready in four weeks needs materials now when they take three weeks and a review,
    not when they take one.
    """
    world, state = store(2)
    for weeks, sourcing, needed in ((4, 0, True), (5, 0, False), (2, 1, True), (3, 1, False)):
        coming = replace(
            planned(state, sourcing=sourcing),
            status=np.array([[2, DEVELOPING]], dtype=np.int8),
            ready_in=np.array([[0, weeks]], dtype=np.int16),
        )
        assert supply.soon(world, coming)[0].tolist() == [True, needed]


BOOKS: dict[str, Any] = {
    "rules.demand": "given",
    "given.mean": 5.0,
    "given.sd": 0.0,
    "plant.forecast_window": 0,
    "line.slots": 3,
    "levers.range.start": 2,
    "levers.cycle.start": 1,
    "levers.safety.start": 0,
    "start.cover_weeks": 0.0,
    "supply.lead_weeks": 3,
    "supply.partner_weeks": 1,
    "money.partner": 0.3,
    "money.launch": 250.0,
    "money.launch_package": 60.0,
}


def test_what_a_partner_costs() -> None:
    """Two lots of ten: twenty units at 0.30 more. What is ordered takes a week.

    Parts: 5 x 2 = 10 wanted of each, 10 + 5 - 10 = 5 at hand: 5. Modules: 20 wanted, 20 + 10 - 20 =
    10: 10. Twenty in all.
    """
    players = {"marketing": silent(), "operations": silent()}
    week = Engine(
        [calm(BOOKS | {"levers.sourcing.start": 1, "supply.safety": 0.0})], [1], players
    ).step()
    exact({"sourcing": 6.0}, week.entries)
    exact({"made": 20, "ordered": 20, "ordered_weeks": 20}, week.flows)
    week = Engine([calm(BOOKS | {"supply.safety": 0.0})], [1], players).step()
    exact({"sourcing": 0}, week.entries)


def test_tooling_of_a_package() -> None:
    """A new package costs 60 of tooling, a new bespoke variant 250."""
    for build, tooling in ((0, 250), (1, 60)):
        players = {"marketing": sets(range=3), "operations": silent()}
        exact(
            {"launches": tooling},
            Engine([calm(BOOKS | {"levers.build.start": build})], [1], players).step().entries,
        )


def test_a_package_is_cheaper_to_keep() -> None:
    """Two variants at 12 a week each; packages at 0.6 of it."""
    players = {"marketing": silent(), "operations": silent()}
    case = BOOKS | {"money.range_overhead": 12.0, "line.package_overhead": 0.6}
    for build, keeping in ((0, 24.0), (1, 14.4)):
        exact(
            {"range overhead": keeping},
            Engine([calm(case | {"levers.build.start": build})], [1], players).step().entries,
        )
