"""docs/claims.md is made from what is kept: verdicts, luck and draws as they were found."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from scipy.special import stdtrit
from support.scripts import script

from coordsim.evidence.claims.contexts import USUAL
from coordsim.evidence.claims.draws import Drawn, Hint
from coordsim.evidence.claims.records import Contrast, Verdict, higher
from coordsim.evidence.claims.run import CLAIMS
from coordsim.run.comparison import Difference
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim.show.numbers import number

DOCS = Path(__file__).parents[2] / "docs"


generate = script(DOCS / "generate.py")
# docs/ is on the path once generate.py was loaded
claims, page = (import_module(f"generator.{name}") for name in ("claims", "page"))


def text_of(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_a_claim_is_written_as_it_was_measured() -> None:
    claim = CLAIMS["C02"]
    changes = {"horizon.weeks": 12, "horizon.warmup": 4, "market.customers": 60}
    runs = {
        arm: simulate(load("blind").with_({**said, **changes}), firms=3)
        for arm, said in claim.arms.items()
    }
    contrasts = [
        higher(runs, "silo", "shared", "profit", at_least=1e9),
        higher(runs, "silo", "silo", "profit"),
    ]
    told = claims.Told(Verdict(claim, contrasts), "supported", Drawn(24, (0.75, 1.0)), 200)
    row = claims.glance([told])
    mean = float(np.mean(runs["silo"].kpi("profit") - runs["shared"].kpi("profit")))
    assert "0 of 1 claims are supported on `base`; 1 were on the first model" in row
    assert "The direction of 1 of 1 that were drawn is fragile; of 0 more" in row
    assert (
        f"| [C02](#c02) | {claim.title} | **not supported** | supported | 75% of 24 |"
        f" **fragile** | profit: silo - shared | {number(mean)} (" in row
    )
    whole = claims.section(told)
    assert f"| profit: silo - shared | money/week | {number(mean)} |" in whole
    assert "| up, by 1,000,000,000 at least | **no** |" in whole
    assert '- *silo*: `{"incentives": "silo", "communication": "dashboard"}`' in whole
    assert "first contrast holds in 75% of 24 draws, and that of its weakest" in whole
    assert "in 75%: **fragile**." in whole


def test_what_is_kept_of_a_verdict_gives_it_back() -> None:
    first = Contrast("profit: a - b", "", Difference(2.0, 1.0, 3.0), "up", 0.5)
    verdict = Verdict(CLAIMS["C02"], [first, Contrast("x", "y", Difference(0.0, 0.0, 0.0), "same")])
    verdict = replace(verdict, stopped={"a": 3})
    assert verdict.who_stopped(200).startswith("Could not pay and stopped, of 200 firms: *a* 3; ")
    kept = claims.written(verdict, 200)
    assert claims.as_kept("C02", json.loads(json.dumps(kept))) == verdict
    assert (kept["verdict"], kept["worlds"]) == ("supported", 200)


def test_claims_that_are_run_anew_leave_the_others_alone(tmp_path: Path) -> None:
    generate.draft(tmp_path)
    settings = page.Settings(tmp_path, worlds=3, only=("c46",))
    before = json.loads((tmp_path / "docs" / claims.STORED).read_text("utf-8"))
    claims.claims(settings)
    after = json.loads((tmp_path / "docs" / claims.STORED).read_text("utf-8"))
    assert list(after["base"]) == list(before["base"]) == list(CLAIMS)
    assert {name for name in CLAIMS if after["base"][name] != before["base"][name]} == {"C46"}
    assert after["base"]["C46"]["worlds"] == 3
    assert after["blind"] == before["blind"]  # C46 is of another scenario than the base firm's
    assert (tmp_path / "docs" / "figures" / "claims" / "C46.png").is_file()


def test_a_claim_that_nothing_is_kept_of_has_to_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate.draft(tmp_path)
    monkeypatch.setattr(claims, "read", lambda settings: {"base": {}, "blind": {}})
    with pytest.raises(SystemExit, match="says nothing of C01 yet: name it after --only as well"):
        claims.claims(page.Settings(tmp_path, worlds=3, only=("C46",)))


def test_why_is_told_of_claims_that_are_not_supported() -> None:
    claim = CLAIMS["C22"]
    assert claim.tried
    assert claim.why
    for low, told in ((1.0, False), (-1.0, True)):
        verdict = Verdict(claim, [Contrast("weeks", "weeks", Difference(2.0, low, 3.0), "up")])
        text = claims.section(claims.Told(verdict, "supported", None, 200))
        assert (f"What was tried: {claim.tried}" in text) is told
        assert (f"Why: {claim.why}" in text) is told


def test_what_luck_alone_would_support() -> None:
    """Two claims: one whose weakest contrast is 10 standard errors off zero, one at 2.1."""

    def verdict(name: str, *gaps: tuple[float, float]) -> Verdict:
        half = stdtrit(199, 0.975)
        return Verdict(
            CLAIMS[name],
            [Contrast("x", "", Difference(m, m - half * e, m + half * e), "up") for m, e in gaps],
        )

    sure, weak = verdict("C01", (10.0, 1.0), (50.0, 1.0)), verdict("C02", (2.1, 1.0))
    assert claims.p_value(weak, 200) == pytest.approx(0.01849, abs=1e-4)
    text = claims.chance([sure, weak], 200)
    assert "2 claims ask 3 contrasts" in text
    assert "about 0.075 contrasts" in text
    assert "at most 0.05 of the 2 claims" in text
    assert "2 of the 2 remain" in text  # 0.018 is below 0.05 / 1
    more = [verdict(name, (2.1, 1.0)) for name in ("C03", "C04")]  # 0.018 is above 0.05 / 3
    assert "1 of the 4 remain: not C02, C03, C04." in claims.chance([sure, weak, *more], 200)


def test_fragile_directions_stand_out() -> None:
    def told(name: str, *shares: float | None, hint: Hint | None = None) -> object:
        verdict = Verdict(CLAIMS[name], [Contrast("x", "", Difference(1.0, 0.5, 1.5), "up")])
        return claims.Told(verdict, "supported", Drawn(10, shares, 1, 0, hint), 200)

    guess = Hint("market.overload", -0.71, 10, 0.12)
    text = claims.fragile([told("C01", 1.0, None, 0.5), told("C02", 0.7, 0.6, hint=guess)], 200)
    assert "C01" not in text
    assert "| [C02](#c02) | supported | 70% | 60% | 1 | 10 | 83% | market.overload:" in text
    assert "rank correlation −0.71 over 10 draws, reached by some number in 12% of" in text
    assert claims.fragile([told("C01", 1.0)], 200) == "None."
    assert claims.in_draws(Drawn(10, (1.0, None, 0.5))) == ("100% of 10", "in part")
    assert claims.in_draws(Drawn(10, (0.5, 1.0))) == ("50% of 10", "**fragile**")
    assert claims.in_draws(Drawn(10, (1.0, 0.8))) == ("100% of 10", "")


def test_how_often_few_worlds_show_a_sign() -> None:
    """A mean one standard error off zero in 200 worlds has its sign in 12 at 0.245 errors: 60 %."""
    half = stdtrit(199, 0.975)
    for way, mean, often in (("up", 1.0, 0.597), ("down", 1.0, 0.403), ("down", -1.0, 0.597)):
        contrast = Contrast("x", "", Difference(mean, mean - half, mean + half), way)
        shown = claims.by_luck(Verdict(CLAIMS["C02"], [contrast]), 200)
        assert shown == pytest.approx(often, abs=1e-3)
    nothing = Contrast("x", "", Difference(0.0, 0.0, 0.0), "same")
    assert claims.by_luck(Verdict(CLAIMS["C46"], [nothing]), 200) is None


def test_an_arm_says_what_it_changes_and_where() -> None:
    assert claims.said({}) == "as it is"
    assert claims.said({"incentives": "shared"}) == '`{"incentives": "shared"}`'
    assert (
        claims.said({"scenario": "gadget", "incentives": "shared"})
        == 'scenario `gadget`, `{"incentives": "shared"}`'
    )
    assert claims.said({"scenario": "gadget"}) == "scenario `gadget`, as it is"
    assert claims.said({**USUAL, "incentives": "shared", "levers.price.start": 9.0}, USUAL) == (
        'from the usual plan, `{"levers.price.start": 9.0, "incentives": "shared"}`'
    )


def test_every_claim_has_a_section_and_a_row() -> None:
    """Where this fails: python3 -m uv run python docs/generate.py claims."""
    listed = text_of("claims.md")
    assert re.findall(r"^## (C\d+)$", listed, re.M) == list(CLAIMS)
    glance = page.between(DOCS / "claims.md", "verdicts")
    assert re.findall(r"^\| \[(C\d+)\]", glance, re.M) == list(CLAIMS)
    assert [
        claim.id
        for claim in CLAIMS.values()
        if claim.statement not in listed or claim.title not in listed
    ] == []
