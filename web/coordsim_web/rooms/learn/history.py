"""The games that a browser remembers, as the server knows them by their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coordsim.room import seen
from coordsim.room.room import Room
from coordsim.room.state.records import RoomError, RoomState
from coordsim.show.numbers import number, rounded
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.learn.prepared import game_of
from coordsim_web.texts import Texts, say, texts

MOST = 20  # games that a browser may ask about at once


@dataclass(frozen=True)
class Remembered:
    """A game: what it is, where it goes on, how others play the same weeks, empty where they
    cannot, and how those stand who do.
    """

    token: str
    title: str
    stands: str
    over: bool
    path: str
    link: str
    rival: str


def remembered(hub: Hub, tokens: Any, language: str) -> tuple[Remembered, ...]:
    """Return the games of the tokens that a browser sent, but those that are gone."""
    asked = tokens[:MOST] if isinstance(tokens, list) else []
    found = (_remembered(hub, one, language) for one in asked if isinstance(one, str))
    return tuple(one for one in found if one is not None)


def _remembered(hub: Hub, token: str, language: str) -> Remembered | None:
    said, roles = texts("learn", language), texts("room", language)["roles"]
    try:
        room = hub.room_of(token)
        sat = room.state.seat_of(room.actor(token))
    except RoomError:
        return None
    game, of = game_of(room.state.agenda)
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
        rival=_rival(hub, room, of, said) if of and over else "",
    )


def _stands(room: Room, role: str, said: Texts) -> str:
    state = room.state
    if not state.over:
        return say(said, "stands", round=state.next_round, rounds=state.agenda.rounds)
    return say(said, "stood", pay=number(mean_pay(room, role), 0), **_profit(room))


def _profit(room: Room) -> dict[str, str]:
    return {"profit": number(mean_profit(room), 0)}


def _rival(hub: Hub, own: Room, of: str, said: Texts) -> str:
    """Say how whoever is challenged stands against the other, once both are through."""
    try:
        other = hub.room(of)
    except RoomError:
        return str(said["rival_gone"])
    if not same_game(own.state, other.state):
        return ""
    if not other.state.over:
        return str(said["rival_plays"])
    role = own.state.agenda.people[0]
    mine, theirs = (rounded(mean_pay(one, role), 0) for one in (own, other))
    key = "rival_more" if mine > theirs else "rival_less" if mine < theirs else "rival_same"
    return say(said, key, pay=number(theirs, 0), **_profit(other))


def same_game(one: RoomState, other: RoomState) -> bool:
    """Whether two rooms are one game: the same seat in the same firm, rules and world."""
    return (one.seed, one.agenda.people, dict(one.arms)) == (
        other.seed,
        other.agenda.people,
        dict(other.arms),
    )


def pays(room: Room, role: str) -> tuple[float, ...]:
    """Return what a seat of the only team was paid in each round, money a week."""
    state = room.state
    rule = next(iter(state.arms.values()))
    found: Sequence[Any] = [
        (rule.rules_from((place) * state.round_weeks).incentive, one.paid(1, role))
        for place, one in enumerate(room.course().rounds)
    ]
    return tuple(
        seen.slip(lines, incentive).total or 0.0 for incentive, lines in found if lines is not None
    )


def mean_pay(room: Room, role: str) -> float:
    """Return what a seat of the only team was paid on average, money a week."""
    found = pays(room, role)
    return sum(found) / len(found) if found else 0.0


def mean_profit(room: Room) -> float:
    """Return what the firm of the only team earned, money a week."""
    return float(room.run(1).kpi("profit")[0])
