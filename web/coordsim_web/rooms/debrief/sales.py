"""The weeks of a team: what was asked for, made and sold, who moved what, and every lost unit by
its cause.
"""

from __future__ import annotations

from collections.abc import Sequence

from coordsim.core.kpis import CAUSES
from coordsim.core.levers import ROLES
from coordsim.room.after.records import Course, Phase, TeamTold, Told
from coordsim.show.numbers import number, rounded, share
from coordsim_web.rooms.debrief import words as say
from coordsim_web.rooms.debrief.charts import Band, Bar, Weeks, bars, weeks
from coordsim_web.rooms.debrief.slides import Picture, Slide, Table
from coordsim_web.rooms.debrief.words import Words
from coordsim_web.rooms.words import capital, lever_measured, lever_value

PUT_OFF, *LOST = CAUSES  # who was put off by choice never asked; the rest is lost of what was
SHADES = ("loss", "marketing-light", "leadership-light", "mood-2", "grey", "leadership")


def happened(told: Told, team: TeamTold, words: Words) -> Slide:
    """The weeks: asked for, made, sold; lost units by cause; who moved what."""
    moved = {
        role: tuple(dict.fromkeys(m.week for m in team.moves if m.role == role)) for role in ROLES
    }
    rows = tuple(
        (
            number(one.week + 1),
            words.name("roles", one.role),
            words.name("levers", one.lever),
            words.model(lever_value(one.lever, one.before)),
            words.model(lever_value(one.lever, one.after)),
        )
        for one in team.moves
    )
    head = tuple(words(f"happened.head.{name}") for name in ("week", "who", "lever", "from", "to"))
    return Slide(
        name="happened",
        title=words("happened.title"),
        lead=where_lost([team.course], words),
        lines=(
            *owned(team, words),
            *hoped(team, words),
            *(say.teachable(words, one) for one in team.teachable),
        ),
        picture=course(team.course, words, moved, told.phases),
        tables=(
            weekly(team.course, words),
            Table(words("happened.moves"), head, rows),
            *hopes_table(team, words),
        ),
    )


def owned(team: TeamTold, words: Words) -> tuple[str, ...]:
    """Say when the owner gave orders and lifted them, and that the firm stopped."""
    out = []
    for one in team.owner:
        levers = [
            words(
                f"owner.{team.acts}",
                lever=words.name("levers", name),
                value=words.model(lever_measured(name, value)),
            )
            for name, value in one.orders.items()
        ]
        key = one.does if levers or one.does == "lifted" else "free"
        out.append(words(f"owner.{key}", week=number(one.week + 1), orders=", ".join(levers)))
    if team.stopped is not None:
        out.append(words("owner.stopped", week=number(team.stopped + 1)))
    return tuple(out)


def hoped(team: TeamTold, words: Words) -> tuple[str, ...]:
    """Say of each seat how what it expected compares with what came, over the rounds in which both
    are known.
    """
    out = []
    for role in ROLES:
        pairs = [
            (hope, one.came)
            for one in team.expected
            if (hope := one.hopes.get(role)) is not None and one.came is not None
        ]
        if pairs:
            hope, came = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
            how, gap = say.than(hope, came)
            out.append(
                words(
                    f"expected.{how}",
                    role=capital(words.name("roles", role)),
                    expected=number(hope, 0),
                    came=number(came, 0),
                    gap=gap,
                    rounds=number(len(pairs)),
                )
            )
    return tuple(out)


def hopes_table(team: TeamTold, words: Words) -> tuple[Table, ...]:
    """Return what each seat expected of each round beside what came; none where nothing is
    known.
    """
    if all(hope is None for one in team.expected for hope in one.hopes.values()):
        return ()
    seats = [words("expected.by", role=words.name("roles", role)) for role in ROLES]
    head = (words("expected.round"), *seats, words("happened.sold"))
    rows = tuple(
        (
            number(one.round),
            *(number(one.hopes.get(role), 0) for role in ROLES),
            number(one.came, 0),
        )
        for one in team.expected
    )
    return (Table(words("expected.table"), head, rows),)


def where_lost(courses: Sequence[Course], words: Words) -> str:
    """Say how much of what was asked for was lost, and by what most; and how much was never asked
    for.
    """
    asked = sum(sum(one.asked) for one in courses)
    totals = {cause: sum(sum(one.lost[cause]) for one in courses) for cause in CAUSES}
    never = totals.pop(PUT_OFF)
    gone = sum(totals.values())
    put_off = " " + words("lost.put_off", units=number(never, 0)) if rounded(never, 0) else ""
    if not rounded(gone, 0):
        return words("lost.none", asked=number(asked, 0)) + put_off
    worst = max(totals, key=lambda cause: totals[cause])
    some = words(
        "lost.some",
        asked=number(asked, 0),
        lost=number(gone, 0),
        part=share(gone / asked, 0),
        cause=words.name("causes", worst),
        most=share(totals[worst] / gone, 0),
    )
    return some + put_off


def course(
    done: Course, words: Words, moved: dict[str, tuple[int, ...]], phases: Sequence[Phase] = ()
) -> Picture:
    """Return the picture of the weeks."""
    totals = {cause: sum(done.lost[cause]) for cause in LOST}
    seen = [cause for cause in LOST if rounded(totals[cause], 0)]
    named = sorted(seen, key=lambda one: -totals[one])
    bands = [Band(words("happened.sold"), done.sold, "operations-light")]
    bands += [
        Band(words.name("causes", cause), done.lost[cause], colour)
        for cause, colour in zip(named[:5], SHADES, strict=False)
    ]
    if len(named) > 5:
        rest = [sum(week) for week in zip(*(done.lost[cause] for cause in named[5:]), strict=True)]
        bands.append(Band(words("happened.rest"), rest, SHADES[-1]))
    chart = Weeks(
        bands=tuple(bands),
        lines=(
            Band(words("happened.asked"), done.asked, "ink"),
            Band(words("happened.made"), done.made, "grey"),
        ),
        moved={role: list(at) for role, at in moved.items()},
        names={role: words("happened.moved", role=words.name("roles", role)) for role in moved},
        phases=tuple((one.week, words.wrote(one.title)) for one in phases if one.week),
        unit=words("happened.unit"),
        week=words("happened.week"),
    )
    label = words("happened.label")
    return lambda frame: weeks(frame, label, chart)


def weekly(done: Course, words: Words) -> Table:
    """Return the numbers of the weeks."""
    head = (
        words("happened.week"),
        words("happened.asked"),
        words("happened.made"),
        words("happened.sold"),
        words("happened.lost"),
        words("profit"),
    )
    lost_ = [sum(column) for column in zip(*(done.lost[cause] for cause in LOST), strict=True)]
    rows = zip(done.asked, done.made, done.sold, lost_, done.profit, strict=True)
    return Table(
        words("happened.table"),
        head,
        tuple((str(k), *map(number, row)) for k, row in enumerate(rows, 1)),
    )


def lost(team: TeamTold, words: Words) -> Slide:
    """Every lost unit by its cause."""
    totals = {cause: sum(values) for cause, values in team.course.lost.items()}
    rows = [
        Bar(words.name("causes", cause), totals[cause], number(totals[cause], 0), "loss")
        for cause in sorted(totals, key=lambda one: -totals[one])
        if rounded(totals[cause], 0)
    ]
    label = words("lost.label")
    return Slide(
        name="lost",
        title=words("lost.title"),
        lead=where_lost([team.course], words),
        picture=(lambda frame: bars(frame, label, rows)) if rows else None,
        tables=(
            Table(
                words("lost.table"),
                (words("lost.cause"), words("lost.units")),
                tuple(
                    (words.name("causes", cause), number(units)) for cause, units in totals.items()
                ),
            ),
        ),
    )
