"""What a visitor may choose in the Lab, in words, and the check of what a browser sent."""

import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from coordsim.core.contracts import IncentiveRule
from coordsim.core.levers import ROLES
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.scenario.file import Scenario, ScenarioError, load, names
from coordsim.scenario.rules import Talk
from coordsim.show.numbers import given, number
from coordsim_web import seeds
from coordsim_web.lab.offers import Kind, Menu, Offer, PlainChoice, PlainRules, Scene
from coordsim_web.lab.offers import Value as Sent
from coordsim_web.lab.records import Ruling
from coordsim_web.lab.settings import AGENDA, BOTH, Setting, Value, events, settings
from coordsim_web.library import on_list

LONGEST_NUMBER: Final = 20  # digits that a refusal repeats
SIDES: Final = ("a", "b")
ABOUT: Final = "About this scenario"
KINDS: Final = {
    "incentives": "Paid",
    "communication": "Told",
    "governance": "Conflicts settled by",
}
ON_OFFER: Final[dict[str, Mapping[str, object]]] = {
    "incentives": PAY,
    "communication": TALK,
    "governance": SETTLING,
}

More = tuple[tuple[str, Value], ...]


class ChoiceError(ValueError):
    """A choice that is not on offer; the message is fit for the page."""


@dataclass(frozen=True)
class Rules:
    """The rules of one firm, by name; ``more`` holds settings that differ from the scenario's own,
    by key.
    """

    incentives: str = "silo"
    communication: str = "none"
    governance: str = "independent"
    more: More = ()

    def plain(self) -> PlainRules:
        """Return it as plain data."""
        return PlainRules(
            incentives=self.incentives,
            communication=self.communication,
            governance=self.governance,
            more=_plain(self.more),
        )


@dataclass(frozen=True)
class Choice:
    """Two firms in the same scenario and the same weeks of luck; ``both`` holds settings that are
    the same for the two.
    """

    scenario: str = "base"
    seed: int = 1
    a: Rules = Rules()
    b: Rules = Rules("shared", "sop")
    both: More = ()

    def plain(self, turn: int = 0) -> PlainChoice:
        """Return it as plain data, the answer to the change of this number."""
        return PlainChoice(
            scenario=self.scenario,
            seed=self.seed,
            a=self.a.plain(),
            b=self.b.plain(),
            both=_plain(self.both),
            turn=turn,
        )

    def firm(self, side: str) -> Scenario:
        """Return the scenario as one of the two firms lives it. Raises ScenarioError where the
        settings do not fit together.
        """
        return scenario_of(self.scenario, getattr(self, side), self.both)


def _plain(more: More) -> dict[str, Sent]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in more}


def scenario_of(name: str, rules: Rules, both: More = ()) -> Scenario:
    """Return the scenario under these rules and settings. Raises ScenarioError where they do not
    fit together.
    """
    scenario = load(name)
    more = _plain((*rules.more, *both))
    changes: dict[str, Any] = {kind: getattr(rules, kind) for kind in ON_OFFER}
    if not more.pop(AGENDA, False) and scenario.phases:
        changes[AGENDA] = [
            {"week": phase.week, "orders": phase.orders}
            for phase in scenario.phases
            if phase.orders
        ]
    return scenario.with_(changes | more)


def read(data: Any) -> Choice:
    """Check what a browser sent. Raises ChoiceError with one sentence on the first thing that is
    not on offer.
    """
    if not isinstance(data, dict):
        raise ChoiceError("Nothing was changed: the page sent no choice.")
    scenario = data.get("scenario")
    if not isinstance(scenario, str) or scenario not in names():
        raise ChoiceError(
            f"There is no scenario {shown(scenario)}; on offer: {', '.join(names())}."
        )
    seed = _seed(data.get("seed"))
    a, b = (_rules(scenario, side, data.get(side)) for side in SIDES)
    choice = Choice(
        scenario, seed, a, b, _more("Both firms", scenario, data.get("both", {}), both=True)
    )
    for side in SIDES:
        try:
            choice.firm(side)
        except ScenarioError as error:
            raise ChoiceError(f"Firm {side.upper()}: {str(error).splitlines()[0]}.") from None
    return choice


def turn_of(data: Any) -> int:
    """Return the number that a page gave to its change, 0 where there is none: an answer carries it
    back.
    """
    turn = data.get("turn", 0) if isinstance(data, dict) else 0
    return turn if isinstance(turn, int) and 0 <= turn < 2**31 else 0


def _rules(scenario: str, side: str, data: Any) -> Rules:
    who = f"Firm {side.upper()}"
    if not isinstance(data, dict):
        raise ChoiceError(f"{who} came without rules.")
    for kind, offered in ON_OFFER.items():
        if not isinstance(data.get(kind), str) or data[kind] not in offered:
            allowed = ", ".join(offered)
            raise ChoiceError(
                f"{who}: {kind}: {shown(data.get(kind))} is not known; on offer: {allowed}."
            )
    more = _more(who, scenario, data.get("more", {}), both=False)
    return Rules(data["incentives"], data["communication"], data["governance"], more)


def _more(who: str, scenario: str, data: Any, both: bool) -> More:
    """Return the settings that differ from the scenario's own, in the order of the form."""
    if not isinstance(data, dict):
        raise ChoiceError(f"{who}: the further settings did not arrive whole.")
    known = {key: one for key, one in settings(scenario).items() if (one.group in BOTH) == both}
    for key in data:
        if key not in known:
            raise ChoiceError(f"{who}: {shown(key)} cannot be set here.")
    found = []
    for key, setting in known.items():
        if key not in data:
            continue
        try:
            value = setting.checked(data[key])
        except ValueError as error:
            raise ChoiceError(
                f"{who}: {setting.label.lower()}: {shown(data[key])} is not possible; {error}."
            ) from None
        if value != setting.start:
            found.append((key, value))
    return tuple(found)


class _Short(reprlib.Repr):
    """Writes what a browser sent, cut where it is long or deep; Python refuses to print a whole
    number of thousands of digits.
    """

    def repr_int(self, value: int, _level: int) -> str:
        """Write a whole number, or how long it is."""
        digits = math.ceil(value.bit_length() * math.log10(2))
        return repr(value) if digits <= LONGEST_NUMBER else f"of about {digits:,} digits"


_short = _Short(maxlevel=2, maxstring=40, maxother=40)


def shown(value: Any) -> str:
    """Write what a browser sent, in a refusal."""
    if value is None:
        return "an empty field"
    if isinstance(value, float):
        return number(value)
    return _short.repr(value)


def _seed(sent: Any) -> int:
    """Return the seed of a world that a browser sent, as a number or as somebody typed it."""
    typed = sent if isinstance(sent, str) else "" if sent is None else _short.repr(sent)
    try:
        return seeds.seed_of(typed)
    except ValueError as error:
        raise ChoiceError(f"World: {error}.") from None


@cache
def menu() -> Menu:
    """Return all that is on offer, with words, for the form."""
    offers = {
        "incentives": [_offer(name, rule.title, _pay_words(rule)) for name, rule in PAY.items()],
        "communication": [_offer(name, rule.title, rule.words()) for name, rule in TALK.items()],
        "governance": [_offer(name, rule.title, rule.words) for name, rule in SETTLING.items()],
    }
    return Menu(
        scenarios=[_scene(name) for name in on_list()],
        kinds=[Kind(name=name, label=KINDS[name], offers=found) for name, found in offers.items()],
        last_seed=seeds.LARGEST,
    )


def _offer(name: str, label: str, words: str) -> Offer:
    return Offer(name=name, label=label, words=words)


def _scene(name: str) -> Scene:
    scenario = load(name)
    goals = list(scenario.goals)
    lesson = f"To learn here: {goals[0][0].lower()}{goals[0][1:]}" if goals else ABOUT
    return Scene(
        name=name,
        label=scenario.title,
        story=" ".join(scenario.story.split()),
        lesson=lesson,
        goals=goals,
        events=events(scenario),
        sources=list(filter(None, [*scenario.sources, scenario.sizes])),
        own=own(scenario).plain(),
        pays={name: _pay_words(scenario.rules.paid_by(name)) for name in PAY},
    )


def own(scenario: Scenario) -> Rules:
    """Return a scenario's own rules; what it changes of a talk rule is among the further
    settings.
    """
    rules, talk = scenario.rules, scenario.rules.communication
    changed = (
        talk.model_dump(exclude_unset=True, exclude={"preset"}) if isinstance(talk, Talk) else {}
    )
    more = tuple(
        (f"communication.{name}", tuple(value) if isinstance(value, list) else value)
        for name, value in changed.items()
    )
    return Rules(rules.incentives, rules.channel.name, rules.governance, more)


def words(choice: Choice, side: str) -> Ruling:
    """Return one firm's rules in words: pay and talk, and what else differs from the scenario's own
    settings.
    """
    rules: Rules = getattr(choice, side)
    offered = settings(choice.scenario)
    return Ruling(
        rules=f"{PAY[rules.incentives].title}. {TALK[rules.communication].title}.",
        also=", ".join(_also(offered[key], value) for key, value in rules.more),
    )


def _also(setting: Setting, value: Value) -> str:
    label = f"{setting.label[0].lower()}{setting.label[1:]}"
    if isinstance(value, tuple):
        chosen = [option.label for option in setting.options if option.name in value]
        return f"{label} {' + '.join(chosen) or 'none'}"
    if isinstance(value, bool):
        return label if value else f"no {label}"
    named = [option.label for option in setting.options if option.name == value]
    return (
        f"{label}"
        f" {named[0] if named else given(value) if isinstance(value, int | float) else value}"
    )


def _pay_words(rule: IncentiveRule) -> str:
    said = [rule.words(role) for role in ROLES]
    if said[0] == said[1]:
        return said[0]
    return " ".join(
        f"{role.capitalize()} gets {text}" for role, text in zip(ROLES, said, strict=True)
    )
