"""A student's player in a process of its own: whatever its file does, it can only answer or not.

The engine stays here, and so does every result. The process over there loads the file, answers one
question after the other, and is ended when it takes too long; its memory is bounded, and what it
prints goes to standard error. This guards against mistakes, not against malice: a file can still
read and write what its user can. Run only files that you trust.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread, Timer
from typing import Any, BinaryIO

import numpy as np

from coordsim.core.decisions import DecisionError, check
from coordsim.core.records import Decision, Observation
from coordsim.core.spelling import shown
from coordsim.players.file import load_player
from coordsim.players.student import PlayerError

LONGEST = 10_000_000  # bytes of an answer: a thousand firms' levers many times over


@dataclass(frozen=True)
class Limits:
    """What a player's process may take: seconds for each answer, seconds until the file is loaded,
    megabytes of memory above what Python and numpy take.
    """

    seconds: float = 10.0
    loading: float = 60.0
    megabytes: int = 2048


class Apart:
    """The player of a file, asked across a pipe. Use it in a ``with``: its process ends there."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self.where, self.limits = path.name, limits or Limits()
        words = [sys.executable, "-P", "-m", __name__, str(path), str(self.limits.megabytes)]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

    def __enter__(self) -> Apart:
        """Wait until the file is loaded. Raises PlayerError when it cannot be."""
        try:
            self._answer(self.limits.loading, "loading the file")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, and all that it started."""
        self._kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # a question that it did not read
                _open(pipe).close()

    def decide(self, observation: Observation) -> Decision:
        """Ask the file's player for all firms. Raises PlayerError when there is no answer that can
        be read, DecisionError when it is not allowed.
        """
        role, week = observation.role, observation.week
        doing = f"decide() in week {week} as {role}"
        with suppress(OSError):  # it is gone: the missing answer says so
            pickle.dump(observation, _open(self.process.stdin))
            _open(self.process.stdin).flush()
        answer = self._answer(self.limits.seconds, doing)
        try:
            levers = {str(name): np.asarray(row) for name, row in answer["levers"].items()}
            told = answer["forecast"]
            forecast = None if told is None else np.asarray(told)
            silent = None if answer["silent"] is None else np.asarray(answer["silent"])
        except (KeyError, AttributeError, ValueError, TypeError):
            raise self._unreadable(doing) from None
        firms = len(observation.expected_demand)
        decision = Decision(levers, forecast, silent=silent)
        return check(role, decision, observation.limits, firms, week, who=self.where)

    def _answer(self, seconds: float, doing: str) -> dict[str, Any]:
        late = Event()

        def stop() -> None:
            late.set()
            self._kill()

        timer = Timer(seconds, stop)
        timer.start()
        try:
            line = _open(self.process.stdout).readline(LONGEST)
        finally:
            timer.cancel()
        if late.is_set():
            raise PlayerError(f"{self.where}: {doing} took longer than {seconds:g} s")
        if not line:
            raise PlayerError(f"{self.where}: {doing} ended its process without an answer")
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            raise self._unreadable(doing) from None
        if not isinstance(answer, dict):
            raise self._unreadable(doing)
        if "refused" in answer:
            raise PlayerError(str(answer["refused"]))
        return answer

    def _unreadable(self, doing: str) -> PlayerError:
        return PlayerError(f"{self.where}: {doing} wrote something that is no answer")

    def _kill(self) -> None:
        if self.process.returncode is None:  # until then its number is nobody else's
            with suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self.process.pid, signal.SIGKILL)
                else:
                    self.process.kill()


def _open[T](pipe: T | None) -> T:
    if pipe is None:
        raise RuntimeError("the process was started without its pipes")
    return pipe


def _bound_memory(megabytes: int) -> None:
    """Bound this process's memory to what it has and ``megabytes`` more; Windows has no such
    bound.
    """
    try:
        import resource
    except ImportError:
        return
    pages = Path("/proc/self/statm")
    now = int(pages.read_text("utf-8").split()[0]) * resource.getpagesize() if pages.exists() else 0
    most = now + megabytes * 2**20
    with suppress(ValueError, OSError):  # a system that sets lower limits of its own
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _questions(pipe: BinaryIO) -> SimpleQueue[Observation]:
    """Return the questions as they come; when they end, so does this process."""
    waiting: SimpleQueue[Observation] = SimpleQueue()

    def read() -> None:
        with suppress(EOFError, OSError):
            while True:
                waiting.put(pickle.load(pipe))
        os._exit(1)

    Thread(target=read, name="questions", daemon=True).start()
    return waiting


def _replies(path: Path, waiting: SimpleQueue[Observation]) -> Iterator[dict[str, Any]]:
    """Load a file's player and answer; the last reply is a refusal."""
    doing = "loading the file"
    try:
        player = load_player(path).seated()
        yield {}
        while True:
            observation = waiting.get()
            doing = f"decide() in week {observation.week} as {observation.role}"
            decision = player.decide(observation)
            told = decision.forecast
            yield {
                "levers": {name: _numbers(row) for name, row in decision.levers.items()},
                "forecast": None if told is None else _numbers(told),
                "silent": None if decision.silent is None else decision.silent.tolist(),
            }
    except (PlayerError, DecisionError) as error:
        yield {"refused": str(error)}
    except (Exception, SystemExit, KeyboardInterrupt, GeneratorExit) as error:
        yield {"refused": f"{path.name}: {doing} failed: {shown(error)}"}
        raise SystemExit(1) from error


def _numbers(row: object) -> list[float]:
    numbers: list[float] = np.asarray(row, dtype=np.float64).tolist()
    return numbers


def main(path: Path, megabytes: int) -> None:
    """Be the process of a file's player: answer questions until they end."""
    pipe, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    waiting = _questions(pipe)
    _bound_memory(megabytes)
    for reply in _replies(path, waiting):
        out.write(json.dumps(reply) + "\n")
        out.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
