"""A tab of a browser as far as the server can tell: it asks for the page, opens the socket, has the
page drawn, keeps what it is sent, sends what a visitor does, and comes back by itself when the
connection is lost, as ``custom.js`` and Solara's own script do. Nothing is drawn.
"""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from typing import Any, Self
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.typing import Origin

Json = dict[str, Any]
CONTROL, STATES = "solara.control", "jupyter.widget.control"
VERSION = {"version": "1.0.0"}  # of the protocol of widgets that ask for their states
HALF = 0.5  # seconds between two looks whether the server is back, as in custom.js
PATIENCE = 60.0


class Tab:
    """One tab. ``closed`` with or without a word to the server, as a browser does or does not."""

    def __init__(self, url: str, path: str) -> None:
        self.url, self.path = url, path
        self.models: dict[str, Json] = {}
        self.ready = False
        self.received, self.drawn = 0, 0  # bytes, and times that the page was drawn from nothing
        self._kernel, self._page, self._cookie = str(uuid4()), str(uuid4()), ""
        self._connection: ClientConnection | None = None
        self._control = self._states = ""
        self._news, self._task = asyncio.Event(), None

    async def open(self) -> Self:
        """Ask for the page, again until the server answers, and have it drawn."""
        while (cookie := await asyncio.to_thread(self._fetch)) is None:
            await asyncio.sleep(HALF)
        self._cookie = cookie
        self._task: asyncio.Task[None] | None = asyncio.create_task(self._live())
        await self.until(lambda: self.ready)
        return self

    async def close(self, told: bool = True) -> None:
        """Shut the tab; the server is told so, or its socket just ends, as of a phone that is
        carried away.
        """
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if told:
            where = f"{self.url}/_solara/api/close/{self._kernel}?session_id={self._page}"
            with suppress(OSError, HTTPException):
                await asyncio.to_thread(_post, where)

    async def reload(self) -> None:
        """Load the page anew: another kernel, and nothing remembered."""
        await self.close()
        self._kernel, self._page = str(uuid4()), str(uuid4())
        self.models, self.ready = {}, False
        await self.open()

    async def drop(self) -> None:
        """Lose the connection, and come back as soon as the server answers."""
        if self._connection is not None:
            self.ready = False
            self._connection.transport.abort()

    async def until(self, holds: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until something holds of what was sent. Raises AssertionError when it never does."""
        if not await self.came(holds, within):
            raise AssertionError(f"{self.path}: it did not come in {within} s")

    async def came(self, holds: Callable[[], bool], within: float) -> bool:
        """Wait until something holds of what was sent, or for so long; say whether it does."""
        end = time.monotonic() + within
        while not holds():
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), max(0.0, end - time.monotonic()))
            if time.monotonic() >= end:
                break
        return holds()

    def part(self, name: str) -> Json:
        """Return the properties of the page's part that has one of this name; empty without."""
        found = (model for model in self.models.values() if name in model and "template" in model)
        return next(found, {})

    async def send(self, name: str, event: str, data: Any) -> None:
        """Let the part that has a property ``name`` tell the server something; it may be lost."""
        for mark, model in self.models.items():
            if name in model and "template" in model:
                told = {"method": "custom", "content": {"event": event, "data": data}}
                await self._say("comm_msg", {"comm_id": mark, "data": told})
                break

    async def _live(self) -> None:
        while True:
            try:
                await self._attend()
            except (OSError, InvalidHandshake, WebSocketException):
                self.ready, self._connection = False, None
            self._news.set()
            while not await asyncio.to_thread(self._answers):
                await asyncio.sleep(HALF)

    async def _attend(self) -> None:
        """Have a connection for as long as it holds."""
        where = f"{self.url.replace('http', 'ws', 1)}/jupyter/api/kernels/{self._kernel}/channels"
        headers = {"Cookie": self._cookie}
        async with connect(
            f"{where}?session_id={self._page}",
            additional_headers=headers,
            origin=Origin(self.url),
            max_size=None,
            compression=None,
        ) as self._connection:
            self._control = await self._open(CONTROL)
            if self.models:
                await self._ask({"method": "app-status"})
            else:
                await self._run()
            async for text in self._connection:
                self.received += len(text)
                await self._take(json.loads(text))
                self._news.set()
        raise ConnectionError("the server ended it")

    async def _run(self) -> None:
        themes: Json = {"light": {}, "dark": {}}
        args = {"path": self.path, "dark": False, "themes": themes, "appName": None}
        await self._ask({"method": "run", "args": args})

    async def _take(self, message: Json) -> None:
        """Keep what the server says."""
        content, kind = message["content"], message["header"]["msg_type"]
        mark, data = content.get("comm_id"), content.get("data", {})
        if kind == "comm_open":
            self.models[mark] = data["state"]
        elif kind == "comm_close":
            self.models.pop(mark, None)
        elif kind == "comm_msg" and mark in self.models and data["method"] == "update":
            self.models[mark].update(data["state"])
            self.heard(data["state"])
        elif kind == "comm_msg" and mark == self._control:
            await self._told(data)
        elif kind == "comm_msg" and mark == self._states:
            self.models = {name: model["state"] for name, model in data["states"].items()}
            self.ready = True

    async def _told(self, data: Json) -> None:
        """Go on by what Solara says of the page."""
        if data["method"] == "finished":
            self.ready = True
            self.drawn += 1
        elif data["method"] == "app-status" and data["started"]:
            self._states = await self._open(STATES)
            await self._say(
                "comm_msg", {"comm_id": self._states, "data": {"method": "request_states"}}
            )
        elif data["method"] == "app-status":
            self.models = {}
            await self._run()

    def heard(self, state: Json) -> None:
        """Take note of what has changed on the page."""

    async def _open(self, target: str) -> str:
        mark = uuid4().hex
        await self._say("comm_open", {"comm_id": mark, "target_name": target, "data": {}})
        return mark

    async def _ask(self, data: Json) -> None:
        await self._say("comm_msg", {"comm_id": self._control, "data": data})

    async def _say(self, kind: str, content: Json) -> None:
        header = {"msg_id": uuid4().hex, "msg_type": kind, "session": self._page, "username": ""}
        header |= {"version": "5.2", "date": "2026-01-01T00:00:00.000Z"}
        whole = {"header": header, "parent_header": {}, "metadata": VERSION, "content": content}
        if self._connection is not None:
            with suppress(WebSocketException):
                await self._connection.send(json.dumps(whole | {"channel": "shell", "buffers": []}))

    def _fetch(self) -> str | None:
        """Return the cookie that comes with the page; None where no page comes."""
        try:
            with urllib.request.urlopen(self.url + self.path, timeout=PATIENCE) as answer:
                answer.read()
                return str(answer.headers["set-cookie"] or "").split(";")[0]
        except (OSError, HTTPException):
            return None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except (OSError, HTTPException):
            return False


def _post(where: str) -> None:
    request = urllib.request.Request(where, method="POST")
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        answer.read()
