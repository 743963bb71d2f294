"""The command line: thin. Each command loads, calls one function and prints; --json prints one
object and nothing else.
"""

from __future__ import annotations

import gc
import sys

import typer

from coordsim.cli import play, rooms, runs, speed, studies, why
from coordsim.cli.app import app

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
    studies.claims,
    studies.validate,
    speed.bench,
    rooms.rehearse,
    play.web,
)

for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Run the command line. Bad input ends with one clear sentence and exit code 2, never a
    traceback.
    """
    gc.set_threshold(COLLECT_AFTER)
    try:
        app()
    except (ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        sys.exit(BAD_INPUT)
