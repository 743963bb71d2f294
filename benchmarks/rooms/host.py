"""``coordsim host`` as a process of its own, killed and started again at will."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE = 60.0


class Host:
    """A server that was started for one room, with its address, code and trainer's key."""

    def __init__(self, folder: Path, agenda: str, address: str = "127.0.0.1") -> None:
        self.folder, self.agenda, self.address = folder, agenda, address
        self.database = str(folder / "rooms.db")
        self.port, self.code, self.key = 0, "", ""
        self.program = ["-m", "coordsim.cli"]  # what Python runs
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> psutil.Process:
        """The server's process."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def start(self) -> None:
        """Start it: the first time with a new room, later on the same port with what is kept."""
        words = [] if self.code else [self.agenda]
        options = ["--port", str(self.port), "--host", self.address, "--database", self.database]
        self._process = subprocess.Popen(
            [sys.executable, *self.program, "host", *words, *options],
            stdout=subprocess.PIPE,
            stderr=(self.folder / "host.log").open("a"),
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"coordsim is at http://\S+:(\d+)", line):
                self.port = int(found[1])
            if found := re.search(r"Its code is (\w+)\.", line):
                self.code = found[1]
            if found := re.search(r"/console/(\S+)", line):
                self.key = found[1]
            if "Nobody makes rooms" in line:
                break
        self.wait()

    def wait(self) -> None:
        """Wait until it answers. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with (
                suppress(urllib.error.URLError, OSError),
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1),
            ):
                return
            time.sleep(0.05)
        log = (self.folder / "host.log").read_text("utf-8")
        raise TimeoutError(f"{self.url} does not answer: {log}")

    def stop(self, kill: bool = False) -> None:
        """End it; ``kill`` gives it no chance to say goodbye."""
        if self._process is None:
            return
        (self._process.kill if kill else self._process.terminate)()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def freeze(self) -> None:
        """Let it do nothing more, its connections standing, as of a laptop that was shut."""
        self.process.suspend()

    def memory(self) -> float:
        """Return what it holds of memory, in MB."""
        return float(self.process.memory_info().rss / 2**20)

    def work(self) -> float:
        """Return the seconds of a processor that it has used."""
        used = self.process.cpu_times()
        return float(used.user + used.system)
