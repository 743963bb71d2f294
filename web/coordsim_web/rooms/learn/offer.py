"""What the first screen offers: firms and their seats, rules in words, lengths, files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from coordsim.core.levers import BY_NAME, ROLES, owned
from coordsim.room.words import CHOICES
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.scenario.file import Scenario
from coordsim.show.numbers import counted
from coordsim_web.rooms.learn.form import LENGTHS, SEEDS, games, opening
from coordsim_web.rooms.learn.old import LARGEST_FILE
from coordsim_web.rooms.words import capital, listed, lower
from coordsim_web.texts.spoken import Speech, Written


@dataclass(frozen=True)
class SeatOffer:
    """A seat that can be taken."""

    name: str
    title: Speech
    words: Speech
    taken: Speech


@dataclass(frozen=True)
class Length:
    """A length that a game can have."""

    weeks: int
    words: Speech


@dataclass(frozen=True)
class Spoken:
    """Words to one seat, to both where ``seat`` is empty."""

    seat: str
    words: Speech


@dataclass(frozen=True)
class RuleOffer:
    """A rule that can be chosen."""

    name: str
    title: Speech
    words: tuple[Spoken, ...]


@dataclass(frozen=True)
class Scene:
    """A firm, and what its pay rules pay: at its own rates, with its salary."""

    name: str
    title: Written
    story: Written
    goals: tuple[Written, ...]
    seats: tuple[SeatOffer, ...]
    lengths: tuple[Length, ...]
    pays: tuple[RuleOffer, ...]


@dataclass(frozen=True)
class Start:
    """What is chosen before anybody chose."""

    seat: str
    scenario: str
    pay: str
    talk: str
    settling: str
    weeks: int
    seed: str


@dataclass(frozen=True)
class Offer:
    """The first screen."""

    start: Start
    scenarios: tuple[Scene, ...]
    talks: tuple[RuleOffer, ...]
    settlings: tuple[RuleOffer, ...]
    seeds: Speech
    largest_file: int
    too_large: Speech


@cache
def offered() -> Offer:
    """Return what the first screen offers."""
    return Offer(
        start=Start(
            seat="",
            scenario=games()[0],
            pay="silo",
            talk="none",
            settling="independent",
            weeks=LENGTHS[0],
            seed="",
        ),
        scenarios=tuple(_scene(name, opening(name)) for name in games()),
        talks=tuple(
            RuleOffer(name, rule.title, (Spoken("", rule.words()),)) for name, rule in TALK.items()
        ),
        settlings=tuple(
            RuleOffer(name, rule.title, (Spoken("", rule.words),))
            for name, rule in SETTLING.items()
        ),
        seeds=f"{capital(SEEDS)}.",
        largest_file=LARGEST_FILE,
        too_large=f"That file is too large for a game; allowed: up to {LARGEST_FILE:,} bytes.",
    )


def _each(words: dict[str, str]) -> tuple[Spoken, ...]:
    """Return words to each seat, once where they are the same."""
    if len(set(words.values())) == 1:
        return (Spoken("", next(iter(words.values()))),)
    return tuple(Spoken(role, f"{capital(role)}: {said}") for role, said in words.items())


def _scene(name: str, scenario: Scenario) -> Scene:
    shut = {name for name in BY_NAME if not scenario.lever_open(name)}
    every = scenario.horizon.round_weeks
    return Scene(
        name=name,
        title=scenario.title,
        story=" ".join(scenario.story.split()),
        goals=tuple(scenario.goals),
        seats=tuple(_seat(role, shut) for role in ROLES),
        lengths=tuple(
            Length(weeks, f"{counted(weeks, 'week')}, {counted(-(-weeks // every), 'round')}")
            for weeks in LENGTHS
        ),
        pays=tuple(_pay(pay, scenario) for pay in PAY),
    )


def _pay(name: str, scenario: Scenario) -> RuleOffer:
    rule = scenario.rules.paid_by(name)
    return RuleOffer(name, PAY[name].title, _each({role: rule.words(role) for role in ROLES}))


def _seat(role: str, shut: set[str]) -> SeatOffer:
    sets = [
        lower(CHOICES.get(lever.name, lever.label))
        for lever in owned(role)
        if lever.name not in shut
    ]
    return SeatOffer(role, capital(role), f"You set {listed(sets)}.", f"You sit in {role}.")
