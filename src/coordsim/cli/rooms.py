"""Commands for rooms: rehearse an agenda."""

from __future__ import annotations

from typing import Annotated

import typer

from coordsim.cli.app import Json, Seed
from coordsim.cli.console import print_json, print_table, progress_bar
from coordsim.show.numbers import number

Teams = Annotated[int, typer.Option(min=1, max=500, help="Firms, with a bot in every chair.")]


def rehearse(agenda: str, teams: Teams = 12, seed: Seed = 1, as_json: Json = False) -> None:
    """Play a whole agenda, or a scenario, with scripted players, to the debrief's numbers."""
    from coordsim.room import rehearse as rehearsal
    from coordsim.room.agenda import agenda_of

    chosen = agenda_of(agenda)
    with progress_bar("rounds", as_json) as progress:
        told = rehearsal.rehearse(chosen, teams, seed, progress)
    if as_json:
        print_json(told)
        return
    rows = [
        [
            f"team {row['team']}",
            row["arm"],
            number(row["profit"]),
            *(number(pay) for pay in row["pay"].values()),
        ]
        for row in told["teams"]
    ]
    title = f"{chosen.title}: {told['rounds']} rounds, {told['weeks']} weeks; money a week"
    print_table(title, ["team", "arm", "firm's profit", "marketing's pay", "operations'"], rows)
    for gap in told["gaps"]:
        if gap["measure"] == "profit" and gap["gap"] is not None:
            low, high = number(gap["gap"]["low"]), number(gap["gap"]["high"])
            typer.echo(
                f"Profit, {gap['arm']} less {gap['base']}: {number(gap['gap']['mean'])}, 95 %"
                f" interval {low} to {high}, {gap['how']}."
            )
