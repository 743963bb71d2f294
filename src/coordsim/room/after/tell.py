"""A room's whole debrief, told once; whoever asked keeps it for as long as the log is the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from math import isfinite
from typing import NamedTuple

import numpy as np

from coordsim.core.facts import INDEX
from coordsim.core.kpis import CAUSES, KPIS
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.room.after.elsewhere import elsewhere, frictions, silence
from coordsim.room.after.records import (
    Beside,
    Course,
    Elsewhere,
    Frictions,
    Heard,
    Move,
    Phase,
    TeamTold,
    Told,
    Unusual,
)
from coordsim.room.after.stand_ins import fits, reacting
from coordsim.room.after.story import expected, orders, stopped
from coordsim.room.after.teachable import teachable
from coordsim.room.after.unusual import unusual
from coordsim.room.arms import Result, gaps
from coordsim.room.debrief import knowledge
from coordsim.room.moments import moments, observed
from coordsim.room.records import Number, Paid
from coordsim.room.replays import other_pay
from coordsim.room.report import SHOWN, decided_by, games_of, named_by, people_of, runs_of
from coordsim.room.room import Room
from coordsim.room.scores import Scores, best_plan, luck, scores
from coordsim.room.state.records import RoomState
from coordsim.room.what_if import Game
from coordsim.run.result import Run
from coordsim.scenario.file import ScenarioError
from coordsim.study.optimum.record import BenchmarkError

Progress = Callable[[int, int, Told | None], None]
"""Hears how many steps are done of all, and the debrief of the teams that are, if any."""
FIRST = 2  # steps before the teams: what is played for all at once
WORLDS = 200
THEN = " → "


class _Shared(NamedTuple):
    """What was played for all teams at once, of one of them."""

    scores: Scores
    elsewhere: tuple[Elsewhere, ...]
    unusual: Unusual | None
    frictions: Frictions


class _Played(NamedTuple):
    """A team's game, what came of it, and in how many other worlds its decisions are held."""

    game: Game
    run: Run
    worlds: int


def tell(room: Room, progress: Progress | None = None, worlds: int = WORLDS) -> Told:
    """Return a room's debrief. Takes about a second for each team. Raises RoomError before a round
    was played.
    """
    state, runs = room.state, runs_of(room)
    games = games_of(room, runs)
    steps = FIRST + len(games)
    said = progress or (lambda done, of, part: None)
    said(0, steps, None)
    found = scores(games, runs)
    others = elsewhere(games)
    odd = unusual(games, others)
    said(1, steps, None)
    parts = frictions(games)
    said(FIRST, steps, None)
    teams: tuple[TeamTold, ...] = ()
    for place, (game, run) in enumerate(zip(games, runs, strict=True)):
        shared = _Shared(found[place], others[place], odd[place], parts[place])
        teams += (_team(state, place + 1, _Played(game, run, worlds), shared),)
        said(FIRST + len(teams), steps, told_of(state, teams))
    return told_of(state, teams)


def told_of(state: RoomState, teams: tuple[TeamTold, ...]) -> Told:
    """Return the debrief of a room from its teams'."""
    results = [
        Result(
            team.team,
            team.arm,
            team.world,
            {name: _plain(team.kpis[name]) for name in SHOWN}
            | {f"{role}_pay": value for role, value in team.scores.pay.items()},
        )
        for team in teams
    ]
    agenda = state.agenda
    return Told(
        title=agenda.title,
        code=state.code,
        arms=tuple(state.arms),
        weeks=state.next_week,
        round_weeks=state.round_weeks,
        phases=tuple(
            Phase(phase.title, (agenda.first_round(place) - 1) * state.round_weeks)
            for place, phase in enumerate(agenda.phases)
            if phase.rounds and agenda.first_round(place) <= len(state.played)
        ),
        gaps=tuple(gaps(results, list(state.arms), agenda.worlds == "blocks")),
        teams=teams,
    )


def _plain(value: Number) -> float:
    return np.nan if value is None else value


def _number(value: float) -> Number:
    return value if isfinite(value) else None


def _team(state: RoomState, number: int, played: _Played, shared: _Shared) -> TeamTold:
    game, run, worlds = played
    team = state.team(number)
    seats, seen = people_of(state, team.number), observed(game)
    stands = fits(game, seen, _decided(state, team.number))
    talk = [words for words in state.talk if words.team == team.number]
    return TeamTold(
        team=team.number,
        arm=team.arm,
        world=team.seed,
        hash=run.hash,
        steady=len(_pays(game)) == 1,
        people=seats,
        decided=decided_by(state, team.number),
        kpis={kpi.name: _number(float(run.kpi(kpi.name)[0])) for kpi in KPIS},
        paid={role: Paid(paid_for(game, role), shared.scores.pay[role]) for role in ROLES},
        scores=shared.scores,
        course=_course(run),
        moves=moves(game, run),
        other_pay=other_pay(run),
        elsewhere=(*shared.elsewhere, *reacting(game, stands)),
        stand_ins=tuple(fit.told for fit in stands),
        silence=silence(game, shared.elsewhere),
        unusual=shared.unusual,
        frictions=shared.frictions,
        beside=beside(game, run),
        unknown=knowledge(run, ROLES[0]),
        heard=heard(run),
        teachable=teachable(game, run, seen, talk),
        moments=tuple(moments(game, run, seats, seen=seen, named=named_by(state, team.number))),
        luck=luck(game, run, worlds),
        owner=orders(run),
        acts=game.scenario.owner.acts,
        stopped=stopped(run),
        expected=expected(state, run, team.number),
    )


def _pays(game: Game) -> set[str]:
    """Return the names of the rules by which a game was paid."""
    horizon = game.scenario.horizon
    weeks = range(0, horizon.weeks, horizon.round_weeks)
    return {game.scenario.rules_from(week).incentives for week in weeks}


def paid_for(game: Game, role: str) -> str:
    """Return what a seat was paid for; one after the other where that changed on the way."""
    horizon = game.scenario.horizon
    weeks = range(0, horizon.weeks, horizon.round_weeks)
    said = [game.scenario.rules_from(week).incentive.words(role) for week in weeks]
    return THEN.join(word for word, _ in groupby(said))


def _decided(state: RoomState, team: int) -> dict[str, set[int]]:
    """Return the first weeks of the rounds in which a person decided, by role."""
    return {
        role: {
            place * state.round_weeks
            for place, done in enumerate(state.played)
            if done.answer(team, role).source == "person"
        }
        for role in ROLES
    }


def _course(run: Run) -> Course:
    def weekly(values: np.ndarray) -> tuple[float, ...]:
        return tuple(map(float, values[0]))

    return Course(
        asked=weekly(run.flows["demand"]),
        made=weekly(run.flows["made"]),
        sold=weekly(run.flows["units"]),
        lost={cause: weekly(run.causes[cause]) for cause in CAUSES},
        profit=weekly(run.flows["profit"]),
    )


def heard(run: Run) -> tuple[Heard, ...]:
    """Return since when each seat had been told what it had to be told."""
    out = []
    for one in knowledge(run, ROLES[0]):
        untold = np.isnan(run.ages[one.seat][0, :, INDEX[one.name]])
        first = None if untold.all() else int((~untold).argmax())
        out.append(Heard(one.seat, one.name, first, float(untold.mean())))
    return tuple(out)


def moves(game: Game, run: Run) -> tuple[Move, ...]:
    """Return every change of a lever in a game, as it was enacted, week by week."""
    before = np.array([game.start[lever.name] for lever in LEVERS])
    out = []
    for week in range(0, run.plan.shape[1], game.scenario.horizon.round_weeks):
        now = run.plan[0, week]
        out += [
            Move(week, lever.owner, lever.name, float(before[place]), float(now[place]))
            for place, lever in enumerate(LEVERS)
            if now[place] != before[place]
        ]
        before = now
    return tuple(out)


def beside(game: Game, run: Run) -> tuple[Beside, ...]:
    """Return the levers in which a game differs from the best plan; none where there is no plan."""
    try:
        plan = best_plan(game.scenario)
    except (BenchmarkError, ScenarioError):
        return ()
    rows = []
    for name, place in COLUMN.items():
        values = run.plan[0, :, place]
        if (values != plan[place]).any():
            rows.append(
                Beside(
                    lever=name,
                    first=float(values[0]),
                    last=float(values[-1]),
                    mean=float(values.mean()),
                    best=float(plan[place]),
                )
            )
    return tuple(rows)


def arms_of(teams: Sequence[TeamTold]) -> dict[str, list[TeamTold]]:
    """Return the teams by arm."""
    out: dict[str, list[TeamTold]] = {}
    for team in teams:
        out.setdefault(team.arm, []).append(team)
    return out
