"""Words for people that belong to no single rule: causes and ways of working."""

from __future__ import annotations

from typing import Final

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
