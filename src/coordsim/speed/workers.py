"""Worker processes that answer lines of JSON: the engine's own, and the peers in the folder
``benchmarks``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import Any, Self

import coordsim
from coordsim.core.spelling import told

ROOT = Path(coordsim.__file__).parents[2]
BEGIN_SECONDS = 180  # to make an environment and import
ANSWER_SECONDS = 1800
POLARS = (
    "polars",
    ["polars==2.1.0", "numpy==2.5.5"],
)  # module a peer imports, what to install beside it
MESA_FRAMES = ("mesa_frames", ["mesa-frames==0.1.0a0"])
NEEDS: Mapping[str, tuple[str, Sequence[str]]] = {
    "mesa_frames": MESA_FRAMES,
    "polars": POLARS,
    "mesa_frames_lean": MESA_FRAMES,
    "polars_lean": POLARS,
}


class MissingPeerError(ChildProcessError):
    """A process that cannot be run here; the message is the reason."""


def has_benchmarks() -> bool:
    """Tell whether the peers' folder is there: it is in the repository, not in an installed
    wheel.
    """
    return (ROOT / "benchmarks" / "market_week" / "worker.py").exists()


def _uvs() -> Iterator[list[str]]:
    """Yield the ways in which uv may be called: the one that started this process, the module of
    this interpreter and of the one that its environment was made from, and what stands on the path.
    """
    started, found = os.environ.get("UV"), shutil.which("uv")
    if started:
        yield [started]
    yield [sys.executable, "-m", "uv"]
    base: str | None = getattr(sys, "_base_executable", None)
    if base:
        yield [base, "-m", "uv"]
    if found:
        yield [found]


def _uv(module: str) -> list[str]:
    """Return a way to call uv that works from any folder. Raises MissingPeerError with what they
    said when none does.
    """
    said = []
    for uv in _uvs():
        try:
            done = subprocess.run(
                [*uv, "--version"],
                cwd=tempfile.gettempdir(),
                capture_output=True,
                text=True,
                timeout=BEGIN_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            said.append(f"{' '.join(uv)}: {told(error)}")
            continue
        if not done.returncode:
            return uv
        words = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()
        said.append(f"{' '.join(uv)}: {words[0].strip()}")
    raise MissingPeerError(
        f"{module} is not installed, and there is no uv that works to make an environment for it"
        f" ({'; '.join(said)})"
    )


def _command(peer: str) -> list[str]:
    """Return the interpreter for a peer: this one, or uv with what the peer needs in an environment
    of its own.
    """
    module, packages = NEEDS.get(peer, ("numpy", ()))
    if find_spec(module) is not None:
        return [sys.executable]
    uv = _uv(module)
    wanted = [word for package in packages for word in ("--with", package)]
    base = os.path.realpath(sys.executable)
    return [
        *uv,
        "run",
        "--quiet",
        "--no-project",
        "--isolated",
        "--python",
        base,
        *wanted,
        "python",
    ]


class Worker:
    """A process that is asked one line at a time. Use it in a ``with`` statement."""

    def __init__(
        self, command: Sequence[str], module: str, *arguments: str, own: bool = False
    ) -> None:
        self.name = " ".join([module, *arguments])
        with ExitStack() as opened:
            self.errors = opened.enter_context(tempfile.TemporaryFile())
            self.opened = opened.pop_all()  # until close()
        inherited = (
            []
            if own
            else [
                os.path.abspath(path)
                for path in os.environ.get("PYTHONPATH", "").split(os.pathsep)
                if path
            ]
        )
        places = os.pathsep.join([str(ROOT), *inherited])
        self.process = subprocess.Popen(
            [*command, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env=os.environ | {"PYTHONPATH": places},
            cwd=tempfile.gettempdir(),
        )
        try:
            missing = self._read(BEGIN_SECONDS).get("missing")
            if missing:
                raise MissingPeerError(str(missing))
        except MissingPeerError:
            self.close()
            raise

    def _read(self, seconds: float) -> dict[str, Any]:
        timer = Timer(seconds, self.process.kill)
        timer.start()
        try:
            line = self.process.stdout.readline() if self.process.stdout else ""
        finally:
            timer.cancel()
        if not line:
            self.process.wait()
            self.errors.seek(0)
            said = [
                text
                for text in self.errors.read().decode("utf-8", "replace").splitlines()
                if text.strip()
            ]
            last = said[-1].strip() if said else f"exit code {self.process.returncode}"
            raise MissingPeerError(f"the process {self.name} ended: {last}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, **line: Any) -> dict[str, Any]:
        """Send a line, return the answer. Raises MissingPeerError with the process's last words
        when it died.
        """
        try:
            if self.process.stdin:
                self.process.stdin.write(json.dumps(line) + "\n")
                self.process.stdin.flush()
        except OSError:
            pass  # it has ended: reading says why
        return self._read(ANSWER_SECONDS)

    def close(self) -> None:
        """End the process."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


def peer(name: str) -> Worker:
    """Start a peer of the market week. Raises MissingPeerError with the reason."""
    command = _command(name)
    return Worker(command, "benchmarks.market_week.worker", name, own=command != [sys.executable])


def engine() -> Worker:
    """Start a process of the engine that runs firms and says how long it took."""
    return Worker([sys.executable], "coordsim.speed.child")
