"""A dashboard: everything every week and exact, for money; nobody learns the other's trade from
it.
"""

from coordsim.core.facts import GROUPS
from coordsim.rules.talk.channel import Channel

DASHBOARD = Channel("dashboard", frozenset(GROUPS), every=1, money=20.0)
