"""Role cards and slips of an agenda, from its scenarios' own data."""

from __future__ import annotations

from coordsim.core.facts import FACTS, GROUPS
from coordsim.core.levers import BY_NAME, Lever
from coordsim.room.agenda import LEADERSHIP, ONE_ARM, Agenda
from coordsim.room.chair import asks_forecast
from coordsim.room.state.records import limits_of
from coordsim.scenario.file import Scenario
from coordsim_web.rooms.paper.sheets import document, head, says, sheet, table
from coordsim_web.rooms.paper.words import Words
from coordsim_web.rooms.words import capital, lever_measured, unit_of

SPAN = " … "  # between the least and the most that firms have inherited
SLIP_ROWS = 4  # lines of a pay slip to fill in


def cards(agenda: Agenda, words: Words) -> str:
    """Return a card for each role, in each arm."""
    made = [
        sheet(*_card(agenda, arm, scenario, role, words), role=role)
        for arm, scenario in agenda.scenarios().items()
        for role in agenda.people
    ]
    return document(words("cards.title", agenda=words.wrote(agenda.title)), words.language, made)


def _card(agenda: Agenda, arm: str, scenario: Scenario, role: str, words: Words) -> list[str]:
    named = capital(words.name("roles", role))
    title = named if arm == ONE_ARM else words("cards.in_arm", role=named, arm=arm)
    story = words.wrote(" ".join(scenario.story.split()))
    told = words.wrote(agenda.told.get(arm, ""))
    parts = [head(title), says(story, words("cards.you", role=named), told)]
    for place, phase in enumerate(agenda.phases):
        if not phase.rounds:
            continue
        first = agenda.first_round(place)
        rules = scenario.rules_from((first - 1) * scenario.horizon.round_weeks)
        span = words("cards.rounds", first=first, last=first + phase.rounds - 1)
        formula = words.model(rules.incentive.words(role)) if role != LEADERSHIP else ""
        parts.append(head(f"{span}: {words.wrote(phase.title)}", 2))
        said = f"{words('cards.told')} {words.model(rules.channel.words())}"
        parts.append(says(f"{words('cards.paid')} {formula}" if formula else "", said))
    rows = [
        (
            words.model(lever.label),
            words.model(lever.help),
            _limits(scenario, lever, words, words.model(unit_of(lever.unit))),
            _now(scenario, lever.name, words),
        )
        for lever in _levers(scenario, role)
    ]
    names = [words(f"cards.head.{name}") for name in ("lever", "what", "allowed", "now")]
    parts += [head(words("cards.levers"), 2), table(names, rows)]
    if any(SPAN in now for *_, now in rows):
        parts.append(says(words("cards.yours")))
    parts += [
        head(words("cards.unknown"), 2),
        says(words("cards.groups"), _groups(role, words)),
    ]
    return parts


def _now(scenario: Scenario, name: str, words: Words) -> str:
    """Return a lever's first value; the least and the most where firms have inherited others."""
    values = scenario.lever_inherited(name) or (scenario.lever_start(name),)
    ends = dict.fromkeys((min(values), max(values)))
    return SPAN.join(words.model(lever_measured(name, value)) for value in ends)


def _groups(role: str, words: Words) -> str:
    """Return what somebody else knows, or only customers do."""
    theirs = {
        fact.group for fact in FACTS if not fact.public and (fact.owner != role or fact.surveyed)
    }
    said = ", ".join(words.model(text) for name, text in GROUPS.items() if name in theirs)
    return f"{capital(said)}."


def _levers(scenario: Scenario, role: str) -> list[Lever]:
    return [BY_NAME[name] for name in limits_of(scenario, role)]


def _limits(scenario: Scenario, lever: Lever, words: Words, unit: str = "") -> str:
    """Return what a lever may be set to, with its unit where one is given."""
    low, high = scenario.lever_limits(lever.name)
    if lever.choices:
        grid = sorted(float(value) for value in lever.grid(low, high))
        listed = ", ".join(words.bare(value, lever.unit) for value in grid)
        return f"{listed} {unit}".strip()
    return f"{words.bare(low, lever.unit)} – {words.bare(high, lever.unit)} {unit}".strip()


def slips(agenda: Agenda, words: Words) -> str:
    """Return forms to copy: a plan of each role, and a pay slip."""
    scenario = next(iter(agenda.scenarios().values()))
    made = [sheet(*_slip(agenda, scenario, role, words), role=role) for role in agenda.people]
    return document(words("slips.title", agenda=words.wrote(agenda.title)), words.language, made)


def _slip(agenda: Agenda, scenario: Scenario, role: str, words: Words) -> list[str]:
    named = capital(words.name("roles", role))
    lines = [
        (
            words.model(lever.label),
            words.unit(lever.unit),
            _limits(scenario, lever, words),
            "",
            "",
        )
        for lever in _levers(scenario, role)
    ]
    if any(_asks(scenario, agenda, place, role) for place in range(len(agenda.phases))):
        lines.append((words("slips.forecast"), words("slips.units"), "–", "–", ""))
    names = [words(f"slips.head.{name}") for name in ("lever", "unit", "allowed", "was", "new")]
    paid = [("", "", "") for _ in range(SLIP_ROWS)] + [(words("slips.total"), "", "")]
    money = [words(f"slips.head.{name}") for name in ("line", "amount", "how")]
    return [
        head(words("slips.plan", role=named)),
        says(words("slips.who")),
        table(names, lines),
        says(words("slips.empty")),
        head(words("slips.pay", role=named), 2),
        says(words("slips.who")),
        table(money, paid),
    ]


def _asks(scenario: Scenario, agenda: Agenda, place: int, role: str) -> bool:
    week = (agenda.first_round(place) - 1) * scenario.horizon.round_weeks
    phase = agenda.phases[place]
    return bool(phase.rounds) and asks_forecast(role, scenario.rules_from(week).channel)
