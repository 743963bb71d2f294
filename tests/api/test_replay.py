"""``coordsim replay``: a downloaded game gives the numbers that its debrief gave, or a sentence."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from coordsim.cli import main
from coordsim.room.debrief import debrief
from coordsim.room.events import to_json
from coordsim.room.session import Session, shortened
from coordsim.scenario.file import load


def played(last: int = 12) -> Session:
    session = Session.create(shortened(load("blind"), 12), 3, "marketing")
    while session.week < last:
        session.submit({"price": 9.0})
    return session


@pytest.fixture(scope="module")
def game() -> Session:
    return played()


def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["coordsim", "replay", *words])
        with pytest.raises(SystemExit) as end:
            main()
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


@pytest.mark.slow
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_the_numbers_are_those_of_the_debrief(
    bom: str, game: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told, path = debrief(game), tmp_path / "game.json"
    path.write_text(bom + to_json(game.events, result=told.hash), "utf-8")
    code, out, err = command(capsys, str(path), "--json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert data["hash"] == game.run.hash
    assert (data["over"], data["role"], data["seed"], data["weeks"]) == (True, "marketing", 3, 12)
    assert data["kpis"] == {kpi.name: kpi.value for kpi in told.kpis}
    assert data["pay"] == {role: paid.week for role, paid in told.pay.items()}
    assert data["lost"] == {each.cause: each.units for each in told.lost}
    assert [each["profit"] for each in data["rounds"]] == [each.profit for each in told.rounds]
    code, out, err = command(capsys, str(path))
    assert (code, err) == (0, "")
    assert all(kpi.label in out for kpi in told.kpis)
    assert game.run.hash in out


def test_a_game_that_is_not_over_says_where_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing that its seat may not know."""
    path = tmp_path / "game.json"
    path.write_text(to_json(played(4).events), "utf-8")
    code, out, err = command(capsys, str(path))
    assert (code, err) == (0, "")
    assert "week 5 of 12 waits for a plan" in out
    code, out, _ = command(capsys, str(path), "--json")
    assert json.loads(out) == {"game": "game.json", "over": False, "week": 4, "hash": None}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "game.json: no such file; a game is downloaded from its debrief"),
        (b"", "game.json: the record is not JSON: line 1, column 1"),
        (b"\xff", "game.json: the record is not UTF-8 text"),
        (b"{}", "game.json: the record is not a game: it needs format"),
        (b"[" * 100_000, "game.json: the record is not JSON"),
    ],
    ids=["nowhere", "empty", "bytes", "no game", "nested"],
)
def test_another_file_is_refused_by_name(
    content: bytes | None, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "game.json"
    if content is not None:
        path.write_bytes(content)
    code, out, err = command(capsys, str(path), "--json")
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_another_result_is_told(
    game: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "game.json"
    path.write_text(to_json(game.events, result="0" * 64), "utf-8")
    code, _, err = command(capsys, str(path))
    assert code == 2
    assert f"comes to the result {game.run.hash[:12]} here, and to 000000000000" in err
