"""Addresses of the pages of rooms: the only place that spells their paths."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode

JOIN: Final = "j"
SEAT: Final = "seat"
CONSOLE: Final = "console"
WALL: Final = "wall"
TEACH: Final = "teach"
DEBRIEF: Final = "debrief"
LEARN: Final = "learn"
FIRST: Final = "first"
FILES: Final = "files"
PAPER: Final = "paper"
KEYED: Final = (JOIN, SEAT, CONSOLE, WALL, DEBRIEF, LEARN, PAPER)
"""Pages with something after their name: a code, a token, a key, a step."""
PAGES: Final = (*KEYED, TEACH)
MOST: Final = 200  # letters of what stands after a page's name


class Place(NamedTuple):
    """A page of a room, and what its path names: a code, a token or a key; empty where it names
    none.
    """

    page: str
    key: str


def place_of(path: str) -> Place:
    """Return which page a path leads to; its page is empty where it is none of ours."""
    page, _, key = path.strip("/").partition("/")
    return Place(page if page in PAGES else "", unquote(key)[:MOST])


def join(code: str = "") -> str:
    """Return where people come in, with or without the code of a room."""
    return f"/{JOIN}/{quote(code)}" if code else f"/{JOIN}"


def seat(token: str) -> str:
    """Return where somebody sits."""
    return f"/{SEAT}/{quote(token)}"


def console(key: str) -> str:
    """Return where a trainer leads a room."""
    return f"/{CONSOLE}/{quote(key)}"


def wall(code: str) -> str:
    """Return what is shown to everybody in a room."""
    return f"/{WALL}/{quote(code)}"


def teach(key: str = "") -> str:
    """Return where rooms are made, with the key of the host where it asks for one."""
    return f"/{TEACH}?key={quote(key)}" if key else f"/{TEACH}"


def debrief(token: str) -> str:
    """Return where what happened is looked at, with the token of a seat or a trainer's key."""
    return f"/{DEBRIEF}/{quote(token)}"


def file(token: str, kind: str) -> str:
    """Return where a debrief is taken away as a file: html or pdf."""
    return f"/{FILES}/{quote(token)}/debrief.{kind}"


def study(key: str, kind: str) -> str:
    """Return the address of a file of a room's data: its kind, as export.zip."""
    return f"/{FILES}/{quote(key, safe='{}')}/{kind}"


def paper(key: str) -> str:
    """Return where a trainer keys in plans that were made on paper."""
    return f"/{PAPER}/{quote(key)}"


def learn() -> str:
    """Return where one plays alone."""
    return f"/{LEARN}"


def first(token: str = "") -> str:
    """Return where a first game is played, or gone on with."""
    return f"/{LEARN}/{FIRST}/{quote(token)}" if token else f"/{LEARN}/{FIRST}"


def challenge(game: str, world: int, of: str) -> str:
    """Return where others play a game in the same world; ``of`` is the room it was played in."""
    return f"/{LEARN}?{urlencode({'game': game, 'world': world, 'of': of})}"


def spoken(path: str, language: str) -> str:
    """Return a path with the language that it is to be read in."""
    sign = "&" if "?" in path else "?"
    return f"{path}{sign}lang={language}" if language else path


def respoken(path: str, search: str | None, language: str) -> str:
    """Return where a page is in another language; ``search`` is what its address asks for."""
    asked = [(name, value) for name, value in parse_qsl(search or "") if name != "lang"]
    return spoken(f"{path}?{urlencode(asked)}" if asked else path, language)
