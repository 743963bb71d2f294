"""Players from files: what they are given, whom they may import, what they remember, and how they
are refused.
"""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from support.firms import silent, small

import coordsim as cs
from coordsim.core.decisions import DecisionError
from coordsim.core.records import Observation
from coordsim.players import PLAYERS
from coordsim.players.student import PlayerError, Seat, seat_of
from coordsim.run.result import Run
from coordsim.run.simulate import Engine, simulate

WORLDS = [4, 5, 6]
REMEMBERS = """
seen = []
def decide(seat):
    seen.append(seat.week)
    if seat.role == "operations":
        return {"safety": 0.1 * len(seen)}
    return {"price": 8.0 + 0.5 * len(seen)}
"""
COUNTS = """
import count
def decide(seat):
    return {"price": 8.0 + 0.5 * count.up()} if seat.role == "marketing" else {}
"""
COUNTER = """
total = 0
def up():
    global total
    total += 1
    return total
"""


def written(folder: Path, **files: str) -> Path:
    """Write files by name and return the first one's path."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    return folder / f"{next(iter(files))}.py"


def played(path: Path, worlds: list[int], role: str = "marketing") -> Run:
    return simulate(small(), seeds=worlds, players={role: cs.load_player(path)})


def alone_and_together(path: Path) -> tuple[list[str], list[str]]:
    """Hashes of three firms, each alone and all in one batch."""
    alone = [played(path, [world]).hashes[0] for world in WORLDS]
    return alone, list(played(path, WORLDS).hashes)


@pytest.mark.parametrize(
    "files",
    [{"remembers": REMEMBERS}, {"counts": COUNTS, "count": COUNTER}],
    ids=["in its own file", "in a neighbour"],
)
def test_a_memory_is_of_one_firm_and_one_run(files: dict[str, str], tmp_path: Path) -> None:
    path = written(tmp_path, **files)
    alone, together = alone_and_together(path)
    assert together == alone
    player = cs.load_player(path)
    twice = [simulate(small(), seeds=WORLDS, players={"marketing": player}) for _ in range(2)]
    assert list(twice[0].hashes) == list(twice[1].hashes) == together
    prices = {float(twice[0].plan[0, week, 0]) for week in (0, 4, 8)}
    assert prices == {8.5, 9.0, 9.5}, "it does remember from round to round"


def test_firms_of_different_kinds_remember_apart(tmp_path: Path) -> None:
    """Two kinds of firms of one run are two batches; each firm is as it is alone."""
    player = cs.load_player(written(tmp_path, remembers=REMEMBERS))
    kinds = [small({"communication": rule}) for rule in ("none", "dashboard", "none")]
    together = simulate(kinds, seeds=WORLDS, players={"marketing": player})
    for place, scenario in enumerate(kinds):
        alone = simulate(scenario, seeds=[WORLDS[place]], players={"marketing": player})
        assert together.hashes[place] == alone.hashes[0]


def test_two_seats_share_no_memory(tmp_path: Path) -> None:
    """A file that plays both roles counts its own rounds on each seat."""
    player = cs.load_player(written(tmp_path, remembers=REMEMBERS))
    run = simulate(small(), seeds=[4], players={"marketing": player, "operations": player})
    for role, lever, first in (("marketing", "price", 8.5), ("operations", "safety", 0.1)):
        told = [run.tape[role][week].levers[lever][0] for week in (0, 4, 8)]
        step = 0.5 if role == "marketing" else 0.1
        assert told == pytest.approx([first, first + step, first + 2 * step])


def test_a_neighbour_stays_at_home(tmp_path: Path) -> None:
    """What a player imports from its folder is nobody else's, late imports and packages too.
    Nothing of it stays behind.
    """
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "__init__.py").write_text("", "utf-8")
    (tmp_path / "kit" / "tools.py").write_text("STEP = 0.5", "utf-8")
    late = "def decide(seat):\n    from kit.tools import STEP\n    return {'price': 9 + STEP}\n"
    path = written(tmp_path, late=late, numpy="raise RuntimeError('not the real one')")
    before, modules = list(sys.path), set(sys.modules)
    run = played(path, [4])
    assert run.plan[0, 0, 0] == 9.5
    assert sys.path == before
    assert not {name for name in set(sys.modules) - modules if name.startswith("kit")}
    with pytest.raises(ImportError):
        __import__("kit")


def test_a_neighbour_of_the_same_name_elsewhere(tmp_path: Path) -> None:
    """Two folders with a neighbour of one name: each player gets its own."""
    for folder, step in (("a", 1), ("b", 2)):
        (tmp_path / folder).mkdir()
        counts = COUNTS.replace("count.up()", "count.STEP")
        written(tmp_path / folder, counts=counts, count=f"STEP = {step}")
    players = [cs.load_player(tmp_path / folder / "counts.py") for folder in "ab"]
    prices = [
        simulate(small(), seeds=[4], players={"marketing": player}).plan[0, 0, 0]
        for player in (*players, players[0])
    ]
    assert prices == [8.5, 9.0, 8.5]


def test_a_path_may_be_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, remembers=REMEMBERS)
    monkeypatch.chdir(tmp_path)
    player = cs.load_player("remembers.py")
    run = cs.simulate(small(), seeds=[4], players={"marketing": player})
    assert run.hash == played(tmp_path / "remembers.py", [4]).hash


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("{'price': 1000}", r"odd\.py: marketing\.price = 1000 is outside \[6, 14\] in week 0"),
        ("{'hours': 200}", r"odd\.py: marketing\.hours is not a lever that marketing may set"),
        ("{'prize': 9}", r"odd\.py: marketing\.prize is not a lever that marketing may set"),
        ("{'range': 7.5}", r"odd\.py: marketing\.range = 7\.5 is not a whole number in week 0"),
        ("{'forecast': -1}", r"odd\.py: marketing\.forecast = -1 is outside"),
        ("{'forecast': float('nan')}", r"odd\.py: marketing\.forecast = nan is not a finite"),
        ("{'price': 'dear'}", r"odd\.py: .*price = 'dear' in week 0; it has to be a number"),
        ("{'forecast': None}", r"odd\.py: .*forecast = None in week 0; it has to be a number"),
        ("[1]", r"odd\.py: decide\(\) returned list"),
        ("1 / 0", r"odd\.py: decide\(\) failed in week 0 as marketing: ZeroDivisionError"),
        ("missing()", r"odd\.py: decide\(\) failed in week 0 as marketing: NameError"),
    ],
)
def test_a_refusal_names_the_file(answer: str, says: str, tmp_path: Path) -> None:
    path = written(tmp_path, odd=f"def decide(seat):\n    return {answer}\n")
    with pytest.raises((PlayerError, DecisionError), match=says):
        played(path, [4])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("import nowhere_at_all", r"odd\.py: the file does not run: ModuleNotFoundError"),
        ("def decide(seat:", r"odd\.py: the file does not run: SyntaxError"),
        ("raise SystemExit(3)", r"odd\.py: the file does not run: SystemExit\(3\)"),
        ("decide = 5", r"odd\.py: there is no function decide\(seat\)"),
        ("", r"odd\.py: there is no function decide\(seat\)"),
        ("a\0b", r"odd\.py: the file does not run: SyntaxError"),
    ],
)
def test_a_file_that_is_no_player(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(PlayerError, match=says):
        cs.load_player(written(tmp_path, odd=text))


def test_a_player_that_is_none() -> None:
    for wrong in ("file.py", 5, None, PLAYERS["hold"]):
        with pytest.raises(ValueError, match=r"players\['marketing'\] = .* is no player"):
            simulate(small(), players={"marketing": wrong})


SOMETIMES = """
def decide(seat):
    loud = {"forecast": 2 * seat.expected_demand} if seat.world == 5 else {}
    return {"price": 9.0} | loud if seat.role == "marketing" else {}
"""


def test_who_says_nothing_says_nothing_in_a_batch(tmp_path: Path) -> None:
    """One of three firms gives a forecast of its own; the other two are as they are alone."""
    alone, together = alone_and_together(written(tmp_path, sometimes=SOMETIMES))
    assert together == alone
    run = played(written(tmp_path, sometimes=SOMETIMES), WORLDS)
    for firm, world in enumerate(WORLDS):
        tape = run.decisions_of(firm)
        assert (tape["marketing"][0].forecast is None) == (world != 5)
        assert (
            cs.replay(small(), world, tape).hash
            == played(written(tmp_path, sometimes=SOMETIMES), [world]).hash
        )


def test_a_seat_is_made_of_the_observation() -> None:
    """Each field of an observation, and nothing else, cut to one firm: numbers by name."""
    assert [item.name for item in fields(Seat)] == [item.name for item in fields(Observation)]
    watching = silent()
    engine = Engine([small()] * 3, WORLDS, {"marketing": watching}, numbers=[7, 8, 9])
    for _ in range(5):
        engine.step()
    seen = watching.seen[-1]
    seat = seat_of(seen, 1)
    assert (seat.role, seat.week, seat.firm, seat.world) == ("marketing", 4, 8, 5)
    assert seat.trust == seen.trust[1]
    assert seat.expected_demand == seen.expected_demand[1]
    for name in ("result", "pay", "progress"):
        there = {key: float(values[1]) for key, values in getattr(seen, name).items()}
        assert getattr(seat, name) == there != {}
    assert list(seat.plan.values()) == seen.plan[1].tolist()
    np.testing.assert_array_equal(list(seat.beliefs.values()), seen.beliefs[1])
    assert seat.age["price"] == 0
    assert seat.age["hours"] is None
    assert seat.limits == seen.limits
    for item in fields(Seat):
        value = getattr(seat, item.name)
        plain = value.values() if isinstance(value, dict) else [value]
        assert {type(part) for part in plain} <= {str, int, float, bool, tuple, type(None)}, (
            item.name
        )
