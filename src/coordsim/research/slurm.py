"""Ready files for Slurm: a job array that needs no coordinator, and a Dask cluster through
dask-jobqueue. Both only call the sweep; no scheduler is written here.
"""

from __future__ import annotations

import sys
from pathlib import Path

from coordsim.research.errors import SweepError
from coordsim.research.written import write_bytes

ARRAY, CLUSTER = "array.sh", "cluster.py"

_ARRAY = """#!/bin/sh
# A job array: every job runs its share of the study, and none knows of the others.
#   sbatch {folder}/slurm/{array}
# Jobs that were killed are submitted again: what is finished is kept. Afterwards, or at any time,
# "coordsim sweep {folder}" runs what is missing and joins the tables.
#SBATCH --job-name=coordsim
#SBATCH --array=1-{jobs}
#SBATCH --cpus-per-task={cores}
#SBATCH --mem-per-cpu=2G
#SBATCH --time=04:00:00
#SBATCH --output={folder}/slurm/%a.log
export NUMBA_CACHE_DIR="${{NUMBA_CACHE_DIR:-{folder}/slurm/numba}}"
exec {python} -m coordsim.cli sweep {folder} \\
    --shard "$SLURM_ARRAY_TASK_ID/{jobs}" --jobs "${{SLURM_CPUS_PER_TASK:-{cores}}}" --json
"""

_CLUSTER = '''"""A Dask cluster of Slurm jobs that runs the study:

    python {folder}/slurm/{cluster}            submits {jobs} jobs of {cores} cores and waits
    python {folder}/slurm/{cluster} --script   prints the job's script and submits nothing

Needs what a cluster needs: pip install "coordsim[cluster]".
"""

import sys

from dask_jobqueue import SLURMCluster
from distributed import Client

from coordsim.research import sweep

JOBS, CORES = {jobs}, {cores}

if __name__ == "__main__":
    cluster = SLURMCluster(
        cores=CORES,
        processes=CORES,
        memory=f"{{2 * CORES}}GB",
        walltime="04:00:00",
        job_name="coordsim",
        python={python!r},
        log_directory={logs!r},
        local_directory="/tmp",
    )
    if "--script" in sys.argv:
        print(cluster.job_script())
        sys.exit()
    cluster.scale(jobs=JOBS)
    summary = sweep({folder!r}, executor_factory=Client(cluster))
    print(summary.firms, summary.table)
    cluster.close()
'''


def slurm_files(folder: str | Path, jobs: int, cores: int = 1) -> list[Path]:
    """Write ``slurm/array.sh`` and ``slurm/cluster.py`` into the folder of an design, for
    ``jobs`` jobs of ``cores`` cores each, and return their paths. Raises SweepError.
    """
    if jobs < 1 or cores < 1:
        raise SweepError(f"jobs = {jobs} of {cores} cores is not allowed: at least 1 of each")
    home = Path(folder).resolve()
    if any(sign in str(home) for sign in " '\"\\$`\n"):
        raise SweepError(
            f"{home}: has signs that a job's script would take for its own; give the study a plain"
            " path"
        )
    said = {
        "folder": str(home),
        "jobs": jobs,
        "cores": cores,
        "python": sys.executable,
        "logs": str(home / "slurm"),
        "array": ARRAY,
        "cluster": CLUSTER,
    }
    (home / "slurm").mkdir(exist_ok=True)
    paths = []
    for name, text in ((ARRAY, _ARRAY), (CLUSTER, _CLUSTER)):
        write_bytes(home / "slurm" / name, text.format(**said).encode())
        paths.append(home / "slurm" / name)
    return paths
