"""Who opens pages of a room: players on their seats, who hand plans in as the page's form does, and
the trainer at the console.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from benchmarks.rooms.tab import Json, Tab
from coordsim_web.rooms import address

AGAIN = 5.0  # seconds without an answer, before a plan is sent again, as on the form


class Player(Tab):
    """Somebody on a seat; ``seen`` says when each round first stood on their page."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(url, address.seat(token))
        self.token = token
        self.seen: dict[int, float] = {}

    def heard(self, state: Json) -> None:
        """Note when a round is there."""
        if state.get("head"):
            self.seen.setdefault(state["head"]["round"], time.monotonic())

    @property
    def round(self) -> int:
        """The round that the page shows; 0 without."""
        return int(self.part("head").get("head", {}).get("round", 0))

    @property
    def form(self) -> Json:
        """The form of the plan; empty where there is none."""
        found: Json = self.part("form").get("form") or {}
        return found

    def plan(self, levers: Mapping[str, float] | None = None) -> Json:
        """Return what the form sends: of each lever the choice that is nearest to what is wanted,
        else to what stands there.
        """
        wanted = {**self.form["start"], **(levers or {})}
        values = {
            one["name"]: min(
                (choice["value"] for choice in one["choices"]),
                key=lambda value, one=one: abs(value - wanted[one["name"]]),
            )
            for one in self.form["levers"]
        }
        at = self.form["round"]
        return {"round": at, "levers": values, "word": self.form["word"], "of": at}

    async def keep(self, plan: Json) -> bool:
        """Move levers once the form is open, and let go of them: the draft is sent as a plan is;
        say whether the server has kept it.
        """
        await self.until(self.opened)
        return await self._tell("keep", "drafted", plan)

    @property
    def usable(self) -> bool:
        """Whether the page is there, whole."""
        return self.ready and self.form.get("round", self.round) == self.round

    def opened(self) -> bool:
        """Whether a round waits for the form, which keeps nothing until then."""
        return self.ready and bool(self.form.get("open"))

    async def hand_in(self, plan: Json) -> bool:
        """Press the button; say whether the server took the plan."""
        return await self._tell("hand_in", "answered", plan) and await self.came(
            lambda: self._past(plan) or bool(self.form["handed"]), 1.0
        )

    async def _tell(self, event: str, answer: str, plan: Json) -> bool:
        """Send a plan, again whenever the page is drawn anew, and every few seconds, until the
        server answers or another round is there; say whether it answered.
        """
        tap = uuid4().hex

        def answered() -> bool:
            return self.ready and self.part("form").get(answer) == tap

        while not answered() and not self._past(plan):
            await self.until(lambda: self.ready)
            drawn = self.drawn
            await self.send("form", event, plan | {"tap": tap})
            await self.came(
                lambda drawn=drawn: answered() or self._past(plan) or self.drawn > drawn, AGAIN
            )
        return answered()

    def _past(self, plan: Json) -> bool:
        """Whether the page shows a round after a plan's."""
        return self.ready and bool(self.form.get("round", plan["round"] + 1) > plan["round"])


class Trainer(Tab):
    """Somebody who leads the room from its console."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(url, address.console(key))

    @property
    def table(self) -> Json:
        """What the console shows."""
        found: Json = self.part("table").get("table") or {}
        return found

    async def act(self, kind: str, **fields: Any) -> None:
        """Press a button of the console."""
        await self.send("key_link", "act", {"kind": kind, **fields})


class Newcomer(Tab):
    """Somebody who joins by the code."""

    def __init__(self, url: str, code: str) -> None:
        super().__init__(url, address.join(code))

    async def come(self, name: str) -> Player:
        """Give a name, and go on to the seat."""
        await self.open()
        await self.send("token", "enter", name)
        await self.until(lambda: bool(self.part("token").get("token")))
        token = str(self.part("token")["token"])
        await self.close()
        player = Player(self.url, token)
        await player.open()
        return player
