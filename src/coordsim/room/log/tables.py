"""The tables: rooms by code, their events, what was kept of rounds already played and of debriefs
already told, which rooms somebody opened who plays alone, and whose pages are open at which
process.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(name, METADATA, *columns)


ROOMS = _table(
    "rooms",
    Column("room", String(40), primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("opened", BigInteger, nullable=False),
)
EVENTS = _table(
    "events",
    Column("room", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
KEPT = _table(
    "kept",
    Column("room", String(40), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
DEBRIEFS = _table(
    "debriefs",
    Column("room", String(40), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
ALONE = _table(
    "alone",
    Column("room", String(40), primary_key=True),
    Column("visitor", String(64), nullable=False),
    Column("of", String(40), nullable=False, server_default=""),
    Column("since", BigInteger, nullable=False, server_default="0"),
)
_WHOSE = {"process": 32, "room": 40, "person": 64}
PAGES = _table(
    "pages",
    *(Column(name, String(letters), primary_key=True) for name, letters in _WHOSE.items()),
    Column("open", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
)
