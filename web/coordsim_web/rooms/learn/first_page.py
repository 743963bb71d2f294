"""The page of the first game, as records: a few words, what can be chosen, and where it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coordsim.core.levers import ROLES
from coordsim.room.chair import Chair
from coordsim.room.room import Room
from coordsim.room.state.records import RoomError
from coordsim.show.numbers import number
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.learn.earned import beside
from coordsim_web.rooms.learn.first import (
    MAKE,
    OTHER_RULES,
    PAY,
    SEATS,
    SELL,
    TALK,
    in_other_worlds,
    part_of,
    plans_of,
)
from coordsim_web.rooms.learn.first_told import (
    EXPECTED_PROFIT,
    WORDS,
    beside_told,
    part_told,
    predicted,
    round_told,
    rules_told,
)
from coordsim_web.texts import Texts, say, texts
from coordsim_web.texts.spoken import spoken

START: Final = "start"


@dataclass(frozen=True)
class Choice:
    """Something to press."""

    name: str
    words: str
    strong: bool


@dataclass(frozen=True)
class Way:
    """A page to go to."""

    path: str
    words: str


@dataclass(frozen=True)
class FirstPage:
    """What is shown besides the form; ``place`` tells one screen from another."""

    place: str
    part: str
    title: str
    told: tuple[str, ...]
    choices: tuple[Choice, ...]
    ways: tuple[Way, ...]
    opening: str
    round: int = 0
    rounds: int = 0


def welcome(unfinished: str, note: str, language: str) -> FirstPage:
    """Return the first screen; ``unfinished`` is where a game that was left goes on."""
    said = texts("first", language)
    ways = (Way(unfinished, said["go_on"]),) if unfinished else ()
    return FirstPage(
        place=START,
        part=note,
        title=said["title"],
        told=(said["welcome"],),
        choices=(Choice(START, said["start"], not unfinished),),
        ways=ways,
        opening=said["opening"],
    )


def first_page(hub: Hub, room: Room, token: str, language: str) -> FirstPage:
    """Return a screen of a part that is under way or over."""
    said, chair = texts("first", language), hub.sight_of(token).chair(token)
    name = part_of(room.state.agenda).name
    if not chair.views:
        return _ended(hub, room, token, language)
    if name in OTHER_RULES:
        guesses = tuple(
            Choice(f"guess-{word}", _guess(value, said), strong=False)
            for value, word in WORDS.items()
        )
        return _page(room, said, (said[f"ask_{name}"],), guesses)
    return _page(room, said, _round_lines(room, chair, language))


def _guess(value: int, said: Texts) -> str:
    if not value:
        return str(said["guess_alike"])
    return say(said, "guess", guess=said[f"guess_{WORDS[value]}"])


def _round_lines(room: Room, chair: Chair, language: str) -> tuple[str, ...]:
    """Return the words above the form of a round."""
    said = texts("first", language)
    name = part_of(room.state.agenda).name
    if chair.round == 1:
        paid = say(said, "your_pay", words=spoken(language)(chair.views[0].pay.words))
        lines = [said["make_intro"], paid, said["how"]]
        return tuple(lines if name == MAKE else lines[1:])
    key = "how_all" if chair.round == room.state.agenda.rounds else "how_more"
    return (round_told(room, chair, language), said[key])


def _ended(hub: Hub, room: Room, token: str, language: str) -> FirstPage:
    """Return the last screen of a part."""
    said, (name, first) = texts("first", language), part_of(room.state.agenda)
    chair, role = hub.sight_of(token).chair(token), SEATS[name]
    lines: tuple[str, ...] = (round_told(room, chair, language), part_told(room, role, said))
    if name in (SELL, MAKE):
        lines = (*lines, beside_told(beside(room, role), said))
    if name == SELL:
        return _page(room, said, lines, (Choice(MAKE, said["to_make"], strong=True),))
    if name == MAKE:
        return _page(room, said, (*lines, said["ask_change"]), _rules(said, (PAY, TALK)))
    guess = predicted(room.state, role, 1, EXPECTED_PROFIT)
    try:
        sold = hub.room(first)
        plans = tuple(tuple(plan.items()) for plan in plans_of(sold.state, ROLES[0]))
        others = say(said, "elsewhere", **in_other_worlds(name, plans)._asdict())
        told = (*rules_told(room, sold, guess, said), *_cost(room, name, said), others)
    except RoomError:
        told = (said["gone"],)
    other = tuple(one for one in (PAY, TALK) if one != name)
    ways = (
        Way(address.spoken(address.debrief(token), language), said["look"]),
        Way(address.spoken(address.learn(), language), said["to_learn"]),
    )
    return _page(room, said, (*told, said["only_one"]), _rules(said, other), ways)


def _cost(room: Room, name: str, said: Texts) -> tuple[str, ...]:
    """Return what it costs the firm that both see the same figures."""
    channel = next(iter(room.state.arms.values())).rules_from(0).channel
    if name != TALK or not channel.money:
        return ()
    return (say(said, "talk_cost", money=number(channel.money, 0)),)


def _rules(said: Texts, names: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(name, said[f"to_{name}"], strong=False) for name in names)


def _page(
    room: Room,
    said: Texts,
    told: tuple[str, ...],
    choices: tuple[Choice, ...] = (),
    ways: tuple[Way, ...] = (),
) -> FirstPage:
    state = room.state
    name, rounds = part_of(state.agenda).name, state.agenda.rounds
    played = name in (SELL, MAKE)
    title = said["title"]
    if played and not state.over:
        title = say(said, "round", round=state.next_round, rounds=rounds)
    return FirstPage(
        place=f"{room.name} {state.next_round}",
        part=said[f"part_{name}"],
        title=title,
        told=told,
        choices=choices,
        ways=ways,
        opening=said["opening"],
        round=state.next_round if played else 0,
        rounds=rounds if played else 0,
    )
