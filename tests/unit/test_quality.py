"""Decision quality: what was expected and what came, and the best plan by a manager's own
lights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from coordsim.core.records import Decision
from coordsim.players.manager import Manager
from coordsim.run.build import build
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim.study.quality import Regret, chosen, foresight, regret, relived

SHORT = {"market.customers": 200, "horizon.weeks": 22, "horizon.warmup": 0}


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(load("blind").with_(SHORT), seeds=[90_001, 90_002])


def test_foresight_is_held_against_the_round_that_followed(run: Run) -> None:
    seen = foresight(run)["marketing"]
    assert seen.expected.shape == (2, 6)  # five rounds of four weeks and one of two
    assert seen.realised[:, 1] == pytest.approx(run.flows["profit"][:, 4:8].mean(axis=1))
    assert seen.realised[:, 5] == pytest.approx(run.flows["profit"][:, 20:].mean(axis=1))
    predicted = run.tape["marketing"][4].predicted
    assert predicted is not None
    assert seen.miss[:, 1] == pytest.approx(predicted["profit"] - seen.realised[:, 1])
    revenue = run.flows["account:revenue"][:, :4].mean(axis=1)
    assert seen.scale[:, 0] == pytest.approx(revenue)


def test_a_seat_that_holds_expects_nothing() -> None:
    run = simulate(load("blind").with_({**SHORT, "marketing": {"kind": "hold"}}), seeds=[90_001])
    seen = foresight(run)
    assert np.isnan(seen["marketing"].expected).all()
    assert not np.isnan(seen["operations"].expected).any()


HUMAN = {
    "managers.priors": "drawn",
    "managers.learning": 0.3,
    "managers.choice": "logit",
    "managers.traits_sd": 0.5,
}


@pytest.mark.parametrize("changes", [{}, HUMAN], ids=["exact", "human"])
@pytest.mark.parametrize("pay", ["silo", "shared", "quota"])
def test_what_is_lived_again_is_what_the_manager_had(
    pay: str, changes: Mapping[str, object]
) -> None:
    """Its expectation of the plan that it chose comes out to the last bit."""
    firm = load("blind").with_({**SHORT, "incentives": pay, **changes})
    run = simulate(firm, seeds=[90_001, 90_002])
    model, incentive = build(run.scenarios, run.seeds).model, run.scenarios[0].rules.incentive
    for role, weeks in relived(run).items():
        assert list(weeks) == [0, 4, 8, 12, 16, 20]
        for week, seen in weeks.items():
            decision = run.tape[role][week]
            assert decision.predicted is not None
            manager = Manager(model, incentive, role)
            expected = manager.judge(seen, chosen(seen, decision)).expected["profit"]
            assert np.array_equal(expected, decision.predicted["profit"]), (role, week)


def test_no_plan_of_its_own_levers_is_better_than_the_best(run: Run) -> None:
    found = regret(run)["marketing"]
    assert (found.missed >= 0).all()
    assert (found.best >= found.found).all()
    assert found.missed[:, 0].min() > 0  # one step a round does not reach the top


def test_managers_who_may_not_move_miss_nothing() -> None:
    levers = {
        f"levers.{name}.open": False
        for name in ("price", "promotion_depth", "promotion_every", "advertising", "range")
    } | {f"levers.{name}.open": False for name in ("promise", "service_promise", "launch_margin")}
    run = simulate(load("blind").with_({**SHORT, **levers}), seeds=[90_001])
    assert (regret(run)["marketing"].missed == 0).all()
    assert (regret(run)["marketing"].share == 0).all()
    assert regret(run)["operations"].missed.max() > 0


def test_a_planted_blunder_is_seen(run: Run) -> None:
    """A tape in which marketing asks for the highest price in one round."""
    week = 8
    own = run.tape["marketing"]
    levers = {**own[week].levers, "price": np.full(2, 14.0)}
    tape = {**own, week: Decision(levers, own[week].forecast, own[week].predicted)}
    from coordsim.players.tape import Tape

    blunt = simulate(
        list(run.scenarios),
        seeds=list(run.seeds),
        players={"marketing": Tape(tape), "operations": Tape(run.tape["operations"])},
    )
    before, after = (regret(each)["marketing"] for each in (run, blunt))
    place = week // 4
    assert after.found[:, place] == pytest.approx(before.found[:, place])
    assert (after.missed[:, place] > before.missed[:, place] + 1).all()


def test_shares_of_nothing_are_zero() -> None:
    same = np.ones((1, 2))
    assert (Regret(same, same, same).share == 0).all()
    half = Regret(np.zeros((1, 1)), np.ones((1, 1)), np.full((1, 1), 2.0))
    assert half.share.tolist() == [[0.5]]


def test_what_cannot_be_judged_is_refused(run: Run) -> None:
    mixed = simulate(
        [run.scenarios[0], run.scenarios[0].with_({"incentives": "shared"})], seeds=[1, 1]
    )
    for look in (foresight, regret, relived):
        with pytest.raises(ValueError, match="firms of different kinds"):
            look(mixed)
    with pytest.raises(ValueError, match="kpi = 'reputation' is expected by nobody; allowed"):
        foresight(run, kpi="reputation")
    phased = load("blind").with_({**SHORT, "phases": [{"week": 8, "incentives": "shared"}]})
    with pytest.raises(ValueError, match="this scenario has phases"):
        regret(simulate(phased, seeds=[1]))
    other = replace(run, plan=run.plan + 1)
    with pytest.raises(ValueError, match="a rule has changed since the firms were run"):
        relived(other)


@pytest.mark.slow
def test_rounds_that_a_firm_did_not_begin_say_nothing() -> None:
    """In world 32 the firm of base cannot pay after its seventh round."""
    lonely, both = (
        simulate(load("base").with_({"horizon.weeks": 36}), seeds=seeds)
        for seeds in ([32], [32, 1])
    )
    for run in (lonely, both):
        dead = np.arange(9) * 4 > run.stops[0]
        assert dead.tolist() == [False] * 7 + [True] * 2
        for look in (regret(run)["operations"].missed, foresight(run)["operations"].miss):
            assert np.isnan(look[0]).tolist() == dead.tolist()
    assert not np.isnan(regret(both)["operations"].missed[1]).any()
