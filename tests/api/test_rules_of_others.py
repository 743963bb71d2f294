"""Rules that are none of ours: dropped into the folder, installed, checked as a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.rule_files import PIECEWORK, installed, written

from coordsim.cli import main
from coordsim.core import sources
from coordsim.research.points import identity
from coordsim.rules.pay import PAY
from coordsim.scenario.file import load
from coordsim.scenario.outside import outside
from coordsim.scenario.rules import REGISTRIES
from coordsim.study.conformance import SUITES
from coordsim.study.conformance.file import Holds, RuleError, check_rules, holds, load_rules

EVERYWHERE = """
import json
from coordsim.room.debrief import debrief
from coordsim.room.replays import other_pay
from coordsim.room.session import Session, shortened
from coordsim.run.simulate import simulate
from coordsim.scenario.file import ScenarioError, load, parse
from coordsim_web.lab.choices import menu
from coordsim_web.rooms.learn.form import checked_start
from coordsim_web.rooms.learn.offer import offered

TITLE = "Both by the unit"
base = load("blind").with_({"market.customers": 40})
paid = base.with_({"incentives": "piecework", "horizon.weeks": 4, "horizon.warmup": 0})
assert list(simulate(paid).slips["marketing"]) == ["pieces"]
assert parse(json.loads(paid.model_dump_json()), "a file") == paid
assert TITLE in repr(offered())
assert TITLE in repr(menu())
start = {"seat": "marketing", "scenario": "base", "pay": "piecework", "talk": "none"}
checked_start(start | {"settling": "independent", "weeks": 24, "seed": "1"})
for own in ("piecework", "silo"):
    game = Session.create(shortened(base.with_({"incentives": own}), 8), 1, "operations")
    game.submit({})
    if own == "piecework":
        view = game.view()
        assert (view.pay.title, view.pay.words) == (TITLE, "0.1 for every unit sold.")
        assert "pieces × 0.1" in view.slip.lines[0].how
    game.submit({})
    assert debrief(game)
    assert TITLE in [row.title for row in other_pay(game.run)]
try:
    base.with_({"incentives": "no such"})
except ScenarioError as refused:
    assert str(refused).endswith(" or 'piecework'"), refused
print("whole")
"""
DROPPED = """
import coordsim.rules.pay
coordsim.rules.pay.__path__.append({folder!r})
"""


KINDS = ("pay", "talk", "settling", "technologies", "players")


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(folder), *filter(None, sys.path)])
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.slow
@pytest.mark.parametrize("way", ["dropped into the folder", "installed as a package"])
def test_a_rule_that_is_there_works_in_scenarios_play_and_debriefs(
    tmp_path: Path, way: str
) -> None:
    """A file is all there is to add: its title, words and lines are in its own file."""
    written(tmp_path)
    code = EVERYWHERE
    if way == "dropped into the folder":
        code = DROPPED.format(folder=str(tmp_path)) + code
    else:
        installed(tmp_path, "fair-pay", group="coordsim.pay")
    done = python(code, tmp_path)
    assert done.stdout == "whole\n", done.stderr


@pytest.mark.slow
def test_every_kind_has_a_group_of_entry_points(tmp_path: Path) -> None:
    """A broken package is refused by name, and only by those who ask for its rule."""
    for kind in KINDS:
        installed(tmp_path, f"broken-{kind}", group=f"coordsim.{kind}", name=f"odd_{kind}")
    code = """
from coordsim.core.registry import RegistryError
from coordsim.run.simulate import simulate
from coordsim.scenario.file import ScenarioError, load
small = {"market.customers": 40, "horizon.weeks": 4, "horizon.warmup": 0}
run = simulate(load("blind").with_(small))
for changes in ({"incentives": "odd_pay"}, {"communication": "odd_talk"},
                {"governance": "odd_settling"}, {"technologies": ["odd_technologies"]},
                {"rules.marketing": {"kind": "odd_players"}}):
    try:
        simulate(load("blind").with_(small | changes))
    except RegistryError as refused:
        print(refused)
"""
    done = python(code, tmp_path)
    said = done.stdout.splitlines()
    assert len(said) == 5, done.stderr
    for kind, line in zip(KINDS, said, strict=True):
        assert f"'odd_{kind}' of the package broken-{kind} 1.0 (odd_{kind}) cannot be" in line
        assert "ModuleNotFoundError" in line


@pytest.mark.slow
def test_the_pages_do_not_open_with_a_broken_package(tmp_path: Path) -> None:
    """It is refused in a sentence, rather than on the form that lists it."""
    installed(tmp_path, "broken-talk", group="coordsim.talk", name="odd_talk")
    code = "import sys; sys.argv = ['coordsim', 'web', '--no-open', '--port', '0']\n"
    done = python(f"{code}from coordsim.cli import main; main()", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert "the talk rule 'odd_talk' of the package broken-talk 1.0 (odd_talk) cannot be" in said


def test_every_registry_has_a_suite() -> None:
    assert {one.what for one in REGISTRIES} == set(SUITES)


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of a rule, run as a script would import it."""
    monkeypatch.syspath_prepend(tmp_path)
    path = written(tmp_path)
    assert load_rules(path) == [("pay rule", "piecework")]
    yield path
    PAY.forget("piecework")
    sys.modules.pop("piecework", None)
    sources.beside.cache_clear()


def test_an_edited_rule_is_another_firm_for_those_who_name_it(loaded: Path) -> None:
    """In a study: a firm is looked up by an id that covers the sources of rules of others."""
    plain = load("blind")
    named = plain.with_({"incentives": "piecework"})
    later = plain.with_({"phases": [{"week": 4, "incentives": "piecework"}]})
    assert outside([plain]) == {}
    assert outside([named]) == outside([plain, later]) == {"piecework.py": PIECEWORK}
    before = [identity(one) for one in (plain, named, later)]
    assert len(set(before)) == 3
    loaded.write_text(PIECEWORK.replace("0.1", "0.2"), "utf-8")
    assert identity(named) == before[1]  # what was loaded is still what it was
    sources.beside.cache_clear()  # as in another process
    after = [identity(one) for one in (plain, named, later)]
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert after[2] != before[2]


def test_a_package_counts_with_all_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    for name, text in (("__init__", ""), ("rates", "RATE = 0.1"), ("piecework", PIECEWORK)):
        written(tmp_path / "fair", name, text)
    __import__("fair.piecework")
    try:
        found = outside([load("blind").with_({"incentives": "piecework"})])
    finally:
        PAY.forget("piecework")
        sources.beside.cache_clear()
        for name in ("fair", "fair.piecework"):
            del sys.modules[name]
    assert list(found) == ["fair/__init__.py", "fair/piecework.py", "fair/rates.py"]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        (PIECEWORK, Holds(player=False, rules=True)),
        ("def decide(seat):\n    return {}\n", Holds(player=True, rules=False)),
        (PIECEWORK + "\n\ndef decide(seat):\n    return {}\n", Holds(player=True, rules=True)),
        ("x = 1", Holds(player=True, rules=False)),
        ("def decide(", Holds(player=True, rules=False)),
    ],
)
def test_what_a_file_holds_is_seen_without_running_it(
    tmp_path: Path, text: str, there: Holds
) -> None:
    assert holds(written(tmp_path, text=text)) == there


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1 / 0\nPAY.register(1)", "piecework.py: the file does not run: ZeroDivisionError"),
        ("raise SystemExit\nPAY.register(1)", "the file does not run: SystemExit()"),
        ("if 0:\n    PAY.register(1)", "piecework.py: the file registers no rule when it runs"),
        (PIECEWORK.replace('"Both by the unit"', '""'), "the pay rule 'piecework' is refused"),
        (PIECEWORK.replace('"piecework"', '"silo"'), "the pay rule 'silo' exists twice: in"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RuleError) as refused:
        load_rules(written(tmp_path, text=text))
    sys.modules.pop("piecework", None)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["coordsim", "check", *words])
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


@pytest.mark.slow
def test_check_takes_a_rule_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the file prints or writes, even at its end, is not part of the answer."""
    noise = (
        "import atexit, os\nprint('hello', end='')\nos.write(1, b'{}\\n')\n"
        "atexit.register(lambda: os.write(1, b'late\\n'))\n"
    )
    path = written(tmp_path, text=noise + PIECEWORK)
    code, out, _ = check(monkeypatch, capsys, str(path), "--json")
    rule = {"kind": "pay rule", "name": "piecework", "title": "Both by the unit"}
    assert (code, json.loads(out)) == (0, {"rules": [rule]})


@pytest.mark.slow
def test_check_says_every_breach_of_a_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And exits as for any bad input."""
    text = PIECEWORK.replace("unit sold.", "unit sold").replace("frozen=True", "frozen=False")
    code, out, err = check(monkeypatch, capsys, str(written(tmp_path, text=text)))
    assert (code, out) == (2, "")
    lines = err.splitlines()
    assert all(line.startswith("piecework.py: pay rule piecework: ") for line in lines)
    assert "it can be changed" in lines[0]
    assert [line for line in lines if "words('marketing') is no sentence" in line]


def test_a_file_that_never_ends_is_given_up(tmp_path: Path) -> None:
    path = written(tmp_path, text="while True:\n    pass\nPAY.register(1)")
    with pytest.raises(RuleError, match=r"piecework.py: checking took longer than 0.5 s"):
        check_rules(path, 0.5)
