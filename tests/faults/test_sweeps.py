"""What happens to a sweep's folder and its processes: nothing is lost, and no wrong table comes out
of it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from research.small import DESIGN, FIRMS, PARTS, experiment, parts, quick, threads

from coordsim.cli import main
from coordsim.research import Summary, SweepError, load_table, read_design, sweep
from coordsim.research.batches import cut
from coordsim.research.store import Store

FLIPS = 60  # of the bits of a part, spread evenly
RUNNER = "import sys; from coordsim.cli import main; sys.argv[0] = 'coordsim'; main()"


@pytest.fixture(scope="session")
def whole(finished: Path) -> pd.DataFrame:
    """Its table."""
    return load_table(finished)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep that is done."""
    folder = experiment(tmp_path_factory.mktemp("finished"))
    quick(folder)
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(finished, tmp_path / "study"))


def refused(folder: Path, name: str, why: str) -> None:
    """Neither the table nor another sweep takes the part, and both name it."""
    for use in (load_table, quick):
        with pytest.raises(SweepError, match=rf"{name}: .*{why}.* --mend"):
            use(folder)


def test_a_part_copied_over_another_is_named(folder: Path) -> None:
    first, second = sorted(parts(folder))[:2]
    home = folder / "out" / "parts"
    shutil.copyfile(home / first, home / second)
    refused(folder, second, "holds other firms than its name says")


def test_numbers_that_were_changed_are_found(folder: Path) -> None:
    """By somebody who writes a proper file, with the checksum as it was."""
    name = min(parts(folder))
    path = folder / "out" / "parts" / name
    table = pq.read_table(path)
    numbers = table["profit"].to_numpy().copy()
    numbers[0] += 1e-9
    changed = table.set_column(
        table.column_names.index("profit"), table.schema.field("profit"), [numbers]
    )
    pq.write_table(changed.replace_schema_metadata(table.schema.metadata), path)
    refused(folder, name, "its checksum differs")


def test_a_flipped_bit_is_never_read_as_a_number(folder: Path, finished: Path) -> None:
    """Wherever it is: the part reads as it was written, or it is refused by name."""
    batch = cut(read_design(folder))[0]
    path = folder / "out" / "parts" / batch.name
    whole = path.read_bytes()
    before = Store(finished).read_part(batch.name)
    bits = 8 * len(whole)
    said: list[str] = []
    for bit in range(0, bits, bits // FLIPS):
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        try:
            read = Store(folder).read_part(batch.name)
        except SweepError as refusal:
            said.append(str(refusal))
        else:
            pd.testing.assert_frame_equal(read.to_pandas(), before.to_pandas(), check_exact=True)
    assert FLIPS / 2 < len(said) <= FLIPS + 1
    assert not [refusal for refusal in said if batch.name not in refusal]


def test_damaged_parts_are_run_again_on_wish(folder: Path, finished: Path) -> None:
    first, second, third = sorted(parts(folder))[:3]
    home = folder / "out" / "parts"
    shutil.copyfile(home / first, home / second)
    (home / third).write_bytes(b"PAR1 nonsense")
    summary = quick(folder, mend=True)
    assert (summary.parts.done, summary.parts.skipped, summary.parts.failed) == (2, PARTS - 2, 0)
    pd.testing.assert_frame_equal(load_table(folder), load_table(finished))
    events = [json.loads(line) for line in (folder / "out" / "status.jsonl").open()]
    assert {event["part"] for event in events if event["event"] == "damaged"} == {second, third}


@pytest.mark.parametrize("words", [["--json"], []], ids=["json", "text"])
def test_a_part_that_vanishes_is_a_failure_with_a_reason(
    words: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While the sweep runs: exit 1, counts that add up and the reason, in text and as JSON."""
    study, real, gone = experiment(tmp_path), Store.note, []

    def note(self: Store, event: str, **facts: object) -> None:
        real(self, event, **facts)
        if event == "part" and not gone:
            gone.append(str(facts["part"]))
            self.remove(gone[0])

    def here(folder: Path, jobs: int, **rest: Any) -> Summary:
        return sweep(folder, 2, **(rest | {"executor_factory": threads}))

    monkeypatch.setattr(Store, "note", note)
    monkeypatch.setattr("coordsim.research.sweep", here, raising=False)
    monkeypatch.setattr(sys, "argv", ["coordsim", "sweep", str(study), *words])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    assert end.value.code == 1
    assert "its part was removed while the sweep ran" in err
    if words:
        data = json.loads(out)
        assert data["firms"] == {"done": FIRMS - 4, "skipped": 0, "failed": 4}
        assert len(data["failures"]) == 4
        assert data["table"] is None
    else:
        assert f"{FIRMS - 4} firms run, 0 there already, 4 failed" in " ".join(out.split())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"design": 1}', "no sessions"])
def test_a_damaged_manifest_is_named(text: str, folder: Path) -> None:
    path = folder / "out" / "manifest.json"
    facts = json.loads(path.read_text("utf-8"))
    if text == "no sessions":
        del facts["sessions"]
        text = json.dumps(facts)
    path.write_text(text, "utf-8")
    with pytest.raises(SweepError, match=r"manifest\.json: is not as a sweep wrote it; delete it"):
        quick(folder)
    path.unlink()
    assert quick(folder).firms.skipped == FIRMS


@pytest.mark.parametrize("event", ["started", "part", "finished"])
def test_a_full_disk_is_said_with_the_path(
    event: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a part, the table, the manifest or a note cannot be written."""
    study, real = experiment(tmp_path), Store.note

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    def note(self: Store, name: str, **facts: object) -> None:
        real(self, name, **facts)
        if name == event:
            monkeypatch.setattr("os.fsync", full)

    monkeypatch.setattr(Store, "note", note)
    if event == "finished":
        assert quick(study).firms.done == FIRMS
    with pytest.raises(SweepError, match=r"out/.*: cannot be written \(No space left on device\)"):
        quick(study)
    monkeypatch.undo()
    assert quick(study).firms.failed == 0
    assert len(load_table(study)) == FIRMS


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """A sweep in a process of its own that has written two parts."""
    driver = subprocess.Popen(
        [sys.executable, "-c", RUNNER, "sweep", str(folder), "--jobs", "2", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 100
    while len(list((folder / "out" / "parts").glob("part-*"))) < 2:
        assert time.monotonic() < end
        assert driver.poll() is None, driver.communicate()
        time.sleep(0.02)
    return driver


def last_event(folder: Path) -> str:
    return str(json.loads((folder / "out" / "status.jsonl").read_text().splitlines()[-1])["event"])


LONG = DESIGN.replace("count = 6", "count = 400").replace("weeks = 4", "weeks = 400")


@pytest.mark.slow
def test_one_interrupt_waits_and_says_so_the_second_ends_it_at_once(tmp_path: Path) -> None:
    study = experiment(tmp_path / "study", LONG)
    driver = started(study)
    assert driver.stderr is not None
    os.killpg(driver.pid, signal.SIGINT)
    said = driver.stderr.readline()
    while said and "Stopping: what runs is let finish" not in said:
        said = driver.stderr.readline()
    assert said, "it ended without a word"
    os.killpg(driver.pid, signal.SIGINT)
    try:
        _, errors = driver.communicate(timeout=60)
    finally:
        driver.kill()
    assert driver.returncode != 0
    assert "Traceback" not in errors
    assert "Stopping" not in errors
    assert last_event(study) == "stopped"


@pytest.mark.slow
def test_sigterm_is_noted(tmp_path: Path) -> None:
    study = experiment(tmp_path / "study", LONG)
    driver = started(study, "--json")
    driver.terminate()
    out, errors = driver.communicate(timeout=30)
    assert (driver.returncode, out) == (128 + signal.SIGTERM, "")
    assert "Traceback" not in errors
    assert last_event(study) == "stopped"


@pytest.mark.slow
def test_random_kills_cost_nothing(tmp_path: Path, whole: pd.DataFrame) -> None:
    """The driver is killed again and again, at any moment; what comes out at last is the same."""
    psutil = pytest.importorskip("psutil")
    study, luck = experiment(tmp_path / "study"), random.Random(1)
    for _ in range(8):
        driver = subprocess.Popen(
            [sys.executable, "-c", RUNNER, "sweep", str(study), "--jobs", "2", "--json"],
            stdout=subprocess.DEVNULL,
        )
        time.sleep(luck.uniform(0.5, 8))
        with suppress(psutil.NoSuchProcess):  # it has ended by itself
            told = psutil.Process(driver.pid)
            luck.choice([*told.children(), told]).kill()
        if luck.random() < 0.7:
            driver.kill()
        driver.wait(100)
    sweep(study, 2)
    pd.testing.assert_frame_equal(load_table(study), whole)
