"""The command line's one app, the options that commands share, and how they read and print."""

from __future__ import annotations

import signal
import sys
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from coordsim.core.spelling import quoted, shown
from coordsim.show.numbers import measured

if TYPE_CHECKING:
    from coordsim.scenario.file import Scenario

WIDE = 1000  # letters; no sentence on a command is as long


class Whole(TyperGroup):
    """Lists commands with their whole sentences; the plain help would cut them off at the end of
    the line.
    """

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one row for each command, wrapped where it is too long."""
        rows = [(name, command.get_short_help_str(WIDE)) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


app = typer.Typer(
    name="coordsim",
    cls=Whole,
    help=(
        "Run, compare and play a firm whose marketing and operations are paid and informed as you"
        " choose."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # plain help: the panels of rich take twice as long to import as all the rest
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    """Print the version and stop, where it is asked for."""
    if wanted:
        from coordsim import __version__
        from coordsim.cli.console import say

        say(f"coordsim {__version__}")
        raise typer.Exit


@app.callback()
def whole(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Take what goes before a command."""


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Firms = Annotated[
    int,
    typer.Option(
        "--firms",
        "--seeds",
        "-n",
        min=1,
        max=100_000,
        help="Replications, each in a world of its own: seed, seed + 1, ...",
    ),
]
Threads = Annotated[
    int,
    typer.Option("--threads", min=1, max=1024, help="Share the work; no number changes."),
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**62, help="The first world.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", help="Change a field: incentives=shared, market.overload=0, ..."),
]


def value(field: str, text: str) -> Any:
    """Read a field's value as TOML does; a bare word is a string. Raises ValueError naming the
    field when it is nested too deeply or has too many digits.
    """
    from coordsim.scenario.refusals import read_toml

    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    except (RecursionError, ValueError):  # TOML, and yet it cannot be read
        return read_toml(f"value = {text}".encode(), f"--set {quoted(field)}", ValueError)["value"]


def changed(sets: list[str] | None) -> dict[str, Any]:
    """Read ``field=value`` texts. Raises ValueError naming the one that is not of that form."""
    changes = {}
    for text in sets or []:
        field, equals, word = text.partition("=")
        if not equals or not field:
            raise ValueError(f"--set {shown(text)} is not of the form field=value")
        changes[field.strip()] = value(field.strip(), word.strip())
    return changes


def split(fields: str) -> list[str]:
    """Split at commas that are not within a list or a table."""
    parts, depth = [""], 0
    for letter in fields:
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def scenario_of(name: str, changes: dict[str, Any]) -> Scenario:
    """Load a scenario by name or path and change it. Raises ScenarioError."""
    from coordsim.scenario.file import load

    scenario = load(name)
    return scenario.with_(changes) if changes else scenario


def end_on_sigterm() -> None:
    """Let SIGTERM end a command as an exception does, so that what it started is ended and what it
    keeps says that it was stopped.
    """
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def mean_of(kpi: Mapping[str, float | None], unit: str, firms: int) -> str:
    """Write a KPI's mean, with the number of firms that it is over where it is not all of them."""
    mean, n = measured(kpi["mean"], unit), int(kpi.get("n") or 0)
    return mean if n == firms or not n else f"{mean} (n = {n})"
