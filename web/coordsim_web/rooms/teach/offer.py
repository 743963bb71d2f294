"""What Teach offers: ready agendas, scenarios of the library, rules of arms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from coordsim.core.levers import ROLES
from coordsim.room.agenda import ONE_ARM, Agenda, agenda_of, plain, ready
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.scenario.file import Scenario, load
from coordsim.show.numbers import number
from coordsim_web.library import FIRST, on_list
from coordsim_web.rooms.teach.chosen import LARGEST_FILE, MOST_ARMS
from coordsim_web.rooms.words import capital
from coordsim_web.texts.spoken import Speech, Typed, Written

AS_IT_IS = ""  # the rule that the agenda has


@dataclass(frozen=True)
class PhaseOffer:
    """A phase of an agenda: its line, its minutes, empty without a clock, and its rounds."""

    title: Written
    minutes: str
    rounds: int


@dataclass(frozen=True)
class ArmOffer:
    """An arm of an agenda, with the names of its first rules; empty where a rule has no name."""

    name: Typed
    pay: str
    talk: str


@dataclass(frozen=True)
class RuleOffer:
    """A rule to choose, in words: a pay rule at the rates of its firm, to each seat."""

    name: str
    title: Speech
    words: tuple[Speech, ...]


@dataclass(frozen=True)
class AgendaOffer:
    """An agenda to choose."""

    name: str
    title: Written
    lesson: Written
    scenario: Written
    minutes: str
    rounds: int
    phases: tuple[PhaseOffer, ...]
    arms: tuple[ArmOffer, ...]
    worlds: str
    world: str
    seats: tuple[str, ...]
    pays: tuple[RuleOffer, ...]


@dataclass(frozen=True)
class FirmOffer:
    """A scenario to choose, with its story, and what its pay rules pay."""

    name: str
    title: Written
    words: Written
    pays: tuple[RuleOffer, ...]


@dataclass(frozen=True)
class Offer:
    """The whole first screen; ``scenario`` stands for any scenario, played plainly."""

    agendas: tuple[AgendaOffer, ...]
    scenario: AgendaOffer
    scenarios: tuple[FirmOffer, ...]
    talks: tuple[RuleOffer, ...]
    largest_file: int
    most_arms: int


@cache
def offered() -> Offer:
    """Return what can be chosen."""
    return Offer(
        agendas=tuple(
            sorted((offer_of(agenda_of(name)) for name in ready()), key=lambda one: one.rounds)
        ),
        scenario=offer_of(plain(FIRST)),
        scenarios=tuple(
            FirmOffer(name, one.title, " ".join(one.story.split()), _pays(one))
            for name in on_list()
            for one in [load(name)]
        ),
        talks=tuple(RuleOffer(name, rule.title, (rule.words(),)) for name, rule in TALK.items()),
        largest_file=LARGEST_FILE,
        most_arms=MOST_ARMS,
    )


def _pays(scenario: Scenario) -> tuple[RuleOffer, ...]:
    """Return the pay rules at a scenario's rates, with its salary."""
    rules = scenario.rules
    paid = {name: rules.paid_by(name) for name in PAY}
    return tuple(
        RuleOffer(
            name,
            PAY[name].title,
            tuple(f"{capital(role)}: {rule.words(role)}" for role in ROLES),
        )
        for name, rule in paid.items()
    )


def offer_of(agenda: Agenda) -> AgendaOffer:
    """Return an agenda as it is offered."""
    scenarios = agenda.scenarios()
    return AgendaOffer(
        name=agenda.name,
        title=agenda.title,
        lesson=" ".join(agenda.lesson.split()),
        scenario=load(agenda.scenario).title,
        minutes=number(sum(phase.minutes for phase in agenda.phases)),
        rounds=agenda.rounds,
        phases=tuple(
            PhaseOffer(phase.title, number(phase.minutes) if phase.minutes else "", phase.rounds)
            for phase in agenda.phases
        ),
        arms=tuple(
            ArmOffer(
                name="" if name == ONE_ARM else name,
                pay=rules.incentives,
                talk=rules.communication if isinstance(rules.communication, str) else AS_IT_IS,
            )
            for name, scenario in scenarios.items()
            for rules in [scenario.rules_from(0)]
        ),
        worlds=agenda.worlds,
        world=str(agenda.world),
        seats=tuple(agenda.people),
        pays=_pays(next(iter(scenarios.values()))),
    )
