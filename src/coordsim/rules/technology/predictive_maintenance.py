"""Predictive maintenance: machines are seen to before they break down."""

from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology

TECHNOLOGIES.register(
    Technology(
        "predictive_maintenance",
        "Predictive maintenance",
        "breakdown_share",
        "Fewer breakdowns.",
        without={"breakdowns_left": 1.0},
    ),
    order=8,
)
