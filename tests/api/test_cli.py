"""The command line: one JSON object and nothing else, exit code 2 and one sentence for bad
input.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from coordsim.cli import main
from coordsim.scenario.file import names

SMALL = ["--set", "market.customers=60", "--set", "horizon.weeks=12", "--set", "horizon.warmup=2"]


def slowly(*cases: Any) -> list[Any]:
    """Cases of a quick test that take a process each, and are tried with the slow ones."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
        for case in cases
    ]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def coordsim(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Done]:
    """Run the command line in this process; a traceback would be an exception here."""

    def call(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["coordsim", *words])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out = capsys.readouterr()
        return Done(code, out.out, out.err)

    return call


def test_the_command_itself_in_a_process_of_its_own() -> None:
    words = [sys.executable, "-m", "coordsim.cli", "run", "base", "--set", "market.overload=3"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert done.stderr == "base with changes: market.overload = 3 is outside [0, 1]\n"
    assert done.stdout == ""


def test_run_prints_one_object(coordsim: Callable[..., Done]) -> None:
    done = coordsim("run", "base", "--firms", "3", "--json", *SMALL)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert set(data) >= {"scenario", "rules", "firms", "weeks", "seed", "kpis", "hash"}
    assert data["firms"] == 3
    assert data["weeks"] == 12
    assert set(data["kpis"]["profit"]) == {"mean", "se", "n"}
    assert len(data["hash"]) == 64
    assert done.stderr == ""


def test_only_the_kpis_that_were_asked_for(coordsim: Callable[..., Done]) -> None:
    done = coordsim("run", "base", "--kpi", "profit", "--kpi", "range", "--seeds", "2", *SMALL)
    assert done.returncode == 0, done.stderr
    assert "Profit" in done.stdout
    assert "Range" in done.stdout
    assert "Stockout" not in done.stdout
    done = coordsim("run", "base", "--kpi", "profits", *SMALL)
    assert (done.returncode, done.stdout) == (2, "")
    assert "kpi 'profits' is not known" in done.stderr
    assert done.stderr.endswith("did you mean profit?\n")
    arms = ["--arm", "a: incentives=silo", "--arm", "b: incentives=shared"]
    words = ["compare", "calm", *arms, "-n", "2", "--threads", "2", "--kpi", "profit", "--json"]
    data = json.loads(coordsim(*words).stdout)
    assert list(data["arms"]["a"]) == list(data["differences"]) == ["profit"]


def test_compare_with_arms_from_a_file(coordsim: Callable[..., Done], tmp_path: Path) -> None:
    arms = tmp_path / "arms.toml"
    small = '"market.customers" = 60\n"horizon.weeks" = 12\n"horizon.warmup" = 2\n'
    arms.write_text(
        f'[silo]\nincentives = "silo"\n{small}\n[shared]\nincentives = "shared"\n{small}'
    )
    done = coordsim("compare", "base", "--arms", str(arms), "--firms", "4", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert list(data["arms"]) == ["silo", "shared"]
    gap = data["differences"]["profit"]
    assert gap["low"] <= gap["mean"] <= gap["high"]
    assert gap["mean"] == pytest.approx(
        data["arms"]["shared"]["profit"]["mean"] - data["arms"]["silo"]["profit"]["mean"]
    )


def test_check_plays_a_students_file(coordsim: Callable[..., Done], tmp_path: Path) -> None:
    player = tmp_path / "my_player.py"
    player.write_text(
        'def decide(seat):\n    return {"price": 9.5} if seat.role == "marketing" else {"cycle":'
        " 3}\n"
    )
    done = coordsim("check", str(player), "--json")
    assert done.returncode == 0, done.stderr
    roles = json.loads(done.stdout)["roles"]
    assert {role: trial["rounds"] for role, trial in roles.items()} == {
        "marketing": 6,
        "operations": 6,
    }
    assert all(
        {"pay", "bots_pay", "profit", "bots_profit"} < set(trial) for trial in roles.values()
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["run", "bas"], f"bas: no such scenario; allowed: {', '.join(names())}"),
        (["run", "base", "--set", "market.overload=3"], "market.overload = 3 is outside [0, 1]"),
        (["run", "base", "--set", "market.overlode=0.3"], "market.overlode is not known"),
        (["run", "base", "--set", "incentives=gold"], "rules.incentives = 'gold' is not one of"),
        (["run", "base", "--set", "overload"], "is not of the form field=value"),
        (
            ["run", "base", "--set", "incentive=shared"],
            "horizon; of rules: incentives, communication, ",
        ),
        (["check", "README.md"], "README.md: a file that ends in .md; a player is a .py file"),
        (["run", "base", "--firms", "0"], "--firms"),
        (["compare", "base"], "compare needs at least two arms, not 0"),
        (["compare", "base", "--arms", "nowhere.toml"], "nowhere.toml: no such file"),
        (["scenarios", "show", "nothing"], "nothing: no such scenario"),
        (["check", "nowhere.py"], "nowhere.py: no such file"),
        (["check", "tests"], "tests: a folder, not a file"),
        (["run", "base", "--set", "incentve=silo"], "did you mean incentives?"),
        (["explain", "base", "--kpi", "proft"], "did you mean profit?"),
        (["claims", "C99"], "claim 'C99' is not known"),
        (["validate", "Z9"], "Z9"),
        (["validate", "D99"], "D99 is not a part of emergence; allowed: D1, D2"),
        (["validate", "--part", "D", "--seed", "70050"], "which cannot judge it"),
        (["validate", "--part", "D", "--scenario", "bas"], "bas: no such scenario"),
        (["validate", "A1", "D3"], "A1 is not of part D: ask for it apart from D3"),
        (["validate", "D3", "--part", "A"], "D3 is not of part A"),
        (["validate", "A1", "--worlds", "30"], "--worlds is for part D: add --part D"),
        (["validate", "--part", "E"], "--part"),
        (["claims", "C01", "--draws", "-1"], "--draws"),
        (["claims", "C01", "--save"], "--save keeps what draws come to: add --draws 24"),
        (["sweep", "nowhere"], "nowhere"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    coordsim: Callable[..., Done], words: list[str], sentence: str
) -> None:
    done = coordsim(*words)
    assert done.returncode == 2, done.stdout
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("x = 1", "there is no function decide"),
        (
            "def decide(seat):\n    return 1 / 0",
            "failed in week 0 as marketing: ZeroDivisionError('division by zero') in line 2",
        ),
        (
            "def decide(seat):\n    return {'price': 99}",
            "marketing.price = 99 is outside [6, 14] in week 0",
        ),
        *slowly(
            ("def decide(seat):\n    return [1]", "it has to return a dict of levers"),
            (
                "def decide(seat):\n    return {'price': 'ten'}",
                "price = 'ten' in week 0; it has to be a number",
            ),
            (
                "def decide(seat):\n    return {'hours': 100}",
                "marketing.hours is not a lever that marketing may set in week 0",
            ),
            ("def decide(seat):\n    return {'prize': 9}", "marketing.prize is not a lever"),
            ("def decide(seat)", "the file does not run: SyntaxError in line 1: expected ':'"),
        ),
    ],
)
def test_check_says_what_is_wrong(
    coordsim: Callable[..., Done], tmp_path: Path, code: str, sentence: str
) -> None:
    player = tmp_path / "my_player.py"
    player.write_text(code)
    done = coordsim("check", str(player))
    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_text_in_brackets_is_only_text(coordsim: Callable[..., Done]) -> None:
    done = coordsim("run", "base", "--set", "title=[/red]", *SMALL)
    assert done.returncode == 0, done.stderr


def test_an_arm_may_hold_a_list(coordsim: Callable[..., Done]) -> None:
    small = "market.customers=60, horizon.weeks=12, horizon.warmup=2"
    talk = 'communication={preset="reports", without=["stock", "cost"]}'
    done = coordsim(
        "compare",
        "base",
        "--arm",
        f"a: {talk}, {small}",
        "--arm",
        f"b: {small}",
        "-n",
        "2",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)["arms"]) == ["a", "b"]


@pytest.mark.parametrize(
    "code",
    ["import sys\nsys.exit(0)", *slowly("def decide(seat):\n    raise SystemExit(0)")],
)
def test_a_player_that_leaves_has_not_passed(
    coordsim: Callable[..., Done], tmp_path: Path, code: str
) -> None:
    player = tmp_path / "my_player.py"
    player.write_text(code)
    done = coordsim("check", str(player))
    assert done.returncode == 2
    assert "SystemExit(0)" in done.stderr


FEW = "market.customers=10, horizon.weeks=6, horizon.warmup=2"  # supply lead: in 3 of 5 worlds


def test_means_over_fewer_firms_say_so(coordsim: Callable[..., Done]) -> None:
    sets = [word for field in FEW.split(", ") for word in ("--set", field)]
    done = coordsim("run", "blind", "--firms", "5", *sets)
    [row] = [line for line in done.stdout.splitlines() if "Supply lead" in line]
    assert "(n = 3)" in row
    assert done.stdout.count("(n = ") == 1
    data = json.loads(coordsim("run", "blind", "--firms", "5", "--json", *sets).stdout)
    assert {name: kpi["n"] for name, kpi in data["kpis"].items() if 0 < kpi["n"] < 5} == {
        "supply_lead": 3
    }
    arms = ["--arm", f"a: {FEW}", "--arm", f"b: {FEW}, incentives=shared"]
    done = coordsim("compare", "blind", "--firms", "5", *arms)
    assert "(n = 3)" in " ".join(line for line in done.stdout.splitlines() if "Supply" in line)
    data = json.loads(coordsim("compare", "blind", "--firms", "5", "--json", *arms).stdout)
    assert data["differences"]["profit"]["n"] == 5
    assert data["arms"]["a"]["supply_lead"]["n"] == 3
    assert data["differences"]["supply_lead"]["n"] <= 3


def test_a_comparison_says_whose_firms_stopped(coordsim: Callable[..., Done]) -> None:
    poor = "money.cash=0, money.fixed=400, horizon.weeks=12, horizon.warmup=0"
    arms = ["--arm", f"rich: {poor}, money.credit=1e6", "--arm", f"poor: {poor}, money.credit=500"]
    told = coordsim("compare", "base", "-n", "3", "--kpi", "profit", *arms).stdout
    assert "poor: 3 of 3 could not pay and stopped, in week" in told
    assert "amounts count nothing of their weeks after that, ratios and states leave" in told
    assert "rich: " not in told
    data = json.loads(coordsim("compare", "base", "-n", "3", "--json", *arms).stdout)
    assert data["stopped"] == {"rich": 0, "poor": 3}


def test_comparisons_are_titled_with_the_weeks_of_their_arms(
    coordsim: Callable[..., Done],
) -> None:
    arms = ["--arm", f"a: {FEW}", "--arm", f"b: {FEW}, incentives=shared"]
    assert "2 worlds, weeks 3 to 6" in coordsim("compare", "base", "-n", "2", *arms).stdout


@pytest.mark.parametrize(("field", "value"), [("weeks", 8), ("warmup", 3)])
def test_arms_of_other_weeks_are_not_paired(
    coordsim: Callable[..., Done], field: str, value: int
) -> None:
    other = {"weeks": 6, "warmup": 2} | {field: value}
    arm = (
        f"b: market.customers=10, horizon.weeks={other['weeks']}, horizon.warmup={other['warmup']}"
    )
    done = coordsim("compare", "base", "-n", "2", "--arm", f"a: {FEW}", "--arm", arm)
    assert (done.returncode, done.stdout) == (2, "")
    first = {"weeks": 6, "warmup": 2}[field]
    assert done.stderr == (
        f"arms have to have the same horizon.{field} to be paired: a has {first}, b has {value}\n"
    )
