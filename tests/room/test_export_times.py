"""What an export says of when something was said or handed in: before the reveal or after it, in
the round that counts.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from support.rooms import Class, agenda

from coordsim.room import deeds
from coordsim.room.export.folder import check, export

QUESTION = {"text": "Who is paid for units?", "answers": ["a", "b"], "right": 0}


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_was_believed_after_the_reveal_is_marked(tmp_path: Path) -> None:
    """Two questions: one that a screen answers, one that any does; and what is said after the
    end."""
    beliefs = [QUESTION, QUESTION | {"screen": 2}]
    phases = [{"title": "Play", "rounds": 1}, {"title": "Look", "beliefs": beliefs}]
    room = Class(tmp_path, agenda(phases=phases, pace="trainer"), 1)
    said = []

    def believe(late: str, question: int) -> None:
        room.do(deeds.BeliefCaptured, room.tokens[0], phase=2, question=question, answer=1.0)
        said.append((f"phase 2, question {question}", late))

    def predict(late: str) -> None:
        at = {"team": 1, "role": "marketing", "round": 1, "of": "units", "value": 3.0}
        room.do(deeds.PredictionCaptured, room.tokens[0], **at)
        said.append(("team 1, marketing, round 1: units", late))

    room.do(deeds.PhaseBegun, number=1)
    room.do(deeds.RoundOpened, round=1)
    room.submit(room.tokens[0], {})
    believe("yes", 1)
    for what, screen, late in (
        ("guess", 1, "yes yes"),
        ("screen", 1, "no yes"),
        ("guess", 2, "no yes"),
        ("screen", 2, "no no"),
        ("room", None, "no no"),
    ):
        room.do(deeds.WallShown, what=what, screen=screen)
        for question, is_late in enumerate(late.split(), start=1):
            believe(is_late, question)
    room.do(deeds.RoundUndone, round=1)
    room.do(deeds.RoundOpened, round=1)
    predict("no")
    room.submit(room.tokens[0], {})
    export(room.room, room.book, tmp_path / "out")
    rows = read(tmp_path / "out", "answers")
    assert [(row["about"], row["before_reveal"]) for row in rows] == said
    assert check(tmp_path / "out").wrong == []
    assert any(row["name"] == "before_reveal" for row in read(tmp_path / "out", "codebook"))
    path = tmp_path / "out" / "answers.csv"
    path.write_text(path.read_text().replace(",no,", ",yes,", 1))
    (wrong,) = check(tmp_path / "out").wrong
    assert wrong.endswith("before_reveal: yes, not no")


@pytest.mark.parametrize("ended", [True, False])
def test_what_is_believed_when_debriefs_are_open_is_late(tmp_path: Path, ended: bool) -> None:
    """Ended by the trainer, or over where nobody would end it."""
    phases = [{"title": "Play", "rounds": 2, "beliefs": [QUESTION]}]
    room = Class(tmp_path, agenda(phases=phases), 1)
    room.do(deeds.PhaseBegun, number=1)
    late = []
    for number in (1, 2):
        room.do(deeds.BeliefCaptured, room.tokens[0], phase=1, question=1, answer=0.0)
        late.append("yes")
        if number == 1 or not ended:
            room.submit(room.tokens[0], {})
    if ended:
        room.do(deeds.Ended)
    room.do(deeds.BeliefCaptured, room.tokens[0], phase=1, question=1, answer=0.0)
    export(room.room, room.book, tmp_path / "out")
    rows = read(tmp_path / "out", "answers")
    assert [row["before_reveal"] for row in rows] == [*late, "no"]
    assert check(tmp_path / "out").wrong == []


def test_what_was_handed_in_before_a_round_was_undone_is_of_no_decision(tmp_path: Path) -> None:
    """Round 1 is played twice: who handed in, and when, is of the second time only, and of somebody
    who swapped seats meanwhile nothing is told there."""
    room = Class(tmp_path, agenda(2, missing="repeat", away_after=0), 2)
    room.do(deeds.PhaseBegun, number=1)
    ada, bo = room.tokens
    for token in (ada, bo):
        room.hands.at += 1000
        room.submit(token, {"price": 9.0} if token == ada else {})
    room.hands.at += 5000
    room.do(deeds.RoundUndone, round=1)
    opened = room.hands.at
    swap = {"team": 1, "role": "marketing", "other_team": 1, "other_role": "operations"}
    room.do(deeds.Swapped, **swap)
    for token, levers in ((bo, {"price": 9.0}), (ada, {})):
        room.hands.at += 2000
        room.submit(token, levers)
    export(room.room, room.book, tmp_path / "out")
    first = room.book.events(room.room.name)[0].at
    rows = {row["role"]: row for row in read(tmp_path / "out", "decisions")}
    assert [rows[role]["at"] for role in ("marketing", "operations")] == [
        str(opened + 2000 - first),
        str(opened + 4000 - first),
    ]
    assert rows["marketing"]["thinking"] == "2.0"
    people = {row["role"]: row["person"] for row in read(tmp_path / "out", "seats")}
    assert {role: row["person"] for role, row in rows.items()} == people
