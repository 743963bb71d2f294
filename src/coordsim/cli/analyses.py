"""The command that reads what a sweep has found: analyse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordsim.cli.app import Json
from coordsim.cli.console import print_json, print_table, say
from coordsim.core.spelling import shown
from coordsim.show.numbers import number

if TYPE_CHECKING:
    from coordsim.research.analysis import Finding

LIMIT = re.compile(r"\s*(?:(\S.*?)\s*)?([<>])\s*(-?[\d.]+(?:e-?\d+)?)\s*", re.IGNORECASE)
SHOWN = 40  # rows of a table on a console


def analyse(
    folder: Path,
    *,
    kpi: Annotated[str, typer.Option(help="The KPI or outcome that is analysed.")],
    contrast: Annotated[
        str | None,
        typer.Option(
            help="Analyse a difference instead: 'communication: sop - none', or a name of the"
            " design."
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(help="The contrast for each level of a factor; may be repeated."),
    ] = None,
    effects: Annotated[
        bool, typer.Option("--effects", help="Main effects and interactions of crossed factors.")
    ] = False,
    sobol: Annotated[
        bool, typer.Option("--sobol", help="Sobol indices, of a Saltelli design.")
    ] = False,
    morris: Annotated[
        bool, typer.Option("--morris", help="Elementary effects, of a Morris design.")
    ] = False,
    prim: Annotated[
        str | None,
        typer.Option(help="The box of factors in which it is so: 'profit < 100', or '< 100'."),
    ] = None,
    surface: Annotated[
        bool, typer.Option("--surface", help="A second-order response surface.")
    ] = False,
    power: Annotated[
        float | None,
        typer.Option(help="How many worlds show a contrast of this size (of one point: pairs)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for tables, their data and figures.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Analyse a finished sweep: paired contrasts, effects, sensitivity, scenario discovery."""
    wanted = {  # each a method of results and of contrasts
        "effects": effects,
        "sobol": sobol,
        "morris": morris,
        "prim": prim is not None,
        "surface": surface,
    }
    _check(wanted, contrast, {"by": bool(by), "power": power is not None})
    from coordsim.research.results import Results

    here = Results.load(folder)
    gap = None if contrast is None else here.contrast(contrast, kpi=kpi)
    names = [kpi] if gap is None else [contrast or "", gap.name]
    limit = {} if prim is None else _limit(prim, names)
    found: dict[str, Finding] = {} if gap is None else {"contrast": gap}
    if gap is not None and by:
        found["by"] = gap.by(*by)
    if gap is not None and power is not None:
        found["power"] = gap.power(power)
    of, about = (here, [kpi]) if gap is None else (gap, [])
    for name in (name for name, asked in wanted.items() if asked):
        found[name] = getattr(of, name)(*about, **(limit if name == "prim" else {}))
    _tell(here.file.question, found, out, as_json)


def _check(wanted: dict[str, bool], contrast: str | None, of_contrast: dict[str, bool]) -> None:
    """Raise ValueError where nothing is asked for, or what makes sense for contrasts alone."""
    if contrast is None:
        if stray := next((name for name, asked in of_contrast.items() if asked), None):
            raise ValueError(f"--{stray} is for contrasts: add --contrast")
        if not any(wanted.values()):
            options = ", ".join(f"--{name}" for name in wanted)
            raise ValueError(f"nothing is asked for: add --contrast, {options}")


def _limit(text: str, names: list[str]) -> dict[str, float]:
    """Read ``profit < 100`` as below or above a number."""
    match = LIMIT.fullmatch(text)
    if match is None:
        raise ValueError(f"--prim {shown(text)} is not of the form 'profit < 100'")
    name, sign, value = match.groups()
    if name is not None and name not in names:
        raise ValueError(f"--prim is about {name}, but what is analysed is {names[0]}")
    return {"below" if sign == "<" else "above": float(value)}


def _tell(question: str, found: dict[str, Finding], out: Path | None, as_json: bool) -> None:
    """Print the tables, and write them with their data and figures where it was asked for."""
    paths = {name: [] if out is None else one.save(out, name) for name, one in found.items()}
    if as_json:
        print_json(
            {
                "question": question,
                "analyses": {
                    name: {
                        "title": one.title,
                        "table": _plain(one),
                        "files": list(map(str, paths[name])),
                    }
                    for name, one in found.items()
                },
            }
        )
        return
    say(question)
    for one in found.values():
        rows = one.table.head(SHOWN).to_dict("records")
        cells = [[_cell(value) for value in row.values()] for row in rows]
        print_table(one.title, list(map(str, one.table.columns)), cells)
        if more := len(one.table) - len(rows):
            say(f"and {more} more rows")
    if out is not None:
        say(f"Tables, their data and figures are in {out}.")


def _cell(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)


def _plain(one: Finding) -> list[dict[str, Any]]:
    """Return a table as JSON has it: no number where there is none."""
    import json

    rows: list[dict[str, Any]] = json.loads(one.table.to_json(orient="records"))
    return rows
