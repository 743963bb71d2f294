"""Meetings: everything every four weeks, fresh, at the price of managers' hours; people come to understand each other."""

from coordsim.communication.channel import Channel
from coordsim.facts import GROUPS

MEETINGS = Channel("meetings", frozenset(GROUPS), every=4, noise=0.05, hours=12.0, learning=0.1)
