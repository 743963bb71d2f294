"""Files that do not behave as a player should: each ends in one sentence, and the trial's numbers
are those of the engine here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from support.firms import small

from coordsim.core.decisions import DecisionError
from coordsim.core.levers import ROLES
from coordsim.players.file import load_player
from coordsim.players.student import PlayerError
from coordsim.run.simulate import simulate
from coordsim.study.apart import Apart, Limits
from coordsim.study.trial import check_player

QUICK = Limits(seconds=1.0, loading=20.0, megabytes=300)
WILD = {
    "loops for ever": (
        "def decide(seat):\n    while True: pass",
        "wild.py: decide() in week 0 as marketing took longer than 1 s",
    ),
    "takes all memory": (
        "kept = []\ndef decide(seat):\n    while True: kept.append(bytearray(50_000_000))",
        "wild.py: decide() failed in week 0 as marketing: MemoryError()",
    ),
    "leaves": (
        "import os\ndef decide(seat):\n    os._exit(0)",
        "wild.py: decide() in week 0 as marketing ended its process without an answer",
    ),
    "leaves when loaded": (
        "import os\nos._exit(0)",
        "wild.py: loading the file ended its process without an answer",
    ),
    "raises GeneratorExit": ("def decide(seat):\n    raise GeneratorExit", "as marketing"),
    "raises KeyboardInterrupt": (
        "def decide(seat):\n    raise KeyboardInterrupt",
        "wild.py: decide() in week 0 as marketing failed: KeyboardInterrupt()",
    ),
    "returns a dict that raises": (
        "class D(dict):\n    def items(self): raise ValueError('no')\n"
        "def decide(seat):\n    return D(price=9.0)",
        "wild.py: ",
    ),
    "replaces the check": (
        "import coordsim.run.engine as week\nimport coordsim.core.decisions as door\n"
        "week.check = door.check = lambda role, decision, *rest, **more: decision\n"
        "def decide(seat):\n    return {'price': 1000.0}",
        "wild.py: marketing.price = 1000 is outside [6, 14] in week 0",
    ),
    "walks through memory": (
        "import gc\ndef decide(seat):\n    for thing in gc.get_objects():\n"
        "        if isinstance(thing, dict) and 'price' in thing and thing is not seat.plan:\n"
        "            thing['price'] = 1000.0\n    return {'price': 1000.0}",
        "wild.py: ",
    ),
    "writes where answers go": (
        "import os\ndef decide(seat):\n    for n in range(3, 20):\n"
        "        try: os.write(n, b'{\"levers\": [[[\\n')\n        except OSError: pass\n"
        "    return {}",
        "wild.py: decide() in week 0 as marketing wrote something that is no answer",
    ),
    "answers with numbers beyond all bounds": (
        "def decide(seat):\n    return {'price': 10 ** 5000}",
        "wild.py: ",
    ),
    "nests without end": (
        "x = []\nx.append(x)\ndef decide(seat):\n    return {'price': x}",
        "wild.py: ",
    ),
}

AT_ONCE = ("loops for ever", "replaces the check")  # the others take a process each as well


def wild(folder: Path, code: str) -> Path:
    path = folder / "wild.py"
    path.write_text(code, "utf-8")
    return path


def processes() -> Iterator[tuple[str, str]]:
    """State and group of every process there is."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone meanwhile
            state, _, group = path.read_text("utf-8").rpartition(")")[2].split()[:3]
            yield state, group


@pytest.mark.parametrize(
    "name",
    [name if name in AT_ONCE else pytest.param(name, marks=pytest.mark.slow) for name in WILD],
)
def test_it_ends_in_a_sentence(name: str, tmp_path: Path) -> None:
    code, sentence = WILD[name]
    with pytest.raises((PlayerError, DecisionError)) as refusal:
        check_player(wild(tmp_path, code), QUICK)
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith("wild.py: ")
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 500


@pytest.mark.slow
def test_what_it_prints_is_not_in_the_answer(tmp_path: Path) -> None:
    """Whether it prints or writes to the descriptor itself, while it is loaded or asked."""
    code = (
        "import os\nprint('loading')\nos.write(1, b'raw')\n"
        "def decide(seat):\n    print('asked')\n    os.write(1, b'raw')\n    return {}"
    )
    words = [sys.executable, "-m", "coordsim.cli", "check", str(wild(tmp_path, code)), "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["player"] == "wild.py"
    assert done.stdout.count("\n") == 1
    assert "loading" in done.stderr


def test_its_process_is_gone_afterwards(tmp_path: Path) -> None:
    """Also one that it started itself."""
    code = (
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "def decide(seat):\n    return {}"
    )
    with Apart(wild(tmp_path, code), QUICK) as player:
        number = player.process.pid
    assert player.process.returncode is not None
    assert str(number) not in {group for state, group in processes() if state != "Z"}


REMEMBERS = """
seen = []
def decide(seat):
    seen.append(seat.week)
    if seat.role == "operations":
        return {"cycle": 1 + len(seen) % 3}
    answer = {"price": min(seat.plan["price"] + 0.1 * len(seen), seat.limits["price"][1])}
    if len(seen) % 2:
        answer["forecast"] = 1.1 * seat.expected_demand
    return answer
"""


@pytest.mark.parametrize("role", [ROLES[0], pytest.param(ROLES[1], marks=pytest.mark.slow)])
def test_it_plays_as_it_would_here(role: str, tmp_path: Path) -> None:
    """With its memory, firm by firm, and silent where it gives no word."""
    path = wild(tmp_path, REMEMBERS)
    scenario = small({"communication": "meetings"})
    here = simulate(scenario, firms=4, players={role: load_player(path)})
    with Apart(path, QUICK) as player:
        there = simulate(scenario, firms=4, players={role: player})
    assert there.hash == here.hash
    for week, decision in here.tape[role].items():
        np.testing.assert_array_equal(there.tape[role][week].silent, decision.silent)
