"""All that the Lab sends to a browser, record by record.

A record is plain data: it becomes JSON as it is. What moves with the week is a list with one entry
for each week, numbers rounded as people read them and sentences as they are read, so that the
drawn part looks up and draws, and neither rounds nor judges nor words anything. "Firm" records are
one firm's; those without stand for the two together. What may be chosen is in `offers`.
"""

from typing import Literal, TypedDict

Number = float | None
Weekly = list[Number]


class Section(TypedDict):
    """A part of the page: where it is, its title, the label that leads there, what it folds."""

    id: str
    title: str
    label: str
    fold: str


class Named(TypedDict):
    """Something by its name and its label."""

    name: str
    label: str


# The verdict


class Ruling(TypedDict):
    """A firm's rules in words, and what else differs from the scenario's own."""

    rules: str
    also: str


class FirmVerdict(TypedDict):
    """How one firm is doing, week by week: profit since the start, the worst leak, who was told,
    the bars.
    """

    total: list[float]
    leak: list[str]
    told: list[str]
    bars: dict[str, Weekly]


class Bar(Named):
    """A measure that is drawn as a pair of bars, on one scale over all weeks; ``losses``: what is
    below zero is lost.
    """

    unit: str
    losses: bool
    low: float
    high: float


class Verdict(TypedDict):
    """How the two are doing: which weeks are meant, a sentence in parts, an aside, which of them
    other worlds favour.
    """

    when: list[str]
    sentence: list[list[str]]
    aside: list[str]
    bars: list[Bar]
    worlds: str


# Charts


class Measure(Named):
    """A KPI that can be charted: ``first`` ones unasked, those from the ``start`` on where single
    weeks have none.
    """

    group: str
    unit: str
    words: str
    first: bool
    start: bool


class Spike(TypedDict):
    """A value beyond the scale."""

    side: str
    week: int


class Frame(TypedDict):
    """Where the scale of a measure ends, so that a few spikes do not flatten all other weeks."""

    low: float
    top: float
    step: float
    beyond: str
    spikes: list[Spike]


class Band(TypedDict):
    """Between which ends a measure lies in most other worlds, week by week."""

    low: Weekly
    high: Weekly


class Charts(TypedDict):
    """The weeks that a point stands for, in words, also where it stands for all since the start;
    the weeks named on the axis, counted from 1; the scales that are cut; the fans of other worlds,
    side by side.
    """

    spans: list[str]
    since: list[str]
    labels: list[int]
    frames: dict[str, Frame]
    fans: dict[str, dict[str, Band]]


# Lost sales


class Cause(Named):
    """A cause of lost units."""

    words: str


class FirmLost(TypedDict):
    """Units lost since the start, in all and by cause."""

    total: list[float]
    causes: dict[str, list[float]]


class Lost(TypedDict):
    """A sentence a week, the ends of both scales, the causes that are met, what of the others."""

    sentence: list[str]
    end: float
    largest: float
    met: list[str]
    unmet: str


# Why


class Move(TypedDict):
    """A lever that was moved, or that its owner wanted moved."""

    lever: str
    before: str
    after: str
    sign: str
    wish: str
    why: str


class Seat(TypedDict):
    """One manager in one round."""

    paid: str
    moves: list[Move]
    pay: str
    got: str
    belief: str
    wrong: bool
    forecast: str
    came: str
    learnt: str
    brief: str


class WhyRound(TypedDict):
    """One round of one firm; no seats once it has stopped."""

    title: str
    seats: dict[str, Seat]
    lost: str
    fought: str
    inherited: str
    owner: str
    cash: str
    stopped: str


class FirmWhy(TypedDict):
    """All rounds of one firm; ``ends`` are the weeks in which they are over."""

    intro: str
    ends: list[int]
    rounds: list[WhyRound]


# Hopes and outcome


class Outcome(TypedDict):
    """A round: what each manager expected of it, and what came; measure by measure."""

    week: int
    title: str
    marketing: dict[str, Number]
    operations: dict[str, Number]
    actual: dict[str, Number]
    words: str


class FirmOutcomes(TypedDict):
    """All rounds of one firm; ``ends`` are the weeks in which they are over."""

    ends: list[int]
    rounds: list[Outcome]


class Outcomes(TypedDict):
    """The scale of both firms, the weeks named on the axis, and a sentence for each number of
    rounds that are over.
    """

    low: float
    high: float
    step: float
    labels: list[int]
    sentence: list[str]


# Who knew what


class Fact(Named):
    """One fact, week by week. ``state`` has one letter a week: r right, w wrong, e believed
    endless, n no idea, m without meaning; ``age`` are weeks since the word describes it, None
    where it was never told.
    """

    unit: str
    mark: str
    zero: str
    first: bool
    low: float
    high: float
    true: Weekly
    believed: Weekly
    state: str
    age: list[int | None]


class FirmKnowledge(TypedDict):
    """What each manager of one firm believes."""

    marketing: list[Fact]
    operations: list[Fact]


class Side(Named):
    """One manager's beliefs: a title and what the picture shows."""

    caption: str


class KnowledgeWords(TypedDict):
    """What is the same for all firms: the two sides, words for ages (by weeks), for a fact never
    told, without meaning, believed endless, and for no idea.
    """

    sides: list[Side]
    ages: list[str]
    never: str
    moot: str
    endless: str
    none: str


class Knowledge(TypedDict):
    """A sentence a week."""

    sentence: list[str]


# The market


class FirmMarket(TypedDict):
    """Shelves and customers. ``positions`` on the circle, as parts of a turn and in ``degrees``;
    ``stock``: units by slot for each week; ``status``: a text a week, one digit for each slot;
    ``satisfaction``: hundredths for each class and week.
    """

    positions: list[float]
    degrees: list[int]
    stock: list[list[int]]
    status: list[str]
    people: list[int]
    satisfaction: list[Weekly]
    title: list[str]
    sentence: list[str]
    on_sale: list[int]


class MarketWords(TypedDict):
    """The states of a variant by their digit; from which satisfaction on the next shade is drawn;
    patterns with names in braces.
    """

    states: dict[str, str]
    empty: str
    edges: list[int]
    here: str
    variant: str
    stocked: str


class Market(TypedDict):
    """The largest stock of any week, which the signs are scaled by."""

    most: int


# The flow


class FirmFlow(TypedDict):
    """What moves and what waits, how many weeks the stock lasts, a sentence a week."""

    amounts: dict[str, Weekly]
    cover: list[str]
    sentence: list[str]


class Flow(TypedDict):
    """The largest of what moves and of what waits."""

    moving: float
    waiting: float


# What frictions cost


class Step(Named):
    """One bar of the waterfall, from ``start`` to ``end``."""

    words: str
    text: str
    interval: str
    look: Literal["whole", "plus", "minus"]
    start: float
    end: float


class Shares(TypedDict):
    """The gap of one firm, shared out."""

    side: str
    sentence: str
    steps: list[Step]
    low: float
    high: float
    caption: str
