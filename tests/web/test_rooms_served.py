"""Who may make rooms on a server, and which address is given away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coordsim_web import addresses, served

LOCAL = "http://127.0.0.1:8765"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    served.serve_at("127.0.0.1")


def test_at_this_machine_alone_everybody_may() -> None:
    served.serve_at("127.0.0.1")
    assert served.may_make("")
    assert served.may_make("", LOCAL)
    assert served.may_make("", "http://localhost:8765")
    assert not served.may_make("", "https://school.example")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", ""])
def test_on_the_network_nobody_may_without_the_key(host: str) -> None:
    served.serve_at(host)
    assert not served.may_make("")
    assert not served.may_make("", LOCAL)
    key = served.host_key()
    served.serve_at(host, key)
    assert served.may_make(key, "http://192.0.2.9:8765")
    for wrong in ("", key[:-1], key + "x", key.upper(), "host-"):
        assert not served.may_make(wrong, LOCAL)


def test_with_a_key_it_is_asked_for_at_this_machine_too() -> None:
    """A proxy on this machine hands strangers on as if they sat here."""
    key = served.host_key()
    served.serve_at("127.0.0.1", key)
    assert not served.may_make("", LOCAL)
    assert served.may_make(key, LOCAL)


def test_a_key_is_new_each_time_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert served.host_key() != served.host_key()
    monkeypatch.setenv(served.VARIABLE, "a" * 16)
    assert served.host_key() == "a" * 16
    monkeypatch.setenv(served.VARIABLE, "short")
    with pytest.raises(ValueError, match="has 5 letters; allowed: at least 16"):
        served.host_key()


@pytest.mark.parametrize(
    ("host", "origin", "base"),
    [
        ("127.0.0.1", LOCAL, LOCAL),
        ("0.0.0.0", LOCAL, "http://192.0.2.7:8765"),
        ("0.0.0.0", "http://192.0.2.8:8765", "http://192.0.2.8:8765"),
        ("127.0.0.1", "https://school.example", "https://school.example"),
        ("0.0.0.0", "", ""),
        ("0.0.0.0", "null", "null"),
    ],
)
def test_the_address_given_away_is_one_that_others_reach(
    monkeypatch: pytest.MonkeyPatch, host: str, origin: str, base: str
) -> None:
    monkeypatch.setattr(
        addresses, "reachable", lambda host: ["192.0.2.7"] if host == "0.0.0.0" else []
    )
    served.serve_at(host)
    assert served.base_of(origin) == base
