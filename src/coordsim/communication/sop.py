"""Sales and operations planning: one set of numbers and one plan each round, with leadership at the table."""

from coordsim.communication.channel import Channel
from coordsim.facts import GROUPS

SOP = Channel("sop", frozenset(GROUPS), every=4, noise=0.02, hours=24.0, learning=0.15, consensus=True)
