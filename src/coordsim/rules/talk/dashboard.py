"""A dashboard: everything every week and exact, for money; nobody learns the other's trade from
it.
"""

from coordsim.core.facts import GROUPS
from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel

TALK.register(Channel("dashboard", "Dashboard", frozenset(GROUPS), every=1, money=20.0), order=4)
