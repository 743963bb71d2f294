"""The whole server, asked by what is not a page of ours: it refuses, and goes on answering."""

import json
import time
import urllib.error
import urllib.request
from contextlib import suppress

import pytest
from support.browser import Server
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from coordsim_web.door import LARGEST_MESSAGE

pytestmark = pytest.mark.browser


def opened(server: Server, **headers: str) -> ClientConnection:
    """A socket of a kernel, as a page opens one, but with headers of somebody's choice."""
    address = f"ws://127.0.0.1:{server.port}/jupyter/api/kernels/some-kernel/channels?session_id=s"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return connect(address, additional_headers=named, open_timeout=20)


def status_of(server: Server, path: str, **headers: str) -> int:
    request = urllib.request.Request(server.url + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.parametrize(
    "message",
    [
        b"\x7f\xff\xff\xff" + b"x" * 100,
        b"\0\0\0\0" + b"x" * 100,
        b"x",
        "x" * (LARGEST_MESSAGE + 1),
        json.dumps("[" * 1000),
        "[" * 100_000,
        "9" * 5_000,
    ],
)
def test_one_message_stops_nobody(server: Server, message: str | bytes) -> None:
    began = time.monotonic()
    with opened(server) as socket, suppress(ConnectionClosed):
        socket.send(message)
        while time.monotonic() < began + 5:
            socket.recv(timeout=5)
    assert status_of(server, "/healthz") == 200
    assert time.monotonic() < began + 4, "closed at once"


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null"])
def test_a_socket_of_another_site_is_refused(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        opened(server, Origin=origin)
    assert status_of(server, "/learn", Origin=origin) == 403


def test_a_foreign_host_is_refused(server: Server) -> None:
    assert status_of(server, "/learn", Host="evil.example") == 400
    assert status_of(server, "/docs/", Host="evil.example") == 400
    assert status_of(server, "/learn", Host="localhost") == 200


def test_a_page_cannot_be_framed(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/learn", timeout=20) as answer:
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/docs/%00",
        "/docs/figures/%00.png",
        "/static/assets/%00",
        "/static/public/%00",
        "/jupyter/nbextensions/%00",
        "/_solara/cdn/%00",
        "/" + "x" * 300,
        "/docs/" + "x" * 300,
        "/docs/figures/" + "x" * 300 + ".png",
        "/static/" + "x" * 300,
        "/lab/y",
        "/lab/x",
        "/lab/%2e%2e/x",
        "/%ff",
        "/x" * 4000,
    ],
)
def test_a_path_that_nothing_has_ends_in_a_page(server: Server, path: str) -> None:
    assert status_of(server, path) in (400, 404)
