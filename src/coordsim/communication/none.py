"""Silence: nothing travels, nothing is paid."""

from coordsim.communication.channel import Channel

NONE = Channel("none")
