"""Marketing automation: the same advertising reaches more of those it is meant for."""

from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology

TECHNOLOGIES.register(
    Technology(
        "marketing_automation",
        "Marketing automation",
        "demand",
        "Advertising works better.",
        without={"reach_gain": 0.0},
    ),
    order=4,
)
