"""The room's own course: phases, rounds and their clocks, shocks, rules, the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from coordsim.room.agenda import LEADERSHIP
from coordsim.room.chain import Event
from coordsim.room.deed import BroadcastEnded, FirmStopped
from coordsim.room.deeds import (
    SCREENS,
    AnyDeed,
    Broadcast,
    Ended,
    MeetingClosed,
    MeetingOpened,
    PhaseBegun,
    RoundClosed,
    RoundExtended,
    RoundOpened,
    RoundPaused,
    RoundResumed,
    RoundsFollow,
    RoundUndone,
    RulesChanged,
    ShockInjected,
    WallShown,
)
from coordsim.room.state.records import (
    BOT,
    Announced,
    Answer,
    Handlers,
    OpenRound,
    Played,
    RoomError,
    RoomState,
    Seat,
    Team,
    Wall,
)
from coordsim.room.state.seats import NOBODY, settled
from coordsim.scenario.file import Scenario, ScenarioError


def begin_phase(state: RoomState, event: Event, deed: PhaseBegun) -> RoomState:
    """Go on to the next phase; its rounds come first to last. What was said to everybody has been
    heard.
    """
    if deed.number != state.phase + 1 or deed.number > len(state.agenda.phases):
        raise RoomError(
            f"Phase {deed.number} cannot begin: phase {state.phase} of"
            f" {len(state.agenda.phases)} is under way."
        )
    if state.open is not None:
        raise RoomError(f"Round {state.open.number} is still open.")
    left = rounds_left(state)
    if left:
        raise RoomError(f"Phase {state.phase} has {left} more to play: end the room to stop here.")
    return replace(
        state,
        phase=deed.number,
        phase_at=event.at,
        wall=_without_standings(state.wall),
        broadcasts=(),
    )


def _without_standings(wall: Wall) -> Wall:
    """Return what the wall shows when the room goes on: standings have been seen."""
    return Wall() if wall.what == "standings" else wall


def rounds_left(state: RoomState) -> int:
    """Return how many rounds the phase under way has still to play."""
    if not state.phase:
        return 0
    last = state.agenda.first_round(state.phase) - 1
    return max(0, last - len(state.played))


def nobody_sits(state: RoomState) -> bool:
    """Whether the first round has nobody to wait for: no agenda's teams of bots, nobody in a
    seat.
    """
    held = any(seat.holder for team in state.teams for seat in team.seats.values())
    return not (state.started or state.agenda.teams or held)


def left_to_bots(state: RoomState) -> bool:
    """Whether a room that a trainer leads has nobody left who decides: its rounds wait for the
    trainer, or it would run on to its end by itself.
    """
    drivers = {seat.driver for team in state.teams for seat in team.seats.values()}
    return state.agenda.pace == "trainer" and "person" not in drivers


def premature(state: RoomState, deed: AnyDeed) -> bool:
    """Whether a deed opens a round, or lets the server open one at once, that nobody sits in."""
    plays = isinstance(deed, RoundOpened)
    if isinstance(deed, PhaseBegun) and state.agenda.pace == "server":
        phases = state.agenda.phases
        plays = deed.number <= len(phases) and phases[deed.number - 1].rounds > 0
    return plays and nobody_sits(state)


def ready_for(state: RoomState, deed: AnyDeed) -> None:
    """Raise RoomError for what is not done any more, and may be in logs."""
    if premature(state, deed):
        raise RoomError(NOBODY)
    if isinstance(deed, WallShown) and deed.what == "standings" and state.guessing:
        raise RoomError("People guess before they see: standings are shown afterwards.")


def open_round(state: RoomState, event: Event, deed: RoundOpened) -> RoomState:
    """Wait for plans; in the first round empty seats become bots'. What was said to everybody in an
    earlier round has been heard.
    """
    if state.open is not None:
        raise RoomError(f"Round {state.open.number} is still open.")
    if deed.round != state.next_round or not rounds_left(state):
        raise RoomError(
            f"Round {deed.round} cannot open now: {len(state.played)} have been played, and the"
            f" phase under way has {rounds_left(state)} left."
        )
    ready = state if state.started else settled(state)
    deadline = None if deed.seconds is None else event.at + 1000 * deed.seconds
    sat = {seat.holder: seat for team in ready.teams for seat in team.seats.values() if seat.holder}
    return replace(
        ready,
        open=OpenRound(deed.round, event.at, deadline, sat=sat),
        wall=_without_standings(state.wall),
        broadcasts=tuple(one for one in state.broadcasts if one.round == deed.round),
    )


def follow(state: RoomState, event: Event, deed: RoundsFollow) -> RoomState:
    """Let rounds follow by themselves, or wait for the trainer."""
    return replace(state, follow=deed.follow)


def _waiting(state: RoomState, number: int) -> OpenRound:
    if state.open is None or state.open.number != number:
        raise RoomError(f"Round {number} is not open.")
    return state.open


def extend(state: RoomState, event: Event, deed: RoundExtended) -> RoomState:
    """Give more time."""
    waiting = _waiting(state, deed.round)
    more = 1000 * deed.seconds
    if waiting.left is not None:
        return replace(state, open=replace(waiting, left=waiting.left + more))
    if waiting.deadline is None:
        raise RoomError(f"Round {deed.round} has no clock to extend.")
    return replace(state, open=replace(waiting, deadline=waiting.deadline + more))


def pause(state: RoomState, event: Event, deed: RoundPaused) -> RoomState:
    """Stop the clock."""
    waiting = _waiting(state, deed.round)
    if waiting.paused:
        raise RoomError(f"Round {deed.round} is paused already.")
    left = None if waiting.deadline is None else max(0, waiting.deadline - event.at)
    return replace(state, open=replace(waiting, paused=True, left=left, deadline=None))


def resume(state: RoomState, event: Event, deed: RoundResumed) -> RoomState:
    """Let the clock go on with what was left."""
    waiting = _waiting(state, deed.round)
    if not waiting.paused:
        raise RoomError(f"Round {deed.round} is not paused.")
    deadline = None if waiting.left is None else event.at + waiting.left
    return replace(state, open=replace(waiting, paused=False, left=None, deadline=deadline))


def close(state: RoomState, event: Event, deed: RoundClosed) -> RoomState:
    """Write down what every seat did; a seat without a plan follows the agenda."""
    waiting = _waiting(state, deed.round)
    answers = {
        (team.number, role): _answer(state, waiting, (team.number, role), seat)
        if team.lives
        else Answer("skipped")
        for team in state.teams
        for role, seat in team.seats.items()
    }
    number, sat = waiting.number, waiting.sat
    done = Played(number, waiting.opened, event.at, answers, scenarios=state.arms, sat=sat)
    counted = replace(state, played=(*state.played, done), open=None)
    for team in state.teams:
        for role, seat in team.seats.items():
            missed = _missed(state, waiting, (team.number, role), seat)
            if missed != seat.missed:
                counted = counted.with_seat(team.number, role, replace(seat, missed=missed))
    return counted


def _missed(state: RoomState, waiting: OpenRound, place: tuple[int, str], seat: Seat) -> int:
    needed = seat.driver == "person" and (place[1] != LEADERSHIP or _led(state, place[0]))
    if not needed or not state.team(place[0]).lives:
        return seat.missed
    return 0 if place in waiting.plans else seat.missed + 1


def _led(state: RoomState, team: int) -> bool:
    return state.rules(state.team(team)).governance == LEADERSHIP


def _answer(state: RoomState, waiting: OpenRound, place: tuple[int, str], seat: Seat) -> Answer:
    if place in waiting.plans:
        return Answer("person", waiting.plans[place])
    if seat.driver != "person":
        return BOT
    if place[1] == LEADERSHIP or state.agenda.missing == "skip":
        return Answer("skipped")
    if state.agenda.missing == "bot":
        return BOT
    for done in reversed(state.played):
        last = done.answer(*place)
        if last.source in ("person", "repeated"):
            return Answer("repeated", last.plan)
    return Answer("skipped")


def undo(state: RoomState, event: Event, deed: RoundUndone) -> RoomState:
    """Go back to the beginning of a round: what was said and expected from it on is no more, and
    people drive their seats as they did then; shocks and rules of later weeks stay as they are, and
    the wall shows the room again; what people have seen of the debrief, they have seen.
    """
    if not 1 <= deed.round <= len(state.played):
        raise RoomError(f"Round {deed.round} has not been played.")
    phase = 1 + state.agenda.phase_of(deed.round)
    played, sat = state.played[: deed.round - 1], state.played[deed.round - 1].sat
    gone = range(deed.round, state.next_round + 1)
    teams = tuple(_as_they_sat(team, sat) if deed.reseats else team for team in state.teams)
    first = (deed.round - 1) * state.round_weeks
    return replace(
        state,
        teams=tuple(
            team if team.stopped is None or team.stopped < first else replace(team, stopped=None)
            for team in teams
        ),
        played=played,
        open=None,
        phase=phase,
        wall=Wall(),
        shown=state.shown | ({SCREENS} if state.readable else set()),
        talk=tuple(one for one in state.talk if one.round not in gone),
        beliefs=tuple(one for one in state.beliefs if one.round not in gone),
    )


def _as_they_sat(team: Team, sat: Mapping[str, Seat]) -> Team:
    """Return a team in which everybody drives as when a round was opened; who came later drives,
    and has missed nothing.
    """
    seats = {
        role: sat.get(seat.holder, Seat("person", seat.holder)) if seat.holder else seat
        for role, seat in team.seats.items()
    }
    return replace(team, seats=seats)


def stop(state: RoomState, event: Event, deed: FirmStopped) -> RoomState:
    """Take note that a firm has stopped."""
    team = state.team(deed.team)
    if not team.lives or deed.week >= state.next_week:
        raise RoomError(f"The firm of team {deed.team} cannot stop now in week {deed.week + 1}.")
    stopped = replace(team, stopped=deed.week)
    return replace(state, teams=tuple(stopped if one is team else one for one in state.teams))


def shock(state: RoomState, event: Event, deed: ShockInjected) -> RoomState:
    """Let something happen in weeks that are not played yet."""
    if deed.shock.week < state.next_week:
        raise RoomError(
            f"A shock in week {deed.shock.week + 1} comes too late: week {state.next_week + 1} is"
            " the next to be played."
        )

    def struck(scenario: Scenario) -> dict[str, Any]:
        known = [item.model_dump() for item in scenario.shocks]
        return {"shocks": [*known, deed.shock.model_dump()]}

    return _changed(state, deed.arm, struck)


def change_rules(state: RoomState, event: Event, deed: RulesChanged) -> RoomState:
    """Change rules from the next round on that is not open yet."""
    week = state.next_week + (state.round_weeks if state.open is not None else 0)
    if not deed.rules.named:
        raise RoomError("No rule is named: nothing was changed.")
    if week >= state.agenda.rounds * state.round_weeks:
        raise RoomError("There is no round left in which other rules could hold.")

    def ruled(scenario: Scenario) -> dict[str, Any]:
        phases = {phase.week: phase.model_dump() for phase in scenario.phases}
        phases[week] = phases.get(week, {"week": week}) | deed.rules.named
        return {"phases": [phases[start] for start in sorted(phases)]}

    return _changed(state, deed.arm, ruled)


def _changed(state: RoomState, arm: str | None, changes: Any) -> RoomState:
    if arm is not None and arm not in state.arms:
        raise RoomError(f"There is no arm {arm!r}; allowed: {', '.join(state.arms)}.")
    try:
        arms = {
            name: scenario.with_(changes(scenario)) if arm in (None, name) else scenario
            for name, scenario in state.arms.items()
        }
    except ScenarioError as error:
        raise RoomError(str(error)) from None
    return replace(state, arms=arms)


def scenario_of(state: RoomState, team: int, done: tuple[Played, ...] | None = None) -> Scenario:
    """Return what a team's firm lives in: its arm's scenario, with what its leadership ordered in
    rounds that were closed; between phases without those that have not begun.
    """
    arm = state.team(team).arm
    rounds = state.played if done is None else done
    scenario = state.arms[arm] if not rounds or done is None else rounds[-1].scenarios[arm]
    if done is None and state.between:
        begun = [one.model_dump() for one in scenario.phases if one.week < state.next_week]
        scenario = scenario.with_({"phases": begun})
    orders = {
        (item.number - 1) * state.round_weeks: answer.plan.levers
        for item in rounds
        if (answer := item.answer(team, LEADERSHIP)).plan.levers
    }
    if not orders:
        return scenario
    phases = {phase.week: phase.model_dump() for phase in scenario.phases}
    for week, levers in orders.items():
        known = phases.get(week, {"week": week})
        phases[week] = known | {"orders": known.get("orders", {}) | dict(levers)}
    return scenario.with_({"phases": [phases[week] for week in sorted(phases)]})


def announce(state: RoomState, event: Event, deed: Broadcast) -> RoomState:
    """Say something to everybody."""
    said = Announced(event.at, state.next_round, deed.text)
    return replace(state, broadcasts=(*state.broadcasts, said))


def fall_silent(state: RoomState, event: Event, deed: BroadcastEnded) -> RoomState:
    """Take away what was said to everybody."""
    if not state.broadcasts:
        raise RoomError("Nothing is said to everybody that could be taken away.")
    return replace(state, broadcasts=())


def open_meeting(state: RoomState, event: Event, deed: MeetingOpened) -> RoomState:
    """Let teams talk."""
    if state.meeting:
        raise RoomError("The meeting is open already.")
    return replace(state, meeting=True)


def close_meeting(state: RoomState, event: Event, deed: MeetingClosed) -> RoomState:
    """Let teams talk no longer."""
    if not state.meeting:
        raise RoomError("The meeting is closed already.")
    return replace(state, meeting=False)


def end(state: RoomState, event: Event, deed: Ended) -> RoomState:
    """Stop: what was played counts, an open round does not."""
    if not state.played:
        raise RoomError("Nothing has been played that could be looked at.")
    return replace(state, ended=True, open=None)


HANDLERS: Handlers = {
    PhaseBegun: begin_phase,
    RoundOpened: open_round,
    RoundsFollow: follow,
    RoundExtended: extend,
    RoundPaused: pause,
    RoundResumed: resume,
    RoundClosed: close,
    RoundUndone: undo,
    FirmStopped: stop,
    ShockInjected: shock,
    RulesChanged: change_rules,
    MeetingOpened: open_meeting,
    MeetingClosed: close_meeting,
    Broadcast: announce,
    BroadcastEnded: fall_silent,
    Ended: end,
}
