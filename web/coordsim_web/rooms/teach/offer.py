"""What Teach offers: ready agendas, scenarios of the library, rules of arms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from coordsim.room.agenda import ONE_ARM, Agenda, agenda_of, plain, ready
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.scenario.file import load, names
from coordsim.show.numbers import number
from coordsim_web.rooms.teach.chosen import LARGEST_FILE, MOST_ARMS
from coordsim_web.texts.spoken import Typed, Written

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
    seats: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """A scenario or a rule to choose, with its story or its words."""

    name: str
    title: Written
    words: Written


@dataclass(frozen=True)
class Offer:
    """The whole first screen; ``scenario`` stands for any scenario, played plainly."""

    agendas: tuple[AgendaOffer, ...]
    scenario: AgendaOffer
    scenarios: tuple[Named, ...]
    pays: tuple[Named, ...]
    talks: tuple[Named, ...]
    largest_file: int
    most_arms: int


@cache
def offered() -> Offer:
    """Return what can be chosen."""
    return Offer(
        agendas=tuple(
            sorted((offer_of(agenda_of(name)) for name in ready()), key=lambda one: one.rounds)
        ),
        scenario=offer_of(plain(names()[0])),
        scenarios=tuple(
            Named(name, one.title, " ".join(one.story.split()))
            for name in names()
            for one in [load(name)]
        ),
        pays=tuple(Named(name, rule.title, rule.words("marketing")) for name, rule in PAY.items()),
        talks=tuple(Named(name, rule.title, rule.words()) for name, rule in TALK.items()),
        largest_file=LARGEST_FILE,
        most_arms=MOST_ARMS,
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
        seats=tuple(agenda.people),
    )
