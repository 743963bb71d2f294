"""Silence: nothing travels, nothing is paid."""

from coordsim.rules.talk.channel import Channel

NONE = Channel("none")
