"""Where the log is: an address, or a file in a folder of the user's data."""

from __future__ import annotations

import os
from pathlib import Path
from threading import get_ident

from platformdirs import user_data_path
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

VARIABLE = "COORDSIM_DATABASE"
FILE = "rooms.db"
DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}


class LogError(ValueError):
    """A log that cannot be opened, read or written; the message says which and what is allowed."""


def address(database: str | None = None) -> str:
    """Return the database's URL from an option, else from the environment, else of a file in the
    user's data folder, which is made. A plain path is an SQLite file. Raises LogError.
    """
    said = database or os.environ.get(VARIABLE) or str(user_data_path("coordsim") / FILE)
    if "://" not in said:
        return f"{DRIVERS['sqlite']}:///{_file(Path(said)).as_posix()}"
    try:
        url = make_url(said)
    except ArgumentError:
        raise LogError("the database's address is not a URL, as sqlite:///rooms.db is") from None
    kind = url.get_backend_name()
    if kind not in DRIVERS:
        raise LogError(f"a database of kind {kind!r} is not known; allowed: {', '.join(DRIVERS)}")
    if kind == "sqlite":
        if not url.database or url.database == ":memory:":
            raise LogError("a log in memory would be lost; allowed: sqlite:///PATH")
        return f"{DRIVERS[kind]}:///{_file(Path(url.database)).as_posix()}"
    return url.set(drivername=DRIVERS[kind]).render_as_string(hide_password=False)


def _file(path: Path) -> Path:
    """Return the path of a file that can be written; its folder is made. Raises LogError."""
    whole = path.expanduser().absolute()
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        if whole.exists():
            with whole.open("ab"):
                pass
        probe = whole.parent / f".{whole.name}.{os.getpid()}.{get_ident()}.probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise LogError(
            f"{whole}: rooms cannot be written there ({error.strerror}); choose another place with"
            f" --database PATH, or with {VARIABLE}"
        ) from None
    return whole
