"""What every technology has to be: whatever is registered is tested here."""

from __future__ import annotations

import pytest
from support.registered import registered

from coordsim.core.registry import RegistryError
from coordsim.rules.talk.channel import Channel
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology
from coordsim.study.conformance import check_rule


def scanner(**changes: object) -> Technology:
    """A technology that conforms; the cases below each break one thing."""
    plain: dict[str, object] = {
        "factors": {"plant.breakdown_share": 0.5},
        "price": 7.0,
        "channel": Channel("scanner", groups=frozenset({"stock"})),
        "about": "Fewer parts are lost.",
    }
    about = {"name": "scanner", "title": "Scanner", "kpi": "stock"}
    return Technology(**about | plain | changes)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("technology", TECHNOLOGIES.values(), ids=TECHNOLOGIES.keys())
def test_it_conforms(technology: Technology) -> None:
    assert check_rule(technology) == []


def test_one_that_conforms_has_no_breach() -> None:
    with registered(TECHNOLOGIES, scanner()):
        assert check_rule(TECHNOLOGIES["scanner"]) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"price": -1.0}, "it costs -1.0 a week"),
        ({"price": float("inf")}, "it costs inf a week"),
        ({"factors": {"plant.breakdown_share": 99.0}}, "which is outside [0, "),
        ({"about": "x" * 130 + "."}, "about has 131 letters; allowed: 120"),
        ({"about": "Fewer"}, "about is no sentence"),
        ({"factors": {"plant.breakdown_share": float("nan")}}, "plant.breakdown_share becomes nan"),
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
    ],
)
def test_what_cannot_be_folded_is_not_registered(changes: dict[str, object], says: str) -> None:
    with pytest.raises(RegistryError) as refused, registered(TECHNOLOGIES, scanner(**changes)):
        pass
    assert says in str(refused.value)
