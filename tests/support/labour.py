"""Work for the pool's tests, done by other processes; it loads little."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from coordsim.study.pool import Crew


class Labour(NamedTuple):
    """A number to be squared; it takes ``seconds``, kills its worker as often as there is no file
    ``once`` yet, or always where it is ``deadly``.
    """

    number: int
    seconds: float = 0.0
    once: str = ""
    deadly: bool = False


def square(task: Labour) -> int:
    time.sleep(task.seconds)
    if task.deadly or (task.once and not Path(task.once).exists()):
        if task.once:
            Path(task.once).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if task.number < 0:
        raise ArithmeticError("no root")
    return task.number**2


class Squares(Crew[Labour, int]):
    """Writes everything down."""

    def __init__(self, jobs: int) -> None:
        super().__init__(square, jobs)
        self.results: dict[int, int] = {}
        self.failures: list[tuple[int, str]] = []

    def finished(self, task: Labour, result: int) -> None:
        self.results[task.number] = result

    def failed(self, task: Labour, error: BaseException | None) -> Sequence[Labour]:
        self.failures.append((task.number, "died" if error is None else str(error)))
        return ()
