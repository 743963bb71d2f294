"""A server process and a browser page's witness, for tests of the pages."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

CHROMIUM = os.environ.get("COORDSIM_CHROMIUM", "/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_S = 60.0
# The half second that pages wait before they say that something takes long, of another length.
_HALF = """
  const [later, stop] = [window.setTimeout, window.clearTimeout];
  window.setTimeout = (act, wait, ...told) => wait === 500 ? HOW : later(act, wait, ...told);
  window.clearTimeout = (one) => one !== "never" && stop(one);
"""
NEVER = _HALF.replace("HOW", '"never"')
AT_ONCE = _HALF.replace("HOW", "later(act, 0)")


@dataclass
class Server:
    """One server process on a port of its own."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None
    arguments: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; the first time on a free port, later on the same one."""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-W", "ignore", "-m", "coordsim_web.server"),
                *("--port", str(self.port), *self.arguments),
            ],
            stdout=subprocess.PIPE,
            stderr=(self.folder / "server.log").open("a"),
            text=True,
            env={**os.environ, "HOME": str(self.folder)},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://" in line, f"the server did not start: {self.log()}"
        self.port = urlsplit(line.split()[3]).port or 0
        self.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with (
                suppress(urllib.error.URLError, OSError),
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1),
            ):
                return
            time.sleep(0.1)
        raise AssertionError(f"no answer from {self.url}: {self.log()}")

    def freeze(self) -> None:
        """Let it do nothing more; connections stay."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def stop(self, kill: bool = False) -> None:
        """End this one process; `kill` gives it no chance to say goodbye."""
        if self.process is None:
            return
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def log(self) -> str:
        return (self.folder / "server.log").read_text()


@dataclass
class Watch:
    """What a browser asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if message.type == "error" else None
            ),
        )

    def outside(self) -> list[str]:
        """Every request that left this machine."""
        inside = {"127.0.0.1", "localhost", None}
        return [url for url in self.requests if urlsplit(url).hostname not in inside]
