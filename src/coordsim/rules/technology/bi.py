"""Business intelligence: what is told is told with less noise."""

from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology

TECHNOLOGIES.register(
    Technology(
        "bi",
        "Business intelligence",
        "belief_error",
        "Halves the noise in what is told.",
        without={"noise_left": 1.0},
    ),
    order=3,
)
