"""The left of a seat's page: what happened, beside what was expected; what is known and what is
only believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coordsim.core.levers import BY_NAME
from coordsim.room.agenda import AgendaPhase
from coordsim.room.chair import Chair
from coordsim.room.records import Move, Number, PastRound, View
from coordsim.show.numbers import number, rounded
from coordsim_web.rooms.seat.page import Happened, Row, seat_page
from coordsim_web.rooms.seat.records import Course, Mark, Seen, Side, Table
from coordsim_web.rooms.words import lever_measured, lever_value
from coordsim_web.texts import Texts, say, texts
from coordsim_web.texts.spoken import Spoken, spoken

RECORD = 4  # forecasts that a track record is made of
ALIKE = 2.0  # per cent up to which forecasts are called right


def seen_of(chair: Chair, phase: AgendaPhase | None, language: str) -> Seen:
    """Return the left of a seat's page."""
    first = chair.views[0] if chair.views and chair.round == 1 else None
    return Seen(
        story=first.story if first else "",
        words=phase.words if phase else "",
        sides=tuple(_side(chair, view, language) for view in chair.views),
    )


def _side(chair: Chair, view: View, language: str) -> Side:
    said, roles = texts("seat", language), texts("room", language)["roles"]
    page, model = seat_page(view), spoken(language)
    told = [replace(group, title=said["groups"][group.source]) for group in page.knows.groups]
    untold = next((group for group in told if group.source == "untold"), None)
    past = chair.tracks.get(view.role, ())
    return Side(
        role=view.role,
        name=roles[view.role] if len(chair.views) > 1 else "",
        pay=view.pay.words,
        slip=page.pay.slip,
        total=page.pay.total,
        expected=page.pay.expected,
        course=course_of(past, language) if past else None,
        figures=_figures(page.happened, said) if page.happened else None,
        lost=tuple(Row(one.label, one.units) for one in page.happened.lost)
        if page.happened
        else (),
        untold_lost=page.happened.untold if page.happened else "",
        spoken=page.happened.spoken if page.happened else "",
        rule=f"{model(page.knows.title)}. {model(page.knows.words)}",
        groups=tuple(group for group in told if group.source != "untold"),
        untold=untold,
        terms=page.knows.terms,
    )


def _figures(happened: Happened, said: Texts) -> Table:
    """Return the last round's figures beside what was expected of them and the round before."""
    return Table(
        label=said["figures"],
        head=("", said["mean"], said["expected"], said["round_before"]),
        rows=tuple(
            (kpi.label, f"{kpi.value} {kpi.unit}".strip(), kpi.expected, kpi.before)
            for kpi in happened.kpis
        ),
    )


def course_of(past: Sequence[PastRound], language: str) -> Course:
    """Return what was sold in every week so far beside what was expected, with own moves."""
    said = texts("seat", language)
    weeks = tuple(week + 1 for one in past for week in one.weeks)
    units = tuple(value for one in past for value in one.units)
    expected = tuple(one.expected for one in past for _ in one.weeks)
    return Course(
        sentence=_last(past[-1], said),
        record=record_of(past, said),
        weeks=weeks,
        fresh=len(past[-1].weeks),
        units=tuple(map(_whole, units)),
        expected=tuple(map(_whole, expected)),
        marks=tuple(
            Mark(one.weeks[0] + 1, moves_told(one.moves, said, spoken(language)))
            for one in past
            if one.moves
        ),
        table=Table(
            label=said["course"],
            head=(said["week"], said["sold"], said["expected"]),
            rows=tuple(
                (str(week), number(sold, 0), number(hoped, 0))
                for week, sold, hoped in zip(weeks, units, expected, strict=True)
            ),
        ),
    )


def _whole(value: Number) -> float | None:
    return None if value is None else float(rounded(value, 0))


def mean_sold(one: PastRound) -> float:
    """Return what a round sold a week; nothing is known as no sale."""
    values = [value or 0.0 for value in one.units]
    return sum(values) / len(values)


def _last(one: PastRound, said: Texts) -> str:
    sold = number(mean_sold(one), 0)
    if one.expected is None:
        return say(said, "sold_only", round=one.number, sold=sold)
    return say(said, "sold_and", round=one.number, sold=sold, expected=number(one.expected, 0))


def moves_told(moves: Sequence[Move], said: Texts, model: Spoken) -> str:
    """Say which levers were moved, from what to what."""
    return "; ".join(
        say(
            said,
            "moved",
            lever=model(BY_NAME[move.lever].label),
            before=model(lever_value(move.lever, move.before)),
            now=model(lever_measured(move.lever, move.value)),
        )
        for move in moves
    )


def record_of(past: Sequence[PastRound], said: Texts) -> str:
    """Say how far the last forecasts were off on average; nothing where there are none."""
    pairs = [
        (one.expected, mean_sold(one))
        for one in past
        if one.expected is not None and mean_sold(one) > 0
    ][-RECORD:]
    if not pairs:
        return ""
    off = 100 * sum(hoped / sold - 1 for hoped, sold in pairs) / len(pairs)
    size = number(abs(off), 0)
    key = "right" if abs(off) < ALIKE else "high" if off > 0 else "low"
    table = "record_one" if len(pairs) == 1 else "record_many"
    return say(said, f"{table}.{key}", count=len(pairs), percent=size)
