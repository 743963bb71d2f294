"""Files as they come: with a mark at their start, nested without end, with endless numbers, full of
faults. What is meant is read, the rest ends in one sentence that names file and field.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import coordsim as cs
from coordsim.cli import main
from coordsim.core.decisions import DecisionError, check
from coordsim.core.records import Decision
from coordsim.core.spelling import plain
from coordsim.research import read_design
from coordsim.room import agenda
from coordsim.study.optimum.record import BenchmarkError
from coordsim.study.optimum.record import read as read_benchmark

BOM = "\ufeff"
DESIGN = 'question = "What?"\n[seeds]\ncount = 2\n[factors]\nincentives = ["silo"]\n'
SCENARIO = 'name = "mine"\ntitle = "Mine"\n'
AGENDA = (
    'name = "mine"\ntitle = "Mine"\nscenario = "base"\n[[phases]]\ntitle = "Play"\nrounds = 2\n'
)
ARMS = '[a]\nincentives = "silo"\n[b]\nincentives = "shared"\n'


def arms_of(path: Path) -> Any:
    from coordsim.cli.runs import _arms

    return _arms(path, None)


def design_of(path: Path) -> Any:
    return read_design(path.parent).file


READERS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "mine.toml": (cs.load, SCENARIO),
    "design.toml": (design_of, DESIGN),
    "arms.toml": (arms_of, ARMS),
    "agenda.toml": (lambda path: agenda.agenda_of(str(path)), AGENDA),
}
every_file = pytest.mark.parametrize("name", READERS)
UNREADABLE = {
    "lists": ("x = " + "[" * 100_000 + "]" * 100_000, "nested too deeply; allowed: 20 levels"),
    "tables": ("[" + "a." * 3_000 + "a]\nb = 1", "nested too deeply; allowed: 20 levels"),
    "a few too many": ("x = " + "[" * 30 + "]" * 30, "nested too deeply; allowed: 20 levels"),
    "digits": ("x = " + "9" * 5000, "has a whole number of more than 4300 digits"),
    "no TOML": ("x = ", "not a TOML file: Invalid value"),
    "no text": ("x = '\udcff'", "not a TOML file: 'utf-8' codec can't decode byte 0xff"),
}


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return path


@every_file
def test_a_mark_of_byte_order_is_no_fault(name: str, tmp_path: Path) -> None:
    read, text = READERS[name]
    plainly = read(written(tmp_path, name, text))
    assert read(written(tmp_path, name, BOM + text)) == plainly


@every_file
@pytest.mark.parametrize("fault", UNREADABLE)
def test_what_cannot_be_read_is_refused_by_name(name: str, fault: str, tmp_path: Path) -> None:
    read, _ = READERS[name]
    text, why = UNREADABLE[fault]
    path = written(tmp_path, name, text)
    with pytest.raises(ValueError, match=f"^{name}: ") as refusal:
        read(path)
    assert why in str(refusal.value)
    assert len(str(refusal.value)) < 300
    assert "\n" not in str(refusal.value)


@every_file
def test_a_file_that_may_not_be_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    read, text = READERS[name]
    path = written(tmp_path, name, text)
    monkeypatch.setattr(Path, "read_bytes", closed)
    with pytest.raises(ValueError, match=f"^{name}: cannot be read: Permission denied$"):
        read(path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not a JSON file: EOF while parsing"),
        ("[1]", "is not a table; allowed: "),
        ('{"worlds": "many"}', "is missing"),
        ("[" * 100_000, "not a JSON file: "),
    ],
    ids=["empty", "list", "other fields", "nested"],
)
def test_a_stored_plan_is_refused_as_other_files_are(text: str, why: str, tmp_path: Path) -> None:
    path = written(tmp_path, "mine.benchmark.json", text)
    with pytest.raises(BenchmarkError, match=r"^mine\.benchmark\.json: ") as refusal:
        read_benchmark(path)
    assert why in str(refusal.value)
    assert "coordsim benchmark" in str(refusal.value)


MANY = range(100_000)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("".join(f"x{n} = 1\n" for n in MANY), "x0 is not known; allowed: name, title"),
        (
            "[levers]\n" + "".join(f"x{n} = {{}}\n" for n in MANY),
            "levers.x0 is not a lever; allowed: price",
        ),
        (
            "[levers]\n" + "".join(f"x{n} = 1\n" for n in MANY),
            "levers.x0 = 1 is not a table; allowed: start, inherited, low, high, open",
        ),
        (
            "[market]\n" + "".join(f"x{n} = 1\n" for n in MANY),
            "market.x0 is not known; allowed: customers",
        ),
    ],
    ids=["fields", "levers", "levers that are no tables", "parameters"],
)
@pytest.mark.slow
def test_a_hundred_thousand_faults_are_one_sentence(
    text: str, sentence: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "mine.toml", 'name = "mine"\ntitle = "Mine"\n' + text)
    with pytest.raises(cs.ScenarioError) as refusal:
        cs.load(path)
    said = str(refusal.value)
    assert said.startswith(f"mine.toml: {sentence}")
    assert "\n" not in said
    assert len(said) < 2000
    assert "99,999 more faults like it" in said or "is not a lever" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--set", "market.overload=" + "[" * 100_000], "market.overload"),
        (
            ["--set", "market.overload=" + "9" * 5000],
            "--set 'market.overload': has a whole number of more than 4300 digits",
        ),
        (["--set", ".".join("a" * 50_000) + "=1"], "is not known; allowed"),
        (["--set", "x" * 100_000], "is not of the form field=value"),
    ],
    ids=["nested", "digits", "dots", "letters"],
)
def test_options_end_in_one_sentence_too(
    words: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["coordsim", "run", "base", *words])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    assert (end.value.code, out) == (2, "")
    assert sentence in err
    assert len(err) < 2000


NEXT = math.nextafter(8.0, 9.0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"levers.range.start": 8.0000000001}, "levers.range.start = 8.0000000001 is not a whole"),
        ({"levers.price.start": 14.0000000001}, "levers.price.start = 14.0000000001 is outside"),
        ({"levers.cycle.start": NEXT}, f"levers.cycle.start = {NEXT} is outside [1, 8]"),
        ({"levers.price.low": -1e-13}, "levers.price.low = -1e-13 is outside [0"),
        ({"market.overload": math.nextafter(1, 2)}, "market.overload = 1.0000000000000002 is out"),
        (
            {"market.substitute": 0.5, "market.wait": 0.5000000000000002},
            "market.substitute + market.wait = 1.0000000000000002 is outside [0, 1]",
        ),
    ],
)
def test_a_number_is_told_from_the_one_that_is_allowed(
    changes: dict[str, float], sentence: str
) -> None:
    with pytest.raises(cs.ScenarioError) as refusal:
        cs.load("blind").with_(changes)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("levers", "sentence"),
    [
        ({"range": 8.0000000001}, "marketing.range = 8.0000000001 is not a whole number in week 3"),
        ({"price": 14.00000001}, "marketing.price = 14.00000001 is outside [6, 14] in week 3"),
    ],
)
def test_so_it_is_in_decisions(levers: dict[str, float], sentence: str) -> None:
    limits = {"range": (1.0, 36.0), "price": (6.0, 14.0)}
    with pytest.raises(DecisionError) as refusal:
        check("marketing", Decision(levers), limits, 1, 3)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("value", "text"),
    [(8.0, "8"), (0.3, "0.3"), (1234567.0, "1234567"), (-0.1, "-0.1"), (1e-13, "1e-13")],
)
def test_plain_numbers(value: float, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize("value", [8.0000000001, 1 / 3, 2**53 + 2.0, NEXT, 1e300, 123456.789])
def test_what_is_spelt_reads_as_the_same_number(value: float) -> None:
    assert float(plain(value)) == value
