"""The Lab: two firms in the same weeks under different rules. A stub that proves the pattern of a page.

The pattern: one own Vue component draws the whole page (one socket message a change, 3 CPU-ms a redraw, where a page
of widgets costs ten times that). What bites:

- Every argument of the function becomes a property of the Vue instance (`this.week`); declare no `props` and no
  `data` of the same name. `event_step` becomes the method `step(data)`: exactly one argument, JSON.
- A property travels whole whenever it differs from before. Keep what never changes (names, units, limits) apart
  from what changes every week, and send lists of plain, rounded floats: no numpy, no NaN (JSON has none: send None).
- What an event brings is a visitor's word: check it here, against the lever table, before using it.
- State lives in `use_state`/`use_memo` of this component: one per tab, gone after a refresh. Never in a module.
- Vue 2: one root element in `<template>`, `module.exports = {...}` in `<script>`, a `<style>` applies to the page.
"""

from collections.abc import Callable
from typing import Any

import solara

LAST_WEEK = 52


@solara.component_vue("lab.vue", vuetify=False)
def LabView(week: int, last_week: int, stock: list[float], event_step: Callable[[Any], None]) -> None:
    """The whole page; `step` asks for a number of weeks to move, and may be negative."""


def checked_step(data: Any) -> int:
    """A number of weeks from what a browser sent; nothing else passes."""
    if isinstance(data, bool) or not isinstance(data, int) or abs(data) > LAST_WEEK:
        return 0
    return data


def toy_stock(week: int) -> list[float]:
    """Stand-in series until the engine is wired in."""
    return [round(100 + 40 * ((w * 7) % 11 - 5) / 5, 1) for w in range(week + 1)]


@solara.component
def Lab() -> None:
    """Show the Lab."""
    week, set_week = solara.use_state(8)

    def step(data: Any) -> None:
        set_week(lambda now: min(LAST_WEEK, max(0, now + checked_step(data))))

    stock = solara.use_memo(lambda: toy_stock(week), [week])
    LabView(week=week, last_week=LAST_WEEK, stock=stock, event_step=step)
