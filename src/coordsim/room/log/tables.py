"""The tables: rooms by code, their events, and what was kept of rounds already played."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)
ROOMS = Table(
    "rooms",
    METADATA,
    Column("room", String(40), primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("opened", BigInteger, nullable=False),
)
EVENTS = Table(
    "events",
    METADATA,
    Column("room", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
KEPT = Table(
    "kept",
    METADATA,
    Column("room", String(40), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
