"""Words of the game's forms and facts. Each rule has its own words in its own file."""

from __future__ import annotations

from coordsim.show.numbers import number

CHOICES = {  # a lever's label where it stands in a sentence of what a seat sets
    "promotion_every": "how often to promote",
    "cycle": "weeks from lot to lot",
    "overtime": "the limit of overtime",
}
LEVERS = {  # what a form adds to a lever's own line
    "promotion_depth": (
        "It brings more customers, some of whom would have bought later at the full price."
    ),
    "promotion_every": "Weeks from one promotion to the next.",
    "promise": "Customers like a short one.",
    "cycle": "A long cycle saves set-ups and needs more stock.",
    "safety": "0 holds none; 1 covers about five weeks in six.",
    "overtime": "As a share of regular hours.",
}
FACTS = {
    "demand": "Units that customers would order in a week.",
    "overload": "Share of visitors who would leave without choosing if the range were very large.",
    "goodwill": "How far a bad experience today costs orders later: 0 not at all, 1 in full.",
    "availability": "What breakdowns leave of the paid hours.",
    "surprise": "How far bookings were off the forecast in a typical week.",
    "setup_hours": "Hours lost each time the plant changes to another variant.",
    "setup_money": "What each such change costs besides the hours.",
    "range_overhead": "Drawings, tools and clerks for each variant, sold or not.",
    "holding": "What a unit on the shelf costs in a week.",
    "unit_cost": "All costs of making, over the units made.",
    "fill_rate": "Share of orders met at once from the shelf, with the first choice.",
    "overtime": "How much longer than the regular hours the plant may work.",
    "cycle": "Weeks from one lot of a variant to its next.",
    "safety": "Extra stock, in typical forecast errors: 0 none, 1 covers about five weeks in six.",
    "quality": "Effort against defects and breakdowns, from none to all.",
    "promise": "Longest wait promised to a customer.",
}


def lever_words(name: str, help: str, *, weeks: float, tooling: float) -> str:
    """Say what a lever does, with what its owner believes of a new variant: the ``weeks`` that it
    takes, and the money for its ``tooling``.
    """
    if name == "range":
        said = number(weeks)
        return (
            f"Variants offered. You expect a new one to take about {said}"
            f" week{'s' * (said != '1')} and {number(tooling)} of tooling."
        )
    return (
        LEVERS[name]
        if name == "promotion_every"
        else " ".join(filter(None, (help, LEVERS.get(name))))
    )
