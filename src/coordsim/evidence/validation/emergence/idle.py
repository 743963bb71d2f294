"""D6 doing nothing: a seat that never touches a lever does worse than a manager who coordinates."""

from __future__ import annotations

from collections.abc import Iterator

from coordsim.core.levers import ROLES
from coordsim.evidence.validation.emergence.findings import Family, Finding, Need, mean, share
from coordsim.evidence.validation.emergence.lab import ARMS, BEST, WORST, Lab
from coordsim.run.result import Run

GAME, AFTER = slice(0, 24), slice(24, 52)
WHEN = {"weeks 0 to 24": GAME, "weeks 24 to 52": AFTER}
LEAST = {
    ("marketing", "weeks 0 to 24"): 4 / 5,
    ("operations", "weeks 0 to 24"): 3 / 5,
    ("marketing", "weeks 24 to 52"): 19 / 20,
    ("operations", "weeks 24 to 52"): 4 / 5,
}  # share of worlds
NEEDS = {
    key: Need(
        title=f"an idle {key[0]} seat is beaten by coordinated managers, {key[1]}",
        unit="share of worlds",
        low=least,
    )
    for key, least in LEAST.items()
}
NOBODY = Need(title="silo + none managers earn less than nobody at all", unit="share of worlds")
BY = Need(title="what silo + none managers earn less than nobody at all", unit="money/week")


def beaten(idle: Run, managed: Run, role: str, rules: str) -> Iterator[Finding]:
    """Count the worlds in which coordinated managers on both seats earn more than a firm with one
    seat idle, under some rules.
    """
    for word, weeks in WHEN.items():
        figure = share(managed.kpi("profit", weeks) > idle.kpi("profit", weeks))
        yield Finding("D6", NEEDS[role, word], f"idle under {rules}", figure)


def doing_nothing(lab: Lab) -> Iterator[Finding]:
    """Leave one seat idle, then both."""
    managed, year = lab.arm(BEST), AFTER.stop
    for role in ROLES:
        for rules in (WORST, BEST):
            changes = {**ARMS[rules], role: {"kind": "hold"}}
            idle = lab.run(f"idle {role}, {rules}", changes, year)
            yield from beaten(idle, managed, role, rules)
    both = {role: {"kind": "hold"} for role in ROLES}
    nobody, silo = lab.run("nobody", {**ARMS[WORST], **both}, year), lab.arm(WORST)
    for word, weeks in WHEN.items():
        less = nobody.kpi("profit", weeks) - silo.kpi("profit", weeks)
        yield Finding("D6", NOBODY, word, share(less > 0))
        yield Finding("D6", BY, word, mean(less))


FAMILIES = (
    Family(
        id="D6",
        title="Doing nothing",
        how=(
            "shared + sop with managers on both seats against a firm in which one seat holds the"
            " start plan, in the same worlds; profit of the weeks named. The idle seat's firm is"
            " paid and told as a game of base begins (silo + none), and as the coordinated firm."
        ),
        needs=(*NEEDS.values(), NOBODY, BY),
        run=doing_nothing,
    ),
)
