"""The games that a browser remembers, as the server knows them by their tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from coordsim.room.room import Room
from coordsim.room.state.records import RoomError
from coordsim.show.numbers import number
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.learn.beside import Beside, beside
from coordsim_web.rooms.learn.earned import mean_pay, mean_profit
from coordsim_web.rooms.learn.prepared import game_of
from coordsim_web.texts import Texts, say, texts

MOST = 20  # games that a browser may ask about at once
LISTED = 3  # others' games that are shown beside one of them


@dataclass(frozen=True)
class Remembered:
    """A game: what it is, where it goes on, how others play the same weeks, empty where they
    cannot, and how it stands beside theirs.
    """

    token: str
    title: str
    stands: str
    over: bool
    path: str
    link: str
    beside: Beside | None


def remembered(hub: Hub, tokens: Any, language: str) -> tuple[Remembered, ...]:
    """Return the games of the tokens that a browser sent, but those that are gone."""
    asked = tokens[:MOST] if isinstance(tokens, list) else []
    found = (_remembered(hub, one, language) for one in asked if isinstance(one, str))
    known = [one for one in found if one is not None]
    return _counted(known, [_since(hub, one) for one in known], texts("learn", language))


def _since(hub: Hub, game: Remembered) -> int:
    return hub.book.since(hub.room_of(game.token).name)


def _counted(
    games: Sequence[Remembered], since: Sequence[int], said: Texts
) -> tuple[Remembered, ...]:
    """Return games whose titles differ: those of the same title are numbered from the first on."""
    tries = Counter(one.title for one in games)
    order = sorted(range(len(games)), key=lambda place: (since[place], -place))
    seen_before = Counter[str]()
    out = list(games)
    for place in order:
        title = games[place].title
        seen_before[title] += 1
        if tries[title] > 1:
            named = say(said, "try_line", title=title, number=seen_before[title])
            out[place] = replace(games[place], title=named)
    return tuple(out)


def _remembered(hub: Hub, token: str, language: str) -> Remembered | None:
    said, roles = texts("learn", language), texts("room", language)["roles"]
    try:
        room = hub.room_of(token)
        sat = room.state.seat_of(room.actor(token))
    except RoomError:
        return None
    game, _ = game_of(room.state.agenda)
    if sat is None or not game:
        return None
    state, role = room.state, sat[1]
    over = state.over
    title = said["games"][game]["title"] if game in said["games"] else state.agenda.title
    page = address.debrief(token) if over else address.seat(token)
    return Remembered(
        token=token,
        title=say(said, "game_line", title=title, role=roles[role], world=state.seed),
        stands=_stands(room, role, said),
        over=over,
        path=address.spoken(page, language),
        link=address.spoken(address.challenge(game, state.seed, room.name), language),
        beside=beside(hub, room, language, LISTED),
    )


def _stands(room: Room, role: str, said: Texts) -> str:
    state = room.state
    if not state.over:
        return say(said, "stands", round=state.next_round, rounds=state.agenda.rounds)
    made = {"pay": mean_pay(room, role), "profit": mean_profit(room)}
    return say(said, "stood", **{name: number(value, 0) for name, value in made.items()})
