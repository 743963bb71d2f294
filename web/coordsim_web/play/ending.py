"""From what is known after the last week to the page of the debrief. The replays come seconds
later than the rest, so whatever waits for them has its place from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from coordsim.core.levers import ROLES
from coordsim.room.records import (
    Arm,
    Debrief,
    Gap,
    LostBy,
    Number,
    PlayedRound,
    Replay,
    Replays,
)
from coordsim.room.replays import LEVELS
from coordsim.room.sentences import fill_words, headline, verdict, where_lost
from coordsim.show.numbers import number
from coordsim_web.play.seat import LEAST_SHARE, Row, bar
from coordsim_web.play.shown import (
    Bar,
    Cause,
    Causes,
    Cell,
    Course,
    Elsewhere,
    Ending,
    Level,
    Line,
    PaidFor,
    Side,
    Summary,
    Table,
    Tile,
)
from coordsim_web.play.words import (
    capital,
    fact_value,
    money,
    profit,
    set_value,
    told_when,
    unit_of,
    value_of,
)

TILES = ("profit", "units", "fill_rate", "lost_units")
WIDEST = 6  # gaps between belief and truth that are shown at first
SHOWN_OF_HASH = 12
LATER = "…"
HEAD = (
    "Who decides",
    "Pay",
    "Talk",
    "Profit, money/week",
    "Units/week",
    "Fill rate",
    "Unit cost",
    "Range",
    "Lost, units/week",
    "Pay of your seat",
)


def ending(told: Debrief, arms: Sequence[Replay], found: Replays | None) -> Ending:
    """Return the page of a debrief. ``arms`` are the replays that are played, ``found`` what came
    of them, None until then.
    """
    return Ending(
        role=told.role,
        summary=_summary(told, arms, found),
        elsewhere=_elsewhere(arms, found),
        causes=_causes(told, found),
        course=_course(told),
        sides=tuple(_side(told, seat) for seat in (told.role, told.partner)),
        seed=str(told.seed),
        hash=told.hash[:SHOWN_OF_HASH],
    )


def _summary(told: Debrief, arms: Sequence[Replay], found: Replays | None) -> Summary:
    kpis = {kpi.name: kpi for kpi in told.kpis}
    firm = profit(kpis["profit"].value)
    tiles = [
        Tile(
            kpis[name].label,
            firm if name == "profit" else value_of(kpis[name].value, kpis[name].unit),
            unit_of(kpis[name].unit, kpis[name].value),
            "",
        )
        for name in TILES
    ]
    tiles += [
        Tile(f"Pay of {role}{_you(role, told)}", money(told.pay[role].week), "a week", role)
        for role in ROLES
    ]
    return Summary(
        headline=headline(kpis["profit"].value or 0.0),
        verdict=verdict(found.arms) if found else "",
        stand_in=verdict(_longest(arms)),
        tiles=tuple(tiles),
        paid=_paid(told, firm),
    )


def _you(role: str, told: Debrief) -> str:
    return ", you" if role == told.role else ""


def _longest(arms: Sequence[Replay]) -> list[Arm]:
    """Return arms that make the longest verdict there can be."""
    wordy = max(arms, key=lambda arm: len(arm.pay_title) + len(arm.talk_title))
    managers = next(arm for arm in arms if arm.level == "L2" and arm.present)
    return [_said(arms[0], -9999.0), _said(managers, -1111.0), _said(wordy, 1111.0)]


def _said(which: Replay, profit: float) -> Arm:
    return Arm(
        **vars(which),
        profit=profit,
        units=None,
        fill_rate=None,
        unit_cost=None,
        range=None,
        lost_units=None,
        your_pay=None,
    )


def _paid(told: Debrief, firm: str) -> PaidFor:
    words = tuple(
        Row(
            capital(role),
            f"{told.pay[role].words} It came to {money(told.pay[role].week)} a week, while the"
            f" firm's profit was {firm}.",
        )
        for role in ROLES
    )
    rounds = tuple(
        (str(at), money(one.expected_pay), money(one.pay[told.role]))
        for at, one in enumerate(told.rounds, 1)
    )
    others = tuple(
        (f"{row.title}{' (yours)' * row.present}", *(money(row.week[role]) for role in ROLES))
        for row in told.other_pay
    )
    return PaidFor(
        words=words,
        expected=Table(
            "Pay expected and paid", ("Round", "Expected, a week", "Paid, a week"), rounds
        ),
        other=Table("Other pay", ("Money a week", *map(capital, ROLES)), others),
    )


def _elsewhere(arms: Sequence[Replay], found: Replays | None) -> Elsewhere:
    profits = {_key(arm): arm.profit for arm in found.arms} if found else {}
    low, high = min([0.0, *profits.values()]), max([1.0, *profits.values()])
    levels = tuple(
        Level(
            name=level,
            title=title,
            rows=tuple(
                _bar(arm, profits.get(_key(arm)), low, high) for arm in arms if arm.level == level
            ),
        )
        for level, title in LEVELS.items()
    )
    return Elsewhere(
        waiting=found is None,
        levels=levels,
        zero=round(-100 * low / (high - low), 2),
        table=Table("Replays in numbers", HEAD, tuple(map(_numbers, found.arms if found else ()))),
    )


def _key(arm: Replay) -> tuple[str, str]:
    return f"{arm.level} {arm.pay}", arm.talk


def _bar(arm: Replay, value: Number, low: float, high: float) -> Bar:
    real = value or 0.0
    return Bar(
        label=f"{arm.pay_title} · {arm.talk_title}",
        present=arm.present and arm.level != "game",
        left=round(100 * (min(real, 0.0) - low) / (high - low), 2),
        width=round(100 * abs(real) / (high - low), 2),
        red=real < 0,
        value=LATER if value is None else profit(value),
    )


def _numbers(arm: Arm) -> tuple[str, ...]:
    told = {
        "units": arm.units,
        "share": arm.fill_rate,
        "money/unit": arm.unit_cost,
        "variants": arm.range,
        "units/week": arm.lost_units,
        "money/week": arm.your_pay,
    }
    texts = [LEVELS[arm.level], arm.pay_title, arm.talk_title, profit(arm.profit)]
    texts += [value_of(value, unit) for unit, value in told.items()]
    return tuple(texts)


def _causes(told: Debrief, found: Replays | None) -> Causes:
    others = found.lost if found else tuple(LostBy(one.cause, 0.0) for one in told.lost)
    most = max(one.units for one in (*told.lost, *others))
    rows = tuple(
        Cause(
            label=capital(mine.cause),
            units=number(mine.units),
            other=f"against {number(other.units) if found else LATER}",
            width=bar(mine.units, most, LEAST_SHARE) if mine.units else 0.0,
            other_width=bar(other.units, most, LEAST_SHARE) if other.units else 0.0,
        )
        for mine, other in zip(told.lost, others, strict=True)
    )
    fill = next(kpi.value for kpi in told.kpis if kpi.name == "fill_rate")
    words = " ".join(filter(None, (where_lost(told.lost, told.ordered), fill_words(fill))))
    return Causes(words, rows, found.against if found else LATER)


def _course(told: Debrief) -> Course:
    ordered, delivered = told.weekly["demand"], told.weekly["units"]
    return Course(
        sentence=where_lost(told.lost, told.ordered),
        weeks=told.weeks,
        top=number(max(*ordered, *delivered), 0),
        ordered=ordered,
        delivered=delivered,
        rounds=tuple(one.week for one in told.rounds),
        lines=(*_outcomes(told), *_levers(told)),
    )


def _outcomes(told: Debrief) -> list[Line]:
    """Return what came of each round, line by line."""
    says: dict[str, Callable[[PlayedRound], str]] = {
        "Profit, money/week": lambda one: profit(one.profit),
        "Lost, units/week": lambda one: number(one.lost),
        "Most of them by": lambda one: one.worst,
        "Pay of marketing": lambda one: money(one.pay["marketing"]),
        "Pay of operations": lambda one: money(one.pay["operations"]),
        f"Pay that {told.role} expected": lambda one: money(one.expected_pay),
        "Range on sale": lambda one: number(one.on_sale),
    }
    return [
        Line(label, "", (Cell(""), *(Cell(words(one)) for one in told.rounds)))
        for label, words in says.items()
    ]


def _levers(told: Debrief) -> list[Line]:
    """Return the levers that somebody moved, as they were in each round."""
    lines = []
    for lever in told.levers:
        values = [told.start[lever.name], *(one.levers[lever.name] for one in told.rounds)]
        if len(set(values)) == 1:
            continue
        cells = [Cell(set_value(values[0], lever.unit))]
        cells += [
            Cell(set_value(now, lever.unit), now != before) for before, now in pairwise(values)
        ]
        lines.append(Line(lever.label, lever.owner, tuple(cells)))
    return lines


def _side(told: Debrief, seat: str) -> Side:
    rows = tuple(_gap(gap) for gap in told.knowledge if gap.seat == seat)
    head = ("Fact", "Believed", "True", "Told")
    title = f"{capital(seat)}{_you(seat, told)}"
    return Side(title, WIDEST, Table(f"What {seat} believed", head, rows))


def _gap(gap: Gap) -> tuple[str, ...]:
    unit = unit_of(gap.unit)
    believed = gap.words or fact_value(gap.name, gap.belief, gap.unit)
    true = fact_value(gap.name, gap.truth, gap.unit)
    texts = [f"{gap.label}{f', {unit}' * bool(unit)}", believed, true, told_when(gap.age)]
    return tuple(texts)
