"""How this server is reached, and who may make rooms on it. Served to this machine alone, whoever
sits at it may; as soon as others can reach it, only who has its host key, which is made at the
start and printed once. An address says nothing of who asks: behind a proxy everybody comes from
this machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hmac import compare_digest
from urllib.parse import urlsplit

from coordsim.room.chain import hash_of
from coordsim.room.keys import new_token
from coordsim_web import addresses
from coordsim_web.door import HERE, VISITOR, name_in
from coordsim_web.rooms.tries import HurriedError, Tries

VARIABLE = "COORDSIM_HOST_KEY"  # for several processes that serve the same rooms
WATCHED = "COORDSIM_METRICS"  # how far figures of this server are told without its key
HERE_ALONE = "local"
SHORTEST = 16  # letters of a key that somebody chose


HURRIED = "This key is wrong, and too many wrong ones came from where you are: wait a few seconds."


class _Served:
    """How this process serves; nobody may make rooms until it is said who."""

    host = "127.0.0.1"
    key: str | None = None  # hash of the host key
    open = True
    figures = False
    tries = Tries()


def local(host: str) -> bool:
    """Whether a server that listens on ``host`` is reached from this machine only."""
    return host in HERE


def host_key() -> str:
    """Return the key with which rooms are made on this server: that of the environment, else a new
    one. Raises ValueError for one that could be guessed.
    """
    said = os.environ.get(VARIABLE, "")
    if said and len(said) < SHORTEST:
        raise ValueError(
            f"{VARIABLE} has {len(said)} letters; allowed: at least {SHORTEST}, or none for a new"
            " key at each start"
        )
    return said or new_token("host")


def told_here() -> bool:
    """Whether this machine may read the server's figures without its key, as the environment says.
    Raises ValueError for a setting that is none.
    """
    said = os.environ.get(WATCHED, "")
    if said not in ("", HERE_ALONE):
        raise ValueError(
            f"{WATCHED} = {said!r} is not allowed; allowed: {HERE_ALONE}, or nothing, so that the"
            " host key is asked for"
        )
    return bool(said)


def serve_at(host: str, key: str = "") -> None:
    """Say where this process listens, and with which key rooms are made. Without a key everybody
    may where nobody else comes, and nobody where others do.
    """
    _Served.host = host
    _Served.key = hash_of(key) if key else None
    _Served.open = not key and local(host)
    _Served.tries = Tries()
    _Served.figures = told_here()


def figures_told() -> bool:
    """Whether whoever calls from this machine, without a proxy between, may read its figures."""
    return _Served.figures


def is_host_key(key: str) -> bool:
    """Whether this is the key of this server. Raises HurriedError for one of too many that are
    not.
    """
    if _Served.key is None or not key:
        return False
    right = compare_digest(_Served.key, hash_of(key))
    if not right and not _Served.tries.take(VISITOR.get()):
        raise HurriedError(HURRIED)
    return right


def may_make(key: str, origin: str = "") -> bool:
    """Whether somebody with this key, or with none, may make rooms. ``origin`` is where their page
    is from: one that came by another name than this machine's is not from here. Raises
    HurriedError for one of too many wrong keys.
    """
    if _Served.key is not None:
        return is_host_key(key)
    return _Served.open and (not origin or name_of(origin) in HERE)


def name_of(origin: str) -> str:
    """Return the host that an origin names, empty where it names none."""
    try:
        return name_in(urlsplit(origin).netloc)
    except ValueError:
        return ""


def origin_of(headers: Mapping[str, Sequence[str]] | None) -> str:
    """Return where a page is from, as its socket said."""
    return next(iter((headers or {}).get("origin", [])), "")


def base_of(origin: str) -> str:
    """Return the beginning of addresses that are given away: where the page itself is from, unless
    that is this machine's own name and others know it by an address on the network.
    """
    if not origin or name_of(origin) not in HERE:
        return origin
    port = urlsplit(origin).port
    given = addresses.reachable(_Served.host)
    return addresses.url_of(given[0], port) if given and port else origin
