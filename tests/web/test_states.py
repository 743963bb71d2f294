"""Two tabs that come back at once each get their own page, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ipywidgets import Widget

from coordsim_web import states

ASKS = {"content": {"data": {"method": "request_states"}}}
OPENS = {"metadata": {"version": "1.0.0"}}


class Comm:
    """A tab's channel."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def on_msg(self, hear: Callable[[Any], None]) -> None:
        self.hear = hear

    def send(self, data: Any, buffers: Any) -> None:
        self.sent.append(data)


def test_each_tab_is_answered_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Widget, "handle_control_comm_opened", Widget.handle_control_comm_opened)
    states.answer_each()
    first, second = Comm(), Comm()
    for tab in (first, second):
        Widget.handle_control_comm_opened(tab, OPENS)
    first.hear(ASKS)
    assert [one["method"] for one in first.sent] == ["update_states"]
    assert second.sent == []
