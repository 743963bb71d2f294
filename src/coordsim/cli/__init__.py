"""The command line: thin. Each command loads, calls one function and prints; --json prints one
object and nothing else.
"""

from __future__ import annotations

import gc
import sys

from coordsim.cli import analyses, evidence, play, rooms, runs, speed, studies, taken, why
from coordsim.cli.app import app
from coordsim.cli.console import compiling, prepare, say
from coordsim.core.compiling import LISTENERS

BAD_INPUT = 2
# new objects: importing makes so many that stay that looking for waste after each 700 costs a tenth
# of the start
COLLECT_AFTER = 50_000
COMMANDS = (
    runs.run,
    runs.compare,
    why.explain,
    why.benchmark,
    runs.scenarios,
    play.check,
    studies.sweep,
    analyses.analyse,
    evidence.claims,
    evidence.validate,
    speed.bench,
    speed.warm,
    rooms.rehearse,
    rooms.rooms,
    rooms.export,
    taken.debrief,
    taken.paper,
    play.replay,
    play.host,
    play.web,
)

for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Run the command line. Bad input ends with one clear sentence and exit code 2, never a
    traceback.
    """
    gc.set_threshold(COLLECT_AFTER)
    prepare()
    LISTENERS.append(compiling)
    try:
        app()
    except OSError as error:
        say(f"{error.filename}: {error.strerror}" if error.filename else str(error), err=True)
        sys.exit(BAD_INPUT)
    except ValueError as error:
        say(str(error), err=True)
        sys.exit(BAD_INPUT)
