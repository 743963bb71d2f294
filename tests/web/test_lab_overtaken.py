"""Firms that nobody waits for any more leave the page as it is."""

import threading
from typing import Any

import pytest
import solara

from coordsim_web.lab import firms
from coordsim_web.lab.choices import Choice
from coordsim_web.pages import lab

PATIENCE_S = 30.0


def test_firms_left_unfinished_take_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page stood without any firm until the next two were told."""
    first, second, third = (Choice(seed=seed) for seed in (1, 2, 3))
    told: list[lab.Told] = []
    seen = threading.Condition()
    begun, go = threading.Event(), threading.Event()

    def pair(choice: Choice, heed: firms.Heed) -> Any:
        if choice == second:
            begun.set()
            assert go.wait(PATIENCE_S)
            raise firms.PassedError
        return firms.Pair(choice, 104, a={}, b={}, both={})

    monkeypatch.setattr(firms, "pair", pair)

    @solara.component
    def Page(choice: Choice) -> None:
        with seen:
            told.append(lab.use_stories(choice))
            seen.notify_all()
        solara.Text("")

    def shows(choice: Choice) -> bool:
        now = told[-1]
        return now.pair is not None and now.pair.choice == choice and not now.busy

    def expect(choice: Choice) -> None:
        with seen:
            assert seen.wait_for(lambda: shows(choice), PATIENCE_S)

    _box, context = solara.render(Page(first), handle_error=False)
    try:
        expect(first)
        context.render(Page(second))
        assert begun.wait(PATIENCE_S)
        go.set()
        expect(first)
        context.render(Page(third))
        expect(third)
        begun_at = next(place for place, one in enumerate(told) if one.pair is not None)
        assert all(one.pair is not None and not one.failed for one in told[begun_at:])
    finally:
        context.close()
