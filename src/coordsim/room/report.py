"""The debrief's numbers of a whole room: scores and moments of each team, arms compared, and what
the log says of who decided. No pages, no words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import isfinite
from typing import Any

from coordsim.core.levers import COLUMN, ROLES
from coordsim.room.arms import Result, gaps
from coordsim.room.course import played_scenario
from coordsim.room.moments import Named, moments
from coordsim.room.room import Room
from coordsim.room.scores import LEVELS, scores
from coordsim.room.state.records import BOT, RoomError, RoomState
from coordsim.room.what_if import Game, held, play_all
from coordsim.run.result import Run

SHOWN = ("profit", "units", "fill_rate", "unit_cost", "range", "lost_units", "satisfaction")


def games_of(room: Room, runs: Sequence[Run]) -> list[Game]:
    """Return the teams' games as they were played."""
    return [
        held(run, played_scenario(room.state, number)) for number, run in enumerate(runs, start=1)
    ]


def runs_of(room: Room) -> list[Run]:
    """Return what came of each team. Raises RoomError before a round was played."""
    if not room.state.played:
        raise RoomError("Nothing has been played that could be looked at.")
    return [room.run(team.number) for team in room.state.teams]


def people_of(state: RoomState, team: int) -> tuple[str, ...]:
    """Return the seats of a team in which a person decided at least once; both where none did."""
    decided = {
        role
        for done in state.played
        for role in ROLES
        if done.answer(team, role).source in ("person", "repeated")
    }
    return tuple(role for role in ROLES if role in decided) or ROLES


def named_by(state: RoomState, team: int) -> Named:
    """Return the levers that a team's plans named: all of a seat that managers alone decided for,
    none of rounds in which a manager did for a person.
    """
    weeks = {done.number: (done.number - 1) * state.round_weeks for done in state.played}
    named: dict[tuple[int, str], Collection[str]] = {}
    for role in ROLES:
        answers = {weeks[done.number]: done.answer(team, role) for done in state.played}
        alone = all(answer.source == BOT.source for answer in answers.values())
        for week, answer in answers.items():
            named[week, role] = tuple(COLUMN) if alone else answer.plan.levers
    return named


def report(room: Room) -> dict[str, Any]:
    """Return the debrief's numbers, as JSON-able data. Raises RoomError before a round was
    played.
    """
    state, runs = room.state, runs_of(room)
    games = games_of(room, runs)
    found = scores(games, runs)
    rows, results = [], []
    for team, run, game, score in zip(state.teams, runs, games, found, strict=True):
        kpis = {name: float(run.kpi(name)[0]) for name in SHOWN}
        pay = {f"{role}_pay": value for role, value in score.pay.items()}
        results.append(Result(team.number, team.arm, team.seed, kpis | pay))
        costly = moments(
            game, run, people_of(state, team.number), named=named_by(state, team.number)
        )
        rows.append(
            {
                "team": team.number,
                "arm": team.arm,
                "world": team.seed,
                "hash": run.hash,
                "stopped": team.stopped,
                "kpis": {name: value if isfinite(value) else None for name, value in kpis.items()},
                **score.plain,
                "moments": [moment.plain for moment in costly],
                "decided": decided_by(state, team.number),
            }
        )
    blocks = state.agenda.worlds == "blocks"
    return {
        "agenda": state.agenda.name,
        "arms": {arm: scenario.summary for arm, scenario in state.arms.items()},
        "rounds": len(state.played),
        "weeks": state.next_week,
        "events": state.events,
        "levels": LEVELS,
        "teams": rows,
        "gaps": [gap.plain for gap in gaps(results, list(state.arms), blocks)],
        "managers": managers(games, [team.arm for team in state.teams]),
    }


def managers(games: Sequence[Game], arms: Sequence[str]) -> list[dict[str, Any]]:
    """Return what managers on both seats come to under each arm's rules, in every world (L2)."""
    asked = {(arm, game.seed): game for arm, game in zip(arms, games, strict=True)}
    run = play_all([game.without(*ROLES) for game in asked.values()])
    return [
        {"arm": arm, "world": world, "level": "L2", "profit": float(profit)}
        for (arm, world), profit in zip(asked, run.kpi("profit"), strict=True)
    ]


def decided_by(state: RoomState, team: int) -> dict[str, dict[str, int]]:
    """Return for each seat how many decisions came from whom."""
    counts: dict[str, dict[str, int]] = {role: {} for role in state.team(team).seats}
    for done in state.played:
        for role, count in counts.items():
            source = done.answer(team, role).source
            count[source] = count.get(source, 0) + 1
    return counts
