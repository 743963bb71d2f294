"""C45: seven kinds of firms, each with the practice that its story is about, and which single change matters most in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordsim.claims.records import DOWN, REPORTED, UP, Claim, Contrast, higher
from coordsim.comparison import paired
from coordsim.records import Floats
from coordsim.run import Run
from coordsim.scenario import load

BEFORE = {"incentives": "silo", "communication": "none"}
PAY, PLAN, ALL = "shared pay", "one plan", "good practice"
RULES: Mapping[str, Mapping[str, Any]] = {PAY: {"incentives": "shared"}, PLAN: {"communication": "sop"}}


def _kept(lever: str, value: float) -> dict[str, Any]:
    """A lever set to a value from the first week on, that nobody may move."""
    return {f"levers.{lever}.start": value, f"levers.{lever}.open": False}


PRACTICES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "gadget": ("sourcing partner", _kept("sourcing", 1.0)),
    "fast-fashion": ("lots every week", _kept("cycle", 1.0)),
    "next-day": ("a promise of two weeks", _kept("promise", 2.0)),
    "beverage": ("more advertising", _kept("advertising", 400.0)),
    "vehicle": ("cross-functional team", {"cross_functional_team": True}),
    "machinery": ("packages", _kept("build", 1.0)),
    "service-desk": ("more staff", _kept("staff", 200.0)),
}


def single(scenario: str) -> dict[str, Mapping[str, Any]]:
    """The single changes tried in a scenario, name -> changes."""
    name, changes = PRACTICES[scenario]
    return {**RULES, name: changes}


def _arms() -> dict[str, dict[str, Any]]:
    arms = {}
    for scenario in PRACTICES:
        whole = {**load(scenario).model_dump(exclude_unset=True), **BEFORE}
        changes = single(scenario)
        arms[f"{scenario}: as it was"] = whole
        arms |= {f"{scenario}: {name}": {**whole, **change} for name, change in changes.items()}
        arms[f"{scenario}: {ALL}"] = {**whole, **{key: value for change in changes.values() for key, value in change.items()}}
    return arms


def _gains(runs: Mapping[str, Run], scenario: str) -> dict[str, Floats]:
    """What each single change adds to profit, name -> (F,), largest mean first."""
    before = runs[f"{scenario}: as it was"].kpi("profit")
    gains = {name: runs[f"{scenario}: {name}"].kpi("profit") - before for name in single(scenario)}
    return dict(sorted(gains.items(), key=lambda item: -float(item[1].mean())))


def _c45(runs: Mapping[str, Run]) -> Sequence[Contrast]:
    out = [higher(runs, f"{scenario}: {ALL}", f"{scenario}: as it was", "profit") for scenario in PRACTICES]
    ranked = {scenario: _gains(runs, scenario) for scenario in PRACTICES}
    ahead = {}
    for scenario, gains in ranked.items():
        other = next(name for name in gains if name != PAY)
        ahead[scenario] = (other, gains[other], gains[PAY])
    order = sorted(ahead, key=lambda scenario: float((ahead[scenario][1] - ahead[scenario][2]).mean()))
    for scenario, expected in ((order[-1], UP), (order[0], DOWN)):
        other, gain, of_pay = ahead[scenario]
        out.append(Contrast(f"{scenario}: gain of {other} - gain of {PAY}", "money/week", paired(gain, of_pay), expected))
    for scenario, gains in ranked.items():
        for place, (name, gain) in enumerate(gains.items(), start=1):
            out.append(Contrast(f"{scenario}: {place}. {name}", "money/week", paired(gain, 0 * gain), REPORTED))
    return out


CLAIMS = (
    Claim(
        "C45", "Seven kinds of firms",
        "In each of seven kinds of firms - few products and booked capacity, fast fashion, a delivery network, a brand, late "
        "engineering changes, machine tools, a software service - shared pay, one plan and the practice that its story is about "
        "earn more than split pay and silence. Which single change matters most is not the same in all of them: in one, shared pay "
        "is ahead of the others, in another one of the others is ahead of shared pay.",
        "what marketing needs to know from operations",
        _arms(), _c45, ("profit",),
    ),
)  # fmt: skip
