"""A player that talks: its grammar, what it is told, what is kept of it, and that it is played
again. A script stands in for whoever answers.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.firms import silent, small

import coordsim as cs
from coordsim.core.levers import ROLES
from coordsim.players import PLAYERS
from coordsim.players.language import AnswerError, language_player, read, read_transcript, told
from coordsim.players.student import PlayerError, seat_of
from coordsim.scenario.file import Scenario

FEW = {"horizon.weeks": 8, "horizon.warmup": 0}


class Script:
    """Says one thing after the other, and then holds; remembers what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked = list(answers), list[str]()

    def __call__(self, text: str) -> Any:
        self.asked.append(text)
        return self.answers.pop(0) if self.answers else "hold"


def firm() -> Scenario:
    return small(FEW)


def play(player: Any, role: str = "marketing", firms: int = 1) -> cs.Run:
    return cs.simulate(firm(), firms=firms, seed=3, players={role: player})


@pytest.mark.parametrize(
    ("answer", "plan"),
    [
        ("hold", {}),
        ("# I wait\n\n  hold  \n", {}),
        ("price: 9.5", {"price": 9.5}),
        (
            "# dearer\nprice = 10.\nforecast:+40\nsafety : -.25",
            {"price": 10, "forecast": 40, "safety": -0.25},
        ),
    ],
)
def test_a_plan_in_the_grammar(answer: str, plan: dict[str, float]) -> None:
    assert read(answer) == plan


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("", "no line that is read"),
        ("# only thoughts", "no line that is read"),
        ("Sure! price: 9.5", "'Sure! price: 9.5' is no line of a plan"),
        ("hold\nprice: 9", "'hold' is no line of a plan"),
        ("price: 9,5", "is no line of a plan"),
        ("price: nan", "is no line of a plan"),
        ("price: 1e3", "is no line of a plan"),
        ("price: 9\nprice: 10", "price is set twice"),
        (None, "the answer is None, not a text"),
        ("#" * 30_000, "has 30000 characters; allowed: 20000"),
    ],
)
def test_what_is_no_plan(answer: Any, told: str) -> None:
    with pytest.raises(AnswerError, match=told.replace("(", r"\(")):
        read(answer)


@given(st.text())
def test_any_text_is_a_plan_or_refused(text: str) -> None:
    try:
        plan = read(text)
    except AnswerError:
        return
    assert all(np.isfinite(value) for value in plan.values())


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("price: 99", "marketing.price = 99 is outside [6, 14] in week 0"),
        ("hours: 200", "marketing.hours is not a lever that marketing may set in week 0"),
        ("range: 3.5", "is not a whole number"),
        ("I would rather not", "is no line of a plan"),
        ("forecast: -1", "marketing.forecast = -1 is outside"),
        (f"price: {'9' * 400}", "is not a finite number"),
    ],
)
def test_what_cannot_be_used_changes_nothing_and_is_kept_with_its_reason(
    tmp_path: Path, answer: str, why: str
) -> None:
    path = tmp_path / "talk.jsonl"
    run = play(language_player(Script(answer, answer), transcript=path))
    assert run.hash == play(language_player(lambda text: "hold")).hash
    turns = read_transcript(path)
    assert [turn.week for turn in turns] == [0, 4]
    assert why in turns[0].refused
    assert (turns[0].answered, turns[0].levers, turns[0].forecast) == (answer, {}, None)


def test_what_is_said_is_done(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    run = play(language_player(Script("price: 12\nforecast: 30", "price: 8"), transcript=path))
    assert run.plan[0, [0, 4], 0].tolist() == [12.0, 8.0]
    first, second = read_transcript(path)
    assert (first.levers, first.forecast, first.refused) == ({"price": 12.0}, 30.0, "")
    assert (second.levers, second.forecast) == ({"price": 8.0}, None)
    assert run.tape["marketing"][0].forecast.tolist() == [30.0]


@pytest.mark.parametrize("role", ROLES)
def test_the_question_has_all_that_the_seat_has(role: str) -> None:
    watching = silent()
    cs.simulate(firm(), seed=987654321, players={role: watching})
    seat = seat_of(watching.seen[1], 0)
    text = told(seat, "You are paid by the unit.\n")
    assert text.startswith("You are paid by the unit.\nYou are " + role)
    for table in (seat.limits, seat.result, seat.pay, seat.progress, seat.learnt):
        assert [name for name in table if f"- {name} = " not in text] == []
    assert [
        name for name in seat.beliefs if f"- {name} = " not in text and name not in seat.plan
    ] == []
    assert ("forecast: UNITS" in text) == (role == "marketing")
    assert "forecast: UNITS" not in told(replace(seat, heeded=False), ""), "nobody would hear it"
    assert str(seat.world) not in text


def test_it_is_told_nothing_that_a_seat_may_not_know() -> None:
    """Where the other side does something else of which nothing is heard, the question is the
    same.
    """
    asked = []
    for hours in (100, 300):
        script = Script()
        other = cs.simulate(
            firm(),
            seed=3,
            players={
                "marketing": language_player(script),
                "operations": language_player(Script(f"hours: {hours}")),
            },
        )
        assert other.firms == 1
        asked.append(script.asked[0])
    assert asked[0] == asked[1]


def test_a_transcript_plays_the_run_again(tmp_path: Path) -> None:
    """Both roles of three firms, in one file, without anybody to ask."""
    path = tmp_path / "talk.jsonl"
    script = Script(
        *(f"price: {8 + n / 2}" for n in range(3)), *(f"hours: {n}" for n in (150, 9, 200))
    )
    first = dict.fromkeys(ROLES, language_player(script, transcript=path))
    run = cs.simulate(firm(), firms=3, seed=3, players=first)
    before = path.read_bytes()
    again = dict.fromkeys(ROLES, language_player(replay=path))
    assert cs.simulate(firm(), firms=3, seed=3, players=again).hash == run.hash
    assert path.read_bytes() == before
    assert len(read_transcript(path)) == 3 * 2 * 2


def test_a_run_that_was_cut_off_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    answers = ("price: 12", "price: 8")
    whole = play(language_player(Script(*answers), transcript=path))
    every = path.read_text("utf-8")
    path.write_text(every[: every.index("\n") + 40], "utf-8")
    script = Script("price: 8")
    run = play(language_player(script, replay=path))
    assert run.hash == whole.hash
    assert len(script.asked) == 1
    assert path.read_text("utf-8") == every


def test_a_transcript_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    play(language_player(Script("price: 12"), transcript=path))
    with pytest.raises(PlayerError, match="another question for marketing of firm 0 in world 3, w"):
        cs.simulate(
            small(FEW | {"levers.price.start": 9}),
            seed=3,
            players={"marketing": language_player(replay=path)},
        )
    with pytest.raises(PlayerError, match="the transcript ends here, and there is nobody to ask"):
        cs.simulate(firm(), seed=4, players={"marketing": language_player(replay=path)})


def test_who_fails_ends_the_run_with_a_sentence() -> None:
    def propose(text: str) -> str:
        raise ConnectionError(
            "no route to whoever should answer, and this is a long sentence on it"
        )

    with pytest.raises(PlayerError) as failed:
        play(language_player(propose))
    assert str(failed.value) == (
        "language player: propose() failed in week 0 as marketing of firm 0: ConnectionError: no"
        " route to whoever should answer, and this is a long sentence on it"
    )


def test_what_cannot_be_seated_is_refused(tmp_path: Path) -> None:
    there, odd, twice = (tmp_path / name for name in ("there.jsonl", "odd.jsonl", "twice.jsonl"))
    play(language_player(Script(), transcript=there))
    odd.write_text('{"role": "marketing"}\n', "utf-8")
    twice.write_text(there.read_text("utf-8") * 2, "utf-8")
    script = Script()
    for refused, why in [
        (lambda: language_player(), "needed is propose"),
        (lambda: language_player("hold"), "propose = 'hold' cannot be called"),
        (lambda: language_player(script, transcript=there), "there.jsonl is there already"),
        (lambda: language_player(script, transcript=odd, replay=there), "is itself gone on with"),
        (lambda: language_player(replay=tmp_path / "no.jsonl"), "no.jsonl: no such file"),
        (lambda: language_player(replay=odd), "odd.jsonl: line 1 is no turn; needed: answered,"),
        (lambda: language_player(replay=twice), "marketing of firm 0 in world 3 is asked twice in"),
    ]:
        with pytest.raises(PlayerError, match=why):
            refused()


def test_nobody_talks_unless_seated() -> None:
    assert [name for name in PLAYERS if "language" in name] == []


def test_lines_are_plain_json(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    play(language_player(Script("# größer\nprice: 9"), transcript=path))
    first = json.loads(path.read_text("utf-8").splitlines()[0])
    assert first["answered"] == "# größer\nprice: 9"
    assert (first["role"], first["firm"], first["world"], first["week"]) == ("marketing", 0, 3, 0)
