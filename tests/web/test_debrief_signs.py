"""W13: a debrief's sentences are right in every case of sign and size, on every slide and screen,
in both languages: what is written of two numbers fits both as they are written.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.debriefs import finished

from coordsim.core.levers import ROLES
from coordsim.room.after.records import Frictions, Move, Silence, TeamTold, Told
from coordsim.room.after.tell import told_of
from coordsim.room.scores import Luck, Yardstick
from coordsim.show.numbers import rounded
from coordsim_web.rooms.debrief import room, screens
from coordsim_web.rooms.debrief import words as say
from coordsim_web.rooms.debrief.team import page
from coordsim_web.rooms.debrief.words import Words, money
from coordsim_web.texts import LANGUAGES

BOTH = [Words(language) for language in LANGUAGES]
BROKEN = re.compile(r"[{}]|\bnan\b|\binf\b|None|−0(?![.,\d])|\+0(?![.,\d])|\s\s|\s[.,;](?!\d)")
MADE = re.compile(r"(made|lost|more|less|verdiente|verlor|mehr|weniger) −\d")
AMOUNTS = st.one_of(
    st.sampled_from([0.0, -0.3, 0.3, -0.5, 0.5, 10.0, -10.0]),
    st.floats(-2000, 2000, allow_nan=False),
)


SILENCES = st.builds(Silence, AMOUNTS, AMOUNTS, AMOUNTS, st.booleans())


@st.composite
def teams(draw: st.DrawFn) -> TeamTold:
    """A team whose money is drawn anew, ties and zeros among it."""
    team = draw(st.sampled_from(finished().told.teams))

    def pays() -> dict[str, float]:
        return {role: draw(AMOUNTS) for role in ROLES}

    own, worst = draw(AMOUNTS), draw(AMOUNTS)
    sticks = tuple(
        Yardstick(one.name, one.level, draw(st.one_of(st.just(own), AMOUNTS)), pays())
        for one in team.scores.yardsticks
    )
    parts = {name: draw(AMOUNTS) for name in team.frictions.parts}
    low, middle, high = sorted(draw(AMOUNTS) for _ in range(3))
    return replace(
        team,
        scores=replace(team.scores, profit=own, pay=pays(), yardsticks=sticks),
        silence=draw(st.one_of(st.none(), SILENCES)),
        frictions=Frictions(worst, worst + sum(parts.values()), parts),
        luck=Luck(200, own, middle, low, high, draw(st.floats(0, 1))),
    )


@st.composite
def debriefs(draw: st.DrawFn) -> Told:
    """A debrief of one team or of some."""
    found = draw(st.lists(teams(), min_size=1, max_size=4))
    numbered = tuple(replace(team, team=place) for place, team in enumerate(found, 1))
    return told_of(finished().room.room.state, numbered)


def sentences(told: Told, words: Words) -> list[str]:
    """All that is said on pages, slides and screens."""
    state = finished().room.room.state
    slides = [slide for part in room.whole(told, words) for slide in part.slides]
    shown = [screens.screen(told, state, number, words) for number in range(1, 6)]
    return [line for one in (*slides, *shown) for line in (one.lead, *one.lines)]


@pytest.mark.slow
@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
@given(told=debriefs())
@settings(max_examples=25, deadline=None)
def test_whatever_came_is_said_whole(words: Words, told: Told) -> None:
    for line in sentences(told, words):
        assert line.strip()
        assert not BROKEN.search(line), line
        assert not MADE.search(line), line


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
@given(own=AMOUNTS, theirs=AMOUNTS)
@settings(max_examples=200, deadline=None)
def test_what_is_written_adds_up(words: Words, own: float, theirs: float) -> None:
    gap = rounded(theirs, 0) - rounded(own, 0)
    kind = "more" if gap > 0 else "less" if gap < 0 else "same"
    said = say.against(words, "plan", own, theirs)
    assert said == words(f"against.plan.{kind}", theirs=money(theirs), money=money(abs(gap)))
    for team in ("", "Team 1"):
        head = say.headline(words, team, own)
        assert money(abs(rounded(own, 0))) in head or rounded(own, 0) == 0
        assert "−" not in head


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
@given(team=teams(), role=st.sampled_from(ROLES))
@settings(max_examples=100, deadline=None)
def test_the_dilemma_is_said_of_pay_kept_and_firm_behind(
    words: Words, team: TeamTold, role: str
) -> None:
    manager = team.scores.against(f"manager in the chair of {role}")
    best = team.scores.against("coordinated managers")
    assert manager is not None
    assert best is not None
    kept = rounded(team.scores.pay[role], 0) >= rounded(manager.pay[role], 0)
    behind = rounded(team.scores.profit, 0) < rounded(best.profit, 0)
    assert ("ilemma" in say.dilemma(words, team, role)) == (kept and behind)
    told = replace(finished().told, teams=(team,))
    apart = any("ilemma" in say.dilemma(words, team, one) for one in ROLES)
    said = room.paid(told, words).lead
    assert said == words(f"room.apart.{'all' if apart else 'none'}", count=1, teams=1)


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
@given(team=teams())
@settings(max_examples=50, deadline=None)
def test_who_touched_nothing_reads_it_beside_a_manager_and_the_first_plan(
    words: Words, team: TeamTold
) -> None:
    held = replace(team, moves=(), people=ROLES)
    told = replace(finished().told, teams=(held,))
    lines = page(told, held.team, words).slides[0].lines
    untouched = held.scores.against("untouched")
    assert untouched is not None
    for role in ROLES:
        manager = held.scores.against(f"manager in the chair of {role}")
        assert manager is not None
        gap = rounded(manager.profit, 0) - rounded(held.scores.profit, 0)
        kind = "more" if gap > 0 else "less" if gap < 0 else "same"
        said = {"theirs": money(manager.profit), "money": money(abs(gap))}
        assert words(f"idle.{kind}", role=words.name("roles", role), **said) in lines
    assert say.against(words, "untouched", held.scores.profit, untouched.profit) in lines
    ahead = rounded(held.scores.profit, 0) > rounded(untouched.profit, 0)
    wall = screens.screen(told, finished().room.room.state, 1, words)
    assert words("screens.gauges.untouched", ahead=int(ahead), firms=1) in wall.lines
    assert words("gauges.firm.untouched") in [row[0] for row in wall.tables[0].rows]
    moved = replace(held, moves=(Move(0, ROLES[0], "price", 10.0, 9.0),))
    again = page(replace(told, teams=(moved,)), moved.team, words).slides[0].lines
    assert len(again) == len(lines) - 1
