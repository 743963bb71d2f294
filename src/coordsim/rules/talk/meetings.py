"""Meetings: everything every four weeks, fresh, at the price of managers' hours; people come to
understand each other.
"""

from coordsim.core.facts import GROUPS
from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel

TALK.register(
    Channel(
        "meetings", "Meetings", frozenset(GROUPS), every=4, noise=0.05, hours=12.0, learning=0.1
    ),
    order=3,
)
