"""A dashboard: everything every week and exact, for money; nobody learns the other's trade from it."""

from coordsim.communication.channel import Channel
from coordsim.facts import GROUPS

DASHBOARD = Channel("dashboard", frozenset(GROUPS), every=1, money=20.0)
