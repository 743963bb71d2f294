"""Behind a proxy: for whom it asks is believed of trusted ones only; names are those that were
given.
"""

from __future__ import annotations

from typing import Any

import pytest

from coordsim_web.front import Front, direct, front_of, plain, visitor_of

PROXIES = frozenset({"127.0.0.1", "192.0.2.1"})


def called(client: str, *said: str, header: str = "x-forwarded-for") -> Any:
    lines = [(header.encode(), one.encode()) for one in said]
    return {"type": "http", "client": (client, 5), "headers": lines}


@pytest.mark.parametrize(
    ("client", "said", "visitor"),
    [
        ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("::ffff:127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7, 192.0.2.1"], "198.51.100.7"),
        ("127.0.0.1", ["127.0.0.1"], "127.0.0.1"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", [" , "], "127.0.0.1"),
        ("127.0.0.1", ["2001:db8:1:2::7"], "2001:db8:1:2::/64"),
        ("203.0.113.5", ["198.51.100.7"], "203.0.113.5"),
    ],
)
def test_for_whom_a_proxy_asks(client: str, said: list[str], visitor: str) -> None:
    assert visitor_of(called(client, *said), PROXIES) == visitor


def test_nobody_is_believed_where_no_proxy_was_named() -> None:
    assert visitor_of(called("127.0.0.1", "198.51.100.7")) == "127.0.0.1"


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-forwarded-proto", "forwarded", "via"])
def test_a_call_through_a_proxy_is_not_direct(header: str) -> None:
    assert not direct(called("127.0.0.1", "x", header=header))
    assert direct(called("127.0.0.1", "x", header="accept"))


def test_what_options_say() -> None:
    front = front_of(["::ffff:127.0.0.1"], ["Rooms.Example.org."])
    assert front == Front(frozenset({"rooms.example.org"}), frozenset({"127.0.0.1"}))
    assert plain("[::1]") == "::1"
    with pytest.raises(ValueError, match=r"--proxy nginx: not an address; allowed: .*127\.0\.0\.1"):
        front_of(["nginx"], [])
    for wrong in ("https://rooms.example.org", "rooms.example.org:80", "", "a b"):
        with pytest.raises(ValueError, match="not the name of a host; allowed"):
            front_of([], [wrong])
