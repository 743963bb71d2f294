"""What a request has to be before any page, document or socket hears of it.

Solara believes what arrives: it builds a format string from a number that the client sends, opens a
game for any web page that the visitor has open elsewhere, and takes headers of proxies from
anybody. So this stands in front of it. What is not refused here is passed on as it came.
"""

import socket
import struct
from contextvars import ContextVar
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from coordsim_web.front import ALONE, OF_PROXIES, Front, direct, plain, visitor_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_MESSAGE: Final = 2**19  # bytes of one message from a browser; a downloaded game has 2**16
MOST_PARTS: Final = 32  # of one message: its text and what is sent along; our pages send one
LONGEST_PATH: Final = 1_000
LONGEST_NAME: Final = 200  # letters between two slashes; file systems end at 255 bytes
ANYWHERE: Final = ("0.0.0.0", "::", "")
HERE: Final = ("127.0.0.1", "localhost", "::1")

VISITOR: Final = ContextVar("VISITOR", default="")  # address whose call is being answered

REFUSED: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>%TITLE% · coordsim</title>
<style>
body { font: 18px/1.5 system-ui, sans-serif; margin: 4rem auto; padding: 0 1rem; max-width: 34rem }
</style>
<body>
<h1>%TITLE%</h1>
<p>%WORDS%</p></body></html>
"""


def name_in(netloc: str) -> str:
    """Return the host of ``host:port`` in one spelling, empty where it cannot be read."""
    try:
        return plain(urlsplit(f"//{netloc}").hostname or "")
    except ValueError:
        return ""


def names_of(host: str) -> frozenset[str]:
    """Return the names that a server asked to listen on ``host`` may be called by, besides the
    address at which a request arrives.
    """
    if host not in ANYWHERE:
        return frozenset(map(plain, (*HERE, host)))
    own = socket.gethostname()
    return frozenset(map(plain, (*HERE, own, f"{own}.local")))


def whole(data: bytes) -> bool:
    """Whether a binary message is what Solara takes it for: a count of parts, where each begins,
    and the parts in their order.
    """
    if len(data) < 8:
        return False
    (count,) = struct.unpack("!i", data[:4])
    head = 4 * (count + 1)
    if not 1 <= count <= MOST_PARTS or head > len(data):
        return False
    starts = struct.unpack(f"!{count}I", data[4:head])
    bounds = (head, *starts, len(data))
    return all(low <= high for low, high in pairwise(bounds))


def fits(message: "Message") -> bool:
    """Whether a message of a socket is small, and whole if it is binary."""
    data, text = message.get("bytes"), message.get("text")
    if data is not None:
        return len(data) <= LARGEST_MESSAGE and whole(data)
    return text is None or len(text) <= LARGEST_MESSAGE


def path_fits(path: str) -> bool:
    """Whether a path could be one of ours: short, of letters that can be printed."""
    names = path.split("/")
    return len(path) <= LONGEST_PATH and path.isprintable() and max(map(len, names)) <= LONGEST_NAME


class Refusal(NamedTuple):
    """An answer to a call that is not passed on."""

    status: int
    title: str
    words: str


HOST: Final = Refusal(
    400,
    "This is not the address of coordsim",
    "The server answers only to the addresses that it was asked to serve: see the line that it"
    " printed when it was started.",
)
SITE: Final = Refusal(
    403,
    "Another site asked for this",
    "A page of another site may not use coordsim for you. Open it at its own address.",
)
PATH: Final = Refusal(
    400,
    "There is no page at this address",
    'It is too long, or holds signs that no address here has. <a href="/">Back to the start</a>',
)


class Door:
    """Refuses foreign hosts, other sites' pages, paths and messages that nothing of ours sends."""

    def __init__(
        self, app: "ASGIApp", names: frozenset[str] = frozenset(HERE), front: Front = ALONE
    ) -> None:
        self.app, self.names, self.proxies = app, names | front.names, front.proxies

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass a call on, or answer it with a refusal."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = scope["headers"]
        refusal = self._refusal(scope)
        if refusal:
            await _refuse(scope, send, refusal)
            return
        kept = [(name, value) for name, value in headers if not name.startswith(OF_PROXIES)]
        VISITOR.set(visitor_of(scope, self.proxies))
        scope = {**scope, "headers": kept, "direct": direct(scope)}
        if scope["type"] == "websocket":
            receive = _checked(receive, send)
        await self.app(scope, receive, send)

    def _refusal(self, scope: "Scope") -> "Refusal | None":
        """Return what is wrong with a call, None where nothing is."""
        hosts, origins = (valued(scope, name) for name in (b"host", b"origin"))
        arrived = plain((scope.get("server") or ("",))[0] or "")
        if len(hosts) != 1 or name_in(hosts[0]) not in {*self.names, arrived}:
            return HOST
        if any(netloc_of(origin) != hosts[0] for origin in origins):
            return SITE
        return None if path_fits(scope["path"]) else PATH


def valued(scope: "Scope", wanted: bytes) -> list[str]:
    """Return all values of a header, which may have been sent twice."""
    return [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]


def netloc_of(origin: str) -> str:
    """Return ``host:port`` of an origin, empty where it has none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _checked(receive: "Receive", send: "Send") -> "Receive":
    """Let a socket's messages through until one does not fit; then close it."""

    async def receive_checked() -> "Message":
        message = await receive()
        if message["type"] != "websocket.receive" or fits(message):
            return message
        await send({"type": "websocket.close", "code": 1008, "reason": "not a message of ours"})
        return {"type": "websocket.disconnect", "code": 1008}

    return receive_checked


async def _refuse(scope: "Scope", send: "Send", refusal: Refusal) -> None:
    """Answer with a page, a socket by closing it before it was open."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.title})
        return
    page = REFUSED.replace("%TITLE%", refusal.title).replace("%WORDS%", refusal.words)
    body = page.encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
