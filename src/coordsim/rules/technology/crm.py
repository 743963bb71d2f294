"""A CRM: one record of what customers say."""

from coordsim.rules.talk.channel import Channel
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology

TECHNOLOGIES.register(
    Technology(
        "crm",
        "CRM",
        "belief_error",
        "What customers feel reaches both every week, exact.",
        channel=Channel("crm", "CRM", frozenset({"feedback"})),
    ),
    order=2,
)
