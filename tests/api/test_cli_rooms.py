"""The commands for rooms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.rooms import Class, agenda, spoil
from typer.testing import CliRunner

from coordsim.cli import app
from coordsim.room import deeds

AGENDA = """
name = "small"
title = "Small"
changes = { "market.customers" = 60, "line.slots" = 8, "levers.range.start" = 4 }
arms = { a = {}, b = { communication = "dashboard" } }
[[phases]]
title = "Play"
rounds = 2
"""


def said(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "small.toml"
    path.write_text(AGENDA)
    return str(path)


@pytest.mark.slow
def test_rehearse_prints_one_object(small: str) -> None:
    told = json.loads(said("rehearse", small, "--teams", "4", "--json"))
    assert [row["team"] for row in told["teams"]] == [1, 2, 3, 4]
    assert told["weeks"] == 8
    assert {gap["measure"] for gap in told["gaps"]} >= {"profit", "marketing_pay"}


@pytest.mark.slow
def test_rehearse_prints_a_table(small: str) -> None:
    told = said("rehearse", small, "--teams", "4")
    assert "team 4" in told
    assert "b less a" in told


@pytest.mark.slow
def test_a_rehearsal_that_is_kept_is_listed(small: str, tmp_path: Path) -> None:
    database = str(tmp_path / "rooms.db")
    told = json.loads(said("rehearse", small, "--teams", "2", "--database", database, "--json"))
    listed = json.loads(said("rooms", "--database", database, "--json"))
    assert listed["database"] == database
    assert [row["code"] for row in listed["rooms"]] == [told["code"]]


def test_rooms_are_listed_and_exported(tmp_path: Path) -> None:
    database = str(tmp_path / "rooms.db")
    room = Class(tmp_path, agenda(1), 2)
    room.do(deeds.PhaseBegun, number=1)
    for token in room.tokens:
        room.submit(token, {})
    told = json.loads(said("rooms", "--database", database, "--json"))
    row = told["rooms"][0]
    assert (row["people"], row["played"], row["rounds"]) == (2, 1, 1)
    code = row["code"]
    assert code in said("rooms", "--database", database)
    told_of = said("export", code.lower(), str(tmp_path / "out"), "--database", database)
    assert "keep it apart" in told_of
    assert (tmp_path / "out" / "check.py").is_file()
    result = CliRunner().invoke(app, ["export", "XXXXX", "out", "--database", database])
    assert "no such room" in str(result.exception)


def test_a_room_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    bad, good = Class(tmp_path, agenda()), Class(tmp_path, agenda())
    spoil(bad)
    database = str(tmp_path / "rooms.db")
    listed = json.loads(said("rooms", "--database", database, "--json"))
    assert [row["code"] for row in listed["rooms"]] == [good.room.state.code]
    assert list(listed["unread"]) == [bad.room.name]
    told = said("rooms", "--database", database)
    assert good.room.state.code in told
    assert f"Room {bad.room.name} cannot be read: event 0" in " ".join(told.split())
