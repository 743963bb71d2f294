"""How long one waits: the command line, the import, a first run, the pages. Each time a fresh
process, after one that warms up.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

from coordsim.speed.figures import Figure, figure

CLI = (sys.executable, "-m", "coordsim.cli")
COMMANDS = {
    "help": (*CLI, "--help"),
    "import": (sys.executable, "-c", "import coordsim"),
    "import_engine": (sys.executable, "-c", "import coordsim; coordsim.simulate"),
    "run_base": (*CLI, "run", "base"),
    "python": (sys.executable, "-c", "pass"),
}
MOST_SECONDS = 120.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Startup:
    """Seconds by what is started; notes."""

    seconds: dict[str, Figure] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def measure(repeats: int, say: Say) -> Startup:
    """Start everything so many times and once before."""
    out = Startup()
    for name, command in COMMANDS.items():
        say(f"startup: {name}")
        out.seconds[name] = figure([_once(command) for _ in range(repeats + 1)][1:])
    say("startup: web")
    try:
        out.seconds["web"] = figure([_pages() for _ in range(repeats + 1)][1:])
    except TimeoutError as reason:
        out.notes.append(f"web was not measured: {reason}")
    out.notes.append(
        "each: a fresh process from start to end, after one that warms up; web: until /healthz"
        " answers"
    )
    return out


def _once(command: tuple[str, ...]) -> float:
    """Return the seconds that a command takes. Raises ChildProcessError with its last words when it
    fails.
    """
    began = time.perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        raise ChildProcessError(
            f"{' '.join(command[1:])} did not end within {MOST_SECONDS:.0f} s"
        ) from None
    seconds = time.perf_counter() - began
    if done.returncode:
        raise ChildProcessError(
            f"{' '.join(command[1:])} failed:"
            f" {done.stderr.decode('utf-8', 'replace').strip()[-200:]}"
        )
    return seconds


def _pages() -> float:
    """Return the seconds until the pages' server answers. Raises TimeoutError when it does not."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    command = [*CLI, "web", "--no-open", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < MOST_SECONDS:
            if process.poll() is not None:
                raise TimeoutError(f"its process ended with exit code {process.returncode}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                    return time.perf_counter() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.01)
        raise TimeoutError(f"no answer within {MOST_SECONDS:.0f} s")
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
