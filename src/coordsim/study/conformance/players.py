"""What every player that a scenario may seat has to be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from coordsim.core.levers import ROLES
from coordsim.players import PlayerKind
from coordsim.run.simulate import simulate
from coordsim.study.conformance.breaches import FIRMS, asking, is_frozen, is_plain, small

LONGEST = 120  # letters of what it does
TALK = ("none", "sop")  # of the talk rules, those that tell least and most


def decides_within_limits(kind: PlayerKind) -> Iterator[str]:
    """A short game goes through on either seat, told nothing and everything; it is the same when it
    is played again, and for a firm alone.
    """
    for role in ROLES:
        for talk in TALK:
            scenario = small({f"rules.{role}": {"kind": kind.name}, "communication": talk})
            with asking(f"a short game as {role}"):
                runs = [simulate(scenario, firms=firms) for firms in (FIRMS, FIRMS, 1)]
            plans = [run.plan[:1] for run in runs]
            if not np.array_equal(plans[0], plans[1]):
                yield f"as {role} it decides otherwise when the same game is played again"
            elif not np.array_equal(plans[0], plans[2]):
                yield f"as {role} it decides otherwise for a firm that is played alone"


def speaks_plainly(kind: PlayerKind) -> Iterator[str]:
    """What it does is said in a sentence."""
    yield from is_plain(kind.words, "words", LONGEST)


CHECKS = (is_frozen, decides_within_limits, speaks_plainly)
