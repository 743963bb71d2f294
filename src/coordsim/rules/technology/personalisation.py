"""Personalisation: of the same range, each customer is shown a part."""

from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology

TECHNOLOGIES.register(
    Technology(
        "personalisation",
        "Personalisation",
        "put_off_rate",
        "Each customer sees fewer options.",
        without={"options_seen": 1.0},
    ),
    order=6,
)
