"""What an application answers, asked without a network."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple


class Answered(NamedTuple):
    """Status and body of an answer."""

    status: int
    body: str


def asked(app: Any, path: str, **headers: str) -> Answered:
    """Ask for a path from this machine, as a program on it would."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    said = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "server": ("127.0.0.1", 8765),
        "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"127.0.0.1:8765"), *said],
    }
    asyncio.run(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answered(sent[0]["status"], body.decode("utf-8", "replace"))
