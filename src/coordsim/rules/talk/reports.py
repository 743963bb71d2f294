"""Reports: forecast, stock and cost every four weeks, three weeks old, and noisy. Sizes are
assumed.
"""

from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel

TALK.register(
    Channel(
        "reports",
        "Reports",
        frozenset({"forecast", "stock", "cost"}),
        every=4,
        delay=3,
        noise=0.15,
        money=5.0,
    ),
    order=2,
)
