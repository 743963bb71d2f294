"""What the Lab offers to choose from, and what is chosen, record by record as a browser gets it."""

from typing import Literal, TypedDict

from coordsim_web.lab.records import Named

Value = float | bool | str | list[str] | None


class Offer(Named):
    """A rule on offer."""

    words: str


class Kind(Named):
    """A kind of rule, with all on offer."""

    offers: list[Offer]


class PlainRules(TypedDict):
    """The rules of one firm."""

    incentives: str
    communication: str
    governance: str
    more: dict[str, Value]


class PlainChoice(TypedDict):
    """A choice; an answer carries back the ``turn`` of the change that it answers."""

    scenario: str
    seed: int
    a: PlainRules
    b: PlainRules
    both: dict[str, Value]
    turn: int


class Scene(Named):
    """A scenario on offer: what it is, what it teaches, what happens in it, its own rules, and what
    each pay rule pays in it, rule -> words.
    """

    story: str
    lesson: str
    goals: list[str]
    events: list[str]
    sources: list[str]
    own: PlainRules
    pays: dict[str, str]


class Menu(TypedDict):
    """All on offer that is the same for every scenario."""

    scenarios: list[Scene]
    kinds: list[Kind]
    last_seed: int


class Option(TypedDict):
    """One value of a row."""

    name: str | float
    label: str


class Row(TypedDict):
    """One row of the form: a setting, or one option of a setting that is a list.

    ``key`` is the setting's, ``option`` the list's entry or empty; ``names`` are what the fields
    are called, a side each; ``acts_on`` says which KPI it moves, ``kpi`` is that one's name;
    ``slide`` is the step of a slider, 0 where there is none.
    """

    id: str
    key: str
    option: str
    kind: Literal["switch", "one", "number"]
    label: str
    words: str
    unit: str
    kpi: str
    acts_on: str
    names: dict[str, str]
    start: Value
    options: list[Option]
    low: float
    high: float
    slide: float
    empty: str


class Group(Named):
    """Rows that belong together."""

    rows: list[Row]
