"""Part D of validation: each row's measure on a case worked by hand, and a planted firm for which
it must not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from coordsim.core.levers import COLUMN
from coordsim.core.records import Decision, Floats
from coordsim.evidence.validation.emergence import (
    Finding,
    Lab,
    bullwhip,
    expectation,
    failures,
    gap,
    idle,
    kinks,
    people,
    robust,
    starts,
    steady,
    uncertainty,
)
from coordsim.evidence.validation.emergence.lab import ARMS, BEST, PAY, TALK, WORST
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load

SMALL = {"market.customers": 60, "horizon.weeks": 156, "horizon.warmup": 0}


@cache
def small() -> Run:
    return simulate(load("blind").with_(SMALL), seeds=[90_001, 90_002, 90_003])


def firms(**flows: Floats | float) -> Run:
    """Three firms with planted flows: numbers, by firm (3,), or by firm and week (3, 156)."""
    shape = small().plan.shape[:2]
    planted = dict(small().flows)
    for name, values in flows.items():
        array = np.asarray(values, dtype=np.float64)
        name = name.replace("__", ":").replace("_of_", " ") if "__" in name else name
        planted[name] = np.broadcast_to(array[:, np.newaxis] if array.ndim == 1 else array, shape)
    accounts = {name: planted[f"account:{name}"] for name in small().accounts}
    return replace(small(), flows=planted, accounts=accounts)


def rigged(**runs: Run) -> Lab:
    """A lab that has run these arms, w, t, p and b, already."""
    made = Lab(load("blind"), 3, 90_001, draws=2, few=2)
    names = {"w": WORST, "t": TALK, "p": PAY, "b": BEST}
    made.kept.update({names[key]: run for key, run in runs.items()})
    return made


def verdicts(found: Any) -> dict[str, str]:
    return {one.name: one.verdict for one in found}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody searches for plans."""
    monkeypatch.setattr(expectation, "missed", lambda lab, name: iter(()))


def expecting(run: Run, more: float) -> Run:
    """A run whose managers expected so much more profit than came, each round."""
    tape = {
        role: {
            week: Decision(
                one.levers,
                one.forecast,
                {"profit": run.flows["profit"][:, week : week + 4].mean(axis=1) + more},
            )
            for week, one in decisions.items()
        }
        for role, decisions in run.tape.items()
    }
    return replace(run, tape=tape)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("more", "word"), [(2.0, "held"), (4.0, "not held"), (-50.0, "held")])
def test_expectations_are_held_against_what_came(more: float, word: str) -> None:
    run = expecting(firms(revenue=100.0), more)
    found = list(expectation.expectation(rigged(w=run, t=run, p=run, b=run)))
    judged = [one for one in found if one.need is expectation.TOO_HIGH]
    assert {one.verdict for one in judged} == {word}
    assert {round(one.estimate.figure, 9) for one in judged if one.estimate} == {more / 100}
    apart = [one for one in found if one.need is expectation.APART]
    assert {round(one.estimate.figure, 9) for one in apart if one.estimate} == {abs(more) / 100}


@pytest.mark.usefixtures("quick")
def test_only_rounds_eight_to_thirteen_count() -> None:
    run = expecting(firms(revenue=100.0), 0.0)
    for week, decision in run.tape["marketing"].items():
        assert decision.predicted is not None
        if not 28 <= week < 52:
            decision.predicted["profit"][:] += 1e6
    found = list(expectation.expectation(rigged(w=run, t=run, p=run, b=run)))
    assert {one.verdict for one in found if one.need is expectation.TOO_HIGH} == {"held"}


@pytest.mark.slow
def test_plans_short_of_the_best_are_seen() -> None:
    here = Lab(load("blind").with_({"market.customers": 60}), 2, 90_001)
    found = list(expectation.missed(here, WORST))
    assert [one.of for one in found] == [f"{role}, {WORST}" for role in ("marketing", "operations")]
    assert all(one.estimate and 0 <= one.estimate.figure <= 1 for one in found)


def test_a_year_of_long_rounds_is_not_enough() -> None:
    here = Lab(load("blind").with_({"horizon.round_weeks": 13}), 2)
    assert set(verdicts(expectation.expectation(here)).values()) == {"not measured"}


def money(profit: Floats | float, revenue: float = 1000.0) -> Run:
    return firms(profit=profit, revenue=revenue)


def test_the_gap_is_over_the_coordinated_firms_revenue() -> None:
    losing = np.array([-50.0, 10.0, 30.0])  # mean -3.33: one firm in three loses money
    here = rigged(w=money(losing, 900.0), t=money(50), p=money(60), b=money(100.0))
    found = {one.name: one for one in gap.gap(here)}
    row = found[f"D2 {gap.GAP.title}"]
    assert row.verdict == "held"
    assert row.estimate is not None
    assert row.estimate.figure == pytest.approx((100 + 10 / 3) / 1000)
    assert found[f"D2 {gap.LOSING.title}"].verdict == "held"
    assert {one.verdict for one in found.values() if one.need is gap.FLOOR} == {"held"}


def test_a_planted_disaster_is_no_gap() -> None:
    here = rigged(w=money(-600.0), t=money(50), p=money(60), b=money(300.0))
    rows = list(gap.gap(here))
    assert rows[0].verdict == rows[1].verdict == "not held"
    floors = {one.of: one.verdict for one in rows if one.need is gap.FLOOR}
    assert floors["silo + none, year 1"] == floors["silo + none, year 2"] == "not held"
    assert floors["shared + sop, year 1"] == "held"


def test_each_lever_has_to_close_a_part() -> None:
    drawn = {name: np.array([1.0, 2.0]) for name in ARMS} | {PAY: np.array([3.0, 1.0])}
    here = rigged(w=money(0.0), t=money(-10.0), p=money(25.0), b=money(100.0))
    here.kept["draws"] = drawn
    found = {one.name: one for one in gap.levers(here)}
    pay, talk = (found[f"D4 {gap.CLOSES.title}, {word} alone"] for word in ("pay", "talk"))
    assert (pay.verdict, talk.verdict) == ("held", "not held")
    assert pay.estimate is not None
    assert pay.estimate.figure == 0.25
    winner = found[f"D4 {gap.WINNER.title}"]
    assert winner.estimate is not None
    assert winner.estimate.figure == 0.5


def test_without_a_gap_nothing_closes_it() -> None:
    here = rigged(w=money(9.0), t=money(5), p=money(5), b=money(5))
    here.kept["draws"] = {name: np.array([1.0]) for name in ARMS}
    first = next(gap.levers(here))
    assert first.verdict == "not measured"
    assert "no gap" in first.note


def failing(more: float) -> dict[str, float]:
    """Flows whose failures are so many times those of ``failing(1)``."""
    return {
        "demand": 100.0,
        "empty": 5.0 * more,
        "range": 8.0 * more,
        "put_off": 2.0 * more,
        "visits": 100.0,
        "account__set-ups": 10.0 * more,
        "account__range_of_overhead": 20.0 * more,
        "account__holding": 10.0 * more,
        "account__parts_of_holding": 0.0,
        "account__write-offs": 0.0,
        "setup_hours": 0.0,
        "made": 10.0,
        "costed": 10.0,
        "units": 10.0,
    }


def test_variety_cost_by_hand() -> None:
    run = firms(**{**failing(1.0), "setup_hours": 4.0})
    # (10 + 20 + 10 money and 4 hours at a wage of 1.5) over 10 units
    assert failures.variety_cost(run, slice(0, 52)) == pytest.approx(4.6)


@pytest.mark.parametrize(("more", "word"), [(2.5, "held"), (1.1, "not held")])
def test_failures_are_ratios_year_by_year(more: float, word: str) -> None:
    found = verdicts(failures.compared(firms(**failing(more)), firms(**failing(1.0))))
    for need in (failures.STOCKOUTS, failures.RANGE, failures.PUT_OFF, failures.COSTLY):
        for year in (1, 2):
            assert found[f"D3 {need.title}, year {year}"] == word


@pytest.mark.parametrize(("cost", "word"), [(6.7, "held"), (6.5, "not held")])
def test_the_margin_is_price_less_unit_cost(cost: float, word: str) -> None:
    def sold(unit_cost: float) -> Run:
        return firms(revenue=100.0, units=10.0, manufacturing=10 * unit_cost, costed=10.0)

    worst, best = sold(cost), sold(6.0)
    assert failures.margin(best, slice(0, 52)) == pytest.approx(4.0)
    found = verdicts(failures.compared(worst, best))
    assert found[f"D3 {failures.MARGIN.title}, year 1"] == word


def test_nine_starts_are_balanced_and_within_limits() -> None:
    table = np.array(starts.NINE)
    for one in range(4):
        for other in range(one):
            pairs = {tuple(row) for row in table[:, [one, other]]}
            assert len(pairs) == 9
    base = load("blind").with_({"levers.hours.start": 90.0, "levers.price.open": False})
    for levels in starts.NINE:
        made = base.with_(starts.start(base, levels))
        assert made.lever_start("price") == 10.0
        assert 80.0 <= made.lever_start("hours") <= 170.0


def test_the_box_of_starts_is_what_worlds_draw_from() -> None:
    base = load("blind").with_({"levers.price.inherited": [8.0, 9.0, 11.5, 12.0, 9.5]})
    prices = {starts.start(base, levels)["levers.price.start"] for levels in starts.NINE}
    assert prices == {8.0, 9.5, 12.0}
    assert base.with_(starts.start(base, starts.NINE[0])).lever_inherited("price") == ()


def test_starts_far_apart_do_not_hold() -> None:
    near = [money(profit) for profit in (100.0, 115.0, 90.0)]
    far = [money(profit) for profit in (100.0, 140.0, 90.0)]
    for runs, word in ((near, "held"), (far, "not held")):
        ends = starts.apart(runs)
        assert (ends.best, ends.worst) == (1, 2)
        assert Finding("D5", starts.APART, "", ends.distance).verdict == word


def test_a_lever_that_never_moved_is_seen() -> None:
    plan = small().plan.copy()
    plan[:, :, COLUMN["range"]] = 8.0
    plan[:, :, COLUMN["price"]] = 10.0
    plan[0, 50:, COLUMN["price"]] = 9.5
    plan[1, 110:, COLUMN["price"]] = 9.5  # in the third year
    run = replace(small(), plan=plan)
    assert starts.moved([run], "range").figure == 0.0
    assert starts.moved([run], "price").figure == pytest.approx(1 / 3)


def test_an_idle_seat_that_wins_is_seen() -> None:
    managed = money(np.array([10.0, 20.0, 30.0]))
    lazy = money(np.array([0.0, 25.0, 40.0]))
    found = {one.name: one for one in idle.beaten(lazy, managed, "operations", "x")}
    early = found[f"D6 {idle.NEEDS['operations', 'weeks 0 to 24'].title}, idle under x"]
    assert early.estimate is not None
    assert early.estimate.figure == pytest.approx(1 / 3)
    assert early.verdict == "not held"
    won = verdicts(idle.beaten(money(0.0), managed, "marketing", "x"))
    assert set(won.values()) == {"held"}


def test_idle_weeks_are_those_of_a_game() -> None:
    weekly = np.zeros((3, 156))
    weekly[:, 24:52] = 100.0
    found = [one.verdict for one in idle.beaten(money(weekly), money(5.0), "marketing", "x")]
    assert found == ["held", "not held"]


def test_drift_and_levers_at_limits_are_seen() -> None:
    weekly = np.full((3, 156), 100.0)
    weekly[:, 104:] = 40.0  # 6 % of revenue less in the third year
    falling, same = money(weekly), money(100.0)
    here = replace(rigged(w=falling, t=same, p=same, b=same), named="base")
    found = verdicts(steady.steady(here))
    assert found[f"D7 {steady.DRIFT.title}, {WORST}"] == "not held"
    assert found[f"D7 {steady.DRIFT.title}, {BEST}"] == "held"


def test_limits_count_where_the_best_plan_is_not_there() -> None:
    base = load("blind")
    middle = np.array([base.lever_start(name) for name in COLUMN])
    plans = np.repeat(middle[np.newaxis], 10, axis=0)
    plans[:3, COLUMN["price"]] = 6.0  # 30 %, at most a third
    plans[:, COLUMN["safety"]] = 2.5
    plans[:, COLUMN["quality"]] = 1.0
    best = middle.copy()
    best[COLUMN["quality"]] = 1.0
    assert steady.stuck(base, plans, best) == ["safety high (100%)"]
    plans[3, COLUMN["price"]] = 6.0
    assert steady.stuck(base, plans, best) == ["price low (40%)", "safety high (100%)"]
    assert "build" not in steady.movable(base)
    assert "sourcing" not in steady.movable(base)


def test_the_order_of_corners_is_counted() -> None:
    right = np.ones(20)
    profits = {WORST: right * 1, TALK: right * 2, PAY: right * 3, BEST: right * 4}
    assert set(verdicts(robust.order(profits)).values()) == {"held", "shown"}
    swapped = {**profits, TALK: np.where(np.arange(20) < 4, 3.5, 2.0)}
    found = verdicts(robust.order(swapped))
    assert found[f"D8 {robust.ORDER.title}"] == "not held"  # 16 of 20
    assert found[f"D8 {robust.LAST.title}"] == "held"
    beaten = {**profits, TALK: np.where(np.arange(20) < 2, 5.0, 2.0)}
    assert verdicts(robust.order(beaten))[f"D8 {robust.TALKED.title}"] == "not held"


def told_worth(values: Mapping[str, float], gain: Mapping[str, float]) -> Lab:
    here = Lab(load("blind"), 3, 90_001)
    for level in uncertainty.LEVELS:
        for pay in uncertainty.PAYS:
            for word in ("none", "sop", "the forecast alone"):
                profit = {"none": 0.0, "sop": gain[level]}.get(word, values[level])
                here.kept[f"{pay} + {word}, uncertainty {level}"] = money(profit)
    return here


def test_the_value_of_a_forecast_has_to_rise_with_uncertainty() -> None:
    good = told_worth(
        {"none": 0.0, "as it is": 10.0, "twice": 20.0}, {"none": 50.0, "as it is": 50, "twice": 60}
    )
    assert set(verdicts(uncertainty.uncertainty(good)).values()) == {"held", "shown"}
    bad = told_worth(
        {"none": 30.0, "as it is": 20.0, "twice": 10.0}, {"none": 50.0, "as it is": 50, "twice": 40}
    )
    assert set(verdicts(uncertainty.uncertainty(bad)).values()) == {"not held", "shown"}


def test_a_market_without_shocks_cannot_say() -> None:
    here = Lab(load("blind").with_({"market.shock_sd": 0.0}), 3)
    assert set(verdicts(uncertainty.uncertainty(here)).values()) == {"not measured"}


def test_the_bullwhip_is_read_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    waves = np.tile([0.0, 2.0], 78)
    calm = firms(wanted=np.tile(waves * 2, (3, 1)), demand=np.tile(waves * 2, (3, 1)))
    wild = firms(wanted=np.tile(waves * 4, (3, 1)), demand=np.tile(waves * 2, (3, 1)))
    here = rigged(w=wild, t=calm, p=calm, b=calm)
    here.kept.update({"lots held, told": calm, "lots held, silent": wild})
    monkeypatch.setattr(bullwhip, "NET", ("nothing",))
    missing = verdicts(bullwhip.bullwhip(here))
    assert "not measured" in missing.values()
    assert "held" not in missing.values()
    monkeypatch.setattr(bullwhip, "NET", ("bullwhip",))
    found = verdicts(bullwhip.bullwhip(here))
    assert found[f"D10 {bullwhip.WITHIN.title}, {WORST}"] == "not held"  # 4
    assert found[f"D10 {bullwhip.WITHIN.title}, {BEST}"] == "held"  # 1
    assert found[f"D10 {bullwhip.LOWER.title}, shared pay"] == "held"
    here.kept.update({"lots held, told": wild, "lots held, silent": calm})
    swapped = verdicts(bullwhip.bullwhip(here))
    assert swapped[f"D10 {bullwhip.LOWER.title}, shared pay"] == "not held"


def test_a_bend_up_is_seen_in_its_world() -> None:
    places = (1, 2, 3, 4, 6, 8)
    good = np.sqrt(np.array(places, dtype=np.float64))
    bad = good.copy()
    bad[3] += 0.2  # a variant that draws more than the one before
    curve = np.stack([good, bad], axis=1)
    assert kinks.concave(places, curve).tolist() == [True, False]


def test_a_kink_is_found_where_it_stands() -> None:
    places = tuple(range(1, 11))
    curve = np.minimum(np.array(places, dtype=np.float64), 8.0)[:, np.newaxis]
    assert kinks.sharpest(places, curve).tolist() == [8.0]


def test_the_top_of_a_curve_lies_between_points() -> None:
    places = tuple(range(2, 12))
    at = np.array(places, dtype=np.float64)
    curve = np.stack([-((at - 6.3) ** 2), at, -at], axis=1)
    assert kinks.summit(places, curve) == pytest.approx([6.3, 11.0, 2.0])


def test_clones_are_seen() -> None:
    clones, people_ = firms(range=8.0), firms(range=np.array([6.0, 8.0, 11.0]))
    found = verdicts(people.differ(rigged(w=people_, b=clones)))
    assert list(found.values()) == ["held", "not held"]
