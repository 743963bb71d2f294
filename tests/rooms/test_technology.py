"""What every technology has to be: whatever is registered is tested here."""

from __future__ import annotations

import pytest
from support.firms import small
from support.registered import registered

from coordsim.core.registry import RegistryError
from coordsim.rules.talk.channel import Channel
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology
from coordsim.run.simulate import simulate
from coordsim.scenario.file import ScenarioError
from coordsim.study.conformance import check_rule

NAN = float("nan")


def scanner(**changes: object) -> Technology:
    """A technology that conforms; the cases below each break one thing."""
    plain: dict[str, object] = {
        "factors": {"plant.breakdown_share": 0.5},
        "price": 7.0,
        "channel": Channel("scanner", groups=frozenset({"stock"})),
        "about": "Fewer parts are lost.",
    }
    about = {"name": "scanner", "title": "Scanner", "kpi": "stock"}
    return Technology(**about | plain | changes)


@pytest.mark.parametrize("technology", TECHNOLOGIES.values(), ids=TECHNOLOGIES.keys())
def test_it_conforms(technology: Technology) -> None:
    assert check_rule(technology) == []


def test_one_that_conforms_has_no_breach() -> None:
    with registered(TECHNOLOGIES, scanner()):
        assert check_rule(TECHNOLOGIES["scanner"]) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"factors": {"plant.breakdown_share": 99.0}}, "which is outside [0, "),
        ({"about": "x" * 130 + "."}, "about has 131 letters; allowed: 120"),
        ({"about": "Fewer"}, "about is no sentence"),
    ],
)
def test_a_breach_is_said_in_a_sentence(changes: dict[str, object], says: str) -> None:
    with registered(TECHNOLOGIES, scanner(**changes)):
        found = check_rule(TECHNOLOGIES["scanner"])
    assert [said for said in found if says in said], found


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"about": " "}, "its about is ' '; needed: a sentence"),
        ({"kpi": "luck"}, "kpi = 'luck' is not a KPI"),
        ({"price": None}, "price is missing; needed: money a week"),
        ({"without": {"magic": 1.0}}, "without names 'magic', which is not a parameter of systems"),
        ({"factors": {"plant.magic": 1.0}}, "factors names 'plant.magic', which is not a param"),
        ({"factors": {"plant.lead_weeks": 2.0}}, "factors names 'plant.lead_weeks'"),
        ({"price": -5}, "price = -5 is outside [0, 1e+06]"),
        ({"price": NAN}, "price = nan is outside [0, 1e+06]"),
        ({"price": float("inf")}, "price = inf is outside [0, 1e+06]"),
        ({"price": "7"}, "price = '7' is not a number; allowed: [0, 1e+06]"),
        ({"without": {"reach_gain": 7.0}}, "without['reach_gain'] = 7 is outside [0, 5]"),
        (
            {"factors": {"plant.breakdown_share": NAN}},
            "factors['plant.breakdown_share'] = nan is outside [0, 1e+06]",
        ),
        ({"factors": {"plant.breakdown_share": None}}, "= None is not a number; allowed: "),
        ({"channel": Channel("x", noise=NAN)}, "its channel: noise = nan is outside [0, 2]"),
        ({"channel": "x"}, "its channel: it is no Channel"),
    ],
)
def test_what_cannot_be_folded_is_not_registered(changes: dict[str, object], says: str) -> None:
    with pytest.raises(RegistryError) as refused, registered(TECHNOLOGIES, scanner(**changes)):
        pass
    assert says in str(refused.value)
    assert "registered.py, line " in str(refused.value)


@pytest.mark.parametrize(
    ("factors", "changes", "says"),
    [
        (
            {"market.price_sensitivity": 1e6},
            {},
            "blind with changes: rules.technologies: with scanner, market.price_sensitivity becomes"
            " 350000, which is outside [0, 20]",
        ),
        (
            {"plant.breakdown_share": 5.0},
            {"plant.breakdown_share": 0.2},
            "rules.technologies: with scanner, plant.breakdown_share becomes 1, which is outside",
        ),
        (
            {"market.substitute": 1.5},
            {"market.substitute": 0.5, "market.wait": 0.4},
            "market.substitute + market.wait = 1.15 is outside [0, 1]",
        ),
    ],
)
def test_a_scenario_whose_numbers_would_leave_their_bounds_is_refused(
    factors: dict[str, float], changes: dict[str, float], says: str
) -> None:
    """Compiled code trusts them."""
    base = small(changes)
    with registered(TECHNOLOGIES, scanner(factors=factors)):
        with pytest.raises(ScenarioError) as refused:
            base.with_({"technologies": ["scanner"]})
        assert says in str(refused.value)
        unread = base.model_copy(
            update={"rules": base.rules.model_copy(update={"technologies": ["scanner"]})}
        )
        if "market.substitute" not in factors:
            with pytest.raises(ValueError, match="which is outside"):
                simulate(unread)
