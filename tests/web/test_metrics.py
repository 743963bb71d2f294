"""/metrics: what the text format asks for, nothing private, and to whom it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from support.asked import asked
from support.rooms import agenda

from coordsim.room import deeds
from coordsim.room.log.book import Book
from coordsim_web import metrics, served
from coordsim_web.door import VISITOR, Door
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.meter import BOUNDS, Meter
from coordsim_web.rooms.tries import AT_ONCE, HurriedError, Tries

KEY = "host-key-that-nobody-guesses"
LINE = re.compile(r'([a-z_]+?)(\{(?:kind|le)="[^"\\]+"\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?)')


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    served.serve_at("127.0.0.1")


def read(text: str) -> dict[str, float]:
    """The figures of a text, which has to be in the format: help, type, lines, for each."""
    found: dict[str, float] = {}
    kinds: dict[str, str] = {}
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# "):
            _, word, name, rest = line.split(" ", 3)
            assert word == ("TYPE" if name in kinds else "HELP")
            kinds[name] = rest
            continue
        match = LINE.fullmatch(line)
        assert match, line
        name = re.sub("_(bucket|sum|count)$", "", match[1])
        name = name if name in kinds else match[1]
        assert kinds[name] in ("counter", "gauge", "histogram"), line
        assert match[1] + (match[2] or "") not in found, line
        found[match[1] + (match[2] or "")] = float(match[3])
    return found


def test_what_was_done_is_counted(tmp_path: Path) -> None:
    hub = Hub(Book(str(tmp_path / "rooms.db")))
    room, key = hub.open(agenda())
    tokens = [room.join(name) for name in ("Ada", "Bo")]
    hub.do(key, deeds.PhaseBegun(number=1))
    for token, role in zip(tokens, ("marketing", "operations"), strict=True):
        fields = {"team": 1, "role": role, "round": 1, "levers": {}}
        hub.do(token, deeds.PlanSubmitted.model_validate(fields))
    text = metrics.text_of(metrics.metrics_of(hub))
    found = read(text)
    assert found["coordsim_rooms_open"] == 1
    assert found["coordsim_rounds_closed_total"] == 1
    assert found['coordsim_events_total{kind="plan_submitted"}'] == 2
    assert found['coordsim_events_total{kind="joined"}'] == 2
    assert found["coordsim_acknowledge_seconds_count"] == 3
    assert found["coordsim_acknowledge_seconds_sum"] > 0
    assert found["coordsim_memory_bytes"] > 1e6
    counts = sum(number for name, number in found.items() if name.startswith("coordsim_events"))
    assert counts == room.state.events
    for private in (room.name, room.state.code, key, *tokens, "Ada"):
        assert private not in text


def test_a_histogram_adds_up() -> None:
    meter = Meter()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] + 1e-9, 99.0):
        meter.took(seconds)
    within = meter.read().within
    assert within[:2] == (2, 3)
    assert within[-2:] == (3, 4)


@pytest.mark.parametrize(
    ("host", "direct", "authorization", "may"),
    [
        ("127.0.0.1", True, "", False),
        ("::ffff:127.0.0.1", True, "", False),
        ("127.0.0.1", False, "", False),
        ("192.0.2.7", True, "", False),
        ("", True, "", False),
        ("192.0.2.7", True, f"Bearer {KEY}", True),
        ("127.0.0.1", False, f"bearer {KEY}", True),
        ("192.0.2.7", True, f"Bearer {KEY}x", False),
        ("192.0.2.7", True, "Bearer ", False),
        ("192.0.2.7", True, f"Basic {KEY}", False),
    ],
)
def test_who_may_read(host: str, direct: bool, authorization: str, may: bool) -> None:
    served.serve_at("0.0.0.0", KEY)
    assert metrics.may_read(host, direct=direct, authorization=authorization) == may


@pytest.mark.parametrize("key", ["", KEY])
def test_this_machine_reads_without_a_key_where_it_is_set(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    served.serve_at("127.0.0.1", key)
    assert not metrics.may_read("127.0.0.1", direct=True, authorization="")
    monkeypatch.setenv(served.WATCHED, "local")
    served.serve_at("127.0.0.1", key)
    assert metrics.may_read("127.0.0.1", direct=True, authorization="")
    assert metrics.may_read("::ffff:127.0.0.1", direct=True, authorization="")
    assert not metrics.may_read("127.0.0.1", direct=False, authorization="")
    assert not metrics.may_read("192.0.2.7", direct=True, authorization="Bearer ")
    monkeypatch.setenv(served.WATCHED, "everybody")
    with pytest.raises(ValueError, match=r"COORDSIM_METRICS = 'everybody'.*allowed: local"):
        served.serve_at("127.0.0.1")


def test_a_proxy_on_this_machine_that_says_nothing_of_itself_reads_nothing() -> None:
    """As many proxies are set up: no header of theirs, and this machine's name as the host."""
    served.serve_at("127.0.0.1", KEY)
    app = Door(Starlette(routes=[Route("/metrics", metrics.metrics)]))
    answer = asked(app, "/metrics")
    assert (answer.status, "coordsim_rooms" in answer.body) == (403, False)
    assert "Authorization: Bearer KEY" in answer.body
    assert asked(app, "/metrics", authorization=f"Bearer {KEY}").status == 200


def test_wrong_host_keys_are_told_so_and_the_right_one_is_never_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served.serve_at("0.0.0.0", KEY)
    assert all(served.may_make(KEY) for _ in range(3 * AT_ONCE))
    assert not any(served.may_make("") for _ in range(3 * AT_ONCE))
    at = [0.0]
    monkeypatch.setattr(served._Served, "tries", Tries(lambda: at[0]))
    assert not any(served.may_make(f"{KEY}{number}") for number in range(AT_ONCE))
    with pytest.raises(HurriedError, match="wait a few seconds"):
        served.may_make("x")
    assert served.may_make(KEY)
    assert not served.may_make("")
    token = VISITOR.set("192.0.2.9")
    assert not served.may_make("x")
    VISITOR.reset(token)
    at[0] += 1.0
    assert not served.may_make("x")
