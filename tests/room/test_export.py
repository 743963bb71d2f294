"""What a room leaves to research: checked from its events, under pseudonyms, without formulas."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rooms import Class, agenda

from coordsim.core.kpis import KPIS
from coordsim.room import deeds
from coordsim.room.chain import hash_of
from coordsim.room.copies import as_game
from coordsim.room.export.cells import cell
from coordsim.room.export.folder import check, export
from coordsim.room.export.people import TOLD
from coordsim.room.export.tables import TABLES, columns
from coordsim.room.state.records import RoomError

QUESTION = {"text": "Who is paid for units?", "answers": ["a", "b"], "right": 0}
EVIL = "=HYPERLINK(1)"


def played(folder: Path, consent: str = "May we?") -> Class:
    """Three teams of people in two arms, who talk, believe, miss and answer."""
    room = Class(
        folder,
        agenda(
            2,
            changes={"communication": "meetings"},
            arms={"a": {}, "b": {"incentives": "shared"}},
            phases=[{"title": "Play", "rounds": 2, "beliefs": [QUESTION]}],
            consent=consent,
            comprehension=[QUESTION],
            away_after=0,
        ),
        6,
    )
    for token in room.tokens:
        room.do(deeds.ConsentGiven, token)
        room.do(deeds.ComprehensionAnswered, token, question=1, answer=1)
    room.do(deeds.ComprehensionAnswered, room.tokens[0], question=1, answer=0)
    room.do(deeds.PhaseBegun, number=1)
    say(room, room.tokens[0], EVIL)
    say(room, room.tokens[4], "fine words of the fifth")
    for token in room.tokens:
        room.hands.at += 1500
        room.submit(token, {}, None)
    for token in room.tokens[:5]:
        room.submit(token, {}, None)
    room.do(deeds.BeliefCaptured, room.tokens[0], phase=1, question=1, answer=1.0)
    room.do(deeds.RoundClosed, round=2, why="by the trainer")
    room.do(deeds.Ended)
    return room


def say(room: Class, token: str, text: str) -> None:
    sat = room.room.state.seat_of(hash_of(token))
    assert sat is not None
    seat = {"team": sat[0].number, "role": sat[1], "round": 1}
    room.do(deeds.MessageSent, token, **seat, text=text)


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_export_is_what_its_events_come_to(tmp_path: Path) -> None:
    room = played(tmp_path)
    folder = tmp_path / "out"
    key = export(room.room, room.book, folder)
    found = check(folder)
    assert found.wrong == []
    assert found.values > 3 * len(KPIS) * 3
    told = {row["kpi"]: row["value"] for row in read(folder, "kpis") if row["team"] == "2"}
    assert float(told["profit"]) == room.room.run(2).kpi("profit")[0]
    assert [row["hash"] for row in read(folder, "hashes")] == [
        room.room.run(team).hash for team in (1, 2, 3)
    ]
    assert key == tmp_path / "out-key.csv"
    decided = read(folder, "decisions")
    assert len(decided) == 3 * 2 * 2
    assert [row["source"] for row in decided].count("bot") == 1
    first = decided[0]
    assert (first["source"], first["at"], first["thinking"]) == ("person", "1500", "1.5")
    seats = read(folder, "seats")
    assert sorted(float(row["bot_share"]) for row in seats) == [0.0] * 5 + [0.5]
    assert len({row["arm"] for row in seats}) == 2


def test_every_table_has_its_columns_and_the_codebook_tells_them(tmp_path: Path) -> None:
    room = played(tmp_path)
    export(room.room, room.book, tmp_path / "out")
    book = read(tmp_path / "out", "codebook")
    for name in TABLES:
        rows = read(tmp_path / "out", name)
        assert rows, name
        assert list(rows[0]) == list(columns(name))
        assert [row["name"] for row in book if row["table"] == name] == list(columns(name))
    assert all(row["meaning"] for row in book)
    assert (tmp_path / "out" / "scenarios" / "1.json").is_file()
    assert json.loads((tmp_path / "out" / "agenda.json").read_text())["name"] == "test"


@pytest.mark.parametrize("name", ["kpis", "rounds", "hashes"])
def test_a_changed_figure_is_found_and_named(tmp_path: Path, name: str) -> None:
    room = played(tmp_path)
    export(room.room, room.book, tmp_path / "out")
    path = tmp_path / "out" / f"{name}.csv"
    lines = path.read_text().splitlines()
    cells = lines[1].split(",")
    cells[-1] = ("1" if cells[-1][0] != "1" else "2") + cells[-1][1:]
    lines[1] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")
    found = check(tmp_path / "out")
    assert len(found.wrong) == 1
    assert found.wrong[0].startswith(f"{name}.csv, line 2, ")
    path.write_text("\n".join(lines[:-1]) + "\n")
    assert f"{name}.csv has" in check(tmp_path / "out").wrong[0]


def test_a_changed_plan_is_found(tmp_path: Path) -> None:
    room = played(tmp_path)
    export(room.room, room.book, tmp_path / "out")
    path = tmp_path / "out" / "events.jsonl"
    text = path.read_text()
    plan = text.index("plan_submitted")
    place = text.index('"levers": {}', plan - 60)
    path.write_text(text[:place] + '"levers": {"price": 13.0}' + text[place + 12 :])
    assert check(tmp_path / "out").wrong


@pytest.mark.slow
def test_the_script_in_the_folder_checks_it(tmp_path: Path) -> None:
    room = played(tmp_path)
    export(room.room, room.book, tmp_path / "out")
    elsewhere = tmp_path / "carried elsewhere"
    shutil.move(tmp_path / "out", elsewhere)
    (tmp_path / "rooms.db").unlink()

    def checked() -> tuple[int, str, str]:
        said = subprocess.run(
            [sys.executable, elsewhere / "check.py"],
            capture_output=True,
            text=True,
            timeout=120,
            cwd="/",
        )
        return said.returncode, said.stdout, said.stderr

    code, told, complaint = checked()
    assert (code, complaint) == (0, "")
    assert told.startswith("All ")
    path = elsewhere / "kpis.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("2,")) + "\n")
    code, told, _ = checked()
    assert code == 1
    assert "kpis.csv has" in told


def test_a_firm_that_was_taken_out_of_every_table_is_missed(tmp_path: Path) -> None:
    room = played(tmp_path)
    export(room.room, room.book, tmp_path / "out")
    for name in ("rounds", "kpis", "hashes"):
        path = tmp_path / "out" / f"{name}.csv"
        lines = path.read_text().splitlines()
        path.write_text("\n".join(line for line in lines if not line.startswith("3,")) + "\n")
    assert len(check(tmp_path / "out").wrong) >= 3


def test_every_try_at_a_question_is_kept(tmp_path: Path) -> None:
    room = played(tmp_path)
    export(room.room, room.book, tmp_path / "out")
    tries = [row for row in read(tmp_path / "out", "answers") if "comprehension" in row["about"]]
    assert len(tries) == 7
    own = [(row["value"], row["right"]) for row in tries if row["person"] == tries[-1]["person"]]
    assert own == [("1", "no"), ("0", "yes")]
    assert all(row["at"] for row in tries)


def test_nothing_in_it_names_anybody(tmp_path: Path) -> None:
    room = played(tmp_path)
    key = export(room.room, room.book, tmp_path / "out")
    everything = "".join(
        path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file()
    )
    for number, token in enumerate(room.tokens):
        assert hash_of(token) not in everything
        assert f'"P{number}"' not in everything
    assert room.room.state.key not in everything
    assert {row["name"] for row in read(tmp_path, "out-key")} == {f"P{k}" for k in range(6)}
    assert key.read_text().count("\n") == 7
    assert len({row["person"] for row in read(tmp_path / "out", "seats")}) == 6


def test_who_withdraws_leaves_nothing_and_nothing_of_the_team(tmp_path: Path) -> None:
    room = played(tmp_path)
    fifth = room.tokens[4]
    room.do(deeds.ConsentWithdrawn, fifth)
    export(room.room, room.book, tmp_path / "out")
    assert {row["team"] for row in read(tmp_path / "out", "kpis")} == {"1", "2"}
    assert check(tmp_path / "out").wrong == []
    everything = "".join(
        path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file()
    )
    assert "fine words" not in everything
    events = [json.loads(line) for line in (tmp_path / "out" / "events.jsonl").open()]
    sat = [item["deed"]["person"] for item in events if item["deed"]["kind"] == "seat_taken"]
    theirs = [item["deed"]["kind"] for item in events if item["actor"] == sat[4]]
    assert set(theirs) <= {"joined", "consent_given", "consent_withdrawn"}
    beside = {item["deed"]["kind"] for item in events if item["actor"] == sat[5]}
    assert beside
    assert not beside & {kind.model_fields["kind"].default for kind in TOLD}
    assert {row["person"] for row in read(tmp_path / "out", "answers")} == set(sat[:4])
    assert "2 of 3 firms are shown" in (tmp_path / "out" / "README.md").read_text()
    assert "P4" not in (tmp_path / "out-key.csv").read_text().replace("P04", "")


def test_who_never_consented_is_not_shown(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(1, consent="May we?"), 2)
    room.do(deeds.PhaseBegun, number=1)
    for token in room.tokens:
        room.submit(token, {})
    export(room.room, room.book, tmp_path / "out")
    assert read(tmp_path / "out", "kpis") == []
    assert check(tmp_path / "out").wrong == []


def test_a_formula_is_no_formula(tmp_path: Path) -> None:
    room = played(tmp_path)
    export(room.room, room.book, tmp_path / "out")
    texts = [row["text"] for row in read(tmp_path / "out", "messages")]
    assert texts == [f"'{EVIL}", "fine words of the fifth"]


@settings(derandomize=True)
@given(st.text(max_size=8) | st.floats() | st.integers())
def test_no_cell_begins_a_formula(value: str | float | int) -> None:
    text = cell(value)
    if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        assert float(text) is not None
    if isinstance(value, float) and value == value:
        assert float(text) == value


@pytest.mark.parametrize("text", ["=1", "+a", "-b", "@c", "\tx", "\r", "-1_0", "+\u0661"])
def test_what_begins_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_stay_numbers() -> None:
    assert [cell(value) for value in ("-1.5", -1.5, "+2", None, True, float("nan"))] == [
        "-1.5",
        "-1.5",
        "+2",
        "",
        "yes",
        "",
    ]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(1), 1)
    with pytest.raises(RoomError, match="Nothing has been played"):
        export(room.room, room.book, tmp_path / "out")
    room.do(deeds.PhaseBegun, number=1)
    room.submit(room.tokens[0], {})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(RoomError, match="is not empty"):
        export(room.room, room.book, tmp_path / "out")
    export(room.room, room.book, tmp_path / "new")
    with pytest.raises(RoomError, match="is not empty"):
        export(room.room, room.book, tmp_path / "new")


def test_whoever_only_sat_in_between_is_not_shown_either(tmp_path: Path) -> None:
    """Swapped into another team for a round and back, then withdrawn: neither team is shown."""
    room = Class(tmp_path, agenda(3, consent="May we?"), 6)
    for token in room.tokens:
        room.do(deeds.ConsentGiven, token)
    room.do(deeds.PhaseBegun, number=1)

    def swap() -> None:
        theirs = {"other_team": 2, "other_role": "marketing"}
        room.do(deeds.Swapped, team=1, role="marketing", **theirs)

    swap()
    for token in room.tokens:
        room.submit(token, {})
    swap()
    for token in room.tokens:
        room.submit(token, {})
    room.do(deeds.ConsentWithdrawn, room.tokens[0])
    export(room.room, room.book, tmp_path / "out")
    assert {row["team"] for row in read(tmp_path / "out", "decisions")} == {"3"}
    assert check(tmp_path / "out").wrong == []


def test_plans_on_paper_of_the_silent_are_not_shown(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(1, consent="May we?"), 4)
    for token in room.tokens:
        room.do(deeds.ConsentGiven, token)
    room.do(deeds.PhaseBegun, number=1)
    place = {"team": 1, "role": "marketing", "round": 1}
    room.do(deeds.PlanSubmitted, **place, levers={"price": 11.11})
    for token in room.tokens[1:]:
        room.submit(token, {})
    room.do(deeds.ConsentWithdrawn, room.tokens[0])
    export(room.room, room.book, tmp_path / "out")
    assert "11.11" not in (tmp_path / "out" / "events.jsonl").read_text()


def test_plans_that_the_agenda_holds_are_nobodys(tmp_path: Path) -> None:
    plan = agenda(2, people=["operations"], held={"marketing": [{"price": 9.0}, {"price": 9.0}]})
    room = Class(tmp_path, plan, 1)
    room.do(deeds.PhaseBegun, number=1)
    for _ in range(2):
        room.submit(room.tokens[0], {})
    export(room.room, room.book, tmp_path / "out")
    rows = {row["role"]: row for row in read(tmp_path / "out", "seats")}
    assert (rows["marketing"]["held"], rows["marketing"]["person_decided"]) == ("2", "0")
    assert (rows["operations"]["held"], rows["operations"]["person_decided"]) == ("0", "2")
    assert as_game(room.room) == (), "a game file has no place for plans that were held"


def test_the_name_of_an_arm_is_no_path(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    arms = {"../../up": {}, f"/{'x' * 20}/arm": {"incentives": "shared"}}
    room = Class(tmp_path, agenda(1, arms=arms), 4)
    room.do(deeds.PhaseBegun, number=1)
    for token in room.tokens:
        room.submit(token, {})
    before = set(tmp_path.rglob("*"))
    export(room.room, room.book, out)
    new = set(tmp_path.rglob("*")) - before - {out.parent, out, out.with_name("out-key.csv")}
    assert new
    assert all(out in path.parents for path in new)
    assert sorted(path.name for path in (out / "scenarios").iterdir()) == ["1.json", "2.json"]


def test_plans_of_whoever_sat_beside_the_silent_pass_the_gate_again(tmp_path: Path) -> None:
    more = {"consent": "May we?", "comprehension": [QUESTION], "gate": True}
    room = Class(tmp_path, agenda(2, **more), 4)
    for token in room.tokens:
        room.do(deeds.ConsentGiven, token)
        room.do(deeds.ComprehensionAnswered, token, question=1, answer=0)
    room.do(deeds.PhaseBegun, number=1)
    for token in room.tokens:
        room.submit(token, {})
    theirs = {"other_team": 2, "other_role": "marketing"}
    room.do(deeds.Swapped, team=1, role="marketing", **theirs)
    for token in room.tokens:
        room.submit(token, {})
    room.do(deeds.ConsentWithdrawn, room.tokens[1])
    export(room.room, room.book, tmp_path / "out")
    assert {row["team"] for row in read(tmp_path / "out", "decisions")} == {"2"}
    assert len(read(tmp_path / "out", "answers")) == 1
    found = check(tmp_path / "out")
    assert (found.wrong, found.values > 100) == ([], True)
