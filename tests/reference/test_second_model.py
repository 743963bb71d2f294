"""What scenario ``base`` adds to ``blind``, mechanism by mechanism and together: the plain firm and
the engine live the same weeks under the same luck.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from benchmarks.plain_firm.model import PlainFirm
from reference.same_luck import assert_same, lived

from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load

CORNERS = (("silo", "none"), ("silo", "sop"), ("shared", "none"), ("shared", "sop"))
FEW_SLOTS = {"line.slots": 12}  # of 64 worlds each, in which a slot is looked for at 240 places


def small(changes: dict[str, Any], customers: int = 250, weeks: int = 18) -> Scenario:
    size = {"market.customers": customers, "horizon.weeks": weeks}
    return load("blind").with_(size | changes)


# ---- one mechanism at a time, on the first model

MECHANISMS: dict[str, dict[str, Any]] = {
    "accrual books": {"money.books": "accrual", "plant.obsolescence": 0.05},
    "rates of pay": {
        "rules.salary": 19.8,
        "rules.rates.silo": {"per_unit": 0.105, "per_missing": 26.0, "of_spending": 0.05},
    },
    "what is sold is seen": {"managers.sees": "sales", "levers.hours.start": 80},
    "set-ups carried over": {"plant.setup_carryover": True, "levers.hours.start": 80},
    "exact cover": {"supply.exact_cover": True, "levers.range.start": 5},
    "timed orders": {"supply.timed": True, "levers.cycle.start": 4},
    "exact and timed": {"supply.exact_cover": True, "supply.timed": True},
    "inherited": {
        "levers.price.inherited": [8.5, 9.5, 11.0],
        "levers.range.inherited": [3, 5, 12],
        "levers.hours.inherited": [90, 150, 210],
        "levers.cycle.inherited": [1, 4, 7],
    },
    "fitted": {"start.stock": "fitted", "start.satisfaction": 0.65, "levers.cycle.start": 4},
    "fitted to what was inherited": {
        "start.stock": "fitted",
        "levers.safety.inherited": [-0.5, 0.0, 2.0],
        "levers.cycle.inherited": [1, 4, 7],
        "plant.setup_carryover": True,
    },
    "drawn priors": {"managers.priors": "drawn", "managers.seen_weeks": 4},
    "drawn priors, told": {
        "managers.priors": "drawn",
        "communication": "dashboard",
        "incentives": "shared",
    },
    "traits": {"managers.traits_sd": 0.5, "managers.optimism_sd": 0.2},
    "a noisy choice": {"managers.choice": "logit"},
    "a noisy choice, shared pay": {"managers.choice": "logit", "incentives": "shared"},
    "lessons": {"managers.learning": 0.3, "incentives": "shared", "communication": "dashboard"},
    "lessons from trying": {
        "managers.learning": 0.3,
        "managers.trying": 0.3,
        "managers.priors": "drawn",
    },
}


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_mechanism_alone(mechanism: str) -> None:
    """Every flow of every week is the engine's."""
    assert_same(*lived(small(MECHANISMS[mechanism]), 3))


@pytest.mark.slow
def test_tastes_in_clusters_alone() -> None:
    """Density, places, popularity at the start and what managers make of 64 worlds."""
    changes = {"market.tastes": "clusters", "start.stock": "fitted"} | FEW_SLOTS
    assert_same(*lived(small(changes), 4))


def test_a_firm_stops() -> None:
    """What a firm pays on what it owes, its last week, and the weeks that it does not live."""
    changes = {"money.insolvency": True, "money.cash": 500.0, "money.credit": 3000.0}
    run, plain = lived(small(changes | {"money.books": "accrual"}, weeks=30), 3)
    assert_same(run, plain)
    assert 2 < sum(flows.get("one", 0) for flows in plain.history) < 30
    assert sum(flows.get("account:interest", 0) for flows in plain.history) > 0
    for name in ("profit", "survival", "cash"):  # over all weeks, not those lived
        found = plain.datacollector.model_vars[name][-1]
        assert found == pytest.approx(float(run.kpi(name)[0])), name


def test_an_owner_acts_and_lets_go() -> None:
    """Orders come after a quarter with a loss, bind, and are lifted after one without; in the first
    world in which they come and go.
    """
    changes = {
        "owner.acts": "blunt",
        "owner.patience": 1.0,
        "owner.cut": 0.3,
        "owner.advertising": 0.7,
        "incentives": "shared",
        "communication": "sop",
        "people.quarter_rounds": 1,
        "levers.price.start": 11.0,
    }
    scenario = small(changes, customers=2000, weeks=24)
    worlds = range(1, 25)
    orders = simulate(scenario, seeds=worlds).flows["under_orders"]
    gone = (orders[:, 0] == 0) & (orders[:, -1] == 0) & (orders.sum(axis=1) > 0)
    assert gone.any()
    world = worlds[int(np.argmax(gone))]
    run, plain = lived(scenario, world)
    assert_same(run, plain)
    mine = [flows["under_orders"] for flows in plain.history]
    assert mine[0] == mine[-1] == 0 < sum(mine)


# ---- together


@pytest.mark.slow
@pytest.mark.parametrize(("incentives", "communication"), CORNERS)
def test_base_as_it_is(incentives: str, communication: str) -> None:
    """All of it, over a year and a half, in two worlds of each corner."""
    rules = {"incentives": incentives, "communication": communication, "horizon.weeks": 78}
    for seed in (5, 6):
        assert_same(*lived(load("base").with_(rules), seed))


SWITCHES: dict[str, tuple[Any, ...]] = {
    "incentives": ("silo", "shared"),
    "communication": ("none", "dashboard", "sop"),
    "money.books": ("cash", "accrual"),
    "money.insolvency": (True, False),
    "money.credit": (300.0, 5000.0),
    "money.fixed": (25.0, 150.0),
    "managers.priors": ("naive", "drawn"),
    "managers.sees": ("demand", "sales"),
    "managers.learning": (0.0, 0.1, 0.6),
    "managers.trying": (0.0, 0.02, 0.5),
    "managers.choice": ("best", "logit"),
    "managers.traits_sd": (0.0, 0.5, 1.0),
    "market.tastes": ("even", "clusters"),
    "market.season_amplitude": (0.0, 0.3),
    "plant.setup_carryover": (True, False),
    "plant.setup_hours": (2.0, 8.0, 25.0),
    "plant.lead_weeks": (1, 2),
    "supply.exact_cover": (True, False),
    "supply.timed": (True, False),
    "supply.lead_weeks": (1, 4),
    "owner.acts": ("none", "blunt"),
    "owner.patience": (1.0, 2.0),
    "start.stock": ("given", "fitted"),
    "horizon.round_weeks": (2, 4, 8),
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_any_mixture(seed: int) -> None:
    """Switches and a few numbers as they fall, each left as it is as often as not."""
    luck = random.Random(seed)
    mixed = {name: luck.choice(values) for name, values in SWITCHES.items() if luck.random() < 0.5}
    size = {"market.customers": luck.choice([300, 900]), "horizon.weeks": 40}
    scenario = load(luck.choice(["base", "blind"])).with_(size | mixed)
    assert_same(*lived(scenario, seed))


# ---- by its own luck


@pytest.mark.slow
def test_base_by_its_own_luck() -> None:
    """In worlds of their own both are equivalent by two one-sided tests at 5 % each: what is drawn
    (places, plans, priors, traits) is drawn alike, too. Margins are small beside what is shown.
    """
    worlds, size = 60, {"market.customers": 1000, "horizon.weeks": 40}
    scenario = load("base").with_(size | FEW_SLOTS | {"levers.range.inherited": [3, 5, 8, 11]})
    run = simulate(scenario, firms=worlds, seed=1)
    margins = {"profit": 50.0, "units": 10.0, "range": 1.2, "stockout_rate": 0.05, "survival": 0.1}
    found: dict[str, list[float]] = {name: [] for name in margins}
    for seed in range(worlds):
        plain = PlainFirm(settings=scenario, rng=seed)
        plain.run_model()
        for name in margins:
            found[name].append(plain.datacollector.model_vars[name][-1])
    for name, margin in margins.items():
        engine, plain_kpi = run.kpi(name), np.array(found[name])
        error = np.sqrt((engine.var(ddof=1) + plain_kpi.var(ddof=1)) / worlds)
        off = abs(plain_kpi.mean() - engine.mean())
        assert off + 1.645 * error < margin, (name, off, error)


# ---- what there is not


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("rules.governance", "joint"),
        ("managers.record", "filter"),
        ("owner.acts", "informed"),
        ("plant.shelf_life", 3),
        ("line.life_weeks", 50.0),
        ("people.word_of_mouth", "network"),
    ],
)
def test_refused(path: str, value: object) -> None:
    """A scenario that asks for more is refused: no number is silently the wrong one."""
    scenario = load("base").with_({path: value})
    with pytest.raises(ValueError, match=f"{path} = {value} is not in the plain firm; allowed"):
        PlainFirm(settings=scenario, rng=1)
