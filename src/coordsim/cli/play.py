"""Commands for people who play: check a student's file, open the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordsim.cli.app import Json, print_json, print_table
from coordsim.show.numbers import number


def check(
    player: Path,
    *,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=86_400, help="How long it may take to decide.")
    ] = 10.0,
    as_json: Json = False,
) -> None:
    """Check a student's player: a Python file with a function decide(seat); see docs/players.md.
    It runs in a process of its own; run only files that you trust.
    """
    from coordsim.study.apart import Limits
    from coordsim.study.trial import check_player

    trials = check_player(player, Limits(seconds=seconds))
    if as_json:
        print_json(
            {"player": player.name, "roles": {role: vars(trial) for role, trial in trials.items()}}
        )
        return
    rows = [
        [
            role,
            str(t.rounds),
            number(t.pay),
            number(t.bots_pay),
            number(t.profit),
            number(t.bots_profit),
        ]
        for role, t in trials.items()
    ]
    headers = ["as", "rounds", "its pay", "a bot's pay", "firm's profit", "with a bot"]
    print_table(
        f"{player.name}: every decision was allowed. Money a week, against the rule-based partner:",
        headers,
        rows,
    )


def web(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 = any free one.")] = 8765,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets others on the network in.")
    ] = "127.0.0.1",
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Open the Lab and the game in a browser, served from this machine, without the internet."""
    from coordsim_web.server import serve

    serve(host, port, open_browser)
