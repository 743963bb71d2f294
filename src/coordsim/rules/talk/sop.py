"""Sales and operations planning: one set of numbers and one plan each round, with leadership at the
table.
"""

from coordsim.core.facts import GROUPS
from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel

TALK.register(
    Channel(
        "sop",
        "One agreed plan",
        frozenset(GROUPS),
        every=4,
        noise=0.02,
        hours=24.0,
        learning=0.15,
        consensus=True,
    ),
    order=5,
)
