"""Commands for people who play: check a student's file, open the pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coordsim.cli.app import Json
from coordsim.cli.console import print_json, print_table, say
from coordsim.cli.rooms import Database
from coordsim.core.spelling import missing
from coordsim.show.numbers import measured, number

if TYPE_CHECKING:
    from coordsim.room.session import Session

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
        say(f"{player.name}: the {rule['kind']} {rule['name']} ({rule['title']}) conforms.")
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


def replay(game: Path, *, as_json: Json = False) -> None:
    """Play a downloaded game again, and print the numbers of its debrief and the run's hash."""
    from coordsim.room.events import EventError
    from coordsim.room.record import load_record, play_record

    if not game.is_file():
        raise ValueError(f"{game}: {missing(game)}; a game is downloaded from its debrief")
    try:
        session = play_record(load_record(game.read_bytes()))
    except EventError as error:
        raise ValueError(f"{game.name}: {error}") from None
    about = f"{session.role}, world {session.seed}, {session.scenario.summary}"
    if session.over:
        _print_game(game.name, about, session, as_json)
    elif as_json:
        print_json({"game": game.name, "over": False, "week": session.week, "hash": None})
    else:
        weeks = session.scenario.horizon.weeks
        say(
            f"{game.name}: {about}; week {session.week + 1} of {weeks} waits for a plan. Its"
            " numbers are told after the last week: open it at Learn and go on."
        )


def _print_game(name: str, about: str, session: Session, as_json: bool) -> None:
    """Print a game that is over, as its debrief tells it."""
    from dataclasses import asdict

    from coordsim.room.debrief import debrief

    told = debrief(session)
    if as_json:
        print_json(
            {
                "game": name,
                "over": True,
                "role": told.role,
                "seed": told.seed,
                "weeks": told.weeks,
                "kpis": {kpi.name: kpi.value for kpi in told.kpis},
                "pay": {role: paid.week for role, paid in told.pay.items()},
                "lost": {each.cause: each.units for each in told.lost},
                "rounds": [asdict(each) for each in told.rounds],
                "hash": told.hash,
            }
        )
        return
    rows = [[kpi.label, measured(kpi.value, kpi.unit), kpi.unit] for kpi in told.kpis]
    rows += [[f"Pay of {role}", number(paid.week), "money/week"] for role, paid in told.pay.items()]
    print_table(f"{name}: {about}; {told.weeks} weeks", ["", "whole game", "unit"], rows)
    rounds = [
        [
            f"week {each.week + 1}",
            number(each.on_sale),
            number(each.profit),
            *(number(each.pay[role]) for role in told.pay),
            number(each.lost),
            each.worst,
        ]
        for each in told.rounds
    ]
    pays = [f"pay of {role}" for role in told.pay]
    headers = ["from", "on sale", "profit", *pays, "lost", "most of them"]
    print_table("Round by round, a week", headers, rounds)
    causes = [[each.cause, number(each.units)] for each in told.lost]
    print_table("Units lost over the game, by cause", ["cause", "units"], causes)
    say(f"Hash of the run: {told.hash}")


Port = Annotated[int, typer.Option(min=0, max=65535, help="0 = any free one.")]
Host = Annotated[
    str, typer.Option(help="Address to listen on; 0.0.0.0 lets others on the network in.")
]
Browse = Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")]


Proxy = Annotated[
    list[str],
    typer.Option(
        metavar="ADDRESS",
        help="Address of a proxy before this server that is believed when it says for whom it asks;"
        " may be given several times.",
    ),
]
Name = Annotated[
    list[str],
    typer.Option(
        metavar="HOST",
        help="Name that this server is called by from outside; may be given several times.",
    ),
]
NONE: list[str] = []


def web(
    *,
    port: Port = 8765,
    host: Host = "127.0.0.1",
    open_browser: Browse = True,
    database: Database = None,
) -> None:
    """Open the Lab and the game in a browser, served from this machine, without the internet."""
    _check_rules()
    from coordsim_web.server import serve

    serve(host, port, open_browser, database=database)


def host(
    agenda: Annotated[
        str, typer.Argument(metavar="[SCENARIO | AGENDA.toml]", help="A room to open at once.")
    ] = "",
    *,
    port: Port = 8765,
    host: Host = "0.0.0.0",
    open_browser: Browse = False,
    database: Database = None,
    proxy: Proxy = NONE,
    name: Name = NONE,
) -> None:
    """Let others on the network take seats in rooms of this machine: print where they go, and the
    trainer's key once.
    """
    _check_rules()
    from coordsim.room.agenda import agenda_of
    from coordsim_web.server import serve

    chosen = agenda_of(agenda) if agenda else None
    serve(
        host,
        port,
        open_browser,
        database=database,
        agenda=chosen,
        hosted=True,
        proxies=proxy,
        names=name,
    )


def _check_rules() -> None:
    """Refuse a broken package of rules here, rather than on a page."""
    from coordsim.core.registry import packages_offer

    if packages_offer():
        from coordsim.scenario.rules import REGISTRIES

        for registry in REGISTRIES:
            list(registry.values())
