"""What must not reach the pages: other sites, foreign hosts, messages that nothing of ours
sends.
"""

import asyncio
import json
import struct
from typing import Any

import pytest

from coordsim_web.door import LARGEST_MESSAGE, Door, fits, names_of, whole

HOST = "127.0.0.1:8765"
TEXT = json.dumps({"header": {"msg_type": "comm_msg"}}).encode()


def framed(*parts: bytes) -> bytes:
    """A binary message as a browser sends it."""
    starts, at = [], 4 * (len(parts) + 1)
    for part in parts:
        starts.append(at)
        at += len(part)
    return struct.pack(f"!i{len(parts)}I", len(parts), *starts) + b"".join(parts)


def answered(
    path: str = "/", kind: str = "http", asked: str = "127.0.0.1", **headers: str
) -> tuple[list[Any], list[Any]]:
    """What comes of a call: what was sent back, and the scopes that the pages heard of."""
    sent, heard = [], []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        heard.append(scope)
        while (message := await receive())["type"] != "websocket.disconnect":
            heard.append(message)

    async def send(message: Any) -> None:
        sent.append(message)

    waiting = [
        {"type": "websocket.receive", "bytes": framed(TEXT)},
        {"type": "websocket.receive", "bytes": b"\x7f\xff\xff\xff" + b"x" * 100},
        {"type": "websocket.receive", "bytes": framed(TEXT)},
        {"type": "websocket.disconnect", "code": 1000},
    ]

    async def receive() -> Any:
        return waiting.pop(0) if kind == "websocket" else {"type": "websocket.disconnect"}

    listed = {"host": HOST} | headers
    scope = {
        "type": kind,
        "method": "GET",
        "path": path,
        "server": ("192.168.7.5" if asked == "0.0.0.0" else asked, 8765),
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in listed.items()
        ],
    }
    asyncio.run(Door(pages, names_of(asked))(scope, receive, send))
    return sent, heard


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "localhost:8765", "origin": "http://localhost:8765"},
        {"host": "LOCALHOST"},
        {"host": "[::1]:8765", "origin": "http://[::1]:8765"},
        {"host": "127.0.0.1:9000", "origin": "http://127.0.0.1:9000"},
        {"asked": "0.0.0.0", "host": "192.168.7.5:8765", "origin": "http://192.168.7.5:8765"},
        {"asked": "192.168.7.9", "host": "192.168.7.9:8765"},
        {"asked": "class.example", "host": "class.example:8765"},
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_own_pages_come_in(kind: str, headers: Any) -> None:
    _sent, heard = answered(kind=kind, **headers)
    assert heard[0]["type"] == kind


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (400, {"host": "evil.example"}),
        (400, {"host": "evil.example", "origin": "http://evil.example"}),
        (400, {"host": "127.0.0.1.evil.example:8765"}),
        (400, {"host": "192.168.7.5:8765"}),
        (400, {"host": ""}),
        (400, {"host": "[::1"}),
        (400, {"asked": "0.0.0.0", "host": "192.168.7.6:8765"}),
        (403, {"origin": "http://evil.example"}),
        (403, {"origin": "http://127.0.0.1:1"}),
        (403, {"origin": "null"}),
        (403, {"origin": "http://[::1"}),
        (403, {"origin": ""}),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_others_do_not(kind: str, status: int, headers: Any) -> None:
    sent, heard = answered(kind=kind, **headers)
    assert heard == []
    if kind == "http":
        assert sent[0]["status"] == status
        assert b"<h1>" in sent[1]["body"]
    else:
        assert [message["type"] for message in sent] == ["websocket.close"]


@pytest.mark.parametrize(
    "path", ["/docs/\0", "/static/a\0b", "/" + "x" * 300, "/x" * 900, "/a\x1b", "/\u202e", "/a\nb"]
)
def test_a_path_that_nothing_has_is_refused(path: str) -> None:
    sent, heard = answered(path)
    assert (sent[0]["status"], heard) == (400, [])


def test_headers_of_proxies_are_not_believed() -> None:
    _sent, heard = answered(x_script_name="/x", script_name="/x", x_forwarded_host="x", cookie="c")
    assert [name for name, _value in heard[0]["headers"]] == [b"host", b"cookie"]


def test_a_socket_is_closed_at_a_message_that_is_none() -> None:
    sent, heard = answered(kind="websocket", origin=f"http://{HOST}")
    assert [message["type"] for message in heard] == ["websocket", "websocket.receive"]
    assert [(message["type"], message["code"]) for message in sent] == [("websocket.close", 1008)]


@pytest.mark.parametrize(
    ("good", "data"),
    [
        (True, framed(TEXT)),
        (True, framed(TEXT, b"buffer", b"")),
        (False, b"\x7f\xff\xff\xff" + b"x" * 100),
        (False, struct.pack("!i", -1) + b"x" * 100),
        (False, struct.pack("!i", 0) + b"x" * 100),
        (False, b""),
        (False, b"\0\0\0\1"),
        (False, struct.pack("!iI", 1, 2**31) + b"x"),
        (False, struct.pack("!iI", 1, 0) + TEXT),
        (False, struct.pack("!iII", 2, 60, 12) + b"x" * 60),
        (False, struct.pack("!i40I", 40, *[164] * 40) + b"x" * 99),
        (False, struct.pack("!i", 3) + b"x" * 8),
    ],
)
def test_a_binary_message_is_whole_or_refused(good: bool, data: bytes) -> None:
    assert whole(data) is good


def test_large_messages_are_refused() -> None:
    assert fits({"text": "x" * LARGEST_MESSAGE})
    assert not fits({"text": "x" * (LARGEST_MESSAGE + 1)})
    assert not fits({"bytes": framed(b"x" * LARGEST_MESSAGE)})
