"""What each manager believes of the other's trade, against what is true, and how old the word
is.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from coordsim.core.facts import FACTS, INDEX, Fact, limitless
from coordsim.core.levers import BY_NAME, ROLES
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim.show.numbers import in_hundredths
from coordsim_web.lab import records
from coordsim_web.lab.records import FirmKnowledge, Knowledge, KnowledgeWords, Side
from coordsim_web.lab.weekly import listed, rolling, set_each

# facts shown first, as they explain most
FIRST: Final = {
    "marketing": ("unit_cost", "fill_rate", "setup_hours", "range_overhead", "hours", "overload"),
    "operations": (
        "demand",
        "promotion_depth",
        "promotion_every",
        "price",
        "advertising",
        "overload",
    ),
}
# plainer words than a fact's own, where it stands alone
WORDS: Final = {
    "promotion_every": ("Weeks between promotions", ""),
    "surprise": ("Forecast error, either way", ""),
}
VARIANCE: Final = "surprise"  # the fact that is a variance
UNLIMITED: Final = "no limit"
NO_IDEA: Final = "no idea"
# A belief is clearly wrong where it is off by this part of the truth, or, of a truth near zero, of
# a tenth of all that was ever true or believed.
WRONG: Final = 0.1
NEAR: Final = 0.1  # of the span
# While there are no promotions, nothing hangs on how deep or how often they would be.
PROMOTIONS: Final = ("promotion_depth", "promotion_every")
RIGHT_STATE, WRONG_STATE, ENDLESS_STATE, NONE_STATE, MOOT_STATE = "rwenm"
CAPTION: Final = "The longer the bar between the two signs, the further"
SIDES: Final = (
    Side(
        name="marketing",
        label="What marketing believes of operations and customers",
        caption=f"{CAPTION} marketing's plans are from the plant it relies on.",
    ),
    Side(
        name="operations",
        label="What operations believes of marketing and customers",
        caption=f"{CAPTION} the plant prepares for weeks that never come.",
    ),
)


def words(weeks: int) -> KnowledgeWords:
    """Return what is the same for all firms."""
    return KnowledgeWords(
        sides=list(SIDES),
        ages=["told this week", "a week old", *(f"{age} weeks old" for age in range(2, weeks))],
        never="never told",
        moot="no promotions now",
        endless=UNLIMITED,
        none=NO_IDEA,
    )


def of_the_other(role: str) -> list[Fact]:
    """Facts that a role cannot see from its own desk, those that explain most first."""
    foreign = [fact for fact in FACTS if not fact.public and (fact.owner != role or fact.surveyed)]
    first = FIRST[role]
    return sorted(
        foreign, key=lambda fact: first.index(fact.name) if fact.name in first else len(first)
    )


def knowledge(run: Run) -> FirmKnowledge:
    """Return for each role its list of facts by week.

    A lever that is closed and a limit that there is not are nothing to know.
    """
    return FirmKnowledge(marketing=_side(run, "marketing"), operations=_side(run, "operations"))


def _side(run: Run, role: str) -> list[records.Fact]:
    closed = {name for name in BY_NAME if not run.scenarios[0].lever_open(name)}
    return [
        _fact(run, role, fact)
        for fact in of_the_other(role)
        if fact.name not in closed
        and not limitless(fact, float(run.facts[0, :, INDEX[fact.name]].min()))
    ]


def _fact(run: Run, role: str, fact: Fact) -> records.Fact:
    truth, belief = (
        as_read(fact, values)
        for values in (true_of(run, fact), run.beliefs[role][0, :, INDEX[fact.name]])
    )
    age = run.ages[role][0, :, INDEX[fact.name]]
    read = set_each if fact.name in BY_NAME else listed
    true, believed = (read(row, read_unit(fact)) for row in (truth, belief))
    met = [value for value in true + believed if value is not None]
    states = judged(truth, belief)
    if fact.name in PROMOTIONS:
        states = _where(moot(run, role, fact.name), MOOT_STATE, states)
    label, unit = WORDS.get(fact.name, (fact.label, unit_of(fact)))
    return records.Fact(
        name=fact.name,
        label=label,
        unit=unit,
        mark="%" if in_hundredths(read_unit(fact)) else "",
        zero="never" if fact.name == "promotion_every" else "",
        first=fact.name in FIRST[role],
        low=min(0.0, *met),
        high=max(0.0, *met),
        true=true,
        believed=believed,
        state=states,
        age=[None if np.isnan(weeks) else max(0, round(weeks)) for weeks in age.tolist()],
    )


def true_of(run: Run, fact: Fact) -> Floats:
    """Return what was true of a fact, (T,); of demand, the mean of the last weeks."""
    if fact.name == "demand":
        return rolling(run.flows["demand"][0])
    truth: Floats = run.facts[0, :, INDEX[fact.name]]
    return truth


def as_read(fact: Fact, values: Floats) -> Floats:
    """Return values of a fact as a manager reads them: the root of a variance."""
    return np.sqrt(values) if fact.name == VARIANCE else values


def read_unit(fact: Fact) -> str:
    """Return the unit that a fact is read in."""
    return "share" if fact.name == VARIANCE else fact.unit


def unit_of(fact: Fact) -> str:
    """Return a fact's unit in words; shares carry their sign with the number."""
    if in_hundredths(fact.unit):
        return fact.unit.removeprefix("share").strip()
    if fact.unit in ("1", "standard deviations"):
        return ""
    first, *others = fact.unit.split("/")
    return f"{first} a {' and '.join(others)}" if others else first


def judged(truth: Floats, belief: Floats) -> str:
    """Return a letter for each week: is the belief right?"""
    met = np.concatenate([truth, belief])
    met = met[np.isfinite(met)]
    span = float(np.ptp(np.append(met, 0.0)))
    allowed = WRONG * np.maximum(np.abs(truth), NEAR * span)
    with np.errstate(invalid="ignore"):  # what is endless in both is right
        states = np.where(np.abs(belief - truth) > allowed, WRONG_STATE, RIGHT_STATE)
    states = np.where(np.isnan(belief), NONE_STATE, states)
    return "".join(np.where(np.isposinf(belief), ENDLESS_STATE, states).tolist())


def moot(run: Run, role: str, name: str) -> list[bool]:
    """Say for each week whether a fact on promotions is without meaning: how deep they are while
    there are none, how often while nobody believes in any either.
    """
    places = [INDEX[one] for one in PROMOTIONS]
    none = (run.facts[0][:, places] == 0).any(axis=1)
    expected = (run.beliefs[role][0][:, places] == 0).any(axis=1)
    found = none if name == "promotion_depth" else none & expected
    return [bool(one) for one in found]


def _where(chosen: list[bool], letter: str, states: str) -> str:
    return "".join(letter if one else state for one, state in zip(chosen, states, strict=True))


def heard(told: FirmKnowledge) -> dict[str, list[int]]:
    """Return how many of its facts each role has been told, week by week."""
    return {
        role: [sum(age is not None for age in ages) for ages in zip(*ages_of(facts), strict=True)]
        for role, facts in sides(told).items()
    }


def ages_of(facts: list[records.Fact]) -> list[list[int | None]]:
    """Return the ages of some facts."""
    return [fact["age"] for fact in facts]


def sides(told: FirmKnowledge) -> dict[str, list[records.Fact]]:
    """Return the facts of each role."""
    return dict(zip(ROLES, (told["marketing"], told["operations"]), strict=True))


def wrong(told: FirmKnowledge) -> list[int]:
    """Return how many beliefs of both roles are clearly wrong, week by week."""
    states = [fact["state"] for facts in sides(told).values() for fact in facts]
    return [sum(one in "wen" for one in week) for week in zip(*states, strict=True)]


def together(stories: Mapping[str, FirmKnowledge]) -> Knowledge:
    """Return what is said of both firms."""
    first = next(iter(stories.values()))
    facts = sum(len(of_role) for of_role in sides(first).values())
    counts = {side.upper(): wrong(story) for side, story in stories.items()}
    return Knowledge(
        sentence=[
            f"Week {week + 1}: of {facts} things the two managers cannot see from their own desks,"
            f" A's are clearly wrong about {counts['A'][week]}, B's about {counts['B'][week]}."
            for week in range(len(counts["A"]))
        ]
    )
