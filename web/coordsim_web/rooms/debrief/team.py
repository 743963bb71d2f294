"""A team's page: two gauges, the weeks, three moments, the same weeks under other rules, lost
units, luck, the best plan, and what nobody had told whom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.levers import BY_NAME, ROLES
from coordsim.room.after.records import TeamTold, Told
from coordsim.room.records import Gap as Unknown
from coordsim.show.numbers import number, share
from coordsim_web.rooms.debrief import replayed, sales
from coordsim_web.rooms.debrief import words as say
from coordsim_web.rooms.debrief.charts import Bar, Row, bars, dots
from coordsim_web.rooms.debrief.slides import Part, Picture, Slide, Table
from coordsim_web.rooms.debrief.words import Words, money
from coordsim_web.rooms.words import fact_value, lever_value, value_of

STICKS = {
    "untouched": "untouched",
    "managers": "managers",
    "coordinated managers": "coordinated",
    "best plan": "plan",
}


def page(told: Told, number_: int, words: Words, role: str = "") -> Part:
    """Return a team's page, as whoever sat in ``role`` reads it, or as anybody."""
    team = told.team(number_)
    mine = (role,) if role in ROLES else ROLES
    title = words("team.title", team=team.team)
    return Part(
        name=f"team-{team.team}",
        title=title,
        slides=(
            gauges(team, words, role),
            sales.happened(told, team, words),
            moments(told, team, words),
            replayed.elsewhere(team, words, mine),
            sales.lost(team, words),
            frictions(team, words),
            luck(team, words),
            beside(team, words),
            knew(team, words, mine),
        ),
    )


def sticks(team: TeamTold) -> dict[str, tuple[float, str]]:
    """Return what a team is held against: by its short name the profit and the replay's level."""
    out = {}
    for long, short in STICKS.items():
        found = team.scores.against(long)
        if found is not None:
            out[short] = (found.profit, found.level)
    return out


def most_paid(team: TeamTold, role: str) -> float:
    """Return the most that a seat was paid in any replay of its weeks under the same pay; where
    that changed on the way, in those alone in which it changed likewise.
    """
    own = team.scores.pay[role]
    present = next(one for one in team.elsewhere if one.present)
    exact = [one for one in team.elsewhere if one.level != "L3"]
    alike = [one for one in exact if one.present or (team.steady and one.pay == present.pay)]
    same = [one.pays[role] for one in alike]
    manager = team.scores.against(f"manager in the chair of {role}")
    mine = [one.pay_cost for one in team.moments if one.choice.role == role]
    return max(own, own + max(mine, default=0.0), manager.pay[role] if manager else own, *same)


def idle(team: TeamTold, role: str) -> bool:
    """Whether nothing of a seat's was moved from the first week to the last."""
    return not any(move.role == role for move in team.moves)


def gauges(team: TeamTold, words: Words, role: str) -> Slide:
    """Two scores, always together: the seat's pay, the firm's profit."""
    scores, held = team.scores, sticks(team)
    lines = []
    for seat in (role,) if role in ROLES else ROLES:
        manager = scores.against(f"manager in the chair of {seat}")
        if manager is not None:
            lines.append(say.paid(words, seat, scores.pay[seat], manager.pay[seat]))
            if seat in team.people and idle(team, seat):
                lines.append(say.idle(words, seat, scores.profit, manager.profit))
        lines.append(say.most_paid(words, scores.pay[seat], most_paid(team, seat)))
    lines += [say.against(words, kind, scores.profit, value) for kind, (value, _) in held.items()]
    lines += [say.dilemma(words, team, seat) for seat in ((role,) if role in ROLES else ())]
    lines += [words("gauges.missing", why=words.model(why)) for why in scores.missing.values()]
    who = "" if role else words("team.title", team=team.team)
    return Slide(
        name="gauges",
        title=words("gauges.title"),
        lead=say.headline(words, who, scores.profit),
        lines=tuple(lines),
        level="L1, L2",
        picture=_gauges(team, words, (role,) if role in ROLES else ROLES),
        tables=(_gauge_table(team, words),),
    )


def _gauges(team: TeamTold, words: Words, seats: Sequence[str]) -> Picture:
    scores = team.scores
    rows = []
    for seat in seats:
        named = words.name("roles", seat)
        manager = scores.against(f"manager in the chair of {seat}")
        values = [("own", scores.pay[seat], seat, True)]
        if manager is not None:
            values.append(("manager", manager.pay[seat], "grey", False))
        values.append(("most", most_paid(team, seat), "grey", False))
        rows += [
            Bar(words(f"gauges.pay.{kind}", role=named), value, money(value), colour, strong)
            for kind, value, colour, strong in values
        ]
    firm = [Bar(words("gauges.firm.own"), scores.profit, money(scores.profit), "customers", True)]
    firm += [
        Bar(words(f"gauges.firm.{kind}"), value, money(value))
        for kind, (value, _) in sticks(team).items()
    ]
    label = words("gauges.label")
    return lambda frame: bars(frame, label, [*rows, *firm])


def _gauge_table(team: TeamTold, words: Words) -> Table:
    roles = [words.name("roles", role) for role in ROLES]
    head = (words("gauges.who"), words("level"), words("profit"), *roles)
    own = team.scores.pay
    rows = [
        (
            words("gauges.firm.own"),
            "",
            number(team.scores.profit),
            *(number(own[role]) for role in ROLES),
        )
    ]
    for stick in team.scores.yardsticks:
        pays = (number(stick.pay[role]) for role in ROLES)
        rows.append((words.name("sticks", stick.name), stick.level, number(stick.profit), *pays))
    return Table(words("gauges.table"), head, tuple(rows))


def moments(told: Told, team: TeamTold, words: Words) -> Slide:
    """The decisions that cost the firm most, one at a time."""
    found = [say.moment(words, one, told.round_weeks) for one in team.moments]
    lead = words("moments.lead" if found else "moments.none")
    rows = [
        Bar(
            words(
                "moments.bar",
                rank=rank,
                lever=words.name("levers", one.choice.lever),
                role=words.name("roles", one.choice.role),
            ),
            one.cost,
            money(one.cost),
            one.choice.role,
        )
        for rank, one in enumerate(team.moments, 1)
    ]
    label = words("moments.label")
    return Slide(
        name="moments",
        title=words("moments.title"),
        lead=lead,
        lines=tuple(f"{rank}. {' '.join(pair)}" for rank, pair in enumerate(found, 1)),
        level=words("moments.level"),
        picture=(lambda frame: bars(frame, label, rows)) if rows else None,
        tables=(_moments_table(told, team, words),) if rows else (),
    )


def _moments_table(told: Told, team: TeamTold, words: Words) -> Table:
    head = ("seat", "lever", "round", "chose", "instead", "cost", "pay")
    rows = []
    for one in team.moments:
        seat, lever = words.name("roles", one.choice.role), words.name("levers", one.choice.lever)
        first = str(one.choice.weeks[0] // told.round_weeks + 1)
        chosen = (one.choice.chose, one.choice.instead)
        values = [words.model(lever_value(one.choice.lever, value)) for value in chosen]
        costs = [number(one.cost), number(one.pay_cost, sign=True)]
        rows.append((seat, lever, first, *values, *costs))
    names = tuple(words(f"moments.head.{name}") for name in head)
    return Table(words("moments.table"), names, tuple(rows))


def frictions(team: TeamTold, words: Words) -> Slide:
    """What each friction costs two managers in this world."""
    found = team.frictions
    return Slide(
        name="frictions",
        title=words("frictions.title"),
        lead=say.frictions(words, found),
        lines=(words("frictions.note"),),
        level="L2",
        picture=waterfall(found.worst, found.parts, words),
        tables=(friction_table(found.worst, found.best, found.parts, words),),
    )


def waterfall(worst: float, parts: Mapping[str, float], words: Words) -> Picture:
    """Return the way from managers as they are ruled to coordinated ones, friction by friction."""
    rows, level = [Bar(words("frictions.worst"), worst, money(worst), "ink-2")], worst
    for name, part in parts.items():
        colour = "operations" if part >= 0 else "loss"
        label = words.name("frictions", name)
        rows.append(Bar(label, part, number(part, 0, sign=True), colour, start=level))
        level += part
    rows.append(Bar(_without_frictions(parts, words), level, money(level), "ink-2"))
    label = words("frictions.label")
    return lambda frame: bars(frame, label, rows)


def _without_frictions(parts: Mapping[str, float], words: Words) -> str:
    return words("frictions.best_range" if "range" in parts else "frictions.best")


def friction_table(worst: float, best: float, parts: Mapping[str, float], words: Words) -> Table:
    """Return the numbers of the waterfall."""
    named = [
        (words.name("frictions", name), number(part, sign=True)) for name, part in parts.items()
    ]
    rows = [
        (words("frictions.worst"), number(worst)),
        *named,
        (_without_frictions(parts, words), number(best)),
    ]
    return Table(words("frictions.table"), (words("frictions.what"), words("profit")), tuple(rows))


def luck_row(team: TeamTold, label: str) -> Row:
    """Return a team's decisions in other worlds, and in its own."""
    found = team.luck
    return Row(
        label,
        (found.own,),
        money(found.own),
        "loss" if not say.UNLUCKY <= found.below <= say.LUCKY else "operations",
        band=(found.low, found.high),
        tick=found.mean,
    )


def luck(team: TeamTold, words: Words) -> Slide:
    """Was that luck?"""
    row, label = luck_row(team, words("luck.row")), words("luck.label")
    return Slide(
        name="luck",
        title=words("luck.title"),
        lead=say.luck(words, team.luck),
        lines=(words("luck.note"),),
        picture=lambda frame: dots(frame, label, [row], words("unit")),
        tables=(Table(words("luck.table"), luck_head(words), (luck_cells(team),)),),
    )


def luck_head(words: Words) -> tuple[str, ...]:
    """Return the head of a table of luck."""
    return tuple(words(f"luck.head.{name}") for name in ("own", "mean", "low", "high", "below"))


def luck_cells(team: TeamTold) -> tuple[str, ...]:
    """Return the numbers of a team's luck."""
    found = team.luck
    values = (found.own, found.mean, found.low, found.high)
    return (*map(number, values), share(found.below, 0))


def beside(team: TeamTold, words: Words) -> Slide:
    """The best plan beside one's own."""
    best = team.scores.against("best plan")
    rows = tuple(
        (
            words.name("levers", one.lever),
            *(words.model(lever_value(one.lever, value)) for value in (one.first, one.last)),
            value_of(one.mean, BY_NAME[one.lever].unit),
            words.model(lever_value(one.lever, one.best)),
        )
        for one in team.beside
    )
    head = tuple(
        words(f"beside.head.{name}") for name in ("lever", "first", "last", "mean", "best")
    )
    own = team.scores.profit
    lead = words("beside.none") if best is None else say.against(words, "plan", own, best.profit)
    return Slide(
        name="beside",
        title=words("beside.title"),
        lead=lead,
        lines=(words("beside.note"),) if rows else (),
        level="" if best is None else words("beside.level"),
        tables=(Table(words("beside.table"), head, rows),) if rows else (),
    )


def knew(team: TeamTold, words: Words, mine: Sequence[str]) -> Slide:
    """What each seat believed of what it had to be told."""
    tables = []
    head = tuple(words(f"knew.head.{name}") for name in ("fact", "believed", "true", "told"))
    for role in mine:
        rows = tuple(
            (
                words.name("facts", one.name),
                words.model(one.words or fact_value(one.name, one.belief, one.unit)),
                fact_value(one.name, one.truth, one.unit),
                _told(one, words),
            )
            for one in team.unknown
            if one.seat == role
        )
        tables.append(Table(words("knew.table", role=words.name("roles", role)), head, rows))
    part = any(cell.endswith(words("knew.part")) for table in tables for *_, cell in table.rows)
    never = sum(one.age is None for one in team.unknown if one.seat in mine)
    all_ = sum(one.seat in mine for one in team.unknown)
    return Slide(
        name="knew",
        title=words("knew.title"),
        lead=words(f"knew.{'some' if never else 'all'}", never=never, all=all_),
        lines=(words("knew.grasp"),) if part else (),
        tables=tuple(tables),
    )


def _told(one: Unknown, words: Words) -> str:
    """Say when a fact was told, and that it was believed in part where it was not believed whole
    though it is of the other's trade and was told.
    """
    if one.age is None:
        return words("knew.never")
    said = words("knew.ago", weeks=number(one.age)) if one.age else words("knew.now")
    halved = FACTS[INDEX[one.name]].structural and one.belief != one.truth
    return f"{said}, {words('knew.part')}" if halved else said
