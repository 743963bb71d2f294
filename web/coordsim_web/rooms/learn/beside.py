"""A challenge, seen from both sides: one's own pay and firm beside those of whoever plays, or
played, the same weeks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from coordsim.room.room import Room
from coordsim.room.state.records import RoomError, RoomState
from coordsim.show.numbers import number, rounded
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.learn.earned import mean_pay, mean_profit
from coordsim_web.rooms.learn.prepared import game_of
from coordsim_web.texts import Texts, say, texts

MOST = 20  # others' games that are shown beside one's own, the latest of them


@dataclass(frozen=True)
class Played:
    """A game: whose, what its seat and its firm got a week, empty where it is not over, and what
    is said of it beside one's own.
    """

    name: str
    pay: str
    profit: str
    told: str


@dataclass(frozen=True)
class Beside:
    """Games of the same weeks, one's own first."""

    head: tuple[str, ...]
    games: tuple[Played, ...]


def beside(hub: Hub, own: Room, language: str, most: int = MOST) -> Beside | None:
    """Return one's own game beside others'; None while it is played, since what others did would
    help, and where nobody else plays it.
    """
    said = texts("learn", language)["beside"]
    if not own.state.over:
        return None
    others = (*_challenger(hub, own, said), *_answers(hub, own, said, most))
    if not others:
        return None
    pay, profit = (number(value, 0) for value in _scores(own))
    mine = Played(said["own"], pay, profit, "")
    return Beside((said["who"], said["pay_head"], said["profit_head"]), (mine, *others))


def _challenger(hub: Hub, own: Room, said: Texts) -> Iterator[Played]:
    """Yield the game of whoever challenged this person."""
    _, of = game_of(own.state.agenda)
    if not of:
        return
    try:
        other = hub.room(of)
    except RoomError:
        yield Played(said["challenger"], "", "", said["gone"])
        return
    if same_game(own.state, other.state):
        yield _played(own, other, said["challenger"], said)


def _answers(hub: Hub, own: Room, said: Texts, most: int) -> Sequence[Played]:
    """Return the games of those who took this person's challenge, the latest last."""
    found = list(enumerate(hub.book.repeated(own.name), 1))

    def played() -> Iterator[Played]:
        for place, name in reversed(found):
            try:
                other = hub.room(name)
            except RoomError:
                continue
            if same_game(own.state, other.state):
                yield _played(own, other, say(said, "answer", number=place), said)

    return list(islice(played(), most))[::-1]


def _played(own: Room, other: Room, name: str, said: Texts) -> Played:
    if not other.state.over:
        return Played(name, "", "", say(said, "plays", name=name))
    mine, theirs = _scores(own), _scores(other)
    told = [
        _compared(said[kind], rounded(one, 0) - rounded(two, 0))
        for kind, one, two in zip(("pay", "profit"), mine, theirs, strict=True)
    ]
    pay, profit = (number(value, 0) for value in theirs)
    return Played(name, pay, profit, " ".join((f"{name}:", *told)))


def _compared(said: Texts, more: float) -> str:
    key = "more" if more > 0 else "less" if more < 0 else "same"
    return say(said, key, money=number(abs(more), 0))


def _scores(room: Room) -> tuple[float, float]:
    """Return the two scores of a game: what its person was paid, what the firm made, a week."""
    return mean_pay(room, room.state.agenda.people[0]), mean_profit(room)


def same_game(one: RoomState, other: RoomState) -> bool:
    """Whether two rooms are one game: the same seat in the same firm, rules and world."""
    return (one.seed, one.agenda.people, dict(one.arms)) == (
        other.seed,
        other.agenda.people,
        dict(other.arms),
    )
