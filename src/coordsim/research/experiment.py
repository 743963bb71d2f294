"""An experiment: one thing with three doors, Python, ``design.toml`` and ``coordsim sweep``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from coordsim.research.errors import DesignError
from coordsim.research.estimate import Estimate, dry_run
from coordsim.research.file import FILE
from coordsim.research.results import Results
from coordsim.research.runner import run
from coordsim.research.studies import Searches

WRITTEN = "# written by Experiment.run, and written anew by the next one\n"


class Experiment(Searches):
    """A design that can be run, from Python. What it takes stands in ``Design``."""

    def run(
        self,
        folder: str | Path,
        executor: Any = None,
        jobs: int | None = None,
        *,
        progress: Callable[[int, int], None] | None = None,
        mend: bool = False,
        shard: tuple[int, int] | None = None,
    ) -> Results:
        """Run what is not there yet, into ``out/`` of a folder, and return the ``Results``.

        ``executor``: an executor, what makes one, or a Dask client or address; all cores of this
        machine when left out. Run again, it goes on where it was stopped. Raises DesignError,
        SweepError.
        """
        self._settle_in(Path(folder))
        return run(
            self, Path(folder), executor, jobs, progress=progress, mend=mend, shard=shard
        ).results

    def _settle_in(self, folder: Path) -> None:
        """Write ``design.toml`` where there is none, so that the command line knows the study too;
        functions of a session cannot be written, and one that somebody else wrote is not touched.
        """
        path = folder / FILE
        if self.where == FILE and self.home.resolve() == folder.resolve():
            return
        theirs = path.read_text("utf-8") if path.is_file() else None
        if theirs is not None and not theirs.startswith(WRITTEN):
            raise DesignError(
                f"{path}: was written by hand, and this experiment would take its place; run it in"
                " another folder, or Experiment.load that one"
            )
        try:
            text = self.toml()
        except DesignError:
            path.unlink(missing_ok=True)
            return
        if theirs != WRITTEN + text:
            self.save(folder)
            path.write_text(WRITTEN + path.read_text("utf-8"), "utf-8")

    def dry_run(self, jobs: int | None = None) -> Estimate:
        """Return how many points, firms and kinds there are, and how many minutes and megabytes
        they take; some firms are run for it.
        """
        return dry_run(self, jobs)
