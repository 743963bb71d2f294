"""Silence: nothing travels, nothing is paid."""

from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel

TALK.register(Channel("none", "Nobody tells anybody"), order=1)
