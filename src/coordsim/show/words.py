"""Rules in plain words, made from the rules themselves where that can be, so that words and
behaviour cannot drift apart.

Pages, game and reports take them from here. A rule without an entry is called by its own name.
"""

from __future__ import annotations

from typing import Final

from coordsim.core.contracts import CommunicationRule
from coordsim.core.facts import GROUPS

CARRIED: Final = {
    "forecast": "expected demand",
    "calendar": "prices, promotions and range",
    "capacity": "hours, lots and quality",
    "stock": "stock and orders met",
    "cost": "costs",
    "feedback": "why customers left",
    "lead_times": "how fast units can be had",
    "feasibility": "how long a new variant takes",
}
TITLES: Final = {
    "silo": "Each for its own number",
    "departmental": "Each for its own department",
    "quota": "Marketing for a quota",
    "forecast_bonus": "Marketing for a true forecast",
    "transfer_price": "Each a firm of its own",
    "scorecard": "Both on one scorecard",
    "shared": "Both for the firm's profit",
    "none": "Nobody tells anybody",
    "reports": "Reports",
    "meetings": "Meetings",
    "dashboard": "Dashboard",
    "sop": "One agreed plan",
}
SETTLES: Final = {  # who settles: in the sentence "conflicts settled by ...", and what that means
    "independent": ("Nobody", "Each enacts its own plan; the plant's limits settle the rest."),
    "marketing_leads": ("Marketing", "Operations has to stretch to what marketing plans."),
    "operations_leads": ("Operations", "Marketing's plan is cut to what fits."),
    "leadership": (
        "Leadership",
        "Leadership, which knows both sides, moves the plans towards the firm's profit.",
    ),
    "joint": ("Both together", "They search one plan that is good for both."),
}
# why a unit was lost: label, what it means, and how it reads in "leaks through ..."
CAUSES: Final = {
    "put off by choice": (
        "Too much choice",
        "Left before choosing, as the range was more than they could take in.",
        "too much choice",
    ),
    "not ready": (
        "Not ready",
        "Asked for a variant that was announced before it could be made.",
        "variants announced too early",
    ),
    "not told": (
        "Not told",
        "Would have been on the shelf, had the plan been told.",
        "plans not told",
    ),
    "materials": ("Materials", "Parts had not arrived.", "missing materials"),
    "set-ups": (
        "Set-ups",
        "The hours went into changing from one variant to the next.",
        "hours taken by set-ups",
    ),
    "hours": ("Hours", "More was due than the plant had hours for.", "too few hours"),
    "breakdowns": ("Breakdowns", "Machines stood still.", "breakdowns"),
    "forecast error": (
        "Forecast error",
        "Nobody could have known, or the forecast was off.",
        "forecast error",
    ),
    "promise": (
        "Promise",
        "Cancelled, as the order came later than promised.",
        "promises not kept",
    ),
}
WAYS: Final = {  # how the two work together: label, and what it does
    "involvement": (
        "Involvement of leadership",
        "Where leadership settles: how far its plan is enacted, 0 not at all, 1 in full.",
    ),
    "cross_training": (
        "Cross-training",
        "Managers learn the other's trade, at the price of their hours.",
    ),
    "cross_functional_team": (
        "Cross-functional team",
        "A team of both develops new variants, sooner, and tells both of them.",
    ),
    "continuous_improvement": (
        "Continuous improvement",
        "Set-ups get shorter and defects fewer, week by week.",
    ),
    "accountability": (
        "Accountability",
        "Charges for words and promises that were not kept, on top of the pay.",
    ),
    "phases": ("Agenda", ""),
    "communication.without": ("Left out", "What the talk rule does not carry."),
    "communication.every": (
        "Every",
        "Weeks from one use to the next; empty = as the talk rule has it.",
    ),
    "communication.delay": (
        "Late by",
        "Weeks until the word arrives; empty = as the talk rule has it.",
    ),
    "communication.notice": (
        "Notice",
        "Weeks ahead that a promotion is told; empty = the whole calendar.",
    ),
    "communication.noise": (
        "Error",
        "How far what is told is off, as a share; empty = as the talk rule has it.",
    ),
    "communication.free": ("Free of charge", "It costs neither hours nor money."),
    "technologies": ("Technologies", "Each is paid for every week."),
}


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def talk_words(rule: CommunicationRule) -> str:
    """Say what a talk rule carries, how often, how late, how exactly and at what cost."""
    if not rule.groups:
        return "Nothing is told. Each side sees its own figures only."
    if rule.groups >= set(GROUPS):
        what = "Everything"
    else:
        named = [CARRIED[group] for group in GROUPS if group in rule.groups]
        what = (
            ", ".join(named[:-1]) + " and " + named[-1] if len(named) > 1 else named[0]
        ).capitalize()
    parts = [f"{what}, every week" if rule.every == 1 else f"{what}, every {rule.every} weeks"]
    if rule.delay:
        parts.append(f"{counted(rule.delay, 'week')} old")
    parts.append(f"with an error of about {rule.noise:.0%}" if rule.noise else "exact")
    said = [", ".join(parts) + "."]
    if "feedback" in rule.groups:
        said.append("Why customers left is asked as they leave: that comes after the first round.")
    if rule.consensus:
        said.append("Both plan on one agreed forecast.")
    if rule.learning:
        said.append("People come to understand each other's trade.")
    if rule.hours or rule.money:
        costs = [f"{rule.hours:g} hours of managers each time"] * bool(rule.hours) + [
            f"{rule.money:g} a week"
        ] * bool(rule.money)
        said.append("Costs " + " and ".join(costs) + ".")
    return " ".join(said)
