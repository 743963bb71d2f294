"""A team's weeks under other rules, each replay by its level, as its page has them."""

from __future__ import annotations

from collections.abc import Sequence

from coordsim.core.levers import ROLES
from coordsim.room.after.records import Elsewhere, TeamTold
from coordsim.show.numbers import number
from coordsim_web.rooms.debrief import words as say
from coordsim_web.rooms.debrief.charts import Bar, bars
from coordsim_web.rooms.debrief.slides import Slide, Table
from coordsim_web.rooms.debrief.words import Words, money

DRAWN = {"L2": "grey", "L3": "leadership-light"}  # levels with bars; all are in the table


def other_rules(one: Elsewhere, words: Words) -> str:
    """Return the name of a replay: who decides, which pay, which talk."""
    rules = say.rules(words, one.pay, one.talk)
    if one.present:
        rules = words("elsewhere.present")
    if one.level == "L3":
        return words("elsewhere.stand_ins", rules=rules)
    if not one.held:
        return words("elsewhere.managers", rules=rules)
    return words("elsewhere.held", role=words.name("roles", one.held), rules=rules)


def elsewhere(team: TeamTold, words: Words, mine: Sequence[str]) -> Slide:
    """The same weeks under other rules, each replay by its level."""
    shown = [one for one in team.elsewhere if not one.held or one.held in mine]
    own = Bar(
        words("elsewhere.own"), team.scores.profit, money(team.scores.profit), "customers", True
    )
    rows = [own] + [
        Bar(
            f"{one.level} · {other_rules(one, words)}",
            one.profit,
            _came(one, words),
            DRAWN[one.level],
        )
        for one in shown
        if one.level in DRAWN
    ]
    label = words("elsewhere.label")
    paid = tuple(
        (
            words.name("pay", one.pay) + (f" ({words('elsewhere.yours')})" if one.present else ""),
            *(number(one.week[role]) for role in ROLES),
        )
        for one in team.other_pay
    )
    roles = [words.name("roles", role) for role in ROLES]
    head = (words("level"), words("elsewhere.what"), words("profit"), *roles)
    found = tuple(
        (
            one.level,
            other_rules(one, words),
            _came(one, words) if one.band else number(one.profit),
            *(number(one.pays[role]) for role in ROLES),
        )
        for one in shown
    )
    return Slide(
        name="elsewhere",
        title=words("elsewhere.title"),
        lead=say.silence(words, team.silence),
        lines=(
            *((say.unusual(words, team.unusual),) if team.unusual else ()),
            *say.short(words, len(team.course.profit)),
            words("elsewhere.levels"),
            *(say.stand_in(words, one) for one in team.stand_ins),
        ),
        level=", ".join(sorted({"L0", *(one.level for one in shown)})),
        picture=lambda frame: bars(frame, label, rows),
        tables=(
            Table(words("elsewhere.table"), head, found),
            Table(words("elsewhere.pay"), (words("elsewhere.rule"), *roles), paid),
        ),
    )


def _came(one: Elsewhere, words: Words) -> str:
    """Write what came of a replay: of an estimate with its band, if it has a width as written."""
    if one.band is None:
        return money(one.profit)
    low, high = map(money, one.band)
    key = "about" if low != high else "about_sure"
    return words(f"elsewhere.{key}", money=money(one.profit), low=low, high=high)
