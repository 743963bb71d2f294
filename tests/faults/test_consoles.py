"""Consoles and machines as they are: other letters, no width, no home, no name to listen on."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from coordsim import cli
from coordsim.cli import main
from coordsim.cli.console import LOOK_ALIKE, print_table
from coordsim_web.addresses import announcement, qr, reachable

TINY = ["--set", "market.customers=60", "--set", "horizon.weeks=12", "--set", "horizon.warmup=2"]
WORDS = {
    "table": ["run", "base", *TINY],
    "story": ["scenarios", "show", "base"],
    "refusal": ["run", "base", "--set", "title=5", "--set", "market.märkte=1"],
}
NOBODY = (
    "import pwd\ndef nobody(uid): raise KeyError('getpwuid(): uid not found')\n"
    "pwd.getpwuid = nobody\n"
)


def printed(words: list[str], encoding: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a command prints on a console of another encoding, errors and all."""
    raw = io.BytesIO()
    console = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    monkeypatch.setattr(sys, "stdout", console)
    monkeypatch.setattr(sys, "stderr", console)
    monkeypatch.setattr(sys, "argv", ["coordsim", *words])
    with pytest.raises(SystemExit):
        main()
    monkeypatch.undo()
    letters = unicodedata.normalize("NFKD", raw.getvalue().decode(encoding))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp932", "latin-1"])
@pytest.mark.parametrize("what", WORDS)
def test_a_console_of_other_letters(
    what: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is there, the letters that it has not as what looks like them; minus is minus."""
    plain = printed(WORDS[what], "utf-8", monkeypatch)
    found = printed(WORDS[what], encoding, monkeypatch)
    for letter, other in LOOK_ALIKE.items():
        plain, found = plain.replace(letter, other), found.replace(letter, other)
    words = [re.findall(r"-?[\d,.]*\d%?|[a-z]{3,}", text) for text in (plain, found)]
    assert words[0] == words[1]
    assert len(words[0]) > 15
    assert "?" not in found.replace("?", "", plain.count("?"))


@pytest.mark.parametrize("columns", ["0", "1", "9", "-5", "nothing"])
def test_a_console_of_no_width(
    columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    rows = [["a long name of something", "1,234,567.8", "−3"], ["x", "2", "3"]]
    print_table("A title", ["what", "how much", "more"], rows)
    out = capsys.readouterr().out
    for row in rows:
        for cell in row:
            assert all(word in out for word in cell.split())
    assert len({len(line.rstrip()) for line in out.splitlines()[1:]}) == 1, "a border is cut off"
    if columns == "0":
        assert "a long name of something" in out


def homeless(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who has no home."""
    (tmp_path / "sitecustomize.py").write_text(NOBODY, "utf-8")
    kept = {name: text for name, text in os.environ.items() if name not in ("HOME", "PYTHONPATH")}
    return kept | {"PYTHONPATH": str(tmp_path)}


@pytest.mark.slow
def test_no_home_for_a_run(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\ntry: Path.home()\nexcept RuntimeError: pass\n"
        "else: raise SystemExit('there is a home')\nfrom coordsim.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "base", *TINY, "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
        env=homeless(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["firms"] == 1


@pytest.mark.slow
def test_no_home_for_the_pages(tmp_path: Path) -> None:
    code = (
        "import tempfile\nfrom coordsim_web import server\nserver.create_app()\n"
        "home = server.ENVIRONMENT['SOLARA_HOME']\n"
        "assert home.startswith(tempfile.gettempdir()), home\nprint('there')"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
        env=homeless(tmp_path),
    )
    assert done.stdout == "there\n", done.stderr


@pytest.mark.parametrize(
    "host",
    ["\u202e", "a b", "nowhere.invalid", "192.0.2.254.7", "x\0", "x" * 300, "::zz", "é" * 70],
)
def test_a_host_that_is_none(
    host: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["coordsim", "web", "--no-open", "--port", "0", "--host", host]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    assert (end.value.code, out) == (2, "")
    assert re.fullmatch(r"--host .{1,80} is no address to listen on \(.*\); allowed: .*\n", err)
    assert err.isascii()


@pytest.fixture
def three_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ["172.17.0.1", "192.168.1.5", "2001:db8::5"]
    monkeypatch.setattr("coordsim_web.addresses._addresses", lambda: found)
    monkeypatch.setattr("coordsim_web.addresses._towards_others", lambda: "192.168.1.5")


@pytest.mark.usefixtures("three_addresses")
def test_each_address_is_given_away_the_likeliest_first() -> None:
    assert reachable("0.0.0.0") == ["192.168.1.5", "172.17.0.1"]
    assert reachable("::") == ["192.168.1.5", "172.17.0.1", "2001:db8::5"]
    assert reachable("127.0.0.1") == reachable("localhost") == reachable("::1") == []
    assert reachable("10.0.0.7") == ["10.0.0.7"]
    text = announcement("::", 80, blocks=True, colours=False)
    first = "http://192.168.1.5:80"
    assert text.startswith("coordsim is at http://127.0.0.1:80  (Ctrl+C stops it)\n")
    for url in (first, "http://172.17.0.1:80", "http://[2001:db8::5]:80"):
        assert f"  {url}\n" in text
    assert qr(first, colours=False) in text
    assert text.endswith(f"The code is {first}\n")
    alone = announcement("127.0.0.1", 80, blocks=True, colours=False)
    assert alone == "coordsim is at http://127.0.0.1:80  (Ctrl+C stops it)\n"


@pytest.mark.usefixtures("three_addresses")
def test_no_code_where_its_blocks_cannot_be_printed() -> None:
    text = announcement("0.0.0.0", 80, blocks=False, colours=False)
    assert text.isascii()
    assert "http://192.168.1.5:80" in text


def test_no_network_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordsim_web.addresses._addresses", list)
    text = announcement("0.0.0.0", 80, blocks=True, colours=True)
    assert text.splitlines()[1:] == [
        "This machine has no address on a network: nobody else can open it now."
    ]


def test_the_code_holds_the_address() -> None:
    """Its blocks are the modules of the code of that text, two rows in a line."""
    import segno

    text = "http://192.168.1.5:8765"
    dark = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}
    lines = [[dark[letter] for letter in line] for line in qr(text, colours=False).splitlines()]
    upper, lower = ([[pair[half] for pair in line] for line in lines] for half in (0, 1))
    rows = [row for both in zip(upper, lower, strict=True) for row in both]
    code = [list(row) for row in segno.make(text, micro=False).matrix_iter(border=4)]
    assert rows[: len(code)] == code
    assert "\033[97;40m" in qr(text, colours=True)


def test_the_command_prints_them() -> None:
    words = [sys.executable, "-m", "coordsim.cli", "web", "--no-open", "--port", "0"]
    server = subprocess.Popen(
        [*words, "--host", "0.0.0.0"],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    try:
        assert server.stdout is not None
        first, second = server.stdout.readline(), server.stdout.readline()
    finally:
        server.kill()
        server.wait()
    assert first.startswith("coordsim is at http://127.0.0.1:")
    assert second.startswith(("Others on the network open:", "This machine has no address"))


def test_commands_print_in_one_way() -> None:
    """Through the console module: what prints past it dies of the letters that a console lacks."""
    home = Path(cli.__file__).parent
    past = [path.name for path in home.glob("*.py") if re.search(r"\.echo\(", path.read_text())]
    assert past == []
