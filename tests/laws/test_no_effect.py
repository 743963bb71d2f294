"""A technology or a way of working whose one effect is nothing changes nothing at all: it acts
through its lever and no other way.

Every pair is a firm with it, at no price and no hours, and the same firm without it, in the same
worlds: every flow, account, cause and decision is equal, bit for bit. Each pair is also run with
the effect back, and then it differs: the comparison can fail.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.firms import small

from coordsim.run.result import Run
from coordsim.run.simulate import simulate

LIVELY: dict[str, Any] = {
    "line.development_weeks": 2.0,
    "line.hoped_weeks": 1.0,
    "levers.promotion_every.start": 4,
    "levers.promotion_depth.start": 0.2,
    "horizon.weeks": 9,
    "market.customers": 200,
}
NOTICED = {"communication": {"preset": "dashboard", "notice": 104}}
OFF = {"systems.training_hours": 0.0, "systems.training_gain": 0.0}
TEAM = {"systems.team_hours": 0.0, "systems.team_gain": 0.0}
IMPROVEMENT = {"systems.improvement_hours": 0.0}

# what is common to both firms, what only one of them has, and what gives that an effect
PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "chatbot without simple contacts": (
        {"service.contact_rate": 0.0, "levers.staff.start": 10},
        {"technologies": ["chatbot"], "systems.chatbot_price": 0.0},
        {"service.contact_rate": 2.0},
    ),
    "personalisation without overload": (
        {"market.overload": 0.0},
        {"technologies": ["personalisation"], "systems.personalisation_price": 0.0},
        {"market.overload": 0.6},
    ),
    "predictive maintenance without breakdowns": (
        {"plant.breakdown_share": 0.0},
        {"technologies": ["predictive_maintenance"], "systems.predictive_maintenance_price": 0.0},
        {"plant.breakdown_share": 0.3},
    ),
    "bi without noise": (
        {"communication": "dashboard"},
        {"technologies": ["bi"], "systems.bi_price": 0.0},
        {"communication": "meetings"},
    ),
    "bi without talk": (
        {"communication": "none"},
        {"technologies": ["bi"], "systems.bi_price": 0.0},
        {"communication": "meetings"},
    ),
    "erp on top of a dashboard": (
        {"communication": "dashboard"},
        {"technologies": ["erp"], "systems.erp_price": 0.0},
        {"communication": "none"},
    ),
    "crm on top of a dashboard": (
        {"communication": "dashboard"},
        {"technologies": ["crm"], "systems.crm_price": 0.0},
        {"communication": "none"},
    ),
    "marketing automation without an elasticity": (
        {"market.ad_elasticity": 0.0},
        {"technologies": ["marketing_automation"], "systems.marketing_automation_price": 0.0},
        {"market.ad_elasticity": 0.3},
    ),
    "a forecast with no share of the momentum": (
        {"systems.momentum": 0.0},
        {"technologies": ["ai_forecast"], "systems.ai_forecast_price": 0.0},
        {"systems.momentum": 1.0},
    ),
    "cross-training that teaches nothing": (
        OFF,
        {"cross_training": True},
        {"systems.training_gain": 0.5},
    ),
    "a team that saves no time, on top of a dashboard": (
        TEAM | {"communication": "dashboard", "systems.team_time": 1.0, "levers.range.start": 3},
        {"cross_functional_team": True},
        {"systems.team_time": 0.4, "phases": [{"week": 4, "orders": {"range": 7.0}}]},
    ),
    "continuous improvement of nothing": (
        IMPROVEMENT | {"systems.improvement_limit": 0.0},
        {"continuous_improvement": True},
        {"systems.improvement_limit": 0.8, "systems.improvement_weeks": 2.0},
    ),
    "involvement of leadership that does not settle": (
        {"governance": "independent"},
        {"involvement": 0.4},
        {"governance": "leadership"},
    ),
    "leadership that is not involved": (
        {"governance": "leadership", "involvement": 0.0},
        {"governance": "independent"},
        {"involvement": 1.0},
    ),
    "notice of two years": ({"communication": "dashboard"}, NOTICED, {}),
    "a shock of nothing": (
        {"shocks": []},
        {
            "shocks": (
                [
                    {"kind": kind, "week": 2, "weeks": 9, "size": 0.0}
                    for kind in ("supply", "demand", "quality")
                ]
                + [
                    {"kind": kind, "week": 2, "weeks": 9, "size": 0.0}
                    for kind in ("capacity", "efficiency")
                ]
            )
        },
        {},
    ),
    "a phase that changes nothing": (
        {"incentives": "silo", "governance": "joint"},
        {"phases": [{"week": 4, "incentives": "silo", "governance": "joint"}]},
        {},
    ),
}
pairs = pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())


DONE: dict[str, Run] = {}


def run(*changes: dict[str, Any]) -> Run:
    together: dict[str, Any] = dict(LIVELY)
    for change in changes:
        together |= change
    if repr(together) not in DONE:
        DONE[repr(together)] = simulate(small(together), seed=3)
    return DONE[repr(together)]


@pairs
def test_without_its_effect_it_changes_nothing(
    pair: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    common, only, _ = pair
    with_it, without = run(common, only), run(common)
    for tables in ("flows", "accounts", "causes"):
        for name, values in getattr(without, tables).items():
            np.testing.assert_array_equal(
                getattr(with_it, tables)[name], values, err_msg=f"{tables}: {name}"
            )
    assert with_it.hashes == without.hashes


@pairs
def test_with_its_effect_it_does(
    pair: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    """Where there is an effect to give back."""
    common, only, effect = pair
    if effect:
        assert run(common, effect | only).hashes != run(common, effect).hashes


def test_a_shorter_notice_a_real_shock_and_a_real_phase_change_something() -> None:
    dashboard = {"communication": "dashboard"}
    assert (
        run(dashboard).hashes != run({"communication": {"preset": "dashboard", "notice": 0}}).hashes
    )
    for kind in ("supply", "demand", "quality", "capacity", "efficiency"):
        struck = {"shocks": [{"kind": kind, "week": 2, "weeks": 9, "size": 0.6}]}
        assert run(struck).hashes != run().hashes, kind
    assert run({"phases": [{"week": 4, "governance": "joint"}]}).hashes != run().hashes


@pytest.mark.parametrize("pay", ["silo", "shared"])
def test_charges_change_nothing_but_pay_where_nobody_decides(pay: str) -> None:
    """Managers who leave everything as it is are held to account: every flow but pay stays, and
    somebody is paid less.

    Sales people, too, have to be of the same mind whatever they are paid, and nobody contests
    anything.
    """
    held: dict[str, Any] = {
        "rules.marketing.kind": "hold",
        "rules.operations.kind": "hold",
        "incentives": pay,
        "communication": "meetings",
    }
    held |= {"people.effort_elasticity": 0.0, "start.cover_weeks": 0.2, "levers.hours.start": 80}
    charged, plain = (
        run(held, {"accountability": True, "people.contest": 1.0}),
        run(held, {"people.contest": 1.0}),
    )
    of_pay = {"marketing_pay", "operations_pay"}
    for name in set(plain.flows) - of_pay:
        np.testing.assert_array_equal(charged.flows[name], plain.flows[name], err_msg=name)
    for name in of_pay:
        assert (charged.flows[name] <= plain.flows[name] + 1e-9).all()
        assert (charged.flows[name] < plain.flows[name] - 1e-9).any()
