"""The same weeks under other rules, a dot for each team, and the arms of a room compared."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from coordsim.room.after.elsewhere import Pair
from coordsim.room.after.records import Elsewhere, Silence, TeamTold, Told
from coordsim.room.after.tell import arms_of
from coordsim.show.numbers import number
from coordsim_web.rooms.debrief import words as say
from coordsim_web.rooms.debrief.charts import Row, dots
from coordsim_web.rooms.debrief.replayed import other_rules
from coordsim_web.rooms.debrief.slides import Slide, Table
from coordsim_web.rooms.debrief.words import Words, money

MEASURES = ("profit", "marketing_pay", "operations_pay", "fill_rate", "lost_units")


def gap_rows(told: Told, words: Words) -> list[Row]:
    """Return the arms' differences in profit, each with its 95 % interval."""
    return [
        Row(
            words("gap.row", arm=gap.arm, base=gap.base),
            words=number(gap.gap.mean, 0, sign=True),
            band=(gap.gap.low, gap.gap.high),
            tick=gap.gap.mean,
        )
        for gap in told.gaps
        if gap.measure == "profit" and gap.gap is not None
    ]


def rules_rows(told: Told, words: Words, pairs: Collection[Pair] | None = None) -> list[Row]:
    """Return the same weeks under other rules: a dot for each team, arm by arm, then managers,
    under ``pairs`` of pay and talk, or under all.
    """
    rows = [
        Row(
            words("room.teams_of", arm=arm) if len(told.arms) > 1 else words("room.teams"),
            tuple(team.scores.profit for team in teams),
            money(float(np.mean([team.scores.profit for team in teams]))),
            "operations",
            tick=float(np.mean([team.scores.profit for team in teams])),
        )
        for arm, teams in arms_of(told.teams).items()
    ]
    found: dict[str, list[float]] = {}
    for team in told.teams:
        for one in team.elsewhere:
            if one.level == "L2" and (pairs is None or one.present or (one.pay, one.talk) in pairs):
                label = other_rules(one, words) if pairs else _named(one, team, told, words)
                found.setdefault(label, []).append(one.profit)
    rows += [
        Row(
            label,
            tuple(sorted(set(values))),
            money(float(np.mean(values))),
            "ink-2",
            tick=float(np.mean(values)),
            look="hollow",
        )
        for label, values in found.items()
    ]
    return rows


def mean_silence(told: Told) -> Silence | None:
    """Return what the teams' managers come to on average with one agreed plan and without; None
    where all began with one.
    """
    found = [team.silence for team in told.teams if team.silence is not None]
    if not found:
        return None
    return Silence(
        own=float(np.mean([one.own for one in found])),
        told=float(np.mean([one.told for one in found])),
        agreed=float(np.mean([one.agreed for one in found])),
        quiet=all(one.quiet for one in found),
    )


def helped_most(told: Told, words: Words, pairs: Collection[Pair]) -> str:
    """Say under which of other rules the teams' managers came to most on average; nothing where
    there are none.
    """
    own, found = [], dict[Pair, list[float]]()
    for team in told.teams:
        for one in team.elsewhere:
            if one.level == "L2" and one.present:
                own.append(one.profit)
            elif one.level == "L2" and (one.pay, one.talk) in pairs:
                found.setdefault((one.pay, one.talk), []).append(one.profit)
    others = {pair: float(np.mean(values)) for pair, values in found.items()}
    return say.most_helped(words, float(np.mean(own)), others) if others else ""


def against_most(told: Told, words: Words) -> tuple[str, ...]:
    """Say where the teams' worlds are not like most: of the teams the one that is so most, with its
    number where there are several worlds.
    """
    odd = [team for team in told.teams if team.unusual is not None]
    if not odd:
        return ()
    most = max(odd, key=lambda team: team.unusual.against if team.unusual else 0)
    said = say.unusual(words, most.unusual) if most.unusual else ""
    many = len({(team.world, team.arm) for team in told.teams}) > 1
    return (f"{words('team.title', team=most.team)}: {said}" if many else said,)


def _named(one: Elsewhere, team: TeamTold, told: Told, words: Words) -> str:
    name = other_rules(one, words)
    return f"{name}, {team.arm}" if one.present and len(told.arms) > 1 else name


def elsewhere(told: Told, words: Words) -> Slide:
    """The same weeks under other rules, and the arms compared."""
    rows, label = rules_rows(told, words) + gap_rows(told, words), words("elsewhere.label")
    shown = [gap for gap in told.gaps if gap.measure in MEASURES]
    lines = [say.gap(words, gap) for gap in shown if gap.measure == "profit"]
    tables = [
        Table(
            words("elsewhere.table"),
            (words("elsewhere.what"), words("profit")),
            tuple((row.label, row.words) for row in rows),
        )
    ]
    if shown:
        said = tuple((words.name("measures", gap.measure), say.gap(words, gap)) for gap in shown)
        tables.append(Table(words("gap.table"), (words("gap.measure"), words("gap.found")), said))
    return Slide(
        name="elsewhere",
        title=words("room.title.elsewhere"),
        lead=say.silence(words, mean_silence(told)),
        lines=(
            *lines,
            *against_most(told, words),
            *say.short(words, told.weeks),
            words("elsewhere.levels"),
            say.stand_ins(words, told),
        ),
        level="L2",
        picture=lambda frame: dots(frame, label, rows, words("unit")),
        tables=tuple(tables),
    )
