"""An experiment: one thing with three doors, Python, ``design.toml`` and ``coordsim sweep``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from coordsim.research.design import bytes_of
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
        home = Path(folder)
        self._own(home)
        return run(
            self,
            home,
            executor,
            jobs,
            ready=partial(self._settle_in, home),
            progress=progress,
            mend=mend,
            shard=shard,
        ).results

    def _written_by_itself(self, folder: Path) -> bool:
        return self.where == FILE and self.home.resolve() == folder.resolve()

    def _own(self, folder: Path) -> None:
        """Raise DesignError where somebody else wrote the ``design.toml`` of a folder."""
        path = folder / FILE
        if self._written_by_itself(folder) or not path.exists():
            return
        if not bytes_of(path).startswith(WRITTEN.encode()):
            raise DesignError(
                f"{path}: was written by hand, and this experiment would take its place; run it in"
                " another folder, or Experiment.load that one"
            )

    def _settle_in(self, folder: Path) -> None:
        """Write ``design.toml``, so that the command line knows the study too; functions of a
        session cannot be written.
        """
        if self._written_by_itself(folder):
            return
        path = folder / FILE
        try:
            text = WRITTEN + self.toml()
        except DesignError:
            path.unlink(missing_ok=True)
            return
        if not path.is_file() or path.read_bytes() != text.encode():
            self.save(folder)
            path.write_text(WRITTEN + path.read_text("utf-8"), "utf-8")

    def dry_run(self, jobs: int | None = None) -> Estimate:
        """Return how many points, firms and kinds there are, and how many minutes and megabytes
        they take; some firms are run for it.
        """
        return dry_run(self, jobs)
