"""The eight slides of a whole room: each number is over its teams, each team a dot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coordsim.core.kpis import CAUSES
from coordsim.core.levers import BY_NAME, ROLES
from coordsim.room.after.records import Course, Heard, TeamTold, Told
from coordsim.room.after.tell import THEN, arms_of
from coordsim.show.numbers import NONE, number, rounded, share
from coordsim_web.rooms.debrief import rules, sales
from coordsim_web.rooms.debrief import team as page
from coordsim_web.rooms.debrief import words as say
from coordsim_web.rooms.debrief.charts import Bar, Row, bars, dots
from coordsim_web.rooms.debrief.slides import ROOM, Part, Picture, Slide, Table
from coordsim_web.rooms.debrief.words import Words, money
from coordsim_web.rooms.words import lever_value, value_of


def slides(told: Told, words: Words) -> Part:
    """Return the eight slides of a room."""
    return Part(
        name=ROOM,
        title=words.model(told.title),
        slides=(
            happened(told, words),
            knew(told, words),
            paid(told, words),
            lost(told, words),
            rules.elsewhere(told, words),
            frictions(told, words),
            luck(told, words),
            beside(told, words),
        ),
    )


def whole(told: Told, words: Words) -> tuple[Part, ...]:
    """Return the whole debrief as it is read: the room's slides, and a page for each team."""
    pages = (page.page(told, team.team, words) for team in told.teams)
    return tuple(part.spelled(words.language) for part in (slides(told, words), *pages))


def _mean(values: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(map(float, np.mean(values, axis=0)))


def happened(told: Told, words: Words) -> Slide:
    """What happened: the weeks of the average firm, with the phases."""
    done = [team.course for team in told.teams]
    course = Course(
        asked=_mean([one.asked for one in done]),
        made=_mean([one.made for one in done]),
        sold=_mean([one.sold for one in done]),
        lost={cause: _mean([one.lost[cause] for one in done]) for cause in CAUSES},
        profit=_mean([one.profit for one in done]),
    )
    moved = {
        role: tuple(
            sorted({move.week for team in told.teams for move in team.moves if move.role == role})
        )
        for role in ROLES
    }
    rows = tuple(
        (words("team.title", team=team.team), say.teachable(words, one))
        for team in told.teams
        for one in team.teachable
    )
    best = max(told.teams, key=lambda team: team.scores.profit)
    worst = min(told.teams, key=lambda team: team.scores.profit)
    lead = words(
        "room.happened" if len(told.teams) > 1 else "room.happened_one",
        teams=len(told.teams),
        weeks=told.weeks,
        best=money(best.scores.profit),
        worst=money(worst.scores.profit),
    )
    head = (words("room.team"), words("teachable.head"))
    tables = [sales.weekly(course, words)]
    if rows:
        tables.append(Table(words("teachable.table"), head, rows))
    return Slide(
        name="happened",
        title=words("room.title.happened"),
        lead=lead,
        lines=(words("room.average"),) if len(told.teams) > 1 else (),
        picture=sales.course(course, words, moved, told.phases),
        tables=tuple(tables),
    )


def knew(told: Told, words: Words) -> Slide:
    """What each seat knew and when: since when each fact had been told, and where never."""
    without = {
        role: [one.without for team in told.teams for one in team.heard if one.role == role]
        for role in ROLES
    }
    chart = [
        Bar(words.name("roles", role), 100 * mean, share(mean, 0), role)
        for role, values in without.items()
        for mean in [float(np.mean(values)) if values else 0.0]
    ]
    by_fact: dict[tuple[str, str], list[Heard]] = {}
    for team in told.teams:
        for one in team.heard:
            by_fact.setdefault((one.role, one.fact), []).append(one)
    rows = tuple(
        (
            words.name("roles", role),
            words.name("facts", fact),
            words("room.of", count=sum(one.first is None for one in ones), teams=len(told.teams)),
            _weeks([one.first for one in ones]),
        )
        for (role, fact), ones in by_fact.items()
    )
    label = words("room.knew_label")
    head = ("room.seat", "knew.head.fact", "room.never_told", "room.first_told")
    return Slide(
        name="knew",
        title=words("room.title.knew"),
        lead=words("room.knew" if any(map(any, without.values())) else "room.knew_all"),
        picture=lambda frame: bars(frame, label, chart),
        tables=(Table(words("room.knew_table"), tuple(map(words, head)), rows),),
    )


def _weeks(firsts: Sequence[int | None]) -> str:
    """Write the weeks, from 1, in which something was first told; a dash where it never was."""
    told = sorted({first + 1 for first in firsts if first is not None})
    if not told:
        return NONE
    return str(told[0]) if told[0] == told[-1] else f"{told[0]}–{told[-1]}"


def paid(told: Told, words: Words) -> Slide:
    """What each was paid for, and the firm's profit beside it."""
    rows = [
        Row(
            words.name("roles", role),
            tuple(team.scores.pay[role] for team in told.teams),
            "",
            role,
            tick=float(np.mean([team.scores.pay[role] for team in told.teams])),
        )
        for role in ROLES
    ]
    profits = tuple(team.scores.profit for team in told.teams)
    rows.append(
        Row(words("gauges.firm.any"), profits, "", "customers", tick=float(np.mean(profits)))
    )
    label = words("room.paid_label")
    table = tuple(
        (
            words("team.title", team=team.team),
            team.arm,
            *(number(team.scores.pay[role]) for role in ROLES),
            number(team.scores.profit),
        )
        for team in told.teams
    )
    roles = [words.name("roles", role) for role in ROLES]
    head = (words("room.team"), words("room.arm"), *roles, words("profit"))
    return Slide(
        name="paid",
        title=words("room.title.paid"),
        lead=_apart(told.teams, words),
        lines=tuple(
            f"{words.name('roles', role)}: {one}"
            for role in ROLES
            for one in _for(told, role, words)
        ),
        picture=lambda frame: dots(frame, label, rows, words("unit")),
        tables=(Table(words("room.paid_table"), head, table),),
    )


def _for(told: Told, role: str, words: Words) -> list[str]:
    """Return what a seat was paid for: once, or by arm where that was the arms' difference."""
    said: dict[str, list[str]] = {}
    for arm, teams in arms_of(told.teams).items():
        rules = map(words.model, teams[0].paid[role].words.split(THEN))
        said.setdefault(THEN.join(rules), []).append(arm)
    return [f"{one} ({', '.join(arms)})" if len(said) > 1 else one for one, arms in said.items()]


def _apart(teams: Sequence[TeamTold], words: Words) -> str:
    """Say in how many teams a seat did well by its pay while the firm fell behind."""
    apart = 0
    for team in teams:
        best = team.scores.against("coordinated managers")
        behind = best is not None and say.than(team.scores.profit, best.profit)[0] == say.LESS
        well = False
        for role in ROLES:
            manager = team.scores.against(f"manager in the chair of {role}")
            mine = team.scores.pay[role]
            well |= manager is not None and say.than(mine, manager.pay[role])[0] != say.LESS
        apart += well and behind
    kind = "none" if not apart else "all" if apart == len(teams) else "some"
    return words(f"room.apart.{kind}", count=apart, teams=len(teams))


def lost(told: Told, words: Words) -> Slide:
    """Every lost unit by cause, a firm and week on average."""
    size = len(told.teams) * told.weeks
    totals = {
        cause: sum(sum(team.course.lost[cause]) for team in told.teams) / size for cause in CAUSES
    }
    rows = [
        Bar(words.name("causes", cause), value, number(value, 1), "loss")
        for cause, value in sorted(totals.items(), key=lambda item: -item[1])
        if rounded(value, 1)
    ]
    label = words("room.lost_label")
    head = (words("room.team"), words("room.arm"), *(words.name("causes", one) for one in CAUSES))
    table = tuple(
        (
            words("team.title", team=team.team),
            team.arm,
            *(number(sum(team.course.lost[cause]) / told.weeks) for cause in CAUSES),
        )
        for team in told.teams
    )
    return Slide(
        name="lost",
        title=words("room.title.lost"),
        lead=sales.where_lost([team.course for team in told.teams], words),
        picture=(lambda frame: bars(frame, label, rows)) if rows else None,
        tables=(Table(words("room.lost_table"), head, table),),
    )


def mean_frictions(told: Told) -> tuple[float, dict[str, float]]:
    """Return where two managers begin, and each friction's part, over teams on average."""
    found = [team.frictions for team in told.teams]
    names = [name for name in found[0].parts if all(name in one.parts for one in found)]
    worst = float(np.mean([one.worst for one in found]))
    return worst, {name: float(np.mean([one.parts[name] for one in found])) for name in names}


def frictions(told: Told, words: Words) -> Slide:
    """How much each friction cost two managers in these worlds."""
    worst, parts = mean_frictions(told)
    best = worst + sum(parts.values())
    first = told.teams[0].frictions
    found = type(first)(worst, best, parts, first.missing)
    return Slide(
        name="frictions",
        title=words("room.title.frictions"),
        lead=say.frictions(words, found),
        lines=(words("frictions.note"),),
        level="L2",
        picture=page.waterfall(worst, parts, words),
        tables=(page.friction_table(worst, best, parts, words),),
    )


def luck(told: Told, words: Words) -> Slide:
    """Luck or skill: each team's decisions in other worlds."""
    rows = [page.luck_row(team, words("team.title", team=team.team)) for team in told.teams]
    odd = sum(not say.UNLUCKY <= team.luck.below <= say.LUCKY for team in told.teams)
    label = words("luck.label")
    table = tuple(
        (
            words("team.title", team=team.team),
            *page.luck_cells(team),
        )
        for team in told.teams
    )
    return Slide(
        name="luck",
        title=words("room.title.luck"),
        lead=words(f"room.luck.{'none' if not odd else 'some'}", count=odd, teams=len(rows)),
        lines=(words("luck.note"),),
        picture=lambda frame: dots(frame, label, rows, words("unit")),
        tables=(Table(words("luck.table"), (words("room.team"), *page.luck_head(words)), table),),
    )


def beside(told: Told, words: Words) -> Slide:
    """The best plan, and what it does differently from the teams on average."""
    best = [team.scores.against("best plan") for team in told.teams]
    there = [stick.profit for stick in best if stick is not None]
    own = float(np.mean([team.scores.profit for team in told.teams]))
    if not there:
        return Slide("beside", words("room.title.beside"), words("beside.none"))
    values: dict[str, list[float]] = {}
    target: dict[str, float] = {}
    for team in told.teams:
        for one in team.beside:
            values.setdefault(one.lever, []).append(one.mean)
            target[one.lever] = one.best
    rows = tuple(
        (
            words.name("levers", lever),
            value_of(float(np.mean(means)), BY_NAME[lever].unit),
            words.model(lever_value(lever, target[lever])),
        )
        for lever, means in values.items()
    )
    profit = float(np.mean(there))
    chart: Picture = _two(own, profit, words)
    head = (words("beside.head.lever"), words("beside.head.teams"), words("beside.head.best"))
    return Slide(
        name="beside",
        title=words("room.title.beside"),
        lead=words(f"room.beside.{say.than(profit, own)[0]}", money=say.than(profit, own)[1]),
        lines=(words("beside.note"),),
        level=words("beside.level"),
        picture=chart,
        tables=(Table(words("beside.table"), head, rows),),
    )


def _two(own: float, best: float, words: Words) -> Picture:
    rows = [
        Bar(words("room.mean"), own, money(own), "operations", True),
        Bar(words("gauges.firm.plan"), best, money(best)),
    ]
    label = words("beside.label")
    return lambda frame: bars(frame, label, rows)
