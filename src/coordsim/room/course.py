"""What came of the plans of a room: a pure function of scenarios, worlds and answers, round by
round. Each round has a key made of all that it follows from, so that what was kept of it fits or is
thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from coordsim.core import sources
from coordsim.core.records import FirmState, Floats, Week
from coordsim.room.firms import Batch, Firm, cut, play_round
from coordsim.room.parcel import ParcelError, pack, unpack
from coordsim.room.seen import SeenWeek
from coordsim.room.state.records import RoomState
from coordsim.room.state.rounds import scenario_of
from coordsim.run.recorder import Recorder
from coordsim.run.result import Run
from coordsim.scenario.file import Scenario
from coordsim.scenario.outside import outside

STANDING = 2  # rounds that are kept with where firms stood after them


@cache
def engine_digest() -> str:
    """Return a hash of all sources that a run depends on."""
    return sources.digest(sources.engine())


@dataclass(frozen=True)
class Round:
    """A round that was played, under its key."""

    key: str
    batches: tuple[Batch, ...]

    def plain(self, standing: bool) -> tuple[Any, ...]:
        """Return it as what can be packed; where firms stand only if that is needed."""
        return self.key, tuple(
            (one.firms, one.state if standing else None, one.weeks) for one in self.batches
        )

    def played_on(self) -> Round:
        """Return it without where firms stood, three quarters of what it takes of memory."""
        return Round(self.key, tuple(Batch(*one) for one in self.plain(standing=False)[1]))

    def batch(self, team: int) -> tuple[Batch, int]:
        """Return the batch that a team was played in, and its place there."""
        batch = next(one for one in self.batches if team in one.firms)
        return batch, batch.firms.index(team)

    def state(self, team: int) -> FirmState:
        """Return where a team stands after the round."""
        batch, place = self.batch(team)
        return cut(batch.state, place)

    def weeks(self, team: int) -> list[Week]:
        """Return a team's weeks."""
        batch, place = self.batch(team)
        return [cut(week, place) for week in batch.weeks]

    def seen(self, team: int) -> list[SeenWeek]:
        """Return a team's weeks as far as a seat can ever see of them: flows and lost units."""
        batch, place = self.batch(team)
        weeks = [SeenWeek(week.week, week.flows, week.lost) for week in batch.weeks]
        return [cut(week, place) for week in weeks]

    def flow(self, team: int, name: str) -> dict[int, Floats]:
        """Return one flow of a team, by week: alone, since pages ask for it of all rounds."""
        batch, place = self.batch(team)
        return {week.week: week.flows[name][place : place + 1] for week in batch.weeks}

    def stopped(self, team: int) -> int | None:
        """Return a team's last week, from 0, where its firm has stopped by the end of the round."""
        batch, place = self.batch(team)
        after = float(batch.state.stopped[place])
        return int(after) - 1 if after > 0 else None

    def paid(self, team: int, role: str) -> Mapping[str, Floats] | None:
        """Return the lines of a seat's pay slip; None where no pay was due."""
        batch, place = self.batch(team)
        pay = batch.weeks[-1].pay
        return None if pay is None else cut(pay[role], place)


class Course:
    """The rounds of a room as far as they were played. Not for several threads at once."""

    def __init__(self) -> None:
        self.rounds: list[Round] = []

    def kept(self) -> tuple[str, bytes]:
        """Return the last round's key, and all rounds as bytes; the last two know where firms
        stood, which is what seats need to see.
        """
        first = len(self.rounds) - STANDING
        plain = [item.plain(place >= first) for place, item in enumerate(self.rounds)]
        return self.rounds[-1].key, pack(plain)

    def recall(self, key: str, body: bytes, state: RoomState) -> None:
        """Take rounds from what was kept, if it is of this state and this engine."""
        keys = keys_of(state)
        if key not in keys or self.rounds:
            return
        try:
            plain = unpack(body)
            rounds = [
                Round(name, tuple(Batch(*batch) for batch in batches)) for name, batches in plain
            ]
        except (ParcelError, TypeError, ValueError):
            return
        if [item.key for item in rounds] == keys[: len(rounds)]:
            self.rounds = rounds

    def follow(self, state: RoomState) -> None:
        """Play what the state has and the course has not; forget what the state has undone."""
        keys = keys_of(state)
        same = 0
        while same < min(len(keys), len(self.rounds)) and keys[same] == self.rounds[same].key:
            same += 1
        needed = self.rounds[max(0, same - STANDING) : same]
        if not all(batch.state for item in needed for batch in item.batches):
            same = 0  # of rounds that were recalled, only the last ones know where firms stood
        del self.rounds[same:]
        for place in range(same, len(keys)):
            self.rounds.append(Round(keys[place], self._play(state, place)))
            old = place - STANDING - 1  # one more, so that a round back needs nothing played again
            if old >= 0:
                self.rounds[old] = self.rounds[old].played_on()

    def _play(self, state: RoomState, place: int) -> tuple[Batch, ...]:
        done = state.played[: place + 1]
        firms = [
            Firm(team.number, scenario_of(state, team.number, done), team.seed)
            for team in state.teams
        ]
        before = (
            {}
            if not place
            else {
                number: cut(batch.state, row)
                for batch in self.rounds[place - 1].batches
                for row, number in enumerate(batch.firms)
            }
        )
        answers = {
            (team.number, role): done[-1].answer(team.number, role)
            for team in state.teams
            for role in team.seats
        }
        return play_round(firms, answers, before, place * state.round_weeks)

    def run(self, state: RoomState, team: int) -> Run:
        """Return a team's weeks so far as a run. Raises ValueError when there are none."""
        if not self.rounds:
            raise ValueError("nothing has been played yet")
        scenario = played_scenario(state, team)
        recorder = Recorder([scenario], [state.team(team).seed], detail=False)
        for item in self.rounds:
            recorder.log += item.weeks(team)
        return recorder.run()


def played_scenario(state: RoomState, team: int) -> Scenario:
    """Return what a team's firm has lived in, as long as it has been played."""
    whole = scenario_of(state, team, state.played)
    weeks = min(len(state.played) * state.round_weeks, whole.horizon.weeks)
    phases = [phase.model_dump() for phase in whole.phases if phase.week < weeks]
    warmup = min(whole.horizon.warmup, weeks - 1)
    return whole.with_({"horizon.weeks": weeks, "horizon.warmup": warmup, "phases": phases})


def keys_of(state: RoomState) -> list[str]:
    """Return the key of each round that the state has: of engine, firms and everything that was
    answered until then.
    """
    before, out = engine_digest(), []
    worlds = [(team.number, team.arm, team.seed) for team in state.teams]
    for done in state.played:
        said = {arm: one.model_dump(mode="json") for arm, one in done.scenarios.items()}
        answered = [
            (team, role, answer.source == "bot", dict(answer.plan.levers), answer.plan.forecast)
            for (team, role), answer in sorted(done.answers.items())
        ]
        others = sources.digest(outside(done.scenarios.values()))
        text = json.dumps([before, others, worlds, said, answered], sort_keys=True)
        before = sha256(text.encode()).hexdigest()
        out.append(before)
    return out
