"""An ERP: one record of the plant that both sides see."""

from coordsim.rules.talk.channel import Channel
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology

TECHNOLOGIES.register(
    Technology(
        "erp",
        "ERP",
        "belief_error",
        "Operations' facts reach marketing every week, exact.",
        channel=Channel(
            "erp", "ERP", frozenset({"capacity", "stock", "cost", "lead_times", "feasibility"})
        ),
    ),
    order=1,
)
