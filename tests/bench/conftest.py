"""The folder of the peers stands beside src, not in it."""

from __future__ import annotations

import pytest

from coordsim.bench.workers import ROOT


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test import the peers."""
    monkeypatch.syspath_prepend(str(ROOT))
