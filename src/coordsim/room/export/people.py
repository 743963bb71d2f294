"""Who is who: pseudonyms that say nothing, and whose deeds may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from coordsim.room.chain import Event
from coordsim.room.deed import SERVER, TRAINER, Deed, FirmStopped, InRound
from coordsim.room.deeds import (
    BeliefCaptured,
    CommitmentMade,
    ComprehensionAnswered,
    DraftSaved,
    Joined,
    MessageSent,
    PlanSigned,
    PlanSubmitted,
    PredictionCaptured,
    RoomOpened,
    SeatTaken,
)
from coordsim.room.state.fold import apply
from coordsim.room.state.records import RoomState

TOLD: tuple[type[Deed], ...] = (  # what somebody decided, said or believed, and what came of it
    DraftSaved,
    PlanSubmitted,
    PlanSigned,
    MessageSent,
    CommitmentMade,
    PredictionCaptured,
    BeliefCaptured,
    ComprehensionAnswered,
    FirmStopped,
)
GONE = "withdrawn"


@dataclass(frozen=True)
class People:
    """Pseudonyms of a room's people by the hashes of their tokens, in an order that no arrival
    explains, and those who did not agree to be shown.
    """

    state: RoomState
    events: Sequence[Event]
    known: Mapping[str, str] = field(default_factory=dict)  # pseudonyms that were given before

    @cached_property
    def pseudonyms(self) -> Mapping[str, str]:
        """Token's hash -> pseudonym."""
        if self.known:
            return self.known
        ordered = sorted(self.state.people)
        digits = max(2, len(str(len(ordered))))
        return {person: f"P{number:0{digits}d}" for number, person in enumerate(ordered, start=1)}

    @cached_property
    def silent(self) -> frozenset[str]:
        """Those of whom nothing is shown: they withdrew, or were asked and did not consent."""
        asked = bool(self.state.agenda.consent)
        return frozenset(
            name
            for name, person in self.state.people.items()
            if person.withdrawn or (asked and person.consent is None)
        )

    @cached_property
    def sat(self) -> Mapping[int, frozenset[str]]:
        """Team -> everybody who ever sat in it, however they came there."""
        sat: dict[int, set[str]] = {}
        state: RoomState | None = None
        for event in self.events:
            before, state = state, apply(state, event)
            if before is None or before.teams is not state.teams:
                for team in state.teams:
                    holders = {seat.holder for seat in team.seats.values() if seat.holder}
                    sat.setdefault(team.number, set()).update(holders)
        return {number: frozenset(people) for number, people in sat.items()}

    @cached_property
    def teams(self) -> tuple[int, ...]:
        """Teams that are shown: those in which no silent person ever sat."""
        return tuple(number for number, people in self.sat.items() if not people & self.silent)

    @cached_property
    def untold(self) -> frozenset[str]:
        """Those whose answers are not shown: the silent, and whoever sat in a team with them."""
        beside = (people for number, people in self.sat.items() if number not in self.teams)
        return self.silent.union(*beside)

    def tells(self, event: Event) -> bool:
        """Whether what somebody decided, said or believed in this event is shown."""
        if isinstance(event.deed, InRound | FirmStopped):
            return event.deed.team in self.teams
        return event.actor not in self.untold

    def name(self, actor: str) -> str:
        """Return how an actor is called in the export."""
        return actor if actor in (TRAINER, SERVER) else self.pseudonyms.get(actor, GONE)

    def shown(self) -> list[dict[str, Any]]:
        """Return the events under pseudonyms, times from the opening on: without names, without
        the trainer's key, and without what silent people and their teams decided or said.
        """
        out = []
        start = self.events[0].at
        for event in self.events:
            if isinstance(event.deed, TOLD) and not self.tells(event):
                continue
            deed = event.deed.model_dump(mode="json")
            if isinstance(event.deed, Joined):
                deed["name"] = self.name(event.actor)
            if isinstance(event.deed, RoomOpened):
                deed["key"] = ""
            if isinstance(event.deed, SeatTaken):
                deed["person"] = self.name(event.deed.person)
            actor = self.name(event.actor)
            out.append({"at": max(0, event.at - start), "actor": actor, "deed": deed})
        return out
