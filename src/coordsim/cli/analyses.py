"""The command that reads what a sweep has found: analyse."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordsim.cli.app import Json
from coordsim.cli.console import print_json, print_table, say
from coordsim.core.spelling import shown
from coordsim.show.numbers import number

if TYPE_CHECKING:
    from coordsim.research.analysis import Contrast, Finding
    from coordsim.research.analysis.folders import Opened

CONTRAST = re.compile(r"\s*([\w.]+)\s*:\s*(.+?)\s+-\s+(.+?)\s*")
LIMIT = re.compile(r"\s*(?:([\w.]+)\s*)?([<>])\s*(-?[\d.]+(?:e-?\d+)?)\s*", re.IGNORECASE)
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
        float | None, typer.Option(help="How many pairs show a contrast of this size.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for tables, their data and figures.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Analyse a finished sweep: paired contrasts, effects, sensitivity, scenario discovery."""
    from coordsim.research.analysis.folders import opened

    here = opened(folder)
    if contrast is None and (by or power is not None):
        raise ValueError(f"--{'by' if by else 'power'} is for contrasts: add --contrast")
    wanted = {
        "effects": effects,
        "sobol": sobol,
        "morris": morris,
        "prim": prim is not None,
        "surface": surface,
    }
    if contrast is None and not any(wanted.values()):
        raise ValueError(f"nothing is asked for: add --contrast, {_options(wanted)}")
    limit = None if prim is None else _limit(prim, [kpi, contrast or kpi])
    found: dict[str, Finding] = {}
    gap = None if contrast is None else _contrast(here, contrast, kpi)
    if gap is not None:
        found["contrast"] = gap
        if by:
            found["by"] = gap.by(*by)
        if power is not None:
            found["power"] = gap.power(power)
    makers = _makers(here, kpi, gap, limit)
    found |= {name: makers[name]() for name, asked in wanted.items() if asked}
    _tell(here, found, out, as_json)


def _options(wanted: dict[str, bool]) -> str:
    return ", ".join(f"--{name}" for name in wanted)


def _contrast(here: Opened, text: str, kpi: str) -> Contrast:
    """Return the contrast that a text says, or that a name of the design stands for."""
    from coordsim.research.analysis import contrast

    match = CONTRAST.fullmatch(here.contrasts.get(text, text))
    if match is None:
        names = f", or {' or '.join(here.contrasts)}" if here.contrasts else ""
        raise ValueError(
            f"--contrast {shown(text)} is not of the form 'factor: treatment - control'{names}"
        )
    factor, treatment, control = match.groups()
    return contrast(
        here.frame,
        factor,
        treatment,
        control,
        kpi,
        factors=here.factors,
        problem=here.problem,
    )


def _limit(text: str, names: list[str]) -> dict[str, float]:
    """Read ``profit < 100`` as below or above a number."""
    match = LIMIT.fullmatch(text)
    if match is None:
        raise ValueError(f"--prim {shown(text)} is not of the form 'profit < 100'")
    name, sign, value = match.groups()
    if name is not None and name not in names:
        raise ValueError(f"--prim is about {name}, but what is analysed is {names[-1]}")
    return {"below" if sign == "<" else "above": float(value)}


def _makers(
    here: Opened, kpi: str, gap: Contrast | None, limit: dict[str, float] | None
) -> dict[str, Callable[[], Finding]]:
    """Return what makes each analysis, of the contrast where there is one, else of the KPI."""
    from coordsim.research import analysis
    from coordsim.research.analysis.contrasts import DIFFERENCE

    frame, factors = here.frame, here.factors
    crossed: dict[str, Any] = {"design": here.design}
    limits: dict[str, Any] = limit or {}
    if gap is not None:
        return {
            "effects": lambda: analysis.effects(gap.data, DIFFERENCE, gap.factors, label=gap.label),
            "sobol": lambda: gap.sobol(**crossed),
            "morris": lambda: gap.morris(**crossed),
            "prim": lambda: gap.prim(**limits),
            "surface": gap.surface,
        }
    problem: dict[str, Any] = dict(here.problem or {"names": [], "bounds": []})
    columns = [name.replace(".", "__") for name in problem["names"]]
    crossed["by"] = [name for name in factors if name not in columns]
    return {
        "effects": lambda: analysis.effects(frame, kpi, factors),
        "sobol": lambda: analysis.sobol(frame, problem, kpi, **crossed),
        "morris": lambda: analysis.morris(frame, problem, kpi, **crossed),
        "prim": lambda: analysis.prim(frame, kpi, factors, **limits),
        "surface": lambda: analysis.surface(frame, kpi, factors),
    }


def _tell(here: Opened, found: dict[str, Finding], out: Path | None, as_json: bool) -> None:
    """Print the tables, and write them with their data and figures where it was asked for."""
    paths = {name: [] if out is None else one.save(out, name) for name, one in found.items()}
    if as_json:
        print_json(
            {
                "question": here.question,
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
    say(here.question)
    for one in found.values():
        rows = one.table.head(SHOWN).to_dict("records")
        cells = [[_cell(value) for value in row.values()] for row in rows]
        print_table(one.title, list(map(str, one.table.columns)), cells)
        if more := len(one.table) - len(rows):
            say(f"and {more} more rows")
    if out is not None:
        say(f"Tables, their data and figures are in {out}.")


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if _whole(value) else number(value)


def _whole(value: Any) -> bool:
    return isinstance(value, bool | int) or not isinstance(value, float)


def _plain(one: Finding) -> list[dict[str, Any]]:
    """Return a table as JSON has it: no number where there is none."""
    import json

    rows: list[dict[str, Any]] = json.loads(one.table.to_json(orient="records"))
    return rows
