"""The forecast and nothing else: each round marketing's word on demand reaches operations as it is
worded.
"""

from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel

TALK.register(Channel("forecast", "The forecast only", frozenset({"forecast"}), every=4), order=2)
