"""/metrics: what the text format asks for, nothing private, and to whom it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.rooms import agenda

from coordsim.room import deeds
from coordsim.room.log.book import Book
from coordsim_web import metrics, served
from coordsim_web.door import VISITOR
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
        ("127.0.0.1", True, "", True),
        ("::ffff:127.0.0.1", True, "", True),
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


def test_without_a_key_only_this_machine_reads() -> None:
    served.serve_at("127.0.0.1")
    assert metrics.may_read("127.0.0.1", direct=True, authorization="")
    assert not metrics.may_read("192.0.2.7", direct=True, authorization="Bearer ")


def test_host_keys_are_tried_only_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    served.serve_at("0.0.0.0", KEY)
    assert all(served.may_make(KEY) for _ in range(3 * AT_ONCE))
    assert not any(served.may_make("") for _ in range(3 * AT_ONCE))
    at = [0.0]
    monkeypatch.setattr(served._Served, "tries", Tries(lambda: at[0]))
    assert not any(served.may_make(f"{KEY}{number}") for number in range(AT_ONCE))
    for key in ("x", KEY):
        with pytest.raises(HurriedError, match="wait a few seconds"):
            served.may_make(key)
    assert not served.may_make("")
    token = VISITOR.set("192.0.2.9")
    assert served.may_make(KEY)
    VISITOR.reset(token)
    at[0] += 1.0
    assert served.may_make(KEY)
