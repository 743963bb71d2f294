"""The same bytes, wherever a study is run: processes, shards, Dask, jobs of Slurm; and whatever
happens to them.
"""

import os
import signal
import stat
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from research.small import DESIGN, FIRMS, PARTS, SEED, experiment, poisoned, quick

from coordsim.research import SweepError, load_table, status, sweep
from coordsim.research.executors import Dask, Kept, LostWorkersError, factory_of
from coordsim.research.file import parse
from coordsim.research.slurm import slurm_files

SAME = ("design.toml", "scenario.toml", "points.parquet", "codebook.csv", "results.parquet")


DRIVER = "import sys; from coordsim.research import sweep; sweep(sys.argv[1], 2)"


def wait_for(true: Callable[[], bool], seconds: float = 600) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def killed_at(parts: int, folder: Path) -> None:
    """A sweep in a process of its own that is killed once so many parts are finished."""
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, str(folder)])
    wait_for(lambda: driver.poll() is not None or there(folder) >= parts)
    driver.kill()
    driver.wait(10)


def there(folder: Path) -> int:
    """How many parts are finished."""
    return len(list((folder / "out").glob("parts/part-*")))


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of all that follows from the design: documents, tables and parts."""
    out = folder / "out"
    paths = [*(out / name for name in SAME), *sorted((out / "parts").iterdir())]
    return {str(path.relative_to(out)): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run that nothing happened to leaves behind."""
    folder = experiment(tmp_path_factory.mktemp("plain"))
    quick(folder)
    return content(folder)


def test_shards_share_the_work_and_the_last_one_joins(
    tmp_path: Path, plain: dict[str, bytes]
) -> None:
    folder = experiment(tmp_path)
    firms = 0
    for place in (3, 1, 2):
        assert not (folder / "out" / "results.parquet").exists()
        firms += quick(folder, shard=(place, 3)).firms.done
    assert firms == FIRMS
    assert content(folder) == plain
    assert quick(folder).firms.skipped == FIRMS
    assert content(folder) == plain


@pytest.mark.slow
def test_shards_of_a_study_that_goes_on_until(tmp_path: Path) -> None:
    """Split by samples, as a sample's worlds depend on nothing else."""
    until = "count = 10\nuntil = {kpi = 'profit', half_width = 5, most = 16, step = 4}"
    text = DESIGN.replace("count = 6", until).replace("[choices]", "[design]\n[uncertain]")
    quick(experiment(tmp_path / "whole", text))
    parts = experiment(tmp_path / "parts", text)
    for place in (1, 2, 3):
        quick(parts, shard=(place, 3))
    for name in SAME:
        mine, other = (tmp_path / one / "out" / name for one in ("whole", "parts"))
        assert mine.read_bytes() == other.read_bytes()
    with pytest.raises(SweepError, match="shard = 4/3 is not allowed: i/n with i from 1 to n"):
        quick(parts, shard=(4, 3))


def test_an_executor_of_somebody_else_is_not_shut_down(
    tmp_path: Path, plain: dict[str, bytes]
) -> None:
    with ThreadPoolExecutor(2) as pool:
        sweep(experiment(tmp_path), 2, executor_factory=pool)
        assert pool.submit(int).result() == 0
    assert content(tmp_path) == plain
    assert isinstance(factory_of(pool)(), Kept)
    assert factory_of(None) is None
    with pytest.raises(SweepError, match="executor = 7 is not allowed"):
        factory_of(7)


class Silent:
    """A client of a cluster without workers, whose tasks are never done."""

    class Waiting:
        status = "pending"

        def add_done_callback(self, _: Any) -> None: ...

        def cancel(self) -> None: ...

    def submit(self, *_: Any, **__: Any) -> Any:
        return self.Waiting()

    def nthreads(self) -> dict[str, int]:
        return {}


def test_a_cluster_without_workers_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coordsim.research.executors.LOOK", 0.01)
    with pytest.raises(
        LostWorkersError, match=r"no worker for 0\.05 seconds; finished parts are kept"
    ):
        sweep(
            experiment(tmp_path),
            executor_factory=lambda: Dask(Silent(), own=False, patience=0.05),
        )


def test_nobody_at_an_address_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: Any, **__: Any) -> None:
        raise OSError("timed out")

    monkeypatch.setattr("distributed.Client", nobody)
    with pytest.raises(SweepError, match="no Dask scheduler answers at tcp://nowhere:1"):
        sweep(experiment(tmp_path), executor_factory="tcp://nowhere:1")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers of Dask, each a process that comes back when it is killed."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("how", ["address", "client", "executor"])
def test_dask_by_address_client_or_executor(
    how: str, cluster: Any, tmp_path: Path, plain: dict[str, bytes]
) -> None:
    with cluster.get_client() as client:
        given = {
            "address": cluster.scheduler_address,
            "client": client,
            "executor": client.get_executor() if how == "executor" else None,
        }[how]
        assert sweep(experiment(tmp_path), executor_factory=given).firms.done == FIRMS
        assert client.submit(int).result() == 0, "the client is still there"
    assert content(tmp_path) == plain


@pytest.mark.slow
def test_workers_of_dask_that_are_killed_cost_nothing(
    cluster: Any, tmp_path: Path, plain: dict[str, bytes]
) -> None:
    folder = experiment(tmp_path)
    with cluster.get_client() as client:
        client.run(_deadly, str(tmp_path / "killed"))
        assert sweep(folder, executor_factory=client).firms.failed == 0
    assert (tmp_path / "killed").exists()
    assert content(folder) == plain


@pytest.mark.slow
def test_a_firm_that_kills_workers_of_dask_is_found(cluster: Any, tmp_path: Path) -> None:
    text = DESIGN.replace("[0.0, 0.5]", "[0.5]").replace('["silo", "shared"]', '["silo"]')
    with cluster.get_client() as client:
        plugin = _plugin()()
        client.register_plugin(plugin, name="poison")
        summary = sweep(experiment(tmp_path, text), executor_factory=client)
        client.unregister_worker_plugin("poison")
        client.restart()
    assert {failure.seed for failure in summary.failures} == {SEED}
    assert {failure.reason for failure in summary.failures} == {"the worker process died"}
    assert summary.firms.done == 5


def _deadly(once: str) -> None:
    poisoned(Path(once))


def _plugin() -> Any:
    distributed = pytest.importorskip("distributed")

    class Poison(distributed.WorkerPlugin):
        def setup(self, worker: Any) -> None:
            poisoned(None)

    return Poison


@pytest.mark.slow
def test_a_driver_that_is_killed_again_and_again(tmp_path: Path, plain: dict[str, bytes]) -> None:
    folder = experiment(tmp_path)
    for number in range(1, PARTS, 2):
        killed_at(number, folder)
    quick(folder)
    assert content(folder) == plain


STUDY = Path(__file__).parents[2] / "experiments" / "talk-under-uncertainty" / "design.toml"


def smaller(folder: Path) -> Path:
    """The study of talk under uncertainty, with few customers, weeks, draws and worlds."""
    text = STUDY.read_text().replace("base = 256", "base = 2").replace("count = 10", "count = 2")
    small = "batch = 40\n\n[changes]\nmarket.customers = 60\n\n[outcomes]"
    return experiment(folder, text.replace("[outcomes]", small))


def test_the_prepared_study_has_a_hundred_thousand_firms() -> None:
    file = parse(tomllib.loads(STUDY.read_text()))
    assert file.design.base is not None
    draws = file.design.base * (len(file.uncertain) + 2)
    assert draws * 3 * 2 * (file.seeds.count or 0) >= 100_000


@pytest.mark.slow
def test_a_sobol_study_comes_to_the_same_bytes_everywhere(cluster: Any, tmp_path: Path) -> None:
    """On processes with a killed driver, in shards, and on Dask with a killed worker."""
    one, two, three = (smaller(tmp_path / name) for name in ("killed", "shards", "dask"))
    killed_at(1, one)
    sweep(one, 2)
    for place in (2, 1):
        quick(two, shard=(place, 2))
    with cluster.get_client() as client:
        pid = next(iter(client.run(os.getpid).values()))
        sweep(
            three,
            executor_factory=client,
            progress=lambda there, _: os.kill(pid, signal.SIGKILL) if there == 40 else None,
        )
    assert content(one) == content(two) == content(three)
    assert len(load_table(one)) == 2 * 7 * 6 * 2


SBATCH = """#!/bin/sh
# Stands in for Slurm's: keeps the script, as its file may go once this returns, and runs a job of
# it for each place of its array, one after the other.
for given; do :; done
script=$given.kept
cp "$given" "$script"
last=$(sed -n 's/^#SBATCH --array=1-//p' "$script")
for place in $(seq 1 "${last:-1}"); do
    SLURM_ARRAY_TASK_ID=$place SLURM_CPUS_PER_TASK=1 sh "$script" >"$script.$place.log" 2>&1 &
    [ -n "$last" ] && wait $!
done
echo "Submitted batch job 1"
"""


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that looks as if Slurm were on it."""
    home = tmp_path / "bin"
    home.mkdir()
    for name, text in (("sbatch", SBATCH), ("scancel", "#!/bin/sh\n")):
        (home / name).write_text(text)
        (home / name).chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{home}{os.pathsep}{os.environ['PATH']}")
    return home


@pytest.mark.slow
def test_a_job_array_of_slurm(slurm: Path, tmp_path: Path, plain: dict[str, bytes]) -> None:
    folder = experiment(tmp_path / "study")
    array, _ = slurm_files(folder, 3)
    subprocess.run(["sbatch", str(array)], check=True, env=os.environ)
    assert content(folder) == plain
    assert sorted(path.name for path in (folder / "out").glob("status*")) == [
        f"status-{place}-of-3.jsonl" for place in (1, 2, 3)
    ]
    assert status(folder).share == 1


@pytest.mark.slow
def test_a_dask_cluster_on_slurm(slurm: Path, tmp_path: Path, plain: dict[str, bytes]) -> None:
    folder = experiment(tmp_path / "study")
    _, script = slurm_files(folder, 1)
    told = subprocess.run(
        [sys.executable, str(script), "--script"], capture_output=True, text=True, check=True
    ).stdout
    assert "#SBATCH -J coordsim" in told
    assert "distributed.cli.dask_worker" in told
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=300
    ).stdout
    assert f"done={FIRMS}" in done
    assert content(folder) == plain


def test_files_for_slurm_name_the_study(tmp_path: Path) -> None:
    array, script = slurm_files(experiment(tmp_path / "study"), 40, 4)
    assert "#SBATCH --array=1-40" in array.read_text()
    assert '--shard "$SLURM_ARRAY_TASK_ID/40"' in array.read_text()
    compile(script.read_text(), "cluster.py", "exec")
    with pytest.raises(SweepError, match="give the study a plain path"):
        slurm_files(tmp_path / "a study", 2)


def test_an_executor_whose_disk_is_full(
    tmp_path: Path, plain: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-way: what is finished is kept, and the rest comes to the same bytes."""
    folder, real, written = experiment(tmp_path), os.fsync, []

    def full(file: int) -> None:
        written.append(file)
        if len(written) > 8:
            raise OSError(28, "No space left on device")
        real(file)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SweepError, match="No space left on device"):
        quick(folder)
    monkeypatch.undo()
    assert 0 < len(list((folder / "out" / "parts").iterdir())) < PARTS
    with pytest.raises(SweepError, match="firms of this design are not there"):
        load_table(folder)
    quick(folder)
    assert content(folder) == plain
