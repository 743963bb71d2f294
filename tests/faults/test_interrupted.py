"""A run on several threads that is broken off waits for no more than the firms that live just
then.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from time import sleep

import numpy as np
import pytest
from support.firms import small

from coordsim.run import rules
from coordsim.run.fleet import Fleet, Span, log_for
from coordsim.run.simulate import simulate


def test_who_is_told_to_stop_lives_no_firm_more() -> None:
    fleet = Fleet([small()] * 3, [1, 2, 3])
    fleet.halt[0] = 1
    fleet.live(log_for(3, Span(0, 12, 4), known=False))
    assert fleet.firms["week"].tolist() == [0, 0, 0]


def test_work_that_was_begun_is_told_to_stop_before_it_is_waited_for() -> None:
    halt, begun, stopped = np.zeros(1, dtype=np.int8), Event(), Event()

    def work(item: int) -> int:
        if item:
            begun.set()
            for _ in range(2000):
                if halt[0]:
                    stopped.set()
                    break
                sleep(0.005)
        return item

    parts: Iterator[int] = rules._in_order(work, range(9), 2, halt)
    assert next(parts) == 0
    assert begun.wait(10)
    parts.close()
    assert stopped.is_set()


def test_a_run_that_is_broken_off_halts_its_fleets(monkeypatch: pytest.MonkeyPatch) -> None:
    fleets: list[Fleet] = []

    class Noted(Fleet):
        def live(self, log: object) -> int:
            fleets.append(self)
            return super().live(log)

    monkeypatch.setattr(rules, "Fleet", Noted)
    monkeypatch.setattr(rules, "CHUNK", 2)

    def interrupt(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(small(), firms=20, threads=2, progress=interrupt)
    assert fleets
    assert all(fleet.halt[0] for fleet in fleets)
    assert len(fleets) < 10
