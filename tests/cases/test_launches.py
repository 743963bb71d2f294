"""From the decision for a variant to the shelf: development, announcement, launch, teething
troubles; worked by hand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import Bench, lucky, morning
from support.firms import calm, planned, sets, silent
from support.steps import development

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.records import DEVELOPING, ON_SALE, FirmState, Floats
from coordsim.run.result import Run
from coordsim.run.simulate import simulate

LINE: dict[str, Any] = {
    "line.slots": 4,
    "levers.range.start": 2,
    "line.development_weeks": 6.0,
    "line.crowding": 0.1,
    "line.package_development": 0.5,
    "plant.lead_weeks": 1,
}


def line(changes: dict[str, Any] | None = None, **levers: float) -> tuple[Bench, FirmState]:
    """Two variants on sale; development takes six weeks, a lot one."""
    world, state = morning(calm(LINE | (changes or {})))
    return world, planned(state, **levers)


def hoping(weeks: float) -> Floats:
    """Marketing's belief of development weeks, (1, K)."""
    beliefs = np.zeros((1, len(FACTS)))
    beliefs[:, INDEX["development_weeks"]] = weeks
    return beliefs


@pytest.mark.parametrize(
    ("variants", "build", "team", "normal", "weeks"),
    [
        (3, 0, False, 1.0, 9),  # 6 x exp(0.5 - 0.125) = 6 x 1.4550 = 8.73
        (3, 0, False, 0.0, 6),  # 6 x exp(-0.125) = 6 x 0.8825 = 5.29
        (3, 0, False, -1.0, 4),  # 6 x exp(-0.625) = 6 x 0.5353 = 3.21
        (4, 0, False, 1.0, 10),  # two at once: 6 x 1.1 x 1.4550 = 9.60
        (3, 1, False, 1.0, 5),  # a package: 3 x 1.4550 = 4.37
        (3, 0, True, 1.0, 7),  # a team: 6 x 0.7 x 1.4550 = 6.11
    ],
)
def test_development_time(variants: int, build: int, team: bool, normal: float, weeks: int) -> None:
    """Lognormal with mean 6 and log sd 0.5, a tenth longer for each other variant in development,
    in whole weeks.
    """
    world, state = line(
        {"line.development_sd": 0.5, "systems.team_time": 0.7}, range=variants, build=build
    )
    world = replace(lucky(world, normal=normal), team=team)
    after, done = development.develop(world, state, hoping(3), 0)
    assert after.ready_in[0].tolist() == [0, 0, weeks, weeks if variants == 4 else 0]
    assert done.started.tolist() == [variants - 2]


def test_operations_expects_the_mean_time_of_a_variant_alone() -> None:
    """6 weeks bespoke, 3 as a package; 4.2 and 2.1 with a team."""
    for build, weeks in ((0, 6), (1, 3)):
        world, state = line({"systems.team_time": 0.7}, build=build)
        np.testing.assert_allclose(development.mean_weeks(world, state), [weeks])
        np.testing.assert_allclose(
            development.mean_weeks(replace(world, team=True), state), [0.7 * weeks]
        )


def test_what_is_not_understood_is_done_twice() -> None:
    """Rework of 0.4 where nobody understands the other: 6 x 1.4 = 8.4 weeks; half understood in the
    mean: 7.2; all of it: 6.
    """
    world, state = line({"line.rework": 0.4})
    for understanding, weeks in (([0.0, 0.0], 8.4), ([0.3, 0.7], 7.2), ([1.0, 1.0], 6.0)):
        known = replace(state, understanding=np.array([understanding]))
        np.testing.assert_allclose(development.mean_weeks(world, known), [weeks])


def test_stock_that_can_no_longer_be_sold() -> None:
    """Two per cent of 30 and 5 units are 0.6 and 0.1: with luck 0.5 one unit and none, with luck
    0.95 one of each.
    """
    world, state = line({"plant.obsolescence": 0.02})
    state = replace(state, on_hand=np.array([[30.0, 5.0, 0.0, 0.0]]))
    for luck, gone in ((0.5, [1, 0, 0, 0]), (0.95, [1, 1, 0, 0])):
        after, units = development.age(lucky(world, uniform=luck), state, 0)
        assert (units[0].tolist(), (state.on_hand - after.on_hand)[0].tolist()) == (gone, gone)
    world, state = line({"plant.obsolescence": 0.9})
    state = replace(
        state, on_hand=np.array([[1.5, 0.5, 0.0, 0.0]])
    )  # no more whole units than there are
    assert development.age(lucky(world, uniform=0.95), state, 0)[1][0].tolist() == [1, 0, 0, 0]
    world, _ = line({"plant.obsolescence": 0.9, "plant.whole_units": False})
    np.testing.assert_allclose(development.age(lucky(world), state, 0)[1][0], [1.35, 0.45, 0, 0])
    world, _ = line({"plant.obsolescence": 0.9, "rules.demand": "given"})  # goods keep
    assert development.age(lucky(world), state, 0)[1].sum() == 0


def test_what_can_no_longer_be_sold_is_written_off_at_standard_cost() -> None:
    """Materials of 3.1 and two hours at 1.5 are 6.1 a unit; nothing is retired, so that nothing
    else is written off.
    """
    changes = {
        "plant.obsolescence": 0.2,
        "money.material": 3.1,
        "plant.run_hours": 2.0,
        "money.wage": 1.5,
        "horizon.weeks": 4,
    }
    run = simulate(calm(changes), players={"marketing": silent(), "operations": silent()})
    assert run.flows["scrapped"].sum() > 0
    assert (run.flows["scrapped"] % 1 == 0).all()
    np.testing.assert_allclose(run.accounts["write-offs"], 6.1 * run.flows["scrapped"])


def told(state: FirmState, week: int) -> FirmState:
    when = state.told_week.copy()
    when[:, INDEX["development_weeks"]] = week
    return replace(state, told_week=when)


@pytest.mark.parametrize(
    ("margin", "told_in", "announced"),
    [
        (0, [], 4),  # hopes for 3, and a week for the lot
        (2, [], 6),
        (0, [0], 7),  # told at once: 6 and a week for the lot
        (3, [0], 10),
        (0, [2], 7),  # told in week 2: 4 are left, and a week
        (0, [4], 7),  # told in the very week for which it hoped
        (0, [5], 4),  # too late: it has been announced
        (0, [0, 4], 7),
    ],
)
def test_hoped_date_and_told_date(margin: int, told_in: list[int], announced: int) -> None:
    """Development of six weeks begins in week 0, marketing hopes for three and believes what it is
    told. First week announced.
    """
    world, state = line(range=3, launch_margin=margin)
    for week in range(12):
        state = told(state, week) if week in told_in else state
        state, _ = development.develop(world, state, hoping(3), week)
        if development.offered(state)[0, 2]:
            break
    assert week == announced
    assert state.status[0, 2] == (DEVELOPING if week < 6 else ON_SALE)


def test_told_every_week_it_is_announced_when_the_first_lot_arrives() -> None:
    """A lot takes three weeks. Ready in week 2, the lot is begun then and reaches the shelf in week
    5; margin 1 makes it week 6.

    Where no lot can be begun, the date moves on week by week.
    """
    for margin, begun, announced in ((0, True, 5), (1, True, 6), (0, False, None)):
        world, state = line(
            {"line.development_weeks": 2.0, "plant.lead_weeks": 3}, range=3, launch_margin=margin
        )
        weeks = []
        for week in range(9):
            state, _ = development.develop(world, told(state, week), hoping(3), week)
            if development.offered(state)[0, 2]:
                weeks.append(week)
            process = np.zeros_like(state.in_process)
            if begun and 2 <= week < 5:
                process[0, 4 - week, 2] = (
                    7  # begun in week 2: two, one, no weeks from the shelf after weeks 2, 3, 4
                )
            state = replace(
                state,
                in_process=process,
                stocked=state.stocked | (np.arange(4) == 2) & begun & (week >= 5),
            )
        assert (weeks[0] if weeks else None) == announced


STORE: dict[str, Any] = {
    "rules.demand": "given",
    "given.mean": 5.0,
    "given.sd": 0.0,
    "given.lost": True,
    "plant.forecast_window": 0,
    "line.slots": 3,
    "levers.range.start": 2,
    "line.development_weeks": 3.0,
    "line.hoped_weeks": 1.0,
    "horizon.weeks": 8,
    "horizon.warmup": 0,
    "plant.endless": True,
    "supply.endless": True,
    "levers.cycle.start": 1,
    "levers.safety.start": 0,
    "start.cover_weeks": 2.0,
}


def launch(margin: int, rule: str = "none") -> Run:
    scenario = calm(STORE | {"levers.launch_margin.start": margin, "communication": rule})
    return simulate(scenario, players={"marketing": sets(range=3), "operations": silent()})


def test_announced_too_early() -> None:
    """Development takes three weeks and a lot one: on the shelf in week 4. Marketing hopes for one
    week: announced in week 2.

    In weeks 2 and 3 five customers a week come for a variant that nobody has: ten units are lost as
    not ready. The launch of week 4 took four weeks and was late.
    """
    run = launch(0)
    assert run.flows["not_ready"].tolist() == [[0, 0, 1, 1, 0, 0, 0, 0]]
    assert run.causes["not ready"].tolist() == [[0, 0, 5, 5, 0, 0, 0, 0]]
    assert run.flows["lost"].sum() == 10
    assert run.flows["demand"].tolist() == [[10, 10, 15, 15, 15, 15, 15, 15]]
    assert run.flows["launched"].tolist() == [[0, 0, 0, 0, 1, 0, 0, 0]]
    assert (run.kpi("time_to_market")[0], run.kpi("late_launches")[0], run.kpi("not_ready")[0]) == (
        4,
        1,
        0.25,
    )


def test_announced_in_time_and_too_late() -> None:
    """A margin of two weeks hits week 4; so does being told. A margin of three leaves a week's
    demand unasked for.
    """
    for run in (launch(2), launch(0, "dashboard")):
        assert run.flows["demand"].tolist() == [[10, 10, 10, 10, 15, 15, 15, 15]]
        assert (
            run.kpi("time_to_market")[0],
            run.kpi("late_launches")[0],
            run.causes["not ready"].sum(),
        ) == (4, 0, 0)
    assert launch(3).flows["demand"].tolist() == [[10, 10, 10, 10, 10, 15, 15, 15]]


def test_teething_troubles() -> None:
    """A defect share of 0.02: four times that in the first eight weeks on the shelf; 2.5 times when
    half had been learnt by then.

    The second variant has been there for eight weeks, the fourth has never been.
    """
    world, state = line({"line.teething": 3.0, "line.teething_weeks": 8})
    state = replace(
        state,
        stocked=np.array([[True, True, True, False]]),
        age=np.array([[99, 8, 7, 3]], dtype=np.int16),
    )
    np.testing.assert_allclose(
        development.defects(world, state, np.array([0.02])), [[0.02, 0.02, 0.08, 0.02]]
    )
    half = replace(state, taught=np.full((1, 4), 0.5), lessons=np.array([1.0]))
    np.testing.assert_allclose(
        development.defects(world, half, np.array([0.02])), [[0.02, 0.02, 0.05, 0.02]]
    )
    assert development.defects(world, state, np.array([0.4])).max() == 1


def test_lessons_of_launches() -> None:
    """A launch teaches 0.35 of what is left to learn, where customers' word is heard. Two launches
    at once, with 0.2 learnt before:

    1 - 0.8 x 0.65^2 = 0.662. The launches took 5 and 7 weeks; one had been offered before. Age
    counts from the shelf on.
    """
    world, state = line({"line.lesson": 0.35})
    state = replace(
        state,
        status=np.full((1, 4), ON_SALE, dtype=np.int8),
        stocked=np.array([[True, True, False, False]]),
        age=np.array([[50, 50, 5, 7]], dtype=np.int16),
        on_hand=np.array([[0.0, 3.0, 4.0, 5.0]]),
        lessons=np.array([0.2]),
        owed_launch=np.array([[False, False, True, False]]),
    )
    after, done = development.launch(world, state)
    assert (done.launched.tolist(), done.weeks.tolist(), done.late.tolist()) == ([2], [12], [1])
    assert (after.lessons[0], after.age[0].tolist(), after.stocked.all()) == (
        pytest.approx(0.2),
        [50, 50, 0, 0],
        True,
    )
    heard = state.told.copy()
    heard[:, INDEX["overload"]] = 0.3
    after, _ = development.launch(world, replace(state, told=heard))
    np.testing.assert_allclose(after.lessons, [0.662])


def test_each_launch_is_as_good_as_those_before_it_taught() -> None:
    """One launch after another, 0.35 learnt of each: the first knows nothing, the second 0.35, the
    third 1 - 0.65^2 = 0.5775.

    A defect share of 0.01 rises sixfold for the first; by 5 x 0.65 and 5 x 0.4225 for the others,
    whatever is learnt later. Where customers' word is not heard, nobody ever learns.
    """
    world, state = line({"line.lesson": 0.35, "line.teething": 5.0, "line.teething_weeks": 8})
    blank = replace(
        state, status=np.full((1, 4), ON_SALE, dtype=np.int8), stocked=np.zeros((1, 4), dtype=bool)
    )
    heard = state.told.copy()
    heard[:, INDEX["overload"]] = 0.3
    for word, taught in ((heard, [0, 0.35, 0.5775, 0]), (state.told, [0, 0, 0, 0])):
        state = replace(blank, told=word, on_hand=np.zeros((1, 4)))
        for place in range(3):
            state = replace(state, on_hand=np.where(np.arange(4) == place, 2.0, state.on_hand))
            state, _ = development.launch(world, state)
        np.testing.assert_allclose(state.taught[0], taught, atol=1e-12)
        share = 0.01 * (1 + 5 * (1 - np.array(taught)))
        np.testing.assert_allclose(
            development.defects(world, state, np.array([0.01]))[0, :3], share[:3]
        )


def test_not_launched_before_a_unit_is_there() -> None:
    """It can be made and is offered, but the shelf is empty: no launch, and the one that comes will
    be late.
    """
    world, state = line()
    state = replace(
        state,
        status=np.full((1, 4), ON_SALE, dtype=np.int8),
        stocked=np.array([[True, True, False, False]]),
        announced=np.array([[True, True, True, False]]),
        on_hand=np.zeros((1, 4)),
    )
    after, done = development.launch(world, state)
    assert done.launched.tolist() == [0]
    assert after.owed_launch[0].tolist() == [False, False, True, False]


def test_newcomers_begin_with_the_bookings_of_what_is_on_sale() -> None:
    """Two on sale with 6 and 2 a week; 4 orders wait for one announced too early, which are no
    usual bookings: (6 + 2) / 2.
    """
    world, state = morning(calm({"line.slots": 3, "levers.range.start": 3}))
    bookings = np.array([6.0, 2.0, 4.0])[np.newaxis, :, np.newaxis]
    state = replace(
        state,
        status=np.array([[ON_SALE, ON_SALE, DEVELOPING]], dtype=np.int8),
        ready_in=np.array([[0, 0, 1]], dtype=np.int16),
        booked=np.broadcast_to(bookings, state.booked.shape).copy(),
    )
    after, _ = development.develop(world, state, np.zeros((1, len(FACTS))), 1)
    assert after.status[0].tolist() == [ON_SALE] * 3
    assert after.booked[0, 2].tolist() == [4.0] * state.booked.shape[2]
