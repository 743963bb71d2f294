"""Commands for people who play: check a student's file, open the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordsim.cli.app import Json
from coordsim.cli.console import print_json, print_table
from coordsim.show.numbers import number

LONGEST = 300.0  # seconds that checking the rules of a file may take


def check(
    player: Path,
    *,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=86_400, help="How long it may take to decide.")
    ] = 10.0,
    as_json: Json = False,
) -> None:
    """Check a student's player, a Python file with a function decide(seat), or a file that
    registers rules; see docs/players.md and docs/rules.md. It runs in a process of its own; run
    only files that you trust.
    """
    from coordsim.study.apart import Limits
    from coordsim.study.conformance.file import holds
    from coordsim.study.trial import check_player

    there = holds(player)
    rules = _rules_of(player) if there.rules else []
    trials = check_player(player, Limits(seconds=seconds)) if there.player else {}
    if as_json:
        roles = {role: vars(trial) for role, trial in trials.items()}
        played = {"player": player.name, "roles": roles} if there.player else {}
        print_json(played | ({"rules": rules} if there.rules else {}))
        return
    for rule in rules:
        typer.echo(f"{player.name}: the {rule['kind']} {rule['name']} ({rule['title']}) conforms.")
    if not trials:
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


def _rules_of(path: Path) -> list[dict[str, str]]:
    """Check the rules of a file. Raises RuleError with a line for each breach."""
    from coordsim.study.conformance.file import RuleError, check_rules

    found = check_rules(path, LONGEST)
    breaches = [
        f"{path.name}: {rule.kind} {rule.name}: {said}" for rule in found for said in rule.breaches
    ]
    if breaches:
        raise RuleError("\n".join(breaches))
    return [{"kind": rule.kind, "name": rule.name, "title": rule.title} for rule in found]


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
