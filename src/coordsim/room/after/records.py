"""What a debrief tells of a room, as frozen records. Money is money a week over the game; weeks
count from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from coordsim.room.arms import Gap
from coordsim.room.moments import Moment
from coordsim.room.records import Gap as Unknown
from coordsim.room.records import Number, OtherPay, Paid
from coordsim.room.scores import Luck, Scores


@dataclass(frozen=True)
class Elsewhere:
    """The same weeks under other rules: at which ``level``, with whose decisions ``held`` (nobody's
    where managers or stand-ins sit on both seats); ``present`` marks the rules of the game itself.
    An estimate (L3) has its ``band``.
    """

    level: str
    held: str
    pay: str
    talk: str
    present: bool
    profit: float
    pays: Mapping[str, float]
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class StandIn:
    """How well a seat's moves can be told: the ``share`` of a manager's moves that it makes, and
    the ``skill`` with which that predicts rounds left out, 1 at best and 0 as good as no move at
    all; None where there is too little to say. ``verdict``: fine, few rounds, still (no lever was
    moved, so nothing is known of what would move one), or poor.
    """

    role: str
    rounds: int
    share: float
    skill: float | None
    verdict: str


@dataclass(frozen=True)
class Silence:
    """What two managers come to under a team's rules and, paid alike, told everything from the
    first week on, and with one agreed plan (L2); ``quiet`` where nobody told anybody anything in
    all weeks.
    """

    own: float
    told: float
    agreed: float
    quiet: bool


@dataclass(frozen=True)
class Unusual:
    """Other rules under which two managers came to ``more`` than under a team's, or to less, which
    is the other way ``against`` so many of other ``worlds``.
    """

    pay: str
    talk: str
    more: bool
    against: int
    worlds: int


@dataclass(frozen=True)
class Frictions:
    """What each friction costs two managers in a team's world (L2): Shapley values of all mixtures,
    which sum to ``best`` less ``worst``. ``missing`` says why a friction is left out.
    """

    worst: float
    best: float
    parts: Mapping[str, float]
    missing: str = ""


@dataclass(frozen=True)
class Move:
    """A lever that was set anew: the week from which it held, by whom, from and to."""

    week: int
    role: str
    lever: str
    before: float
    after: float


@dataclass(frozen=True)
class Beside:
    """A lever as it was, in the first and in the last week and on average, beside the best plan."""

    lever: str
    first: float
    last: float
    mean: float
    best: float


@dataclass(frozen=True)
class Teachable:
    """Something that happened in a ``week`` and is worth a question: which ``kind``, at whose seat,
    with its numbers by name.
    """

    kind: str
    week: int
    role: str
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class Course:
    """Week by week: units asked for, made and sold, and those lost, by cause."""

    asked: tuple[float, ...]
    made: tuple[float, ...]
    sold: tuple[float, ...]
    lost: Mapping[str, tuple[float, ...]]
    profit: tuple[float, ...]


@dataclass(frozen=True)
class Heard:
    """A fact that a seat had to be told: the first week in which it had been (None: never), and in
    what share of all weeks it had not.
    """

    role: str
    fact: str
    first: int | None
    without: float


@dataclass(frozen=True)
class OwnerTold:
    """What an owner did in a ``week``: its orders come, with what it ordered by lever, or are
    lifted.
    """

    week: int
    does: Literal["come", "lifted"]
    orders: Mapping[str, float]


@dataclass(frozen=True)
class Expected:
    """Units sold a week in a round: what ``came``, and what each seat expected, None where that is
    not known.
    """

    round: int
    came: Number
    hopes: Mapping[str, Number]


@dataclass(frozen=True)
class TeamTold:
    """A team's debrief; ``steady`` where it was paid by the same rule in all weeks."""

    team: int
    arm: str
    world: int
    hash: str
    steady: bool
    people: tuple[str, ...]
    decided: Mapping[str, Mapping[str, int]]
    kpis: Mapping[str, Number]
    paid: Mapping[str, Paid]
    scores: Scores
    course: Course
    moves: tuple[Move, ...]
    other_pay: tuple[OtherPay, ...]
    elsewhere: tuple[Elsewhere, ...]
    stand_ins: tuple[StandIn, ...]
    silence: Silence | None
    unusual: Unusual | None
    frictions: Frictions
    beside: tuple[Beside, ...]
    unknown: tuple[Unknown, ...]
    heard: tuple[Heard, ...]
    teachable: tuple[Teachable, ...]
    moments: tuple[Moment, ...]
    luck: Luck
    owner: tuple[OwnerTold, ...] = ()
    acts: str = "none"
    stopped: int | None = None
    expected: tuple[Expected, ...] = ()


@dataclass(frozen=True)
class Phase:
    """A phase with rounds, as far as it was played: its title and its first week."""

    title: str
    week: int


@dataclass(frozen=True)
class Told:
    """The debrief of a room: ``gaps`` between its arms, and its teams."""

    title: str
    code: str
    arms: tuple[str, ...]
    weeks: int
    round_weeks: int
    phases: tuple[Phase, ...]
    gaps: tuple[Gap, ...]
    teams: tuple[TeamTold, ...]

    def team(self, number: int) -> TeamTold:
        """Return a team. Raises ValueError where it is not in the room."""
        for team in self.teams:
            if team.team == number:
                return team
        raise ValueError(f"There is no team {number} in this debrief.")
