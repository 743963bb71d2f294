"""The nouns: frozen records that do nothing. F firms, V variant slots, N customers, L levers, K
facts, R = 2 roles.

Every array's first axis is the firm. Units of goods are float64 and whole unless a scenario allows
fractions; money and hours are float64; individuals' state is float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.core.frozen import Compared

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Kpis = Mapping[str, Floats]

NONE, DEVELOPING, ON_SALE = 0, 1, 2
MARKETING, OPERATIONS = 0, 1
BY_LEVER = {"columns": "levers"}  # what stands in the columns of an observation's array
BY_FACT = {"columns": "facts"}
BY_LESSON = {"columns": "lessons"}
ABSENT = "absent"  # what stands in an array beside those that have more room; 0 unless said
NOTHING: Any = {ABSENT: np.nan}


@dataclass(frozen=True)
class Traits:
    """Who the customers are; drawn once per seed. Each has shape (seeds, N)."""

    taste_class: NDArray[np.int16]
    price_sensitivity: Singles
    comfort: Singles
    neighbours: NDArray[np.int32] | None = (
        None  # (seeds, N, k) whom a customer hears, in a small world
    )
    members: Floats | None = (
        None  # (seeds, N) customers in each cohort at the start, where N counts cohorts
    )


@dataclass(frozen=True)
class FirmState:
    """All that a week leaves to the next."""

    plan: Floats  # (F, L) levers in force
    crew: Floats  # (F, lead + 1) regular hours this week and as already decided for the next ones
    status: NDArray[np.int8]  # (F, V) NONE, DEVELOPING, ON_SALE (it can be made)
    ready_in: NDArray[np.int16]  # (F, V) weeks of development left
    announce_in: NDArray[np.int16]  # (F, V) weeks until marketing announces it
    announced: NDArray[np.bool_]  # (F, V)
    stocked: NDArray[np.bool_]  # (F, V) has been on the shelf
    owed_launch: NDArray[np.bool_]  # (F, V) was offered last week before it had been on the shelf
    age: NDArray[
        np.int16
    ]  # (F, V) weeks since it was asked for; from its first week on the shelf, since then
    lessons: Floats  # (F,) share of what launches can teach that has been learnt
    taught: Floats  # (F, V) that share when the variant was launched
    on_hand: Floats  # (F, V) units on the shelf
    in_process: Floats  # (F, lead, V) units that reach the shelf in 1, 2, ... weeks
    shelved: Floats  # (F, shelf life, V) units that reached it in the last weeks, newest first
    backlog: Floats  # (F, V, A) units owed, by weeks waited; the last bin holds all older ones
    outbound: Floats  # (F, A) units sold and not yet shipped, by weeks waited
    contacts: Floats  # (F,) contacts that wait for an answer
    unanswered: Floats  # (F,) share of last week's contacts answered later than promised
    # (F, 2) smoothed shares of deliveries and of answers later than promised: what people say of
    # its promises
    record: Floats
    shortfall: Floats  # (F, V, CUTS) units of the last due lot not made, by CUTS
    set_up_for: Floats  # (F,) slot + 1 that the plant is set up for; 0 = none
    set_up_hours: Floats  # (F,) hours put into that set-up
    lot_left: Floats  # (F,) units of that lot not made yet
    lot_waits: Floats  # (F, V) 1 where a lot is due and was not begun
    # (F, V) units up to the base stock after the last week's lots; nan = not on sale then
    lacking: Floats = field(metadata=NOTHING)
    untold: Floats  # (F, V) units the last due lot would have been larger, had the plan been told
    parts: Floats  # (F, V) variant-specific parts on hand
    common: Floats  # (F,) common modules on hand
    parts_coming: Floats  # (F, lead, V) parts that arrive in 1, 2, ... weeks
    common_coming: Floats  # (F, lead)
    # (F, V, W) units booked in the last weeks, newest first: what operations sees of demand
    booked: Floats
    # (F, W) demand divided by its expected response to plan and season: what marketing sees
    level: Floats = field(metadata=NOTHING)
    shock: Floats  # (F,) log of the market-wide shock
    deviation: Floats  # (F, V) last deviation of a given, autocorrelated demand
    adstock: Floats  # (F,) advertising still working
    effort: Floats  # (F,) what the sales people's effort does to visits; 1 at the reference reward
    satisfaction: Singles = field(metadata=NOTHING)  # (F, N)
    need_week: NDArray[np.int32]  # (F, N) week from which the customer needs the product again
    reputation: Floats  # (F,)
    trust: Floats  # (F, R) trust of each role in the other's word
    frustration: Floats  # (F, R)
    understanding: Floats  # (F, R) of the other side's trade, 0-1
    memory: Floats  # (F, R, MEMORY) what each side's manager has learnt, hoped for and is to learn
    told: Floats  # (F, K) last value told of each fact; nan = never told
    told_week: Floats  # (F, K) the week that value describes; nan = never told
    past_facts: tuple[Floats, ...]  # facts of the last weeks, newest first, each (F, K)
    report: Floats  # (F,) marketing's forecast to operations over its own expectation
    surprise: (
        Floats  # (F,) smoothed squared relative error of operations' forecast, beyond Poisson noise
    )
    recent: Floats  # (F, 2) smoothed unit cost and fill rate, as operations' reports show them
    quarter_units: Floats  # (F,) units sold in this quarter so far
    quota: Floats  # (F,) units that a quota asks for in this quarter
    quarter_before: Floats  # (F,) units sold in the last round's quarter before that round
    quota_before: Floats  # (F,) the last round's quota
    quarter_profit: Floats  # (F,) as the owner has seen it this quarter
    bad_quarters: Floats  # (F,) with a loss, one after the other
    good_quarters: Floats  # (F,) without a loss, one after the other
    under_orders: Floats  # (F,) whether the owner has lost patience
    orders: Floats  # (F, L) of the owner; nan = none
    cash: Floats  # (F,) money in the bank; 0 where it is not kept
    stopped: (
        Floats  # (F,) the week after the last one of a firm that could not pay; 0 while it lives
    )
    round_flows: Mapping[str, Floats]  # flows summed since the last decisions
    members: Floats = field(
        default_factory=lambda: np.zeros((0, 0))
    )  # (F, N) customers in each cohort; empty: one in each column
    scatter: Floats = field(
        default_factory=lambda: np.zeros((0, 0))
    )  # (F, N) variance of satisfaction in a cohort; empty: none


@dataclass(frozen=True, eq=False)
class Observation(Compared):
    """All that a player gets. Nothing in it depends on what its talk rule hides from the role.

    ``beliefs`` and ``age`` have shape (F, K): what the role holds true of each fact, and how many
    weeks old the word is (0 = own knowledge, nan = never told). ``limits`` maps each own, open
    lever to (low, high). ``result`` and ``pay`` are those of the last round, per week. ``trust`` is
    the other's trust in the role's word, (F,): it moves with the word and with what came of it,
    which both saw. ``learnt`` (F, LESSONS) is what results have taught a manager of the role.
    ``firm`` is the firm's place in its run, ``world`` the number of its world, for luck of a
    player's own. Unless ``heeded``, a forecast of marketing changes nothing: the talk rule
    makes both sides agree on one.
    """

    role: str
    week: int
    plan: Floats = field(metadata=BY_LEVER)  # (F, L): own levers as they are, others as believed
    beliefs: Floats = field(metadata=BY_FACT)
    age: Floats = field(metadata=BY_FACT)
    limits: Mapping[str, tuple[float, float]]
    expected_demand: Floats
    trust: Floats
    result: Mapping[str, Floats]
    pay: Mapping[str, Floats]
    progress: Mapping[str, Floats]  # what pay over a quarter needs: units so far, weeks left, quota
    learnt: Floats = field(metadata=BY_LESSON)
    firm: Ints
    world: Ints
    heeded: bool = True


@dataclass(frozen=True, eq=False)
class Decision(Compared):
    """A role's answer. ``levers`` maps its levers to arrays (F,); ``forecast`` is marketing's word,
    units/week, (F,).

    Beside firms of other kinds, a lever that a firm may not set is nan. In ``silent`` firms, (F,)
    bool, marketing gives no word of its own, and what it expects is told: as everywhere when
    ``forecast`` is None.
    """

    levers: Mapping[str, Floats]
    forecast: Floats | None = None
    predicted: Mapping[str, Floats] | None = None
    silent: NDArray[np.bool_] | None = None

    def of(self, firm: int) -> Decision:
        """Return the decision of one firm, without levers that it may not set."""
        mute = self.silent is not None and bool(self.silent[firm])
        return Decision(
            {
                name: values[firm : firm + 1]
                for name, values in self.levers.items()
                if not np.isnan(values[firm])
            },
            None if self.forecast is None or mute else self.forecast[firm : firm + 1],
        )


@dataclass(frozen=True)
class Ask:
    """A question to whoever sits on the role's seat."""

    role: str
    week: int
    observation: Observation


@dataclass(frozen=True)
class Flow:
    """What a week's market did. Arrays (F,) or (F, V), in units."""

    visits: Floats
    put_off: Floats  # visitors put off by choice
    lost_to_choice: Floats  # those of them who would have bought
    priced_out: Floats
    demand: Floats  # (F, V) first choices
    sold: Floats  # (F, V) from the shelf, with substitutes
    waiting: Floats  # (F, V) new backorders
    lost: Floats  # (F, V) left before an empty shelf
    switched: Floats  # (F,) took another variant
    again: Floats  # (F,) bought by somebody who had bought before
    defective: Floats  # (F, V) of the sold


PER_VARIANT = ("demand", "sold", "waiting", "lost", "defective")
IN_ALL = ("visits", "put_off", "lost_to_choice", "priced_out", "switched", "again")
"""Fields of a Flow, (F, V) and (F,); the latter in the order in which a market counts them."""


@dataclass(frozen=True)
class Known:
    """What was true in a week, and what each role held true of it."""

    facts: Floats  # (F, K)
    beliefs: Mapping[str, Floats]  # role -> (F, K)
    ages: Mapping[str, Floats]  # role -> (F, K) how many weeks old the word is


@dataclass(frozen=True)
class Detail:
    """Shelves and customers of a week."""

    state: FirmState  # as the week left it
    flow: Flow
    lots: Floats  # (F, V) units made
    promotion: Floats  # (F,) depth in force


@dataclass(frozen=True)
class Week:
    """What is written down of a week: flows, ledger and lost units by cause, each name -> (F,)."""

    week: int
    flows: Mapping[str, Floats]
    entries: Mapping[str, Floats]
    lost: Mapping[str, Floats]
    plan: Floats  # (F, L) levers in force
    known: Known
    decisions: Mapping[str, Decision] | None
    pay: Mapping[str, Mapping[str, Floats]] | None
    conflicts: Mapping[str, Floats] | None
    orders: Floats | None = None  # (F, L) of the owner, nan where there is none; None: no owner
    detail: Detail | None = None  # None where it was let go

    @property
    def inside(self) -> Detail:
        """The week's detail; raises ValueError where it was let go."""
        if self.detail is None:
            raise ValueError(f"shelves and customers of week {self.week} were not kept")
        return self.detail


@dataclass(frozen=True)
class Shock:
    """Something that happens to every firm of a scenario: a kind, its first week, how many weeks,
    its size (a share).
    """

    kind: str
    week: int
    weeks: int
    size: float


def column[S: np.generic](values: NDArray[S]) -> NDArray[S]:
    """Return (F,) as (F, 1), to meet (F, anything)."""
    return values[:, np.newaxis]
