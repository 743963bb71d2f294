"""Names of rooms, codes to join them, and keys that nobody can guess. Only their hashes are in the
log.
"""

from __future__ import annotations

import secrets

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
CODE = 6  # a thousand million codes: wrong ones may be many, and right ones are never refused
SECRET = 18  # bytes


def new_room() -> str:
    """Return the name of a new room, which is no secret."""
    return secrets.token_hex(8)


def new_code() -> str:
    """Return a code that is quickly typed."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE))


def new_token(room: str) -> str:
    """Return a token: which room, and a secret."""
    return f"{room}-{secrets.token_urlsafe(SECRET)}"


def room_of(token: str) -> str:
    """Return the room that a token names."""
    return token.partition("-")[0]
